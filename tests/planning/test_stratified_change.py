"""Power of stratified signed ranks is the probability of what ``bs.paired`` rejects, counted one outcome at a time."""

import itertools
import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.planning.plan import OrdinalChange, StratifiedChanges

FIRST, SECOND = {-1: 0.1, 0: 0.2, 1: 0.4, 2: 0.3}, {-2: 0.1, 0: 0.3, 1: 0.6}


def samples(n: int, levels: int) -> list[tuple[int, ...]]:
    return [each for each in itertools.product(range(n + 1), repeat=levels) if sum(each) == n]


def chance(each: tuple[int, ...], p: Any) -> float:
    ways = math.factorial(sum(each)) / math.prod(map(math.factorial, each))
    return float(ways * math.prod(q**k for q, k in zip(p, each, strict=True)))


def brute_force(n: tuple[int, int], alpha: float, **options: Any) -> tuple[float, float]:
    """Return power and the smallest P by asking bs.paired about every outcome of two strata."""
    power, smallest = 0.0, 1.0
    stratum = ["one"] * n[0] + ["two"] * n[1]
    for one, two in itertools.product(samples(n[0], len(FIRST)), samples(n[1], len(SECOND))):
        change = np.concatenate([np.repeat(list(FIRST), one), np.repeat(list(SECOND), two)])
        frame = pd.DataFrame({"before": 0, "after": change, "stratum": stratum})
        p = bs.paired(frame, strata="stratum", interval="none", **options).p_value
        assert p is not None
        smallest = min(smallest, p)
        if p <= alpha * (1 + 1e-9):
            power += chance(one, FIRST.values()) * chance(two, SECOND.values())
    return power, smallest


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("signed-rank", {}),
        ("signed-rank", {"alternative": "greater", "zeros": "pratt"}),
        ("signed-rank", {"alternative": "less"}),
        ("sign", {"alternative": "greater"}),
        ("permutation", {}),
    ],
)
def test_against_every_outcome(method: str, options: dict[str, Any]) -> None:
    n, alpha = (5, 4), 0.1
    power, smallest = brute_force(n, alpha, method=method, **options)
    found = bs.plan.power(StratifiedChanges([FIRST, SECOND]), n, method=method, alpha=alpha, **options)
    assert power > (0.0001 if options.get("alternative") == "less" else 0.1)
    assert found.power == pytest.approx(power, abs=1e-12)
    assert found.p_min_attainable == pytest.approx(smallest, abs=1e-15)


def test_strata_rank_apart() -> None:
    # Ranks within strata and overall differ, so that the power does, unless one size of change is possible.
    both = {-1: 0.1, 0: 0.2, 1: 0.4, 2: 0.3}
    apart = bs.plan.power(StratifiedChanges([both, both]), 5).power
    together = bs.plan.power(OrdinalChange(both), 10).power
    assert apart != pytest.approx(together, abs=1e-4)
    simple = {-1: 0.1, 0: 0.4, 1: 0.5}
    apart = bs.plan.power(StratifiedChanges([simple, simple]), 5, method="sign").power
    assert apart == pytest.approx(bs.plan.power(OrdinalChange(simple), 10, method="sign").power, abs=1e-12)


@pytest.mark.parametrize("zeros", ["drop", "pratt"])
def test_one_stratum_is_the_test_without_strata(zeros: Any) -> None:
    one = bs.plan.power_curve(StratifiedChanges([FIRST]), [3, 7, 12], zeros=zeros)
    assert one.power == pytest.approx(
        bs.plan.power_curve(OrdinalChange(FIRST), [3, 7, 12], zeros=zeros).power, abs=1e-12
    )


def test_many_pairs_of_one_size_are_a_sign_test() -> None:
    # With ±1 only, all ranks of a stratum are equal; one stratum of 40 against sums of binomial probabilities.
    n, up, down, expected = 40, 0.5, 0.2, 0.0
    for m in range(n + 1):
        for b in range(m + 1):
            tail = min(1.0, 2 * sum(math.comb(m, k) for k in range(max(b, m - b), m + 1)) / 2**m)
            if tail <= 0.05:
                expected += chance((b, m - b, n - m), (up, down, 1 - up - down))
    found = bs.plan.power(StratifiedChanges([{0: 0.3, 1: up, -1: down}]), n)
    assert found.power == pytest.approx(expected, abs=1e-12)


def test_a_size_is_found_and_its_records_say_what_it_is() -> None:
    truth = StratifiedChanges([{0: 0.3, 1: 0.7}, {0: 0.5, 1: 0.3, 2: 0.2}])
    found = bs.plan.sample_size(truth, up_to=10)
    assert found.per == "pairs per stratum"
    assert found.n is not None
    assert min(found.curve.power[found.n - 1 :]) >= 0.8 > found.curve.power[found.n - 2]
    assert "stratum 2: P(0) = 0.5, P(+1) = 0.3, P(+2) = 0.2" in found.summary()
    show = bs.plan.could_show(truth, (2, 3))
    assert (show.p_min_attainable, show.can_reject, show.first_n) == (2 / 2**5, False, 3)


def test_the_level_is_held() -> None:
    even = {-2: 0.1, -1: 0.2, 0: 0.4, 1: 0.2, 2: 0.1}
    for n in (3, (5, 4)):
        assert bs.plan.power(StratifiedChanges([even, even]), n).power <= 0.05 + 1e-12


def test_bad_input_is_refused() -> None:
    with pytest.raises(bs.UsageError, match="without strata use OrdinalChange"):
        StratifiedChanges({0: 1.0})  # type: ignore[arg-type]
    with pytest.raises(bs.UsageError, match="one mapping a stratum"):
        StratifiedChanges([])
    with pytest.raises(bs.UsageError, match="add up to 1"):
        StratifiedChanges([FIRST, {0: 0.5}])
    with pytest.raises(bs.UsageError, match="2 of them"):
        bs.plan.power(StratifiedChanges([FIRST, SECOND]), (3, 3, 3))
    with pytest.raises(bs.UsageError, match="at least 1"):
        bs.plan.power(StratifiedChanges([FIRST]), 0)


def test_too_many_outcomes_are_refused_with_the_remedy_and_others_are_quick() -> None:
    started = time.perf_counter()
    with pytest.raises(bs.ExactTooLarge, match=r"60 pairs can have .* plan with fewer pairs or strata, merge levels"):
        bs.plan.power(StratifiedChanges([FIRST] * 3), 20)
    assert time.perf_counter() - started < 1
    assert bs.plan.power(StratifiedChanges([FIRST] * 3), 20, method="sign").power > 0.99


WITHIN = """
[[analyses]]
id = "within_schedules"
title = "Change in p-ERK within schedules"
type = "paired"
endpoint = "change"
population = "all"
strata = "schedule"
methods = ["signed-rank"]
"""


def test_a_study_with_strata_is_planned_within_them(seed_copy: Path) -> None:
    manifest = seed_copy / "study.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text + WITHIN, encoding="utf-8")
    needed = bs.plan.for_study(seed_copy, up_to=6).needed[-1]
    # Table 1: weekly 2 of 4 up by one level and 2 by two; daily 1 of 6 up by one level, 5 unchanged.
    truth = StratifiedChanges([{1: 0.5, 2: 0.5}, {0: 5 / 6, 1: 1 / 6}])
    assert needed.size is not None
    assert needed.size.scenario == truth.describe()
    assert needed.size.curve.power[:6] == bs.plan.power_curve(truth, range(1, 7)).power
    assert needed.size.per == "pairs per stratum"
