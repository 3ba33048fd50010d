"""The volcano plot of a screen: each marker's effect against its exact p value."""

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from biomarker_stats import wording
from biomarker_stats.panel.result import Screen
from biomarker_stats.plots.distinct_names import apart
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.legend import Entry, draw_legend, legend_mm, point_entry
from biomarker_stats.plots.lettering import cut, line_mm, spread, widest_mm
from biomarker_stats.plots.placing import TURNED, write
from biomarker_stats.plots.source import finish, refuse
from biomarker_stats.plots.style import INK, QUIET, SMALL, WIDTH_SINGLE_MM, mark

_TALL_MM: Final = 62.0
_MARGINS: Final = Margins(15.0, 4.0, 4.0, 10.0)
_MOST_NAMED: Final = 8
_NAME_MM: Final = 19.0
_INSET_MM: Final = 1.2  # of names, from the axis
_DASHES: Final = (0, (4, 2))
_GROUND: Final = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
_VECTORS: Final = 5000  # more points than this are drawn as one picture inside an SVG or PDF


def volcano(screen: Screen, ax: Axes | None = None, *, level: float = 0.05, simulated: bool = False) -> Axes:
    """Draw one point a marker: its effect, and its exact p value on a logarithmic axis that rises as p falls.

    Markers whose step-down maxT p value (Tarone's, where there is none) is at most ``level`` are filled triangles, the
    strongest of them named; the dashed line is the smallest p value that any marker could have reached.

    Args:
        screen: what ``bs.screen`` returned.
        ax: axes to draw into; without it, a page of its own, 89 mm wide.
        level: where adjusted p values are cut.
        simulated: whether the data are simulated, which the figure then says.

    Raises:
        UsageError: ``screen`` is no Screen.

    >>> import pandas as pd, biomarker_stats as bs
    >>> blots = pd.DataFrame({"erk_pre": [0, 0, 1, 0], "erk_post": [2, 1, 3, 4]})
    >>> bs.plots.volcano(bs.screen(blots, before=["erk_pre"], after=["erk_post"])).get_yscale()
    'log'
    """
    if not isinstance(screen, Screen):
        refuse("volcano", "what bs.screen returned", screen)
    return finish(lambda: _drawn(screen, ax, level), ax=ax, simulated=simulated)


def _drawn(screen: Screen, ax: Axes | None, level: float) -> Axes:
    adjusted, name = screen.p_maxt, "maxT"
    if np.isnan(adjusted).all():
        adjusted, name = screen.p_tarone, "Tarone"
    tested = ~np.isnan(screen.p_value) & ~np.isnan(screen.estimate)
    passed = tested & (np.nan_to_num(adjusted, nan=1.0) <= level)
    entries = _entries(int(passed.sum()), int(tested.sum()), f"adjusted p ({name}) ≤ {level:g}")
    if tested.any():
        line = Line2D([], [], color=QUIET, linewidth=0.8, linestyle=_DASHES)
        least = wording.p_value(float(np.nanmin(screen.p_min)))
        entries = (*entries, Entry(line, f"smallest attainable p, {least}"))
    if ax is None:
        below = _MARGINS.bottom + legend_mm(entries, WIDTH_SINGLE_MM - _MARGINS.left - _MARGINS.right) + 2.0
        ax = canvas(WIDTH_SINGLE_MM, _TALL_MM, _MARGINS._replace(bottom=below))
    named = [k for k in screen.order().tolist() if passed[k]][:_MOST_NAMED]
    names = dict(zip(named, apart([screen.markers[k] for k in named], _NAME_MM, SMALL), strict=True))
    _draw_frame(
        ax,
        screen,
        tested,
        min(widest_mm(list(names.values()), SMALL) + (_INSET_MM + 1.5) * bool(names), 0.65 * _half(ax)),
    )
    many = len(screen.markers) > _VECTORS
    for chosen, kind in ((tested & ~passed, _quiet()), (passed, _strong())):
        ax.scatter(screen.estimate[chosen], screen.p_value[chosen], rasterized=many, **kind)
    _draw_names(ax, screen, names)
    draw_legend(ax, entries, below_mm=_MARGINS.bottom)
    return ax


def _quiet() -> dict[str, Any]:
    return {"s": 7.0, "marker": "o", "facecolors": "none", "edgecolors": QUIET, "linewidths": 0.5, "zorder": 2}


