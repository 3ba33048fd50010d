"""The fewest mice an arm for an interaction, and the curve: the noncentral t as R has it."""

from typing import Any

import pytest

import biomarker_stats as bs

PLAN = bs.plan
# R 4.2.2: f <- function(n, e, s) {df <- 4*(n-1); d <- e/sqrt(sum(s^2)/n); c <- qt(.975, df)
#          1 - pt(c, df, d) + pt(-c, df, d)}; sapply(2:8, f, e=3, s=c(1,1,1,1)); sapply(14:17, f, e=2, s=c(1,1,2,1))
EQUAL = [0.369170832439, 0.625712202230, 0.786287683614, 0.882407973104, 0.937337674229, 0.967508970101, 0.983543520563]
UNEQUAL = {14: 0.792715268922, 15: 0.820477661311, 16: 0.844951952366, 17: 0.866439302657}


def test_the_curve_is_that_of_the_noncentral_t() -> None:
    assert PLAN.interaction_curve(3.0, range(2, 9)).power == pytest.approx(EQUAL, abs=1e-9)
    uneven = PLAN.interaction_curve(2.0, UNEQUAL, sd=(1.0, 1.0, 2.0, 1.0))
    assert uneven.power == pytest.approx([*UNEQUAL.values()], abs=1e-9)
    assert "an interaction of 2, SD between mice 1 and 2" in uneven.summary()


def test_the_size_is_the_first_that_reaches_the_target() -> None:
    found = PLAN.interaction_size(3.0)
    assert (found.n, found.first_n, found.looked_to) == (5, 5, 15)
    assert found.power == pytest.approx(EQUAL[3], abs=1e-9)
    assert PLAN.interaction_size(3.0, target=0.78).n == 4
    assert PLAN.interaction_size(2.0, sd=(1.0, 1.0, 2.0, 1.0)).n == 15
    assert "sample size: 5 mice an arm: power 0.8824, and at least 80% up to 15" in found.summary()


def test_a_target_out_of_reach_is_said() -> None:
    found = PLAN.interaction_size(0.0, up_to=12)  # under H0 the power is the level at every n
    assert (found.n, found.power, found.first_n) == (None, None, None)
    assert "does not stay at 80% at any n up to 12 mice an arm; the most is 0.05" in found.summary()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: PLAN.interaction_curve(3.0, [1]), "n ≥ 2"),
        (lambda: PLAN.interaction_curve(3.0, [(4, 5)]), "the four arms have one size"),  # type: ignore[list-item]
        (lambda: PLAN.interaction_curve(3.0, []), "at least one size"),
        (lambda: PLAN.interaction_curve(float("nan"), [4]), "a finite effect"),
        (lambda: PLAN.interaction_size(3.0, sd=0.0), "sd > 0"),
        (lambda: PLAN.interaction_size(3.0, sd=(1.0, 2.0)), "one for all arms or four"),  # type: ignore[arg-type]
        (lambda: PLAN.interaction_size(3.0, target=80), "0 < target < 1"),
        (lambda: PLAN.interaction_size(3.0, up_to=10**6), "up_to ≤ 500"),
        (lambda: PLAN.interaction_power(n=4, effect=3.0, n_simulations=0), "10,000,000 simulations, got 0"),
    ],
)
def test_bad_input_is_refused(call: Any, message: str) -> None:
    with pytest.raises(bs.UsageError, match=message):
        call()
