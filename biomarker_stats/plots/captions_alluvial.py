"""Caption and alternative text of the alluvial chart."""

from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.plots.alluvial_chart import AlluvialChart, alluvial_chart
from biomarker_stats.plots.captions_paired import left_out, mixed_text, overview
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.style import INK
from biomarker_stats.plots.units import count_changes
from biomarker_stats.plots.words import Words, lower_first, paragraph, tested, upper_first
from biomarker_stats.study.manifest import ScaleSpec

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults


def alluvial_words(results: "AnalysisResults", scale: ScaleSpec, labels: Labels) -> Words:
    """Return caption and alternative text of the alluvial chart; the alternative text holds every count."""
    chart, one = alluvial_chart(results, scale, labels), labels.unit
    n, thin = len(chart.units), chart.without_count(chart.unit_mm)
    group = lower_first(labels.group) if chart.by_arm else "direction of change"
    parts = (
        f"{upper_first(labels.before)} and {labels.after} (n = {n}): how many go from which level to which.",
        left_out(results, n, one),
        f"Heights count each {one} once, so the ribbons that leave or reach a level add up to it; the number on a"
        " ribbon is its count.",
        f"Counts are left out of ribbons of {thin} or fewer." if thin else "",
        f"Colour and hatch: {group}." if group else "",
        f"{upper_first(tested(results.main))}; {count_changes(chart.units)}.",
        mixed_text(chart.units, results.coding),
    )
    before, after = (_levels(chart, after=side) for side in (False, True))
    alt = (
        "Alluvial chart.",
        overview(results, chart.units, labels),
        f"{upper_first(labels.before)}: {before}; {labels.after}: {after}.",
        f"Ribbons: {_ribbons(chart)}." if chart.ribbons else "",
    )
    return paragraph(parts), paragraph(alt)


def _names(chart: AlluvialChart) -> list[str]:
    """Return the nodes as they are written beside the drawing, in ink."""
    return [" ".join(line.text for line in node.lines if line.colour == INK) for node in chart.nodes]


def _levels(chart: AlluvialChart, *, after: bool) -> str:
    found = zip(_names(chart), chart.nodes, strict=True)
    return wording.listing([f"{name} {node.counts[after]}" for name, node in found])


def _ribbons(chart: AlluvialChart) -> str:
    names = _names(chart)
    return "; ".join(f"{names[r.before]} to {names[r.after]} {r.text} ({chart.groups[r.group]})" for r in chart.ribbons)
