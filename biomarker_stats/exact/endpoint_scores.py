"""Scores of many endpoints for shared rearrangements: differences or signed ranks, outcomes or midranks, centred.

Each function returns the scores, shape (m, n), whose sum under an arrangement is the statistic, and, shape (m,), what
the square of that sum is divided by to compare endpoints on one scale (a multiple of its permutation variance).
"""

from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.exact.arrangements import strata_of
from biomarker_stats.exact.distribution import FloatArray, IntArray

Numbers = IntArray | FloatArray

_INT64 = 2.0**62
_COMPARED = 2**22  # comparisons held at once while ranking


def paired_scores(differences: Numbers, *, ranks: bool, one_scale: bool = False) -> tuple[Numbers, Numbers]:
    """Return differences, or twice their signed midranks with zeros left out, and the sum of their squares.

    Unless endpoints are to be compared on ``one_scale``, integers are divided by their endpoint's common divisor.

    >>> paired_scores(np.array([[0, 3, -3, 5]]), ranks=True)
    (array([[ 0,  1, -1,  2]]), array([6]))
    """
    scores = differences
    if ranks:
        size = np.abs(differences)
        within = np.where(size > 0, _doubled_midranks(size) - 2 * np.count_nonzero(size == 0, axis=1, keepdims=True), 0)
        scores = within * np.sign(differences).astype(np.int64)
    scores = scores if one_scale else _without_common_divisor(scores)
    squares = _squares(scores, 1)
    return scores if squares.dtype.kind in "iu" else scores.astype(np.float64), np.asarray(squares.sum(axis=1))


def arm_scores(
    outcomes: Numbers, first: NDArray[np.bool_], stratum: IntArray, *, ranks: bool, one_scale: bool = False
) -> tuple[Numbers, Numbers]:
    """Return outcomes, or twice their midranks, less their stratum's mean, and the permutation variance of their sum.

    Both are scaled by the least common multiple of what they would be divided by, so integers stay integers. Without
    strata the order of S²/variance is that of Student's t². ``one_scale`` is as in :func:`paired_scores`.

    >>> arm_scores(np.array([[1, 2, 6]]), np.array([True, False, False]), np.zeros(3, int), ranks=False)
    (array([[-2, -1,  3]]), array([14]))
    """
    strata = strata_of(first, stratum)
    centred = _centred(outcomes, [members for members, _ in strata], ranks=ranks)
    centred = centred if one_scale else _without_common_divisor(centred)
    sizes = [(len(members), k) for members, k in strata]
    common = lcm(*(n * max(n - 1, 1) for n, _ in sizes))
    weights = [k * (n - k) * (common // (n * max(n - 1, 1))) for n, k in sizes]
    divisor = max(1, gcd(*weights))
    weights = [weight // divisor for weight in weights]
    squares = _squares(centred, max(weights))
    each = np.empty(outcomes.shape[1], dtype=squares.dtype)
    for (members, _), weight in zip(strata, weights, strict=True):
        each[members] = weight
    variance: Numbers = np.sum(squares * each, axis=1)
    return centred if squares.dtype.kind in "iu" else centred.astype(np.float64), variance


def _centred(outcomes: Numbers, strata: list[IntArray], *, ranks: bool) -> Numbers:
    """Return outcomes or midranks less the mean of their stratum, times the least common multiple of its sizes."""
    scale = lcm(*map(len, strata))
    largest = float(np.abs(outcomes).max(initial=0)) * scale * outcomes.shape[1]
    whole = ranks or (outcomes.dtype.kind in "iu" and largest < _INT64)
    centred: Numbers = np.empty_like(outcomes, dtype=np.int64) if whole else np.empty_like(outcomes, dtype=np.float64)
    for members in strata:
        part = _doubled_midranks(outcomes[:, members]) if ranks else outcomes[:, members]
        n = len(members)
        if whole:
            centred[:, members] = (scale // n) * (n * part - part.sum(axis=1, keepdims=True))
        else:
            centred[:, members] = part - part.mean(axis=1, keepdims=True)
    return centred


def _doubled_midranks(values: Numbers) -> IntArray:
    """Return twice the midrank of each value in its row, shape of ``values``."""
    m, n = values.shape
    ranks = np.empty((m, n), dtype=np.int64)
    rows = max(1, _COMPARED // max(n * n, 1))
    for start in range(0, m, rows):
        part = values[start : start + rows]
        own, other = part[:, :, np.newaxis], part[:, np.newaxis, :]
        ranks[start : start + rows] = (own > other).sum(axis=2) + (own >= other).sum(axis=2) + 1
    return ranks


def _without_common_divisor(scores: Numbers) -> Numbers:
    """Divide each row of integers by its greatest common divisor, which leaves S²/variance as it is."""
    if scores.dtype.kind not in "iu":
        return scores
    divisor = np.gcd.reduce(scores, axis=1, keepdims=True, initial=0)
    return scores // np.maximum(divisor, 1)


def _squares(scores: Numbers, weight: int) -> Numbers:
    """Return squares, as integers where ``weight`` times their sum fits."""
    bound = float(np.abs(scores).max(initial=0)) ** 2 * scores.shape[1] * weight
    return scores * scores if scores.dtype.kind in "iu" and bound < _INT64 else scores.astype(np.float64) ** 2
