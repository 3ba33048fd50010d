"""The alluvial chart of an ordinal scale: how many units go from which level to which."""

from typing import TYPE_CHECKING, Any, Final

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from biomarker_stats.plots.alluvial_chart import COUNT_MM, AlluvialChart, Band, Node, alluvial_chart, group_of
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.legend import Entry, area_entry, draw_legend, legend_mm
from biomarker_stats.plots.lettering import cut, line_mm, widest_mm, wrap
from biomarker_stats.plots.placing import TURNED, write, write_lines
from biomarker_stats.plots.slope_chart import Line
from biomarker_stats.plots.style import BAND, INK, QUIET, SMALL, WIDTH_SINGLE_MM, style
from biomarker_stats.study.manifest import ScaleSpec

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults

_BAR_MM: Final = 5.0
_SIDE_MM: Final = 1.5
_EDGE_MM: Final = 1.5
_COUNT_AT_MM: Final = 3.2  # from a node to the counts of its ribbons
_WHITE: Final[dict[str, Any]] = {"facecolor": "white", "edgecolor": "none", "boxstyle": "round,pad=0.12"}


def alluvial(
    results: "AnalysisResults", *, scale: ScaleSpec, labels: Labels | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the levels before on the left, those after on the right, and ribbons between them as thick as their counts.

    Every unit is equally tall, so the ribbons that leave or reach a node add up to its height. Where the frame has an
    ``arm``, ribbons are of one arm each, with its colour and hatch; otherwise of one direction of change. A mixed cell
    counts on the level it was scored as, and the count of its ribbon has a †.

    Args:
        results: a paired analysis; columns ``unit, before, after`` and, where there are arms, ``arm``.
        scale: the ordinal scale of both readings.
        labels: what things are called.
        ax: where to draw; without it, a page of its own, 89 mm wide.

    """
    with style():
        chart = alluvial_chart(results, scale, labels or Labels())
        ax = _page(chart) if ax is None else ax
        wide, tall = size_mm(ax)
        ax.set_xlim(0.0, wide)
        ax.set_ylim(0.0, chart.tall)
        ax.set_axis_off()
        unit_mm = tall / chart.tall
        for band in sorted(chart.bands(), key=lambda each: (-each.ribbon.n, each.ribbon)):
            _draw_ribbon(ax, chart, band, wide)
        for after in (False, True):
            edges = chart.lower_edges(after=after)
            for node, edge in zip(chart.nodes, edges, strict=True):
                _draw_node(ax, node, edge, after=after, wide=wide)
        _draw_counts(ax, chart, unit_mm)
        _draw_headings(ax, chart, wide)
        draw_legend(ax, _entries(chart), below_mm=_headings_mm(chart, wide) + 1.5, title=_key_title(chart))
    return ax


def _page(chart: AlluvialChart) -> Axes:
    symbols = max((_words_mm(node, after=True) for node in chart.nodes), default=0.0)
    left = max((_words_mm(node, after=False) for node in chart.nodes), default=0.0) + _SIDE_MM
    left += line_mm() + 1.0 if chart.labels.measure else 0.5
    right = symbols + _SIDE_MM + _EDGE_MM
    wide = WIDTH_SINGLE_MM - left - right
    key = legend_mm(_entries(chart), wide, title=_key_title(chart))
    margins = Margins(left, right, _above_mm(chart), _headings_mm(chart, wide) + 1.5 + key + 1.0)
    return canvas(WIDTH_SINGLE_MM, chart.tall * chart.unit_mm or 20.0, margins)


def _above_mm(chart: AlluvialChart) -> float:
    """Return how far the words of the highest level may reach above the drawing."""
    node = chart.nodes[-1]
    over = [
        (sum(line_mm(line.size) for line in _beside(node, after=after)) - node.counts[after] * chart.unit_mm) / 2
        for after in (False, True)
    ]
    return max(1.5, max(over) + 0.8)


def _beside(node: Node, *, after: bool) -> tuple[Line, ...]:
    """Return the lines beside a node: on the right only what stands in ink, for the left has said what it means."""
    return tuple(line for line in node.lines if not after or line.colour == INK)


def _words_mm(node: Node, *, after: bool) -> float:
    return max((widest_mm([line.text], line.size) for line in _beside(node, after=after)), default=0.0)


def _key_title(chart: AlluvialChart) -> str:
    return chart.labels.group if chart.by_arm else "Direction"


def _entries(chart: AlluvialChart) -> tuple[Entry, ...]:
    sizes = [sum(group_of(unit, by_arm=chart.by_arm) == k for unit in chart.units) for k in range(len(chart.groups))]
    rows = zip(chart.marks, chart.groups, sizes, strict=True)
    return tuple(area_entry(mark, f"{name} (n = {n})") for mark, name, n in rows if n)


def _draw_ribbon(ax: Axes, chart: AlluvialChart, band: Band, wide: float) -> None:
    """Draw one ribbon: two curves that leave and reach the nodes level, equally far apart everywhere."""
    mark, thick = chart.marks[band.ribbon.group], band.ribbon.n
    left, right, middle = _BAR_MM, wide - _BAR_MM, wide / 2
    low = [(left, band.start), (middle, band.start), (middle, band.end), (right, band.end)]
    high = [(x, y + thick) for x, y in reversed(low)]
    curve = [Path.CURVE4] * 3
    path = Path([*low, *high, low[0]], [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])
    face = {"facecolor": mark.tint, "edgecolor": mark.colour, "hatch": mark.hatch}
    ax.add_patch(PathPatch(path, linewidth=0.6, alpha=0.85, zorder=2, clip_on=False, **face))


def _draw_node(ax: Axes, node: Node, edge: float, *, after: bool, wide: float) -> None:
    """Draw a level at one reading: a bar as tall as its count, the count on it, and the level beside it."""
    count = node.counts[after]
    left = wide - _BAR_MM if after else 0.0
    if count:
        face: dict[str, Any] = {"facecolor": BAND, "edgecolor": INK, "linewidth": 0.7, "clip_on": False}
        ax.add_patch(Rectangle((left, edge), _BAR_MM, count, zorder=3, **face))
    height = edge + count / 2
    box = {"facecolor": BAND if count else "white", "edgecolor": "none", "boxstyle": "square,pad=0.1"}
    text: dict[str, Any] = {"ha": "center", "va": "center_baseline", "size": SMALL, "color": INK if count else QUIET}
    write(ax, (left + _BAR_MM / 2, height), str(count), bbox=box, zorder=4, **text)
    lines = _beside(node, after=after)
    rise = sum(line_mm(line.size) for line in lines) / 2
    for line in lines:
        rise -= line_mm(line.size) / 2
        kind: dict[str, Any] = {
            "size": line.size,
            "color": line.colour,
            "ha": "left" if after else "right",
            "va": "center",
        }
        shift = (_SIDE_MM if after else -_SIDE_MM, rise)
        write(ax, (wide if after else 0.0, height), line.text, shift_mm=shift, **kind)
        rise -= line_mm(line.size) / 2


def _draw_counts(ax: Axes, chart: AlluvialChart, unit_mm: float) -> None:
    """Write its count on every ribbon that is thick enough, near the node it leaves, where none crosses it."""
    for band in chart.bands():
        if band.ribbon.n * unit_mm >= COUNT_MM:
            place = (_BAR_MM + _COUNT_AT_MM, band.start + band.ribbon.n / 2)
            text: dict[str, Any] = {"ha": "center", "va": "center_baseline", "size": SMALL, "zorder": 5}
            write(ax, place, band.ribbon.text, bbox=_WHITE, **text)


def _headings(chart: AlluvialChart, wide: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, after = (
        wrap(text, max(wide / 2 - 1.0, 5.0), lines=3) for text in (chart.labels.before, chart.labels.after)
    )
    return before, after


def _headings_mm(chart: AlluvialChart, wide: float) -> float:
    return 1.5 + max(map(len, _headings(chart, wide))) * line_mm()


def _draw_headings(ax: Axes, chart: AlluvialChart, wide: float) -> None:
    """Write what the two readings are called under their nodes, and what the levels are of at the left edge."""
    for x, lines, side in zip((0.0, wide), _headings(chart, wide), ("left", "right"), strict=True):
        write_lines(ax, (x, 0.0), lines, shift_mm=(0.0, -1.5), ha=side)
    if chart.labels.measure:
        words = max((_words_mm(node, after=False) for node in chart.nodes), default=0.0)
        away = (-words - _SIDE_MM - line_mm() / 2 - 0.5, 0.0)
        text = cut(chart.labels.measure, size_mm(ax)[1])
        write(ax, (0.0, 0.5), text, shift_mm=away, transform=ax.transAxes, **TURNED)
