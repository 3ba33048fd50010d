"""Midranks of many markers at once, each among the units that count for it and within strata."""

import numpy as np

from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.panel.numbers import BoolArray

_COMPARED = 2**22  # comparisons held at once


def doubled_midranks(values: FloatArray | IntArray, counted: BoolArray, stratum: IntArray) -> IntArray:
    """Return twice the midrank of each value among the counted ones of its row and stratum; 0 where not counted.

    >>> rows = np.array([[3, 1, 3, 9]])
    >>> doubled_midranks(rows, np.array([[True, True, True, False]]), np.zeros(4, int))
    array([[5, 2, 5, 0]])
    """
    m, n = values.shape
    ranks = np.zeros((m, n), dtype=np.int64)
    same = stratum[:, np.newaxis] == stratum[np.newaxis, :]
    rows = max(1, _COMPARED // max(n * n, 1))
    for start in range(0, m, rows):
        part, here = values[start : start + rows], counted[start : start + rows]
        own, other = part[:, :, np.newaxis], part[:, np.newaxis, :]
        among = here[:, np.newaxis, :] & same
        found = np.count_nonzero((own > other) & among, axis=2) + np.count_nonzero((own >= other) & among, axis=2) + 1
        ranks[start : start + rows] = np.where(here, found, 0)
    return ranks


def row_medians(values: FloatArray) -> FloatArray:
    """Return the median of each row, NaN left out; NaN for a row without a value. The rows are sorted in place.

    >>> row_medians(np.array([[3.0, np.nan, 1.0], [np.nan, np.nan, np.nan]]))
    array([ 2., nan])
    """
    values.sort(axis=1)
    count = np.count_nonzero(~np.isnan(values), axis=1)
    rows = np.arange(len(values))
    upper = np.minimum(count // 2, values.shape[1] - 1)
    lower = np.maximum(count // 2 - 1 + count % 2, 0)
    middle = (values[rows, upper] + values[rows, lower]) / 2
    return np.where(count > 0, middle, np.nan)
