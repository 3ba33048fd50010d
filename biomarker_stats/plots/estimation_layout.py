"""Where the parts of an estimation plot are, in mm: units on the left, names, intervals and numbers on the right."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from biomarker_stats.plots.axis_ticks import scale_ticks, tick_text
from biomarker_stats.plots.estimation_chart import Arm, Chart, Panel, limits_of
from biomarker_stats.plots.legend import Entry, point_entry
from biomarker_stats.plots.lettering import line_mm, widest_mm, wrap
from biomarker_stats.plots.style import SMALL, WIDTH_DOUBLE_MM

EDGE_MM: Final = 2.0
GAP_MM: Final = 2.0
HEADER_MM: Final = 4.6
AXIS_MM: Final = 8.5
BETWEEN_MM: Final = 3.5
_ROW_MM: Final = 5.2
_SLOT_MM: Final = 13.0
_SMALLEST_SLOT_MM: Final = 11.0
_LARGEST_SLOT_MM: Final = 14.0
_APART_MM: Final = 0.8
_PLOT_MM: Final = 36.0
_SMALLEST_PLOT_MM: Final = 18.0
_NAMES_MM: Final = 34.0
_SMALLEST_NAMES_MM: Final = 22.0
_SHORTEST_MM: Final = 46.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Widths and heights in mm; ``left`` is where the units' axes begin, ``texts`` how wide each column of text is.

    ``above`` is the room inside the units' axes for ``symbols``, the lines over each arm; ``entries`` is the key.
    """

    axis: tuple[str, ...]
    left: float
    units: float
    names: float
    plot: float
    texts: tuple[float, ...]
    units_tall: float
    above: float
    symbols: tuple[tuple[str, ...], ...]
    arm_lines: tuple[tuple[str, ...], ...]
    row_lines: tuple[tuple[tuple[str, ...], ...], ...]
    entries: tuple[Entry, ...]

    @property
    def right(self) -> float:
        """Where the names of the contrasts begin."""
        return self.left + self.units + 2 * GAP_MM

    @property
    def tall(self) -> float:
        """How tall the drawing is, without its key."""
        under = 1.5 + max(map(len, self.arm_lines)) * line_mm(SMALL)
        return max(self.units_tall + under, panels_mm(self.row_lines)) + 0.5


def layout_of(chart: Chart) -> Layout:
    """Return the layout on a page 183 mm wide: the plot of intervals gives way first, then the units, then names.

    Where a name does not fit, arms are numbered, under the axis and in the contrasts, and the key says which is which.
    """
    ticks = [tick_text(tick) for tick in scale_ticks(limits_of(chart.values, chart.scale), chart.scale)]
    axis = wrap(chart.axis, _SHORTEST_MM, lines=2)
    left = line_mm() * len(axis) + 1.0 + widest_mm(ticks, SMALL) + 1.5
    texts = _texts_mm(chart.panels)
    room = WIDTH_DOUBLE_MM - 2 * EDGE_MM - left - 2 * GAP_MM - sum(texts) - GAP_MM * (len(texts) + 1)
    units, names, plot = _widths(chart.arms, chart.panels, room)
    slot = units / len(chart.arms)
    arm_lines, row_lines = _arm_lines(chart.arms, slot), _row_lines(chart.panels, names)
    entries = chart.entries
    if any(
        line.endswith("…") for lines in (*arm_lines, *(row for rows in row_lines for row in rows)) for line in lines
    ):
        entries, panels = (*entries, *_arm_entries(chart.arms)), _numbered(chart)
        units, names, plot = _widths(chart.arms, panels, room)
        slot = units / len(chart.arms)
        arm_lines = tuple((f"({k})", lines[-1]) for k, lines in enumerate(arm_lines, 1))
        row_lines = _row_lines(panels, names)
    symbols = tuple(wrap(arm.symbol, slot - 0.5, SMALL, lines=3) if arm.symbol else () for arm in chart.arms)
    most = max(map(len, symbols))
    above = most * line_mm(SMALL) + 1.5 if most else 0.0
    tall = max(_SHORTEST_MM, panels_mm(row_lines) - 1.5 - max(map(len, arm_lines)) * line_mm(SMALL))
    return Layout(
        axis=axis,
        left=left,
        units=units,
        names=names,
        plot=plot,
        texts=texts,
        units_tall=min(tall, 80.0) + above,
        above=above,
        symbols=symbols,
        arm_lines=arm_lines,
        row_lines=row_lines,
        entries=entries,
    )


