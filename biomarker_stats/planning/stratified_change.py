"""All outcomes of a paired ordinal endpoint within strata: ranks are taken within each stratum and then added up.

Given how many units of each stratum change by 1, 2, … levels, H0 makes every sign a fair coin; the sum of the positive
scores then has a polynomial for its distribution, under H0 and under the assumed truth, and strata multiply.
"""

from dataclasses import dataclass
from functools import reduce
from itertools import product
from math import prod

import numpy as np
from scipy.special import gammaln, xlogy

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.planning.enumeration import Outcomes, at_most, composition_count, compositions
from biomarker_stats.planning.ordinal_change import change_cells, change_scores
from biomarker_stats.planning.planned_test import PlannedTest
from biomarker_stats.planning.scenarios import OrdinalChange, StratifiedChanges

_MOST_SETS = 50_000

Scored = tuple[tuple[int, int], ...]  # the score of a size of change and how many units change by it, sorted


@dataclass(frozen=True, slots=True, eq=False)
class _Margin:
    """How many units of a stratum change by each size, and the probability of each sum of positive scores."""

    scored: Scored
    null: FloatArray
    truth: FloatArray


def stratified_change_outcomes(scenario: StratifiedChanges, sizes: tuple[int, ...], test: PlannedTest) -> Outcomes:
    """Return, for each set of numbers of changes a stratum, what is rejected and what is not; shape (2 × sets,).

    Raises:
        ExactTooLarge: more than 50,000 sets.
    """
    cells = [change_cells(stratum, test) for stratum in scenario.scenarios]
    ways = prod(composition_count(n, len(kinds) + 1) for n, (kinds, _) in zip(sizes, cells, strict=True))
    if ways > _MOST_SETS:
        msg = (
            f"{len(sizes)} strata of {sum(sizes)} pairs can have {ways:,} sets of changed pairs, more than the bound "
            f"of {_MOST_SETS:,} — plan with fewer pairs or strata, merge levels of the scale, or use OrdinalChange and "
            "method 'sign', for which strata do not matter"
        )
        raise ExactTooLarge(msg)
    strata = [_margins(stratum, n, test) for stratum, n in zip(scenario.scenarios, sizes, strict=True)]
    known: dict[tuple[Scored, ...], FloatArray] = {}
    probability, smallest = [], 1.0
    for chosen in product(*strata):
        key = tuple(sorted(margin.scored for margin in chosen))
        if key not in known:
            known[key] = _p_values(reduce(np.convolve, [margin.null for margin in chosen]), test)
        p, truth = known[key], reduce(np.convolve, [margin.truth for margin in chosen])
        power = float(truth[at_most(p, test.alpha)].sum())
        probability += [power, float(truth.sum()) - power]
        smallest = min(smallest, float(p.min()))
    return Outcomes(np.tile([True, False], len(probability) // 2), np.array(probability), smallest)


def _margins(scenario: OrdinalChange, n: int, test: PlannedTest) -> list[_Margin]:
    """Return every way in which ``n`` units of a stratum can change, signs apart."""
    kinds, probabilities = change_cells(scenario, test)
    counts = compositions(n, len(kinds) + 1)
    same, changed = counts[:, 0], counts[:, 1:]
    scores = change_scores(changed, same, np.array(kinds, dtype=np.int64), test)
    logs = gammaln(n + 1) - gammaln(counts + 1).sum(axis=1) + xlogy(same, probabilities[0])
    signed = probabilities[1:].reshape(-1, 2)
    fair = np.full_like(signed, 0.5)
    return [
        _Margin(
            scored=tuple(sorted((s, m) for s, m in zip(score.tolist(), each.tolist(), strict=True) if m)),
            null=_positive_sum(score, each, fair),
            truth=_positive_sum(score, each, signed) * float(np.exp(log)),
        )
        for score, each, log in zip(scores, changed, logs, strict=True)
    ]


def _positive_sum(scores: IntArray, changed: IntArray, signed: FloatArray) -> FloatArray:
    """Return, for each sum of positive scores, the product of the probabilities of the signs that give it, added up.

    >>> _positive_sum(np.array([2]), np.array([2]), np.array([[0.5, 0.5]])).tolist()
    [0.25, 0.0, 0.5, 0.0, 0.25]
    """
    found = np.ones(1)
    for score, count, (up, down) in zip(scores.tolist(), changed.tolist(), signed.tolist(), strict=True):
        for _ in range(count):
            longer = np.zeros(len(found) + score)
            longer[: len(found)] = down * found
            longer[score:] += up * found
            found = longer
    return found


def _p_values(null: FloatArray, test: PlannedTest) -> FloatArray:
    """Return P of each sum of positive scores, 0 … its largest; impossible sums get 1. ``null`` is symmetric."""
    upper = np.cumsum(null[::-1])[::-1]
    if test.alternative == "greater":
        p = upper
    elif test.alternative == "less":
        p = upper[::-1]
    else:
        p = np.minimum(2 * np.minimum(upper, upper[::-1]), 1.0)
    return np.asarray(np.where(null > 0, p, 1.0))
