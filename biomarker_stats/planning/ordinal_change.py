"""All outcomes of a paired ordinal endpoint: how many units change by how many levels.

Given how many units change by 1, 2, … levels, H0 makes every sign a fair coin, and each p value is a sum over the
signs: the signed-rank, sign and permutation tests differ in the score of a size of change only.
"""

from functools import lru_cache

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
from biomarker_stats.planning.scenarios import OrdinalChange

METHODS = ("signed-rank", "sign", "permutation")
_MOST_WAYS = 12_000_000


def change_outcomes(scenario: OrdinalChange, n: int, test: PlannedTest) -> Outcomes:
    """Return what is rejected and what is not, for each number of units that change; shape (2 × (n + 1),).

    Raises:
        ExactTooLarge: more than twelve million ways to change.
    """
    sizes, probabilities = change_cells(scenario, test)
    cells = 2 * len(sizes) + 1
    refuse_too_many(composition_count(n, cells), f"{n} units with {cells} possible changes", _MOST_WAYS)
    changing = float(probabilities[1:].sum())
    signed = tuple((probabilities[1:] / changing).tolist()) if changing > 0 else ()
    ranked = test.method == "signed-rank" and test.zeros == "pratt"  # P then depends on the zeros, and on n with them
    chances = binomial_matrix(n, np.array([min(1.0, changing)]))[0]
    probability, smallest = [0.0, float(chances[0])], 1.0
    for changed in range(1, n + 1 if signed else 1):
        power, least = _given(tuple(sizes), signed, changed, n - changed if ranked else 0, test)
        probability += [float(chances[changed]) * power, float(chances[changed]) * (1 - power)]
        smallest = min(smallest, least)
    return Outcomes(np.tile([True, False], len(probability) // 2), np.array(probability), smallest)


@lru_cache(maxsize=2048)
def _given(
    sizes: tuple[int, ...], signed: tuple[float, ...], changed: int, same: int, test: PlannedTest
) -> tuple[float, float]:
    """Return P(rejected) given how many units change, and the smallest p value then."""
    counts = compositions(changed, len(signed))
    up, down = counts[:, ::2], counts[:, 1::2]
    each = up + down
    score = change_scores(each, np.full(len(counts), same), np.array(sizes, dtype=np.int64), test)
    statistic = ((up - down) * score).sum(axis=1)
    logs = (gammaln(each + 1) - gammaln(up + 1) - gammaln(down + 1)).sum(axis=1)
    weight = np.exp(logs - changed * np.log(2.0))
    p = conditional_p(codes(each), directed(statistic, test.alternative), weight)
    rejected = at_most(p, test.alpha)
    return min(1.0, float(multinomial(counts[rejected], np.array(signed)).sum())), float(p.min())


def change_cells(scenario: OrdinalChange, test: PlannedTest) -> tuple[list[int], FloatArray]:
    """Return the sizes of change and the probability of 0, +size, −size …; the sign test needs one size only."""
    changes = scenario.changes
    sizes = scenario.magnitudes
    if test.method == "sign" and sizes:
        up = sum(p for key, p in changes.items() if key > 0)
        down = sum(p for key, p in changes.items() if key < 0)
        changes, sizes = {0: changes.get(0, 0.0), 1: up, -1: down}, [1]
    signed = [changes.get(sign * size, 0.0) for size in sizes for sign in (1, -1)]
    return sizes, np.array([changes.get(0, 0.0), *signed])


def change_scores(changed: IntArray, same: IntArray, sizes: IntArray, test: PlannedTest) -> IntArray:
    """Return the score of each size of change in each outcome, shape (ways, sizes)."""
    if test.method == "sign":
        return np.ones_like(changed)
    if test.method == "permutation":
        return np.broadcast_to(sizes, changed.shape)
    below = np.cumsum(changed, axis=1) - changed
    if test.zeros == "pratt":
        below = below + same[:, None]
    return np.asarray(2 * below + changed + 1)
