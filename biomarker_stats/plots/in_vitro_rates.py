"""Growth in vitro: curves relative to the first day, and the estimation plot of growth rates."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from biomarker_stats.plots.axis_ticks import scale_ticks, set_ticks, tick_text
from biomarker_stats.plots.comparison_rows import comparison_panel, level_text, mean_interval
from biomarker_stats.plots.estimation import draw_estimation
from biomarker_stats.plots.estimation_chart import Arm, Chart, Unit, limits_of, marks_of
from biomarker_stats.plots.estimation_key import unit_entries
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.legend import Entry, draw_legend, legend_mm, line_entry
from biomarker_stats.plots.lettering import cut, line_mm, widest_mm
from biomarker_stats.plots.placing import TURNED, write
from biomarker_stats.plots.style import INK, SMALL, WIDTH_SINGLE_MM, Mark, style

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.in_vitro import InVitroGrowth

_TALL_MM: Final = 46.0
_AXIS_MM: Final = 8.5
CURVE_AXIS: Final = "growth relative to the first day (log scale)"


def in_vitro_curves(analysis: "InVitroGrowth", *, order: Sequence[str] = (), ax: Axes | None = None) -> Axes:
    """Draw the mean over wells of growth relative to the first day, by arm and day on a log axis, bars one SD.

    The bars show the spread of wells, as papers print it; tests use the spread of growth rates between experimental
    units, which ``in_vitro_rates`` shows. Arms stand a little apart along the days so that bars do not hide bars.

    Args:
        analysis: what ``bs.in_vitro_growth`` returned.
        order: the arms of the study in order, which fixes the mark of each.
        ax: where to draw; without it, a page of its own, 89 mm wide.

    """
    table = analysis.relative
    names = [str(name) for name in analysis.arms["arm"]]
    marks = marks_of(names, order)
    bar = Line2D([], [], linestyle="none", marker="|", markersize=6, color=INK)
    entries = [*(line_entry(m, name) for m, name in zip(marks, names, strict=True)), Entry(bar, "± 1 SD of wells")]
    sizes = [1.0, *table["mean_relative"]]
    ends = [(m - s, m + s) for m, s in zip(table["mean_relative"], table["sd_wells"], strict=True) if s == s]  # noqa: PLR0124  # NaN
    limits = limits_of([value for value in [*sizes, *(e for pair in ends for e in pair)] if value > 0], "log")
    with style():
        left = 2.0 + line_mm() + 1.0 + widest_mm([tick_text(t) for t in scale_ticks(limits, "log")], SMALL) + 1.5
        key = legend_mm(entries, WIDTH_SINGLE_MM - left - 2.0)
        margins = Margins(left, 2.0, 2.0, _AXIS_MM + 3.0 + key)
        ax = canvas(WIDTH_SINGLE_MM, _TALL_MM, margins) if ax is None else ax
        ax.set_yscale("log")
        ax.set_ylim(*limits)
        set_ticks(ax.yaxis, scale_ticks(limits, "log"))
        days = sorted({float(day) for day in table["day"]})
        _set_days(ax, days)
        step = 0.035 * min((b - a for a, b in pairwise(days)), default=1.0)
        for k, (name, m) in enumerate(zip(names, marks, strict=True)):
            _draw_curve(ax, table[table["arm"] == name], m, (k - (len(names) - 1) / 2) * step)
        text = cut(CURVE_AXIS, size_mm(ax)[1] + 4.0, SMALL)
        away = (-left + 2.0 + line_mm() / 2, 0.0)
        write(ax, (0.0, 0.5), text, shift_mm=away, transform=ax.transAxes, **{**TURNED, "size": SMALL})
        draw_legend(ax, entries, below_mm=_AXIS_MM + 1.0)
    return ax


def _draw_curve(ax: Axes, rows: pd.DataFrame, m: Mark, shift: float) -> None:
    """Draw one arm ``shift`` days aside: its means, and a bar of one SD each way where there is a spread."""
    days = rows["day"].to_numpy(float) + shift
    mean, sd = rows["mean_relative"].to_numpy(float), rows["sd_wells"].to_numpy(float)
    line: dict[str, Any] = {"linewidth": 1.1, "markersize": 4.2, "markeredgecolor": "white", "label": "mean"}
    ax.plot(days, mean, color=m.colour, linestyle=m.dash, marker=m.marker, zorder=3, **line)
    for x, centre, spread in zip(days, mean, sd, strict=True):
        if spread > 0:
            ends = [max(centre - spread, ax.get_ylim()[0]), centre + spread]
            ax.plot([x, x], ends, color=m.colour, linewidth=0.8, zorder=2)


def _set_days(ax: Axes, days: Sequence[float]) -> None:
    room = 0.06 * (days[-1] - days[0]) or 1.0
    ax.set_xlim(days[0] - room, days[-1] + room)
    set_ticks(ax.xaxis, list(days) if len(days) <= 10 else scale_ticks(ax.get_xlim(), "linear"))
    ax.set_xlabel("day", size=SMALL, labelpad=1.5)


def in_vitro_rates(analysis: "InVitroGrowth", *, order: Sequence[str] = ()) -> Axes:
    """Draw the growth rate of every experimental unit by arm, and beside them the contrasts of the arms.

    Where experiments are the units, a line joins the arms of one experiment, and the bar is an arm's mean without an
    interval, because arms are compared within experiments. Where wells are, the mean has a t interval.

    Args:
        analysis: what ``bs.in_vitro_growth`` returned.
        order: the arms of the study in order, which fixes the mark of each.

    """
    with style():
        return draw_estimation(rate_chart(analysis, order=order))


def rate_chart(analysis: "InVitroGrowth", *, order: Sequence[str] = ()) -> Chart:
    """Return the chart of growth rates in vitro."""
    joined = analysis.unit == "experiment"
    level = analysis.comparisons[0].main.conf_level
    names = [str(name) for name in analysis.arms["arm"]]
    who = "experiment" if joined else "unit"
    arms = []
    for row, mark in zip(analysis.arms.to_dict("records"), marks_of(names, order), strict=True):
        mine = analysis.units[analysis.units["arm"] == row["arm"]]
        pairs = zip(mine[who], mine["rate"], strict=True)
        units = tuple(Unit(str(u), float(r), block=str(u) if joined else "") for u, r in pairs if math.isfinite(r))
        mean = float(row["mean_rate"])
        low, high = (None, None) if joined else mean_interval(mean, float(row["sd_rate"]), int(row["n"]), level)
        arms.append(Arm(str(row["arm"]), mark, units, mean, low, high))
    mean_text = "mean of the arm" if joined else f"mean and {level_text(analysis.comparisons[0].main)} interval"
    one = "mean of an experiment's wells" if joined else f"one {analysis.unit}"
    return Chart(
        arms=tuple(arms),
        axis="growth rate, per day",
        panels=(comparison_panel(analysis, "contrast of growth rates, per day"),),
        joined=joined,
        entries=unit_entries(one, mean_text, joined="one experiment" if joined else ""),
    )
