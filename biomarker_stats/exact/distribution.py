"""The exact null distribution of an integer-valued statistic: tails, mid-p, attainable p.

Source for the two-sided rules: Fay MP (2010), R Journal 2(1):53-58; for mid-p: Lancaster HO (1961), JASA 56:223-234.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.terms import Alternative, TwoSided

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

EXACT_FLOAT = 2.0**53  # weights whose total stays below this are exact integers
_NEAR = 1e-9  # weights this close, relatively, are one weight when rounding has touched them


@dataclass(frozen=True)
class ExactDistribution:
    """Attainable values of a statistic and the number (or relative number) of arrangements that give each.

    ``values`` are integers in increasing order, ``weights`` their counts; a value of the statistic as a reader knows
    it is ``offset + value * unit``. Comparisons are between integers. Weights are exact while their total stays below
    2^53; beyond that they carry the relative rounding error of a sum of positive terms. ``mean`` is the expectation of
    the integer value where the maker knows it; otherwise it is computed from the weights.
    """

    values: IntArray
    weights: FloatArray
    unit: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    mean: Fraction | None = None

    @cached_property
    def total(self) -> float:
        """The number of equally likely arrangements (or the sum of the relative weights)."""
        return float(self.weights.sum())

    @cached_property
    def expectation(self) -> Fraction:
        """The null expectation of the integer value; exact while the weights are."""
        if self.mean is not None:
            return self.mean
        if self.symmetric:
            return Fraction(int(self.values[0]) + int(self.values[-1]), 2)
        if self.total < EXACT_FLOAT and float(np.abs(self.values).max()) * self.total < 2.0**62:
            weights = self.weights.astype(np.int64)
            return Fraction(int((self.values * weights).sum()), int(self.total))
        exact = sum((Fraction(int(v)) * Fraction(float(w)) for v, w in zip(self.values, self.weights, strict=True)))
        return Fraction(exact) / Fraction(self.total)

    @cached_property
    def symmetric(self) -> bool:
        """Whether the distribution is its own mirror image."""
        mirrored = self.values[0] + self.values[-1] - self.values[::-1]
        if not np.array_equal(mirrored, self.values):
            return False
        if self.total < EXACT_FLOAT:
            return bool(np.array_equal(self.weights, self.weights[::-1]))
        return bool(np.allclose(self.weights, self.weights[::-1], rtol=_NEAR, atol=0.0))

    @property
    def probabilities(self) -> FloatArray:
        """P(value) under H0, shape of ``values``."""
        return self.weights / self.total

    @property
    def support(self) -> FloatArray:
        """The values of the statistic on the reader's scale."""
        return np.array([float(self.offset + int(v) * self.unit) for v in self.values])

    @cached_property
    def _lower(self) -> FloatArray:
        return np.cumsum(self.weights)

    @cached_property
    def _upper(self) -> FloatArray:
        return np.cumsum(self.weights[::-1])[::-1]

    def p_value(self, observed: int, alternative: Alternative, two_sided: TwoSided = "absolute") -> float:
        """Return P(as extreme as ``observed``) under H0; ``observed`` must be one of ``values``."""
        return float(self.all_p(alternative, two_sided)[self.index(observed)])

    def mid_p_value(self, observed: int, alternative: Alternative, two_sided: TwoSided = "absolute") -> float:
        """Return the p value less half the probability of the outcomes exactly as extreme as the observed one."""
        return float(self.all_mid_p(alternative, two_sided)[self.index(observed)])

    def p_min(self, alternative: Alternative, two_sided: TwoSided = "absolute") -> float:
        """Return the smallest p value that any outcome of this design could have given."""
        return float(self.all_p(alternative, two_sided).min())

    def attainable_p(self, alternative: Alternative, two_sided: TwoSided = "absolute") -> FloatArray:
        """Return every p value the test can give, in increasing order."""
        return np.unique(self.all_p(alternative, two_sided))

    def index(self, observed: int) -> int:
        """Return the position of ``observed`` among the attainable values."""
        place = int(np.searchsorted(self.values, observed))
        if place == len(self.values) or self.values[place] != observed:
            msg = f"{observed} is not an attainable value of this statistic"
            raise ValueError(msg)
        return place

    def all_p(self, alternative: Alternative, two_sided: TwoSided = "absolute") -> FloatArray:
        """Return the p value of every attainable outcome, shape of ``values``."""
        if alternative == "greater":
            tail = self._upper
        elif alternative == "less":
            tail = self._lower
        else:
            tail = self._two_sided_tails(two_sided, mid=False)
        return np.minimum(tail / self.total, 1.0)

    def all_mid_p(self, alternative: Alternative, two_sided: TwoSided = "absolute") -> FloatArray:
        """Return the mid-p value of every attainable outcome, shape of ``values``."""
        if alternative == "greater":
            tail = self._upper - self.weights / 2
        elif alternative == "less":
            tail = self._lower - self.weights / 2
        else:
            tail = self._two_sided_tails(two_sided, mid=True)
        return np.minimum(tail / self.total, 1.0)

    def _two_sided_tails(self, rule: TwoSided, mid: bool) -> FloatArray:
        half = self.weights / 2 if mid else np.zeros_like(self.weights)
        if rule == "central":
            return 2 * np.minimum(self._lower - half, self._upper - half)
        if rule == "absolute":
            return _tail_by(self._distance(), self.weights, mid)
        if rule == "minlike":
            return _tail_by(-self._grouped_weights(), self.weights, mid)
        smaller_tail = np.minimum(self._lower, self._upper)
        return _tail_by(-_group(smaller_tail, exact=self.total < EXACT_FLOAT), self.weights, mid)

    def _distance(self) -> FloatArray | IntArray:
        """|value − expectation| in integer units, so that ties are ties."""
        mean = self.expectation
        largest = max(abs(int(self.values[0])), abs(int(self.values[-1])), 1)
        if mean.denominator * largest + abs(mean.numerator) < 2**62:
            return np.abs(self.values * mean.denominator - mean.numerator)
        ranks = {d: k for k, d in enumerate(sorted({abs(int(v) - mean) for v in self.values}))}
        return np.array([ranks[abs(int(v) - mean)] for v in self.values], dtype=np.int64)

    def _grouped_weights(self) -> FloatArray:
        return _group(self.weights, exact=self.total < EXACT_FLOAT)


def _tail_by(extremeness: FloatArray | IntArray, weights: FloatArray, mid: bool) -> FloatArray:
    """Sum, for each outcome, the weights of all outcomes at least as extreme (half of those exactly as extreme)."""
    levels, group = np.unique(extremeness, return_inverse=True)
    atoms = np.bincount(group, weights=weights, minlength=len(levels))
    tails = np.cumsum(atoms[::-1])[::-1]
    return np.asarray((tails - atoms / 2 if mid else tails)[group])


def _group(numbers: FloatArray, *, exact: bool) -> FloatArray:
    """Return ``numbers``, those that differ by rounding alone made equal; unchanged where they are exact."""
    if exact:
        return numbers
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    new_level = np.concatenate([[True], ordered[1:] > ordered[:-1] * (1 + _NEAR)])
    grouped = np.empty_like(numbers)
    grouped[order] = ordered[new_level][np.cumsum(new_level) - 1]
    return grouped
