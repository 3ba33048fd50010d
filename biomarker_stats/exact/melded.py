"""Melded exact intervals for the difference and the ratio of two proportions.

The lower limits come from T_L ~ Beta(x, n − x + 1), the upper ones from T_U ~ Beta(x + 1, n − x); the melded lower
limit for a function that rises in p2 and falls in p1 is the α/2 quantile of that function of (T_U1, T_L2).

References: Fay MP, Proschan MA, Brittain E (2015), Biometrics 71:146-156, equations 4 to 6.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from biomarker_stats.exact.roots import bracketed_root
from biomarker_stats.terms import Alternative

_MOST_NODES = 256
_TRIMMED = 1e-15

Shape = tuple[int, int]


def melded_difference(
    first: tuple[int, int], second: tuple[int, int], confidence: float, alternative: Alternative = "two-sided"
) -> tuple[float, float]:
    """Return the melded interval for p2 − p1 of two (successes, n).

    >>> [round(x, 4) for x in melded_difference((2, 10), (7, 10), 0.95)]
    [-0.0311, 0.8319]
    """
    if not (first[1] and second[1]):
        return -1.0, 1.0
    tail = (1 - confidence) / (2 if alternative == "two-sided" else 1)
    low, high = -1.0, 1.0
    if alternative != "less":
        low = _difference_quantile(_upper(first), _lower(second), tail)
    if alternative != "greater":
        high = -_difference_quantile(_upper(second), _lower(first), tail)
    return low, high


def melded_ratio(
    first: tuple[int, int], second: tuple[int, int], confidence: float, alternative: Alternative = "two-sided"
) -> tuple[float, float]:
    """Return the melded interval for p2 / p1 of two (successes, n).

    >>> [round(x, 3) for x in melded_ratio((2, 10), (7, 10), 0.95)]
    [0.933, 29.21]
    """
    if not (first[1] and second[1]):
        return 0.0, math.inf
    tail = (1 - confidence) / (2 if alternative == "two-sided" else 1)
    low, high = 0.0, math.inf
    if alternative != "less":
        low = _ratio_quantile(_upper(first), _lower(second), tail)
    if alternative != "greater":
        inverse = _ratio_quantile(_upper(second), _lower(first), tail)
        high = 1 / inverse if inverse else math.inf
    return low, high


def _lower(group: tuple[int, int]) -> Shape:
    return group[0], group[1] - group[0] + 1


def _upper(group: tuple[int, int]) -> Shape:
    return group[0] + 1, group[1] - group[0]


def _difference_quantile(subtracted: Shape, kept: Shape, probability: float) -> float:
    """Return the quantile of T(kept) − T(subtracted); a shape with a zero is a point mass at 0 or 1."""
    from scipy.special import betaincinv

    if kept[0] == 0:
        return -1.0 if subtracted[1] == 0 else -float(betaincinv(*subtracted, 1 - probability))
    if subtracted[1] == 0:
        return float(betaincinv(*kept, probability)) - 1
    probability_below = _mixture(subtracted, kept, lambda t, limit: t + limit)
    return bracketed_root(lambda limit: probability_below(limit) - probability, -1.0, 1.0)


def _ratio_quantile(denominator: Shape, numerator: Shape, probability: float) -> float:
    """Return the quantile of T(numerator) / T(denominator)."""
    from scipy.special import betaincinv

    if numerator[0] == 0:
        return 0.0
    if denominator[1] == 0:
        return float(betaincinv(*numerator, probability))
    probability_below = _mixture(denominator, numerator, lambda t, limit: t * math.exp(limit))
    low = high = 0.0
    while probability_below(low) > probability:
        low -= 1.0
    while probability_below(high) < probability:
        high += 1.0
    return math.exp(bracketed_root(lambda limit: probability_below(limit) - probability, low, high))


def _mixture(conditioning: Shape, other: Shape, bound: Callable[[Any, float], Any]) -> Callable[[float], float]:
    """Return limit ↦ ∫ P(T(other) ≤ bound(t, limit)) f(t; conditioning) dt.

    Both factors are polynomials in t where 0 < bound < 1, so Gauss–Legendre is exact there while the nodes suffice;
    the rest of the range, where the first factor is 1, is a beta tail.
    """
    from scipy.special import betainc, betaincinv, betaln

    nodes, node_weights = np.polynomial.legendre.leggauss(min(_MOST_NODES, (sum(conditioning) + sum(other)) // 2 + 1))
    low = float(betaincinv(*conditioning, _TRIMMED))
    high = float(betaincinv(*conditioning, 1 - _TRIMMED))
    alpha, beta = conditioning

    def probability_below(limit: float) -> float:
        # bound is increasing in t: find where it crosses 0 and 1.
        offset, slope = bound(0.0, limit), bound(1.0, limit) - bound(0.0, limit)
        start: float = min(max(low, -offset / slope), high)
        stop: float = max(min(high, (1 - offset) / slope), start)
        above = 1 - float(betainc(alpha, beta, stop)) if stop < high else 0.0
        if stop == start:
            return above
        t = start + (stop - start) * (nodes + 1) / 2
        density = np.exp((alpha - 1) * np.log(t) + (beta - 1) * np.log1p(-t) - betaln(alpha, beta))
        inside = np.clip(bound(t, limit), 0.0, 1.0)
        within = float((node_weights * density * betainc(*other, inside)).sum())
        return above + within * (stop - start) / 2

    return probability_below
