"""All outcomes of an ordinal endpoint in two arms, and of a yes/no endpoint at several doses."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from scipy.special import gammaln

from biomarker_stats.exact.bernstein import binomial_matrix
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.planning.enumeration import (
    Outcomes,
    at_most,
    codes,
    composition_count,
    compositions,
    conditional_p,
    directed,
    multinomial,
    refuse_too_many,
)
from biomarker_stats.planning.planned_test import PlannedTest
from biomarker_stats.planning.scenarios import DoseTrend, OrdinalArms

ARM_METHODS = ("rank-sum", "permutation")
TREND_METHODS = ("cochran-armitage",)
_MOST_PAIRS = 12_000_000


def arms_outcomes(scenario: OrdinalArms, sizes: tuple[int, ...], test: PlannedTest) -> Outcomes:
    """Return what is rejected and what is not, for each number of units on the lowest level; shape (2 × numbers,).

    H0 conditions on the level counts of both arms together, so that pairs of level counts are looked at apart for each
    number of units on the lowest level: the work is the same, the memory a fraction.

    Raises:
        ExactTooLarge: more than twelve million pairs of level counts.
    """
    n1, n2 = sizes
    levels = len(scenario.first)
    ways = composition_count(n1, levels) * composition_count(n2, levels)
    refuse_too_many(ways, f"arms of {n1} and {n2} units on {levels} levels", _MOST_PAIRS)
    first, second = _Arm.of(n1, scenario.first), _Arm.of(n2, scenario.second)
    probability, smallest = [], 1.0
    for lowest in range(n1 + n2 + 1):
        pairs = [
            (i, j)
            for a in range(max(0, lowest - n2), min(n1, lowest) + 1)
            for i, j in [_pairs(first.place(a), second.place(lowest - a))]
        ]
        left, right = (np.concatenate(each) for each in zip(*pairs, strict=True))
        p = _arms_p(first, second, (left, right), test)
        rejected = at_most(p, test.alpha)
        chance = first.chance[left] * second.chance[right]
        probability += [float(chance[rejected].sum()), float(chance[~rejected].sum())]
        smallest = min(smallest, float(p.min()))
    return Outcomes(np.tile([True, False], n1 + n2 + 1), np.array(probability), smallest)


@dataclass(frozen=True, slots=True, eq=False)
class _Arm:
    """Every way in which the units of an arm fall on the levels, its weight under H0 and its assumed probability."""

    n: int
    counts: IntArray
    weight: FloatArray
    chance: FloatArray

    @classmethod
    def of(cls, n: int, shares: Sequence[float]) -> "_Arm":
        counts = compositions(n, len(shares))
        equal = np.full(len(shares), 1.0 / len(shares))
        return cls(n, counts, multinomial(counts, equal), multinomial(counts, np.array(shares)))

    def place(self, lowest: int) -> IntArray:
        """Return the rows with ``lowest`` units on the lowest level; the rows are sorted by it."""
        start, stop = np.searchsorted(self.counts[:, 0], [lowest, lowest + 1])
        return np.arange(start, stop)


def _pairs(left: IntArray, right: IntArray) -> tuple[IntArray, IntArray]:
    return np.repeat(left, len(right)), np.tile(right, len(left))


def _arms_p(first: _Arm, second: _Arm, pairs: tuple[IntArray, IntArray], test: PlannedTest) -> FloatArray:
    """Return P of pairs of rows that hold, of each sum of level counts in them, every pair that gives it."""
    one = first.counts[pairs[0]]
    margin = one + second.counts[pairs[1]]
    score = _scores(margin, test)
    statistic = (one * score).sum(axis=1) * (first.n + second.n) - first.n * (margin * score).sum(axis=1)
    weight = first.weight[pairs[0]] * second.weight[pairs[1]]
    return conditional_p(codes(margin), directed(statistic, test.alternative), weight)


def _scores(margin: IntArray, test: PlannedTest) -> IntArray:
    if test.method == "permutation":
        return np.broadcast_to(np.arange(margin.shape[1]), margin.shape)
    return np.asarray(2 * (np.cumsum(margin, axis=1) - margin) + margin + 1)


def trend_outcomes(scenario: DoseTrend, sizes: tuple[int, ...], test: PlannedTest) -> Outcomes:
    """Return every set of event counts at the doses; H0 conditions on their total.

    Raises:
        ExactTooLarge: more than three million sets.
    """
    refuse_too_many(prod(n + 1 for n in sizes), f"doses of {', '.join(map(str, sizes))} units")
    events = np.indices([n + 1 for n in sizes]).reshape(len(sizes), -1).T
    doses, n = np.array(scenario.whole_doses), np.array(sizes)
    total = events.sum(axis=1)
    statistic = (events @ doses) * int(n.sum()) - total * int(n @ doses)
    logs = (gammaln(n + 1) - gammaln(events + 1) - gammaln(n - events + 1)).sum(axis=1)
    weight = np.exp(logs - logs.max())
    p = conditional_p(total, directed(statistic, test.alternative), weight)
    probability = np.ones(len(events))
    for column, (size, chance) in enumerate(zip(sizes, scenario.probabilities, strict=True)):
        probability *= binomial_matrix(size, np.array([chance]))[0][events[:, column]]
    return Outcomes(at_most(p, test.alpha), probability, float(p.min()))
