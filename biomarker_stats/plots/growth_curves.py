"""Growth curves: one panel an arm, a thin line a mouse, the geometric mean until the first loss, and n at risk."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from biomarker_stats import wording
from biomarker_stats.plots.axis_ticks import scale_ticks, set_ticks, tick_text
from biomarker_stats.plots.estimation_chart import limits_of, marks_of
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.legend import Entry, draw_legend, legend_mm, point_entry
from biomarker_stats.plots.lettering import cut, cut_all, line_mm, widest_mm, wrap
from biomarker_stats.plots.mean_curves import Curve, mean_curve
from biomarker_stats.plots.naming import worded
from biomarker_stats.plots.panels import axes_at
from biomarker_stats.plots.placing import TURNED, write, write_lines
from biomarker_stats.plots.risk_row import RISK_MM, at_risk, draw_risk, risk_days
from biomarker_stats.plots.style import INK, QUIET, SIZE, SMALL, WIDTH_DOUBLE_MM, WIDTH_SINGLE_MM, Mark, style

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.growth_analysis import GrowthAnalysis

_TALL_MM: Final = 46.0
_BETWEEN_MM: Final = 4.0
_EDGE_MM: Final = 2.0
_SIDE_MM: Final = 3.0
_AXIS_MM: Final = 8.0
_LIMIT: Final[tuple[float, tuple[float, ...]]] = (0, (4, 2))
VOLUME_AXIS: Final = "tumour volume, mm³ (log scale)"


class ArmCurves(NamedTuple):
    """One panel: the arm's mice, its geometric mean until the first loss, and n at risk on each of its days."""

    arm: str
    mark: Mark
    mice: tuple[Curve, ...]
    mean: tuple[tuple[float, float], ...]
    at_risk: tuple[tuple[float, int], ...]


def growth_curves(growth: "GrowthAnalysis", *, limit: float | None = None, order: Sequence[str] = ()) -> Axes:
    """Draw one panel an arm on a shared log axis; return the axes of the first.

    A thin line is one mouse, the thick line the geometric mean of the arm's mice with two readings or more: it stops at
    the first loss, because a mean of survivors says less than it seems, and a reading that a mouse missed between two
    others is interpolated, so that it is always of the same mice. A cross ends the line of a
    mouse lost before the arm's last day. Below each panel stands how many mice are still at risk. The dashed line is
    ``limit``, or the volume that the time to volume is about.

    Args:
        growth: what ``bs.growth`` returned.
        limit: a size limit in mm³; without it, the threshold of the time to volume, if there is one.
        order: the arms of the study in order, which fixes the mark of each.

    """
    found = arm_curves(growth, order)
    limit = shown_limit(growth, limit)
    entries = _entries(found, str(growth.mice.columns[0]), limit)
    volumes = [v for arm in found for mouse in arm.mice for v in mouse.volumes]
    limits = limits_of([*volumes, *([] if limit is None else [limit])], "log")
    with style():
        whole, axes, left = _page(found, limits, legend_mm(entries, _wide(found)))
        known = [day for arm in found for day, _ in arm.at_risk]
        for k, (ax, arm) in enumerate(zip(axes, found, strict=True)):
            _set_axes(ax, found, limits, first=k == 0)
            _draw_arm(ax, arm, limit)
            days = risk_days(known, ax.get_xlim(), size_mm(ax)[0])
            set_ticks(ax.xaxis, days)
            draw_risk(ax, days, [at_risk(arm.at_risk, day) for day in days], name="n at risk" if k == 0 else "")
        _name_axes(whole, axes, left)
        draw_legend(whole, entries, below_mm=1.5)
    return axes[0]


def _wide(arms: Sequence[ArmCurves]) -> float:
    """Return how wide the drawing is: 89 mm for two arms, 183 mm for more, less the edges."""
    return (WIDTH_SINGLE_MM if len(arms) <= 2 else WIDTH_DOUBLE_MM) - 2 * _EDGE_MM


def _page(arms: Sequence[ArmCurves], limits: tuple[float, float], key_mm: float) -> tuple[Axes, list[Axes], float]:
    """Return the whole page, one axes an arm under its name and n, and how far from the left the first begins."""
    ticks = [tick_text(tick) for tick in scale_ticks(limits, "log")]
    left = line_mm() + 1.0 + max(widest_mm(ticks, SMALL) + 1.5, RISK_MM)
    wide = _wide(arms)
    each = (wide - _SIDE_MM - left - _BETWEEN_MM * (len(arms) - 1)) / len(arms)
    short = cut_all([arm.arm for arm in arms], 1.8 * each, SIZE)
    titles = [(*wrap(name, each, SIZE), f"n = {len(arm.mice)}") for name, arm in zip(short, arms, strict=True)]
    above = max(map(len, titles)) * line_mm() + 1.0
    tall = above + _TALL_MM + _AXIS_MM + 2 * line_mm(SMALL)
    margins = Margins(_EDGE_MM, _EDGE_MM, _EDGE_MM, _EDGE_MM + 1.5 + key_mm)
    whole = canvas(wide + 2 * _EDGE_MM, tall, margins)
    whole.set_axis_off()
    axes = []
    for k, title in enumerate(titles):
        ax = axes_at(whole, (left + k * (each + _BETWEEN_MM), above), (each, _TALL_MM))
        rise = (0.0, len(title) * line_mm() + 0.5)
        write_lines(ax, (0.0, 1.0), title, shift_mm=rise, transform=ax.transAxes, ha="left")
        axes.append(ax)
    return whole, axes, left


