"""The permutation test of a mean difference moved by any shift: its exact interval, or the normal one."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.distribution import IntArray
from biomarker_stats.exact.linear import BoolArray
from biomarker_stats.exact.mean_interval import Rearrangements, flips, mean_interval, swaps
from biomarker_stats.exact.reference import Question
from biomarker_stats.exact.shift_interval import Interval
from biomarker_stats.terms import Alternative


@dataclass(frozen=True, slots=True)
class MeanTest:
    """A permutation test of data moved by a shift d, in integer units, ``scale`` of which make one of the outcome.

    The statistic exceeds its expectation by excess − slope·d, and its variance is the quadratic ``variance`` in d.
    """

    excess: Fraction
    slope: Fraction
    variance: tuple[Fraction, Fraction, Fraction]
    scale: int
    moves: Callable[[], Rearrangements]

    @property
    def estimate(self) -> float | None:
        """The shift at which the statistic meets its expectation."""
        return float(self.excess / self.slope / self.scale) if self.slope else None

    def interval(self, question: Question, alpha: float) -> Interval:
        """Return the shifts that the test does not reject: of the exact test if asked for and it fits."""
        why: tuple[str, ...] = ()
        if question.reference in {"auto", "exact"}:
            try:
                return mean_interval(self.moves(), self.scale, alpha, question)
            except ExactTooLarge as error:
                why = (f"the interval is approximate: {error}",)
        low, high = self._normal_limits(question.alternative, alpha)
        method = "inversion of the permutation test by its normal approximation"
        return Interval(low=low / self.scale, high=high / self.scale, method=method, notes=why)

    def _normal_limits(self, alternative: Alternative, alpha: float) -> tuple[float, float]:
        """Solve (excess − slope·d)² = z²·variance(d)."""
        from scipy.special import ndtri

        z = float(ndtri(1 - alpha / (2 if alternative == "two-sided" else 1)))
        a, b = float(self.excess), float(self.slope)
        constant, linear, square = (float(part) * z * z for part in self.variance)
        curve, middle = b * b - square, a * b + linear / 2
        if curve <= 0:
            return -math.inf, math.inf
        reach = math.sqrt(max(middle * middle - curve * (a * a - constant), 0.0)) / curve
        low, high = middle / curve - reach, middle / curve + reach
        return (-math.inf if alternative == "less" else low), (math.inf if alternative == "greater" else high)


def pairs_mean_test(change: IntArray, scale: int) -> MeanTest:
    """Return the test of the mean of paired differences."""
    n, total = len(change), sum(change.tolist())
    squares = sum([value * value for value in change.tolist()])
    variance = Fraction(squares, 4), Fraction(-total, 2), Fraction(n, 4)
    return MeanTest(Fraction(total, 2), Fraction(n, 2), variance, scale, lambda: flips(change))


def arms_mean_test(outcome: IntArray, first: BoolArray, stratum: IntArray, scale: int) -> MeanTest:
    """Return the test of the difference of two arms' means, labels permuted within strata."""
    excess, slope, variance = Fraction(0), Fraction(0), [Fraction(0)] * 3
    for code in np.unique(stratum):
        inside = stratum == code
        values, own = outcome[inside].tolist(), outcome[inside & first].tolist()
        n, m, total = len(values), len(own), sum(values)
        excess += sum(own) - Fraction(m * total, n)
        slope += Fraction(m * (n - m), n)
        if n > 1:
            squares = sum([value * value for value in values])
            parts = n * squares - total * total, 2 * (m * total - n * sum(own)), m * (n - m)
            factor = Fraction(m * (n - m), n * n * (n - 1))
            variance = [known + factor * part for known, part in zip(variance, parts, strict=True)]
    terms = variance[0], variance[1], variance[2]
    return MeanTest(excess, slope, terms, scale, lambda: swaps(outcome, first, stratum))
