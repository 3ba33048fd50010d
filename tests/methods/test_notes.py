"""No p value is 0, none is below the smallest attainable one, and a reader is told where a bound stands for it."""

import sys

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.methods.notes import LEAST_P

METHODS = ["signed-rank", "sign", "permutation", "mcnemar"]


def all_up(n: int) -> pd.DataFrame:
    return pd.DataFrame({"before": [0] * n, "after": [1] * n})


def test_the_bound_is_the_smallest_float_of_full_precision() -> None:
    assert np.finfo(float).smallest_normal == sys.float_info.min == LEAST_P


@pytest.mark.parametrize("method", METHODS)
def test_a_p_that_a_float_can_hold_is_given(method: str) -> None:
    result = bs.paired(all_up(1000), method=method, interval="none")
    assert result.p_value == pytest.approx(2.0**-999, rel=1e-12)  # two of 2^1000 sign patterns
    assert not any("smallest number" in note for note in result.notes)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [1030, 1100])
def test_a_smaller_one_is_bounded_and_said_to_be(method: str, n: int) -> None:
    result = bs.paired(all_up(n), method=method)  # p = 2^(1 − n), below 2^−1022
    assert result.p_value == result.p_min_attainable == result.mid_p_value == LEAST_P
    assert any("p is below 2.2e-308" in note for note in result.notes)


def test_a_t_test_without_variance_keeps_its_own_words() -> None:
    result = bs.paired(all_up(3), method="paired-t")
    assert (result.p_value, result.statistic) == (0.0, None)
    assert "the variance is 0" in result.notes[0]


def test_too_many_units_for_a_permutation_interval_get_the_normal_one() -> None:
    # 1,200 units have more rearrangements than a float can count; the interval says so and is the approximate one
    outcome = np.random.default_rng(1).integers(0, 2, 1200)
    frame = pd.DataFrame({"outcome": outcome, "arm": ["a"] * 600 + ["b"] * 600})
    exact, normal = (bs.compare(frame, method="permutation", reference=r) for r in ("auto", "asymptotic"))
    assert (exact.reference, exact.conf_low, exact.conf_high) == ("exact", normal.conf_low, normal.conf_high)
    assert any("the rearrangements of 1,200 units, above 1,000" in note for note in exact.notes)
