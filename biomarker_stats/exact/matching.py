"""The sum of products of two scores when one of them is permuted among the units of a stratum.

Spearman's correlation and Page's test are this statistic on ranks. Its null distribution is counted over which values
of the second score are already used: units with the same value are not told apart.
"""

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import factorial, prod

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.bounds import FLOAT_COUNTS, LARGEST_ARRAY, LARGEST_WORK, too_large
from biomarker_stats.exact.convolution import convolve
from biomarker_stats.exact.distribution import ExactDistribution, FloatArray, IntArray
from biomarker_stats.exact.linear import BoolArray, scaled

_CHUNK = 2_000_000
MOST_SUMS = 200_000  # permutations that are counted one by one where their sums lie too far apart
_MOST_STEPS = 1_000_000  # array additions: about a second


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """Σ x·y; under H0 the y of each stratum may be permuted among its units. All arrays are integers of shape (n,).

    The reader's value is offset + sum·unit.
    """

    x: IntArray
    y: IntArray
    stratum: IntArray
    unit: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)

    @property
    def observed(self) -> int:
        """The sum of products."""
        return int((self.x * self.y).sum())

    @property
    def value(self) -> float:
        """The sum as the reader knows it."""
        return scaled(self.observed, self.unit, self.offset)

    def exact(self) -> ExactDistribution:
        """Count the permutations that give each sum; raise ExactTooLarge where there are too many."""
        parts = [product_sums(self.x[inside], self.y[inside]) for inside in self._strata()]
        return convolve(parts, unit=self.unit, offset=self.offset)

    def moments(self) -> tuple[Fraction, Fraction]:
        """Return the exact null expectation and variance, in integer units."""
        mean, variance = Fraction(0), Fraction(0)
        for inside in self._strata():
            x, y = self.x[inside].tolist(), self.y[inside].tolist()
            n = len(x)
            mean += Fraction(sum(x) * sum(y), n)
            if n > 1:
                variance += squares_about_mean(x) * squares_about_mean(y) / (n - 1)
        return mean, variance

    def correlation(self) -> float | None:
        """Return the correlation of x and y within strata, pooled; None where one of them does not vary."""
        spread = [Fraction(0), Fraction(0)]
        for inside in self._strata():
            spread[0] += squares_about_mean(self.x[inside].tolist())
            spread[1] += squares_about_mean(self.y[inside].tolist())
        if not spread[0] or not spread[1]:
            return None
        return float(self.observed - self.moments()[0]) / math.sqrt(spread[0] * spread[1])

    def resample(self, n_resamples: int, generator: np.random.Generator) -> IntArray:
        """Permute y within strata, in integer units, shape (n_resamples,)."""
        sums = np.zeros(n_resamples, dtype=np.int64)
        for inside in self._strata():
            y = self.y[inside]
            rows = max(1, _CHUNK // len(y))
            for done in range(0, n_resamples, rows):
                part = sums[done : done + rows]
                part += generator.permuted(np.broadcast_to(y, (len(part), len(y))), axis=1) @ self.x[inside]
        return sums

    def _strata(self) -> list[BoolArray]:
        return [self.stratum == code for code in np.unique(self.stratum)]


def squares_about_mean(values: list[int]) -> Fraction:
    """Return the sum of squares about the mean.

    >>> squares_about_mean([1, 2, 4])
    Fraction(14, 3)
    """
    total = sum(values)
    return sum(value * value for value in values) - Fraction(total * total, len(values))


def product_sums(x: IntArray, y: IntArray) -> ExactDistribution:
    """Return the distribution of Σ x·y over the permutations of y.

    >>> product_sums(np.array([1, 2, 3]), np.array([1, 2, 3])).values
    array([10, 11, 13, 14])
    """
    n = len(x)
    mean = Fraction(int(x.sum()) * int(y.sum()), n)
    try:
        values, weights = _product_sums(x, y)
    except ExactTooLarge:
        found = permutation_sums(x.tolist(), y.tolist())
        values, weights = np.array(sorted(found)), np.array([float(found[sum_]) for sum_ in sorted(found)])
    return ExactDistribution(values, weights, mean=mean)


def _product_sums(x: IntArray, y: IntArray) -> tuple[IntArray, FloatArray]:
    if _states(x) < _states(y):
        x, y = y, x
    x_low, y_low = int(x.min()), int(y.min())
    a, b = np.sort(x - x_low), np.unique(y - y_low, return_counts=True)
    x_step, y_step = (max(int(np.gcd.reduce(values)), 1) for values in (a, b[0]))
    weights = _count((a // x_step).tolist(), (b[0] // y_step).tolist(), b[1].tolist())
    values = np.flatnonzero(weights)
    start = x_low * int(y.sum()) + y_low * int((x - x_low).sum())
    return start + values * (x_step * y_step), weights[values]


def _states(values: IntArray) -> float:
    """Return how many sets of used values there are."""
    return float(np.prod(np.unique(values, return_counts=True)[1] + 1.0))


def _count(a: list[int], levels: list[int], counts: list[int]) -> FloatArray:
    """Return the number of ways (units with the same level not told apart) to reach each sum of products."""
    spread = [level for level, count in zip(levels, counts, strict=True) for _ in range(count)]
    span = sum(p * q for p, q in zip(a, spread, strict=True)) + 1
    states = prod(count + 1 for count in counts)
    steps = states * len(levels) / 2
    if steps > _MOST_STEPS or steps * span > LARGEST_WORK or states * span > 8 * LARGEST_ARRAY or len(a) > FLOAT_COUNTS:
        raise too_large(f"the permutations of {len(a)} units", float(steps) * span)
    places = [1]
    for count in counts:
        places.append(places[-1] * (count + 1))
    layer = {0: np.ones(1)}
    for score in a:
        grown: dict[int, FloatArray] = {}
        for used, ways in layer.items():
            for level, count, place, above in zip(levels, counts, places[:-1], places[1:], strict=True):
                if used % above // place < count:
                    _add(grown, used + place, ways, score * level)
        layer = grown
    return next(iter(layer.values()))


def _add(layer: dict[int, FloatArray], used: int, ways: FloatArray, step: int) -> None:
    """Add ``ways``, moved up by ``step``, to what is known of the set of used values."""
    known = layer.get(used)
    length = len(ways) + step
    if known is None:
        known = np.zeros(length)
    elif len(known) < length:
        known = np.concatenate([known, np.zeros(length - len(known))])
    known[step:length] += ways
    layer[used] = known


def permutation_sums(x: list[int], y: list[int]) -> Counter[int]:
    """Return in how many permutations of y, units of the same value not told apart, each Σ x·y arises.

    Raises:
        ExactTooLarge: there are more than 200,000.

    >>> sorted(permutation_sums([1, 2, 4], [0, 0, 1]).items())
    [(1, 1), (2, 1), (4, 1)]
    """
    levels = Counter(y)
    orders = factorial(len(y)) // prod(factorial(count) for count in levels.values())
    if orders > MOST_SUMS:
        raise too_large(f"the permutations of {len(y)} units", float(orders) * len(y))
    values, counts = list(levels), list(levels.values())
    layer: dict[tuple[int, ...], Counter[int]] = {(0,) * len(values): Counter({0: 1})}
    for score in x:
        grown: dict[tuple[int, ...], Counter[int]] = {}
        for used, sums in layer.items():
            for place, value in enumerate(values):
                if used[place] < counts[place]:
                    after = (*used[:place], used[place] + 1, *used[place + 1 :])
                    target = grown.setdefault(after, Counter())
                    for sum_, ways in sums.items():
                        target[sum_ + score * value] += ways
        layer = grown
    return next(iter(layer.values()))
