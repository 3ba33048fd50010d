"""The specification curve: every P value in order, its effect, and below them the choices that led there."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.axes import Axes

from biomarker_stats import wording
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.legend import draw_legend, legend_mm
from biomarker_stats.plots.lettering import cut, line_mm, plain, widest_mm, width_mm
from biomarker_stats.plots.page import PageAxes
from biomarker_stats.plots.placing import TURNED, write
from biomarker_stats.plots.specification_marks import (
    BELOW,
    MANY,
    PUBLISHED,
    bars,
    diamond,
    entries_of,
    hollow,
    marker_size,
    steps,
)
from biomarker_stats.plots.specification_rows import Curve, Row, curve_of
from biomarker_stats.plots.style import INK, MM_PER_POINT, QUIET, SIZE, SMALL, WIDTH_DOUBLE_MM, style
from biomarker_stats.plots.ticks import round_ticks

if TYPE_CHECKING:
    from biomarker_stats.claims.choices import Multiverse

_TITLE_MM: Final = 5.0
_P_MM: Final = 27.0
_EFFECT_MM: Final = 15.0
_ROW_MM: Final = 2.75
_GROUP_MM: Final = 1.1
_GAP_MM: Final = 2.2
_BETWEEN_MM: Final = 5.0
_SIDE_MM: Final = 9.0
_NAMES_MM: Final = 46.0
_TICKS_MM: Final = 11.5
_SMALLEST: Final = 1e-12


def specification_curve(multiverse: "Multiverse", *, titles: Mapping[str, str] | None = None) -> Axes:
    """Draw every specification of a multiverse, one question above the other, 183 mm wide; return the first axes.

    From left to right by P value. Top: P on a log axis, filled below alpha, hollow elsewhere, a cross where the method
    gives none (of more than 600, a line, thick below alpha); a dashed line at alpha; the published specifications as
    diamonds on a line down to their choices. Middle: the effect as a fraction of the scale, or in the unit of numbers
    off a scale, blank where the estimand is another. Bottom: one row a choice, a bar where it was made.

    Args:
        multiverse: what ``bs.multiverse`` returns.
        titles: what populations and endpoints are called.

    """
    with style():
        curves = [curve_of(question, titles or {}) for question in multiverse.questions]
        left = min(_NAMES_MM, max(widest_mm([plain(row.name) for curve in curves for row in curve.rows], SMALL), 14.0))
        left += 2.5
        entries = entries_of(curves)
        wide = WIDTH_DOUBLE_MM - left - _SIDE_MM
        heights = [_height(curve) for curve in curves]
        key = legend_mm(entries, wide)
        tall = sum(heights) + _BETWEEN_MM * (len(curves) - 1)
        whole = canvas(WIDTH_DOUBLE_MM, tall, Margins(left, _SIDE_MM, 1.0, key + 4.0))
        first: Axes | None = None
        top = 0.0
        for curve, height in zip(curves, heights, strict=True):
            drawn = _draw(whole, curve, top, left)
            first = first or drawn
            top += height + _BETWEEN_MM
        draw_legend(whole, entries, below_mm=2.0)
        whole.set_axis_off()
    return whole if first is None else first


def _height(curve: Curve) -> float:
    return _TITLE_MM + _P_MM + _GAP_MM + _EFFECT_MM + _GAP_MM + _grid_mm(curve.rows)


def _grid_mm(rows: Sequence[Row]) -> float:
    return len(rows) * _ROW_MM + len({row.group for row in rows}) * _GROUP_MM


def _draw(whole: Axes, curve: Curve, top: float, left: float) -> Axes:
    """Draw one question, its upper edge ``top`` mm below that of the page's drawing; return the axes of P values."""
    p_axes = _panel(whole, top + _TITLE_MM, _P_MM)
    effects = _panel(whole, top + _TITLE_MM + _P_MM + _GAP_MM, _EFFECT_MM)
    grid = _panel(whole, top + _TITLE_MM + _P_MM + _EFFECT_MM + 2 * _GAP_MM, _grid_mm(curve.rows))
    wide, _ = size_mm(p_axes)
    title = f"{curve.question.title} ({len(curve.order):,} specifications)"
    write(
        p_axes,
        (0.0, 1.0),
        cut(title, wide, SIZE, bold=True),
        shift_mm=(0, 1.2),
        transform=p_axes.transAxes,
        va="bottom",
        weight="bold",
    )
    places = [k for k, index in enumerate(curve.order) if index in curve.question.published]
    for ax in (p_axes, effects, grid):
        ax.set_xlim(-0.5, len(curve.order) - 0.5)
        ax.set_xticks([])
        for place in places:
            ax.axvline(place, color=PUBLISHED.colour, linewidth=0.6, zorder=1)
    _draw_p(p_axes, curve, places)
    _draw_effects(effects, curve, places)
    _draw_grid(grid, curve, places, left)
    return p_axes


def _panel(whole: Axes, top: float, height: float) -> Axes:
    """Return new axes as wide as ``whole``, from ``top`` mm below its upper edge, ``height`` mm tall."""
    place, (_, tall) = whole.get_position(), size_mm(whole)
    scale = place.height / tall
    box = (place.x0, place.y1 - (top + height) * scale, place.width, height * scale)
    return whole.figure.add_axes(box, axes_class=PageAxes)


