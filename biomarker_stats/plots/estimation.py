"""The estimation plot: every unit by arm on one axis, beside it contrasts of arms with their intervals on theirs."""

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes

from biomarker_stats.plots.axis_ticks import fitting_ticks, scale_ticks, set_ticks
from biomarker_stats.plots.estimation_chart import Arm, Chart, Panel, drawable, limits_of, panel_limits
from biomarker_stats.plots.estimation_layout import (
    AXIS_MM,
    BETWEEN_MM,
    EDGE_MM,
    GAP_MM,
    HEADER_MM,
    Layout,
    layout_of,
    row_mm,
)
from biomarker_stats.plots.estimation_marks import draw_interval
from biomarker_stats.plots.figure import Margins, canvas, page_of, size_mm
from biomarker_stats.plots.legend import draw_legend, legend_mm
from biomarker_stats.plots.lettering import cut, line_mm
from biomarker_stats.plots.panels import axes_at
from biomarker_stats.plots.placing import TURNED, under_axis, write, write_lines
from biomarker_stats.plots.style import INK, MM_PER_INCH, MM_PER_POINT, QUIET, SMALL, WIDTH_DOUBLE_MM, style
from biomarker_stats.plots.swarm import swarm

POINT: Final = 4.2
PART: Final = 2.2
FAINT: Final = "#a8a8a8"
JOIN: Final = "#b0b0b0"
MARGIN_BAND: Final = "#d9d9d9"
_DASHED: Final = (0, (2, 2))


def draw_estimation(chart: Chart) -> Axes:
    """Draw the chart on a page of its own, 183 mm wide; return the axes of the units."""
    with style():
        chart = drawable(chart)
        layout = layout_of(chart)
        wide = WIDTH_DOUBLE_MM - 2 * EDGE_MM
        key = legend_mm(layout.entries, wide)
        below = EDGE_MM + key + (2.0 if key else 0.0)
        whole = canvas(WIDTH_DOUBLE_MM, layout.tall, Margins(EDGE_MM, EDGE_MM, EDGE_MM, below))
        whole.set_axis_off()
        ax = axes_at(whole, (layout.left, 0.0), (layout.units, layout.units_tall))
        _draw_units(ax, chart, layout)
        top = 0.0
        for panel, lines in zip(chart.panels, layout.row_lines, strict=True):
            tall = sum(row_mm(each) for each in lines)
            place = (layout.right + layout.names + GAP_MM, top + HEADER_MM)
            _draw_panel(axes_at(whole, place, (layout.plot, tall)), panel, lines, layout)
            top += HEADER_MM + tall + AXIS_MM + BETWEEN_MM
        draw_legend(whole, layout.entries, below_mm=1.5)
    return ax


def _draw_units(ax: Axes, chart: Chart, layout: Layout) -> None:
    """Draw the left side: units as dots, arm centres with their intervals, lines that join units of one block."""
    low, high = limits_of(chart.values, chart.scale)
    if chart.floor is not None:
        low = chart.floor
    if chart.scale != "linear":
        ax.set_yscale("log")
    ax.set_ylim(low, high)
    if layout.above:
        _make_room(ax, chart, layout.above / layout.units_tall)
    ax.set_xlim(-0.55, len(chart.arms) - 0.45)
    set_ticks(ax.yaxis, scale_ticks((low, high), chart.scale))
    ax.set_xticks([])
    if chart.reference is not None:
        ax.axhline(chart.reference, color=QUIET, linewidth=0.7, linestyle=_DASHED, zorder=1)
    if chart.joined:
        _join(ax, chart.arms)
    for place, arm in enumerate(chart.arms):
        _draw_arm(ax, place, arm, joined=chart.joined)
        lines = layout.arm_lines[place]
        at: dict[str, Any] = {"transform": under_axis(ax), "ha": "center", "size": SMALL}
        write_lines(ax, (place, 0.0), lines, shift_mm=(0.0, -1.5), **at)
        write_lines(ax, (place, 1.0), layout.symbols[place], shift_mm=(0.0, -0.5), **at)
    for k, line in enumerate(layout.axis):
        away = -layout.left + (k + 0.5) * line_mm()
        write(ax, (0.0, 0.5), line, shift_mm=(away, 0), transform=ax.transAxes, **TURNED)


def _make_room(ax: Axes, chart: Chart, share: float) -> None:
    """Move the upper limit up so that the top ``share`` of the axes is free for symbols."""
    low, high = ax.get_ylim()
    if chart.scale == "linear":
        ax.set_ylim(low, low + (high - low) / (1 - share))
    else:
        ax.set_ylim(low, low * (high / low) ** (1 / (1 - share)))


def _join(ax: Axes, arms: Sequence[Arm]) -> None:
    """Draw one line a block through its units."""
    blocks = dict.fromkeys(unit.block for arm in arms for unit in arm.units)
    for block in blocks:
        found = [(place, unit.value) for place, arm in enumerate(arms) for unit in arm.units if unit.block == block]
        x, y = zip(*found, strict=True)
        ax.plot(x, y, color=JOIN, linewidth=0.8, zorder=2, label="block")


