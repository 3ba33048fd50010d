"""Methods without an enumeration of their own: the catalogue is asked, and power is what it rejects."""

import itertools
import math
import time
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.errors import MethodMismatch
from biomarker_stats.planning.by_asking import ASKED
from biomarker_stats.planning.plan import (
    DoseTrend,
    OrdinalArms,
    OrdinalChange,
    StratifiedArms,
    StratifiedChanges,
    StratifiedTrends,
    TwoProportions,
)

PLAN = bs.plan
FIRST, SECOND = (0.1, 0.2, 0.7), (0.6, 0.3, 0.1)


def rejected_share(n: tuple[int, ...], p: list[tuple[float, ...]], alpha: float, ask: Any) -> float:
    """Go through every sequence of single units, each on its level, and add up the probability of what is rejected."""
    total, known = 0.0, {}
    groups = [group for group, size in enumerate(n) for _ in range(size)]
    for units in itertools.product(*(range(len(p[group])) for group in groups)):
        key = tuple(
            tuple(sorted(u for u, g in zip(units, groups, strict=True) if g == group)) for group in range(len(n))
        )
        if key not in known:
            known[key] = ask(units, groups).p_value
        if known[key] <= alpha * (1 + 1e-9):
            total += math.prod(p[group][unit] for unit, group in zip(units, groups, strict=True))
    return total


@pytest.mark.parametrize("method", ["normal-scores", "savage", "brunner-munzel", "kruskal-wallis", "freeman-halton"])
def test_two_ordinal_arms_against_every_sequence_of_units(method: str) -> None:
    def ask(units: Any, groups: Any) -> bs.Result:
        frame = pd.DataFrame({"outcome": units[::-1], "arm": [f"arm {group}" for group in groups[::-1]]})
        return bs.compare(frame, arms=["arm 0", "arm 1"], method=method, interval="none", alternative="two-sided")

    expected = rejected_share((4, 3), [FIRST, SECOND], 0.1, ask)
    found = PLAN.power(OrdinalArms(FIRST, SECOND), (4, 3), method=method, alpha=0.1)
    assert expected > 0.05
    assert found.power == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("alternative", ["two-sided", "greater"])
def test_berger_boos_against_every_table(alternative: Any) -> None:
    n1, n2, expected = 6, 5, 0.0
    for a, b in itertools.product(range(n1 + 1), range(n2 + 1)):
        options: dict[str, Any] = {"alternative": alternative, "interval": "none"}
        p = bs.table([[a, n1 - a], [b, n2 - b]], method="berger-boos", **options).p_value
        if p is not None and p <= 0.05 * (1 + 1e-9):
            ways = math.comb(n1, a) * math.comb(n2, b)
            expected += ways * 0.9**a * 0.1 ** (n1 - a) * 0.2**b * 0.8 ** (n2 - b)
    found = PLAN.power(TwoProportions(0.9, 0.2), (n1, n2), method="berger-boos", alternative=alternative)
    assert found.power == pytest.approx(expected, abs=1e-12)


def test_what_is_asked_agrees_with_what_is_enumerated() -> None:
    # Exact marginal homogeneity with equal steps is the permutation test of the changes.
    change = OrdinalChange({-1: 0.1, 0: 0.3, 1: 0.3, 2: 0.3})
    for alternative in ("two-sided", "greater", "less"):
        same = [
            PLAN.power(change, 5, method=m, alternative=alternative) for m in ("marginal-homogeneity", "permutation")
        ]
        assert same[0].power == pytest.approx(same[1].power, abs=1e-12)
        assert same[0].p_min_attainable == pytest.approx(same[1].p_min_attainable, rel=1e-9)
    # McNemar's test takes no notice of strata: the sign test of all pairs, each stratum with its own probabilities.
    strata = StratifiedChanges([{-1: 0.1, 0: 0.3, 1: 0.6}, {0: 0.5, 1: 0.5}])
    mcnemar = PLAN.power(strata, (5, 4), method="mcnemar", alternative="greater")
    assert mcnemar.power == pytest.approx(
        PLAN.power(strata, (5, 4), method="sign", alternative="greater").power, abs=1e-12
    )
    # One stratum is no stratum, for the permutation test of arms
    one = PLAN.power(StratifiedArms([FIRST], [SECOND]), 4, method="permutation")
    assert one.power == pytest.approx(PLAN.power(OrdinalArms(FIRST, SECOND), 4, method="permutation").power, abs=1e-12)


