"""The waterfall chart: the change of every unit, from the largest increase to the largest decrease."""

from typing import TYPE_CHECKING, Any, Final

from matplotlib.axes import Axes

from biomarker_stats import wording
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.legend import Entry, area_entry, draw_legend, legend_mm, point_entry
from biomarker_stats.plots.lettering import cut, cut_all, line_mm, plain, widest_mm
from biomarker_stats.plots.placing import TURNED, under_axis, write
from biomarker_stats.plots.style import (
    INK,
    NEUTRAL,
    SMALL,
    WIDTH_DOUBLE_MM,
    WIDTH_SINGLE_MM,
    Mark,
    mark,
    style,
)
from biomarker_stats.plots.ticks import round_ticks
from biomarker_stats.plots.units import PairedUnit, arm_names, mark_positions, paired_units, unit_name
from biomarker_stats.study.manifest import ScaleSpec

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults

MOST_NAMES: Final = 70
_SIDE_MM: Final = 2.0
_TALL_MM: Final = 52.0
_MOST_SINGLE: Final = 20
_WIDEST_BAR_MM: Final = 8.0
_NAME_MM: Final = 16.0


def waterfall(
    results: "AnalysisResults",
    *,
    scale: ScaleSpec | None = None,
    labels: Labels | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one bar a unit, as long as its change, ordered by change, then arm, then the order of the table.

    An arm has a colour and a hatch. No change has no bar: it is a diamond on the line of no change.

    Args:
        results: a paired analysis; columns ``unit, before, after`` and, where there are arms, ``arm``.
        scale: the ordinal scale of both readings; its mixed cells mark the units that have them.
        labels: what things are called.
        ax: where to draw; without it, a page of its own, 89 mm wide, or 183 mm where there are more than 20 units.

    """
    labels = labels or Labels()
    with style():
        units = ordered_units(paired_units(results, labels, scale))
        arms = arm_names(results, labels)
        marks = tuple(mark(k) for k in mark_positions(arms, labels)) or (NEUTRAL,)
        entries = _entries(units, arms, marks, labels)
        title = labels.group if arms else ""
        ax = _page(units, entries, title) if ax is None else ax
        _draw_frame(ax, units, labels)
        _draw_changes(ax, units, marks)
        below = _draw_names(ax, units)
        draw_legend(ax, entries, below_mm=below + 2.0, title=title)
    return ax


def ordered_units(units: tuple[PairedUnit, ...]) -> tuple[PairedUnit, ...]:
    """Return the units by falling change, then arm, then the order of the table."""
    return tuple(sorted(units, key=lambda unit: (-unit.change, unit.arm)))


def _entries(
    units: tuple[PairedUnit, ...], arms: tuple[str, ...], marks: tuple[Mark, ...], labels: Labels
) -> tuple[Entry, ...]:
    sizes = [sum(unit.arm == k for unit in units) for k in range(len(marks))]
    names = arms or (f"one bar per {plain(labels.unit)}",)
    bars = [area_entry(m, f"{name} (n = {n})") for m, name, n in zip(marks, names, sizes, strict=True)]
    if all(unit.change for unit in units):
        return tuple(bars)
    diamond = {"marker": "D", "markersize": 4.5, "markerfacecolor": "white", "markeredgecolor": INK}
    return (*bars, point_entry("no change", **diamond))


def _page(units: tuple[PairedUnit, ...], entries: tuple[Entry, ...], title: str) -> Axes:
    page = WIDTH_SINGLE_MM if len(units) <= _MOST_SINGLE else WIDTH_DOUBLE_MM
    left = _ticks_mm(units) + line_mm() + 1.0
    wide = page - left - _SIDE_MM
    below = _names_mm(units, wide) + 2.0 + legend_mm(entries, wide, title=title) + 1.0
    return canvas(page, _TALL_MM, Margins(left, _SIDE_MM, 2.5, below))


def _names(units: tuple[PairedUnit, ...]) -> tuple[str, ...]:
    return cut_all([unit_name(unit) for unit in units], _NAME_MM, SMALL) if len(units) <= MOST_NAMES else ()


def _upright(units: tuple[PairedUnit, ...], wide: float) -> bool:
    """Whether the names fit side by side."""
    return widest_mm(_names(units), SMALL) + 0.8 <= wide / max(len(units), 1)


def _names_mm(units: tuple[PairedUnit, ...], wide: float) -> float:
    """Return how far below the axes the names reach."""
    names = _names(units)
    if not names:
        return 1.0
    return 1.5 + (line_mm(SMALL) if _upright(units, wide) else widest_mm(names, SMALL))


def _draw_names(ax: Axes, units: tuple[PairedUnit, ...]) -> float:
    wide, _ = size_mm(ax)
    turn: dict[str, Any] = {} if _upright(units, wide) else {"rotation": 90}
    for k, name in enumerate(_names(units)):
        write(
            ax, (k, 0.0), name, shift_mm=(0, -1.2), transform=under_axis(ax), ha="center", va="top", size=SMALL, **turn
        )
    return _names_mm(units, wide)


def _draw_frame(ax: Axes, units: tuple[PairedUnit, ...], labels: Labels) -> None:
    limits, ticks = _scale_of(units)
    ax.set_ylim(*limits)
    few = max(len(units), 3)
    ax.set_xlim((len(units) - few) / 2 - 0.6, (len(units) + few) / 2 - 0.4)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.axhline(0.0, color=INK, linewidth=0.8, zorder=1)
    ax.set_yticks(ticks, labels=[_signed(tick) for tick in ticks])
    ax.grid(axis="y", color="#e4e4e4", linewidth=0.5)
    text = cut(labels.outcome, size_mm(ax)[1])
    write(ax, (0.0, 0.5), text, shift_mm=(-_ticks_mm(units) - line_mm() / 2 - 0.5, 0), transform=ax.transAxes, **TURNED)


def _scale_of(units: tuple[PairedUnit, ...]) -> tuple[tuple[float, float], list[float]]:
    """Return the limits of the vertical axis, which reach to both sides of no change, and its ticks."""
    changes = [unit.change for unit in units]
    low, high = min([0.0, *changes]), max([0.0, *changes])
    step = high - low or 2.0
    limits = ((low or -0.5 * step) - 0.09 * step, (high or 0.5 * step) + 0.09 * step)
    return limits, round_ticks(limits, whole=all(change == int(change) for change in changes))


def _ticks_mm(units: tuple[PairedUnit, ...]) -> float:
    """Return how far the numbers of the vertical axis reach to its left."""
    return widest_mm([_signed(tick) for tick in _scale_of(units)[1]], SMALL) + 2.6


def _signed(value: float) -> str:
    return f"+{wording.number(value)}" if value > 0 else wording.number(value)


def _draw_changes(ax: Axes, units: tuple[PairedUnit, ...], marks: tuple[Mark, ...]) -> None:
    wide, _ = size_mm(ax)
    left, right = ax.get_xlim()
    bar = min(0.76, _WIDEST_BAR_MM * (right - left) / wide)
    for k, unit in enumerate(units):
        m = marks[unit.arm]
        if unit.change:
            ax.bar(k, unit.change, bar, facecolor=m.tint, edgecolor=m.colour, hatch=m.hatch, linewidth=0.8, zorder=2)
        else:
            point: dict[str, Any] = {"marker": "D", "edgecolors": m.colour, "linewidths": 0.9}
            ax.scatter([k], [0.0], s=26.0, facecolors=m.tint, hatch=m.hatch, zorder=3, **point)
