"""The outcome of every unit as a dot, one column an arm, and the median of each."""

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from matplotlib.axes import Axes

from biomarker_stats import wording
from biomarker_stats.plots.figure import Margins, canvas, size_mm
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.lettering import cut_all, line_mm, widest_mm, wrap
from biomarker_stats.plots.placing import TURNED, under_axis, write, write_lines
from biomarker_stats.plots.style import (
    INK,
    MM_PER_POINT,
    QUIET,
    SMALL,
    WIDTH_DOUBLE_MM,
    WIDTH_SINGLE_MM,
    Mark,
    mark,
    style,
)
from biomarker_stats.plots.swarm import swarm
from biomarker_stats.plots.ticks import round_ticks
from biomarker_stats.study.manifest import ScaleSpec
from biomarker_stats.study.symbols import level_scores

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults

_TALL_MM: Final = 56.0
_SIDE_MM: Final = 2.0
_MOST_SINGLE: Final = 4
_DOT: Final = 4.2
_WIDEST: Final = 0.36  # of a column, to either side of its middle
_MOST_SET_APART: Final = 300
_GOLDEN: Final = 0.6180339887498949


class Column(NamedTuple):
    """One arm: its name, its mark, and the outcomes of its units in the order of the table."""

    name: str
    mark: Mark
    values: tuple[float, ...]


def columns_of(results: "AnalysisResults", labels: Labels) -> tuple[Column, ...]:
    """Return the arms that were compared, in the order of the test; none for a yes/no, or where nobody was read."""
    frame = results.frame
    outcome = next((name for name in ("change", "value") if name in frame), None)
    if outcome is None or "arm" not in frame:
        return ()
    needed = [outcome, "arm", *(["stratum"] if "stratum" in frame else [])]
    complete = frame.dropna(subset=needed)
    names = tuple(results.main.n)
    order = [*labels.arms, *(name for name in names if name not in labels.arms)]
    found = ((name, tuple(complete.loc[complete["arm"] == name, outcome].astype(float))) for name in names)
    return tuple(Column(name, mark(order.index(name)), values) for name, values in found if values)


