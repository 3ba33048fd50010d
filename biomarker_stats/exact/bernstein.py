"""Polynomials in Bernstein form: Σ β_k C(n, k) π^k (1 − π)^(n − k), and their certified maximum on an interval.

The probability of a set of tables under a common proportion π is one: β_k is its conditional probability, given k
events in all. The coefficients bound the polynomial, and their second differences its curvature.
"""

from functools import lru_cache

import numpy as np

from biomarker_stats.exact.certified import TOLERANCE, Local, Maximum, centres, certified_maximum, first_edges
from biomarker_stats.exact.distribution import FloatArray

_TINY = 1e-300
_CACHED = 512
_FIRST_EDGES = first_edges(0.0, 1.0)
_FIRST_CENTRES = centres(_FIRST_EDGES)


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


def binomial_range(n: int, edges: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the least and the largest P(k; n, π) for π between neighbouring edges.

    Args:
        n: the size of the binomial.
        edges: rows of increasing proportions, shape (m, s + 1); the answers have shape (m · s, n + 1).

    >>> [x.round(9).tolist() for x in binomial_range(2, np.array([[0.25, 0.75]]))]
    [[[0.0625, 0.375, 0.0625]], [[0.5625, 0.5, 0.5625]]]
    """
    rows, cells = edges.shape[0], edges.shape[1] - 1
    ends = binomial_matrix(n, edges.ravel()).reshape(rows, cells + 1, n + 1)
    at_left, at_right = ends[:, :-1].reshape(-1, n + 1), ends[:, 1:].reshape(-1, n + 1)
    largest = np.maximum(at_left, at_right)
    modes, peaks = _peaks(n)
    left, right = edges[:, :-1].reshape(-1, 1), edges[:, 1:].reshape(-1, 1)
    np.copyto(largest, peaks, where=(left < modes) & (modes < right))
    return np.minimum(at_left, at_right), largest


class BernsteinPolynomial:
    """Σ β_k C(n, k) π^k (1 − π)^(n − k), its derivatives, and bounds on the second one.

    Args:
        coefficients: β_0, …, β_n with n ≥ 2.
    """

    def __init__(self, coefficients: FloatArray) -> None:
        self.n = len(coefficients) - 1
        first, second = np.diff(coefficients), np.diff(coefficients, 2)
        self._columns = np.stack([coefficients[:-2], first[:-1], second], axis=1)
        bends = self.n * (self.n - 1) * second
        self._upwards, self._downwards = np.maximum(bends, 0.0), np.minimum(bends, 0.0)

    def at(self, places: FloatArray) -> Local:
        """Return value, slope and second derivative, by the last two steps of de Casteljau's algorithm."""
        n = self.n
        start, rise, turn = (_matrix(n - 2, places) @ self._columns).T
        value = start + 2 * places * rise + places * places * turn
        return Local(value, n * (rise + places * turn), n * (n - 1) * turn)

    def bend(self, edges: FloatArray) -> FloatArray:
        """Bound the second derivative between neighbouring edges: each term at its least or largest."""
        least, largest = _range(self.n - 2, edges)
        return np.asarray(largest @ self._upwards + least @ self._downwards)


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
    if (coefficients == coefficients[0]).all():
        return Maximum(float(coefficients[0]), low, float(coefficients[0]))
    return certified_maximum(BernsteinPolynomial(coefficients), low, high, tolerance)


@lru_cache(maxsize=_CACHED // 8)
def _first_level(n: int) -> tuple[FloatArray, tuple[FloatArray, FloatArray]]:
    """Return the probabilities at the centres of the first cells of [0, 1], and their range over each cell."""
    edges = first_edges(0.0, 1.0)
    return binomial_matrix(n, centres(edges)), binomial_range(n, edges)


def _matrix(n: int, places: FloatArray) -> FloatArray:
    return _first_level(n)[0] if np.array_equal(places, _FIRST_CENTRES) else binomial_matrix(n, places)


def _range(n: int, edges: FloatArray) -> tuple[FloatArray, FloatArray]:
    return _first_level(n)[1] if np.array_equal(edges, _FIRST_EDGES) else binomial_range(n, edges)
