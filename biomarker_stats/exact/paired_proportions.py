"""Intervals for the difference of two paired proportions, (b − c) / n of a table [[a, b], [c, d]]."""

import math

from biomarker_stats.exact.large_sample import normal_quantile
from biomarker_stats.exact.roots import bracketed_root
from biomarker_stats.exact.score_intervals import wilson

Cells = tuple[int, int, int, int]


def tango(cells: Cells, confidence: float) -> tuple[float, float]:
    """Return Tango's asymptotic score interval for p(row 1) − p(column 1).

    References: Tango T (1998), Stat Med 17:891-908.

    >>> [round(x, 4) for x in tango((2, 6, 0, 2), 0.95)]
    [0.1559, 0.8318]
    """
    _, b, c, _ = cells
    n = sum(cells)
    if n == 0:
        return -1.0, 1.0
    z, estimate = normal_quantile(0.5 + confidence / 2), (b - c) / n

    def score(delta: float) -> float:
        """Return the score statistic; it falls as delta rises."""
        linear = -b - c + (2 * n - b + c) * delta
        constant = -c * delta * (1 - delta)
        q21 = (math.sqrt(max(linear * linear - 8 * n * constant, 0.0)) - linear) / (4 * n)
        variance = n * (2 * q21 + delta * (1 - delta))
        distance = b - c - n * delta
        if variance <= 0:
            return math.copysign(math.inf, distance) if distance else 0.0
        return distance / math.sqrt(variance)

    low = -1.0 if estimate <= -1 else bracketed_root(lambda delta: score(delta) - z, -1.0, estimate)
    high = 1.0 if estimate >= 1 else bracketed_root(lambda delta: score(delta) + z, estimate, 1.0)
    return low, high


def newcombe_paired(cells: Cells, confidence: float) -> tuple[float, float]:
    """Return Newcombe's square-and-add interval for p(row 1) − p(column 1), from two Wilson intervals.

    A positive correlation of the two readings is corrected for continuity, as published.

    References: Newcombe RG (1998), Stat Med 17:2635-2650, method 10.

    >>> [round(x, 4) for x in newcombe_paired((2, 6, 0, 2), 0.95)]
    [0.1618, 0.8027]
    """
    a, b, c, d = cells
    n = sum(cells)
    if n == 0:
        return -1.0, 1.0
    row, column = (a + b) / n, (a + c) / n
    low1, high1 = wilson(a + b, n, confidence)
    low2, high2 = wilson(a + c, n, confidence)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    excess = a * d - b * c
    corrected = max(excess - n / 2, 0.0) if excess > 0 else float(excess)
    correlation = corrected / math.sqrt(margins) if margins else 0.0

    def joined(first: float, second: float) -> float:
        return math.sqrt(max(first * first - 2 * correlation * first * second + second * second, 0.0))

    difference = row - column
    return difference - joined(row - low1, high2 - column), difference + joined(high1 - row, column - low2)
