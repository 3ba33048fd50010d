"""Screening yield against binomial sums in rational arithmetic."""

import json
from fractions import Fraction
from math import comb

import pytest

import biomarker_stats as bs
from biomarker_stats.planning.screening import screening_yield


def enough(screened: int, enrol: int, p: Fraction) -> Fraction:
    return 1 - sum(comb(screened, k) * p**k * (1 - p) ** (screened - k) for k in range(enrol))


@pytest.mark.parametrize(
    ("enrol", "p", "probability"), [(1, "0.3", 0.9), (10, "0.2", 0.9), (10, "0.06", 0.8), (25, "0.6", 0.95)]
)
def test_the_smallest_number_that_is_enough(enrol: int, p: str, probability: float) -> None:
    found = screening_yield(enrol, float(p), probability=probability)
    n = found.screen[1]
    assert enough(n, enrol, Fraction(p)) >= Fraction(str(probability)) > enough(n - 1, enrol, Fraction(p))
    assert found.screen[0] == n


def test_one_patient_has_a_closed_form() -> None:
    # 1 − 0.7^N ≥ 0.9 first at N = 7: 0.7^6 = 0.1176, 0.7^7 = 0.0824.
    assert screening_yield(1, 0.3).screen == (7, 7)
    assert screening_yield(3, 1.0).screen == (3, 3)


def test_a_range_and_a_second_marker() -> None:
    # HER2-positive breast cancer 20-30%, p95HER2 in 30% of those: 6% to 9% of all.
    found = screening_yield(10, (0.2, 0.3), then=[0.3])
    assert found.prevalence == pytest.approx((0.06, 0.09))
    few, most = found.screen
    for n, p in ((few, Fraction(9, 100)), (most, Fraction(6, 100))):
        assert enough(n, 10, p) >= Fraction(9, 10) > enough(n - 1, 10, p)
    assert found.expected == pytest.approx((10 / 0.09, 10 / 0.06))
    assert found.chance_at_expected[1] == pytest.approx(float(enough(167, 10, Fraction(6, 100))), abs=1e-12)


def test_a_record_says_what_it_holds() -> None:
    found = bs.plan.screening_yield(10, (0.2, 0.3))
    assert f"{found.screen[0]} (if 30%) to {found.screen[1]} (if 20%)" in found.summary()
    assert list(found.to_frame()["prevalence"]) == [0.3, 0.2]
    assert json.loads(json.dumps(found.to_dict()))["screen"] == list(found.screen)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((10, 20), "write 25% as 0.25"),
        ((10, 0.0), "above 0"),
        ((10, (0.3, 0.2)), "lower end first"),
        ((10, (0.1, 0.2, 0.3)), "a number or"),
        ((0, 0.2), "at least 1 to enrol"),
        ((10, 1e-9), "10,000,000 patients"),
    ],
)
def test_bad_input_is_refused(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(bs.UsageError, match=message):
        screening_yield(*arguments)  # type: ignore[arg-type]
