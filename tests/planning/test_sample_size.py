"""A sample size says only what was looked at: beyond its bound where it can, and how far where it cannot."""

import math
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.planning.plan import (
    OrdinalArms,
    OrdinalChange,
    StratifiedArms,
    StratifiedChanges,
    StratifiedProportions,
    TwoProportions,
)

PLAN = bs.plan


def fisher_power(n: int, p1: float, p2: float) -> float:
    """Count the power of the two-sided Fisher test from its definition: tables no more probable than the observed."""
    total = 0.0
    for k in range(2 * n + 1):
        ways = {a: math.comb(n, a) * math.comb(n, k - a) for a in range(max(0, k - n), min(n, k) + 1)}
        for a, own in ways.items():
            if sum(w for w in ways.values() if w <= own) * 20 <= sum(ways.values()):
                total += own * p1**a * (1 - p1) ** (n - a) * p2 ** (k - a) * (1 - p2) ** (n - k + a)
    return total


def test_an_answer_at_the_bound_is_looked_at_beyond_it() -> None:
    # 4 of 4 weekly and 1 of 6 daily patients of the seed study: 5 per arm reach 80%, 6 do not, 7 and more do.
    power = [fisher_power(n, 1.0, 1 / 6) for n in range(1, 18)]
    assert [p >= 0.8 for p in power] == [False] * 4 + [True, False] + [True] * 11
    truth = TwoProportions(1.0, 1 / 6)
    five = PLAN.sample_size(truth, up_to=5)
    assert (five.n, five.power, five.first_n, five.looked_to) == (None, None, 5, 6)
    assert "any n up to 5 per arm; n = 5 reaches it, but n = 6 is below it again" in five.summary()
    seven = PLAN.sample_size(truth, up_to=7)
    assert (seven.n, seven.first_n, seven.looked_to) == (7, 5, 17)
    assert list(seven.curve.power) == pytest.approx(power, abs=1e-12)
    assert "at least 80% up to 17; n = 5 reaches the target first" in seven.summary()
    needed = {each.analysis: each for each in PLAN.for_study("carracedo2008", up_to=5).needed}
    assert "would need" not in needed["increased_by_schedule"].words()


def test_an_answer_far_below_the_bound_is_looked_at_up_to_it() -> None:
    found = PLAN.sample_size(TwoProportions(0.1, 0.9), up_to=30)
    assert found.n is not None
    assert (found.looked_to, found.too_large) == (30, "")


def test_a_search_goes_as_far_as_can_be_enumerated_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("biomarker_stats.planning.ordinal_arms._MOST_PAIRS", 100_000)
    largest = sum(math.comb(n + 2, 2) ** 2 <= 100_000 for n in range(1, 40))  # ways to put n units on three levels
    found = PLAN.sample_size(OrdinalArms([0.7, 0.2, 0.1], [0.1, 0.2, 0.7]), up_to=40)
    assert found.n is not None
    assert found.looked_to == largest < 40
    assert f"and at least 80% up to {largest}; n = {largest + 1} was not looked at: arms of" in found.summary()
    assert found.to_dict()["too_large"] == found.too_large != ""
    nothing = PLAN.sample_size(OrdinalArms([0.5, 0.2, 0.3], [0.3, 0.2, 0.5]), target=0.2, up_to=40)
    last = PLAN.power(OrdinalArms([0.5, 0.2, 0.3], [0.3, 0.2, 0.5]), largest).power
    high = PLAN.sample_size(OrdinalArms([0.5, 0.2, 0.3], [0.3, 0.2, 0.5]), target=last, up_to=40)
    assert high.n == largest
    assert nothing.n is not None
    assert nothing.n < largest
    assert "but no larger n was looked at, at which power may fall again; n = " in high.summary()


def test_strata_are_searched_as_far_as_can_be_enumerated() -> None:
    strata = PLAN.sample_size(StratifiedProportions([0.2, 0.4, 0.3], [0.3, 0.5, 0.4]), up_to=25)
    assert (strata.n, strata.looked_to) == (None, 17)  # (2 × 17 + 1)³ = 42,875 sets of events, (2 × 18 + 1)³ = 50,653
    assert "at any n up to 17 per arm and stratum; the most is" in strata.summary()
    assert "n = 18 was not looked at: 3 strata" in strata.summary()


def test_the_first_size_too_large_is_refused() -> None:
    with pytest.raises(bs.ExactTooLarge, match="fewer strata"):
        PLAN.sample_size(StratifiedProportions([0.2] * 11, [0.6] * 11))


def test_four_levels_of_twenty_and_more_units_can_be_planned() -> None:
    # A score of 0, 1+, 2+, 3+: C(25 + 3, 3)² = 10.7 million pairs of level counts; one stratum is enumerated otherwise.
    first, second = [0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4]
    assert PLAN.power(OrdinalArms(first, second), 25).power > PLAN.power(OrdinalArms(first, second), 19).power > 0.8
    one = PLAN.power(StratifiedArms([first], [second]), 15)
    assert PLAN.power(OrdinalArms(first, second), 15).power == pytest.approx(one.power, abs=1e-12)


@pytest.mark.parametrize("zeros", ["drop", "pratt"])
def test_seven_possible_changes_of_many_pairs_against_polynomials(zeros: Any) -> None:
    # StratifiedChanges multiplies polynomials of the positive ranks; OrdinalChange enumerates the counts.
    changes = {-3: 0.02, -2: 0.03, -1: 0.1, 0: 0.35, 1: 0.3, 2: 0.1, 3: 0.1}
    one = PLAN.power(StratifiedChanges([changes]), 20, zeros=zeros)
    many = PLAN.power(OrdinalChange(changes), 20, zeros=zeros)
    assert many.power == pytest.approx(one.power, abs=1e-12)
    assert many.p_min_attainable == pytest.approx(one.p_min_attainable, rel=1e-9)
