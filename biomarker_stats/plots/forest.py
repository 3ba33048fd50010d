"""The forest plot: the proportion in each stratum, and below it the effect between the arms."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from biomarker_stats import wording
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.forest_rows import Panel, Row, panels_of
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.lettering import cut, cut_all, plain, widest_mm
from biomarker_stats.plots.placing import write
from biomarker_stats.plots.style import QUIET, SMALL, WIDTH_DOUBLE_MM, WIDTH_SINGLE_MM, style

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults

_ROW_MM: Final = 4.6
_AXIS_MM: Final = 9.0  # ticks and the name of the axis
_BETWEEN_MM: Final = 3.0
_EDGE_MM: Final = 2.0
_GAP_MM: Final = 2.5  # between columns
_LONGEST_NAME_MM: Final = 34.0
_SMALLEST_PLOT_MM: Final = 19.0
_DOTTED: Final[dict[str, Any]] = {"linewidth": 0.7, "linestyle": (0, (2, 2)), "zorder": 1}


def forest(
    proportions: Sequence["AnalysisResults"],
    effects: Sequence["AnalysisResults"] = (),
    *,
    labels: Labels | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one row a population: the proportion with its interval and k/n; below, the effect between the arms.

    Odds ratios are on a log scale; an arrow stands for a limit beyond the axis, and an estimate that is infinite has no
    point. All points are of one size: the strata are small, and n is printed.

    Args:
        proportions: proportion analyses, in the order of the rows.
        effects: comparisons of the same endpoints between two arms; those that estimate an odds ratio are drawn,
            and the risk differences beside them.
        labels: what things are called.
        ax: where to draw; its own axis lines are taken away. Without it, a page of its own, 89 or 183 mm wide.

    """
    labels = labels or Labels()
    panels = panels_of(proportions, effects, labels)
    with style():
        ax = _page(panels) if ax is None else ax
        ax.set_axis_off()
        wide, tall = size_mm(ax)
        columns = _columns(panels, wide)
        top = tall
        for panel in _fitting(panels, columns.names):
            height = _ROW_MM * len(panel.rows)
            place = (
                (columns.names + _GAP_MM) / wide,
                (top - _ROW_MM - height) / tall,
                columns.plot / wide,
                height / tall,
            )
            _draw_panel(ax.inset_axes(place), panel, columns)
            top -= _ROW_MM + height + _AXIS_MM + _BETWEEN_MM
    return ax


class _Columns(NamedTuple):
    """How wide the names, the plot and the texts to its right are, in mm; a gap lies between them."""

    names: float
    plot: float
    texts: float


def _texts_mm(panel: Panel) -> float:
    columns = zip(panel.columns, *(row.texts for row in panel.rows), strict=True)
    widths = [widest_mm(texts, SMALL) for texts in columns]
    return sum(widths) + (_GAP_MM if all(widths) else 0.0)


def _names_mm(panels: Sequence[Panel]) -> float:
    names = [plain(row.name) for panel in panels for row in panel.rows if not row.heading]
    return min(widest_mm(names, SMALL), _LONGEST_NAME_MM)


def _fitting(panels: Sequence[Panel], limit_mm: float) -> list[Panel]:
    """Return the panels with every name cut to ``limit_mm``; one population has one name in all of them."""
    names = list(dict.fromkeys(row.name for panel in panels for row in panel.rows if not row.heading))
    short = dict(zip(names, cut_all(names, limit_mm, SMALL), strict=True))
    return [
        panel._replace(rows=tuple(row if row.heading else row._replace(name=short[row.name]) for row in panel.rows))
        for panel in panels
    ]


def _columns(panels: Sequence[Panel], wide: float) -> _Columns:
    texts = max((_texts_mm(panel) for panel in panels), default=0.0)
    names = min(_names_mm(panels), max(wide - texts - _SMALLEST_PLOT_MM - 2 * _GAP_MM, 10.0))
    return _Columns(names, max(wide - texts - names - 2 * _GAP_MM, 5.0), texts)


def _page(panels: Sequence[Panel]) -> Axes:
    single = WIDTH_SINGLE_MM - 2 * _EDGE_MM
    texts = max((_texts_mm(panel) for panel in panels), default=0.0)
    needed = _names_mm(panels) + texts + _SMALLEST_PLOT_MM + 2 * _GAP_MM
    page = WIDTH_SINGLE_MM if needed <= single else WIDTH_DOUBLE_MM
    tall = sum(_ROW_MM * (len(panel.rows) + 1) + _AXIS_MM for panel in panels) + _BETWEEN_MM * (len(panels) - 1)
    return canvas(page, max(tall, _ROW_MM), Margins(_EDGE_MM, _EDGE_MM, 1.5, 1.5))


