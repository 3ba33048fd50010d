"""Power of stratified rank tests is the probability of what the catalogue's own test rejects, counted one by one."""

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.planning.plan import OrdinalArms, StratifiedArms

FIRST, SECOND = ((0.1, 0.2, 0.7), (0.2, 0.8)), ((0.7, 0.2, 0.1), (0.9, 0.1))


def samples(n: int, levels: int) -> list[tuple[int, ...]]:
    return [each for each in itertools.product(range(n + 1), repeat=levels) if sum(each) == n]


def chance(each: tuple[int, ...], p: tuple[float, ...]) -> float:
    ways = math.factorial(sum(each)) / math.prod(map(math.factorial, each))
    return ways * math.prod(q**k for q, k in zip(p, each, strict=True))


@pytest.mark.parametrize(("method", "alternative"), [("rank-sum", "two-sided"), ("van-elteren", "greater")])
def test_against_every_set_of_samples(method: str, alternative: Any) -> None:
    n, expected = (2, 3, 3, 1), 0.0  # strata of unequal sizes, so that the weights matter
    cells = (FIRST[0], SECOND[0], FIRST[1], SECOND[1])
    arm = ["first"] * n[0] + ["second"] * n[1] + ["first"] * n[2] + ["second"] * n[3]
    stratum = ["one"] * (n[0] + n[1]) + ["two"] * (n[2] + n[3])
    for each in itertools.product(*(samples(size, len(p)) for size, p in zip(n, cells, strict=True))):
        outcome = np.concatenate([np.repeat(range(len(counts)), counts) for counts in each])
        test = bs.compare(
            pd.DataFrame({"outcome": outcome, "arm": arm, "stratum": stratum}),
            outcome="outcome",
            arm="arm",
            arms=["first", "second"],
            strata="stratum",
            method=method,
            alternative=alternative,
            interval="none",
        )
        if test.p_value is not None and test.p_value <= 0.1 * (1 + 1e-9):
            expected += math.prod(chance(counts, p) for counts, p in zip(each, cells, strict=True))
    found = bs.plan.power(StratifiedArms(FIRST, SECOND), n, method=method, alternative=alternative, alpha=0.1)
    assert expected > 0.1
    assert found.power == pytest.approx(expected, abs=1e-12)


def test_one_stratum_is_the_test_without_strata() -> None:
    one = bs.plan.power_curve(StratifiedArms(FIRST[:1], SECOND[:1]), [3, 6, 9])
    assert one.power == pytest.approx(bs.plan.power_curve(OrdinalArms(FIRST[0], SECOND[0]), [3, 6, 9]).power, abs=1e-12)


def test_bad_input_is_refused() -> None:
    with pytest.raises(bs.UsageError, match="the same strata"):
        StratifiedArms(FIRST, SECOND[:1])
    with pytest.raises(bs.UsageError, match="4 of them"):
        bs.plan.power(StratifiedArms(FIRST, SECOND), (3, 3))
    with pytest.raises(bs.ExactTooLarge, match="plan with fewer units"):
        bs.plan.power(StratifiedArms([FIRST[0]] * 4, [SECOND[0]] * 4), 10)
