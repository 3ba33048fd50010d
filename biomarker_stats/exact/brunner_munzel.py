"""The studentised difference of mean ranks of Brunner and Munzel, over all relabellings of two arms.

References: Brunner E, Munzel U (2000), Biom J 42:17-25; Neubert K, Brunner E (2007), Comput Stat Data Anal
51:5192-5204 (the permutation distribution).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from biomarker_stats.exact.bounds import too_large
from biomarker_stats.exact.distribution import ExactDistribution, IntArray
from biomarker_stats.exact.linear import BoolArray
from biomarker_stats.exact.relabelling import class_choices
from biomarker_stats.exact.sign_flips import merge

_GRID = 2**40  # the statistic is a square root: it is counted in units of 2^-40
_INFINITE = 2**60  # complete separation: no variance within the arms
_CHUNK = 100_000
_MOST_ROWS = 5_000_000


@dataclass(frozen=True, eq=False)
class BrunnerMunzel:
    """(P − ½) over its standard error, P being the probability that the first arm is larger, ties counted half.

    ``outcome`` are integers and ``first`` says who is in the first arm, shape (n,); each arm has two units or more.
    """

    outcome: IntArray
    first: BoolArray

    @cached_property
    def _counts(self) -> IntArray:
        return np.unique(self.outcome, return_counts=True)[1]

    @cached_property
    def _observed_row(self) -> IntArray:
        levels = np.unique(self.outcome)
        return np.bincount(np.searchsorted(levels, self.outcome[self.first]), minlength=len(levels))

    @cached_property
    def sizes(self) -> tuple[int, int]:
        """The number of units of either arm."""
        m = int(np.count_nonzero(self.first))
        return m, len(self.first) - m

    @cached_property
    def observed(self) -> int:
        """The statistic in integer units."""
        return int(self.statistics(self._observed_row[None, :])[0])

    @property
    def value(self) -> float:
        """The statistic as the reader knows it; infinite where neither arm varies and they do not overlap."""
        return math.copysign(math.inf, self.observed) if self.separated else self.observed / _GRID

    @property
    def separated(self) -> bool:
        """Whether the arms do not overlap and neither varies, so that the statistic is infinite."""
        return abs(self.observed) == _INFINITE

    @property
    def probability(self) -> float:
        """The share of pairs of units in which the first arm is larger, ties counted half."""
        excess, _, _ = self._parts(self._observed_row[None, :])
        return float(excess[0]) / (2 * self.sizes[0] * self.sizes[1]) + 0.5

    def _parts(self, rows: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Return 2·m·n·(P − ½) and m (n) times the sums of squares of twice the placements in either arm."""
        m, n = self.sizes
        below = np.cumsum(rows, axis=1)
        others = self._counts - rows
        below_others = np.cumsum(others, axis=1)
        one, two = 2 * below_others - others, 2 * below - rows
        sums = (rows * one).sum(axis=1), (others * two).sum(axis=1)
        squares = (rows * one * one).sum(axis=1), (others * two * two).sum(axis=1)
        return sums[0] - m * n, m * squares[0] - sums[0] ** 2, n * squares[1] - sums[1] ** 2

    def statistics(self, rows: IntArray) -> IntArray:
        """Return the statistic in integer units; a row counts the first arm's units at each level of the outcome."""
        m, n = self.sizes
        excess, one, two = self._parts(rows)
        spread = one * (n - 1) + two * (m - 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = excess * excess * ((m - 1) * (n - 1)) / spread
        whole = np.rint(np.sqrt(np.where(spread > 0, ratio, 0.0)) * _GRID).astype(np.int64)
        return np.where(spread > 0, whole, np.where(excess == 0, 0, _INFINITE)) * np.sign(excess)

    def exact(self) -> ExactDistribution:
        """Count the relabellings that give each value; raise ExactTooLarge where there are too many."""
        rows = _number_of_rows(self._counts.tolist(), self.sizes[0])
        if rows[0][self.sizes[0]] > _MOST_ROWS:
            raise too_large(f"relabelling {len(self.first)} units one by one", float(rows[0][self.sizes[0]]))
        ways = [class_choices(count, 0, count) for count in self._counts.tolist()]
        found, grown = [], []
        for part in _rows(self._counts.tolist(), self.sizes[0], rows):
            weights = np.ones(len(part))
            for column, choices in enumerate(ways):
                weights *= choices[part[:, column]]
            found.append(self.statistics(part))
            grown.append(weights)
        values, weights = merge(np.concatenate(found), np.concatenate(grown))
        return ExactDistribution(values, weights, Fraction(1, _GRID), mean=Fraction(0))

    def resample(self, n_resamples: int, generator: np.random.Generator) -> IntArray:
        """Shuffle the labels; the statistic in integer units, shape (n_resamples,)."""
        found = []
        for done in range(0, n_resamples, _CHUNK):
            size = min(_CHUNK, n_resamples - done)
            rows = generator.multivariate_hypergeometric(self._counts, self.sizes[0], size=size, method="count")
            found.append(self.statistics(rows))
        return np.concatenate(found)

    def student_p(self, alternative: str) -> tuple[float, float]:
        """Return the p value of the t approximation and its degrees of freedom."""
        from scipy.special import stdtr

        m, n = self.sizes
        _, one, two = self._parts(self._observed_row[None, :])
        a, b = float(one[0]) / (m - 1), float(two[0]) / (n - 1)
        if a + b == 0:
            return (1.0 if self.observed == 0 else 0.0), math.nan
        freedom = (a + b) ** 2 / (a * a / (m - 1) + b * b / (n - 1))
        t = self.value
        if alternative == "two-sided":
            return float(2 * stdtr(freedom, -abs(t))), freedom
        return float(stdtr(freedom, -t if alternative == "greater" else t)), freedom


def _number_of_rows(counts: list[int], m: int) -> list[list[int]]:
    """Return, for the levels from each one on, in how many different ways k units can be spread over them."""
    table = [[1] + [0] * m]
    for count in reversed(counts):
        later = table[0]
        table.insert(0, [sum(later[k - taken] for taken in range(min(count, k) + 1)) for k in range(m + 1)])
    return table


def _rows(counts: list[int], m: int, numbers: list[list[int]], prefix: tuple[int, ...] = ()) -> Iterator[IntArray]:
    """Yield all rows of m units spread over levels, some at a time, shape (rows, levels)."""
    start = len(prefix)
    if numbers[start][m] == 0:
        return
    if numbers[start][m] > _CHUNK:
        for taken in range(min(counts[start], m) + 1):
            yield from _rows(counts, m - taken, numbers, (*prefix, taken))
        return
    rows, left = np.zeros((1, 0), np.int64), np.array([m])
    for place in range(start, len(counts)):
        parts = []
        for taken in range(min(counts[place], m) + 1):
            fits = left >= taken
            fits[fits] = np.array(numbers[place + 1])[left[fits] - taken] > 0
            column = np.full((int(fits.sum()), 1), taken)
            parts.append((np.hstack([rows[fits], column]), left[fits] - taken))
        rows, left = (np.concatenate(column) for column in zip(*parts, strict=True))
    yield np.hstack([np.tile(np.array(prefix, dtype=np.int64), (len(rows), 1)), rows])
