"""The network algorithm: exact tails of a statistic that adds up along the paths of a layered graph.

A table with fixed margins is a path: each stage settles one line of the table, each node is what is left of the other
margin. An edge carries its contribution to the statistic and its conditional probability. Paths that reach the same
node with the same partial statistic are merged; paths whose longest completion falls short of the observed value are
dropped, and those whose shortest completion exceeds it are counted at once. The last stage is not walked but looked up.

Contributions come twice: ``value`` as a float to compare, and ``key``, an integer that is equal when and only when the
exact contribution is. Where floats cannot tell two sums apart, equal keys make them ties.

References: Mehta CR, Patel NR (1983), JASA 78:427-434; Joe H (1985), Comput Stat Data Anal 3:115-129.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.distribution import FloatArray, IntArray

MOST_PATHS = 60_000_000  # partial paths looked at in all: some seconds
_BLOCK = 2_000_000
_NEAR = 1e-9  # relative: partial sums this close are told apart by their keys
AnyArray = NDArray[np.generic]


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """The edges of one stage, sorted by parent: where they lead, what they add, and P(edge | parent)."""

    parent: IntArray
    child: IntArray
    value: FloatArray
    key: IntArray
    probability: FloatArray

    def take(self, index: AnyArray) -> "Edges":
        """Return the edges at ``index``."""
        return Edges(
            self.parent[index], self.child[index], self.value[index], self.key[index], self.probability[index]
        )


class Observed(NamedTuple):
    """The statistic to compare with, as a float and as a key."""

    value: float
    key: int


class Tail(NamedTuple):
    """P(statistic > observed) and P(statistic = observed)."""

    above: float
    equal: float


@dataclass(slots=True, eq=False)
class _States:
    """Partial paths: the node reached, the sum so far, and the probability."""

    node: IntArray
    value: FloatArray
    key: IntArray
    probability: FloatArray


class Network:
    """A layered graph from one source to one sink, and the exact tails of the sum along its paths.

    Args:
        stages: the edges of each stage, first to last; node 0 is the source, and the sink.
        exceeds: settles whether the statistic with the first key is larger than that with the second, for keys whose
            floats are too close; left out where different keys have clearly different floats.
    """

    def __init__(self, stages: Sequence[Edges], exceeds: Callable[[int, int], bool] | None = None) -> None:
        self.stages = tuple(stages)
        self._exceeds = exceeds
        longest, shortest, longest_key = [np.zeros(1)], [np.zeros(1)], [np.zeros(1, dtype=self.stages[0].key.dtype)]
        for edges in reversed(self.stages):
            starts = np.flatnonzero(np.concatenate([[True], edges.parent[1:] != edges.parent[:-1]]))
            ahead = edges.value + longest[0][edges.child]
            best = np.maximum.reduceat(ahead, starts)
            first_best = _first_of_each(ahead == best[edges.parent], edges.parent, len(starts))
            longest_key.insert(0, edges.key[first_best] + longest_key[0][edges.child[first_best]])
            longest.insert(0, best)
            shortest.insert(0, np.minimum.reduceat(edges.value + shortest[0][edges.child], starts))
        self._longest, self._shortest = longest, shortest
        self.largest = Observed(float(longest[0][0]), int(longest_key[0][0]))

    def tail(self, observed: Observed) -> Tail:
        """Return the probability of a sum above, and of one equal to, the observed one.

        Raises:
            ExactTooLarge: more partial paths than the bound.
        """
        slack = _NEAR * (1 + abs(observed.value))
        above = equal = 0.0
        states = _States(
            np.zeros(1, np.int64), np.zeros(1), np.zeros(1, dtype=self.stages[0].key.dtype), np.ones(1)
        )
        walked = 0
        for stage, edges in enumerate(self.stages[:-1]):
            starts, sizes = _extents(edges.parent)
            last = stage == len(self.stages) - 2
            kept: list[_States] = []
            for block in _blocks(sizes[states.node]):
                index, source = _expand(starts, sizes, states.node[block])
                walked += len(index)
                if walked > MOST_PATHS:
                    raise _too_long()
                source += block.start
                new = self._advance(states, edges, index, source)
                low, high = self._shortest[stage + 1], self._longest[stage + 1]
                surely = new.value + low[new.node] > observed.value + slack
                above += float(new.probability[surely].sum())
                open_ = ~surely & (new.value + high[new.node] >= observed.value - slack)
                new = _States(new.node[open_], new.value[open_], new.key[open_], new.probability[open_])
                if last:
                    more, ties = self._look_up(new, observed, slack)
                    above, equal = above + more, equal + ties
                else:
                    kept.append(_merged(new))
            if last:
                break
            states = _merged(_joined(kept))
        if len(self.stages) == 1:
            return Tail(*self._look_up(states, observed, slack))
        return Tail(above, equal)

    def _advance(self, states: _States, edges: Edges, index: IntArray, source: IntArray) -> _States:
        return _States(
            edges.child[index],
            states.value[source] + edges.value[index],
            states.key[source] + edges.key[index],
            states.probability[source] * edges.probability[index],
        )

    def _look_up(self, states: _States, observed: Observed, slack: float) -> tuple[float, float]:
        """Complete every path by the last stage, whose sums are sorted within each node."""
        edges = self.stages[-1]
        starts, sizes = _extents(edges.parent)
        above = equal = 0.0
        order = np.argsort(states.node, kind="stable")
        nodes, first = np.unique(states.node[order], return_index=True)
        for node, members in zip(nodes.tolist(), np.split(order, first[1:]), strict=True):
            own = slice(int(starts[node]), int(starts[node] + sizes[node]))
            sort = np.argsort(edges.value[own], kind="stable")
            value, key = edges.value[own][sort], edges.key[own][sort]
            reverse = np.cumsum(edges.probability[own][sort][::-1])[::-1]
            tails = np.append(reverse, 0.0)
            needed = observed.value - states.value[members]
            near, over = (np.searchsorted(value, needed + side, "right") for side in (-slack, slack))
            above += float(states.probability[members] @ tails[over])
            close = near < over
            if close.any():
                probability = np.append(tails[:-1] - tails[1:], 0.0)
                more, ties = self._settle(
                    near[close], over[close], states.probability[members[close]],
                    observed.key - states.key[members[close]], key, probability, observed.key,
                )
                above, equal = above + more, equal + ties
        return above, equal

    def _settle(
        self,
        near: IntArray,
        over: IntArray,
        weight: FloatArray,
        needed_key: IntArray,
        key: IntArray,
        probability: FloatArray,
        observed_key: int,
    ) -> tuple[float, float]:
        """Decide by keys the sums that floats cannot tell from the observed one."""
        sizes = over - near
        place, source = _expand(near, sizes, np.arange(len(near)))
        tied = key[place] == needed_key[source]
        mass = weight[source] * probability[place]
        above = 0.0
        if self._exceeds is not None and not tied.all():
            for p, s, m in zip(place[~tied].tolist(), source[~tied].tolist(), mass[~tied].tolist(), strict=True):
                total = int(observed_key) - int(needed_key[s]) + int(key[p])
                above += m if self._exceeds(total, observed_key) else 0.0
        return above, float(mass[tied].sum())


def _first_of_each(flags: NDArray[np.bool_], parent: IntArray, count: int) -> IntArray:
    places = np.flatnonzero(flags)
    first = np.empty(count, dtype=np.int64)
    first[parent[places[::-1]]] = places[::-1]
    return first


def _extents(parent: IntArray) -> tuple[IntArray, IntArray]:
    """Return where the edges of each parent start, and how many they are."""
    sizes = np.bincount(parent)
    return np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes


def _blocks(sizes: IntArray) -> list[slice]:
    """Cut states into runs that expand to a bounded number of paths."""
    bounds = np.searchsorted(np.cumsum(sizes), np.arange(_BLOCK, int(sizes.sum()) + _BLOCK, _BLOCK), "left") + 1
    edges = np.unique(np.concatenate([[0], np.minimum(bounds, len(sizes))]))
    return [slice(int(a), int(b)) for a, b in zip(edges[:-1], edges[1:], strict=True)]


def _expand(starts: IntArray, sizes: IntArray, node: IntArray) -> tuple[IntArray, IntArray]:
    """Return, for every element of every run named by ``node``, its place and which of ``node`` it belongs to."""
    counts = sizes[node]
    source = np.repeat(np.arange(len(node)), counts)
    offset = np.arange(len(source)) - np.repeat(np.cumsum(counts) - counts, counts)
    return starts[node][source] + offset, source


def _joined(parts: Sequence[_States]) -> _States:
    return _States(
        np.concatenate([p.node for p in parts]),
        np.concatenate([p.value for p in parts]),
        np.concatenate([p.key for p in parts]),
        np.concatenate([p.probability for p in parts]),
    )


def _merged(states: _States) -> _States:
    """Add up the probabilities of paths that agree in node and key."""
    if len(states.node) < 2:
        return states
    order = np.lexsort((states.key, states.node))
    node, key = states.node[order], states.key[order]
    new = np.concatenate([[True], (node[1:] != node[:-1]) | (key[1:] != key[:-1])])
    starts = np.flatnonzero(new)
    return _States(
        node[starts], states.value[order][starts], key[starts], np.add.reduceat(states.probability[order], starts)
    )


def merge_edges(edges: Edges) -> Edges:
    """Return the edges sorted by parent, those that agree in parent, child and key made one."""
    order = np.lexsort((edges.key, edges.child, edges.parent))
    edges = edges.take(order)
    same = (
        (edges.parent[1:] == edges.parent[:-1])
        & (edges.child[1:] == edges.child[:-1])
        & (edges.key[1:] == edges.key[:-1])
    )
    starts = np.flatnonzero(np.concatenate([[True], ~same]))
    kept = edges.take(starts)
    return Edges(
        kept.parent, kept.child, kept.value, kept.key, np.add.reduceat(edges.probability, starts)
    )


def _too_long() -> ExactTooLarge:
    return ExactTooLarge(
        f"the exact distribution over all tables with these margins needs more than {MOST_PATHS:,} partial tables — "
        "ask for reference='monte-carlo' with a seed, or join sparse rows or columns"
    )
