"""Captions and alternative texts of the estimation plots of units: proportions, blots, qPCR, weights, wells."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.plots.captions_comparisons import (
    FLOOR_IS,
    intervals_text,
    left_out,
    listed,
    n_of,
    named_tests,
    notes_text,
    said,
    sizes_text,
)
from biomarker_stats.plots.comparison_rows import floor_of, level_text, limits_text
from biomarker_stats.plots.harvest_weights import ratio_name
from biomarker_stats.plots.naming import worded
from biomarker_stats.plots.qpcr_fold import control_of
from biomarker_stats.plots.words import Words, paragraph, sidedness, upper_first

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.analysis import Analysis
    from biomarker_stats.methods.preclinical.blots import Blots
    from biomarker_stats.methods.preclinical.counts import UnitProportions
    from biomarker_stats.methods.preclinical.dose_response import DoseResponse
    from biomarker_stats.methods.preclinical.harvest import HarvestAnalysis
    from biomarker_stats.methods.preclinical.in_vitro import InVitroGrowth
    from biomarker_stats.methods.preclinical.qpcr import QuantitativePcr
    from biomarker_stats.methods.preclinical.symbols import SignificanceSymbols


def percentages_words(
    analysis: "UnitProportions",
    outcome: str,
    *,
    readout: str = "",
    part: str = "",
    symbols: "SignificanceSymbols | None" = None,
) -> Words:
    """Return caption and alternative text of unit-level percentages; the symbols' legend comes with the symbols."""
    unit = worded(analysis.unit)
    level, n = level_text(analysis.comparisons[0].main), sizes_text(n_of(analysis), unit)
    parts = (
        f"{readout.rstrip('.')}." if readout else "",
        f"{upper_first(outcome)}: percentage of each {unit}, the experimental unit ({n}).",
        f"Grey: the {part}s of that {unit}, which are summed or averaged and never count as units." if part else "",
        f"Bar: mean of the arm and its {level} t interval on the {analysis.transform} scale, back-transformed.",
        intervals_text(analysis.comparisons),
        named_tests(analysis.comparisons),
        "" if symbols is None else f"Symbols: {symbols.legend}",
        notes_text([*analysis.notes, *(icc.sentence() for icc in analysis.icc)]),
        left_out(analysis.excluded),
    )
    means = [
        f"{row['arm']} {wording.number(float(row['mean_percent']))}% (n = {row['n']})"
        for row in analysis.arms.to_dict("records")
    ]
    return paragraph(parts), _alternative(f"{upper_first(outcome)}, mean percentages: {', '.join(means)}.", analysis)


def blot_words(analysis: "Blots") -> Words:
    """Return caption and alternative text of blots."""
    unit = worded(analysis.unit)
    parts = (
        f"{upper_first(analysis.measure)} of every lane on a log scale; a line joins the lanes of one {unit}, the "
        f"experimental unit ({sizes_text(n_of(analysis), unit)}).",
        f"Bar: geometric mean of the arm, without an interval: arms are compared within {unit}s; the control keeps its "
        "spread.",
        intervals_text(analysis.comparisons),
        named_tests(analysis.comparisons),
        notes_text(analysis.notes),
        left_out(analysis.excluded),
    )
    means = [f"{row['arm']} {wording.number(float(row['geometric_mean']))}" for row in analysis.arms.to_dict("records")]
    return paragraph(parts), _alternative(f"{analysis.measure}, geometric means: {', '.join(means)}.", analysis)


def qpcr_words(analysis: "QuantitativePcr", target: str) -> Words:
    """Return caption and alternative text of qPCR; says what kind of interval every bar is."""
    unit, (control, _) = worded(analysis.unit), control_of(analysis)
    level = level_text(analysis.comparisons[0].main)
    parts = (
        f"{target}: expression of each {unit}, the experimental unit ({sizes_text(n_of(analysis), unit)}), relative to "
        f"the mean ΔCt of {control}, on an axis of doublings.",
        f"Bar: mean of the arm and its {level} confidence interval (no SD, no SE), from the arm's own ΔCt.",
        intervals_text(analysis.comparisons),
        named_tests(analysis.comparisons),
        notes_text([*analysis.notes, *analysis.lines()]),
        left_out(analysis.excluded),
    )
    means = [
        f"{row['arm']} {wording.number(float(row['relative_expression']))}"
        for row in analysis.relative.to_dict("records")
    ]
    return paragraph(parts), _alternative(f"{target} relative to {control}: {', '.join(means)}.", analysis)


