"""Captions and alternative texts of the figures of proportions and of the effect between arms."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.plots.forest_rows import DIFFERENCE, is_ratio
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.proportions import share_text, shares
from biomarker_stats.plots.words import Words, n_text, p_text, paragraph, tested, upper_first

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults


def percent_words(
    proportions: Sequence["AnalysisResults"], labels: Labels, effect: "AnalysisResults | None" = None
) -> Words:
    """Return caption and alternative text of the percentages; ``effect`` compares the arms where that was done."""
    rows = shares(proportions, labels)
    endpoint = upper_first(labels.endpoint(proportions[0].analysis.endpoint))
    listed = "; ".join(f"{row.name} {row.counts}, {share_text(row)}" for row in rows)
    parts = (
        f"{endpoint}: the percentage of units with it, k/n below each bar; a unit is one {labels.unit}.",
        f"Whiskers: {_intervals(proportions)}.",
        f"Colour and hatch: {labels.group}; grey: not one arm alone." if labels.arm_of else "",
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
        *(_effect_text(effect, labels) for effect in effects if is_ratio(effect.main)),
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


def _effect_text(effect: "AnalysisResults", labels: Labels) -> str:
    result = effect.main
    level = wording.percent(result.conf_level)
    interval = f"; {level} interval by {result.conf_method}" if result.conf_method else ""
    return f"{upper_first(_where(effect, labels))}: {_contrast(effect)}, {result.estimand}, {tested(result)}{interval}."


def _difference_text(effects: Sequence["AnalysisResults"]) -> str:
    """Name the interval of the risk difference: it is not the one that inverts the test whose p is printed."""
    found = [size for effect in effects for size in effect.main.effects if size.name.lower().startswith(DIFFERENCE)]
    methods = wording.listing(list(dict.fromkeys(size.conf_method for size in found if size.conf_method)))
    return f"Risk difference: interval by {methods}, which does not invert the test that gave p." if methods else ""
