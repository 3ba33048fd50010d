"""All outcomes of a yes/no endpoint at several doses within strata, for the exact Cochran–Armitage test.

Within a stratum H0 conditions on the number of events; the sums of events times doses are added up over the strata.
"""

from collections.abc import Sequence
from math import lcm, prod

import numpy as np
from scipy.special import gammaln

from biomarker_stats.exact.bernstein import binomial_matrix
from biomarker_stats.exact.distribution import IntArray
from biomarker_stats.planning.enumeration import Outcomes, refuse_too_many
from biomarker_stats.planning.planned_test import PlannedTest
from biomarker_stats.planning.scenarios import StratifiedTrends
from biomarker_stats.planning.stratified_arms import Cells, added_up, combined

METHODS = ("cochran-armitage",)


def stratified_trend_outcomes(scenario: StratifiedTrends, sizes: tuple[int, ...], test: PlannedTest) -> Outcomes:
    """Return every combination, over the strata, of a number of events and a centred sum of doses.

    Raises:
        ExactTooLarge: more than three million outcomes of a stratum, or combinations.
    """
    doses = scenario.scenarios[0].whole_doses
    groups = [sizes[start : start + len(doses)] for start in range(0, len(sizes), len(doses))]
    scale = lcm(*(sum(group) for group in groups))
    strata = [
        _cells(group, truth, np.array(doses) * (scale // sum(group)))
        for group, truth in zip(groups, scenario.probabilities, strict=True)
    ]
    return combined(strata, test, f"{len(groups)} strata of {sum(sizes)} units")


def _cells(sizes: tuple[int, ...], truth: Sequence[float], doses: IntArray) -> Cells:
    """Return the numbers of events of a stratum with each centred sum of doses that they allow."""
    refuse_too_many(prod(n + 1 for n in sizes), f"doses of {', '.join(map(str, sizes))} units")
    events = np.indices([n + 1 for n in sizes]).reshape(len(sizes), -1).T
    n, total = np.array(sizes), events.sum(axis=1)
    centred = (events @ doses) * int(n.sum()) - total * int(n @ doses)
    logs = (gammaln(n + 1) - gammaln(events + 1) - gammaln(n - events + 1)).sum(axis=1)
    probability = np.ones(len(events))
    for column, (size, chance) in enumerate(zip(sizes, truth, strict=True)):
        probability *= binomial_matrix(size, np.array([chance]))[0][events[:, column]]
    return added_up(total, centred, np.exp(logs - logs.max()), probability)
