"""The network algorithm: exact tails of a statistic that adds up along the paths of a layered graph.

A table with fixed margins is a path: each stage settles one line of the table, each node is what is left of the other
margin. An edge carries its contribution to the statistic and its conditional probability. Paths that reach the same
node with the same partial statistic are merged; paths whose longest completion falls short of the observed value are
dropped, and those whose shortest completion exceeds it are counted at once. The last stage is not walked but looked up.

Contributions come twice: ``value`` as a float to compare, and ``key``, an integer that is equal when and only when the
exact contribution is. Where floats cannot tell two sums apart, equal keys make them ties.

References: Mehta CR, Patel NR (1983), JASA 78:427-434; Joe H (1985), Comput Stat Data Anal 3:115-129.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.distribution import FloatArray, IntArray

MOST_PATHS = 50_000_000  # partial paths looked at in all: some seconds
_BLOCK = 1_000_000
_NEAR = 1e-9  # relative: partial sums this close are told apart by their keys


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """The edges of one stage, sorted by parent: where they lead, what they add, and P(edge | parent).

    ``key`` holds int64, or Python integers where those are too small.
    """

    parent: IntArray
    child: IntArray
    value: FloatArray
    key: IntArray
    probability: FloatArray

    def bounds(self) -> IntArray:
        """Return where the edges of each parent start; one more than there are parents."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.parent))])


class Observed(NamedTuple):
    """The statistic to compare with, as a float and as a key."""

    value: float
    key: int


class Tail(NamedTuple):
    """P(statistic > observed) and P(statistic = observed)."""

    above: float
    equal: float


class Paths(NamedTuple):
    """Partial paths: the node reached, the sum so far as float and as key, and the probability."""

    node: IntArray
    value: FloatArray
    key: IntArray
    probability: FloatArray


class Network:
    """A layered graph from one source to one sink, and the exact tails of the sum along its paths.

    Args:
        stages: the edges of each stage, first to last; node 0 is the source, and the sink.
        exceeds: settles whether the statistic with the first key is larger than that with the second, where floats are
            too close; left out where keys are the statistic itself.
    """

    def __init__(self, stages: Sequence[Edges], exceeds: Callable[[int, int], bool] | None = None) -> None:
        self.stages = tuple(stages)
        self._exceeds = exceeds
        self._longest, self._shortest = [np.zeros(1)], [np.zeros(1)]
        keys = [np.zeros(1, dtype=self.stages[0].key.dtype)]
        for edges in reversed(self.stages):
            starts = edges.bounds()[:-1]
            ahead = edges.value + self._longest[0][edges.child]
            best = np.maximum.reduceat(ahead, starts)
            first = _first_of_each(ahead == best[edges.parent], edges.parent, len(starts))
            keys.insert(0, edges.key[first] + keys[0][edges.child[first]])
            self._longest.insert(0, best)
            self._shortest.insert(0, np.minimum.reduceat(edges.value + self._shortest[0][edges.child], starts))
        self.largest = Observed(float(self._longest[0][0]), int(keys[0][0]))

    def tail(self, observed: Observed) -> Tail:
        """Return the probability of a sum above, and of one equal to, the observed one.

        Raises:
            ExactTooLarge: more partial paths than the bound.
        """
        slack = _NEAR * (1 + abs(observed.value))
        look_up = _LookUp(self.stages[-1], observed, slack, self._exceeds)
        paths = self._source()
        above = equal = 0.0
        walked = 0
        for stage, edges in enumerate(self.stages[:-1]):
            if not len(paths.node):
                break
            last, kept = stage == len(self.stages) - 2, []
            shortest = edges.value + self._shortest[stage + 1][edges.child]
            longest = edges.value + self._longest[stage + 1][edges.child]
            for own, out in _fans(paths.node, edges.bounds()):
                start = paths.value[own, None]
                surely = start + shortest[out] > observed.value + slack
                walked += surely.size
                above += float(paths.probability[own] @ (surely @ edges.probability[out]))
                open_ = start + longest[out] >= observed.value - slack
                new = _extended(paths, own, edges, out, open_ & ~surely)
                if last:
                    more, ties = look_up.tail(new)
                    above, equal = above + more, equal + ties
                else:
                    kept.append(new)
                if walked > MOST_PATHS:
                    raise _too_long()
            if last:
                return Tail(above, equal)
            paths = _merged(kept)
        return Tail(*look_up.tail(paths))

    def distribution(self) -> tuple[IntArray, FloatArray]:
        """Return every value of the statistic as a key, in no order, and its probability.

        Raises:
            ExactTooLarge: more partial paths than the bound.
        """
        paths, walked = self._source(), 0
        for edges in self.stages:
            kept = []
            for own, out in _fans(paths.node, edges.bounds()):
                every = np.ones((own.stop - own.start, out.stop - out.start), dtype=bool)
                walked += every.size
                if walked > MOST_PATHS:
                    raise _too_long()
                kept.append(_merged([_extended(paths, own, edges, out, every)]))
            paths = _merged(kept)
        return paths.key, paths.probability

    def _source(self) -> Paths:
        return Paths(np.zeros(1, np.int64), np.zeros(1), np.zeros(1, dtype=self.stages[0].key.dtype), np.ones(1))


