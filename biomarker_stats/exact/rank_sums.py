"""Ranks of two arms, and the test of their shift."""

from dataclasses import dataclass
from math import comb

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.distribution import IntArray
from biomarker_stats.exact.inversion import ShiftTest
from biomarker_stats.exact.linear import BoolArray, Relabelling
from biomarker_stats.exact.packed import subset_counts
from biomarker_stats.exact.reference import Question, exact_p, normal_p, normal_tail
from biomarker_stats.exact.scores import doubled_midranks, doubled_midranks_within
from biomarker_stats.terms import Ranks

_MANY, _MOST_DIFFERENCES = 10_000, 50_000_000  # half a gigabyte
_SMALL = 40  # up to so many units counting in whole numbers is quicker than arrays


def rank_scores(outcome: IntArray, stratum: IntArray, ranks: Ranks) -> IntArray:
    """Return twice the midrank of each outcome, within its stratum or over all strata, shape (n,).

    >>> rank_scores(np.array([5, 9, 1, 2]), np.array([0, 0, 1, 1]), "within")
    array([2, 4, 2, 4])
    """
    if ranks == "within" and stratum.any():
        return doubled_midranks_within(outcome, stratum)
    return doubled_midranks(outcome)


def arm_differences(outcome: IntArray, first: BoolArray, stratum: IntArray) -> IntArray:
    """Return every difference first arm − second arm between units of one stratum; unsorted.

    Raises:
        ExactTooLarge: there are too many of them.

    >>> arm_differences(np.array([5, 7, 1]), np.array([True, True, False]), np.zeros(3, int))
    array([4, 6])
    """
    if len(outcome) > _MANY:
        _check_differences(first, stratum)
    if not stratum.any():
        return np.asarray((outcome[first][:, None] - outcome[~first]).ravel())
    inside = [stratum == code for code in np.unique(stratum)]
    return np.concatenate([(outcome[own & first][:, None] - outcome[own & ~first]).ravel() for own in inside])


def _check_differences(first: BoolArray, stratum: IntArray) -> None:
    one, all_units = np.bincount(stratum[first], minlength=int(stratum.max()) + 1), np.bincount(stratum)
    many = int((one * (all_units - one)).sum())
    if many > _MOST_DIFFERENCES:
        msg = (
            f"a rank test takes every difference between the arms for its estimate: {many:,} are more than "
            f"{_MOST_DIFFERENCES:,} — use a method for tables, or student-t"
        )
        raise ExactTooLarge(msg)


@dataclass(frozen=True, slots=True, eq=False)
class RankSum:
    """A weighted rank sum of the first of two arms; all arrays have shape (n,).

    ``outcome`` are integers, ``scale`` of which make one unit; ``weight`` multiplies the doubled midranks of a unit and
    is the same within a stratum.
    """

    outcome: IntArray
    first: BoolArray
    stratum: IntArray
    scale: int
    ranks: Ranks
    weight: IntArray | None = None

    def moved(self, twice_shift: int = 0) -> Relabelling:
        """Return the statistic of the first arm moved by half of ``twice_shift``."""
        outcome = 2 * self.outcome - twice_shift * self.first if twice_shift else self.outcome
        scores = rank_scores(outcome, self.stratum, self.ranks)
        return Relabelling(scores if self.weight is None else scores * self.weight, self.first, self.stratum)


def shifted_rank_sum(test: RankSum, question: Question) -> ShiftTest:
    """Return the rank-sum test of the first arm moved by any shift, ranked anew at each."""
    outcome, first, stratum = test.outcome, test.first, test.stratum
    across = stratum if test.ranks == "within" else np.zeros_like(stratum)
    jumps = np.unique(arm_differences(outcome, first, across))
    if len(outcome) <= _SMALL and question.two_sided in {"absolute", "central"} and not stratum.any():
        few = _FewUnits((2 * outcome[first]).tolist(), (2 * outcome[~first]).tolist(), question)
        return ShiftTest(jumps, test.scale, few.exact_p, few.normal_p, quick=True)

    return ShiftTest(
        jumps,
        test.scale,
        lambda shift: exact_p(test.moved(shift), question),
        lambda shift: normal_p(test.moved(shift), question),
        quick=False,
        wavering=question.alternative == "two-sided" and question.two_sided in {"minlike", "blaker"},
    )


def weighted_median(values: IntArray, weights: IntArray) -> float:
    """Return the value with half of the weight on either side, or the middle between two such.

    >>> weighted_median(np.array([1, 5, 9]), np.array([1, 1, 2]))
    7.0
    """
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order])
    ends = np.searchsorted(2 * below, below[-1], "left"), np.searchsorted(2 * below, below[-1], "right")
    return float(values[order[ends[0]]] + values[order[min(int(ends[1]), len(order) - 1)]]) / 2


@dataclass(frozen=True, slots=True)
class _FewUnits:
    """The rank-sum test of few units, in whole numbers; outcomes are doubled."""

    one: list[int]
    two: list[int]
    question: Question

    def ranked(self, shift: int) -> tuple[int, list[int]]:
        """Return the doubled rank sum of the first arm less its smallest rank each, and all such scores."""
        moved = [value - shift for value in self.one]
        pooled = sorted([*moved, *self.two])
        rank: dict[int, int] = {}
        for place, value in enumerate(pooled):
            rank[value] = rank.get(value, 2 * place + 1) + 1
        lowest = rank[pooled[0]]
        return sum([rank[value] for value in moved]) - lowest * len(moved), [rank[value] - lowest for value in pooled]

    def exact_p(self, shift: int) -> float:
        """Return the exact p value of the first arm moved by half of ``shift``."""
        observed, scores = self.ranked(shift)
        m, n, total = len(self.one), len(scores), sum(scores)
        alternative = self.question.alternative
        low, high = observed, observed
        if alternative == "two-sided" and self.question.two_sided == "absolute":
            twice_mean, rest = divmod(2 * m * total, n)
            if n * observed * 2 >= 2 * m * total:
                low = twice_mean - observed
            else:
                high = twice_mean + (1 if rest else 0) - observed
        if 2 * m > n:
            upper, lower = subset_counts(scores, n - m, total - high, total - low)
        else:
            lower, upper = subset_counts(scores, m, low, high)
        arrangements = comb(n, m)
        if alternative != "two-sided":
            return (upper if alternative == "greater" else lower) / arrangements
        both = 2 * min(lower, upper) if self.question.two_sided == "central" else lower + upper
        return min(both, arrangements) / arrangements

    def normal_p(self, shift: int) -> float:
        """Return the p value of its normal approximation."""
        observed, scores = self.ranked(shift)
        m, n, total = len(self.one), len(scores), sum(scores)
        squares = sum([score * score for score in scores])
        variance = m * (n - m) * (n * squares - total * total) / (n * n * (n - 1))
        return normal_tail(observed - m * total / n, variance, self.question.alternative)