def harvest_words(analysis: "HarvestAnalysis", unit: str, axis: str) -> Words:
    """Return caption and alternative text of weights at harvest."""
    first = analysis.contrasts[0]
    used = {arm: k for result in analysis.contrasts for arm, k in result.n.items()}
    n = {str(arm): used.get(str(arm), 0) for arm in analysis.arms["arm"]}
    floors = {wording.p_value(floor) for result in analysis.contrasts if (floor := floor_of(result)) is not None}
    parts = (
        f"{upper_first(axis)} on a log scale, one dot a {unit}, the experimental unit ({sizes_text(n, unit)}).",
        f"Right: ratios of geometric means with {level_text(first)} intervals, back-transformed; dashed: no effect.",
        "Bliss: the combination's weight over what the agents' separate ratios multiply to; below 1: less than that."
        if len(first.n) == 4
        else "",
        f"p: {first.title}, {sidedness(first)}; {FLOOR_IS} ({', '.join(sorted(floors))}).",
        notes_text(analysis.notes),
        left_out(first.excluded),
    )
    means = [f"{row['arm']} {wording.number(float(row['mean']))}" for row in analysis.arms.to_dict("records")]
    ratios = [
        f"{ratio_name(r)} {wording.number(r.effects[0].estimate)}, log scale {said(r)}" for r in analysis.contrasts
    ]
    alt = f"Estimation plot. {upper_first(axis)}, means: {', '.join(means)}. {'; '.join(ratios)}."
    return paragraph(parts), paragraph((alt,))


def in_vitro_rate_words(analysis: "InVitroGrowth") -> Words:
    """Return caption and alternative text of growth rates in vitro."""
    joined = analysis.unit == "experiment"
    unit = "experiment" if joined else "well"
    dots = (
        f"mean of an arm's wells in one {unit}; a line joins the arms of one {unit}, the experimental unit"
        if joined
        else f"one {unit}, which was treated on its own and is the experimental unit"
    )
    level = level_text(analysis.comparisons[0].main)
    bar = (
        "mean of the arm, without an interval: arms are compared within experiments"
        if joined
        else f"mean of the arm and its {level} t interval"
    )
    parts = (
        f"Growth rate in vitro: slope of log absorbance on day; dot: {dots} ({sizes_text(n_of(analysis), unit)}).",
        f"Bar: {bar}.",
        intervals_text(analysis.comparisons),
        named_tests(analysis.comparisons),
        notes_text(analysis.notes),
        left_out(analysis.excluded),
    )
    means = [f"{row['arm']} {wording.number(float(row['mean_rate']))}" for row in analysis.arms.to_dict("records")]
    return paragraph(parts), _alternative(f"Growth rates per day, means: {', '.join(means)}.", analysis)


def in_vitro_curve_words(analysis: "InVitroGrowth") -> Words:
    """Return caption and alternative text of growth curves in vitro."""
    table, first = analysis.relative, analysis.comparisons[0]
    names: Sequence[str] = [str(name) for name in analysis.arms["arm"]]
    wells = {name: int(table.loc[table["arm"] == name, "n_wells"].max()) for name in names}
    unit = "experiment" if analysis.unit == "experiment" else "well"
    parts = (
        "Growth in vitro relative to the same well's first day, on a log scale: mean over wells "
        f"({sizes_text(wells, 'well')}); bars: ± 1 SD of wells, not the spread that tests use. Arms stand a little "
        "apart along the days.",
        f"Tests are of growth rates, the experimental unit being the {unit}: {first.main.title}, {first.name} "
        f"{said(first.main, floor=first.floor)}.",
    )
    last = float(table["day"].max())
    at_end = table[table["day"] == last].to_dict("records")
    ends = [f"{row['arm']} {wording.number(float(row['mean_relative']))}" for row in at_end]
    alt = f"Line chart. Growth by day {wording.number(last)} relative to the first day: {', '.join(ends)}."
    return paragraph(parts), paragraph((alt,))


def dose_words(analysis: "DoseResponse", dose: str, response: str) -> Words:
    """Return caption and alternative text of dose-response curves; failures to fit are named."""
    results = [comparison.main for comparison in analysis.comparisons]
    unit = worded(analysis.unit)
    methods = list(dict.fromkeys(result.conf_method for result in results if result.conf_method))
    n = {comparison.name: sum(comparison.main.n.values()) for comparison in analysis.comparisons}
    told = [
        f"{c.name}: {limits_text(c.main.estimate, c.main.conf_low, c.main.conf_high)}" for c in analysis.comparisons
    ]
    parts = (
        f"{upper_first(response)} by {dose} on a log scale; a dose of 0 stands at the left end. Dot: one reading; "
        f"line: {results[0].title} of each {unit} ({sizes_text(n, unit)}).",
        f"Above: IC50, halfway between top and bottom, with {level_text(results[0])} interval"
        f"{' by ' + wording.listing(methods) if methods else ''}: {'; '.join(told)}. No hypothesis is tested.",
        notes_text(note for result in results for note in result.notes),
        left_out(analysis.excluded),
    )
    return paragraph(parts), paragraph((f"Dose-response curves. IC50: {'; '.join(told)}.",))


def _alternative(means: str, analysis: "Analysis") -> str:
    return paragraph(("Estimation plot.", means, f"{listed(analysis.comparisons)}."))
