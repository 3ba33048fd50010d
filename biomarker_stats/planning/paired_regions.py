"""Which pairs of discordant counts a test of paired proportions rejects.

References: Suissa S, Shuster JJ (1991), Biometrics 47:361-372; Fagerland MW, Lydersen S, Laake P (2013), BMC Med Res
Methodol 13:91 (mid-p).
"""

from functools import lru_cache

import numpy as np
from scipy.special import bdtr, gammaln, ndtr, xlogy

from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.paired_unconditional import unconditional_change
from biomarker_stats.planning.enumeration import BoolArray, Outcomes, at_most, refuse_too_many
from biomarker_stats.planning.planned_test import PlannedTest
from biomarker_stats.planning.scenarios import PairedChanges

METHODS = ("mcnemar", "mcnemar-mid-p", "mcnemar-unconditional", "mcnemar-chi2", "mcnemar-chi2-corrected")


def paired_outcomes(scenario: PairedChanges, n: int, test: PlannedTest) -> Outcomes:
    """Return all (changes up, changes down) of ``n`` pairs, shape (n + 1, n + 1); those beyond n have probability 0."""
    refuse_too_many((n + 1) ** 2, f"{n} pairs")
    probability = change_probabilities(scenario, n)
    if test.method == "mcnemar-unconditional":
        rejected, p_min = _unconditional(n, test)
        return Outcomes(rejected, probability, p_min)
    p = _p_values(n, test)
    valid = np.add.outer(np.arange(n + 1), np.arange(n + 1)) <= n
    return Outcomes(at_most(p, test.alpha) & valid, probability, float(p[valid].min()))


def change_probabilities(scenario: PairedChanges, n: int) -> FloatArray:
    """Return the probability of all (changes up, changes down) of ``n`` pairs, shape (n + 1, n + 1).

    >>> change_probabilities(PairedChanges(0.5, 0.1), 1).round(9).tolist()
    [[0.4, 0.1], [0.5, 0.0]]
    """
    up, down = np.arange(n + 1)[:, None], np.arange(n + 1)[None, :]
    same = n - up - down
    stay = max(0.0, 1 - scenario.up - scenario.down)
    logs = gammaln(n + 1) - gammaln(up + 1) - gammaln(down + 1) - gammaln(np.maximum(same, 0) + 1)
    logs = logs + xlogy(up, scenario.up) + xlogy(down, scenario.down) + xlogy(np.maximum(same, 0), stay)
    return np.where(same >= 0, np.exp(logs), 0.0)


def _p_values(n: int, test: PlannedTest) -> FloatArray:
    """Return P of every pair of counts; it depends on them alone, so one table serves every smaller n."""
    largest = 1 << max(6, n.bit_length())
    return _table_of_p(largest, test)[: n + 1, : n + 1]


@lru_cache(maxsize=4)
def _table_of_p(n: int, test: PlannedTest) -> FloatArray:
    up, down = (counts.astype(np.float64) for counts in np.indices((n + 1, n + 1)))
    if test.method.startswith("mcnemar-chi2"):
        correction = 1.0 if test.method == "mcnemar-chi2-corrected" else 0.0
        size = np.maximum(np.abs(up - down) - correction, 0) / np.sqrt(np.maximum(up + down, 1))
        z = np.sign(up - down) * size
        tail = {"two-sided": 2 * ndtr(-np.abs(z)), "greater": ndtr(-z), "less": ndtr(z)}[test.alternative]
        return np.asarray(np.where(up + down > 0, tail, 1.0))
    changed = up + down
    lower, upper = bdtr(up, changed.astype(int), 0.5), bdtr(down, changed.astype(int), 0.5)
    atom = np.exp(gammaln(changed + 1) - gammaln(up + 1) - gammaln(down + 1) - changed * np.log(2.0))
    half = atom / 2 if test.method == "mcnemar-mid-p" else 0.0
    if test.alternative != "two-sided":
        return np.asarray((upper if test.alternative == "greater" else lower) - half)
    mid = np.where(up == down, 1 - half, 2 * np.minimum(lower, upper) - 2 * half)
    return np.asarray(np.minimum(mid, 1.0))


@lru_cache(maxsize=128)
def _unconditional(n: int, test: PlannedTest) -> tuple[BoolArray, float]:
    """Return the largest region of size at most alpha among those of the largest z, by bisection; they are nested."""
    up, down = np.indices((n + 1, n + 1))
    valid = up + down <= n
    z = _signed_square(up, down, test)
    places = np.argwhere(valid)
    order = places[np.argsort(-z[valid], kind="stable")]
    low, high, best = 0, len(order), -1
    while low < high:
        middle = (low + high) // 2
        b, c = (int(count) for count in order[middle])
        if unconditional_change(n, b, c, test.alternative).value <= test.alpha * (1 + 1e-12):
            low, best = middle + 1, middle
        else:
            high = middle
    b, c = (int(count) for count in order[0])
    smallest = unconditional_change(n, b, c, test.alternative).value
    if best < 0:
        return np.zeros_like(valid), smallest
    cut = z[tuple(order[best])]
    return np.asarray(valid & (z >= cut - 1e-11 * (1 + abs(cut)))), smallest


def _signed_square(up: IntArray, down: IntArray, test: PlannedTest) -> FloatArray:
    difference = (up - down).astype(np.float64)
    square = difference * np.abs(difference) / np.maximum(up + down, 1)
    if test.alternative == "two-sided":
        return np.asarray(np.abs(square))
    return np.asarray(square if test.alternative == "greater" else -square)
