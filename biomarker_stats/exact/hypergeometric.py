"""The distribution of the first cell of a 2 × 2 table, all margins fixed."""

from collections.abc import Sequence
from math import comb

from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.exact.integer_distribution import distribution_of
from biomarker_stats.exact.tilted import TiltedFamily, log_weights


def hypergeometric_counts(first_row: int, second_row: int, first_column: int) -> tuple[int, list[int]]:
    """Return the smallest first cell, and the number of arrangements for it and each cell above it.

    Args:
        first_row: units in the first arm.
        second_row: units in the second arm.
        first_column: events in both arms together.

    >>> hypergeometric_counts(4, 6, 5)
    (0, [6, 60, 120, 60, 6])
    """
    low, high = max(0, first_column - second_row), min(first_row, first_column)
    count = comb(first_row, low) * comb(second_row, first_column - low)
    counts = [count]
    for cell in range(low, high):
        count = count * (first_row - cell) * (first_column - cell)
        count //= (cell + 1) * (second_row - first_column + cell + 1)
        counts.append(count)
    return low, counts


def first_cell_distribution(first: int, counts: Sequence[int]) -> ExactDistribution:
    """Return the null distribution (odds ratio 1) of the first cell.

    >>> first_cell_distribution(*hypergeometric_counts(4, 6, 5)).p_value(4, "two-sided", "minlike")
    0.047619047619047616
    """
    return distribution_of(first, counts)


def odds_ratio_family(first: int, counts: Sequence[int]) -> TiltedFamily:
    """Return the noncentral hypergeometric family; its parameter is the log odds ratio."""
    return TiltedFamily(first, log_weights(counts))
