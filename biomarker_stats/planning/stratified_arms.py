"""All outcomes of an ordinal endpoint in two arms within strata: rank sums added up, or van Elteren's weights.

References: van Elteren P (1960), Bull Int Stat Inst 37:351-361.
"""

from collections.abc import Sequence
from math import lcm, prod

import numpy as np

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
from biomarker_stats.planning.scenarios import StratifiedArms

METHODS = ("rank-sum", "van-elteren")

Cells = tuple[IntArray, IntArray, FloatArray, FloatArray]  # margin, centred statistic, weight under H0, probability


def stratified_arms_outcomes(scenario: StratifiedArms, sizes: tuple[int, ...], test: PlannedTest) -> Outcomes:
    """Return every combination, over the strata, of margins and centred rank sum; H0 conditions on the margins.

    Raises:
        ExactTooLarge: more than three million combinations.
    """
    pairs = list(zip(sizes[::2], sizes[1::2], strict=True))
    totals = [n1 + n2 for n1, n2 in pairs]
    scale = lcm(*totals)
    weights = [scale // total for total in totals]
    if test.method == "van-elteren":
        common = lcm(*(total + 1 for total in totals))
        weights = [weight * (common // (total + 1)) for weight, total in zip(weights, totals, strict=True)]
    strata = [
        _cells(pair, (first, second), weight)
        for pair, first, second, weight in zip(pairs, scenario.first, scenario.second, weights, strict=True)
    ]
    return combined(strata, test, f"{len(pairs)} strata of {sum(sizes)} units")


def combined(strata: list[Cells], test: PlannedTest, what: str) -> Outcomes:
    """Return every combination of the cells of the strata; statistics are added up, H0 conditions on all margins.

    Raises:
        ExactTooLarge: more than three million combinations.
    """
    refuse_too_many(prod(len(cells[0]) for cells in strata), what)
    group, statistic, weight, probability = strata[0]
    for cells in strata[1:]:
        group = (group[:, None] * (int(cells[0].max()) + 1) + cells[0][None, :]).ravel()
        statistic = (statistic[:, None] + cells[1][None, :]).ravel()
        weight = (weight[:, None] * cells[2][None, :]).ravel()
        probability = (probability[:, None] * cells[3][None, :]).ravel()
    p = conditional_p(group, directed(statistic, test.alternative), weight)
    return Outcomes(at_most(p, test.alpha), probability, float(p.min()))


def added_up(group: IntArray, statistic: IntArray, weight: FloatArray, probability: FloatArray) -> Cells:
    """Return the cells of a stratum, outcomes with one margin and one statistic added up.

    >>> cells = added_up(np.array([0, 0]), np.array([2, 2]), np.array([1.0, 3.0]), np.array([0.25, 0.75]))
    >>> [part.tolist() for part in cells]
    [[0], [2], [4.0], [1.0]]
    """
    keys, cell = np.unique(np.column_stack([group, statistic]), axis=0, return_inverse=True)
    cell = cell.ravel()
    added = [np.asarray(np.bincount(cell, weights=w), dtype=np.float64) for w in (weight, probability)]
    return keys[:, 0], keys[:, 1], added[0], added[1]


def _cells(sizes: tuple[int, int], truth: tuple[Sequence[float], Sequence[float]], factor: int) -> Cells:
    """Return the margins of a stratum with each centred rank sum that they allow, equal ones added up."""
    n1, n2 = sizes
    levels = len(truth[0])
    ways = composition_count(n1, levels) * composition_count(n2, levels)
    refuse_too_many(ways, f"arms of {n1} and {n2} units on {levels} levels")
    first, second = compositions(n1, levels), compositions(n2, levels)
    left, right = np.repeat(np.arange(len(first)), len(second)), np.tile(np.arange(len(second)), len(first))
    margin = first[left] + second[right]
    score = 2 * (np.cumsum(margin, axis=1) - margin) + margin + 1
    centred = (first[left] * score).sum(axis=1) * (n1 + n2) - n1 * (margin * score).sum(axis=1)
    equal = np.full(levels, 1.0 / levels)
    weight = multinomial(first, equal)[left] * multinomial(second, equal)[right]
    probability = multinomial(first, np.array(truth[0]))[left] * multinomial(second, np.array(truth[1]))[right]
    _, place = np.unique(codes(margin), return_inverse=True)
    return added_up(place.ravel(), centred * factor, weight, probability)
