"""All outcomes of a yes/no endpoint in two arms within strata, for the exact Cochran–Mantel–Haenszel test.

Given the events of each stratum the test looks at the sum of events in the first arm; its distribution under H0 and
under the assumed truth is the product of one polynomial a stratum.
"""

from functools import reduce
from itertools import product
from math import prod

import numpy as np

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.bernstein import binomial_matrix
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.exact.hypergeometric import hypergeometric_counts
from biomarker_stats.exact.integer_distribution import distribution_of
from biomarker_stats.exact.strata_of_tables import product as polynomial_product
from biomarker_stats.planning.enumeration import BoolArray, Outcomes, at_most
from biomarker_stats.planning.planned_test import PlannedTest
from biomarker_stats.planning.scenarios import StratifiedProportions

METHODS = ("cmh",)
_MOST_MARGINS = 50_000

Margins = tuple[tuple[int, int, int], ...]  # first arm, second arm, events in both, of each stratum


def stratified_outcomes(scenario: StratifiedProportions, sizes: tuple[int, ...], test: PlannedTest) -> Outcomes:
    """Return, for each set of events a stratum, every sum of events in the first arm; shape (outcomes,).

    Raises:
        ExactTooLarge: more than 50,000 sets.
    """
    pairs = list(zip(sizes[::2], sizes[1::2], strict=True))
    ways = prod(n1 + n2 + 1 for n1, n2 in pairs)
    if ways > _MOST_MARGINS:
        msg = (
            f"{len(pairs)} strata of {sum(sizes)} units can have {ways:,} sets of events, more than the bound of "
            f"{_MOST_MARGINS:,} — plan with fewer units, or fewer strata"
        )
        raise ExactTooLarge(msg)
    chances = [_joint(n, p) for n, p in zip(pairs, zip(scenario.p1, scenario.p2, strict=True), strict=True)]
    known: dict[Margins, tuple[BoolArray, float]] = {}
    rejected, probability, smallest = [], [], 1.0
    for totals in product(*(range(n1 + n2 + 1) for n1, n2 in pairs)):
        margins = tuple(sorted((n1, n2, t) for (n1, n2), t in zip(pairs, totals, strict=True)))
        if margins not in known:
            known[margins] = _decisions(margins, test)
        region, least = known[margins]
        rejected.append(region)
        probability.append(reduce(np.convolve, (chance[t] for chance, t in zip(chances, totals, strict=True))))
        smallest = min(smallest, least)
    return Outcomes(np.concatenate(rejected), np.concatenate(probability), smallest)


def _decisions(margins: Margins, test: PlannedTest) -> tuple[BoolArray, float]:
    """Return which sums of first cells are rejected, smallest sum first, and the smallest p value."""
    parts = [hypergeometric_counts(*margin) for margin in margins]
    counts = polynomial_product([counts for _, counts in parts])
    distribution = distribution_of(sum(first for first, _ in parts), counts)
    p = distribution.all_p(test.alternative, test.two_sided or "minlike")
    return at_most(p, test.alpha), float(p.min())


def _joint(sizes: tuple[int, int], p: tuple[float, float]) -> list[FloatArray]:
    """Return P(a in the first arm and t − a in the second), for each t from the smallest a to the largest."""
    n1, n2 = sizes
    first, second = (binomial_matrix(n, np.array([q]))[0] for n, q in zip(sizes, p, strict=True))
    found = []
    for total in range(n1 + n2 + 1):
        a = np.arange(max(0, total - n2), min(n1, total) + 1)
        found.append(np.asarray(first[a] * second[total - a]))
    return found