def _strong() -> dict[str, Any]:
    m = mark(1)
    return {"s": 16.0, "marker": "^", "facecolors": m.colour, "edgecolors": INK, "linewidths": 0.4, "zorder": 3}


def _entries(passed: int, tested: int, said: str) -> tuple[Entry, ...]:
    strong: dict[str, Any] = {"marker": "^", "markersize": 4.5, "markerfacecolor": mark(1).colour}
    quiet: dict[str, Any] = {"marker": "o", "markersize": 3.0, "markerfacecolor": "white", "markeredgecolor": QUIET}
    others = point_entry(f"other ({tested - passed:,})", **quiet)
    return (point_entry(f"{said} ({passed:,})", **strong, markeredgecolor=INK), others)


def _draw_frame(ax: Axes, screen: Screen, tested: np.ndarray[Any, Any], room_mm: float) -> None:
    ax.set_yscale("log")
    estimates = screen.estimate[tested]
    reach = 1.08 * float(np.abs(estimates).max(initial=0.0)) or 1.0
    least = float(np.nanmin(screen.p_min)) if tested.any() else 1.0
    lowest = min(least, float(np.nanmin(screen.p_value))) if tested.any() else 1.0
    low = min(lowest / 1.9, 0.3)
    middle = 0.5 if screen.method == "sign" else 0.0
    reach = 0.54 if screen.method == "sign" else reach
    reach *= _half(ax) / (_half(ax) - room_mm)
    ax.set_xlim(middle - reach, middle + reach)
    if screen.method == "sign":  # a probability
        ax.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0])
    ax.axvline(middle, color=INK, linewidth=0.6, zorder=1)
    ax.set_ylim(1.35, low)
    decades = [10.0**-k for k in range(1 + int(np.ceil(-np.log10(low)))) if 10.0**-k >= low]
    ticks = decades if len(decades) > 2 else [1.0, 0.5, 0.2, 0.1, *(p for p in (0.05, 0.02, 0.01) if p >= low)]
    ax.set_yticks(ticks, labels=[wording.p_value(p, 12) for p in ticks])
    ax.set_yticks([], minor=True)
    ax.axhline(least, color=QUIET, linewidth=0.8, linestyle=_DASHES, zorder=1)
    wide, tall = size_mm(ax)
    side: dict[str, Any] = {"transform": ax.transAxes}
    write(
        ax,
        (0.5, 0.0),
        cut(screen.estimand.split(" (")[0], wide + 2 * _MARGINS.right),
        shift_mm=(0, -7.6),
        ha="center",
        **side,
    )
    write(ax, (0.0, 0.5), cut(f"exact p, {screen.alternative}", tall), shift_mm=(-11.5, 0), **side, **TURNED)


def _half(ax: Axes) -> float:
    return size_mm(ax)[0] / 2


def _draw_names(ax: Axes, screen: Screen, names: dict[int, str]) -> None:
    """Write names in the columns left free at both sides, under the dashed line, each with a line to its point."""
    if not names:
        return
    wide, tall = size_mm(ax)
    to_axes = ax.transData + ax.transAxes.inverted()
    dashes = tall * to_axes.transform((screen.estimate[next(iter(names))], np.nanmin(screen.p_min)))[1]
    highest, inset = dashes - 0.75 * line_mm(SMALL), _INSET_MM / wide
    for rising in (True, False):
        own = [k for k in names if (screen.estimate[k] > np.mean(ax.get_xlim())) == rising]
        points = [to_axes.transform((screen.estimate[k], screen.p_value[k])) for k in own]
        order = sorted(range(len(own)), key=lambda k: (points[k][1], abs(points[k][0] - 0.5)))
        places = spread([tall * points[k][1] for k in order], line_mm(SMALL), 1.0, highest) if own else []
        for place, k in zip(places, order, strict=True):
            end = ((1.0 - inset if rising else inset), place / tall)
            kind: dict[str, Any] = {"ha": "right" if rising else "left", "va": "center", "size": SMALL, "bbox": _GROUND}
            write(ax, end, names[own[k]], transform=ax.transAxes, **kind)
            beside = inset + widest_mm([names[own[k]]], SMALL) / wide + 0.01
            inner = 1 - beside if rising else beside
            line: dict[str, Any] = {"linewidth": 0.4, "color": QUIET, "zorder": 1}
            ax.plot([points[k][0], inner], [points[k][1], place / tall], transform=ax.transAxes, **line)
