"""What a paired slope chart shows, worked out before anything is drawn."""

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.legend import Entry, line_entry, point_entry
from biomarker_stats.plots.lettering import cut_all, plain, spread, widest_mm, width_mm, wrap
from biomarker_stats.plots.style import INK, NEUTRAL, QUIET, SIZE, SMALL, Mark, mark
from biomarker_stats.plots.units import (
    ARM_GAP,
    PairedUnit,
    arm_names,
    constant_offsets,
    count_changes,
    mark_positions,
    paired_units,
    unit_name,
)
from biomarker_stats.plots.words import result_lines
from biomarker_stats.study.manifest import ScaleSpec

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults
    from biomarker_stats.methods.result import Result

MOST_NAMES: Final = 60
NAME_MM: Final = 2.5  # from one name to the next
NAME_AT_MM: Final = 2.6  # from a point to its name
SPREAD: Final = 0.8  # how much of the distance between two levels the offsets take up
_FAR: Final = 3.0  # more lines than this from its point, and a name is hard to follow
_LINE_MM: Final = 14.0
_WORDS_MM: Final = 21.0
_TALLEST_MM: Final = 130.0


class Line(NamedTuple):
    """One line of text with its size in points and its colour."""

    text: str
    size: float
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopeChart:
    """The lines of a paired slope chart and everything written round them.

    ``heights`` holds where each unit's line starts and ends; ``scores`` the places of the levels, none without a scale.
    """

    units: tuple[PairedUnit, ...]
    heights: tuple[tuple[float, float], ...]
    arms: tuple[str, ...]
    marks: tuple[Mark, ...]
    scale: ScaleSpec | None
    scores: tuple[float, ...]
    labels: Labels
    result: "Result"

    @property
    def gap(self) -> float:
        """The smallest distance between two levels."""
        return _gap(self.scores)

    @property
    def span(self) -> tuple[float, float]:
        """The lower and upper end of the vertical axis."""
        if self.scores:
            return self.scores[0] - self.gap / 2, self.scores[-1] + self.gap / 2
        values = [value for pair in self.heights for value in pair]
        low, high = min(values, default=0.0), max(values, default=1.0)
        room = 0.06 * (high - low) or abs(high) * 0.1 or 1.0
        return low - room, high + room

    @property
    def tall_mm(self) -> float:
        """How tall a page of its own should make the axes: bands wide enough for a slot a unit, within reason."""
        if not self.scores:
            return max(70.0, len(self.names) * NAME_MM)
        low, high = self.span
        slots = _slots(len(self.units), len(self.marks))
        bands = (high - low) / self.gap * max(12.0, NAME_MM * slots / SPREAD)
        return max(min(bands, _TALLEST_MM), len(self.names) * NAME_MM)

    @property
    def names(self) -> tuple[str, ...]:
        """The names at the ends of the lines; none when there are too many to read."""
        shown = len(self.units) <= MOST_NAMES
        return cut_all([unit_name(unit) for unit in self.units], 12.0, SMALL) if shown else ()

    @property
    def crowded(self) -> bool:
        """Whether names, one a line, would end far from their points; then those of close readings share a line."""
        room = NAME_MM * (self.span[1] - self.span[0]) / self.tall_mm
        if self.scores or not self.names:
            return False
        ends = [sorted(pair[side] for pair in self.heights) for side in (0, 1)]
        return any(_furthest(heights, room, self.span) > _FAR * room for heights in ends)

    def name_lines(self, side: int, tall_mm: float) -> tuple[tuple[str, tuple[float, ...]], ...]:
        """Return what is written at one end of the lines, from the lowest: a text, and the heights it belongs to.

        Where it is crowded, readings within a line of each other share it: their names, or how many they are.
        """
        order = sorted(range(len(self.names)), key=lambda k: self.heights[k][side])
        room = NAME_MM * (self.span[1] - self.span[0]) / tall_mm
        groups: list[list[int]] = []
        for k in order:
            together = groups and self.crowded and self.heights[k][side] - self.heights[groups[-1][0]][side] < room
            if together:
                groups[-1].append(k)
            else:
                groups.append([k])
        return tuple((self._together(group), tuple(self.heights[k][side] for k in group)) for group in groups)

    def _together(self, group: list[int]) -> str:
        text = ", ".join(self.names[k] for k in sorted(group))
        return text if len(group) == 1 or width_mm(text, SMALL) <= _LINE_MM else f"n = {len(group)}"

    @property
    def names_mm(self) -> float:
        """How far from the points the names end."""
        shown = [text for side in (0, 1) for text, _ in self.name_lines(side, self.tall_mm)]
        return NAME_AT_MM + widest_mm(shown, SMALL) + 0.8

    @property
    def medians_mm(self) -> float:
        """How wide the strip of medians beyond the names is."""
        return max(min(3.4 * len(self.marks), 12.0), 11.0 - self.names_mm)

    @property
    def levels(self) -> tuple[tuple[Line, ...], ...]:
        """The lines of text beside each level: its symbol, and in small type what it means."""
        if self.scale is None:
            return ()
        words = self.scale.labels
        return tuple(
            (
                *(Line(text, SIZE, INK) for text in wrap(level, _WORDS_MM)),
                *(Line(text, SMALL, QUIET) for text in wrap(words.get(level, ""), _WORDS_MM, SMALL) if text),
            )
            for level in self.scale.levels
        )

    def medians(self, *, after: bool) -> tuple[float, ...]:
        """Return the median reading of each arm (of all units where there are no arms), in the order of ``marks``."""
        readings = [(unit.arm, unit.after if after else unit.before) for unit in self.units]
        return tuple(median(value for arm, value in readings if arm == k) for k in range(len(self.marks)))

    def entries(self) -> tuple[Entry, ...]:
        """Return the lines of the key."""
        sizes = [sum(unit.arm == k for unit in self.units) for k in range(len(self.marks))]
        arms = self.arms or (f"one line per {plain(self.labels.unit)}",)
        lines = [line_entry(m, f"{name} (n = {n})") for m, name, n in zip(self.marks, arms, sizes, strict=True)]
        hollow = {"marker": self.marks[0].marker, "markerfacecolor": "white", "markeredgecolor": QUIET}
        return (*lines, point_entry("hollow mark: median", markersize=5.5, **hollow))

    def bracket_lines(self, wide_mm: float) -> tuple[str, ...]:
        """Return the test, its p and the counts, wrapped to ``wide_mm``."""
        return result_lines(self.result, str(count_changes(self.units)), wide_mm)

    def reading_mm(self, wide_mm: float) -> float:
        """Return how far from the edge the name of a reading is centred: under the points if that leaves room."""
        return min(self.names_mm + self.medians_mm, wide_mm / 4)

    def reading_lines(self, wide_mm: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what the two readings are called, wrapped so that they stay apart."""
        middle = self.reading_mm(wide_mm)
        each = min(2 * middle + 2.0, wide_mm - 2 * middle - 1.0, 34.0)
        unit = f" ({self.labels.measure})"  # it stands beside the axis
        before, after = (text.removesuffix(unit) for text in (self.labels.before, self.labels.after))
        return wrap(before, each, lines=3), wrap(after, each, lines=3)


def slope_chart(results: "AnalysisResults", scale: ScaleSpec | None, labels: Labels) -> SlopeChart:
    """Return the chart of a paired analysis."""
    units = paired_units(results, labels, scale)
    arms = arm_names(results, labels)
    scores = () if scale is None else tuple(float(s) for s in scale.scores or range(len(scale.levels)))
    step = min(SPREAD, 0.22 * _slots(len(units), max(len(arms), 1))) * _gap(scores) if scores else 0.0
    offsets = constant_offsets(units)
    return SlopeChart(
        units=units,
        heights=tuple((u.before + step * k, u.after + step * k) for u, k in zip(units, offsets, strict=True)),
        arms=arms,
        marks=tuple(mark(k) for k in mark_positions(arms, labels)) or (NEUTRAL,),
        scale=scale,
        scores=scores,
        labels=labels,
        result=results.main,
    )


def _furthest(heights: list[float], room: float, span: tuple[float, float]) -> float:
    """Return how far from its height the furthest name ends when each has a line of its own."""
    placed = spread(heights, room, span[0] + room / 2, span[1] - room / 2)
    return max(abs(place - height) for place, height in zip(placed, heights, strict=True))


def _gap(scores: tuple[float, ...]) -> float:
    return min((b - a for a, b in pairwise(scores)), default=1.0)


def _slots(units: int, arms: int) -> float:
    """Return how many slots apart the highest and the lowest line of a level are."""
    return units - 1 + (ARM_GAP - 1) * (arms - 1)
