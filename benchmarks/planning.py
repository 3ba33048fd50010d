"""Jobs h and i: exact power as ``bs.plan`` gives it, of Fisher's and of McNemar's test.

No package for exact power is sure to be there, so two loops in base R and one each over scipy's and statsmodels' tests
stand in, written from the definition: the probabilities of all outcomes whose P is at most the level, added up.
"""

from collections.abc import Sequence
from itertools import product
from math import comb

import biomarker_stats as bs
from benchmarks.model import Case, Runner

_LEVEL = 0.05
_TRUTH = (0.2, 0.6)
_CHANGES = (0.5, 0.1)
_AGREE = 1e-10


def fisher_planning(quick: bool) -> tuple[Case, ...]:
    """Job h: power of the two-sided Fisher test, 20% against 60%: at one size, and at every size 10 … 30 an arm."""
    alone = (10,) if quick else (10, 20, 30)
    curve = _fisher_case("power of Fisher's test at every size 10 … n an arm", range(10, 13 if quick else 31))
    return (*(_fisher_case("power of Fisher's test at n an arm", [n]) for n in alone), curve)


def _fisher_case(title: str, sizes: Sequence[int]) -> Case:
    from biomarker_stats.planning.planned_test import PlannedTest
    from biomarker_stats.planning.two_arm_regions import two_arm_outcomes

    scenario = bs.plan.TwoProportions(*_TRUTH)
    test = PlannedTest(method="fisher", alpha=_LEVEL)

    def public() -> float:
        return sum(bs.plan.power_curve(scenario, sizes, method="fisher", alpha=_LEVEL).power)

    def engine() -> float:
        return sum(two_arm_outcomes(scenario, (n, n), test).power for n in sizes)

    return Case(
        job="h",
        title=title,
        n=sizes[-1],
        target=None,
        runners=(
            Runner(name="ours, bs.plan.power_curve", kind="ours", call=public),
            Runner(name="engine, two_arm_outcomes", kind="engine", call=engine),
            Runner(
                name="scipy stand-in, fisher_exact",
                kind="exact",
                call=lambda: sum(map(_looped_fisher, sizes)),
                note="a loop over all tables",
            ),
            Runner(
                name="statsmodels, normal power",
                kind="other",
                call=lambda: sum(map(_normal_power, sizes)),
                note="a normal approximation",
            ),
        ),
        task="fisher_power",
        data={"p": _TRUTH, "sizes": list(sizes)},
        tolerance=_AGREE,
    )


def _looped_fisher(n: int) -> float:
    from scipy.stats import fisher_exact

    first, second = ([comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)] for p in _TRUTH)
    tables = product(range(n + 1), repeat=2)
    return sum(
        first[a] * second[b] for a, b in tables if fisher_exact([[a, n - a], [b, n - b]]).pvalue <= _LEVEL * (1 + 1e-9)
    )


def _normal_power(n: int) -> float:
    from statsmodels.stats.proportion import power_proportions_2indep

    p1, p2 = _TRUTH
    return float(power_proportions_2indep(p1 - p2, p2, n, alpha=_LEVEL, return_results=False))


def mcnemar_planning(quick: bool) -> tuple[Case, ...]:
    """Job i: the power curve of McNemar's exact test at 5 … 60 pairs, ``quick`` or not, within a second."""
    del quick
    sizes = range(5, 61)
    scenario = bs.plan.PairedChanges(*_CHANGES)

    def public() -> float:
        return sum(bs.plan.power_curve(scenario, sizes, method="mcnemar", alpha=_LEVEL).power)

    return (
        Case(
            job="i",
            title="power of McNemar's exact test at every size 5 … n pairs",
            n=sizes[-1],
            target=None,
            runners=(
                Runner(name="ours, bs.plan.power_curve", kind="ours", call=public),
                Runner(
                    name="statsmodels stand-in, mcnemar",
                    kind="exact",
                    call=lambda: _looped_mcnemar(sizes),
                    note="a loop over all pairs of counts",
                ),
            ),
            task="mcnemar_power",
            data={"up": [_CHANGES[0]], "down": [_CHANGES[1]], "sizes": list(sizes)},
            tolerance=_AGREE,
            most_seconds=1.0,
        ),
    )


def _looped_mcnemar(sizes: Sequence[int]) -> float:
    """Return the summed power; the P of a pair of counts is asked for once, whatever the size."""
    from statsmodels.stats.contingency_tables import mcnemar

    up, down = _CHANGES
    largest, total = max(sizes), 0.0
    for b, c in product(range(largest + 1), repeat=2):
        changed = b + c
        if changed <= largest and mcnemar([[0, b], [c, 0]], exact=True).pvalue <= _LEVEL * (1 + 1e-9):
            ways = up**b * down**c * comb(changed, b)
            total += sum(ways * comb(n, changed) * (1 - up - down) ** (n - changed) for n in sizes if n >= changed)
    return total
