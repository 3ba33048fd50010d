"""The public figures of tumour growth: curves, growth rates and their contrasts, time to a volume, diagnostics.

What they take is said in ``entry_experiments``.
"""

from matplotlib.axes import Axes

from biomarker_stats.methods.preclinical.growth_analysis import GrowthAnalysis
from biomarker_stats.plots.diagnostics import growth_diagnostics as draw_growth_diagnostics
from biomarker_stats.plots.entry_experiments import HINT, Experiments
from biomarker_stats.plots.growth_curves import growth_curves as draw_growth_curves
from biomarker_stats.plots.slope_contrast import slope_contrast as draw_slope_contrast
from biomarker_stats.plots.source import Wanted, draw_experiment
from biomarker_stats.plots.time_to_volume import time_to_volume as draw_time_to_volume


def growth_curves(
    source: Experiments | GrowthAnalysis, ax: Axes | None = None, *, experiment: str | None = None
) -> Axes:
    """Draw one panel an arm on a shared log axis: a thin line a mouse, the geometric mean, n at risk.

    Args:
        source: what ``bs.growth`` returned, an ExperimentResults, or a Study.
        ax: axes whose area it is drawn in, at its printed size; without it, a page of its own.
        experiment: the id of the study's experiment to draw.

    Raises:
        UsageError: ``source`` holds no growth, or ``ax`` is too small.

    >>> import biomarker_stats as bs
    >>> bs.plots.growth_curves(bs.load_study("combination_simulated")).get_yscale()
    'log'
    """
    wanted = Wanted("growth_curves", ("growth-curves",), f"a GrowthAnalysis (bs.growth), {HINT}")
    return draw_experiment(source, ax, experiment, wanted, {GrowthAnalysis: draw_growth_curves})


def slope_contrast(
    source: Experiments | GrowthAnalysis, ax: Axes | None = None, *, experiment: str | None = None
) -> Axes:
    """Draw each mouse's growth rate by arm, and beside them Bliss's and the other contrasts with their intervals.

    Args:
        source: what ``bs.growth`` returned, an ExperimentResults, or a Study; the last two add the combination index.
        ax: axes whose area it is drawn in, at its printed size (183 mm wide); without it, a page of its own.
        experiment: the id of the study's experiment to draw.

    Raises:
        UsageError: ``source`` holds no growth, or ``ax`` is too small.

    """
    wanted = Wanted("slope_contrast", ("growth-rates",), f"a GrowthAnalysis (bs.growth), {HINT}")
    return draw_experiment(source, ax, experiment, wanted, {GrowthAnalysis: draw_slope_contrast})


def time_to_volume(
    source: Experiments | GrowthAnalysis, ax: Axes | None = None, *, experiment: str | None = None
) -> Axes:
    """Draw Kaplan–Meier curves of the time to the size limit by arm, with n at risk below.

    Args:
        source: what ``bs.growth`` returned with a ``threshold``, an ExperimentResults, or a Study.
        ax: axes to draw into; without it, a page of its own, 89 mm wide.
        experiment: the id of the study's experiment to draw.

    Raises:
        UsageError: ``source`` holds no time to a volume.

    """
    takes = f"a GrowthAnalysis (bs.growth with threshold=), {HINT}"
    wanted = Wanted("time_to_volume", ("time-to-volume",), takes)
    return draw_experiment(source, ax, experiment, wanted, {GrowthAnalysis: draw_time_to_volume}, into=True)


def growth_diagnostics(
    source: Experiments | GrowthAnalysis, ax: Axes | None = None, *, experiment: str | None = None
) -> Axes:
    """Draw the residuals of log volume against fitted values, and against normal quantiles.

    Args:
        source: what ``bs.growth`` returned, an ExperimentResults, or a Study.
        ax: axes whose area it is drawn in, at its printed size (89 mm wide); without it, a page of its own.
        experiment: the id of the study's experiment to draw.

    Raises:
        UsageError: ``source`` holds no growth, or ``ax`` is too small.

    """
    wanted = Wanted("growth_diagnostics", ("diagnostics",), f"a GrowthAnalysis (bs.growth), {HINT}")
    return draw_experiment(source, ax, experiment, wanted, {GrowthAnalysis: draw_growth_diagnostics})
