"""Concordant less discordant pairs of two ordered variables: Kendall's S, and with it Jonckheere and Terpstra's J.

A pair tied in either variable counts 0. Under H0 the second variable is permuted among the units of a stratum, so the
distribution depends on the two patterns of ties alone.
References: Kendall MG (1970), Rank Correlation Methods, chapters 4-5; Jonckheere AR (1954), Biometrika 41:133-145.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import comb, prod

import numpy as np

from biomarker_stats.exact.bounds import FLOAT_COUNTS, LARGEST_WORK, too_large
from biomarker_stats.exact.convolution import convolve
from biomarker_stats.exact.distribution import ExactDistribution, FloatArray, IntArray
from biomarker_stats.exact.linear import BoolArray, scaled
from biomarker_stats.exact.relabelling import subset_sums

_CHUNK = 4_000_000
_MOST_STEPS = 150_000  # array additions: some seconds


@dataclass(frozen=True, slots=True, eq=False)
class Concordance:
    """Kendall's S, added up over strata; x, y and stratum are integers of shape (n,).

    The reader's value is offset + S·unit.
    """

    x: IntArray
    y: IntArray
    stratum: IntArray
    unit: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)

    @property
    def observed(self) -> int:
        """S."""
        return sum(int(_signs(self.x[own], self.y[own][None, :])[0]) for own in self._strata())

    @property
    def value(self) -> float:
        """The statistic as the reader knows it."""
        return scaled(self.observed, self.unit, self.offset)

    def exact(self) -> ExactDistribution:
        """Count the permutations that give each S; raise ExactTooLarge where there are too many."""
        parts = []
        for own in self._strata():
            x, y = (np.unique(values[own], return_counts=True)[1].tolist() for values in (self.x, self.y))
            parts.append(concordance_distribution(x, y))
        return convolve(parts, unit=self.unit, offset=self.offset)

    def moments(self) -> tuple[Fraction, Fraction]:
        """Return the exact null expectation and variance of S. Kendall (1970), section 4.9."""
        variance = Fraction(0)
        for own in self._strata():
            x, y = (np.unique(values[own], return_counts=True)[1].tolist() for values in (self.x, self.y))
            variance += _variance(x, y)
        return Fraction(0), variance

    def resample(self, n_resamples: int, generator: np.random.Generator) -> IntArray:
        """Permute y within strata; S, shape (n_resamples,)."""
        sums = np.zeros(n_resamples, dtype=np.int64)
        for own in self._strata():
            x, y = self.x[own], self.y[own]
            rows = max(1, _CHUNK // len(y) ** 2)
            for done in range(0, n_resamples, rows):
                part = sums[done : done + rows]
                part += _signs(x, generator.permuted(np.broadcast_to(y, (len(part), len(y))), axis=1))
        return sums

    def _strata(self) -> list[BoolArray]:
        return [self.stratum == code for code in np.unique(self.stratum)]


def _signs(x: IntArray, y: IntArray) -> IntArray:
    """Return S for each row of y, shape (rows,)."""
    i, j = np.triu_indices(len(x), 1)
    return np.asarray(np.sign(y[:, i] - y[:, j]) @ np.sign(x[i] - x[j]))


def _variance(x: list[int], y: list[int]) -> Fraction:
    n = sum(x)
    if n < 2:
        return Fraction(0)
    fives = [sum(t * (t - 1) * (2 * t + 5) for t in counts) for counts in ([n], x, y)]
    threes = [sum(t * (t - 1) * (t - 2) for t in counts) for counts in (x, y)]
    twos = [sum(t * (t - 1) for t in counts) for counts in (x, y)]
    variance = Fraction(fives[0] - fives[1] - fives[2], 18) + Fraction(twos[0] * twos[1], 2 * n * (n - 1))
    if n > 2:
        variance += Fraction(threes[0] * threes[1], 9 * n * (n - 1) * (n - 2))
    return variance


def concordance_distribution(x: list[int], y: list[int]) -> ExactDistribution:
    """Return the distribution of S, given how many units share each value of x and of y, values in increasing order.

    Raises:
        ExactTooLarge: there are too many sets of used values.

    >>> concordance_distribution([1, 1, 1], [1, 1, 1]).weights
    array([1., 2., 2., 1.])
    """
    if max(y) == 1:
        x, y = y, x
    if max(x) == 1:
        return _one_untied(y)
    if prod(count + 1 for count in x) < prod(count + 1 for count in y):
        x, y = y, x
    pairs = (sum(x) ** 2 - max(sum(t * t for t in x), sum(t * t for t in y))) // 2
    steps = prod(count + 1 for count in y) * sum(comb(t + len(y) - 1, len(y) - 1) for t in x) / len(x)
    if steps > _MOST_STEPS or steps * pairs > LARGEST_WORK or sum(x) > FLOAT_COUNTS // 6:
        raise too_large(f"the orders of {sum(x)} units", steps * max(pairs, 1))
    layer: dict[tuple[int, ...], tuple[int, FloatArray]] = {(0,) * len(y): (0, np.ones(1))}
    for size in x:
        grown: dict[tuple[int, ...], tuple[int, FloatArray]] = {}
        for used, (low, ways) in layer.items():
            for taken, number, gain in _deals(size, used, y):
                after = tuple(a + b for a, b in zip(used, taken, strict=True))
                _add(grown, after, low + gain, ways * number)
        layer = grown
    low, weights = layer[tuple(y)]
    places = np.flatnonzero(weights)
    return ExactDistribution(places + low, weights[places], mean=Fraction(0))


def _one_untied(y: list[int]) -> ExactDistribution:
    """Return the distribution of S where the other variable has no ties: a sum of independent rank sums.

    The units with the next value of y stand anywhere among those with smaller ones. Terpstra TJ (1952), Indag Math
    14:327-333.
    """
    seen, parts = y[0], []
    for count in y[1:]:
        seen += count
        parts.append(subset_sums(np.arange(seen), count))
    if not parts:
        return ExactDistribution(np.zeros(1, np.int64), np.ones(1), mean=Fraction(0))
    ranks = convolve(parts)
    return ExactDistribution(
        2 * ranks.values - int(ranks.values[0] + ranks.values[-1]), ranks.weights, mean=Fraction(0)
    )


def _deals(size: int, used: tuple[int, ...], y: list[int]) -> Iterator[tuple[tuple[int, ...], float, int]]:
    """Yield each way to give the next ``size`` units values of y: how many of each, in how many ways, and S's gain."""
    total, below = sum(used), 0
    gains = []
    for count in used:
        gains.append(2 * below + count - total)
        below += count
    free = [count - taken for count, taken in zip(y, used, strict=True)]
    room = [sum(free[k:]) for k in range(len(free) + 1)]
    chosen = [0] * len(y)

    def deal(k: int, left: int, number: int, gain: int) -> Iterator[tuple[tuple[int, ...], float, int]]:
        if k == len(y):
            yield tuple(chosen), float(number), gain
            return
        for taken in range(max(0, left - room[k + 1]), min(left, free[k]) + 1):
            chosen[k] = taken
            yield from deal(k + 1, left - taken, number * comb(free[k], taken), gain + taken * gains[k])
        chosen[k] = 0

    return deal(0, size, 1, 0)


def _add(
    layer: dict[tuple[int, ...], tuple[int, FloatArray]], used: tuple[int, ...], low: int, ways: FloatArray
) -> None:
    """Add ``ways``, the first of which is for S = ``low``, to what is known of the set of used values."""
    known = layer.get(used)
    if known is None:
        layer[used] = low, ways
        return
    start, counts = known
    new_low, new_high = min(start, low), max(start + len(counts), low + len(ways))
    if new_low < start or new_high > start + len(counts):
        wider = np.zeros(new_high - new_low)
        wider[start - new_low : start - new_low + len(counts)] = counts
        counts = wider
    counts[low - new_low : low - new_low + len(ways)] += ways
    layer[used] = new_low, counts