class _LookUp:
    """The last stage, sorted by node and value, so that a path is completed by a search."""

    def __init__(
        self, edges: Edges, observed: Observed, slack: float, exceeds: Callable[[int, int], bool] | None
    ) -> None:
        order = np.lexsort((edges.value, edges.parent))
        self._key, self._value, self._probability = edges.key[order], edges.value[order], edges.probability[order]
        self._observed, self._slack, self._exceeds = observed, slack, exceeds
        self._low = float(edges.value.min())
        self._width = float(edges.value.max()) - self._low + 4 * slack + 1.0
        self._bounds = edges.bounds()
        self._place = edges.parent[order] * self._width + (self._value - self._low)
        ends = np.cumsum(self._probability[::-1])[::-1]
        after = np.append(ends, 0.0)
        own_end = after[self._bounds[1:]][edges.parent[order]]
        self._tails = np.append(ends - own_end, 0.0)

    def tail(self, paths: Paths) -> tuple[float, float]:
        """Return the probability of paths that end above the observed value, and of those that end on it."""
        if not len(paths.node):
            return 0.0, 0.0
        needed = np.clip(self._observed.value - paths.value - self._low, -2 * self._slack, self._width - 1.0)
        over = np.searchsorted(self._place, paths.node * self._width + needed + self._slack, "right")
        inside = over < self._bounds[paths.node + 1]
        above = float(paths.probability @ np.where(inside, self._tails[np.minimum(over, len(self._tails) - 1)], 0.0))
        equal, behind = 0.0, over - 1
        while True:
            close = behind >= self._bounds[paths.node]
            close &= self._value[behind] >= needed + self._low - self._slack
            if not close.any():
                return above, equal
            paths, needed, behind = _chosen(paths, close), needed[close], behind[close]
            more, ties = self._settle(paths, behind)
            above, equal, behind = above + more, equal + ties, behind - 1

    def _settle(self, paths: Paths, place: IntArray) -> tuple[float, float]:
        """Decide by keys the sums that floats cannot tell from the observed one."""
        key = paths.key + self._key[place]
        mass = paths.probability * self._probability[place]
        tied = key == self._observed.key
        if self._exceeds is None:
            return float(mass[key > self._observed.key].sum()), float(mass[tied].sum())
        above = 0.0
        if not tied.all():
            for other, share in zip(key[~tied].tolist(), mass[~tied].tolist(), strict=True):
                above += share if self._exceeds(other, self._observed.key) else 0.0
        return above, float(mass[tied].sum())


def _chosen(paths: Paths, kept: NDArray[np.bool_]) -> Paths:
    return Paths(paths.node[kept], paths.value[kept], paths.key[kept], paths.probability[kept])


def _first_of_each(flags: NDArray[np.bool_], parent: IntArray, count: int) -> IntArray:
    places = np.flatnonzero(flags)
    first = np.empty(count, dtype=np.int64)
    first[parent[places[::-1]]] = places[::-1]
    return first


def _fans(node: IntArray, bounds: IntArray) -> Iterator[tuple[slice, slice]]:
    """Yield runs of paths at one node with the edges that leave it, in bounded products; ``node`` is sorted."""
    starts = np.flatnonzero(np.concatenate([[True], node[1:] != node[:-1]])) if len(node) else np.zeros(0, np.int64)
    ends = np.append(starts[1:], len(node))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        out = slice(int(bounds[node[start]]), int(bounds[node[start] + 1]))
        rows = max(1, _BLOCK // (out.stop - out.start))
        for low in range(start, end, rows):
            yield slice(low, min(low + rows, end)), out


def _extended(paths: Paths, own: slice, edges: Edges, out: slice, kept: NDArray[np.bool_]) -> Paths:
    """Return the kept combinations of a path and an edge."""
    path, edge = np.nonzero(kept)
    path, edge = path + own.start, edge + out.start
    return Paths(
        edges.child[edge],
        paths.value[path] + edges.value[edge],
        paths.key[path] + edges.key[edge],
        paths.probability[path] * edges.probability[edge],
    )


def _merged(parts: Sequence[Paths]) -> Paths:
    """Join paths, sorted by node; those that agree in node and key become one."""
    node, value, key, probability = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = by_two(node, key)
    if not len(node):
        return Paths(node, value, key, probability)
    node, key = node[order], key[order]
    starts = np.flatnonzero(np.concatenate([[True], (node[1:] != node[:-1]) | (key[1:] != key[:-1])]))
    return Paths(node[starts], value[order][starts], key[starts], np.add.reduceat(probability[order], starts))


def by_two(first: IntArray, second: IntArray) -> IntArray:
    """Return the order by two integer columns, the first before the second."""
    if second.dtype == object:
        return np.array(sorted(range(len(first)), key=lambda i: (first[i], second[i])), dtype=np.int64)
    if not len(first):
        return np.zeros(0, dtype=np.int64)
    low = int(second.min())
    span = int(second.max()) - low + 1
    if (int(first.max()) + 1) * span < 2**62:
        return np.argsort(first * span + (second - low), kind="stable")
    return np.lexsort((second, first))


def _too_long() -> ExactTooLarge:
    return ExactTooLarge(
        f"the exact distribution over all tables with these margins needs more than {MOST_PATHS:,} partial tables — "
        "ask for reference='monte-carlo' with a seed, or join sparse rows or columns"
    )
