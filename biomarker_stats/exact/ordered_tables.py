"""Jonckheere–Terpstra's statistic of ordered r × c tables and its exact null distribution, margins fixed.

A table of a few ordered categories is one path through a network of margins, however many units it holds; written out
as units it would be one of astronomically many relabellings.

References: Jonckheere AR (1954), Biometrika 41:133-145; Patefield WM (1982), Stat Med 1:199-209 (ordered tables).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

import numpy as np

from biomarker_stats.exact.bounds import RELATIVE_TOTAL
from biomarker_stats.exact.convolution import convolve
from biomarker_stats.exact.distribution import ExactDistribution, FloatArray, IntArray
from biomarker_stats.exact.margins_network import Margins
from biomarker_stats.exact.network import Network
from biomarker_stats.exact.random_tables import random_tables

_HALF = Fraction(1, 2)
_COUNTED = 2.0**40  # so few arrangements that rounding restores every count


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


def pairwise_distribution(strata: Sequence[IntArray]) -> ExactDistribution:
    """Return the null distribution of Jonckheere–Terpstra's statistic summed over strata, in half units.

    It counts the pairs of units from two rows whose columns are in the order of the rows; equal columns count half.

    Raises:
        ExactTooLarge: too many tables; the message names the remedy.

    >>> pairwise_distribution([np.array([[1, 0], [0, 1]])]).support
    array([0., 1.])
    """
    return convolve([_pairwise(table) for table in strata], unit=_HALF)


def pairwise_statistic(table: IntArray) -> int:
    """Return twice Jonckheere–Terpstra's statistic of one table.

    >>> pairwise_statistic(np.array([[1, 1], [0, 2]]))
    6
    """
    earlier = np.cumsum(table, axis=0) - table
    below = np.cumsum(earlier, axis=1) - earlier
    return int((table * (2 * below + earlier)).sum())


def _pairwise(table: IntArray) -> ExactDistribution:
    """Count concordant less discordant pairs, which rows and columns may exchange, and add the constant."""
    rows = table.sum(axis=1)
    constant = (int(rows.sum()) ** 2 - int(rows @ rows)) // 2
    if _nodes(rows) < _nodes(table.sum(axis=0)):
        table = table.T
    columns = table.sum(axis=0)

    def line(_: int, taken: IntArray) -> tuple[FloatArray, IntArray]:
        return np.zeros(len(taken)), np.zeros(len(taken), dtype=np.int64)

    def cross(_: int, before: IntArray, taken: IntArray) -> tuple[FloatArray, IntArray]:
        earlier = columns - before
        below = np.cumsum(earlier, axis=1) - earlier
        above = earlier.sum(axis=1, keepdims=True) - below - earlier
        key = (taken * (below - above)).sum(axis=1)
        return key.astype(np.float64), key

    margins = Margins(tuple(table.sum(axis=1).tolist()), columns, np.arange(len(columns)))
    keys, probabilities = Network(margins.stages(line, cross)).distribution()
    order = np.argsort(keys, kind="stable")
    weights = probabilities[order] * RELATIVE_TOTAL
    arrangements = _arrangements(columns.tolist())
    if arrangements < _COUNTED:
        weights = np.rint(probabilities[order] * arrangements)
    return ExactDistribution(keys[order] + constant, weights, mean=Fraction(constant))


def _nodes(totals: IntArray) -> float:
    return float(np.prod(totals + 1.0))


def _arrangements(columns: Sequence[int]) -> int:
    """Return in how many ways the units can be given to the columns."""
    left, ways = sum(columns), 1
    for total in columns:
        ways *= comb(left, total)
        left -= total
    return ways


def _kendall_variance(rows: list[int], columns: list[int]) -> Fraction:
    """Return the variance of concordant less discordant pairs, both margins tied.

    Reference: Kendall MG (1970), Rank Correlation Methods, 4th ed., equation 4.4.
    """
    n = sum(rows)
    if n < 2:
        return Fraction(0)
    free = n * (n - 1) * (2 * n + 5) - sum(k * (k - 1) * (2 * k + 5) for k in rows + columns)
    pairs = [sum(k * (k - 1) for k in counts) for counts in (rows, columns)]
    triples = [sum(k * (k - 1) * (k - 2) for k in counts) for counts in (rows, columns)]
    variance = Fraction(free, 18) + Fraction(pairs[0] * pairs[1], 2 * n * (n - 1))
    if n > 2:
        variance += Fraction(triples[0] * triples[1], 9 * n * (n - 1) * (n - 2))
    return variance
