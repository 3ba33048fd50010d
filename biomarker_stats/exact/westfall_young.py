"""Westfall–Young adjustment: the joint null distribution of many endpoints measured on the same units.

Every endpoint is rearranged in the same way at once, so that the dependence between endpoints is kept. Single-step
compares each statistic with the maximum over all endpoints; step-down with the maximum over those no more extreme than
itself. References: Westfall PH, Young SS (1993), Resampling-Based Multiple Testing, algorithms 2.8 and 4.1; Ge Y,
Dudoit S, Speed TP (2003), Test 12:1-77 (boxes 2 and 4); Phipson B, Smyth GK (2010), Stat Appl Genet Mol Biol 9:39.
"""

from dataclasses import dataclass

import numpy as np

from biomarker_stats.exact.arrangements import Arrangements
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.shared_statistics import SharedStatistics

_TILE = 2**16  # values of the statistic that are held at once while maxima are taken: they stay in the cache
_ROWS = 2**22  # values of the statistic that are held at once while p values are ranked: 32 MB


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Adjustment:
    """P values of m endpoints, each of shape (m,), and the smallest adjusted p value the design could have given."""

    raw: FloatArray
    single_step: FloatArray
    step_down: FloatArray
    p_min_attainable: float


def adjust_by_maximum(statistics: SharedStatistics, arrangements: Arrangements) -> Adjustment:
    """Return the p values adjusted by the maximum of the statistics (maxT).

    H0 of each endpoint: its arrangements are equally likely. The family-wise error rate is controlled exactly, under
    any dependence between endpoints, when the arrangements hold for all true H0 together (subset pivotality).
    """
    order = np.argsort(statistics.values(statistics.sums(arrangements.observed))[:, 0], kind="stable")
    ordered = statistics.take(order)
    thresholds = ordered.thresholds(ordered.values(ordered.sums(arrangements.observed))[:, 0])
    m = len(order)
    raw, single, down = (np.zeros(m, dtype=np.int64) for _ in range(3))
    top, top_count = -np.inf, 0
    width = int(np.clip(_TILE // max(m, 1), 512, 8192))
    for block in arrangements.blocks(width):
        maxima = _count_block(ordered, block, thresholds, raw, down)
        single += len(maxima) - np.searchsorted(np.sort(maxima), thresholds)
        highest = float(maxima.max())
        if highest > top:
            top, top_count = highest, 0
        top_count += int(np.count_nonzero(maxima == top))
    down = np.maximum.accumulate(down[::-1])[::-1]
    return _adjustment(raw, single, down, top_count, order, arrangements)


def _count_block(
    ordered: SharedStatistics, block: FloatArray, thresholds: FloatArray, raw: IntArray, down: IntArray
) -> FloatArray:
    """Add the extreme arrangements of one block to ``raw`` and ``down``; return its maxima over all endpoints."""
    highest = np.full(block.shape[1], -np.inf)
    rows = max(1, _TILE // block.shape[1])
    for start in range(0, len(raw), rows):
        tile = slice(start, min(start + rows, len(raw)))
        at_least = thresholds[tile, np.newaxis]
        values = ordered.take(tile).values_of(block)
        raw[tile] += np.count_nonzero(values >= at_least, axis=1)
        np.maximum(values[0], highest, out=values[0])
        np.maximum.accumulate(values, axis=0, out=values)
        down[tile] += np.count_nonzero(values >= at_least, axis=1)
        highest = values[-1].copy()
    return highest


def adjust_by_minimum_p(statistics: SharedStatistics, arrangements: Arrangements) -> Adjustment:
    """Return the p values adjusted by the minimum of the endpoints' own p values (minP).

    Each arrangement gives every endpoint a p value within that endpoint's own null distribution; an endpoint that
    cannot reach small p values takes nothing from the others. Otherwise as :func:`adjust_by_maximum`.
    """
    columns = _all_columns(arrangements)
    raw = np.concatenate([counts[:, 0] for _, counts in _ranked(statistics, columns)])
    order = np.argsort(-raw, kind="stable")
    lowest = np.full(columns.shape[1], columns.shape[1] + 1, dtype=np.int64)
    down = np.zeros(len(raw), dtype=np.int64)
    for tile, counts in _ranked(statistics.take(order), columns):
        np.minimum(counts[0], lowest, out=counts[0])
        np.minimum.accumulate(counts, axis=0, out=counts)
        down[tile] = np.count_nonzero(counts <= raw[order[tile], np.newaxis], axis=1)
        lowest = counts[-1].copy()
    down = np.maximum.accumulate(down[::-1])[::-1]
    least = np.sort(lowest)
    single = np.searchsorted(least, raw[order], "right")
    smallest = int(np.searchsorted(least, least[0], "right"))
    extra = int(arrangements.random)  # the observed arrangement is already among the columns
    return _adjustment(raw[order] - extra, single - extra, down - extra, smallest - extra, order, arrangements)


def _all_columns(arrangements: Arrangements) -> "np.ndarray[tuple[int, int], np.dtype[np.int8]]":
    """Return the observed arrangement and the others, one byte a unit; all arrangements begin with any of them."""
    blocks = [block.astype(np.int8) for block in arrangements.blocks(8192)]
    return np.concatenate([arrangements.observed[:, np.newaxis].astype(np.int8), *blocks], axis=1)


def _adjustment(
    raw: IntArray, single: IntArray, down: IntArray, smallest: int, order: IntArray, arrangements: Arrangements
) -> Adjustment:
    """Turn counts of extreme arrangements, in the order ``order``, into p values in the order of the endpoints."""
    extra = int(arrangements.random)
    total = arrangements.count + extra
    restored = []
    for counts in (raw, single, down):
        p = np.empty(len(order))
        p[order] = (counts + extra) / total
        restored.append(p)
    return Adjustment(
        raw=restored[0], single_step=restored[1], step_down=restored[2], p_min_attainable=(smallest + extra) / total
    )
