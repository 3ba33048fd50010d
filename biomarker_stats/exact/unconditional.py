"""Unconditional exact tests of two proportions: row totals fixed, the common proportion maximised over.

The p value is sup over π of P(table at least as extreme; π, π), certified. The interval for p1 − p2 inverts the two
one-sided tests: their p value at a difference δ is the supremum over all (p1, p2) with p1 − p2 = δ; it rises with δ for
every ordering that more events in the first arm, or fewer in the second, make more extreme.

References: Barnard GA (1947), Biometrika 34:123-138; Suissa S, Shuster JJ (1985), J R Stat Soc A 148:317-327; Berger
RL, Boos DD (1994), JASA 89:1012-1016; Röhmel J, Mansmann U (1999), Biom J 41:149-170 (monotonicity).
"""

from dataclasses import replace

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact import bernstein
from biomarker_stats.exact.certified import Maximum
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.exact.monotone_region import MonotoneRegion
from biomarker_stats.exact.orderings import BoolArray, Ordering
from biomarker_stats.exact.roots import bracketed_root
from biomarker_stats.exact.two_binomials import conditional_shares
from biomarker_stats.terms import Alternative

LARGEST_ARM = 500
_LIMIT_TOLERANCE = 1e-8  # of the probability at an end of an interval
_CLOSE = 1e-11
_PLACES = 33


def check_size(n1: int, n2: int) -> None:
    """Refuse arms whose tables cannot be ordered in bounded work.

    Raises:
        ExactTooLarge: an arm has more than 500 units.
    """
    if max(n1, n2) > LARGEST_ARM:
        msg = (
            f"an unconditional test orders all {(n1 + 1) * (n2 + 1):,} tables; arms of {n1} and {n2} units are more "
            f"than {LARGEST_ARM} — use method 'fisher', whose conditional test has no such bound"
        )
        raise ExactTooLarge(msg)


def supremum(included: FloatArray, low: float = 0.0, high: float = 1.0) -> Maximum:
    """Return the certified supremum over a common proportion in [low, high] of the probability of a set of tables.

    Args:
        included: 1 for tables in the set, 0 for the others, shape (n1 + 1, n2 + 1).
        low: left end of the interval of proportions.
        high: right end of it.

    >>> corners = np.zeros((6, 6)); corners[5, 0] = corners[0, 5] = 1.0
    >>> round(supremum(corners).value, 12)
    0.001953125
    """
    return bernstein.maximum(conditional_shares(included), low, high)


def unconditional_p(ordering: Ordering, table: tuple[int, int], low: float = 0.0, high: float = 1.0) -> Maximum:
    """Return the p value of ``table`` (events in each arm) under an ordering, and the proportion it is attained at.

    >>> round(unconditional_p(Ordering(5, 5, "z-pooled", "two-sided"), (5, 0)).value, 12)
    0.001953125
    """
    return supremum(ordering.at_least(table)[0].astype(np.float64), low, high)


def unconditional_mid_p(ordering: Ordering, table: tuple[int, int]) -> float:
    """Return the supremum of the probability of more extreme tables and half that of equally extreme ones."""
    at_least, equal = ordering.at_least(table)
    return supremum(at_least - 0.5 * equal).value


def difference_limits(
    ordering: Ordering, table: tuple[int, int], confidence_tail: float, alternative: Alternative
) -> tuple[float, float] | None:
    """Return the limits for p1 − p2, each by inverting the one-sided test at ``confidence_tail``.

    None where the ordering is not monotone, so that nothing can be inverted.

    >>> ordering = Ordering(10, 10, "fisher-mid-p", "two-sided", "central")
    >>> [round(x, 4) for x in difference_limits(ordering, (7, 2), 0.025, "two-sided")]
    [0.0179, 0.8146]
    """
    low, high = -1.0, 1.0
    if alternative != "less":
        larger = replace(ordering, alternative="greater").at_least(table)[0]
        if not _monotone(larger):
            return None
        low = _lower_limit(larger, confidence_tail)
    if alternative != "greater":
        smaller = replace(ordering, alternative="less").at_least(table)[0].T
        if not _monotone(smaller):
            return None
        high = -_lower_limit(smaller, confidence_tail)
    return low, high


def _monotone(region: BoolArray) -> bool:
    """Return whether more events in the first arm or fewer in the second never leave the region."""
    return bool((region[1:] >= region[:-1]).all() and (region[:, 1:] <= region[:, :-1]).all())


def _lower_limit(region: BoolArray, tail: float) -> float:
    """Return the difference δ at which the largest probability of the region is ``tail``.

    The hill that is highest at one δ is followed; a certificate at the root finds any other that is higher there.
    """
    if region.all():
        return -1.0
    curve = MonotoneRegion(region)
    places, delta, low = np.linspace(0.0, 1.0, _PLACES), 1.0, -1.0

    def excess(delta: float) -> float:
        return curve.hill_top(delta, places)[0] - tail

    while True:
        delta = bracketed_root(excess, low, delta, _CLOSE)
        found = curve.maximum(delta)
        if found.value <= tail + _LIMIT_TOLERANCE or delta <= low:
            return delta
        share = found.place if delta in {-1.0, 1.0} else (found.place - max(0.0, -delta)) / (1 - abs(delta))
        places = np.unique(np.append(places, share))


def largest_probability(region: BoolArray, delta: float) -> float:
    """Return the certified supremum of the probability of a monotone set of tables over all p1 − p2 = ``delta``.

    >>> round(largest_probability(np.array([[False, False], [True, False]]), 0.5), 9)
    0.5625
    """
    return MonotoneRegion(region).maximum(delta).value


def rejection_region(ordering: Ordering, alpha: float) -> BoolArray:
    """Return the tables whose unconditional p value is at most ``alpha``, shape (n1 + 1, n2 + 1).

    The regions of an ordering are nested, so that the largest one of size at most ``alpha`` is found by bisection.

    >>> int(rejection_region(Ordering(5, 5, "z-pooled", "two-sided"), 0.05).sum())
    6
    """
    extremeness = ordering.extremeness()
    order = np.argsort(-extremeness, axis=None, kind="stable")
    best, low, high = np.zeros(extremeness.shape, dtype=bool), 0, len(order)
    while low < high:
        middle = (low + high) // 2
        a, b = np.unravel_index(int(order[middle]), extremeness.shape)
        region = ordering.at_least((int(a), int(b)))[0]
        if supremum(region.astype(np.float64)).value <= alpha * (1 + 1e-12):
            best, low = region, middle + 1
        else:
            high = middle
    return best
