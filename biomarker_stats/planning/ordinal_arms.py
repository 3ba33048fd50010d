"""All outcomes of an ordinal endpoint in two arms, and of a yes/no endpoint at several doses."""

from math import prod

import numpy as np
from scipy.special import gammaln

from biomarker_stats.exact.bernstein import binomial_matrix
from biomarker_stats.exact.distribution import IntArray
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


def arms_outcomes(scenario: OrdinalArms, sizes: tuple[int, ...], test: PlannedTest) -> Outcomes:
    """Return every pair of level counts of two arms; H0 conditions on the level counts of both together.

    Raises:
        ExactTooLarge: more than three million pairs.
    """
    n1, n2 = sizes
    levels = len(scenario.first)
    ways = composition_count(n1, levels) * composition_count(n2, levels)
    refuse_too_many(ways, f"arms of {n1} and {n2} units on {levels} levels")
    first, second = compositions(n1, levels), compositions(n2, levels)
    left = np.repeat(np.arange(len(first)), len(second))
    right = np.tile(np.arange(len(second)), len(first))
    one, margin = first[left], first[left] + second[right]
    score = _scores(margin, test)
    statistic = (one * score).sum(axis=1) * (n1 + n2) - n1 * (margin * score).sum(axis=1)
    equal = np.full(levels, 1.0 / levels)
    weight = multinomial(first, equal)[left] * multinomial(second, equal)[right]
    p = conditional_p(codes(margin), directed(statistic, test.alternative), weight)
    probability = multinomial(first, np.array(scenario.first))[left]
    probability *= multinomial(second, np.array(scenario.second))[right]
    return Outcomes(at_most(p, test.alpha), probability, float(p.min()))


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
