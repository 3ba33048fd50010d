"""Scores: how ordered outcomes become integers. Every score is doubled or scaled so that a midrank is a whole number.

A function here takes integers (the outcomes as exact integers, see ``design.scores``) and returns integers with the
factor by which they are scaled; ties share the average of the scores they cover.
References: Hájek J, Šidák Z, Sen PK (1999), Theory of Rank Tests; Hothorn T et al. (2006), Am Stat 60:257-263.
"""

from collections import Counter

import numpy as np

from biomarker_stats.exact.distribution import IntArray


def doubled_midranks(values: IntArray) -> IntArray:
    """Return twice the midrank of each value, shape of ``values``; the smallest of n untied values gets 2, the last 2n.

    >>> doubled_midranks(np.array([10, 30, 10, 20]))
    array([3, 8, 3, 6])
    """
    ordered = np.sort(values)
    return np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") + 1


def doubled_midranks_within(values: IntArray, stratum: IntArray) -> IntArray:
    """Return twice the midrank of each value among the values of its own stratum, shape of ``values``.

    >>> doubled_midranks_within(np.array([10, 30, 10, 20]), np.array([0, 0, 1, 1]))
    array([2, 4, 2, 4])
    """
    ranks = np.zeros(len(values), dtype=np.int64)
    for code in np.unique(stratum):
        members = stratum == code
        ranks[members] = doubled_midranks(values[members])
    return ranks


def tied(values: IntArray) -> int:
    """Return how many of the values share their value with another.

    >>> tied(np.array([1, 1, 2, 3, 3, 3]))
    5
    """
    return sum([count for count in Counter(values.tolist()).values() if count > 1])


def median(values: IntArray) -> float:
    """Return the median, the middle between the two middle values if their number is even.

    >>> median(np.array([1, 9, 2, 4]))
    3.0
    """
    ordered, middle = np.sort(values), len(values) // 2
    return (int(ordered[middle]) + int(ordered[middle - 1 + len(values) % 2])) / 2
