"""The estimation plot of blots: log ratios of bands, lanes of one gel joined, and the ratios of arms beside them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from biomarker_stats.plots.comparison_rows import comparison_panel
from biomarker_stats.plots.estimation import draw_estimation
from biomarker_stats.plots.estimation_chart import Arm, Chart, Unit, marks_of
from biomarker_stats.plots.estimation_key import unit_entries
from biomarker_stats.plots.naming import worded
from biomarker_stats.plots.style import style

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.blots import Blots


def blot_ratios(analysis: "Blots", *, order: Sequence[str] = ()) -> Axes:
    """Draw one dot a lane on a log axis, a line through the lanes of one gel, and beside them the ratios of arms.

    The bar is an arm's geometric mean over gels; it has no interval, because arms are compared within gels. The
    control is drawn as it was read, not set to 1.

    Args:
        analysis: what ``bs.blots`` returned.
        order: the arms of the study in order, which fixes the mark of each.

    """
    with style():
        return draw_estimation(blot_chart(analysis, order=order))


def blot_chart(analysis: "Blots", *, order: Sequence[str] = ()) -> Chart:
    """Return the chart of blots."""
    names = [str(name) for name in analysis.arms["arm"]]
    centres = [float(value) for value in analysis.arms["geometric_mean"]]
    arms = []
    for name, mark, centre in zip(names, marks_of(names, order), centres, strict=True):
        mine = analysis.units[analysis.units["arm"] == name]
        units = [Unit(str(gel), float(v), block=str(gel)) for gel, v in zip(mine["unit"], mine["value"], strict=True)]
        arms.append(Arm(name, mark, tuple(units), centre))
    return Chart(
        arms=tuple(arms),
        axis=f"{analysis.measure} (log scale)",
        scale="log",
        panels=(comparison_panel(analysis, "ratio of the arms (log scale)", scale="log", null=1.0),),
        joined=True,
        entries=unit_entries("one lane", "geometric mean of the arm", joined=f"lanes of one {worded(analysis.unit)}"),
    )