def _widths(arms: Sequence[Arm], panels: Sequence[Panel], room: float) -> tuple[float, float, float]:
    """Return how wide the units, the names and the plot are, which share ``room`` mm."""
    names = min(widest_mm([row.name for panel in panels for row in panel.rows], SMALL), _NAMES_MM)
    slot = _slot_mm(arms)
    units = max(max(_SLOT_MM, slot) * len(arms), 28.0)
    plot = room - units - names
    if plot < _SMALLEST_PLOT_MM:
        units = max(units - (_SMALLEST_PLOT_MM - plot), slot * len(arms), 24.0)
        names = max(min(names, room - units - _SMALLEST_PLOT_MM), _SMALLEST_NAMES_MM)
        units = max(min(units, room - names - _SMALLEST_PLOT_MM), 24.0)
        plot = max(room - units - names, 10.0)
    extra = max(plot - _PLOT_MM, 0.0)
    return units + extra * 0.6, names, plot - extra * 0.6


def _word_mm(arm: Arm) -> float:
    return widest_mm(arm.name.split(), SMALL)


def _slot_mm(arms: Sequence[Arm]) -> float:
    """Return the narrowest slot in which neighbours' longest words stay apart, unless that would be very wide."""
    words = [_word_mm(arm) for arm in arms]
    wanted = max(((a + b) / 2 + _APART_MM for a, b in pairwise(words)), default=0.0)
    return max(wanted, _SMALLEST_SLOT_MM) if wanted <= _LARGEST_SLOT_MM else _SMALLEST_SLOT_MM


def _arm_lines(arms: Sequence[Arm], slot: float) -> tuple[tuple[str, ...], ...]:
    """Return each arm's name in up to three lines; a word too wide stays whole where neighbours are short."""
    base = slot - _APART_MM
    lines = [wrap(arm.name, base, SMALL, lines=3) for arm in arms]
    for k, arm in enumerate(arms):
        word = _word_mm(arm)
        beside = [widest_mm(lines[other], SMALL) for other in (k - 1, k + 1) if 0 <= other < len(arms)]
        if base < word <= slot + 2 * GAP_MM and all((word + width) / 2 + _APART_MM <= slot + 0.01 for width in beside):
            lines[k] = wrap(arm.name, word + 0.01, SMALL, lines=3)
    return tuple((*found, f"n = {len(arm.units)}") for found, arm in zip(lines, arms, strict=True))


def _row_lines(panels: Sequence[Panel], names: float) -> tuple[tuple[tuple[str, ...], ...], ...]:
    return tuple(tuple(wrap(row.name, names, SMALL, lines=3) for row in panel.rows) for panel in panels)


def _numbered(chart: Chart) -> list[Panel]:
    """Return the panels with ``(1)``, ``(2)`` … for the arms in the names of their rows, the longest names first."""
    numbers = {arm.name: f"({k})" for k, arm in enumerate(chart.arms, 1) if arm.name}
    longest_first = "|".join(map(re.escape, sorted(numbers, key=len, reverse=True)))
    arm = re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)")  # as a word: an arm may be called A
    found = []
    for panel in chart.panels:
        rows = (row._replace(name=arm.sub(lambda name: numbers[name[0]], row.name)) for row in panel.rows)
        found.append(panel._replace(rows=tuple(rows)))
    return found


def _arm_entries(arms: Sequence[Arm]) -> tuple[Entry, ...]:
    return tuple(
        point_entry(
            f"({k}) {arm.name}", marker=arm.mark.marker, markersize=4.2, markeredgewidth=0, color=arm.mark.colour
        )
        for k, arm in enumerate(arms, 1)
    )


def row_mm(lines: Sequence[str]) -> float:
    """Return how tall a row is whose name has these lines."""
    return _ROW_MM + line_mm(SMALL) * (len(lines) - 1)


def panels_mm(row_lines: Sequence[Sequence[Sequence[str]]]) -> float:
    """Return how tall all panels are, with headers, axes and what lies between."""
    each = [HEADER_MM + sum(row_mm(lines) for lines in rows) + AXIS_MM for rows in row_lines]
    return sum(each) + BETWEEN_MM * max(len(each) - 1, 0)


def _texts_mm(panels: Sequence[Panel]) -> tuple[float, ...]:
    """Return how wide each column of text is in the panel where it is widest."""
    most = max((len(panel.columns) for panel in panels), default=0)
    found = [0.0] * most
    for panel in panels:
        for texts in (panel.columns, *(row.texts for row in panel.rows)):
            for k, text in enumerate(texts):
                found[k] = max(found[k], widest_mm([text], SMALL))
    return tuple(found)
