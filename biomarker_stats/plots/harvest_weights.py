"""The estimation plot of tumour weights at harvest: weights on a log axis, and contrasts of log weight beside them."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from biomarker_stats.plots.comparison_rows import floor_of, level_text, limits_text, short_p
from biomarker_stats.plots.estimation import draw_estimation
from biomarker_stats.plots.estimation_chart import Arm, Chart, Contrast, Panel, marks_of, units_by_arm
from biomarker_stats.plots.estimation_key import unit_entries
from biomarker_stats.plots.naming import worded
from biomarker_stats.plots.style import style

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.harvest import HarvestAnalysis
    from biomarker_stats.methods.result import Result


def harvest_weights(
    analysis: "HarvestAnalysis",
    frame: pd.DataFrame,
    *,
    unit: str = "mouse",
    arm: str = "arm",
    weight: str = "weight",
    axis: str = "tumour weight",
    order: Sequence[str] = (),
) -> Axes:
    """Draw one dot a mouse on a log axis, and beside them the ratios of geometric means with their intervals.

    Args:
        analysis: what ``bs.harvest`` returned.
        frame: the table it was given: one row a mouse.
        unit: the column of the mice.
        arm: the column of the arms.
        weight: the column of the weights.
        axis: what the weights are called, with their unit.
        order: the arms of the study in order, which fixes the mark of each.

    """
    with style():
        return draw_estimation(harvest_chart(analysis, frame, (unit, arm, weight), axis=axis, order=order))


def harvest_chart(
    analysis: "HarvestAnalysis",
    frame: pd.DataFrame,
    columns: tuple[str, str, str],
    *,
    axis: str,
    order: Sequence[str] = (),
) -> Chart:
    """Return the chart of weights; ``columns`` name the mice, the arms and the weights. A weight of 0 has no place."""
    unit, arm, weight = columns
    names = [str(name) for name in analysis.arms["arm"]]
    weights = [float(w) if float(w) > 0 else math.nan for w in frame[weight]]
    units = units_by_arm(names, list(frame[unit]), list(frame[arm]), weights)
    marks = marks_of(names, order)
    level = level_text(analysis.contrasts[0])
    panel = Panel(
        "ratio of geometric means (log scale)",
        (f"estimate ({level} CI)", "p", "floor"),
        tuple(_row(result) for result in analysis.contrasts),
        1.0,
        "log",
    )
    return Chart(
        arms=tuple(Arm(name, mark, units[name]) for name, mark in zip(names, marks, strict=True)),
        axis=f"{axis} (log scale)",
        scale="log",
        panels=(panel,),
        entries=unit_entries(f"one {worded(unit)}", ""),
    )


def _row(result: "Result") -> Contrast:
    ratio = result.effects[0]
    name = ratio_name(result)
    texts = (
        limits_text(ratio.estimate, ratio.conf_low, ratio.conf_high),
        short_p(result.p_value),
        short_p(floor_of(result)),
    )
    return Contrast(name, ratio.estimate, ratio.conf_low, ratio.conf_high, texts)


def ratio_name(result: "Result") -> str:
    """Return what the ratio of a contrast is called: ``A / vehicle``; of four arms, observed over expected."""
    if len(result.n) == 4:
        return "Bliss: observed / expected combination"
    name = result.estimand.partition(", ")[2]
    pairs = {f"{first} − {second}": f"{first} / {second}" for first in result.n for second in result.n}
    return pairs.get(name, name)
