"""The tails of one outcome: p, mid-p and the smallest attainable p, without those of every other outcome."""

from typing import NamedTuple

import numpy as np

from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.terms import Alternative, TwoSided

_CLOSE = 1e-10  # rounding in a ratio of counts


class Tails(NamedTuple):
    """Probabilities under H0 of outcomes as extreme as the observed one, and as the most extreme one."""

    p: float
    mid_p: float
    p_min: float


def tails(distribution: ExactDistribution, observed: int, alternative: Alternative, two_sided: TwoSided) -> Tails:
    """Return the tails of ``observed``, an attainable value.

    >>> coins = ExactDistribution(np.array([0, 1, 2]), np.array([1.0, 2.0, 1.0]))
    >>> tails(coins, 2, "two-sided", "absolute")
    Tails(p=0.5, mid_p=0.25, p_min=0.5)
    """
    if alternative != "two-sided" or two_sided == "central":
        return _by_order(distribution, observed, alternative)
    if two_sided == "absolute":
        return _by_distance(distribution, observed)
    return Tails(
        distribution.p_value(observed, alternative, two_sided),
        distribution.mid_p_value(observed, alternative, two_sided),
        distribution.p_min(alternative, two_sided),
    )


def _by_order(distribution: ExactDistribution, observed: int, alternative: Alternative) -> Tails:
    weights, total, place = distribution.weights, distribution.total, distribution.index(observed)
    atom = float(weights[place])
    upper, lower = float(weights[place:].sum()), float(weights[: place + 1].sum())
    if alternative == "greater":
        tail, least = upper, float(weights[-1])
    elif alternative == "less":
        tail, least = lower, float(weights[0])
    else:
        tail, least = 2 * min(upper, lower), 2 * min(float(weights[0]), float(weights[-1]))
        atom *= 2
    return Tails(min(tail / total, 1.0), min((tail - atom / 2) / total, 1.0), min(least / total, 1.0))


def _by_distance(distribution: ExactDistribution, observed: int) -> Tails:
    mean, values, weights = distribution.expectation, distribution.values, distribution.weights
    centre, scale = mean.numerator, mean.denominator
    here = abs(observed * scale - centre)
    below, rest_below = divmod(centre - here, scale)
    above, rest_above = -(-(centre + here) // scale), (centre + here) % scale
    low = int(values.searchsorted(below, "right"))
    high = int(values.searchsorted(above, "left"))
    total = distribution.total
    if here == 0:
        tail, atoms = total, float(weights[distribution.index(observed)])
    else:
        tail = float(weights[:low].sum()) + float(weights[high:].sum())
        atoms = float(weights[low - 1]) if low and not rest_below and int(values[low - 1]) == below else 0.0
        atoms += float(weights[high]) if high < len(values) and not rest_above and int(values[high]) == above else 0.0
    left, right = centre - int(values[0]) * scale, int(values[-1]) * scale - centre
    least = (float(weights[0]) if left >= right else 0.0) + (float(weights[-1]) if right >= left else 0.0)
    if len(values) == 1:
        least = total
    return Tails(min(tail / total, 1.0), (tail - atoms / 2) / total, min(least / total, 1.0))


def attained_level(
    distribution: ExactDistribution, alternative: Alternative, two_sided: TwoSided, alpha: float
) -> float:
    """Return the largest attainable p value that is at most ``alpha``, or 0: the size of the test at that level.

    >>> coins = ExactDistribution(np.array([0, 1, 2]), np.array([1.0, 2.0, 1.0]))
    >>> attained_level(coins, "greater", "absolute", 0.3), attained_level(coins, "greater", "absolute", 0.1)
    (0.25, 0.0)
    """
    limit = alpha * (1 + _CLOSE)
    by_order = two_sided == "central" or (two_sided == "absolute" and distribution.symmetric)
    if alternative == "two-sided" and not by_order:
        p = distribution.all_p(alternative, two_sided)
        return float(p[p <= limit].max(initial=0.0))
    weights, sides = distribution.weights, 2 if alternative == "two-sided" else 1
    tail = np.cumsum(weights[::-1] if alternative == "greater" else weights) * (sides / distribution.total)
    place = int(np.searchsorted(tail, limit, "right"))
    size = float(tail[place - 1]) if place else 0.0
    if sides == 2 and not distribution.symmetric:
        other = np.cumsum(weights[::-1]) * (sides / distribution.total)
        place = int(np.searchsorted(other, limit, "right"))
        size = size / 2 + (float(other[place - 1]) / 2 if place else 0.0)
    return size
