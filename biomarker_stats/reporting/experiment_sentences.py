"""Sentences about the pre-clinical experiments that other sections need: the answer, and what they cannot show."""

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.combination_analysis import CombinationAnalysis
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.preclinical.units import plural
from biomarker_stats.methods.result import Result
from biomarker_stats.reporting.context import LEVEL, ReportContext
from biomarker_stats.reporting.words import capital
from biomarker_stats.wording import count, listing


def experiments_answer(context: ReportContext) -> str:
    """Return the answer of a study of experiments alone: the verdict on each combination, with its numbers."""
    told = [_verdict(found) for found in context.experiments if found.combination is not None]
    if told:
        return " ".join(told)
    known = sum(not found.design_only for found in context.experiments)
    total = count(len(context.experiments), "pre-clinical experiment")
    return f"{total}, {known} of them with readings; the section Pre-clinical experiments holds their results."


def _verdict(found: ExperimentResults) -> str:
    combination = found.combination
    if combination is None:
        return ""
    bliss, index = combination.bliss, combination.index
    limits = wording.interval(index.conf_low, index.conf_high)
    size = f"combination index {wording.number(index.estimate)} ({wording.percent(index.conf_level)} {limits})"
    day = wording.number(index.day)
    who = "; ".join(f"{arm} {n}" for arm, n in found.n.items())
    return (
        f"{found.title}, {plural(found.unit)}: {who}. Verdict on the combination: {combination.verdict}; {size} on day "
        f"{day}, where below 1 the tumours are smaller than the agents' effects on growth add up to; Bliss contrast "
        f"{wording.p_phrase(bliss.p_value)}. {otherwise(combination)}"
    ).strip()


_SIDES = {-1: "synergistic", 0: "neither shown", 1: "antagonistic"}
_SHORT = {
    "slope-contrast-welch": "the mice's slopes (Welch–Satterthwaite)",
    "slope-contrast-pooled": "the mice's slopes with one variance",
    "mixed-model-kenward-roger": "the mixed model (Kenward–Roger)",
}


def otherwise(combination: CombinationAnalysis) -> str:
    """Return the sentence on estimates of the interaction that answer otherwise than the verdict's; or nothing.

    An estimate's answer is whether its interval lies below 0 (synergistic), above 0 (antagonistic) or neither.
    """
    answer = _side(combination.bliss)
    told = [
        f"by {_SHORT[result.method]}: {_SIDES[_side(result)]}, {wording.p_phrase(result.p_value)}"
        for result in combination.beside
        if result.method in _SHORT and _side(result) != answer
    ]
    if not told:
        return ""
    own = f"By {_SHORT.get(combination.bliss.method, 'the estimate of the verdict')}: {_SIDES[answer]}"
    return f"{own}, {wording.p_phrase(combination.bliss.p_value)}; {'; '.join(told)}."


def _side(result: Result) -> int:
    """Return −1 where the interval lies below 0, 1 where above, else 0."""
    if result.conf_high is not None and result.conf_high < 0:
        return -1
    return 1 if result.conf_low is not None and result.conf_low > 0 else 0


def experiment_limits(context: ReportContext) -> list[str]:
    """Return what the experiments cannot show, written from their numbers of units and their losses."""
    found: list[str] = []
    cannot = []
    for each in context.experiments:
        floors = [floor for pair in each.attainable for floor in (pair.floor, pair.floor_paired) if floor is not None]
        if floors and min(floors) > LEVEL:
            cannot.append(f"{each.title} (smallest p {wording.p_value(min(floors), 4)})")
    if cannot:
        found.append(
            f"With so few units no exact test could have reached {LEVEL} in: {'; '.join(cannot)}. A smaller P there "
            "rests on the assumption of normal readings."
        )
    lost = [each.title for each in context.experiments if each.growth is not None and each.growth.lost]
    if lost:
        found.append(f"Animals left before the end in {listing(lost)}: comparisons on a fixed day are of survivors.")
    number = sum(result.p_value is not None for each in context.experiments for result in each.results)
    if number:
        many = f"{number} P values are shown for the experiments; only the pairwise tests in the published style are"
        found.append(f"{capital(many)} adjusted, and within one experiment only.")
    unknown = [each.title for each in context.experiments if each.design_only]
    if unknown:
        which = count(len(unknown), "pre-clinical experiment")
        found.append(
            f"The readings of {which} were not published: their design is shown, and no value behind a figure."
        )
    return found


def experiment_methods(context: ReportContext) -> str:
    """Return the conventions that hold for every pre-clinical experiment; empty where there is none with readings."""
    if all(each.design_only for each in context.experiments):
        return ""
    return (
        "Pre-clinical experiments are compared at the experimental unit: readings below it are summarised, never "
        "pooled. t tests are the main results at these numbers of units, with the exact test of the same values and "
        "the smallest P it could give beside them. Each experiment names its own methods below."
    )
