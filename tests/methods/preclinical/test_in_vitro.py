"""Growth in vitro against R's lm and t.test, experiments as units, what is refused; dose response against R's nls."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind, ttest_rel

import biomarker_stats as bs
from biomarker_stats.errors import DataError, UsageError

# Absorbances drawn once with R 4.2.2 (set.seed(1)) and rounded: two plates × arms v, a, b, c × three wells × four days
ABSORBANCE = """
.097 .17 .271 .867 .102 .161 .29 .831 .103 .166 .305 .816 .097 .136 .245 .535 .1 .16 .241 .553 .105 .158 .233 .486
.103 .144 .208 .408 .098 .148 .224 .437 .102 .144 .196 .43 .098 .124 .164 .25 .099 .123 .161 .248 .097 .12 .158 .251
.099 .179 .3 .841 .102 .162 .316 .957 .098 .163 .303 .861 .113 .155 .25 .582 .096 .157 .22 .625 .101 .173 .247 .561
.103 .141 .205 .483 .098 .148 .219 .462 .097 .147 .231 .441 .103 .129 .17 .257 .102 .129 .157 .277 .106 .132 .175 .269
"""
KEYS = list(itertools.product((1, 2), "vabc", (1, 2, 3), (0, 1, 2, 4)))
WELLS = pd.DataFrame(KEYS, columns=["plate", "arm", "k", "day"]).assign(
    well=lambda t: t["arm"] + t["k"].astype(str), absorbance=[float(a) for a in ABSORBANCE.split()]
)
ROLES = {"control": "v", "agent_a": "a", "agent_b": "b", "combination": "c"}


def analyse(frame: pd.DataFrame = WELLS, **options: object) -> "bs.methods.preclinical.in_vitro.InVitroGrowth":
    return bs.in_vitro_growth(frame, **{**ROLES, "experiment": "plate", **options})


def test_wells_as_units_with_plates_as_blocks_against_r() -> None:
    # R 4.2.2: slopes by lm(log(y) ~ day) of each well; variance summed over plates and arms, Satterthwaite's df
    result = analyse(unit="well").comparison("combination contrast").main
    assert (result.estimate, result.p_value) == pytest.approx((-0.018464811768850, 0.219459778259340), rel=1e-9)
    assert result.statistic == pytest.approx(-0.018464811768850 / 0.013874384425563, rel=1e-9)
    assert result.statistic_name == "t(8.104)"


def test_two_arms_of_one_plate_are_welchs_t_test_of_r() -> None:
    # R 4.2.2: t.test(slopes of c, slopes of v)
    one = WELLS[WELLS["plate"] == 1]
    comparison = analyse(one, experiment=None, unit="well").comparison("c v v")
    found = (comparison.main.p_value, comparison.main.conf_low, comparison.main.conf_high)
    assert found == pytest.approx((9.2148132401959e-05, -0.3209372346778, -0.27237915230782), rel=1e-9)
    assert comparison.by_method("permutation").p_value == pytest.approx(0.1)  # 2 of 20 labellings
    assert "no exact two-sided test of 3 v 3 wells can give p below 0.1" in comparison.main.notes


def test_experiments_are_the_unit_by_default() -> None:
    found = analyse()
    rates = found.units.pivot(index="experiment", columns="arm", values="rate")
    by_hand = rates["v"] - rates["a"] - rates["b"] + rates["c"]
    comparison = found.comparison("combination contrast")
    assert comparison.main.estimate == pytest.approx(by_hand.mean(), rel=1e-9)
    assert comparison.main.n == {"pairs": 2}
    assert comparison.by_method("permutation").p_value >= 0.5  # two experiments: 2 of 2² sign patterns
    assert found.notes == ("24 wells averaged to 8 means, one an arm and experiment",)
    own = WELLS[(WELLS["plate"] == 1) & (WELLS["arm"] == "v")]
    slopes = [np.polyfit(well["day"], np.log(well["absorbance"]), 1)[0] for _, well in own.groupby("k")]
    assert rates.loc["1", "v"] == pytest.approx(np.mean(slopes), rel=1e-9)


def test_one_experiment_has_estimates_and_no_test() -> None:
    found = analyse(WELLS[WELLS["plate"] == 1])
    for comparison in found.comparisons:
        assert comparison.main.p_value is None
        assert comparison.main.estimate is not None
        assert "fewer than two experiments" in comparison.main.notes[0]
    with pytest.raises(UsageError, match="wells of one experiment are technical replicates"):
        analyse(experiment=None)


def test_growth_relative_to_the_first_day() -> None:
    relative = analyse().relative.set_index(["arm", "day"])
    by_hand = [0.867 / 0.097, 0.831 / 0.102, 0.816 / 0.103, 0.841 / 0.099, 0.957 / 0.102, 0.861 / 0.098]
    assert relative.loc[("v", 4.0), "mean_relative"] == pytest.approx(np.mean(by_hand))
    assert relative.loc[("v", 4.0), "sd_wells"] == pytest.approx(np.std(by_hand, ddof=1))
    assert (relative.xs(0.0, level="day")["mean_relative"] == 1).all()
    assert list(dict.fromkeys(relative.index.get_level_values("arm"))) == ["v", "a", "b", "c"]


def test_a_gain_of_the_reader_does_not_matter_and_a_blank_does() -> None:
    plain = [r.estimate for r in analyse().results]
    louder = analyse(WELLS.assign(absorbance=WELLS["absorbance"] * 3))
    assert [r.estimate for r in louder.results] == pytest.approx(plain, abs=1e-9)
    shifted = analyse(WELLS.assign(absorbance=WELLS["absorbance"] + 0.05), blank=0.05)
    assert [r.estimate for r in shifted.results] == pytest.approx(plain, abs=1e-9)


def test_every_fault_at_once() -> None:
    frame = WELLS[WELLS["plate"] == 1].reset_index(drop=True)
    frame.loc[1, "absorbance"] = 0.0
    frame.loc[3, "arm"] = "a"
    frame.loc[6, "day"] = 1
    frame.loc[47, "arm"] = "d"
    frame = frame.drop(index=8).reset_index(drop=True)
    with pytest.raises(DataError) as error:
        analyse(frame)
    said = [str(violation) for violation in error.value.violations]
    assert any("column arm: 'd' is not a declared arm" in line for line in said)
    assert any("row 2, column absorbance: '0' is not above the blank, 0" in line for line in said)
    assert any("row 4, column well: '1 · v1' is in arm 'a' here and in arm 'v' above" in line for line in said)
    assert any("row 7: repeats row 6: well and day 1 · v2, day 1" in line for line in said)
    assert any("'1 · v3' has no reading on day 0" in line for line in said)


def test_one_well_an_arm_and_roles() -> None:
    frame = WELLS[(WELLS["plate"] == 1) & ((WELLS["arm"] != "c") | (WELLS["k"] == 1))]
    with pytest.raises(DataError, match="'c' has 1 wells"):
        analyse(frame, experiment=None, unit="well")
    two = bs.in_vitro_growth(WELLS[WELLS["arm"] != "c"], control="v", agent_a="a", agent_b="b", experiment="plate")
    assert [each.name for each in two.comparisons] == ["a v v", "b v v"]  # no contrast without the combination
    doses = bs.in_vitro_growth(WELLS, control="v", others=["a", "b", "c"], experiment="plate")
    assert [each.name for each in doses.comparisons] == ["a v v", "b v v", "c v v"]
    with pytest.raises(UsageError, match="an arm of its own"):
        bs.in_vitro_growth(WELLS, control="v", agent_a="v", experiment="plate")


def test_the_combination_is_compared_with_each_agent_between_experiments() -> None:
    third = WELLS[WELLS["plate"] == 1].assign(plate=3, absorbance=lambda t: t["absorbance"] ** 1.01)
    found = analyse(pd.concat([WELLS, third], ignore_index=True))
    rates = found.units.pivot(index="experiment", columns="arm", values="rate")
    for agent in "ab":
        expected = ttest_rel(rates["c"], rates[agent])
        main = found.comparison(f"c v {agent}").main
        assert (main.estimate, main.p_value) == pytest.approx(((rates["c"] - rates[agent]).mean(), expected.pvalue))
    highest = found.highest_single_agent
    assert highest is not None
    one_sided = [ttest_rel(rates["c"], rates[agent], alternative="less") for agent in "ab"]
    assert highest.p_value == pytest.approx(max(test.pvalue for test in one_sided))
    assert highest.conf_high == pytest.approx(max(test.confidence_interval(0.95).high for test in one_sided))
    slower = min("ab", key=lambda agent: rates[agent].mean())
    assert highest.estimate == pytest.approx((rates["c"] - rates[slower]).mean())
    assert f"c − {slower} (the slower-growing agent)" in highest.estimand
    assert found.lines()[0] in found.summary()
    json.dumps(found.to_dict(), allow_nan=False)


def test_the_combination_is_compared_with_each_agent_between_wells() -> None:
    found = analyse(WELLS[WELLS["plate"] == 1], experiment=None, unit="well")
    rates = {arm: part["rate"].to_numpy() for arm, part in found.units.groupby("arm")}
    one_sided = [ttest_ind(rates["c"], rates[agent], equal_var=False, alternative="less") for agent in "ab"]
    for agent in "ab":
        expected = ttest_ind(rates["c"], rates[agent], equal_var=False)
        assert found.comparison(f"c v {agent}").main.p_value == pytest.approx(expected.pvalue)
    assert found.highest_single_agent is not None
    assert found.highest_single_agent.p_value == pytest.approx(max(test.pvalue for test in one_sided))
    assert found.highest_single_agent.n == {"c": 3, "a": 3, "b": 3}
    assert [comparison.name for comparison in found.comparisons[1:]] == ["a v v", "b v v", "c v v", "c v a", "c v b"]


def test_without_a_combination_or_a_second_experiment_there_is_no_highest_single_agent() -> None:
    assert analyse(WELLS[WELLS["plate"] == 1]).highest_single_agent is None
    two = WELLS[WELLS["arm"].isin(["v", "a"])]
    assert analyse(two, agent_b=None, combination=None).highest_single_agent is None
    assert analyse(two, agent_b=None, combination=None).lines() == []


DOSES = [0, 0.03, 0.1, 0.3, 1, 3, 10, 30]
FIRST, SECOND = [101, 99, 96, 88, 66, 39, 18, 9], [98, 103, 94, 84, 70, 35, 21, 8]
CURVE = pd.DataFrame({"dose": DOSES * 2, "response": FIRST + SECOND, "experiment": [1] * 8 + [2] * 8})


def test_log_logistic_against_r() -> None:
    # R 4.2.2: nls(y ~ b + (t − b) / (1 + (dose / 10^e)^s)); interval 10^(e ± qt(0.975, 12)·SE)
    found = bs.dose_response(CURVE)
    result = found.results[0]
    assert result.estimate == pytest.approx(1.73192190142, rel=1e-5)
    assert (result.conf_low, result.conf_high) == pytest.approx((1.42246169680, 2.10870597034), rel=1e-4)
    (fit,) = found.fits.to_dict("records")
    shape = [fit[name] for name in ("bottom", "top", "slope", "residual_sd")]
    assert shape == pytest.approx([4.707474518879, 100.341518632582, 1.051788488192, 2.604689], rel=1e-4)
    assert fit["status"] == "fitted"


def test_experiments_give_the_interval_where_there_are_some() -> None:
    found = bs.dose_response(CURVE, unit="experiment")
    logs = found.fits["log10_ic50"].to_numpy(float)
    assert found.results[0].n == {"units": 2}
    assert np.log10(found.results[0].estimate) == pytest.approx(logs.mean())
    reach = 12.7062047364 * logs.std(ddof=1) / np.sqrt(2)  # t table: 0.975 quantile on 1 df
    assert np.log10(found.results[0].conf_high) == pytest.approx(logs.mean() + reach)


@pytest.mark.parametrize(
    ("doses", "responses", "status"),
    [
        ([0, 1, 2, 4], [9, 8, 7, 6], "not fitted: 4 different doses"),
        (DOSES, [50] * 8, "not fitted: every response is the same"),
        (DOSES, [100, 100, 100, 100, 100, 100, 0, 0], "slope is at its bound"),
    ],
)
def test_a_curve_that_cannot_be_fitted_is_named(doses: list[float], responses: list[float], status: str) -> None:
    result = bs.dose_response(pd.DataFrame({"dose": doses, "response": responses})).results[0]
    assert result.estimate is None
    assert any(status in note for note in result.notes)


def test_negative_doses_are_refused() -> None:
    with pytest.raises(DataError, match="row 1, column dose: '-1' is below 0 — give the dose, not its logarithm"):
        bs.dose_response(CURVE.assign(dose=[-1.0, *CURVE["dose"][1:]]))
