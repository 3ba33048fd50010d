"""Captions and alternative texts of the figures of a paired analysis."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.slope_chart import MOST_NAMES, slope_chart
from biomarker_stats.plots.units import PairedUnit, arm_names, count_changes, paired_units
from biomarker_stats.plots.waterfall import MOST_NAMES as MOST_BARS
from biomarker_stats.plots.words import Words, lower_first, paragraph, tested, upper_first
from biomarker_stats.study.manifest import ScaleSpec
from biomarker_stats.study.unit_noun import nouns

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults


def slope_words(results: "AnalysisResults", scale: ScaleSpec | None, labels: Labels) -> Words:
    """Return caption and alternative text of the paired slope chart."""
    units, one = paired_units(results, labels, scale), labels.unit
    arms, changes, chart = arm_names(results, labels), count_changes(units), slope_chart(results, scale, labels)
    between = ", between two bands where it falls between two levels" if scale is not None else ""
    hollow = f"Hollow marks: the median{' of each' if arms else ''}{between}."
    band = (
        f"Each grey band is one level of the scale; a {one} keeps the same place within the band at both readings, so a"
        " level line means no change."
    )
    parts = (
        f"{upper_first(labels.before)} and {labels.after}, one line per {one} (n = {len(units)}).",
        left_out(results, len(units), one),
        band if scale is not None else "",
        f"Colour, marker and dash: {lower_first(labels.group)}." if arms else "",
        hollow,
        f"Bracket: {tested(results.main)}; {changes}.",
        mixed_text(units, results.coding),
        f"Names are left out above {MOST_NAMES} lines." if len(units) > MOST_NAMES else "",
        "Readings close to each other share a line of names, or their number n." if chart.crowded else "",
    )
    return paragraph(parts), paragraph(("Slope chart.", overview(results, units, labels)))


def waterfall_words(results: "AnalysisResults", scale: ScaleSpec | None, labels: Labels) -> Words:
    """Return caption and alternative text of the waterfall chart."""
    units, one = paired_units(results, labels, scale), labels.unit
    arms, changes = arm_names(results, labels), count_changes(units)
    order = f"change, then {lower_first(labels.group)}" if arms else "change"
    parts = (
        f"{upper_first(labels.outcome)}: one bar per {one} (n = {len(units)}), ordered by {order}.",
        left_out(results, len(units), one),
        f"Colour and hatch: {lower_first(labels.group)}." if arms else "",
        f"A diamond means no change ({changes.equal} of {len(units)})." if changes.equal else "",
        _ceiling_text(units, scale),
        f"{upper_first(tested(results.main))}; {changes}.",
        mixed_text(units, results.coding),
        f"Names are left out above {MOST_BARS} bars." if len(units) > MOST_BARS else "",
    )
    return paragraph(parts), paragraph(("Waterfall chart.", overview(results, units, labels)))


def overview(results: "AnalysisResults", units: Sequence[PairedUnit], labels: Labels) -> str:
    """Return what a reader who cannot see the figure needs: the counts in all and by arm, and the test."""
    arms = arm_names(results, labels)
    by_arm = [f"{arm}: {count_changes([u for u in units if u.arm == k])}" for k, arm in enumerate(arms)]
    inside = f" ({'; '.join(by_arm)})" if len(arms) > 1 else ""
    return f"{upper_first(labels.outcome)}: {count_changes(units)}{inside}. {upper_first(tested(results.main))}."


def left_out(results: "AnalysisResults", drawn: int, one: str) -> str:
    """Say how many units lack a reading and so are not drawn."""
    missing = len(results.frame) - drawn
    return f"Not drawn for want of a reading: {wording.count(missing, one, nouns(one))}." if missing else ""


def mixed_text(units: Sequence[PairedUnit], coding: str | None) -> str:
    """Say what † means: who has a mixed cell, what was printed, and the score it was given."""
    found = [
        f"{unit.name} {printed} (scored {wording.number(score)})" for unit in units for printed, score in unit.mixed
    ]
    by = f", coding {coding}" if coding else ""
    return f"† mixed cell: {', '.join(found)}{by}." if found else ""


def _ceiling_text(units: Sequence[PairedUnit], scale: ScaleSpec | None) -> str:
    """Name the units that began at the end of the scale towards which the others moved."""
    changes = count_changes(units)
    if scale is None or changes.up == changes.down:
        return ""
    scores = scale.scores or range(len(scale.levels))
    end, word = (max(scores), "increase") if changes.up > changes.down else (min(scores), "decrease")
    stuck = [unit.name for unit in units if unit.before == end]
    where = "top" if word == "increase" else "bottom"
    return f"At the {where} of the scale from the start, so unable to {word}: {', '.join(stuck)}." if stuck else ""
