"""The probability of a monotone set of 2 × 2 tables as a function of both proportions.

A set that more events in the first arm, or fewer in the second, never leave is {a ≥ s(b)} with s rising in b. Its
probability is Σ_b f(b; p2) G(b), G(b) = P(A ≥ s(b); p1), and so are its derivatives: sums over the boundary alone.
"""

from dataclasses import dataclass

import numpy as np

from biomarker_stats.exact.bernstein import binomial_matrix, binomial_range
from biomarker_stats.exact.certified import Local, Maximum, certified_maximum, hill_top
from biomarker_stats.exact.distribution import FloatArray, IntArray

_TOLERANCE = 1e-8


class MonotoneRegion:
    """A set of tables with the boundary s(b), and its probability along the lines p1 − p2 = δ."""

    def __init__(self, region: np.ndarray) -> None:
        self.n1, self.n2 = region.shape[0] - 1, region.shape[1] - 1
        self.boundary: IntArray = self.n1 + 1 - region.sum(axis=0)

    def maximum(self, delta: float) -> Maximum:
        """Return the certified maximum over all proportions with p1 − p2 = ``delta``; its place is p2."""
        low, high = max(0.0, -delta), min(1.0, 1.0 - delta)
        line = _Line(self, delta)
        if high <= low:
            value = float(line.at(np.array([low])).value[0])
            return Maximum(value, low, value)
        return certified_maximum(line, low, high, _TOLERANCE)

    def hill_top(self, delta: float, shares: FloatArray) -> tuple[float, float]:
        """Return the value and place of the hill reached from the best of the places, given as shares of the line."""
        low, high = max(0.0, -delta), min(1.0, 1.0 - delta)
        if high <= low:
            return self.maximum(delta).value, low
        return hill_top(_Line(self, delta), low + shares * (high - low))


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """The probability of a monotone set as a function of p2, with p1 = p2 + δ."""

    region: MonotoneRegion
    delta: float

    def at(self, places: FloatArray) -> Local:
        p1, p2 = np.clip(places + self.delta, 0.0, 1.0), places
        n1, n2, boundary = self.region.n1, self.region.n2, self.region.boundary
        survival = _survival(binomial_matrix(n1, p1))[:, boundary]
        second_arm, others = binomial_matrix(n2, p2), binomial_matrix(n2 - 1, p2)
        drop, atom = survival[:, 1:] - survival[:, :-1], _at(binomial_matrix(n1 - 1, p1), boundary - 1)
        slope = n1 * (second_arm * atom).sum(axis=1) + n2 * (others * drop).sum(axis=1)
        second = 2 * n1 * n2 * (others * np.diff(atom, axis=1)).sum(axis=1)
        if n1 > 1:
            inner = binomial_matrix(n1 - 2, p1)
            turn = _at(inner, boundary - 2) - _at(inner, boundary - 1)
            second += n1 * (n1 - 1) * (second_arm * turn).sum(axis=1)
        if n2 > 1:
            second += n2 * (n2 - 1) * (binomial_matrix(n2 - 2, p2) * np.diff(drop, axis=1)).sum(axis=1)
        return Local((second_arm * survival).sum(axis=1), slope, second)

    def bend(self, edges: FloatArray) -> FloatArray:
        """Bound the second derivative from above, term by term, each between its least and largest value."""
        first, second = np.clip(edges + self.delta, 0.0, 1.0), edges
        n1, n2, boundary = self.region.n1, self.region.n2, self.region.boundary
        least1, largest1 = (_at(part, boundary - 1) for part in binomial_range(n1 - 1, first))
        mixed = largest1[:, 1:] - least1[:, :-1]
        bend = 2 * n1 * n2 * _largest_sum(binomial_range(n2 - 1, second), mixed)
        if n1 > 1:
            least, largest = binomial_range(n1 - 2, first)
            turn = _at(largest, boundary - 2) - _at(least, boundary - 1)
            bend += n1 * (n1 - 1) * _largest_sum(binomial_range(n2, second), turn)
        if n2 > 1:
            bounds = (_survival(part) for part in binomial_range(n1, first))
            fall_least, fall_largest = (part[:, boundary[:-1]] - part[:, boundary[1:]] for part in bounds)
            curve = fall_largest[:, :-1] - fall_least[:, 1:]
            bend += n2 * (n2 - 1) * _largest_sum(binomial_range(n2 - 2, second), curve)
        return np.asarray(bend)


def _largest_sum(bounds: tuple[FloatArray, FloatArray], factor: FloatArray) -> FloatArray:
    """Bound Σ f·factor from above when f lies between the bounds: the larger f where the factor is positive."""
    least, largest = bounds
    return np.asarray((np.where(factor > 0, largest, least) * factor).sum(axis=1))


def _survival(probabilities: FloatArray) -> FloatArray:
    """Return P(A ≥ a) for a = 0 … n + 1."""
    tails = np.cumsum(probabilities[:, ::-1], axis=1)[:, ::-1]
    return np.concatenate([tails, np.zeros((len(tails), 1))], axis=1)


def _at(probabilities: FloatArray, place: IntArray) -> FloatArray:
    """Return the columns at ``place``; 0 outside."""
    inside = (place >= 0) & (place < probabilities.shape[1])
    return np.where(inside, probabilities[:, np.clip(place, 0, probabilities.shape[1] - 1)], 0.0)
