"""The graph of all tables with given margins: stages settle one line each, nodes hold what the other has left."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.network import Edges, by_two

LARGEST_STAGE = 60_000_000  # cells of candidate lines in one stage
_BLOCK = 4_000_000
_INT64 = 2**62
_DENSE = 4_000_000
_INT16 = 2**15

Line = Callable[[int, IntArray], tuple[FloatArray, IntArray]]
"""(stage, lines of shape (m, columns)) → what each line adds: value and key."""
Cross = Callable[[int, IntArray, IntArray], tuple[FloatArray, IntArray]]
"""(stage, what is left before, the line), shapes (m, columns) → what their combination adds: value and key."""


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """The lines of a table in the order they are settled, and the other margin.

    ``classes`` are codes: columns of one class may be exchanged without changing the statistic, so that nodes that
    differ by such an exchange are one.
    """

    lines: tuple[int, ...]
    columns: IntArray
    classes: IntArray

    def stages(self, line: Line, cross: Cross | None = None) -> list[Edges]:
        """Return the edges of every stage but the last, whose only way is added to the last but one.

        Raises:
            ExactTooLarge: a stage would hold too many lines.
        """
        nodes = _canonical(self.columns[None, :], self.classes)
        stages: list[Edges] = []
        for stage, total in enumerate(self.lines[:-1]):
            candidates = bounded_compositions(total, nodes.max(axis=0))
            if len(candidates) * len(nodes) * len(self.columns) > 2 * LARGEST_STAGE:
                raise _too_large(len(candidates) * len(nodes))
            edges, nodes = self._stage(stage, nodes, candidates, line, cross)
            stages.append(edges)
        value, key = _contribution(len(self.lines) - 1, nodes, nodes, line, cross)
        if not stages:
            zero = np.zeros(1, dtype=np.int64)
            return [Edges(zero, zero, value, key, np.ones(1))]
        end = stages[-1]
        stages[-1] = _merge(
            Edges(
                end.parent,
                np.zeros_like(end.child),
                end.value + value[end.child],
                end.key + key[end.child],
                end.probability,
            )
        )
        return stages

    def _stage(
        self, stage: int, nodes: IntArray, candidates: IntArray, line: Line, cross: Cross | None
    ) -> tuple[Edges, IntArray]:
        """Return the edges from ``nodes``, and the nodes they lead to."""
        parents, lines, lefts = [], [], []
        rows = max(1, _BLOCK // max(1, candidates.size))
        for start in range(0, len(nodes), rows):
            block = nodes[start : start + rows]
            parent, place = np.nonzero(_fitting(block, candidates))
            lefts.append((block[parent] - candidates[place]).astype(_small(self.columns)))
            parents.append(parent + start)
            lines.append(place)
        parent, place, left = np.concatenate(parents), np.concatenate(lines), np.concatenate(lefts)
        factorial = log_factorials(int(nodes[0].sum()))
        total, taken = int(nodes[0].sum()), self.lines[stage]
        ways = factorial[nodes].sum(axis=1)[parent] - factorial[candidates].sum(axis=1)[place]
        ways -= factorial[left].sum(axis=1) + factorial[total] - factorial[taken] - factorial[total - taken]
        left = _canonical(left, self.classes)
        child, first = _numbered(left, self.columns)
        value, key = line(stage, candidates)
        value, key = value[place], key[place]
        if cross is not None:
            more_value, more_key = cross(stage, nodes[parent], candidates[place])
            value, key = value + more_value, key + more_key
        return _merge(Edges(parent, child, value, key, np.exp(ways))), left[first].astype(np.int64)


def _contribution(
    stage: int, before: IntArray, taken: IntArray, line: Line, cross: Cross | None
) -> tuple[FloatArray, IntArray]:
    value, key = line(stage, taken)
    if cross is None:
        return value, key
    more_value, more_key = cross(stage, before, taken)
    return value + more_value, key + more_key


def along(lines: IntArray, line: Line, cross: Cross | None = None) -> tuple[float, int]:
    """Return the value and key of one table, its lines in the order they are settled."""
    value, key, left = 0.0, 0, lines.sum(axis=0)
    for stage, own in enumerate(lines):
        own_value, own_key = _contribution(stage, left[None, :], own[None, :], line, cross)
        value, key, left = value + float(own_value[0]), key + int(own_key[0]), left - own
    return value, key


def bounded_compositions(total: int, bounds: IntArray) -> IntArray:
    """Return all ways to write ``total`` as a sum of parts 0 … bounds, one a row.

    >>> bounded_compositions(2, np.array([1, 1, 2])).tolist()
    [[0, 0, 2], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
    """
    rows, left = np.zeros((1, 0), dtype=np.int64), np.array([total])
    room = np.cumsum(bounds[::-1])[::-1]
    for place, bound in enumerate(bounds.tolist()):
        rest = int(room[place + 1]) if place + 1 < len(bounds) else 0
        least, most = np.maximum(left - rest, 0), np.minimum(left, bound)
        counts = np.maximum(most - least + 1, 0)
        if int(counts.sum()) * len(bounds) > LARGEST_STAGE:
            raise _too_large(int(counts.sum()))
        source = np.repeat(np.arange(len(left)), counts)
        part = least[source] + np.arange(len(source)) - np.repeat(np.cumsum(counts) - counts, counts)
        rows, left = np.column_stack([rows[source], part]), left[source] - part
    return rows


def log_factorials(n: int) -> FloatArray:
    """Return log 0!, …, log n!.

    >>> log_factorials(3).round(6).tolist()
    [0.0, 0.0, 0.693147, 1.791759]
    """
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1.0, n + 1)))])


def _fitting(nodes: IntArray, candidates: IntArray) -> NDArray[np.bool_]:
    """Return which candidates no column of a node is too small for, shape (nodes, candidates)."""
    fits = nodes[:, :1] >= candidates[:, 0]
    for column in range(1, nodes.shape[1]):
        fits &= nodes[:, column, None] >= candidates[:, column]
    return fits


def _small(columns: IntArray) -> type[np.signedinteger[Any]]:
    """Return a type that holds what a column can have left; small ones sort and move faster."""
    return np.int16 if int(columns.max(initial=0)) < _INT16 else np.int64


def _canonical(nodes: IntArray, classes: IntArray) -> IntArray:
    """Sort what is left within each class of exchangeable columns."""
    if (classes == classes[0]).all():
        return np.sort(nodes, axis=1)
    nodes = nodes.copy()
    for code in np.unique(classes):
        members = np.flatnonzero(classes == code)
        if len(members) > 1:
            nodes[:, members] = np.sort(nodes[:, members], axis=1)
    return nodes


def _numbered(nodes: IntArray, columns: IntArray) -> tuple[IntArray, IntArray]:
    """Return a number 0, 1, … for each node, equal for equal nodes, and where each number is met first."""
    base = int(columns.max(initial=0)) + 1
    size = base ** nodes.shape[1]
    if size < _DENSE:
        codes = nodes @ base ** np.arange(nodes.shape[1])
        met = np.zeros(size, dtype=np.int64)
        met[codes[::-1]] = np.arange(len(codes), 0, -1)
        present = np.flatnonzero(met)
        first = met[present] - 1
        met[present] = np.arange(len(present))
        return met[codes], first
    if size < _INT64:
        codes = nodes @ base ** np.arange(nodes.shape[1])
        _, first, number = np.unique(codes, return_index=True, return_inverse=True)
    else:
        _, first, number = np.unique(nodes, axis=0, return_index=True, return_inverse=True)
    return number.reshape(-1), first


def _merge(edges: Edges) -> Edges:
    """Return the edges sorted by parent, those that agree in parent, child and key made one."""
    ends = edges.parent * (int(edges.child.max()) + 1) + edges.child
    order = by_two(ends, edges.key)
    ends, key = ends[order], edges.key[order]
    starts = np.flatnonzero(np.concatenate([[True], (ends[1:] != ends[:-1]) | (key[1:] != key[:-1])]))
    kept = order[starts]
    probability = np.add.reduceat(edges.probability[order], starts)
    return Edges(edges.parent[kept], edges.child[kept], edges.value[kept], key[starts], probability)


def _too_large(lines: int) -> ExactTooLarge:
    return ExactTooLarge(
        f"the exact distribution over all tables with these margins needs {lines:,} lines in one stage — "
        "ask for reference='monte-carlo' with a seed, or join sparse rows or columns"
    )
