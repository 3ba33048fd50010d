"""The estimation plot of qPCR: expression of every sample on a doubling axis, and fold changes beside them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from biomarker_stats.plots.comparison_rows import comparison_panel, level_text, mean_interval
from biomarker_stats.plots.estimation import draw_estimation
from biomarker_stats.plots.estimation_chart import Arm, Chart, Unit, marks_of
from biomarker_stats.plots.estimation_key import unit_entries
from biomarker_stats.plots.naming import worded
from biomarker_stats.plots.style import style

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.qpcr import QuantitativePcr


def qpcr_fold(analysis: "QuantitativePcr", *, target: str = "target gene", order: Sequence[str] = ()) -> Axes:
    """Draw one dot a sample, 2^−ΔΔCt on an axis of doublings, arm means with intervals, and fold changes beside them.

    Expression is relative to the control's mean ΔCt; the control keeps its own spread and interval. Wells of one
    sample are technical replicates and were averaged before.

    Args:
        analysis: what ``bs.qpcr`` returned.
        target: what the gene is called, on the axis.
        order: the arms of the study in order, which fixes the mark of each.

    """
    with style():
        return draw_estimation(qpcr_chart(analysis, target, order=order))


def control_of(analysis: "QuantitativePcr") -> tuple[str, float]:
    """Return the arm that expression is relative to, and its mean ΔCt: the one whose ΔΔCt is 0."""
    rows = analysis.relative.to_dict("records")
    row = min(rows, key=lambda each: abs(float(each["delta_delta_ct"])))
    return str(row["arm"]), float(row["delta_ct"])


def qpcr_chart(analysis: "QuantitativePcr", target: str, *, order: Sequence[str] = ()) -> Chart:
    """Return the chart of relative expression."""
    control, base = control_of(analysis)
    level = analysis.comparisons[0].main.conf_level
    names = [str(name) for name in analysis.arms["arm"]]
    arms = []
    for row, mark in zip(analysis.arms.to_dict("records"), marks_of(names, order), strict=True):
        mean = float(row["mean_delta_ct"])
        ends = mean_interval(mean, float(row["sd_delta_ct"]), int(row["n"]), level)
        low, high = (None if end is None else 2.0 ** (base - end) for end in reversed(ends))
        mine = analysis.units[analysis.units["arm"] == row["arm"]]
        units = [Unit(str(u), 2.0 ** (base - float(ct))) for u, ct in zip(mine["unit"], mine["delta_ct"], strict=True)]
        arms.append(Arm(str(row["arm"]), mark, tuple(units), 2.0 ** (base - mean), low, high))
    return Chart(
        arms=tuple(arms),
        axis=f"{target} relative to {control} (log2)",
        scale="log2",
        reference=1.0,
        panels=(comparison_panel(analysis, "fold change (log2 scale)", scale="log2", null=1.0),),
        entries=unit_entries(
            f"one {worded(analysis.unit)}",
            f"geometric mean and {level_text(analysis.comparisons[0].main)} interval of the arm",
        ),
    )
