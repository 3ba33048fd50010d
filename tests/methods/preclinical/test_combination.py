"""The five lines and the verdict: by hand, by scipy, and by brute force; never additivity from a large p."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

import biomarker_stats as bs
from biomarker_stats.methods.preclinical.bootstrap import bootstrap_interval
from biomarker_stats.methods.preclinical.combination_lines import additivity_score
from biomarker_stats.methods.preclinical.examples import ARMS, XENOGRAFT

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
SIMULATED = pd.read_csv(REFERENCE / "invivo_simulated.csv")
LEVELS = {"control": "Control", "agent_a": "DrugA", "agent_b": "DrugB", "combination": "Combination"}
COLUMNS: dict[str, Any] = {"volume": "tumor_volume", "arms": LEVELS}


def study(interaction: float, *, spread: float = 0.01, mice: int = 6, seed: int = 2) -> pd.DataFrame:
    """SIMULATED growth whose contrast of slopes is ``interaction``: each arm's own slopes are centred on its mean."""
    generator = np.random.default_rng(seed)
    rows = []
    for arm, rate in (("vehicle", 0.15), ("A", 0.12), ("B", 0.10), ("A+B", 0.07 + interaction)):
        slopes = generator.normal(0, spread, mice)
        for k, slope in enumerate(rate + slopes - slopes.mean()):
            for day in (0, 5, 10, 15):
                volume = math.exp(5 + slope * day + generator.normal(0, 0.02))
                rows.append({"mouse": f"{arm}{k}", "arm": arm, "day": day, "volume": volume})
    return pd.DataFrame(rows)


def test_lines_against_scipy() -> None:
    found = bs.combination(SIMULATED, at_day=20, margin=1.5, **COLUMNS)
    reference = json.loads((REFERENCE / "invivo_simulated.json").read_text("utf-8"))["cases"][0]
    expected = reference["summary_measure_slope"]
    welch = expected["welch"]
    assert found.bliss.p_value == pytest.approx(welch["p"])  # R t-quantiles, invivo.R
    assert found.index.estimate == pytest.approx(math.exp(expected["estimate"] * 20))
    assert found.index.conf_low == pytest.approx(math.exp(welch["lwr"] * 20))
    assert found.index.conf_high == pytest.approx(math.exp(welch["upr"] * 20))
    limit = math.log(1.5) / 20
    lower = t.sf((expected["estimate"] + limit) / welch["se"], welch["df"])
    upper = t.cdf((expected["estimate"] - limit) / welch["se"], welch["df"])
    assert found.equivalence is not None
    assert found.equivalence.p_above_lower == pytest.approx(lower)
    assert found.equivalence.p_below_upper == pytest.approx(upper)
    assert found.equivalence.p_value == max(found.equivalence.p_above_lower, found.equivalence.p_below_upper)
    reach = t.ppf(0.95, welch["df"]) * welch["se"]
    assert found.equivalence.conf_high == pytest.approx(math.exp((expected["estimate"] + reach) * 20))


def test_highest_single_agent_is_the_larger_one_sided_p() -> None:
    from scipy.stats import ttest_ind

    found = bs.combination(SIMULATED, at_day=20, **COLUMNS).highest_single_agent
    mice = bs.growth(SIMULATED, **COLUMNS).mice
    rates = {arm: part["growth_rate"] for arm, part in mice.groupby("arm")}
    tests = [ttest_ind(rates["Combination"], rates[k], equal_var=False, alternative="less") for k in ("DrugA", "DrugB")]
    assert found.p_value == pytest.approx(max(test.pvalue for test in tests))
    assert found.conf_high == pytest.approx(max(test.confidence_interval(0.95).high for test in tests))
    assert found.estimate == pytest.approx(
        rates["Combination"].mean() - min(rates[k].mean() for k in ("DrugA", "DrugB"))
    )
    assert found.alternative == "less"


def test_response_additivity_by_hand_and_by_differences() -> None:
    # s_A = 1/2, s_B = 1/4, s_both = 1/8 after 1 day: expected share 1/2 + 1/4 − 1 = −1/4; score 100·(−1/4 − 1/8)
    arms = [np.array([x - 0.1, x + 0.1]) for x in (0.0, -math.log(2), -math.log(4), -math.log(8))]
    found = additivity_score(arms, 1.0)
    assert found.estimate == pytest.approx(-37.5)
    step, parts = 1e-6, []
    for k in range(4):
        moved = [arm + step * (j == k) for j, arm in enumerate(arms)]
        slope = (additivity_score(moved, 1.0).estimate - found.estimate) / step
        parts.append(slope**2 * arms[k].var(ddof=1) / 2)
    assert found.standard_error == pytest.approx(math.sqrt(sum(parts)), rel=1e-4)
    assert found.freedom == pytest.approx(sum(parts) ** 2 / sum(part**2 for part in parts), rel=1e-4)


def test_log_and_raw_scale_can_disagree_and_it_is_said() -> None:
    # strong agents: Bliss expects 0.1·0.1 = 1% of the control left; additivity 0.1 + 0.1 − 1, less than nothing
    rows = [
        {"mouse": f"{arm}{k}", "arm": arm, "day": day, "volume": 1e6 * math.exp((rate + 0.002 * k) * day + e)}
        for arm, rate in (("vehicle", 0.3), ("A", 0.07), ("B", 0.07), ("A+B", -0.2))
        for k in range(4)
        for day, e in ((0, 0.0), (5, 0.01), (10, -0.01))
    ]
    found = bs.combination(pd.DataFrame(rows), arms=ARMS, at_day=10)
    assert found.verdict == "synergistic"
    assert (found.additivity.estimate or 0.0) < 0
    assert found.disagrees
    assert "and points the other way" in found.lines()[3]


