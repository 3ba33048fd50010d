"""Caption and alternative text of the dots by arm."""

from statistics import median
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.outcome_by_arm import columns_of
from biomarker_stats.plots.words import Words, lower_first, paragraph, tested, upper_first
from biomarker_stats.study.unit_noun import nouns

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults


def outcome_words(results: "AnalysisResults", labels: Labels) -> Words:
    """Return caption and alternative text of the outcomes by arm, the test and the estimate from the same Result."""
    columns, result = columns_of(results, labels), results.main
    sizes = wording.listing([f"{column.name} n = {len(column.values)}" for column in columns])
    middles = wording.listing([f"{column.name} {wording.number(median(column.values))}" for column in columns])
    outcome = upper_first(labels.outcome)
    by = f" by {lower_first(labels.group)}" if labels.group else ""
    drawn = sum(len(column.values) for column in columns)
    estimate = ""
    if result.estimate is not None:
        limits = wording.interval(result.conf_low, result.conf_high)
        spread = "" if limits == "–" else f" ({wording.percent(result.conf_level)} interval {limits})"
        estimate = f"{upper_first(result.named(result.estimand))} {wording.number(result.estimate)}{spread}."
    parts = (
        f"{outcome}{by}: one dot per {labels.unit} ({sizes}); equal outcomes stand side by side.",
        _missing(results, drawn, labels.unit),
        f"Line: the median ({middles}).",
        "Dashed: no change." if "change" in results.frame else "",
        f"{upper_first(tested(result))}.",
        estimate,
    )
    spans = "; ".join(
        f"{column.name}: median {wording.number(median(column.values))}, from {wording.number(min(column.values))} to "
        f"{wording.number(max(column.values))}, n = {len(column.values)}"
        for column in columns
    )
    return paragraph(parts), paragraph((f"Dot plot. {outcome}{by}. {spans}. {upper_first(tested(result))}.",))


def _missing(results: "AnalysisResults", drawn: int, one: str) -> str:
    """Say how many units of the arms compared lack a reading (or a stratum) and so are not drawn."""
    missing = int(results.frame["arm"].isin(list(results.main.n)).sum()) - drawn
    return f"Not drawn for want of a reading: {wording.count(missing, one, nouns(one))}." if missing else ""
