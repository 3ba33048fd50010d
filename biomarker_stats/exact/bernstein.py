"""Polynomials in Bernstein form: Σ β_k C(n, k) π^k (1 − π)^(n − k), and their certified maximum on an interval.

The probability of a set of tables under a common proportion π is one: β_k is its conditional probability, given k
events in all. The coefficients bound the polynomial, and their second differences its curvature.
"""

from functools import lru_cache

import numpy as np

from biomarker_stats.exact.certified import TOLERANCE, Local, Maximum, certified_maximum
from biomarker_stats.exact.distribution import FloatArray

_TINY = 1e-300
_CACHED = 512


@lru_cache(maxsize=_CACHED)
def log_binomials(n: int) -> FloatArray:
    """Return log C(n, 0), …, log C(n, n).

    >>> np.exp(log_binomials(3)).round(9)
    array([1., 3., 3., 1.])
    """
    k = np.arange(n)
    half = np.concatenate([[0.0], np.cumsum(np.log((n - k) / (k + 1.0)))])[: n // 2 + 1]
    return np.concatenate([half, half[: (n + 1) // 2][::-1]])


@lru_cache(maxsize=_CACHED)
def _peaks(n: int) -> tuple[FloatArray, FloatArray]:
    """Return the proportion at which each number of successes is the most probable, and its probability there."""
    modes = np.arange(n + 1) / max(n, 1)
    return modes, np.diagonal(binomial_matrix(n, modes)).copy()


def binomial_matrix(n: int, proportion: FloatArray) -> FloatArray:
    """Return P(k; n, π) for each proportion (rows) and k = 0 … n (columns).

    >>> binomial_matrix(2, np.array([0.5, 1.0])).round(9)
    array([[0.25, 0.5 , 0.25],
           [0.  , 0.  , 1.  ]])
    """
    k = np.arange(n + 1.0)
    success = np.log(np.maximum(proportion, _TINY))[:, None]
    failure = np.log(np.maximum(1 - proportion, _TINY))[:, None]
    exponent = k * success
    exponent += (n - k) * failure
    exponent += log_binomials(n)
    return np.asarray(np.exp(exponent, out=exponent))


def binomial_range(n: int, left: FloatArray, right: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the least and the largest P(k; n, π) for π in each [left, right] (rows) and each k (columns).

    >>> [x.round(9).tolist() for x in binomial_range(2, np.array([0.25]), np.array([0.75]))]
    [[[0.0625, 0.375, 0.0625]], [[0.5625, 0.5, 0.5625]]]
    """
    ends = binomial_matrix(n, np.concatenate([left, right]))
    at_left, at_right = ends[: len(left)], ends[len(left) :]
    modes, peaks = _peaks(n)
    inside = (left[:, None] < modes) & (modes < right[:, None])
    return np.minimum(at_left, at_right), np.where(inside, peaks, np.maximum(at_left, at_right))


def maximum(coefficients: FloatArray, low: float = 0.0, high: float = 1.0, tolerance: float = TOLERANCE) -> Maximum:
    """Return the certified maximum over π in [low, high] of the polynomial with these Bernstein coefficients.

    Args:
        coefficients: β_0, …, β_n with n ≥ 2.
        low: left end of the interval.
        high: right end of the interval.
        tolerance: how far the certificate may lie above the value.

    >>> round(maximum(np.array([0.0, 0.0, 1.0, 0.0, 0.0])).value, 12)
    0.375
    """
    n = len(coefficients) - 1
    first, second = np.diff(coefficients), np.diff(coefficients, 2)
    if not first.any():
        return Maximum(float(coefficients[0]), low, float(coefficients[0]))
    columns = np.stack([coefficients[:-2], first[:-1], second], axis=1)
    bends = n * (n - 1) * second
    upwards, downwards = np.maximum(bends, 0.0), np.minimum(bends, 0.0)

    def local(left: FloatArray, right: FloatArray) -> Local:
        centre = (left + right) / 2
        start, rise, turn = (binomial_matrix(n - 2, centre) @ columns).T
        value = start + 2 * centre * rise + centre * centre * turn
        slope, bend = n * (rise + centre * turn), n * (n - 1) * turn
        if left is right:
            return Local(value, slope, bend, bend)
        least, largest = binomial_range(n - 2, left, right)
        return Local(value, slope, bend, largest @ upwards + least @ downwards)

    return certified_maximum(local, low, high, tolerance)
