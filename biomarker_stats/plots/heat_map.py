"""The heat map of a screen: the strongest markers, unit by unit."""

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from biomarker_stats import wording
from biomarker_stats.design.scores import FloatArray
from biomarker_stats.errors import UsageError
from biomarker_stats.panel.result import Screen
from biomarker_stats.plots.distinct_names import apart
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.lettering import cut, line_mm, widest_mm
from biomarker_stats.plots.placing import write
from biomarker_stats.plots.source import finish, refuse
from biomarker_stats.plots.style import INK, QUIET, SMALL, WIDTH_DOUBLE_MM, WIDTH_SINGLE_MM

_ROW_MM: Final = 3.4
_NAME_MM: Final = 30.0
_UNIT_MM: Final = 16.0
_P_MM: Final = 17.0
_KEY_MM: Final = 12.0
_FEW: Final = 14
_COLOURS: Final = LinearSegmentedColormap.from_list("low to high", ["#0072B2", "#f7f7f7", "#D55E00"])


def heat_map(screen: Screen, ax: Axes | None = None, *, most: int = 25, simulated: bool = False) -> Axes:
    """Draw the strongest markers as rows and the units as columns, with each marker's adjusted p value.

    A cell is a unit's change as a share of the marker's largest change (pairs), or its reading's distance from the
    marker's mean as a share of the largest (two arms, units ordered by arm). Orange is up, blue down; a cell crossed
    out is missing.

    Args:
        screen: what ``bs.screen`` returned of a table in memory.
        ax: axes to draw into; without it, a page of its own, 89 mm wide, or 183 mm with more than 14 units.
        most: how many markers, up to 40.
        simulated: whether the data are simulated, which the figure then says.

    Raises:
        UsageError: ``screen`` is no Screen, or one of a Parquet file, which keeps no readings.

    >>> import pandas as pd, biomarker_stats as bs
    >>> blots = pd.DataFrame({"erk_pre": [0, 0, 1, 0], "erk_post": [2, 1, 3, 4]})
    >>> len(bs.plots.heat_map(bs.screen(blots, before=["erk_pre"], after=["erk_post"])).images)
    1
    """
    if not isinstance(screen, Screen):
        refuse("heat_map", "what bs.screen returned", screen)
    if screen.shown_values is None:
        msg = "this screen kept no readings (it was read from Parquet in pieces) — screen the strongest markers again"
        raise UsageError(f"{msg} as a table in memory")
    return finish(lambda: _drawn(screen, ax, min(most, len(screen.shown))), ax=ax, simulated=simulated)


def _drawn(screen: Screen, ax: Axes | None, rows: int) -> Axes:
    order = _unit_order(screen)
    values = _scaled(screen, rows)[:, order]
    units = apart([screen.units[k] for k in order], _UNIT_MM, SMALL)
    names = apart([screen.markers[k] for k in screen.shown[:rows]], _NAME_MM, SMALL)
    below = widest_mm(units, SMALL) + 2.5 + _KEY_MM
    if ax is None:
        page = WIDTH_SINGLE_MM if len(units) <= _FEW else WIDTH_DOUBLE_MM
        margins = Margins(widest_mm(names, SMALL) + 3.0, _P_MM, 5.5 + line_mm(SMALL) * bool(screen.unit_arms), below)
        ax = canvas(page, max(rows, 2) * _ROW_MM, margins)
    ax.imshow(values, cmap=_COLOURS, vmin=-1, vmax=1, aspect="auto", interpolation="nearest")
    for i, j in np.argwhere(np.isnan(values)).tolist():
        ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor="white", edgecolor=QUIET, hatch="xxxx", linewidth=0))
    ax.set_yticks(range(rows), labels=names)
    ax.set_xticks(range(len(units)), labels=units, rotation=90)
    ax.tick_params(length=0, pad=2, labelsize=SMALL)
    for spine in ax.spines.values():
        spine.set_visible(False)
    _draw_p(ax, screen, rows)
    _draw_arms(ax, screen, order)
    _draw_key(ax, screen, below - _KEY_MM)
    return ax


def _unit_order(screen: Screen) -> list[int]:
    """Return the units in their order, arm by arm."""
    arms = list(screen.n)
    return sorted(range(len(screen.units)), key=lambda k: arms.index(screen.unit_arms[k]) if screen.unit_arms else 0)


def _scaled(screen: Screen, rows: int) -> FloatArray:
    values = np.array(screen.shown_values)[:rows]
    known = ~np.isnan(values)
    if screen.unit_arms:
        count = np.maximum(known.sum(axis=1, keepdims=True), 1)
        values = values - np.where(known, values, 0.0).sum(axis=1, keepdims=True) / count
    largest = np.abs(np.where(known, values, 0.0)).max(axis=1, keepdims=True)
    return np.asarray(values / np.where(largest > 0, largest, 1.0))


def _draw_p(ax: Axes, screen: Screen, rows: int) -> None:
    adjusted, name = screen.p_maxt, "maxT p"
    if np.isnan(adjusted).all():
        adjusted, name = screen.p_tarone, "Tarone p"
    side: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "size": SMALL, "va": "center"}
    for i, k in enumerate(screen.shown[:rows]):
        write(ax, (1.0, i), wording.p_value(float(adjusted[k]), 4), shift_mm=(1.5, 0), **side)
    top: dict[str, Any] = {"transform": ax.transAxes, "size": SMALL, "va": "bottom"}
    write(ax, (1.0, 1.0), name, shift_mm=(1.5, 1.0), **top)


def _draw_arms(ax: Axes, screen: Screen, order: list[int]) -> None:
    if not screen.unit_arms:
        return
    arms = [screen.unit_arms[k] for k in order]
    wide, _ = size_mm(ax)
    for arm in dict.fromkeys(arms):
        first, size = arms.index(arm), arms.count(arm)
        middle = first + (size - 1) / 2
        name = cut(arm, wide * size / len(arms) - 1.0, SMALL)
        write(ax, (middle, 1.0), name, shift_mm=(0, 1.0), transform=ax.get_xaxis_transform(), ha="center", size=SMALL)
        if first:
            ax.axvline(first - 0.5, color=INK, linewidth=1.2)


def _draw_key(ax: Axes, screen: Screen, under_mm: float) -> None:
    """Draw the scale of colours under the names of the units."""
    wide, tall = size_mm(ax)
    bar = min(24.0, 0.5 * wide)
    key = ax.inset_axes(((wide - bar) / 2 / wide, -(under_mm + 4.0) / tall, bar / wide, 2.5 / tall))
    key.imshow(np.linspace(-1, 1, 101)[np.newaxis], cmap=_COLOURS, aspect="auto", extent=(-1, 1, 0, 1))
    what = "distance from the marker's mean" if screen.unit_arms else "change, share of the marker's largest"
    key.set_yticks([])
    key.set_xticks([-1, 0, 1], labels=["down", "0", "up"])
    key.tick_params(length=0, pad=1.5, labelsize=SMALL)
    for spine in key.spines.values():
        spine.set_linewidth(0.4)
    write(key, (0.5, 0.0), what, shift_mm=(0, -6.2), transform=key.transAxes, ha="center", size=SMALL)
