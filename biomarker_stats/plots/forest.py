"""The forest plot: the proportion in each stratum, and below it the effect between the arms."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from biomarker_stats import wording
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.forest_layout import (
    BETWEEN_MM,
    EDGE_MM,
    GAP_MM,
    HEADER_MM,
    Columns,
    Placed,
    axis_lines,
    axis_mm,
    columns_of,
    page_mm,
    page_width,
    panel_mm,
    place_rows,
)
from biomarker_stats.plots.forest_rows import Panel, Row, panels_of
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.lettering import line_mm
from biomarker_stats.plots.placing import write
from biomarker_stats.plots.style import QUIET, SMALL, style

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults


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
        if ax is None:
            page = page_width(panels)
            tall = page_mm(panels, columns_of(panels, page - 2 * EDGE_MM))
            ax = canvas(page, tall, Margins(EDGE_MM, EDGE_MM, 1.5, 1.5))
        ax.set_axis_off()
        wide, tall = size_mm(ax)
        columns, top = columns_of(panels, wide), tall
        for panel, rows in zip(panels, place_rows(panels, columns), strict=True):
            below = top - HEADER_MM - panel_mm(rows)
            place = ((columns.names + GAP_MM) / wide, below / tall, columns.plot / wide, panel_mm(rows) / tall)
            _draw_panel(ax.inset_axes(place), panel, rows, columns)
            top = below - axis_mm(panel, columns) - BETWEEN_MM
    return ax


def _draw_panel(ax: Axes, panel: Panel, rows: Sequence[Placed], columns: Columns) -> None:
    """Draw one panel; the height in its axes is in mm below their top, and texts stand beside them."""
    ax.set_ylim(-panel_mm(rows), 0.0)
    limits = _set_axis(ax, panel, narrow=columns.plot < 30.0)
    ax.set_xlabel("\n".join(axis_lines(panel, columns)), size=SMALL, labelpad=1.5)
    _write_texts(ax, HEADER_MM / 2, panel.columns, columns, color=QUIET)
    for placed in rows:
        _write_name(ax, placed, columns)
        if not placed.row.heading:
            _write_texts(ax, -placed.middle, placed.row.texts, columns)
            _draw_no_effect(ax, panel, placed)
            _draw_interval(ax, -placed.middle, placed.row, limits)


def _write_name(ax: Axes, placed: Placed, columns: Columns) -> None:
    weight = "bold" if placed.row.heading else "normal"
    for k, line in enumerate(placed.lines):
        rise = ((len(placed.lines) - 1) / 2 - k) * line_mm(SMALL)
        shift = (-columns.names - GAP_MM, rise)
        write(ax, (0, -placed.middle), line, shift_mm=shift, ha="left", weight=weight, **_beside(ax))


def _write_texts(ax: Axes, height: float, texts: tuple[str, str], columns: Columns, **kind: Any) -> None:
    write(ax, (1, height), texts[0], shift_mm=(GAP_MM, 0), ha="left", **_beside(ax), **kind)
    write(ax, (1, height), texts[1], shift_mm=(GAP_MM + columns.texts, 0), ha="right", **_beside(ax), **kind)


def _beside(ax: Axes) -> dict[str, Any]:
    return {"transform": ax.get_yaxis_transform(), "va": "center", "size": SMALL}


def _draw_no_effect(ax: Axes, panel: Panel, placed: Placed) -> None:
    if panel.kind != "percent":
        null = 1.0 if panel.kind == "ratio" else 0.0
        ends = (-placed.middle - placed.tall / 2, -placed.middle + placed.tall / 2)
        ax.plot((null, null), ends, color=QUIET, linewidth=0.7, linestyle=(0, (2, 2)), zorder=1)


def _set_axis(ax: Axes, panel: Panel, *, narrow: bool) -> tuple[float, float]:
    """Set scale, limits and ticks; return the limits."""
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    if panel.kind == "ratio":
        ax.set_xscale("log")
        low, high = _ratio_limits(panel.rows)
        decades = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
        ticks = [10.0**k for k in decades if k % (1 if len(decades) <= 5 else 2 if len(decades) <= 9 else 3) == 0]
        names = [wording.number(tick) for tick in ticks]
    elif panel.kind == "difference":
        low, high, ticks = -1.0, 1.0, [-1.0, 0.0, 1.0] if narrow else [-1.0, -0.5, 0.0, 0.5, 1.0]
        names = [wording.number(tick) for tick in ticks]
    else:
        low, high, ticks = 0.0, 1.0, [0.0, 0.5, 1.0] if narrow else [0.0, 0.25, 0.5, 0.75, 1.0]
        names = [wording.percent(tick).rstrip("%") for tick in ticks]
    ax.set_xlim(low, high)
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticks(ticks, labels=names, size=SMALL)
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
    low, high = limits
    if row.low is not None and row.high is not None:
        inside = [min(max(end, low), high) for end in (row.low, row.high)]
        ax.plot(inside, [height, height], color=row.mark.colour, linewidth=1.2, zorder=2, clip_on=False)
        for end, at in zip((row.low, row.high), inside, strict=True):
            marker, size = ("<", 4.5) if end < low else (">", 4.5) if end > high else ("|", 5)
            ax.plot([at], [height], marker=marker, markersize=size, **_solid(row))
    if row.estimate is not None and low <= row.estimate <= high:
        ax.plot([row.estimate], [height], marker=row.mark.marker, markersize=5, **_solid(row))


def _solid(row: Row) -> dict[str, Any]:
    return {"color": row.mark.colour, "linestyle": "none", "zorder": 3, "clip_on": False}
