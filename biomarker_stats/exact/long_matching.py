"""The sum of products of two scores, one of them permuted, for numbers whose products do not fit into 62 bits.

Sums are taken in Python's whole numbers, about their expectation, and then cut to 61 bits towards it: order and
symmetry stay as they are, and only sums that differ by less than 2^-60 of the largest count as equal.
"""

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from biomarker_stats.exact.bounds import too_large
from biomarker_stats.exact.distribution import ExactDistribution, IntArray
from biomarker_stats.exact.linear import scaled
from biomarker_stats.exact.matching import MOST_SUMS, permutation_sums, squares_about_mean

_BITS = 61
_CHUNK = 500_000


@dataclass(frozen=True, slots=True, eq=False)
class LongMatching:
    """Σ x·y; under H0 the y of each stratum may be permuted among its units; all of shape (n,).

    The reader's value is sum·unit.
    """

    x: IntArray
    y: IntArray
    stratum: IntArray
    unit: Fraction = Fraction(1)

    @property
    def observed(self) -> int:
        """The sum about its expectation, cut."""
        return self._cut(sum(sum(a * b for a, b in zip(x, y, strict=True)) for x, y in self._strata()))

    @property
    def value(self) -> float:
        """The sum as the reader knows it."""
        total = sum(a * b for a, b in zip(self.x.tolist(), self.y.tolist(), strict=True))
        return scaled(total, self.unit, Fraction(0))

    def moments(self) -> tuple[Fraction, Fraction]:
        """Return the exact null expectation, which is 0 here, and variance, in integer units."""
        return Fraction(0), self._variance() / Fraction(4) ** self._shift()

    def correlation(self) -> float | None:
        """Return the correlation of x and y within strata, pooled; None where one of them does not vary."""
        spread = [sum((squares_about_mean(part[k]) for part in self._strata()), Fraction(0)) for k in (0, 1)]
        if not spread[0] or not spread[1]:
            return None
        products = sum(sum(a * b for a, b in zip(x, y, strict=True)) for x, y in self._strata())
        return float(products / _root(spread[0] * spread[1]))

    def exact(self) -> ExactDistribution:
        """Count the permutations that give each sum; raise ExactTooLarge where there are too many."""
        total = Counter({0: 1})
        for x, y in self._strata():
            part = permutation_sums(x, y)
            if len(part) * len(total) > MOST_SUMS:
                raise too_large("the permutations within strata", float(len(part)) * len(total))
            joint = Counter[int]()
            for left, ways in total.items():
                for right, more in part.items():
                    joint[left + right] += ways * more
            total = joint
        cut = Counter[int]()
        for sum_, ways in total.items():
            cut[self._cut(sum_)] += ways
        values = sorted(cut)
        weights = np.array([float(cut[value]) for value in values])
        offset = Fraction(self._expectation()) * self.unit
        step = Fraction(2 ** self._shift(), self._scale()) * self.unit
        return ExactDistribution(np.array(values, dtype=np.int64), weights, step, offset, Fraction(0))

    def resample(self, n_resamples: int, generator: np.random.Generator) -> IntArray:
        """Permute y within strata; sums about their expectation, cut, shape (n_resamples,)."""
        sums = np.zeros(n_resamples, dtype=object)
        for x, y in self._strata():
            own, other = np.array(x, dtype=object), np.array(y, dtype=object)
            rows = max(1, _CHUNK // len(y))
            for done in range(0, n_resamples, rows):
                part = sums[done : done + rows]
                places = generator.permuted(np.broadcast_to(np.arange(len(y)), (len(part), len(y))), axis=1)
                sums[done : done + rows] = part + other[places] @ own
        return np.array([self._cut(sum_) for sum_ in sums.tolist()], dtype=np.int64)

    def _scale(self) -> int:
        """Return what x is multiplied by so that its mean within every stratum is a whole number."""
        return lcm(*np.unique(self.stratum, return_counts=True)[1].tolist())

    def _strata(self) -> list[tuple[list[int], list[int]]]:
        """Return x, times the scale and about its mean, and y of every stratum."""
        scale, found = self._scale(), []
        for code in np.unique(self.stratum):
            x, y = self.x[self.stratum == code].tolist(), self.y[self.stratum == code].tolist()
            mean = scale // len(x) * sum(x)
            found.append(([scale * value - mean for value in x], y))
        return found

    def _expectation(self) -> Fraction:
        members = [self.stratum == code for code in np.unique(self.stratum)]
        parts = [(self.x[own].tolist(), self.y[own].tolist()) for own in members]
        return sum((Fraction(sum(x) * sum(y), len(x)) for x, y in parts), Fraction(0))

    def _variance(self) -> Fraction:
        parts = [(x, y) for x, y in self._strata() if len(x) > 1]
        return sum((squares_about_mean(x) * squares_about_mean(y) / (len(x) - 1) for x, y in parts), Fraction(0))

    def _shift(self) -> int:
        largest = sum(max(map(abs, x)) * sum(map(abs, y)) for x, y in self._strata())
        return max(0, largest.bit_length() - _BITS)

    def _cut(self, sum_: int) -> int:
        kept = abs(sum_) >> self._shift()
        return kept if sum_ >= 0 else -kept


def _root(value: Fraction) -> Fraction:
    """Return the square root to some 30 digits."""
    digits = 10**60
    return Fraction(math.isqrt(value.numerator * value.denominator * digits), value.denominator * math.isqrt(digits))