def _draw_arm(ax: Axes, place: int, arm: Arm, *, joined: bool) -> None:
    """Draw one arm: its dots to the left of the middle, the centre and its interval to the right."""
    places = _places(ax, place, arm, joined=joined)
    parts = [(x, part) for unit, x in zip(arm.units, places, strict=True) for part in unit.parts]
    for unit, x in zip(arm.units, places, strict=True):
        if unit.parts:
            ends = (min(unit.value, *unit.parts), max(unit.value, *unit.parts))
            ax.plot([x, x], ends, color="#d8d8d8", linewidth=0.6, clip_on=False, zorder=1)
    none: dict[str, Any] = {"linestyle": "none", "clip_on": False}
    if parts:
        grey: dict[str, Any] = {"marker": "o", "markersize": PART, "color": FAINT, "markeredgewidth": 0}
        ax.plot([x for x, _ in parts], [y for _, y in parts], zorder=2, label="parts", **none, **grey)
    face: dict[str, Any] = {"color": arm.mark.colour, "markeredgecolor": "white", "markeredgewidth": 0.4}
    values = [unit.value for unit in arm.units]
    ax.plot(places, values, marker=arm.mark.marker, markersize=POINT, zorder=3, label="units", **none, **face)
    if arm.centre is None:
        return
    if joined:
        ax.plot([place - 0.2, place + 0.2], [arm.centre] * 2, color=INK, linewidth=1.2, zorder=4, label="centre")
        return
    at = place + 0.32
    if arm.low is not None and arm.high is not None:
        ax.plot([at, at], [arm.low, arm.high], color=INK, linewidth=1.0, zorder=4, label="interval")
    thick: dict[str, Any] = {"linewidth": 1.6, "solid_capstyle": "butt", "label": "centre"}
    ax.plot([at - 0.09, at + 0.09], [arm.centre] * 2, color=INK, zorder=5, **thick)


def _places(ax: Axes, place: int, arm: Arm, *, joined: bool) -> list[float]:
    """Return where the arm's dots are along x: in line where joined, side by side where they have parts, else apart."""
    if joined:
        return [float(place)] * len(arm.units)
    slot = size_mm(ax)[0] / (ax.get_xlim()[1] - ax.get_xlim()[0])
    middle = place - (0.14 if arm.centre is not None else 0.0)
    if any(unit.parts for unit in arm.units):
        step = min(2.1 / slot, 0.58 / max(len(arm.units) - 1, 1))
        return [middle + (k - (len(arm.units) - 1) / 2) * step for k in range(len(arm.units))]
    per_mm = page_of(ax).dpi / MM_PER_INCH
    heights = [ax.transData.transform((0.0, unit.value))[1] / per_mm for unit in arm.units]
    return [middle + shift / slot for shift in swarm(heights, POINT * MM_PER_POINT, 0.3 * slot)]


def _draw_panel(ax: Axes, panel: Panel, lines: Sequence[Sequence[str]], layout: Layout) -> None:
    """Draw one panel of contrasts; heights in its axes are mm below their top."""
    tall = sum(row_mm(each) for each in lines)
    limits = panel_limits(panel)
    if panel.scale != "linear":
        ax.set_xscale("log")
    ax.set_xlim(*limits)
    ax.set_ylim(-tall, 0.0)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    set_ticks(ax.xaxis, fitting_ticks(limits, panel.scale, layout.plot))
    ax.set_xlabel(cut(panel.axis, layout.plot + 2 * (GAP_MM + min(layout.names, sum(layout.texts))), SMALL), size=SMALL)
    ax.xaxis.labelpad = 1.5
    if panel.band is not None:
        ax.axvspan(*panel.band, color=MARGIN_BAND, linewidth=0, zorder=0)
    ax.axvline(panel.null, color=QUIET, linewidth=0.7, linestyle=_DASHED, zorder=1)
    _write_row(ax, HEADER_MM / 2, panel.columns, layout, color=QUIET)
    top = 0.0
    for row, name in zip(panel.rows, lines, strict=True):
        middle = -(top + row_mm(name) / 2)
        for k, line in enumerate(name):
            rise = ((len(name) - 1) / 2 - k) * line_mm(SMALL)
            shift = (-layout.names - GAP_MM, rise)
            beside = {"transform": ax.get_yaxis_transform(), "va": "center", "size": SMALL}
            write(ax, (0.0, middle), line, shift_mm=shift, ha="left", **beside)
        _write_row(ax, middle, row.texts, layout)
        draw_interval(ax, middle, row, limits)
        top += row_mm(name)


def _write_row(ax: Axes, height: float, texts: Sequence[str], layout: Layout, **kind: Any) -> None:
    away = GAP_MM
    for text, wide in zip(texts, layout.texts, strict=False):
        beside = {"transform": ax.get_yaxis_transform(), "va": "center", "size": SMALL}
        write(ax, (1.0, height), text, shift_mm=(away, 0.0), ha="left", **beside, **kind)
        away += wide + GAP_MM
