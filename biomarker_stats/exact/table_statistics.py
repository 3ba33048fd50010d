"""Linear and pairwise statistics of strata of ordered tables, in the form that every reference distribution needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from biomarker_stats.exact.distribution import ExactDistribution, IntArray
from biomarker_stats.exact.ordered_tables import linear_distribution, pairwise_distribution, pairwise_statistic
from biomarker_stats.exact.random_tables import random_tables

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True, eq=False)
class LinearByLinear:
    """Σ u_i v_j x_ij over strata of r × c tables; scores are integers, ``unit`` what 1 is on the reader's scale."""

    strata: Sequence[IntArray]
    row_scores: IntArray
    column_scores: IntArray
    unit: Fraction = Fraction(1)

    @property
    def observed(self) -> int:
        """The statistic in integer units."""
        return sum(int(self.row_scores @ table @ self.column_scores) for table in self.strata)

    @property
    def value(self) -> float:
        """The statistic as the reader knows it."""
        return float(self.observed * self.unit)

    def exact(self) -> ExactDistribution:
        """Return the exact null distribution; raises ExactTooLarge."""
        return linear_distribution(self.strata, self.row_scores, self.column_scores, self.unit)

    def moments(self) -> tuple[Fraction, Fraction]:
        """Return the exact null expectation and variance, in integer units."""
        mean, variance = Fraction(0), Fraction(0)
        for table in self.strata:
            n = int(table.sum())
            if n == 0:
                continue
            (row_sum, row_spread), (column_sum, column_spread) = (
                _sums(self.row_scores, table.sum(axis=1)),
                _sums(self.column_scores, table.sum(axis=0)),
            )
            mean += Fraction(row_sum * column_sum, n)
            if n > 1:
                variance += row_spread * column_spread / (n - 1)
        return mean, variance

    def resample(self, n_resamples: int, generator: np.random.Generator) -> IntArray:
        """Return the statistic of random tables with the same margins, shape (n_resamples,)."""
        sums = np.zeros(n_resamples, dtype=np.int64)
        for table in self.strata:
            blocks = random_tables(table, n_resamples, generator)
            sums += np.concatenate([block @ self.column_scores @ self.row_scores for block in blocks])
        return sums


@dataclass(frozen=True, slots=True, eq=False)
class Pairwise:
    """Jonckheere–Terpstra's statistic over strata of ordered r × c tables, in half units."""

    strata: Sequence[IntArray]

    @property
    def observed(self) -> int:
        """Twice the statistic."""
        return sum(pairwise_statistic(table) for table in self.strata)

    @property
    def value(self) -> float:
        """The statistic."""
        return self.observed / 2

    def exact(self) -> ExactDistribution:
        """Return the exact null distribution; raises ExactTooLarge."""
        return pairwise_distribution(self.strata)

    def moments(self) -> tuple[Fraction, Fraction]:
        """Return the exact null expectation and variance, in half units, corrected for ties."""
        mean, variance = Fraction(0), Fraction(0)
        for table in self.strata:
            rows, columns = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
            mean += Fraction(sum(rows) ** 2 - sum(r * r for r in rows), 2)
            variance += _kendall_variance(rows, columns)
        return mean, variance

    def resample(self, n_resamples: int, generator: np.random.Generator) -> IntArray:
        """Return the statistic of random tables with the same margins, shape (n_resamples,)."""
        sums = np.zeros(n_resamples, dtype=np.int64)
        for table in self.strata:
            blocks = []
            for block in random_tables(table, n_resamples, generator):
                earlier = np.cumsum(block, axis=1) - block
                below = np.cumsum(earlier, axis=2) - earlier
                blocks.append((block * (2 * below + earlier)).sum(axis=(1, 2)))
            sums += np.concatenate(blocks)
        return sums


def _sums(scores: IntArray, totals: IntArray) -> tuple[int, Fraction]:
    """Return the sum of the scores of all units, and their sum of squares about the mean."""
    pairs = list(zip(scores.tolist(), totals.tolist(), strict=True))
    n, total = sum(k for _, k in pairs), sum(s * k for s, k in pairs)
    return total, sum(s * s * k for s, k in pairs) - Fraction(total * total, n)


def _kendall_variance(rows: list[int], columns: list[int]) -> Fraction:
    """Return the variance of concordant less discordant pairs, both margins tied.

    Reference: Kendall MG (1970), Rank Correlation Methods, 4th ed., equation 4.4.
    """

    def polynomial(counts: list[int], *shifts: int) -> int:
        total = 0
        for k in counts:
            term = k * (k - 1)
            for shift in shifts:
                term *= 2 * k + 5 if shift == 5 else k - 2
            total += term
        return total

    n = sum(rows)
    if n < 2:
        return Fraction(0)
    free = n * (n - 1) * (2 * n + 5) - polynomial(rows, 5) - polynomial(columns, 5)
    variance = Fraction(free, 18) + Fraction(polynomial(rows) * polynomial(columns), 2 * n * (n - 1))
    if n > 2:
        variance += Fraction(polynomial(rows, 2) * polynomial(columns, 2), 9 * n * (n - 1) * (n - 2))
    return variance
