"""Sums of independent exact distributions: strata are multiplied as polynomials, never enumerated together."""

from collections.abc import Sequence
from fractions import Fraction
from math import log2

import numpy as np

from biomarker_stats.exact.bounds import LARGEST_ARRAY, LARGEST_WORK, RELATIVE_TOTAL, SPARSE_ATOMS, too_large
from biomarker_stats.exact.distribution import ExactDistribution, FloatArray, IntArray
from biomarker_stats.exact.sign_flips import merge

_LARGEST_LOG2 = 1000.0  # of the number of arrangements, so that their product stays a float


def convolve(
    parts: Sequence[ExactDistribution], *, unit: Fraction = Fraction(1), offset: Fraction = Fraction(0)
) -> ExactDistribution:
    """Return the distribution of the sum of independent integer statistics, on the scale ``unit`` and ``offset``.

    Raises:
        ExactTooLarge: the sum has too many values; the message names the remedy.

    >>> coin = ExactDistribution(np.array([0, 1]), np.ones(2))
    >>> convolve([coin, coin, coin]).weights
    array([1., 3., 3., 1.])
    """
    if len(parts) == 1:
        only = parts[0]
        return ExactDistribution(only.values, only.weights, unit, offset, only.expectation)
    mean = sum((part.expectation for part in parts), Fraction(0))
    relative = sum(log2(part.total) for part in parts) > _LARGEST_LOG2
    start = sum(int(part.values[0]) for part in parts)
    steps = [np.diff(part.values) for part in parts if len(part.values) > 1]
    divisor = int(np.gcd.reduce(np.concatenate(steps))) if steps else 1
    values, weights = np.zeros(1, np.int64), np.ones(1)
    for part in sorted(parts, key=lambda one: len(one.values)):
        scaled = part.weights / part.total if relative else part.weights
        values, weights = _product(values, weights, (part.values - part.values[0]) // divisor, scaled)
    if relative:
        weights = np.maximum(weights * RELATIVE_TOTAL, np.finfo(float).tiny)
    return ExactDistribution(start + values * divisor, weights, unit, offset, mean)


def _product(a: IntArray, p: FloatArray, b: IntArray, q: FloatArray) -> tuple[IntArray, FloatArray]:
    """Multiply two polynomials given by exponents (from 0 up) and coefficients."""
    span = int(a[-1] + b[-1]) + 1
    few, many = min(len(a), len(b)), max(len(a), len(b))
    if span <= LARGEST_ARRAY and few * span <= LARGEST_WORK and span <= 64 * few * many:
        dense = _dense_product(a, p, b, q, span)
        values = np.flatnonzero(dense)
        return values, dense[values]
    if few * many > 8 * SPARSE_ATOMS:
        raise too_large("the sum over strata", float(few) * many)
    if len(a) > len(b):
        a, p, b, q = b, q, a, p
    values, weights = np.zeros(0, np.int64), np.zeros(0)
    for low in range(0, few, 16):
        block = (a[low : low + 16, None] + b).ravel(), (p[low : low + 16, None] * q).ravel()
        values, weights = merge(np.concatenate([values, block[0]]), np.concatenate([weights, block[1]]))
        if len(values) > SPARSE_ATOMS:
            raise too_large("the sum over strata", float(few) * many)
    return values, weights


def _dense_product(a: IntArray, p: FloatArray, b: IntArray, q: FloatArray, span: int) -> FloatArray:
    if len(a) > len(b):
        a, p, b, q = b, q, a, p
    full_b = np.zeros(int(b[-1]) + 1)
    full_b[b] = q
    if 3 * len(a) > a[-1]:
        full_a = np.zeros(int(a[-1]) + 1)
        full_a[a] = p
        return np.convolve(full_a, full_b)
    product = np.zeros(span)
    for exponent, coefficient in zip(a.tolist(), p.tolist(), strict=True):
        product[exponent : exponent + len(full_b)] += coefficient * full_b
    return product