def _draw_p(ax: Axes, curve: Curve, published: Sequence[int]) -> None:
    alpha = curve.question.alpha
    p = np.array([curve.question.rows[k]["p_value"] or np.nan for k in curve.order], dtype=float)
    shown = np.maximum(p, _SMALLEST)
    places = np.arange(len(p))
    low = float(np.nanmin([alpha, *shown]))
    ax.set_yscale("log")
    ax.set_ylim(10 ** (np.log10(low) * 1.06), 1.6)
    ax.axhline(alpha, color=INK, linewidth=0.7, dashes=(4, 2), zorder=1)
    write(
        ax, (1.0, alpha), f"{alpha:g}", shift_mm=(1.0, 0), transform=ax.get_yaxis_transform(), va="center", size=SMALL
    )
    size = marker_size(ax, len(p))
    below, above, none = p < alpha, p >= alpha, np.isnan(p)
    if len(p) > MANY:
        ax.plot(*steps(np.where(below, shown, np.nan)), color=BELOW.colour, linewidth=2.4, zorder=3)
        ax.plot(*steps(np.where(above, shown, np.nan)), color=QUIET, linewidth=0.8, zorder=3)
    else:
        ax.plot(places[below], shown[below], "o", color=BELOW.colour, markersize=size, markeredgewidth=0, zorder=3)
        ax.plot(places[above], shown[above], "o", **hollow(size), zorder=3)
    ax.plot(places[none], np.ones(none.sum()), "x", color=QUIET, markersize=2.5, markeredgewidth=0.6, zorder=3)
    diamonds = np.array(published, dtype=int)
    ax.plot(diamonds, np.nan_to_num(shown[diamonds], nan=1.0), **diamond(), zorder=4)
    decades = [10.0**k for k in range(int(np.floor(np.log10(low))), 1) if 10.0**k >= ax.get_ylim()[0]]
    decades = decades[:: max(1, len(decades) // 5)] if decades[-1] == 1.0 else decades
    ax.set_yticks(decades, labels=[_decade(tick) for tick in decades])
    ax.minorticks_off()
    ax.spines["bottom"].set_visible(False)
    _name_axis(ax, "p (log scale)")


def _draw_effects(ax: Axes, curve: Curve, published: Sequence[int]) -> None:
    """Draw the effects of the common estimand; where a specification has another one, the axis stays blank."""
    shown = curve.question.shown_effects
    effects = np.array([np.nan if (effect := shown[k]) is None else effect for k in curve.order], dtype=float)
    known = effects[~np.isnan(effects)]
    low, high = min([0.0, *known]), max([0.0, *known])
    margin = 0.08 * (high - low or 1.0)
    ax.set_ylim(low - margin, high + margin)
    ax.axhline(0.0, color=INK, linewidth=0.7, zorder=1)
    ax.plot(*steps(effects), color="#4d4d4d", linewidth=1.6, solid_capstyle="butt", zorder=3)
    diamonds = np.array(published, dtype=int)
    ax.plot(diamonds, effects[diamonds], **diamond(), zorder=4)
    ticks = round_ticks(ax.get_ylim())[:: 2 if len(round_ticks(ax.get_ylim())) > 5 else 1]
    ax.set_yticks(ticks, labels=[wording.number(tick) for tick in ticks])
    ax.spines["bottom"].set_visible(False)
    unit = f"effect ({curve.question.measured_in})"
    fits = not curve.question.on_scale and curve.question.measured_in and width_mm(unit, SIZE) <= _EFFECT_MM + 3.0
    _name_axis(ax, unit if fits else "effect")


def _draw_grid(ax: Axes, curve: Curve, published: Sequence[int], left: float) -> None:
    """Draw one row a choice: consecutive specifications that made it are one bar."""
    height = _grid_mm(curve.rows) or 1.0
    ax.set_ylim(height, 0.0)
    ax.set_yticks([])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    place, group = 0.0, ""
    for row in curve.rows:
        if row.group != group:
            if group:
                ax.axhline(place + _GROUP_MM / 2, color="#dddddd", linewidth=0.5, zorder=0)
            place, group = place + _GROUP_MM, row.group
        middle = place + _ROW_MM / 2
        across, along = bars(row.places, middle)
        thick: dict[str, Any] = {"linewidth": 1.7 / MM_PER_POINT, "solid_capstyle": "butt"}
        ax.plot(across, along, color="#6b6b6b", zorder=2, **thick)
        chosen = [k for k in published if k in set(row.places)]
        if chosen:
            ax.plot(*bars(chosen, middle), color=PUBLISHED.colour, zorder=3, **thick)
        name = cut(row.name, left - 2.0, SMALL)
        write(
            ax,
            (0.0, middle),
            name,
            shift_mm=(-1.2, 0),
            transform=ax.get_yaxis_transform(),
            ha="right",
            va="center",
            size=SMALL,
        )
        place += _ROW_MM


def _name_axis(ax: Axes, name: str) -> None:
    text = cut(name, size_mm(ax)[1] + 3.0)
    write(ax, (0.0, 0.5), text, shift_mm=(-_TICKS_MM - line_mm() / 2, 0), transform=ax.transAxes, **TURNED)


def _decade(tick: float) -> str:
    """Return a power of ten as few signs: ``0.01``, ``1e−6``."""
    return wording.p_value(tick) if tick >= 1e-4 else f"1e{wording.MINUS}{round(-np.log10(tick))}"