def test_permutation_of_arms_within_strata_against_every_sequence_of_units() -> None:
    shares = [(0.2, 0.8), (0.9, 0.1), FIRST, SECOND]

    def ask(units: Any, groups: Any) -> bs.Result:
        frame = pd.DataFrame(
            {"outcome": units, "arm": [group % 2 for group in groups], "stratum": [group // 2 for group in groups]}
        )
        return bs.compare(frame, arms=[0, 1], strata="stratum", method="permutation", interval="none")

    expected = rejected_share((2, 2, 3, 2), shares, 0.1, ask)
    truth = StratifiedArms([shares[0], shares[2]], [shares[1], shares[3]])
    found = PLAN.power(truth, (2, 2, 3, 2), method="permutation", alpha=0.1)
    assert expected > 0.1
    assert found.power == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_trends_in_strata_against_every_set_of_tables(alternative: Any) -> None:
    n, p, doses, expected = (2, 3, 2, 3, 1, 2), [[0.1, 0.4, 0.9], [0.2, 0.5, 0.8]], [0, 0.5, 2], 0.0
    chances = [q for stratum in p for q in stratum]
    for events in itertools.product(*(range(size + 1) for size in n)):
        outcome = [int(k < a) for a, size in zip(events, n, strict=True) for k in range(size)]
        frame = pd.DataFrame(
            {"outcome": outcome, "dose": np.repeat(doses * 2, n), "stratum": np.repeat([0, 0, 0, 1, 1, 1], n)}
        )
        test = bs.trend(frame, strata="stratum", method="cochran-armitage", alternative=alternative)
        if test.p_value is not None and test.p_value <= 0.1 * (1 + 1e-9):
            expected += math.prod(
                math.comb(size, a) * q**a * (1 - q) ** (size - a) for size, a, q in zip(n, events, chances, strict=True)
            )
    found = PLAN.power(StratifiedTrends(p, doses), n, alternative=alternative, alpha=0.1)
    assert expected > (0.00001 if alternative == "less" else 0.3)
    assert found.power == pytest.approx(expected, abs=1e-12)


def test_one_stratum_of_doses_is_the_trend_without_strata() -> None:
    one = PLAN.power_curve(StratifiedTrends([[0.1, 0.3, 0.6]], [0, 5, 10]), [3, 7, 12])
    assert one.power == pytest.approx(
        PLAN.power_curve(DoseTrend([0.1, 0.3, 0.6], [0, 5, 10]), [3, 7, 12]).power, abs=1e-12
    )


SCENARIOS: dict[type, Any] = {
    TwoProportions: TwoProportions(0.2, 0.6),
    OrdinalChange: OrdinalChange({-1: 0.2, 0: 0.3, 1: 0.5}),
    StratifiedChanges: StratifiedChanges([{0: 0.5, 1: 0.5}, {0: 0.2, 1: 0.8}]),
    OrdinalArms: OrdinalArms([0.6, 0.3, 0.1], [0.1, 0.3, 0.6]),
    StratifiedArms: StratifiedArms([[0.5, 0.5], [0.2, 0.8]], [[0.9, 0.1], [0.6, 0.4]]),
}


@pytest.mark.parametrize(("kind", "method"), [(kind, method) for kind, methods in ASKED.items() for method in methods])
def test_every_method_is_asked_about_every_outcome(kind: type, method: str) -> None:
    found = PLAN.power(SCENARIOS[kind], 3, method=method, alpha=0.3)
    assert 0 < found.power < 1
    assert 0 < found.p_min_attainable <= 0.3


def test_the_border_of_an_asked_method() -> None:
    found = PLAN.could_show(TwoProportions(0.2, 0.6), (4, 5), method="berger-boos")
    for second, first in found.border:
        p = [bs.table([[a, 4 - a], [second, 5 - second]], method="berger-boos").p_value or 1.0 for a in range(5)]
        higher = [a for a in range(5) if a / 4 > second / 5 and p[a] <= 0.05]
        assert first == (min(higher) if higher else None)


@pytest.mark.parametrize(
    ("scenario", "n", "options", "error", "message"),
    [
        (OrdinalChange({0: 0.5, 2: 0.5}), 4, {"method": "mcnemar"}, MethodMismatch, "no exact power of method"),
        (StratifiedChanges([{0: 0.5, 2: 0.5}]), 4, {"method": "mcnemar"}, MethodMismatch, "changes of -1, 0 and 1"),
        (
            OrdinalArms(FIRST, SECOND),
            20,
            {"method": "savage"},
            bs.ExactTooLarge,
            "more than the bound of 5,000 — plan with",
        ),
        (
            TwoProportions(0.1, 0.5),
            4,
            {"method": "berger-boos", "two_sided": "minlike"},
            bs.UsageError,
            "no two-sided rule",
        ),
        (
            OrdinalArms(FIRST, SECOND),
            3,
            {"method": "kruskal-wallis", "alternative": "less"},
            bs.UsageError,
            "direction|two-sided",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused(
    scenario: Any, n: int, options: dict[str, str], error: Any, message: str
) -> None:
    started = time.perf_counter()
    with pytest.raises(error, match=message):
        PLAN.power(scenario, n, **options)
    assert time.perf_counter() - started < 5


def test_bad_strata_of_doses_are_refused() -> None:
    with pytest.raises(bs.UsageError, match="one list a stratum"):
        StratifiedTrends([0.1, 0.6])  # type: ignore[list-item]
    with pytest.raises(bs.UsageError, match="the same doses, got 2, 3"):
        StratifiedTrends([[0.1, 0.6], [0.1, 0.2, 0.3]])
    with pytest.raises(bs.UsageError, match="6 of them"):
        PLAN.power(StratifiedTrends([[0.1, 0.2, 0.3]] * 2), (3, 3))
    with pytest.raises(bs.ExactTooLarge, match="plan with fewer units"):
        PLAN.power(StratifiedTrends([[0.1, 0.2, 0.3]] * 3), 20)