def outcome_by_arm(
    results: "AnalysisResults",
    *,
    scale: ScaleSpec | None = None,
    labels: Labels | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one dot a unit in a column an arm, equal outcomes side by side, and a line at each arm's median.

    Args:
        results: a comparison of arms whose outcome is a change or a value.
        scale: the ordinal scale of a value, whose levels become the ticks.
        labels: what things are called.
        ax: where to draw; without it, a page of its own, 89 mm wide, or 183 mm where there are more than 4 arms.

    """
    labels = labels or Labels()
    columns = columns_of(results, labels)
    change = "change" in results.frame
    ticks, limits = _axis_of(columns, None if change else scale)
    with style():
        named = _axis_name(results, labels)
        ax = _page(columns, ticks, named) if ax is None else ax
        wide, tall = size_mm(ax)
        ax.set_xlim(-0.5, len(columns) - 0.5)
        ax.set_ylim(*limits)
        ax.set_xticks([])
        ax.set_yticks(list(ticks), labels=list(ticks.values()))
        ax.grid(axis="y", color="#e4e4e4", linewidth=0.5)
        if change:
            ax.axhline(0.0, color=QUIET, linewidth=0.7, linestyle=(0, (2, 2)), zorder=1)
        for place, column in enumerate(columns):
            _draw_column(ax, place, column, wide / len(columns))
        _write_names(ax, columns, wide / max(len(columns), 1))
        for k, line in enumerate(reversed(wrap(named, tall))):
            away = -_ticks_mm(ticks) - (k + 0.5) * line_mm() - 0.5
            write(ax, (0.0, 0.5), line, shift_mm=(away, 0), transform=ax.transAxes, **TURNED)
    return ax


def _axis_of(columns: Sequence[Column], scale: ScaleSpec | None) -> tuple[dict[float, str], tuple[float, float]]:
    """Return the ticks with their texts, and the limits, which hold every outcome, and 0 of a change."""
    values = [value for column in columns for value in column.values]
    if scale is not None:
        levels = {float(score): level for level, score in level_scores(scale).items()}
        step = (max(levels) - min(levels)) or 1.0
        return levels, (min([*levels, *values]) - 0.12 * step, max([*levels, *values]) + 0.12 * step)
    low, high = min(values, default=0.0), max(values, default=1.0)
    step = high - low or abs(high) or 1.0
    limits = (low - 0.08 * step, high + 0.08 * step)
    whole = all(value.is_integer() for value in values)
    return {tick: wording.number(tick) for tick in round_ticks(limits, whole=whole)}, limits


def _ticks_mm(ticks: dict[float, str]) -> float:
    return widest_mm(list(ticks.values()), SMALL) + 2.6


def _axis_name(results: "AnalysisResults", labels: Labels) -> str:
    """Return the outcome with its unit of measurement."""
    unit = labels.measure if results.scale is None else ""
    return f"{labels.outcome} ({unit})" if unit and f"({unit})" not in labels.outcome else labels.outcome


def _page(columns: Sequence[Column], ticks: dict[float, str], named: str) -> Axes:
    page = WIDTH_SINGLE_MM if len(columns) <= _MOST_SINGLE else WIDTH_DOUBLE_MM
    left = _ticks_mm(ticks) + len(wrap(named, _TALL_MM)) * line_mm() + 1.0
    slot = (page - left - _SIDE_MM) / max(len(columns), 1)
    lines = max((len(each) for each in _names(columns, slot)), default=1)
    return canvas(page, _TALL_MM, Margins(left, _SIDE_MM, 2.5, 2.5 + lines * line_mm(SMALL)))


def _names(columns: Sequence[Column], slot: float) -> list[tuple[str, ...]]:
    """Return what stands under each column: the arm in up to three lines, and its n."""
    names = cut_all([column.name for column in columns], 2.4 * slot, SMALL)
    sizes = [f"n = {len(column.values)}" for column in columns]
    return [(*wrap(name, slot - 1.0, SMALL, lines=3), size) for name, size in zip(names, sizes, strict=True)]


def _write_names(ax: Axes, columns: Sequence[Column], slot: float) -> None:
    middle_top: dict[str, Any] = {"shift_mm": (0, -1.5), "transform": under_axis(ax), "ha": "center", "size": SMALL}
    for place, lines in enumerate(_names(columns, slot)):
        write_lines(ax, (place, 0.0), lines, **middle_top)


def _draw_column(ax: Axes, place: int, column: Column, slot: float) -> None:
    """Draw the dots of one arm and its median."""
    low, high = ax.get_ylim()
    per_unit = size_mm(ax)[1] / (high - low)
    aside = [shift / slot for shift in _apart([value * per_unit for value in column.values], _WIDEST * slot)]
    face: dict[str, Any] = {"color": column.mark.colour, "markeredgecolor": "white", "markeredgewidth": 0.4}
    places = [place + shift for shift in aside]
    dots: dict[str, Any] = {"linestyle": "none", "markersize": _DOT, "clip_on": False, "zorder": 3}
    ax.plot(places, list(column.values), marker=column.mark.marker, label="units", **dots, **face)
    middle = median(column.values)
    line: dict[str, Any] = {"color": INK, "linewidth": 1.4, "solid_capstyle": "butt", "zorder": 2}
    ax.plot([place - 0.42, place + 0.42], [middle, middle], label="median", **line)


def _apart(heights: Sequence[float], widest: float) -> list[float]:
    """Return how far aside each dot goes; of very many, evenly spread ones that may cover each other."""
    if len(heights) <= _MOST_SET_APART:
        return swarm(heights, _DOT * MM_PER_POINT, widest)
    return [((k * _GOLDEN) % 1.0 - 0.5) * 2 * widest for k in range(len(heights))]
