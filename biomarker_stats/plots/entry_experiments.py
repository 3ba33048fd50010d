"""The public figures of experiments other than growth in animals: every unit by arm, and the contrasts of the arms.

Each is given the analysis it shows, an ExperimentResults (``bs.run_experiments``), or a Study (or the name or folder of
one), of which ``experiment`` chooses an experiment; without it, the first that has such a figure. An analysis alone
does not know whether its data are simulated: a study does, and the figure says so.

Without ``ax`` there is a new page of printed size, never pyplot's; as the last line of a notebook cell the Axes, or
its ``.figure``, shows the page. A figure of several panels is drawn inside the area of ``ax`` at its printed size, and
the Axes returned is its first panel.
"""

from pathlib import Path

from matplotlib.axes import Axes

from biomarker_stats.methods.preclinical.blots import Blots
from biomarker_stats.methods.preclinical.counts import UnitProportions
from biomarker_stats.methods.preclinical.dose_response import DoseResponse
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.preclinical.growth_analysis import GrowthAnalysis
from biomarker_stats.methods.preclinical.in_vitro import InVitroGrowth
from biomarker_stats.methods.preclinical.qpcr import QuantitativePcr
from biomarker_stats.plots.blot_ratios import blot_ratios as draw_blot_ratios
from biomarker_stats.plots.dose_response_curves import dose_response_curves as draw_dose_response_curves
from biomarker_stats.plots.in_vitro_rates import in_vitro_curves as draw_in_vitro_curves
from biomarker_stats.plots.in_vitro_rates import in_vitro_rates as draw_in_vitro_rates
from biomarker_stats.plots.qpcr_fold import qpcr_fold as draw_qpcr_fold
from biomarker_stats.plots.slope_contrast import slope_contrast as draw_slope_contrast
from biomarker_stats.plots.source import Direct, Wanted, draw_experiment
from biomarker_stats.plots.unit_percentages import unit_percentages as draw_unit_percentages
from biomarker_stats.study import Study

Experiments = Study | str | Path | ExperimentResults
HINT = "an ExperimentResults (bs.run_experiments), or a Study with such an experiment"
_ESTIMATIONS = ("percentages", "growth-rates", "weights", "ratios", "fold-change", "rates")


def estimation(
    source: Experiments | UnitProportions | Blots | QuantitativePcr | InVitroGrowth | GrowthAnalysis,
    ax: Axes | None = None,
    *,
    experiment: str | None = None,
) -> Axes:
    """Draw the estimation plot: every unit by arm (BrdU, Ki-67, TUNEL …), and beside them the contrasts of the arms.

    Args:
        source: what ``bs.unit_proportions``, ``bs.blots``, ``bs.qpcr``, ``bs.in_vitro_growth`` or ``bs.growth``
            returned, an ExperimentResults, or a Study: its first experiment of proportions, else the first of another
            kind that has such a plot.
        ax: axes whose area it is drawn in, at its printed size (183 mm wide); without it, a page of its own.
        experiment: the id of the study's experiment to draw.

    Raises:
        UsageError: ``source`` has no units to compare, or ``ax`` is too small.

    >>> import biomarker_stats as bs
    >>> bs.plots.estimation(bs.load_study("combination_simulated")).get_yscale()
    'linear'
    """
    takes = f"what bs.unit_proportions, bs.blots, bs.qpcr, bs.in_vitro_growth or bs.growth returned, {HINT}"
    direct: Direct = {
        UnitProportions: draw_unit_percentages,
        Blots: draw_blot_ratios,
        QuantitativePcr: draw_qpcr_fold,
        InVitroGrowth: draw_in_vitro_rates,
        GrowthAnalysis: draw_slope_contrast,
    }
    return draw_experiment(source, ax, experiment, Wanted("estimation", _ESTIMATIONS, takes), direct)


def blot_ratios(source: Experiments | Blots, ax: Axes | None = None, *, experiment: str | None = None) -> Axes:
    """Draw the log ratios of bands by arm, lanes of one gel joined, and beside them the ratios of the arms.

    Args:
        source: what ``bs.blots`` returned, an ExperimentResults, or a Study.
        ax: axes whose area it is drawn in, at its printed size (183 mm wide); without it, a page of its own.
        experiment: the id of the study's experiment to draw.

    Raises:
        UsageError: ``source`` holds no blots, or ``ax`` is too small.

    """
    wanted = Wanted("blot_ratios", ("ratios",), f"a Blots (bs.blots), {HINT}")
    return draw_experiment(source, ax, experiment, wanted, {Blots: draw_blot_ratios})


