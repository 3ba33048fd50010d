"""The graph of all tables with given margins: stages settle one line each, nodes hold what the other margin has left."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.network import Edges, merge_edges

LARGEST_STAGE = 40_000_000  # cells of candidate lines held against nodes in one stage
_BLOCK = 4_000_000
_INT64 = 2**62

Contribution = Callable[[int, IntArray, IntArray], tuple[FloatArray, IntArray]]
"""(stage, what is left before, what the line takes), both shape (edges, columns) → value and key of each edge."""


@dataclass(frozen=True, slots=True, eq=False)
class Margins:
    """The lines of a table in the order they are settled, and the other margin.

    ``classes`` are codes: columns of one class may be exchanged without changing the statistic, so that nodes that
    differ by such an exchange are one.
    """

    lines: tuple[int, ...]
    columns: IntArray
    classes: IntArray

    def stages(self, contribution: Contribution) -> list[Edges]:
        """Return the edges of every stage but the last, whose only way is added to the last but one.

        Raises:
            ExactTooLarge: a stage would hold too many lines.
        """
        nodes = _canonical(self.columns[None, :], self.classes)
        stages: list[Edges] = []
        for stage, total in enumerate(self.lines[:-1]):
            candidates = bounded_compositions(total, nodes.max(axis=0))
            if len(candidates) * len(nodes) * len(self.columns) > LARGEST_STAGE * 8:
                raise _too_large(len(candidates) * len(nodes))
            last = stage == len(self.lines) - 2
            edges, nodes = self._stage(stage, nodes, candidates, contribution, last=last)
            stages.append(edges)
        if not stages:
            value, key = contribution(0, nodes, nodes)
            zero = np.zeros(1, dtype=np.int64)
            stages.append(Edges(zero, zero, value, key, np.ones(1)))
        return stages

    def _stage(
        self, stage: int, nodes: IntArray, candidates: IntArray, contribution: Contribution, *, last: bool
    ) -> tuple[Edges, IntArray]:
        parts: list[Edges] = []
        lefts: list[IntArray] = []
        rows = max(1, _BLOCK // max(1, candidates.size))
        for start in range(0, len(nodes), rows):
            block = nodes[start : start + rows]
            fits = (candidates[None, :, :] <= block[:, None, :]).all(axis=2)
            parent, line = np.nonzero(fits)
            before, taken = block[parent], candidates[line]
            value, key = contribution(stage, before, taken)
            left = before - taken
            if last:
                end_value, end_key = contribution(stage + 1, left, left)
                value, key = value + end_value, key + end_key
                left = np.zeros_like(left)
            else:
                left = _canonical(left, self.classes)
            probability = np.exp(_log_ways(before, taken))
            lefts.append(left)
            parts.append(Edges(parent + start, parent, value, key, probability))
        codes = _codes(np.concatenate(lefts), self.columns)
        _, first, child = np.unique(codes, return_index=True, return_inverse=True)
        edges = Edges(
            np.concatenate([part.parent for part in parts]),
            child.reshape(-1),
            np.concatenate([part.value for part in parts]),
            np.concatenate([part.key for part in parts]),
            np.concatenate([part.probability for part in parts]),
        )
        return merge_edges(edges), np.concatenate(lefts)[first]


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


def _canonical(nodes: IntArray, classes: IntArray) -> IntArray:
    """Sort what is left within each class of exchangeable columns."""
    for code in np.unique(classes):
        members = np.flatnonzero(classes == code)
        if len(members) > 1:
            nodes = nodes.copy()
            nodes[:, members] = np.sort(nodes[:, members], axis=1)
    return nodes


def _codes(nodes: IntArray, columns: IntArray) -> NDArray[np.generic]:
    """Return one integer a node; equal for equal nodes only."""
    base = int(columns.max(initial=0)) + 1
    if base ** nodes.shape[1] < _INT64:
        return np.asarray(nodes @ base ** np.arange(nodes.shape[1]))
    return np.unique(nodes, axis=0, return_inverse=True)[1].reshape(-1)


def _log_ways(before: IntArray, taken: IntArray) -> FloatArray:
    """Return the log of the multivariate hypergeometric probability of a line, given what is left."""
    factorial = log_factorials(int(before.sum(axis=1).max(initial=0)))
    total, line = before.sum(axis=1), taken.sum(axis=1)
    ways = (factorial[before] - factorial[taken] - factorial[before - taken]).sum(axis=1)
    return np.asarray(ways - (factorial[total] - factorial[line] - factorial[total - line]))


def log_factorials(n: int) -> FloatArray:
    """Return log 0!, …, log n!.

    >>> log_factorials(3).round(6).tolist()
    [0.0, 0.0, 0.693147, 1.791759]
    """
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1.0, n + 1)))])


def _too_large(lines: int) -> ExactTooLarge:
    return ExactTooLarge(
        f"the exact distribution over all tables with these margins needs {lines:,} lines in one stage — "
        "ask for reference='monte-carlo' with a seed, or join sparse rows or columns"
    )
