"""Sentences written from results: nothing here knows a study, and no result is called significant."""

from statistics import median
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.methods.result import Result
from biomarker_stats.reporting.arm_sentences import between_arms_seen
from biomarker_stats.reporting.context import LEVEL, ReportContext
from biomarker_stats.reporting.experiment_sentences import experiments_answer
from biomarker_stats.reporting.rows import estimand, with_interval
from biomarker_stats.reporting.words import capital, lower_first

if TYPE_CHECKING:
    import pandas as pd

_SIDED = {"two-sided": "two-sided", "greater": "one-sided, greater", "less": "one-sided, less"}


def answer(context: ReportContext) -> str:
    """Return the one-line answer of the report: what was seen, and how surprising chance alone would make it."""
    primary = context.primary
    if primary is None:
        nothing = "The study declares no analysis, so there is nothing to answer yet."
        return experiments_answer(context) if context.experiments else nothing
    seen = what_was_seen(context, primary)
    return f"{seen} {surprise(context, primary)}".strip()


def what_was_seen(context: ReportContext, results: AnalysisResults) -> str:
    """Return what happened to the units of an analysis, as counts, before any test."""
    title, frame = context.endpoint(results).title, results.frame
    if "arm" in frame:
        return between_arms_seen(context, results)
    if "change" in frame:
        up, same, down = _directions(frame)
        parts = f"{results.readings.higher} in {up} of {context.units(up + same + down)}, the same in {_none(same)}"
        return f"{title}: {parts} and lower in {_none(down)}."
    if "yes" in frame:
        yes, known = int(frame["yes"].sum()), int(frame["yes"].count())
        return f"{title}: {yes} of {context.units(known)} ({wording.percent(yes / known) if known else '–'})."
    return f"{title}: {context.units(len(frame))}."


def surprise(context: ReportContext, results: AnalysisResults) -> str:
    """Return what the main P value says, in plain words, and the smallest one the data could have given."""
    result = results.main
    if result.p_value is None:
        return ""
    sided = _SIDED[result.alternative]
    exact = ", exact" if result.reference == "exact" and "exact" not in result.title.lower() else ""
    strata = f" within strata of {lower_first(_strata(context, results))}" if result.strata else ""
    test = f"{capital(result.title)}{strata}{exact}, {sided}: {wording.p_phrase(result.p_value)}"
    moved = "moved the readings" if results.readings.in_time else f"told the two readings of a {context.unit} apart"
    nothing = "the arms did not differ" if "arm" in results.frame else f"nothing but chance {moved}"
    where = "in either direction" if result.alternative == "two-sided" else "in that direction"
    look = "set the arms at least this far apart" if "arm" in results.frame else "look at least this one-sided"
    how_often = f"{_how_often(result.p_value)} of such studies would {look}, {where}"
    return f"{test}. If {nothing}, {how_often}.{_floor(context, results)}"


def _how_often(p: float) -> str:
    if p < 0.001:
        return "fewer than 1 in 1,000"
    return f"about {wording.percent(p, 0 if p >= 0.05 else 1)}"


def _floor(context: ReportContext, results: AnalysisResults) -> str:
    result = results.main
    smallest = result.p_min_attainable
    if smallest is None or result.p_value is None:
        return ""
    total = sum(result.n.values())
    of_all = f"{total - result.n_zero} of {context.units(total)}"
    some = f"with {of_all} changed" if results.readings.in_time else f"with different readings in {of_all}"
    given = some if result.n_zero else f"with {context.units(total)}"
    if smallest >= result.p_value:
        return f" No smaller p was possible {given}."
    return f" The smallest p possible {given} is {wording.p_value(smallest)}."


def floor_of_stratum(context: ReportContext, results: AnalysisResults) -> str:
    """Return the smallest attainable p of one analysis in words, and whether it can reach the usual level at all."""
    result = results.main
    if result.p_min_attainable is None:
        return ""
    size, smallest = sum(result.n.values()), wording.p_value(result.p_min_attainable)
    changed = _changed(results)
    several = len({each.analysis.endpoint for each in context.others if each.analysis.type == "paired"}) > 1
    endpoint = f"{context.endpoint(results).title}, " if several else ""
    population = context.population_title(results)
    who = f"{endpoint}{lower_first(population) if several else population} ({context.units(size)}{changed})"
    reach = f"above {LEVEL} whatever their direction" if result.p_min_attainable > LEVEL else f"not above {LEVEL}"
    test, sided = lower_first(result.title), _SIDED[result.alternative]
    return f"{who}: the smallest {sided} p that the {test} can give with these is {smallest}, {reach}."


def _changed(results: AnalysisResults) -> str:
    if "change" not in results.frame:
        return ""
    changed = "changed" if results.readings.in_time else "with different readings"
    up, _, down = _directions(results.frame)
    return f", {up + down} of them {changed}"