def qpcr_fold(source: Experiments | QuantitativePcr, ax: Axes | None = None, *, experiment: str | None = None) -> Axes:
    """Draw the expression of every sample relative to the control, and beside it the fold changes.

    Args:
        source: what ``bs.qpcr`` returned, an ExperimentResults, or a Study.
        ax: axes whose area it is drawn in, at its printed size (183 mm wide); without it, a page of its own.
        experiment: the id of the study's experiment to draw.

    Raises:
        UsageError: ``source`` holds no qPCR, or ``ax`` is too small.

    """
    wanted = Wanted("qpcr_fold", ("fold-change",), f"a QuantitativePcr (bs.qpcr), {HINT}")
    return draw_experiment(source, ax, experiment, wanted, {QuantitativePcr: draw_qpcr_fold})


def harvest_weights(source: Experiments, ax: Axes | None = None, *, experiment: str | None = None) -> Axes:
    """Draw the tumour weights at harvest by arm on a log axis, and beside them the ratios of geometric means.

    Args:
        source: an ExperimentResults, or a Study: what ``bs.harvest`` returned has no weights in it.
        ax: axes whose area it is drawn in, at its printed size (183 mm wide); without it, a page of its own.
        experiment: the id of the study's experiment to draw.

    Raises:
        UsageError: ``source`` holds no weights, or ``ax`` is too small.

    """
    return draw_experiment(source, ax, experiment, Wanted("harvest_weights", ("weights",), HINT), {})


def in_vitro_curves(
    source: Experiments | InVitroGrowth, ax: Axes | None = None, *, experiment: str | None = None
) -> Axes:
    """Draw growth in vitro relative to the first day by arm, means over wells with bars of one SD.

    Args:
        source: what ``bs.in_vitro_growth`` returned, an ExperimentResults, or a Study.
        ax: axes to draw into; without it, a page of its own, 89 mm wide.
        experiment: the id of the study's experiment to draw.

    Raises:
        UsageError: ``source`` holds no growth in vitro.

    """
    takes = f"an InVitroGrowth (bs.in_vitro_growth), {HINT}"
    wanted = Wanted("in_vitro_curves", ("curves",), takes, kind=InVitroGrowth)
    return draw_experiment(source, ax, experiment, wanted, {InVitroGrowth: draw_in_vitro_curves}, into=True)


def in_vitro_rates(
    source: Experiments | InVitroGrowth, ax: Axes | None = None, *, experiment: str | None = None
) -> Axes:
    """Draw the growth rate of every experimental unit in vitro by arm, and beside them the contrasts of the arms.

    Args:
        source: what ``bs.in_vitro_growth`` returned, an ExperimentResults, or a Study.
        ax: axes whose area it is drawn in, at its printed size (183 mm wide); without it, a page of its own.
        experiment: the id of the study's experiment to draw.

    Raises:
        UsageError: ``source`` holds no growth in vitro, or ``ax`` is too small.

    """
    wanted = Wanted("in_vitro_rates", ("rates",), f"an InVitroGrowth (bs.in_vitro_growth), {HINT}")
    return draw_experiment(source, ax, experiment, wanted, {InVitroGrowth: draw_in_vitro_rates})


def dose_response_curves(
    source: Experiments | DoseResponse, ax: Axes | None = None, *, experiment: str | None = None
) -> Axes:
    """Draw the readings and fitted curves on a log dose axis, and the IC50s with their intervals above.

    Args:
        source: what ``bs.dose_response`` returned, an ExperimentResults, or a Study.
        ax: axes to draw into; without it, a page of its own, 89 mm wide.
        experiment: the id of the study's experiment to draw.

    Raises:
        UsageError: ``source`` holds no dose response.

    """
    takes = f"a DoseResponse (bs.dose_response), {HINT}"
    wanted = Wanted("dose_response_curves", ("curves",), takes, kind=DoseResponse)
    return draw_experiment(source, ax, experiment, wanted, {DoseResponse: draw_dose_response_curves}, into=True)
