"""The null distribution of a sum of signed scores when each sign is a fair coin.

The number of sign patterns that give each sum of positive scores is the coefficient in ∏(1 + x^score): the shift
algorithm. References: Streitberg B, Röhmel J (1986), Stat Software Newsletter 12:10-17; Pagano M, Tritchler D (1983),
JASA 78:435-440.
"""

from collections import Counter
from fractions import Fraction
from math import gcd, prod

import numpy as np

from biomarker_stats.exact.bounds import (
    FLOAT_COUNTS,
    LARGEST_ARRAY,
    LARGEST_WORK,
    RELATIVE_TOTAL,
    SPARSE_ATOMS,
    too_large,
)
from biomarker_stats.exact.distribution import ExactDistribution, FloatArray, IntArray
from biomarker_stats.exact.packed import FEW, sign_flip_weights

_PACKED_WORK = 100_000  # counts moved: beyond this arrays are quicker than whole numbers


def sign_flip_distribution(
    magnitudes: IntArray, *, unit: Fraction = Fraction(1), offset: Fraction = Fraction(0)
) -> ExactDistribution:
    """Return the distribution of the sum of those ``magnitudes`` whose sign is positive.

    Args:
        magnitudes: integer scores ≥ 0, shape (n,); zeros change nothing.
        unit: what one step of the sum is on the reader's scale.
        offset: the reader's value of a sum of 0.

    Raises:
        ExactTooLarge: more sums than fit; the message names the remedy.

    >>> sign_flip_distribution(np.array([1, 2, 3])).weights
    array([1., 1., 1., 2., 1., 1., 1.])
    """
    steps = sorted([step for step in magnitudes.tolist() if step > 0])
    if not steps:
        return ExactDistribution(np.zeros(1, np.int64), np.ones(1), unit, offset, Fraction(0))
    total, divisor = sum(steps), gcd(*steps)
    values, weights = _count([step // divisor for step in steps])
    return ExactDistribution(values * divisor, weights, unit, offset, Fraction(total, 2))


def _count(steps: list[int]) -> tuple[IntArray, FloatArray]:
    """Return the attainable sums and the number of subsets of ``steps`` (sorted, positive) that give each."""
    span = sum(steps) + 1
    n = len(steps)
    if n <= FEW and n * span <= _PACKED_WORK:
        packed = sign_flip_weights(steps, span)
        values = np.flatnonzero(packed)
        return values, packed[values]
    dense_fits = span <= LARGEST_ARRAY and n * span <= LARGEST_WORK
    if dense_fits and (n > 20 or span <= 2 ** (n + 3)):
        return _count_dense(steps, span)
    atoms = prod(count + 1 for count in Counter(steps).values())
    if atoms <= SPARSE_ATOMS:
        return _count_sparse(steps)
    if dense_fits:
        return _count_dense(steps, span)
    raise too_large(f"sign flips of {n} differences", float(min(atoms, n * span)))


def _count_dense(steps: list[int], span: int) -> tuple[IntArray, FloatArray]:
    weights = np.zeros(span)
    weights[0] = 1.0
    relative = len(steps) > FLOAT_COUNTS
    top = 1
    for step in steps:
        weights[step : top + step] += weights[:top]
        top += step
        if relative:
            weights[:top] *= 0.5
    if relative:
        weights *= RELATIVE_TOTAL
        np.maximum(weights, np.finfo(float).tiny, where=weights > 0, out=weights)
    values = np.flatnonzero(weights)
    return values, weights[values]


def _count_sparse(steps: list[int]) -> tuple[IntArray, FloatArray]:
    values, weights = np.zeros(1, np.int64), np.ones(1)
    for step in steps:
        values, weights = merge(np.concatenate([values, values + step]), np.concatenate([weights, weights]))
    return values, weights


def merge(values: IntArray, weights: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return the distinct values in increasing order, each with the sum of its weights.

    >>> merge(np.array([3, 1, 3]), np.array([1.0, 1.0, 2.0]))
    (array([1, 3]), array([1., 3.]))
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return ordered[starts], np.add.reduceat(weights[order], starts)
