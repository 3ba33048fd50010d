"""Exact null distributions of linear and pairwise statistics of ordered r × c tables, margins fixed within strata.

References: Agresti A, Mehta CR, Patel NR (1990), JASA 85:453-458 (linear-by-linear); Jonckheere AR (1954), Biometrika
41:133-145; Patefield WM (1982), Stat Med 1:199-209 (ordered tables).
"""

from collections.abc import Sequence
from fractions import Fraction
from math import comb

import numpy as np

from biomarker_stats.exact.bounds import RELATIVE_TOTAL
from biomarker_stats.exact.convolution import convolve
from biomarker_stats.exact.distribution import ExactDistribution, FloatArray, IntArray
from biomarker_stats.exact.margins_network import Cross, Line, Margins
from biomarker_stats.exact.network import Network
from biomarker_stats.exact.relabelling import relabelling_distribution

_HALF = Fraction(1, 2)
_COUNTED = 2.0**40  # so few arrangements that rounding restores every count


def linear_distribution(
    strata: Sequence[IntArray], row_scores: IntArray, column_scores: IntArray, unit: Fraction = Fraction(1)
) -> ExactDistribution:
    """Return the null distribution of Σ u_i v_j x_ij summed over strata.

    Args:
        strata: tables of shape (r, c).
        row_scores: integers u, shape (r,).
        column_scores: integers v, shape (c,).
        unit: what 1 is on the reader's scale.

    Raises:
        ExactTooLarge: too many tables; the message names the remedy.

    >>> linear_distribution([np.array([[3, 1], [1, 3]])], np.array([1, 0]), np.array([1, 0])).weights
    array([ 1., 16., 36., 16.,  1.])
    """
    if len(row_scores) == 2 or len(column_scores) == 2:
        tables = strata if len(column_scores) == 2 else [table.T for table in strata]
        scores, two = (row_scores, column_scores) if len(column_scores) == 2 else (column_scores, row_scores)
        return _two_columns(tables, scores, two, unit)
    return convolve([_linear(table, row_scores, column_scores) for table in strata], unit=unit)


def _two_columns(
    tables: Sequence[IntArray], scores: IntArray, two: IntArray, unit: Fraction
) -> ExactDistribution:
    """Sum the scores of the units in the first column: a relabelling of units that stand in classes of ties."""
    step = int(two[0]) - int(two[1])
    units = [np.repeat(scores, table.sum(axis=1)) for table in tables]
    stratum = np.repeat(np.arange(len(tables)), [len(one) for one in units])
    chosen = np.array([int(table[:, 0].sum()) for table in tables])
    all_units = np.concatenate(units)
    found = relabelling_distribution(all_units, chosen, stratum)
    constant = int(two[1]) * int(all_units.sum())
    if step == 0:
        return ExactDistribution(np.array([constant]), np.array([found.total]), unit)
    values, weights, mean = constant + step * found.values, found.weights, constant + step * found.expectation
    if step < 0:
        values, weights = values[::-1], weights[::-1]
    return ExactDistribution(values, weights, unit, mean=mean)


def _linear(table: IntArray, row_scores: IntArray, column_scores: IntArray) -> ExactDistribution:
    if _nodes(table.sum(axis=1)) < _nodes(table.sum(axis=0)):
        table, row_scores, column_scores = table.T, column_scores, row_scores
    order = np.argsort(table.sum(axis=1), kind="stable")
    table, row_scores = table[order], row_scores[order]

    def line(stage: int, taken: IntArray) -> tuple[FloatArray, IntArray]:
        key = int(row_scores[stage]) * (taken @ column_scores)
        return key.astype(np.float64), key

    total = int(table.sum())
    mean = Fraction(int(table.sum(axis=1) @ row_scores) * int(table.sum(axis=0) @ column_scores), max(total, 1))
    _, classes = np.unique(column_scores, return_inverse=True)
    return _distribution(table, classes, line, None, mean=mean)


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

    return _distribution(table, np.arange(len(columns)), line, cross, shift=constant, mean=Fraction(constant))


def _nodes(totals: IntArray) -> float:
    return float(np.prod(totals + 1.0))


def _distribution(
    table: IntArray, classes: IntArray, line: Line, cross: Cross | None, *, shift: int = 0, mean: Fraction
) -> ExactDistribution:
    margins = Margins(tuple(table.sum(axis=1).tolist()), table.sum(axis=0), classes)
    keys, probabilities = Network(margins.stages(line, cross)).distribution()
    order = np.argsort(keys, kind="stable")
    weights = probabilities[order] * RELATIVE_TOTAL
    arrangements = _arrangements(table.sum(axis=0).tolist())
    if arrangements < _COUNTED:
        weights = np.rint(probabilities[order] * arrangements)
    return ExactDistribution(keys[order] + shift, weights, mean=mean)


def _arrangements(columns: Sequence[int]) -> int:
    """Return in how many ways the units can be given to the columns."""
    left, ways = sum(columns), 1
    for total in columns:
        ways *= comb(left, total)
        left -= total
    return ways
