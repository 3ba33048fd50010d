"""Captions and alternative texts of the figures of proportions and of the effect between arms."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.plots.forest_rows import differences, is_ratio
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.proportions import share_text, shares
from biomarker_stats.plots.words import (
    Words,
    lower_first,
    n_text,
    p_text,
    paragraph,
    smallest_text,
    strata_text,
    tested,
    upper_first,
)

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults


def percent_words(
    proportions: Sequence["AnalysisResults"], labels: Labels, effect: "AnalysisResults | None" = None
) -> Words:
    """Return caption and alternative text of the percentages; ``effect`` compares the arms where that was done."""
    rows = shares(proportions, labels)
    endpoint = upper_first(labels.endpoint(proportions[0].analysis.endpoint))
    note = labels.notes.get(proportions[0].analysis.endpoint)
    said = f"{endpoint}, {note}" if note else endpoint
    listed = "; ".join(f"{row.name} {row.counts}, {share_text(row)}" for row in rows)
    parts = (
        f"{said}: percentage of units; a unit is one {labels.unit}; k/n below each bar.",
        f"Whiskers: {_intervals(proportions)}.",
        f"Colour and hatch: {lower_first(labels.group)}; grey: more than one arm." if labels.arm_of else "",
        "" if effect is None else f"{_contrast(effect)}: {tested(effect.main)}.",
    )
    return paragraph(parts), paragraph((f"Bar chart. {endpoint}: {listed}.",))


def forest_words(
    proportions: Sequence["AnalysisResults"], effects: Sequence["AnalysisResults"], labels: Labels
) -> Words:
    """Return caption and alternative text of the forest plot."""
    rows = shares(proportions, labels)
    one = labels.unit
    beyond = "Dotted line: no effect. An arrow is a limit beyond the axis; an infinite estimate has no point."
    parts = (
        f"Proportion in each population: k of n, a unit being one {one}; lines: {_intervals(proportions)}."
        if rows
        else "",
        _ratio_text(effects, labels),
        _difference_text(effects),
        beyond if effects else "",
    )
    listed = "; ".join(f"{labels.endpoint(row.endpoint)}, {row.name} {row.counts}, {share_text(row)}" for row in rows)
    tests = "; ".join(f"{_where(effect, labels)}: {p_text(effect.main)}, {n_text(effect.main)}" for effect in effects)
    return paragraph(parts), paragraph(
        (f"Forest plot. {listed}." if listed else "Forest plot.", f"{tests}." if tests else "")
    )


def _intervals(proportions: Sequence["AnalysisResults"]) -> str:
    """Return ``95% intervals by …``, every method named once."""
    results = [analysed.main for analysed in proportions]
    level = wording.percent(results[0].conf_level)
    return f"{level} intervals by {wording.listing(list(dict.fromkeys(r.conf_method or r.title for r in results)))}"


def _contrast(effect: "AnalysisResults") -> str:
    return " against ".join(effect.main.n)


def _where(effect: "AnalysisResults", labels: Labels) -> str:
    return f"{labels.endpoint(effect.analysis.endpoint)}, {labels.population(effect.analysis.population)}"


def _ratio_text(effects: Sequence["AnalysisResults"], labels: Labels) -> str:
    """Name the test and the interval once for all odds ratios that share them, then p and n of each."""
    told: dict[str, list[str]] = {}
    for effect in effects:
        result = effect.main
        if is_ratio(result):
            level, by = wording.percent(result.conf_level), result.conf_method
            interval = f" with {level} interval by {by}" if by else ""
            each = f"{_where(effect, labels)}: {p_text(result)}{smallest_text(result)}, {n_text(result)}"
            told.setdefault(
                f"{_contrast(effect)}: odds ratio{interval}; {result.title}{strata_text(result)}", []
            ).append(each)
    return " ".join(f"{shared}: {'; '.join(each)}." for shared, each in told.items())


def _difference_text(effects: Sequence["AnalysisResults"]) -> str:
    """Name the interval of the risk difference: it is not the one that inverts the test whose p is printed."""
    found = [size for effect in effects for size in differences(effect.main)]
    methods = wording.listing(list(dict.fromkeys(size.conf_method for size in found if size.conf_method)))
    return f"Risk difference: interval by {methods}, which does not invert the test that gave p." if methods else ""
