"""Intervals from the score test of one proportion, and Newcombe's combinations of two of them."""

import math

from biomarker_stats.exact.large_sample import normal_quantile


def wilson(successes: int, n: int, confidence: float) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion.

    References: Wilson EB (1927), JASA 22:209-212.

    >>> [round(x, 4) for x in wilson(5, 10, 0.95)]
    [0.2366, 0.7634]
    """
    z = normal_quantile(0.5 + confidence / 2)
    centre = (successes + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(successes * (n - successes) / n + z * z / 4)
    return (0.0 if successes == 0 else centre - half, 1.0 if successes == n else centre + half)


def newcombe_difference(first: tuple[int, int], second: tuple[int, int], confidence: float) -> tuple[float, float]:
    """Return Newcombe's hybrid score interval for p1 − p2 of two independent (successes, n).

    References: Newcombe RG (1998), Stat Med 17:873-890, method 10.

    >>> [round(x, 4) for x in newcombe_difference((56, 70), (48, 80), 0.95)]
    [0.0524, 0.3339]
    """
    estimate1, estimate2 = first[0] / first[1], second[0] / second[1]
    low1, high1 = wilson(*first, confidence)
    low2, high2 = wilson(*second, confidence)
    difference = estimate1 - estimate2
    return (
        difference - math.hypot(estimate1 - low1, high2 - estimate2),
        difference + math.hypot(high1 - estimate1, estimate2 - low2),
    )
