"""Proportions at the unit level: R's glm, t.test and aov, the cost of pooling, and what is refused."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr, stdtr

import biomarker_stats as bs
from biomarker_stats.errors import DataError, UsageError
from biomarker_stats.methods.preclinical.units import binary_icc, two_sample_floor, value_icc

UNITS = pd.DataFrame(
    {
        "dish": range(1, 9),
        "arm": ["B"] * 4 + ["A"] * 4,
        "brdu": [60, 71, 55, 80, 40, 52, 38, 47],
        "cells": [455, 470, 448, 481, 450, 466, 452, 459],
    }
)


def analyse(frame: pd.DataFrame = UNITS, **options: object) -> "bs.methods.preclinical.counts.UnitProportions":
    return bs.unit_proportions(frame, **{"positive": "brdu", "total": "cells", "unit": "dish", **options})


def test_welch_on_the_logit_against_r() -> None:
    # R 4.2.2: t.test(qlogis(B), qlogis(A)), exponentiated
    result = analyse(control="A").comparison("B v A").main
    found = (result.p_value, result.estimate, result.conf_low, result.conf_high)
    assert found == pytest.approx((0.00621369051346757, 1.55730286181119, 1.19782068307646, 2.02467050174532), rel=1e-9)


def test_quasi_binomial_against_r() -> None:
    # R 4.2.2: summary(glm(cbind(x, n - x) ~ arm, family = quasibinomial))
    result = analyse(control="A").comparison("B v A").by_method("quasi-binomial")
    assert math.log(result.estimate) == pytest.approx(0.445646501295415, rel=1e-7)
    assert (result.statistic, result.p_value) == pytest.approx((4.05350138188081, 0.00669953985347814), rel=1e-6)
    assert result.effects[0].estimate == pytest.approx(1.13547815826874, rel=1e-6)


def test_icc_and_design_effect_against_r() -> None:
    # R 4.2.2: anova(lm(y ~ arm + factor(unit))) on the 3,681 cells as 0 and 1, then the ANOVA estimator
    (icc,) = analyse().icc
    assert (icc.value, icc.design_effect) == pytest.approx((0.00040249343716071, 1.18489439760035), rel=1e-8)
    # the same on 16 fields of 5 dishes in two arms
    fields = [0.40, 0.42, 0.38, 0.30, 0.33, 0.31, 0.45, 0.44, 0.47, 0.20, 0.22, 0.25, 0.18, 0.24, 0.21, 0.23]
    dish, arm = np.repeat(range(5), [3, 3, 3, 3, 4]), np.repeat([0, 1], [9, 7])
    found = value_icc(np.array(fields), dish, arm, parts="fields", within="dish")
    assert found is not None
    assert (found.value, found.design_effect) == pytest.approx((0.867753370119438, 2.95244508276874), rel=1e-8)


def test_icc_at_its_ends() -> None:
    arm = np.zeros(3, dtype=np.int64)
    one = binary_icc(np.array([5.0, 0, 5]), np.full(3, 5.0), arm, parts="cells", within="dish")
    assert one is not None
    assert (one.value, one.design_effect) == (1.0, 5.0)  # every cell of a dish alike: n cells are worth one
    none = binary_icc(np.zeros(3), np.full(3, 5.0), arm, parts="cells", within="dish")
    assert none is None  # no variance at all
    alike = binary_icc(np.array([2.0, 2, 2]), np.full(3, 4.0), arm, parts="cells", within="dish")
    assert alike is not None
    assert alike.value < 0
    assert alike.design_effect == 1
    assert "negative ICC is taken as 0" in alike.sentence()


@pytest.mark.parametrize(("n", "floor"), [(3, 0.1), (4, 0.0286), (5, 0.0079)])
def test_floors(n: int, floor: float) -> None:
    # 2 / C(2n, n): 2 of 20, 2 of 70, 2 of 252
    assert round(two_sample_floor(n, n), 4) == floor
    values = pd.DataFrame({"outcome": range(2 * n), "arm": ["a"] * n + ["b"] * n})
    assert bs.compare(values, method="permutation").p_value == pytest.approx(two_sample_floor(n, n))


def test_fields_are_summed_to_dishes_and_it_is_noted() -> None:
    halves = pd.concat([UNITS.assign(brdu=UNITS["brdu"] // 2, cells=UNITS["cells"] // 2)] * 2, ignore_index=True)
    odd = halves.index >= len(UNITS)
    halves.loc[odd, "brdu"] += (UNITS["brdu"] % 2).to_numpy()
    halves.loc[odd, "cells"] += (UNITS["cells"] % 2).to_numpy()
    found = analyse(halves)
    assert found.notes == ("16 fields summarised to 8 dishes",)
    assert [r.p_value for r in found.results] == pytest.approx([r.p_value for r in analyse().results])
    assert [icc.parts for icc in found.icc] == ["cells", "cells", "fields"]
    assert found.units["rows"].tolist() == [2] * 8
    assert "design effect" in found.summary()


def test_pooled_cells_are_refused_with_the_remedy() -> None:
    with pytest.raises(UsageError, match=r"no unit= column: cells or fields .* \(unit='mouse'\)"):
        bs.unit_proportions(UNITS, positive="brdu", total="cells")


@pytest.mark.parametrize(("icc", "rejected"), [(0.01, 0.22), (0.02, 0.33), (0.05, 0.51)])
def test_pooling_cells_rejects_far_too_often_and_units_do_not(icc: float, rejected: float) -> None:
    # H0 true, an arm of 4 fields × 150 cells, proportions of fields beta-distributed. A pooled z test has the variance
    # of 600 cells where 1 + 149·ICC times as much is there: it rejects in 2·Φ(−1.96 / √(1 + 149·ICC)) of experiments,
    # 22, 33 and 51%.
    random, p = np.random.default_rng(11), 0.4
    assert 2 * ndtr(-1.96 / math.sqrt(1 + 149 * icc)) == pytest.approx(rejected, abs=0.01)
    shape = (1 - icc) / icc
    x = random.binomial(150, random.beta(p * shape, (1 - p) * shape, (20_000, 2, 4)))
    pooled = x.sum(axis=2) / 600
    z = (pooled[:, 0] - pooled[:, 1]) / np.sqrt(pooled.mean(axis=1) * (1 - pooled.mean(axis=1)) * 2 / 600)
    assert (np.abs(z) > 1.96).mean() == pytest.approx(rejected, abs=0.03)
    logit = np.log((x + 0.5) / (150 - x + 0.5))
    variance = logit.var(axis=2, ddof=1) / 4
    t = (logit[:, 0].mean(axis=1) - logit[:, 1].mean(axis=1)) / np.sqrt(variance.sum(axis=1))
    freedom = variance.sum(axis=1) ** 2 / (variance**2 / 3).sum(axis=1)
    level = (2 * stdtr(freedom, -np.abs(t)) < 0.05).mean()
    assert 0.035 < level < 0.05 + 4 * math.sqrt(0.05 * 0.95 / 20_000)


def test_the_anova_estimator_finds_the_icc_the_cells_were_drawn_with() -> None:
    random, icc, p = np.random.default_rng(12), 0.05, 0.4
    shape = (1 - icc) / icc
    x = random.binomial(150, random.beta(p * shape, (1 - p) * shape, 4_000)).astype(float)
    found = binary_icc(x, np.full(4_000, 150.0), np.arange(4_000) % 2, parts="cells", within="field")
    assert found is not None
    assert found.value == pytest.approx(icc, abs=0.005)
    assert found.design_effect == pytest.approx(1 + 149 * icc, abs=0.75)


def test_units_of_unequal_size_count_once_and_it_is_noted() -> None:
    frame = pd.concat([UNITS, UNITS.head(1)], ignore_index=True)
    assert "dishes have 1 to 2 fields; each dish counts once, whatever its number" in analyse(frame).notes


def test_nothing_and_everything_positive() -> None:
    frame = UNITS.assign(brdu=[0, *UNITS["brdu"][1:]])
    found = analyse(frame)
    assert "every unit was moved to (x + 1/2)/(n + 1)" in found.notes[-1]
    assert found.units["logit"][0] == pytest.approx(math.log(0.5 / 455.5))
    assert found.units["logit"][1] == pytest.approx(math.log(71.5 / 399.5))
    percent = pd.DataFrame({"mouse": range(6), "arm": ["a"] * 3 + ["b"] * 3, "area": [0, 10, 20, 40, 60, 100.0]})
    areas = bs.unit_proportions(percent, percent="area", unit="mouse")
    assert "ε = 5 percentage points" in areas.notes[0]  # half of 10%, the smallest above 0
    assert areas.units["logit"].iloc[0] == pytest.approx(math.log(5 / 105))
    assert areas.comparison("b v a").by_method("rank-sum").p_value == pytest.approx(0.1)  # 2 of 20 labellings
    arcsine = bs.unit_proportions(percent, percent="area", unit="mouse", transform="arcsine")
    assert arcsine.notes == ()
    assert arcsine.units["arcsine"].iloc[-1] == pytest.approx(math.pi / 2)


def test_all_of_an_arm_at_zero_gives_no_wald_interval() -> None:
    frame = UNITS.assign(brdu=[0] * 4 + UNITS["brdu"].tolist()[4:])
    result = analyse(frame).comparisons[0].by_method("quasi-binomial")
    assert result.p_value is None
    assert "no finite Wald interval" in result.notes[0]


def test_swapping_arms_inverts_the_ratio() -> None:
    first, second = analyse(control="A").results, analyse(control="B").results
    for one, other in zip(first, second, strict=True):
        assert one.p_value == pytest.approx(other.p_value)
        assert one.estimate == pytest.approx(1 / other.estimate)
        assert one.conf_low == pytest.approx(1 / other.conf_high)


def test_every_fault_at_once() -> None:
    frame = pd.DataFrame(
        {
            "dish": [1, 1, 2, 3, 4, None],
            "arm": ["a", "b", "a", "b", "c", "b"],
            "brdu": [10, 20, 200, 1.5, 3, 4],
            "cells": [100, 100, 150, 150, 0, 150],
        }
    )
    with pytest.raises(DataError) as error:
        analyse(frame, arms=["a", "b"])
    said = [str(violation) for violation in error.value.violations]
    assert said[0].startswith("row 6, column dish: is missing")
    assert any(line.startswith("row 5, column arm: 'c' is not a declared arm") for line in said)
    assert any("row 2, column dish: '1' is in arm 'b' here and in arm 'a' above" in line for line in said)
    assert any(line.startswith("row 3, column brdu: '200' is more than the total, 150") for line in said)
    assert any(line.startswith("row 4, column brdu: '1.5' is not a count") for line in said)
    assert any(line.startswith("row 5, column cells: '0' is not a count of 1 or more") for line in said)
    assert len(said) == 6


def test_one_unit_an_arm_fractions_and_nested_names() -> None:
    with pytest.raises(DataError, match="'A' has 1 dish: the spread between units cannot be known"):
        analyse(UNITS.head(5))
    fractions = pd.DataFrame({"mouse": range(4), "arm": list("aabb"), "area": [0.1, 0.2, 0.3, 0.4]})
    with pytest.raises(DataError, match="they look like fractions"):
        bs.unit_proportions(fractions, percent="area", unit="mouse")
    nested = UNITS.assign(dish=[1, 2, 3, 4] * 2)
    with pytest.raises(DataError, match="nested=True"):
        analyse(nested)
    assert analyse(nested, nested=True).results[0].p_value == pytest.approx(analyse().results[0].p_value)
    with pytest.raises(UsageError, match="percent= alone"):
        bs.unit_proportions(UNITS, positive="brdu", unit="dish")
    with pytest.raises(UsageError, match="at least two arms"):
        analyse(UNITS.head(4))
    with pytest.raises(UsageError, match="confidence must be at least"):
        analyse(confidence=95)
    with pytest.raises(UsageError, match="no comparison is called 'A v b' — did you mean 'A v B'"):
        analyse().comparison("A v b")


def test_a_categorical_column_orders_the_arms() -> None:
    levels = pd.Categorical(UNITS["arm"], categories=["unused", "A", "B"])
    assert [c.name for c in analyse(UNITS.assign(arm=levels)).comparisons] == ["B v A"]
    assert [c.name for c in analyse().comparisons] == ["A v B"]  # else in order of appearance


# The least percentage above 0 is 0.8: ε is 0.4 percentage points (Warton & Hui 2011: half the smallest)
ONE_ZERO = pd.DataFrame(
    {"mouse": range(8), "arm": ["veh"] * 4 + ["drug"] * 4, "pct": [0, 0.8, 1.2, 1.6, 8, 9, 10, 12.0]}
)


def test_a_single_zero_moves_every_unit_by_half_the_smallest_percentage() -> None:
    found = bs.unit_proportions(ONE_ZERO, percent="pct", unit="mouse")
    logit = {
        arm: [math.log((p + 0.4) / (100 - p + 0.4)) for p in ONE_ZERO.loc[ONE_ZERO["arm"] == arm, "pct"]]
        for arm in ("veh", "drug")
    }
    assert found.results[0].estimate == pytest.approx(math.exp(np.mean(logit["drug"]) - np.mean(logit["veh"])))
    assert "ε = 0.4 percentage points" in found.notes[-1]
    share = 1 / (1 + math.exp(-np.mean(logit["veh"])))  # (p + ε)/(1 + 2ε), so that p is
    back = found.arms.set_index("arm").loc["veh", "percent_from_mean"]
    assert back == pytest.approx(100.8 * share - 0.4)
    assert 0 < back < 1.6  # within the arm's readings
    assert found.offset == pytest.approx(0.004)
    assert analyse().offset == 0


def test_the_size_of_an_unrelated_arm_does_not_change_a_comparison() -> None:
    plain = bs.unit_proportions(ONE_ZERO, percent="pct", unit="mouse").results[0]
    more = pd.DataFrame({"mouse": range(100, 120), "arm": "other", "pct": np.linspace(5, 30, 20)})
    with_it = bs.unit_proportions(pd.concat([ONE_ZERO, more]), percent="pct", unit="mouse")
    assert with_it.comparison("drug v veh").main.estimate == pytest.approx(plain.estimate)


def test_100_percent_mirrors_0() -> None:
    mirrored = ONE_ZERO.assign(pct=100 - ONE_ZERO["pct"])
    one, other = (bs.unit_proportions(t, percent="pct", unit="mouse").results[0] for t in (ONE_ZERO, mirrored))
    assert other.estimate == pytest.approx(1 / (one.estimate or math.nan))
    assert other.p_value == pytest.approx(one.p_value)


def test_all_units_at_0_have_no_difference() -> None:
    none = bs.unit_proportions(ONE_ZERO.assign(pct=0.0), percent="pct", unit="mouse")
    assert none.comparison("drug v veh").by_method("permutation").p_value == 1
    assert none.arms["percent_from_mean"].tolist() == pytest.approx([0.0, 0.0])
