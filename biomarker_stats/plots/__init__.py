"""The figures: each draws a Result on matplotlib Axes; ``report_figures`` makes those that a study supports."""

from biomarker_stats.plots.catalogue import report_figures, with_arms
from biomarker_stats.plots.figure import Figure, make_figure
from biomarker_stats.plots.forest import forest
from biomarker_stats.plots.labels import Labels, labels_of
from biomarker_stats.plots.null_distribution import null_distribution
from biomarker_stats.plots.paired_slope import paired_slope
from biomarker_stats.plots.percent_activated import percent_activated
from biomarker_stats.plots.specification_curve import specification_curve
from biomarker_stats.plots.specification_figure import curve_figure
from biomarker_stats.plots.waterfall import waterfall

__all__ = [
    "Figure",
    "Labels",
    "curve_figure",
    "forest",
    "labels_of",
    "make_figure",
    "null_distribution",
    "paired_slope",
    "percent_activated",
    "report_figures",
    "specification_curve",
    "waterfall",
    "with_arms",
]
