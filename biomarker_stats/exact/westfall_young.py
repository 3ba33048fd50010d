"""Westfall–Young adjustment: the joint null distribution of many endpoints measured on the same units.

Every endpoint is rearranged in the same way at once, so that the dependence between endpoints is kept. Single-step
compares each statistic with the maximum over all endpoints; step-down with the maximum over those no more extreme than
itself. References: Westfall PH, Young SS (1993), Resampling-Based Multiple Testing, algorithms 2.8 and 4.1; Ge Y,
Dudoit S, Speed TP (2003), Test 12:1-77 (boxes 2 and 4); Phipson B, Smyth GK (2010), Stat Appl Genet Mol Biol 9:39.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.engine import Spread
from biomarker_stats.exact.arrangements import PRODUCT, Arrangements
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.shared_statistics import SharedStatistics

_RANGE = 2**26  # multiplications that are worth a journey to another process: some tens of milliseconds
_MOST_RANGES = 64
_RANKED = 2**21  # statistics held at once while p values are ranked: 16 MB


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Adjustment:
    """P values of m endpoints, each of shape (m,), and the smallest adjusted p value the design could have given."""

    raw: FloatArray
    single_step: FloatArray
    step_down: FloatArray
    p_min_attainable: float


def adjust_by_maximum(statistics: SharedStatistics, arrangements: Arrangements, spread: Spread = map) -> Adjustment:
    """Return the p values adjusted by the maximum of the statistics (maxT).

    H0 of each endpoint: its arrangements are equally likely. The family-wise error rate is controlled, exactly and
    under any dependence between endpoints, when all true H0 hold together under the same arrangements (subset
    pivotality). A random sample of arrangements is joined by the observed one. ``spread`` may count ranges of
    arrangements elsewhere; the ranges, and with them the numbers, are the same.

    >>> from biomarker_stats.exact.arrangements import AllSignFlips
    >>> from biomarker_stats.exact.shared_statistics import shared_statistics
    >>> differences = np.array([[1, 2, 3], [1, -1, 0]])
    >>> statistics = shared_statistics(differences, np.array([14, 2]), kind="t", signed=False)
    >>> adjust_by_maximum(statistics, AllSignFlips(3, halved=True)).step_down
    array([0.25, 1.  ])
    """
    observed = statistics.values(arrangements.observed[:, np.newaxis])[:, 0]
    order = np.argsort(observed, kind="stable")
    ordered = statistics.take(order)
    extra = int(arrangements.random)
    work = partial(_count_columns, ordered, arrangements, ordered.thresholds(observed[order]))
    raw, single, down = (np.full(len(order), extra) for _ in range(3))
    tops = list[tuple[float, int]]()
    for part in spread(work, _ranges(statistics, arrangements.count)):
        raw, single, down = raw + part.raw, single + part.single, down + part.down
        tops.append((part.top, part.top_count))
    highest = max(top for top, _ in tops)
    top_count = extra + sum(number for top, number in tops if top == highest)
    down = np.maximum.accumulate(down[::-1])[::-1]
    return _adjustment((raw, single, down), top_count, order, arrangements.count + extra)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Counts:
    """How many of some arrangements are extreme, shape (m,) each; the largest of their maxima, and how often."""

    raw: IntArray
    single: IntArray
    down: IntArray
    top: float
    top_count: int


def _width(statistics: SharedStatistics) -> int:
    return int(np.clip(PRODUCT // statistics.scores.size, 512, 8192))


def _ranges(statistics: SharedStatistics, count: int) -> list[range]:
    """Cut the columns into at most 64 ranges of whole blocks, each worth sending to another process."""
    width = _width(statistics)
    wanted = max(-(-count // _MOST_RANGES), _RANGE // statistics.scores.size, 1)
    step = width * -(-wanted // width)
    return [range(start, min(start + step, count)) for start in range(0, count, step)]


def _count_columns(
    ordered: SharedStatistics, arrangements: Arrangements, thresholds: FloatArray, columns: range
) -> _Counts:
    raw, single, down = (np.zeros(len(thresholds), dtype=np.int64) for _ in range(3))
    top, top_count = -np.inf, 0
    for block in arrangements.blocks(_width(ordered), columns):
        maxima = _count_block(ordered, block, thresholds, raw, down)
        single += len(maxima) - np.searchsorted(np.sort(maxima), thresholds)
        if maxima.max() > top:
            top, top_count = float(maxima.max()), 0
        top_count += int(np.count_nonzero(maxima == top))
    return _Counts(raw=raw, single=single, down=down, top=top, top_count=top_count)


def _count_block(
    ordered: SharedStatistics, block: FloatArray, thresholds: FloatArray, raw: IntArray, down: IntArray
) -> FloatArray:
    """Add the extreme arrangements of one block to ``raw`` and ``down``; return its maxima over all endpoints."""
    highest = np.full(block.shape[1], -np.inf)
    rows = max(1, PRODUCT // block.size)
    for start in range(0, len(raw), rows):
        tile = slice(start, start + rows)
        values = ordered.take(tile).values(block)
        at_least = thresholds[tile, np.newaxis]
        raw[tile] += np.count_nonzero(values >= at_least, axis=1)
        np.maximum(values[0], highest, out=values[0])
        np.maximum.accumulate(values, axis=0, out=values)
        down[tile] += np.count_nonzero(values >= at_least, axis=1)
        highest = values[-1].copy()
    return highest


def adjust_by_minimum_p(statistics: SharedStatistics, arrangements: Arrangements) -> Adjustment:
    """Return the p values adjusted by the minimum over endpoints of their own p values (minP).

    Each arrangement gives every endpoint a p value in that endpoint's own null distribution, so an endpoint that cannot
    reach a small p value takes nothing from the others. Otherwise as :func:`adjust_by_maximum`.

    >>> from biomarker_stats.exact.arrangements import AllSignFlips
    >>> from biomarker_stats.exact.shared_statistics import shared_statistics
    >>> differences = np.array([[1, 2, 3], [1, -1, 0]])
    >>> statistics = shared_statistics(differences, np.array([14, 2]), kind="sum", signed=False)
    >>> adjust_by_minimum_p(statistics, AllSignFlips(3, halved=True)).step_down
    array([0.25, 1.  ])
    """
    columns = _columns(arrangements)
    skip = int(not arrangements.random)  # where all arrangements are listed, the observed one is among them
    raw = np.concatenate([counts[:, 0] for _, counts in _p_counts(statistics, columns, skip)])
    order = np.argsort(-raw, kind="stable")
    ranked = raw[order]
    down = np.empty_like(raw)
    lowest = np.full(columns.shape[1] - skip, columns.shape[1])
    for tile, counts in _p_counts(statistics.take(order), columns, skip):
        others = counts[:, skip:]
        np.minimum(others[0], lowest, out=others[0])
        np.minimum.accumulate(others, axis=0, out=others)
        down[tile] = np.count_nonzero(others <= ranked[tile, np.newaxis], axis=1)
        lowest = others[-1].copy()
    down = np.maximum.accumulate(down[::-1])[::-1]
    lowest.sort()
    single = np.searchsorted(lowest, ranked, "right")
    return _adjustment((ranked, single, down), int(np.count_nonzero(lowest == lowest[0])), order, len(lowest))


def _columns(arrangements: Arrangements) -> NDArray[np.int8]:
    """Return the observed arrangement followed by the others, one byte a unit."""
    blocks = [block.astype(np.int8) for block in arrangements.blocks(8192)]
    return np.concatenate([arrangements.observed[:, np.newaxis].astype(np.int8), *blocks], axis=1)


def _p_counts(statistics: SharedStatistics, columns: NDArray[np.int8], skip: int) -> Iterator[tuple[slice, IntArray]]:
    """Yield rows of endpoints and, for each column, how many columns from ``skip`` on are at least as extreme."""
    rows = max(1, _RANKED // columns.shape[1])
    for start in range(0, len(statistics.scores), rows):
        tile = slice(start, start + rows)
        part = statistics.take(tile)
        pieces = range(0, columns.shape[1], 8192)
        values = np.concatenate([part.values(columns[:, k : k + 8192].astype(np.float64)) for k in pieces], axis=1)
        counts = np.empty(values.shape, dtype=np.int64)
        thresholds = part.thresholds(values)
        for row, ordered in enumerate(np.sort(values[:, skip:], axis=1)):
            counts[row] = len(ordered) - np.searchsorted(ordered, thresholds[row])
        yield tile, counts


def _adjustment(counts: tuple[IntArray, IntArray, IntArray], smallest: int, order: IntArray, total: int) -> Adjustment:
    """Turn counts of extreme arrangements among ``total``, in the order ``order``, into p values of the endpoints."""
    raw, single, down = (np.empty(len(order)) for _ in range(3))
    for p, count in zip((raw, single, down), counts, strict=True):
        p[order] = count / total
    return Adjustment(raw=raw, single_step=single, step_down=down, p_min_attainable=smallest / total)