def _directions(frame: "pd.DataFrame") -> tuple[int, int, int]:
    """Return how many units rose, stayed the same and fell; a unit without both readings did none of these."""
    change = frame["change"]
    return int((change > 0).sum()), int((change == 0).sum()), int((change < 0).sum())


def published(context: ReportContext, results: AnalysisResults) -> str:
    """Return what the tests in the manner of the publication give, where the study file names any."""
    found = [result for _, result in results.by_role("as-published") if result.p_value is not None]
    if not found:
        return ""
    coding = f" on scores (coding {results.coding})" if results.coding else ""
    tests = wording.listing([f"the {_as_published(r)}{coding} gives {wording.p_phrase(r.p_value)}" for r in found])
    doubt = ", taking ordinal grades for measured distances" if results.scale is not None else ""
    told = f"In the manner of the publication, {tests}{doubt}"
    if not any(verdict.claim.kind == "p" for verdict in context.verdicts.verdicts):
        return f"{told}."
    return f"{told}; the section Published claims says what of this is stated there and what is inferred."


def _as_published(result: Result) -> str:
    return lower_first(result.title) + ("" if result.alternative == "two-sided" else f" ({_SIDED[result.alternative]})")


def shown_and_unadjusted(context: ReportContext) -> str:
    """Return how many P values the declared analyses give, unadjusted, and where others are shown."""
    tested = sum(any(result.p_value is not None for result in each.results) for each in context.asked)
    shown = wording.count(len(context.tests), "P value")
    of = wording.count(tested, "declared analysis", "declared analyses")
    told = f"{shown} of {of} {'is' if len(context.tests) == 1 else 'are'} shown; none is adjusted."
    told = told if context.tests else "No declared analysis gives a P value."
    if context.multiverse is None or not context.multiverse.questions:
        return told
    search = f"those of {len(context.multiverse):,} specifications, and P values adjusted for that search"
    return f"{told} The section Sensitivity holds {search}."


def between_arms(context: ReportContext) -> str:
    """Return the first comparison of arms that is not the primary analysis, and what it cannot be told from."""
    found = [each for each in context.others if each.analysis.type == "compare" and each.analysis.by == context.arm]
    return f"{_comparison(found[0])}. {confounded(context)}".strip() if found else ""


def confounded(context: ReportContext) -> str:
    """Return what the arms are completely confounded with, or an empty string."""
    complete = [context.column_title(each.column) for each in context.confounders if each.complete]
    if context.arm is None or not complete:
        return ""
    return f"{context.column_title(context.arm)} cannot be told from {wording.listing(complete)}: they change together."


def effect_sentence(results: AnalysisResults) -> str:
    """Return what a comparison of arms gives: units, test, p, smallest attainable p and estimate."""
    result = results.main
    smallest = wording.p_value(result.p_min_attainable)
    floor = f" (smallest attainable {smallest})" if result.p_min_attainable is not None else ""
    estimate = f"; {estimand(results, result.estimand)} {with_interval(result)}" if result.estimate is not None else ""
    return f"{_comparison(results)}{floor}{estimate}."


def _comparison(results: AnalysisResults) -> str:
    arms = " against ".join(f"{arm} ({n})" for arm, n in _sizes(results).items())
    result = results.main
    strata = f" within {wording.count(len(result.strata), 'stratum', 'strata')}" if result.strata else ""
    test = f"{capital(result.title)}{strata}, {_SIDED[result.alternative]}, {wording.p_phrase(result.p_value)}"
    return f"{results.analysis.title}, {arms}: {test}"


def _strata(context: ReportContext, results: AnalysisResults) -> str:
    return context.column_title(results.analysis.strata or "strata")


def _sizes(results: AnalysisResults) -> dict[str, str]:
    """Return the units of each arm: ``k of n`` for a yes/no, else n."""
    frame = results.frame
    arms = results.analysis.arms or tuple(dict.fromkeys(frame["arm"]))
    if "yes" in frame:
        parts = {arm: frame.loc[frame["arm"] == arm, "yes"].dropna() for arm in arms}
        return {arm: f"{int(cells.sum())} of {len(cells)}" for arm, cells in parts.items()}
    return {arm: f"n = {n}" for arm, n in results.main.n.items()}


def medians(results: AnalysisResults) -> tuple[str, str]:
    """Return the median score before and after."""
    complete = results.frame.dropna(subset=["change"])
    if complete.empty:
        return "–", "–"
    before, after = (median(complete[role]) for role in ("before", "after"))
    return wording.number(float(before)), wording.number(float(after))


def _none(number: int) -> str:
    return str(number) if number else "none"
