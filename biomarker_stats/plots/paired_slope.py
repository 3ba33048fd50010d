"""The paired slope chart: every unit before and after, and the paired test that compares them."""

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from biomarker_stats import wording
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.legend import draw_legend, legend_mm
from biomarker_stats.plots.lettering import cut, line_mm, spread, widest_mm, width_mm
from biomarker_stats.plots.placing import TURNED, bracket, write, write_lines
from biomarker_stats.plots.slope_chart import NAME_AT_MM, NAME_MM, SlopeChart, slope_chart
from biomarker_stats.plots.style import BAND, QUIET, SMALL, WIDTH_SINGLE_MM, style
from biomarker_stats.plots.ticks import round_ticks
from biomarker_stats.study.manifest import ScaleSpec

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults

_BAND = 0.9  # how much of the distance between two levels is grey


def paired_slope(
    results: "AnalysisResults",
    *,
    scale: ScaleSpec | None = None,
    labels: Labels | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one line a unit from before to after, over a grey band a level, and the paired test above them.

    On a scale each unit keeps one offset at both readings, distinct from all others, so an unchanged unit is level
    and none hides another; without a scale the readings are drawn as they are. Where the frame has an ``arm``, its
    lines share a colour, a marker and a dash. Hollow marks outside are medians.

    Args:
        results: a paired analysis; columns ``unit, before, after`` and, where there are arms, ``arm``.
        scale: the ordinal scale of both readings; its levels become the bands.
        labels: what things are called.
        ax: where to draw; without it, a page of its own, 89 mm wide.

    """
    with style():
        chart = slope_chart(results, scale, labels or Labels())
        ax = _page(chart) if ax is None else ax
        per_mm = _set_limits(ax, chart)
        _draw_levels(ax, chart)
        _draw_units(ax, chart)
        _draw_names(ax, chart, per_mm)
        _draw_medians(ax, chart, per_mm)
        _draw_readings(ax, chart)
        below = _readings_mm(chart, size_mm(ax)[0]) + 1.5
        draw_legend(ax, chart.entries(), below_mm=below, title=_key_title(chart))
        bracket(ax, (0.0, 1.0), chart.bracket_lines(size_mm(ax)[0]))
    return ax


def _key_title(chart: SlopeChart) -> str:
    return chart.labels.group if chart.arms else ""


def _readings_mm(chart: SlopeChart, wide: float) -> float:
    return 1.2 + max(map(len, chart.reading_lines(wide))) * line_mm()


def _level_words_mm(chart: SlopeChart) -> float:
    """Return how far the words of the levels (or the numbers of the axis) reach to the left of the axes."""
    if not chart.levels:
        return widest_mm([wording.number(tick) for tick in round_ticks(chart.span)], SMALL) + 2.6
    return max(width_mm(line.text, line.size) for level in chart.levels for line in level) + 1.5


def _page(chart: SlopeChart) -> Axes:
    """Return axes with room for every band, every name, the words on the left, the bracket and the key."""
    left = _level_words_mm(chart) + (line_mm() + 1.0 if chart.labels.measure else 0.5)
    wide = WIDTH_SINGLE_MM - left - 2.0
    key = legend_mm(chart.entries(), wide, title=_key_title(chart))
    below = _readings_mm(chart, wide) + 1.5 + key + 1.0
    above = 3.5 + len(chart.bracket_lines(wide)) * line_mm() + 0.5
    return canvas(WIDTH_SINGLE_MM, chart.tall_mm, Margins(left, 2.0, above, below))


def _set_limits(ax: Axes, chart: SlopeChart) -> float:
    """Set both limits; return how many data units along x one mm is."""
    outside = chart.names_mm + chart.medians_mm
    per_mm = 1.0 / max(size_mm(ax)[0] - 2 * outside, 10.0)
    ax.set_xlim(-outside * per_mm, 1.0 + outside * per_mm)
    ax.set_ylim(*chart.span)
    return per_mm


def _draw_levels(ax: Axes, chart: SlopeChart) -> None:
    ax.set_xticks([])
    if chart.scores:
        ax.set_yticks([])
        for spine in ax.spines.values():
            spine.set_visible(False)
    else:
        ticks = round_ticks(chart.span)
        ax.set_yticks(ticks, labels=[wording.number(tick) for tick in ticks])
        ax.spines["bottom"].set_visible(False)
    half = _BAND * chart.gap / 2
    edge = ax.get_yaxis_transform()
    for score, lines in zip(chart.scores, chart.levels, strict=True):
        ax.axhspan(score - half, score + half, color=BAND, linewidth=0, zorder=0)
        rise = sum(line_mm(line.size) for line in lines) / 2
        for line in lines:
            rise -= line_mm(line.size) / 2
            kind = {"size": line.size, "color": line.colour, "ha": "right", "va": "center"}
            write(ax, (0.0, score), line.text, shift_mm=(-1.5, rise), transform=edge, **kind)
            rise -= line_mm(line.size) / 2
    if chart.labels.measure:
        away = -_level_words_mm(chart) - line_mm() / 2 - 0.5
        text = cut(chart.labels.measure, size_mm(ax)[1])
        write(ax, (0.0, 0.5), text, shift_mm=(away, 0.0), transform=ax.transAxes, **TURNED)


def _draw_units(ax: Axes, chart: SlopeChart) -> None:
    for unit, heights in zip(chart.units, chart.heights, strict=True):
        mark = chart.marks[unit.arm]
        ax.plot((0.0, 1.0), heights, color=mark.colour, linestyle=mark.dash, linewidth=1.1, zorder=2)
        points: dict[str, Any] = {"markersize": 4.2, "markeredgecolor": "white", "markeredgewidth": 0.4}
        ax.plot((0.0, 1.0), heights, color=mark.colour, linestyle="none", marker=mark.marker, zorder=3, **points)


def _draw_names(ax: Axes, chart: SlopeChart, x_per_mm: float) -> None:
    """Write the names at both ends; one that is moved to make room, or shares its line, is joined by hairlines."""
    low, high = chart.span
    per_mm = (high - low) / size_mm(ax)[1]
    for side in (0, 1) if chart.names else ():
        out = 1 if side else -1
        lines = chart.name_lines(side, size_mm(ax)[1])
        middles = [(heights[0] + heights[-1]) / 2 for _, heights in lines]
        room = NAME_MM * per_mm
        places = spread(middles, room, low + room / 2, high - room / 2)
        for (text, heights), place in zip(lines, places, strict=True):
            for height in dict.fromkeys(heights) if abs(place - heights[0]) > 0.4 * per_mm or len(heights) > 1 else ():
                ends = (side + out * 0.9 * x_per_mm, side + out * 2.4 * x_per_mm)
                ax.plot(ends, (height, place), color=QUIET, linewidth=0.4, zorder=1)
            align = "left" if side else "right"
            start = (out * NAME_AT_MM, 0.0)
            write(ax, (side, place), text, shift_mm=start, ha=align, va="center", size=SMALL)


def _draw_medians(ax: Axes, chart: SlopeChart, per_mm: float) -> None:
    """Draw the medians in the strip beyond the names, one column an arm so that equal ones stay apart."""
    column = chart.medians_mm / len(chart.marks)
    for side in (0, 1):
        out = 1 if side else -1
        for k, (mark, height) in enumerate(zip(chart.marks, chart.medians(after=bool(side)), strict=True)):
            place = side + out * (chart.names_mm + column * (k + 0.5)) * per_mm
            hollow: dict[str, Any] = {"markersize": 5.5, "markerfacecolor": "white", "markeredgecolor": mark.colour}
            ax.plot([place], [height], linestyle="none", marker=mark.marker, markeredgewidth=1.2, zorder=4, **hollow)


def _draw_readings(ax: Axes, chart: SlopeChart) -> None:
    """Write what the two readings are called, under the ends of the lines."""
    wide, _ = size_mm(ax)
    middle = chart.reading_mm(wide) / wide
    for x, lines in zip((middle, 1 - middle), chart.reading_lines(wide), strict=True):
        write_lines(ax, (x, 0.0), lines, shift_mm=(0.0, -1.2), transform=ax.transAxes, ha="center")
