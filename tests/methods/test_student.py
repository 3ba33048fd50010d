"""The t tests against R 4.2.2's t.test and pingouin, and where they have no answer."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pingouin
import pytest

import biomarker_stats as bs
from biomarker_stats.design import Arms, Pairs, exact_scores
from biomarker_stats.errors import MethodMismatch
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.student import paired_t, student_t, welch_t

BEFORE, AFTER = [0, 1, 1, 0, 0, 2, 1, 0, 1, 1], [2, 2, 2, 2, 0, 2, 2, 0, 1, 1]
FIRST, SECOND = [94, 108, 110, 90], [80, 94, 85, 90, 90, 90, 108, 94, 78, 105, 88]


def make_pairs(before: list[float], after: list[float], strata: list[int] | None = None) -> Pairs:
    n = len(before)
    both = exact_scores([*before, *after])
    stratum = np.array(strata or [0] * n, dtype=np.int64)
    return Pairs(before=both.take(slice(n)), after=both.take(slice(n, None)), stratum=stratum)


def make_arms(first: list[float], second: list[float]) -> Arms:
    return Arms(
        outcome=exact_scores([*first, *second]),
        arm=np.repeat([0, 1], [len(first), len(second)]),
        arm_names=("x", "y"),
        stratum=np.zeros(len(first) + len(second), dtype=np.int64),
    )


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [(slice(0, 10), 0.024846), (slice(0, 4), 0.013847), (slice(4, 10), 0.363217)],
)
def test_the_published_study(chosen: slice, expected: float) -> None:
    # Carracedo and others (2008), table 1, scores 0, 1, 2: all ten, weekly, daily; scipy 1.17 ttest_rel
    result = paired_t(make_pairs(BEFORE[chosen], AFTER[chosen]), Options())
    assert result.p_value == pytest.approx(expected, abs=5e-7)
    assert result.reference == "parametric"


def test_paired_t_against_r() -> None:
    pre = [149, 0, 0, 259, 106, 255, 0, 52, 340, 65, 180, 0, 84, 89, 212, 554, 500, 424, 112, 2600]
    post = [0, 51, 0, 385, 0, 235, 0, 0, 48, 65, 77, 0, 0, 0, 53, 150, 0, 165, 98, 0]
    result = paired_t(make_pairs(pre, post), Options())
    found = result.p_value, result.conf_low, result.conf_high, result.statistic
    assert found == pytest.approx((0.0877098235528164, -503.234916974298, 37.8349169742982, -1.80030993007489))
    assert result.statistic_name == "t(19)"


def test_two_sample_t_against_r() -> None:
    problem = make_arms(FIRST, SECOND)
    student, welch = student_t(problem, Options()), welch_t(problem, Options())
    found = student.p_value, student.conf_low, student.conf_high, student.statistic
    assert found == pytest.approx((0.10895816087919, -2.40255968644858, 21.2207415046304, 1.72093687680579))
    found = welch.p_value, welch.conf_low, welch.conf_high, welch.statistic
    assert found == pytest.approx((0.160285446521774, -5.27476988410377, 24.0929517022856, 1.64890954393106))
    assert welch.statistic_name == "t(4.983)"
    greater = student_t(problem, Options(alternative="greater"))
    found = greater.p_value, greater.conf_low, greater.conf_high
    assert found == pytest.approx((0.0544790804395948, -0.273352149316503, math.inf))


@pytest.mark.parametrize("kind", ["hedges", "cohen"])
def test_effect_sizes_are_pingouins(kind: str) -> None:
    options = Options(effect_size=kind)  # type: ignore[arg-type]  # a word
    (effect,) = paired_t(make_pairs(BEFORE, AFTER), options).effects
    assert effect.estimate == pytest.approx(pingouin.compute_effsize(AFTER, BEFORE, paired=True, eftype=kind))
    (effect,) = student_t(make_arms(FIRST, SECOND), options).effects
    assert effect.estimate == pytest.approx(pingouin.compute_effsize(FIRST, SECOND, eftype=kind))
    limits = pingouin.compute_esci(effect.estimate, 4, 11, eftype=kind, decimals=12)
    assert (effect.conf_low, effect.conf_high) == pytest.approx(tuple(limits))


def test_no_variance_no_nan() -> None:
    same = paired_t(make_pairs([0.1, 0.2, 0.3], [0.1, 0.2, 0.3]), Options())
    assert (same.p_value, same.estimate) == (1.0, 0.0)
    assert paired_t(make_pairs([1, 1], [1, 1]), Options(effect_size="cohen")).effects == ()
    moved = paired_t(make_pairs([0.1, 0.2, 0.3], [0.2, 0.3, 0.4]), Options())  # by 0.1 each, whatever binary says
    assert (moved.p_value, moved.statistic, moved.conf_low, moved.conf_high) == (0.0, None, 0.1, 0.1)
    assert "the variance is 0" in moved.notes[0]
    assert paired_t(make_pairs([0, 0], [1, 1]), Options(alternative="less")).p_value == 1.0
    assert student_t(make_arms([1, 1], [2, 2]), Options()).p_value == 0.0
    assert welch_t(make_arms([3, 3], [3, 3]), Options()).p_value == 1.0


def test_too_few_units() -> None:
    for result in (
        paired_t(make_pairs([0], [1]), Options()),
        student_t(make_arms([1], [2]), Options()),
        welch_t(make_arms([1], [2, 3]), Options()),
    ):
        assert (result.p_value, result.statistic, result.conf_low) == (1.0, None, -math.inf)
        assert "too few units" in result.notes[0]


def test_strata_are_refused() -> None:
    with pytest.raises(MethodMismatch, match="signed-rank"):
        paired_t(make_pairs([0, 1], [1, 3], [0, 1]), Options())


# t has no unit: data times any power of two (which floats multiply exactly) give the same t, p and interval, so scaled.
POWERS = [-1000, -565, -40, 7, 665, 1000]


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("run", [student_t, welch_t, paired_t])
@pytest.mark.parametrize("alternative", ["two-sided", "greater"])
def test_the_unit_of_measurement_does_not_matter(run: Any, power: int, alternative: Any) -> None:
    options = Options(alternative=alternative, effect_size="hedges")

    def result(unit: float) -> Result:
        one, two = [1.0, 2.0, 5.0, 3.5], [3.0, 1.0, 9.0, 4.0]
        first, second = [x * unit for x in one], [x * unit for x in two]
        return run(make_pairs(first, second) if run is paired_t else make_arms(first, second), options)

    plain, scaled = result(1.0), result(2.0**power)
    assert scaled.p_value == pytest.approx(plain.p_value, rel=1e-12)
    assert scaled.statistic == pytest.approx(plain.statistic, rel=1e-12)
    assert scaled.effects[0].estimate == pytest.approx(plain.effects[0].estimate, rel=1e-12)
    for name in ("estimate", "conf_low", "conf_high"):
        limit = getattr(scaled, name)
        known = getattr(plain, name)
        assert limit == known if math.isinf(known) else math.ldexp(limit, -power) == pytest.approx(known, rel=1e-12)


def test_a_referees_tiny_and_huge_data() -> None:
    # R 4.2.2: t.test(c(1, 2, 5), c(3, 1, 9)) gives p 0.5799; with var.equal 0.5687
    for unit in (1e-170, 1.0, 1e200):
        arms = make_arms([1 * unit, 2 * unit, 5 * unit], [3 * unit, 1 * unit, 9 * unit])
        assert welch_t(arms, Options()).p_value == pytest.approx(0.5799, abs=5e-5)
        assert student_t(arms, Options()).p_value == pytest.approx(0.5687, abs=5e-5)


def test_one_arm_far_finer_than_the_other_keeps_its_variance() -> None:
    # only the first arm varies: Welch's t is that of one sample, (mean − 1) / sd·√n, on n − 1 degrees of freedom
    arms = make_arms([1e-170, 2e-170, 4e-170], [0.0, 0.0, 0.0])
    mean, sd = 7 / 3, math.sqrt(7 / 3)
    result = welch_t(arms, Options())
    assert (result.statistic, result.statistic_name) == (pytest.approx(mean / sd * math.sqrt(3)), "t(2)")


def test_computed_readings_are_not_said_to_be_rounded_for_t_tests() -> None:
    frame = pd.DataFrame({"before": [0.1, 0.2, 0.4], "after": np.log([2.0, 3.0, 5.0])})
    assert not any("12 digits" in note for note in bs.paired(frame, method="paired-t").notes)
    assert any("12 digits" in note for note in bs.paired(frame, method="permutation").notes)
