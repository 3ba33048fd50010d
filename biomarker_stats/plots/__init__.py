"""The figures. Each public one takes a Study or results and returns Axes: ``bs.plots.paired_slope(study, ax=None)``.

Without ``ax`` a figure is drawn on a new page of printed size (89 or 183 mm wide). pyplot is never imported, so nothing
is left open: as the last line of a notebook cell the Axes, or its ``.figure``, shows the page, and
``ax.figure.savefig("slope.pdf")`` writes it. With ``ax`` a figure of one panel is drawn into it, its words outside the
axes as usual; one of several panels (growth curves, estimation plots, the specification curve, diagnostics) is drawn
at its printed size inside the area of ``ax``, from the upper left corner, and axes that are too small are refused with
the size that is needed. What is returned is the first panel.

A Study brings its words, scale and order of arms, and figures of simulated data say so. ``report_figures``,
``preclinical_figures`` and ``curve_figure`` make the finished figures of a report, with captions.
"""

from biomarker_stats.plots.catalogue import report_figures
from biomarker_stats.plots.entry_experiments import (
    blot_ratios,
    dose_response_curves,
    estimation,
    harvest_weights,
    in_vitro_curves,
    in_vitro_rates,
    qpcr_fold,
)
from biomarker_stats.plots.entry_growth import growth_curves, growth_diagnostics, slope_contrast, time_to_volume
from biomarker_stats.plots.entry_paired import alluvial, paired_slope, waterfall
from biomarker_stats.plots.entry_results import (
    forest,
    null_distribution,
    outcome_by_arm,
    percent_activated,
    specification_curve,
)
from biomarker_stats.plots.figure import Figure, make_figure
from biomarker_stats.plots.heat_map import heat_map
from biomarker_stats.plots.labels import Labels, labels_of
from biomarker_stats.plots.pathway import pathway
from biomarker_stats.plots.plan import with_arms
from biomarker_stats.plots.power_curve import power_curve
from biomarker_stats.plots.preclinical import preclinical_figures
from biomarker_stats.plots.specification_figure import curve_figure
from biomarker_stats.plots.volcano import volcano

__all__ = [
    "Figure",
    "Labels",
    "alluvial",
    "blot_ratios",
    "curve_figure",
    "dose_response_curves",
    "estimation",
    "forest",
    "growth_curves",
    "growth_diagnostics",
    "harvest_weights",
    "heat_map",
    "in_vitro_curves",
    "in_vitro_rates",
    "labels_of",
    "make_figure",
    "null_distribution",
    "outcome_by_arm",
    "paired_slope",
    "pathway",
    "percent_activated",
    "power_curve",
    "preclinical_figures",
    "qpcr_fold",
    "report_figures",
    "slope_contrast",
    "specification_curve",
    "time_to_volume",
    "volcano",
    "waterfall",
    "with_arms",
]
