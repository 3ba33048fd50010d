"""What an alluvial chart shows, worked out before anything is drawn; heights are in units (patients)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from biomarker_stats import wording
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.lettering import line_mm, wrap
from biomarker_stats.plots.slope_chart import Line
from biomarker_stats.plots.style import INK, NEUTRAL, QUIET, SIZE, SMALL, Mark, mark
from biomarker_stats.plots.units import PairedUnit, arm_names, mark_positions, paired_units
from biomarker_stats.study.manifest import ScaleSpec

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults

COUNT_MM: Final = 2.3  # a count fits into a ribbon that is this thick
WORDS_MM: Final = 21.0
_DIRECTIONS: Final = (("up", mark(1)), ("equal", NEUTRAL), ("down", mark(2)))
_APART_MM: Final = 0.8
_LEAST_GAP_MM: Final = 3.5


class Node(NamedTuple):
    """One level at both readings: its score, what is written beside it, and how many units are on it."""

    score: float
    lines: tuple[Line, ...]
    before: int
    after: int

    @property
    def counts(self) -> tuple[int, int]:
        """Units before and after."""
        return self.before, self.after


class Ribbon(NamedTuple):
    """Units of one group that go from one node to one node; ``mixed`` of them have a mixed cell."""

    before: int
    after: int
    group: int
    n: int
    mixed: int = 0

    @property
    def text(self) -> str:
        """The count, with † where a unit has a mixed cell."""
        return f"{self.n}†" if self.mixed else str(self.n)


class Band(NamedTuple):
    """Where a ribbon is: the lower edge of each of its ends."""

    ribbon: Ribbon
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AlluvialChart:
    """The nodes from the lowest level up, and the ribbons between them; ``groups`` are arms, or directions of change.

    ``gap`` is the distance between two nodes, in units.
    """

    units: tuple[PairedUnit, ...]
    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]
    groups: tuple[str, ...]
    marks: tuple[Mark, ...]
    by_arm: bool
    labels: Labels
    gap: float
    unit_mm: float

    @property
    def tall(self) -> float:
        """The height of the drawing, in units."""
        return len(self.units) + self.gap * (len(self.nodes) - 1)

    def lower_edges(self, *, after: bool) -> tuple[float, ...]:
        """Return where each node begins, from below."""
        edges, height = [], 0.0
        for node in self.nodes:
            edges.append(height)
            height += node.counts[after] + self.gap
        return tuple(edges)

    def bands(self) -> tuple[Band, ...]:
        """Return where the ribbons are: stacked in their nodes by where they go to, or come from, then by group."""
        starts = self._stacked(sorted(self.ribbons, key=lambda r: (r.before, r.after, -r.group)), after=False)
        ends = self._stacked(sorted(self.ribbons, key=lambda r: (r.after, r.before, -r.group)), after=True)
        return tuple(Band(ribbon, starts[ribbon], ends[ribbon]) for ribbon in self.ribbons)

    def _stacked(self, order: Sequence[Ribbon], *, after: bool) -> dict[Ribbon, float]:
        height = list(self.lower_edges(after=after))
        found = {}
        for ribbon in order:
            node = ribbon.after if after else ribbon.before
            found[ribbon] = height[node]
            height[node] += ribbon.n
        return found

    def without_count(self, unit_mm: float) -> int:
        """Return how many units the thickest ribbon has that is too thin for its count; 0 where all are written."""
        return max((r.n for r in self.ribbons if r.n * unit_mm < COUNT_MM), default=0)


def alluvial_chart(results: "AnalysisResults", scale: ScaleSpec, labels: Labels) -> AlluvialChart:
    """Return the chart of a paired analysis on an ordinal scale.

    A mixed cell counts on the level it was scored as; where its score lies between two levels it has a node there.
    """
    units = paired_units(results, labels, scale)
    arms = arm_names(results, labels)
    scores = _scores(scale, units)
    nodes = tuple(_node(score, scale, units) for score in scores)
    marks = tuple(mark(k) for k in mark_positions(arms, labels)) or tuple(each for _, each in _DIRECTIONS)
    unit_mm = _unit_mm(len(units))
    return AlluvialChart(
        units=units,
        nodes=nodes,
        ribbons=tuple(_ribbons(units, scores, by_arm=bool(arms))),
        groups=arms or tuple(name for name, _ in _DIRECTIONS),
        marks=marks,
        by_arm=bool(arms),
        labels=labels,
        gap=_gap_mm(nodes, unit_mm) / unit_mm,
        unit_mm=unit_mm,
    )


def group_of(unit: PairedUnit, *, by_arm: bool) -> int:
    """Return the position of a unit's group: its arm, or the direction of its change (up, equal, down)."""
    if by_arm:
        return unit.arm
    return 1 if not unit.change else 0 if unit.change > 0 else 2


def _scores(scale: ScaleSpec, units: Sequence[PairedUnit]) -> tuple[float, ...]:
    levels = {float(score) for score in scale.scores or range(len(scale.levels))}
    return tuple(sorted(levels | {value for unit in units for value in (unit.before, unit.after)}))


def _node(score: float, scale: ScaleSpec, units: Sequence[PairedUnit]) -> Node:
    before, after = (sum(value == score for value in values) for values in zip(*_readings(units), strict=True))
    return Node(score, tuple(_lines(score, scale, units)), before, after)


def _readings(units: Sequence[PairedUnit]) -> list[tuple[float, float]]:
    return [(unit.before, unit.after) for unit in units]


def _lines(score: float, scale: ScaleSpec, units: Sequence[PairedUnit]) -> Iterator[Line]:
    """Return what is written beside a node: the level and what it means, or a mixed cell between two levels."""
    levels = dict(zip((float(s) for s in scale.scores or range(len(scale.levels))), scale.levels, strict=True))
    if score in levels:
        name, words = levels[score], scale.labels.get(levels[score], "")
    else:
        printed = dict.fromkeys(cell for unit in units for cell, scored in unit.mixed if scored == score)
        number = wording.number(score)
        name, words = ", ".join(f"{cell}†" for cell in printed) or number, f"scored {number}" if printed else ""
    yield from (Line(text, SIZE, INK) for text in wrap(name, WORDS_MM) if text)
    yield from (Line(text, SMALL, QUIET) for text in wrap(words, WORDS_MM, SMALL) if text)


def _ribbons(units: Sequence[PairedUnit], scores: Sequence[float], *, by_arm: bool) -> Iterator[Ribbon]:
    """Return one ribbon for each pair of levels and group that occurs, from the lowest levels up."""
    keys = [(scores.index(u.before), scores.index(u.after), group_of(u, by_arm=by_arm)) for u in units]
    mixed = Counter(key for key, unit in zip(keys, units, strict=True) if unit.mixed)
    for key, count in sorted(Counter(keys).items()):
        yield Ribbon(*key, count, mixed[key])


def _unit_mm(n: int) -> float:
    """Return how tall one unit is: tall enough for the count of a lone one, unless there are very many."""
    return min(8.0, max(50.0 / n, min(2.6, 110.0 / n))) if n else 8.0


def _gap_mm(nodes: Sequence[Node], unit_mm: float) -> float:
    """Return how far apart nodes must be so that what is written beside neighbours does not touch."""
    tall = [sum(line_mm(line.size) for line in node.lines) for node in nodes]
    wanted = [_LEAST_GAP_MM]
    for (first, lower), (second, upper) in pairwise(zip(nodes, tall, strict=True)):
        for a, b in zip(first.counts, second.counts, strict=True):
            wanted.append((lower + upper) / 2 + _APART_MM - (a + b) / 2 * unit_mm)
    return max(wanted)