def _name_axes(whole: Axes, axes: Sequence[Axes], left: float) -> None:
    """Write what the volumes are at the left edge, and ``day`` below the panels."""
    name = cut(VOLUME_AXIS, _TALL_MM)
    write(axes[0], (0.0, 0.5), name, shift_mm=(-left + line_mm() / 2, 0), transform=axes[0].transAxes, **TURNED)
    wide = size_mm(whole)[0]
    middle = (left + (wide - _SIDE_MM - left) / 2) / wide
    below: dict[str, Any] = {"transform": whole.transAxes, "ha": "center", "va": "top", "size": SMALL}
    write(whole, (middle, 0.0), "day", shift_mm=(0.0, line_mm(SMALL) * 2 + _AXIS_MM - 4.4), **below)


def shown_limit(growth: "GrowthAnalysis", limit: float | None = None) -> float | None:
    """Return the volume that is drawn as a line: the one given, or the threshold of the time to volume."""
    if limit is not None or growth.time_to_volume is None:
        return limit
    return growth.time_to_volume.threshold


def arm_curves(growth: "GrowthAnalysis", order: Sequence[str] = ()) -> tuple[ArmCurves, ...]:
    """Return the panels: readings of every mouse as they are, means and n at risk as the analysis has them."""
    unit = str(growth.mice.columns[0])
    names = [str(name) for name in growth.arms["arm"]]
    found = []
    for name, mark in zip(names, marks_of(names, order), strict=True):
        mine = growth.mice[growth.mice["arm"] == name]
        days = growth.days[growth.days["arm"] == name]
        readings = growth.readings[growth.readings["arm"] == name]
        mice = tuple(
            _curve(str(mouse), readings[readings[unit] == mouse], lost=bool(lost))
            for mouse, lost in zip(mine[unit], mine["lost"], strict=True)
        )
        at_risk_rows = tuple((float(d), int(n)) for d, n in zip(days["day"], days["n_at_risk"], strict=True))
        members = {str(mouse) for mouse, n in zip(mine[unit], mine["n_readings"], strict=True) if n > 1}
        mean = mean_curve([mouse for mouse in mice if mouse.name in members], days)
        found.append(ArmCurves(name, mark, mice, mean, at_risk_rows))
    return tuple(found)


def _curve(name: str, rows: pd.DataFrame, *, lost: bool) -> Curve:
    days = tuple(float(day) for day in rows["day"])
    return Curve(name, days, tuple(math.exp(float(log)) for log in rows["log_volume"]), lost)


def _set_axes(ax: Axes, arms: Sequence[ArmCurves], limits: tuple[float, float], *, first: bool) -> None:
    ax.set_yscale("log")
    ax.set_ylim(*limits)
    days = [day for arm in arms for day, _ in arm.at_risk]
    low, high = min(days), max(days)
    room = 0.06 * (high - low) or 1.0
    ax.set_xlim(low - room, high + room)
    set_ticks(ax.yaxis, scale_ticks(limits, "log"))
    if not first:
        ax.set_yticklabels([])


def _draw_arm(ax: Axes, arm: ArmCurves, limit: float | None) -> None:
    if limit is not None:
        ax.axhline(limit, color=QUIET, linewidth=0.7, linestyle=_LIMIT, zorder=1)
    for mouse in arm.mice:
        ax.plot(mouse.days, mouse.volumes, color=arm.mark.colour, linewidth=0.6, alpha=0.55, zorder=2, label="mouse")
        if mouse.lost and mouse.days:
            end: dict[str, Any] = {"marker": "x", "markersize": 4.5, "markeredgewidth": 0.9, "color": INK}
            ax.plot(mouse.days[-1:], mouse.volumes[-1:], linestyle="none", zorder=5, clip_on=False, label="lost", **end)
    if arm.mean:
        days, means = zip(*arm.mean, strict=True)
        line: dict[str, Any] = {"linewidth": 1.8, "marker": arm.mark.marker, "markersize": 3.6, "markeredgewidth": 0.4}
        ax.plot(days, means, color=arm.mark.colour, markeredgecolor="white", zorder=4, label="mean", **line)


def _entries(arms: Sequence[ArmCurves], unit: str, limit: float | None) -> tuple[Entry, ...]:
    grey = "#4d4d4d"
    found = [Entry(Line2D([], [], color=grey, linewidth=0.6, alpha=0.7), f"one {worded(unit)}")]
    if any(arm.mean for arm in arms):
        mean = Line2D([], [], color=grey, linewidth=1.8, marker="o", markersize=3.6)
        found.append(Entry(mean, "geometric mean, until the first loss"))
    if any(mouse.lost for arm in arms for mouse in arm.mice):
        cross: dict[str, Any] = {"marker": "x", "markersize": 4.5, "markeredgewidth": 0.9, "color": INK}
        found.append(point_entry("lost: last reading", **cross))
    if limit is not None:
        line = Line2D([], [], color=QUIET, linewidth=0.7, linestyle=_LIMIT)
        found.append(Entry(line, f"{wording.number(limit)} mm³"))
    return tuple(found)
