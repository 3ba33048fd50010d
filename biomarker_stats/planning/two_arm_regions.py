"""Which 2 × 2 tables a test of two proportions rejects.

References: Suissa S, Shuster JJ (1985), J R Stat Soc A 148:317-327 (exact power of the unconditional test).
"""

from functools import lru_cache

import numpy as np
from scipy.special import chdtrc

from biomarker_stats.errors import ExactTooLarge, MethodMismatch
from biomarker_stats.exact.bernstein import binomial_matrix
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.exact.orderings import Ordering, Statistic
from biomarker_stats.exact.two_binomials import events, fisher_p_values
from biomarker_stats.exact.unconditional import LARGEST_ARM, rejection_region, unconditional_p
from biomarker_stats.planning.enumeration import BoolArray, Outcomes, at_most
from biomarker_stats.planning.planned_test import PlannedTest
from biomarker_stats.planning.scenarios import TwoProportions
from biomarker_stats.terms import Alternative, TwoSided

ORDERINGS: dict[str, Statistic] = {
    "boschloo": "fisher",
    "boschloo-mid-p": "fisher-mid-p",
    "z-pooled": "z-pooled",
    "z-unpooled": "z-unpooled",
    "santner-snell": "difference",
}
_CHI2 = ("chi2", "chi2-corrected")
METHODS = ("fisher", "fisher-mid-p", *ORDERINGS, *_CHI2)


def two_arm_outcomes(scenario: TwoProportions, sizes: tuple[int, ...], test: PlannedTest) -> Outcomes:
    """Return all tables of two arms, indexed by their events, shape (n1 + 1, n2 + 1).

    Raises:
        ExactTooLarge: an arm has more than 500 units.
    """
    n1, n2 = sizes
    if max(n1, n2) > LARGEST_ARM:
        msg = f"exact power is enumerated for arms of up to {LARGEST_ARM} units, got {n1} and {n2} — plan with fewer"
        raise ExactTooLarge(msg)
    rejected, p_min = _region(n1, n2, test)
    first = binomial_matrix(n1, np.array([scenario.p1]))[0]
    second = binomial_matrix(n2, np.array([scenario.p2]))[0]
    return Outcomes(rejected, first[:, None] * second[None, :], p_min)


@lru_cache(maxsize=128)
def _region(n1: int, n2: int, test: PlannedTest) -> tuple[BoolArray, float]:
    if test.method in _CHI2 and test.alternative != "two-sided":
        msg = f"method {test.method!r} has no direction — use 'fisher' for a one-sided test of two proportions"
        raise MethodMismatch(msg)
    if test.method not in ORDERINGS:
        p = _p_values(n1, n2, test)
        return at_most(p, test.alpha), float(p.min())
    rule: TwoSided = test.two_sided or "absolute"
    doubled = test.alternative == "two-sided" and rule == "central"
    sides: tuple[Alternative, ...] = ("greater", "less") if doubled else (test.alternative,)
    orderings = [Ordering(n1, n2, ORDERINGS[test.method], side, rule) for side in sides]
    region = np.logical_or.reduce([rejection_region(o, test.alpha / len(sides)) for o in orderings])
    smallest = min(unconditional_p(o, o.most_extreme()).value for o in orderings)
    return np.asarray(region), min(1.0, len(sides) * smallest)


def _p_values(n1: int, n2: int, test: PlannedTest) -> FloatArray:
    if test.method in _CHI2:
        return _chi2_p(n1, n2, corrected=test.method == "chi2-corrected")
    mid = test.method == "fisher-mid-p"
    return fisher_p_values(n1, n2, test.alternative, test.two_sided or "minlike", mid=mid)


def _chi2_p(n1: int, n2: int, *, corrected: bool) -> FloatArray:
    """Return Pearson's P of every table; 1 where a margin is empty."""
    a, b = events(n1, n2)
    total, changed = n1 + n2, a + b
    distance = np.abs(a * n2 - b * n1).astype(np.float64)
    if corrected:
        distance = np.maximum(distance - total / 2, 0.0)
    margins = (n1 * n2 * changed * (total - changed)).astype(np.float64)
    chi2 = np.where(margins > 0, total * distance**2 / np.maximum(margins, 1.0), 0.0)
    return np.asarray(chdtrc(1, chi2))