@pytest.mark.parametrize(
    ("interaction", "spread", "margin", "verdict"),
    [
        (-0.05, 0.01, 1.2, "synergistic"),
        (0.05, 0.01, 1.2, "antagonistic"),
        (0.0, 0.005, 1.25, "additive within the margin"),
        (0.0, 0.005, None, "neither shown"),
        (0.0, 0.05, 1.25, "neither shown"),
    ],
)
def test_verdicts(interaction: float, spread: float, margin: float | None, verdict: str) -> None:
    found = bs.combination(study(interaction, spread=spread), arms=ARMS, at_day=15, margin=margin)
    assert found.verdict == verdict
    assert found.lines()[4].startswith("(e) no margin was stated" if margin is None else "(e) index within")


def test_a_large_p_is_never_additivity_without_a_margin() -> None:
    for seed in range(20):
        found = bs.combination(study(0.0, seed=seed), arms=ARMS, at_day=15)
        assert found.verdict != "additive within the margin"


def test_an_interaction_within_the_margin_is_shown_and_said() -> None:
    found = bs.combination(study(-0.02, spread=0.005), arms=ARMS, at_day=15, margin=3.0)
    assert found.verdict == "synergistic"
    assert "is within the margin that was stated as additive" in found.notes[-1]


def test_other_ways_stand_beside_with_their_floor() -> None:
    found = bs.combination(SIMULATED, at_day=20, **COLUMNS)
    assert [result.method for result in found.beside] == [
        "slope-contrast-pooled",
        "mixed-model-kenward-roger",
        "synchronised-permutation-constrained",
    ]
    exact = found.beside[-1]
    assert exact.p_min_attainable == pytest.approx(2 * 2 / math.comb(16, 8))  # twice the median over draws
    assert "randomised: twice the median p over 999 draws of the positions, range " in exact.title
    assert "over 999 draws of the positions (seed 0)" in exact.notes[0]
    mixed = bs.combination(SIMULATED, at_day=20, by="mixed", **COLUMNS)
    model = bs.mixed_model(SIMULATED, **COLUMNS)
    weights = {"Control:day": 1, "DrugA:day": -1, "DrugB:day": -1, "Combination:day": 1}
    assert mixed.bliss.p_value == model.contrast(weights).p_value
    assert mixed.beside[0].method == "slope-contrast-welch"


def test_an_unstated_day_and_extrapolation_are_noted() -> None:
    found = bs.combination(XENOGRAFT, arms=ARMS)
    assert any("no day was stated: day 12" in note for note in found.notes)
    beyond = bs.combination(XENOGRAFT, arms=ARMS, at_day=30)
    assert any("beyond the readings of vehicle (to day 12)" in note for note in beyond.notes)


def test_one_variance_for_unlike_arms_is_warned_of() -> None:
    generator = np.random.default_rng(4)
    rows = [
        {"mouse": f"{arm}{k}", "arm": arm, "day": day, "volume": math.exp(5 + slope * day + generator.normal(0, 0.05))}
        for arm, spread in (("vehicle", 0.01), ("A", 0.01), ("B", 0.01), ("A+B", 0.08))
        for k, slope in enumerate(generator.normal(0.1, spread, 5))
        for day in (0, 4, 8, 12)
    ]
    found = bs.growth(pd.DataFrame(rows), arms=ARMS).interaction
    assert found is not None
    assert found.mixed is not None
    assert any("read the Welch contrast beside it" in note for note in found.mixed.notes)
    assert any("one variance is assumed" in note for note in found.pooled.notes)
    assert not found.welch.notes


def test_bootstrap_from_eight_mice() -> None:
    found = bs.combination(SIMULATED, at_day=20, interval="bootstrap", **COLUMNS)
    plain = bs.combination(SIMULATED, at_day=20, **COLUMNS)
    assert "BCa bootstrap" in found.bliss.conf_method
    assert found.bliss.p_value == plain.bliss.p_value
    assert found.bliss.conf_low == pytest.approx(plain.bliss.conf_low or 0.0, rel=0.25)


def test_bca_limits_are_scipys() -> None:
    from scipy.stats import bootstrap

    generator = np.random.default_rng(1)
    arms = [generator.gamma(2, 1, 12) for _ in range(4)]

    def contrast(a: Any, b: Any, c: Any, d: Any, axis: int = -1) -> Any:
        return a.mean(axis) - b.mean(axis) - c.mean(axis) + d.mean(axis)

    expected = bootstrap(arms, contrast, method="BCa", n_resamples=40_000, rng=generator).confidence_interval
    low, high = bootstrap_interval(arms, n_resamples=40_000, seed=5)
    assert [low, high] == pytest.approx([expected.low, expected.high], abs=0.05)  # Monte-Carlo error


def test_outputs() -> None:
    found = bs.combination(XENOGRAFT, arms=ARMS, at_day=12, margin=1.25)
    row = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert row["verdict"] == found.verdict
    assert len(row["lines"]) == 5
    assert found.to_frame()["line"].tolist()[:5] == [
        "bliss",
        "combination index",
        "highest single agent",
        "response additivity",
        "equivalence",
    ]
    assert "exact floor 0.1" in found.summary()
