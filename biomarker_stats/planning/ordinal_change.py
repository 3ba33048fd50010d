"""All outcomes of a paired ordinal endpoint: how many units change by how many levels.

Given how many units change by 1, 2, … levels, H0 makes every sign a fair coin, and each p value is a sum over the
signs: the signed-rank, sign and permutation tests differ in the score of a size of change only.
"""

import numpy as np
from scipy.special import gammaln

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


def change_outcomes(scenario: OrdinalChange, n: int, test: PlannedTest) -> Outcomes:
    """Return every way in which ``n`` units can change: counts of 0, +1, −1, +2, −2 … levels.

    Raises:
        ExactTooLarge: more than three million ways.
    """
    sizes, probabilities = change_cells(scenario, test)
    cells = 2 * len(sizes) + 1
    refuse_too_many(composition_count(n, cells), f"{n} units with {cells} possible changes")
    counts = compositions(n, cells)
    same, up, down = counts[:, 0], counts[:, 1::2], counts[:, 2::2]
    changed = up + down
    score = change_scores(changed, same, np.array(sizes, dtype=np.int64), test)
    statistic = ((up - down) * score).sum(axis=1)
    logs = (gammaln(changed + 1) - gammaln(up + 1) - gammaln(down + 1)).sum(axis=1)
    weight = np.exp(logs - changed.sum(axis=1) * np.log(2.0))
    p = conditional_p(codes(changed), directed(statistic, test.alternative), weight)
    return Outcomes(at_most(p, test.alpha), multinomial(counts, probabilities), float(p.min()))


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