def _draw_panel(ax: Axes, panel: Panel, columns: _Columns) -> None:
    """Draw one panel; its axes have row k at height −k, and texts stand beside them."""
    ax.set_ylim(0.5 - len(panel.rows), 0.5)
    low, high = _set_axis(ax, panel)
    room = columns.plot + 2 * _GAP_MM + 2 * min(columns.names, columns.texts)
    ax.set_xlabel(cut(panel.axis, room, SMALL), size=SMALL, labelpad=1.5)
    _write_row(ax, 1.0, ("", *panel.columns), columns, color=QUIET)
    for k, row in enumerate(panel.rows):
        if row.heading:
            text = cut(row.name, (columns.names + columns.plot + columns.texts), SMALL)
            write(ax, (0, -k), text, **_beside(ax, -columns.names - _GAP_MM), ha="left", weight="bold")
            continue
        _write_row(ax, -k, (row.name, *row.texts), columns)
        _draw_interval(ax, -k, row, (low, high))


def _beside(ax: Axes, shift_mm: float) -> dict[str, Any]:
    return {"shift_mm": (shift_mm, 0), "transform": ax.get_yaxis_transform(), "va": "center", "size": SMALL}


def _write_row(ax: Axes, height: float, texts: tuple[str, str, str], columns: _Columns, **kind: Any) -> None:
    name, first, second = texts
    write(ax, (0, height), cut(name, columns.names, SMALL), **_beside(ax, -columns.names - _GAP_MM), ha="left", **kind)
    write(ax, (1, height), first, **_beside(ax, _GAP_MM), ha="left", **kind)
    write(ax, (1, height), second, **_beside(ax, _GAP_MM + columns.texts), ha="right", **kind)


def _set_axis(ax: Axes, panel: Panel) -> tuple[float, float]:
    """Set scale, limits, ticks and the line of no effect; return the limits."""
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    if panel.kind == "ratio":
        ax.set_xscale("log")
        low, high = _ratio_limits(panel.rows)
        ticks = [10.0**k for k in range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)]
        names = [wording.number(tick) for tick in ticks]
    elif panel.kind == "difference":
        low, high, ticks = -1.0, 1.0, [-1.0, -0.5, 0.0, 0.5, 1.0]
        names = [wording.number(tick) for tick in ticks]
    else:
        low, high, ticks = 0.0, 1.0, [0.0, 0.25, 0.5, 0.75, 1.0]
        names = [wording.percent(tick).rstrip("%") for tick in ticks]
    ax.set_xlim(low, high)
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticks(ticks, labels=names, size=SMALL)
    rows = [-k for k, row in enumerate(panel.rows) if not row.heading]
    if panel.kind != "percent":
        null = 1.0 if panel.kind == "ratio" else 0.0
        ax.vlines([null] * len(rows), [k - 0.5 for k in rows], [k + 0.5 for k in rows], color=QUIET, **_DOTTED)
    return low, high


def _ratio_limits(rows: Sequence[Row]) -> tuple[float, float]:
    """Return limits a decade wide at least on either side of 1, with every finite number inside."""
    numbers = [value for row in rows for value in (row.estimate, row.low, row.high) if value is not None]
    finite = [value for value in numbers if 0.0 < value < math.inf]
    low, high = min([0.1, *finite]), max([10.0, *finite])
    lowest, highest = math.log10(low) - 0.15, math.log10(high) + 0.15
    return 10.0 ** max(lowest, -6.0), 10.0 ** min(highest, 6.0)


def _draw_interval(ax: Axes, height: float, row: Row, limits: tuple[float, float]) -> None:
    """Draw limits as a line, an arrow where one is beyond the axis, and the estimate as a point if it is finite."""
    ends = [row.low, row.high]
    if row.low is not None and row.high is not None:
        inside = [min(max(end, limits[0]), limits[1]) for end in (row.low, row.high)]
        ax.plot(inside, [height, height], color=row.mark.colour, linewidth=1.2, zorder=2, clip_on=False)
        for end, at, marker in zip(ends, inside, ("<", ">"), strict=True):
            beyond = end != at
            ax.plot([at], [height], marker=marker if beyond else "|", markersize=4.5 if beyond else 5, **_solid(row))
    if row.estimate is not None and limits[0] <= row.estimate <= limits[1]:
        ax.plot([row.estimate], [height], marker=row.mark.marker, markersize=5, **_solid(row))


def _solid(row: Row) -> dict[str, Any]:
    return {"color": row.mark.colour, "linestyle": "none", "zorder": 3, "clip_on": False}
