"""The mixed model and the slope contrasts against lme4 + pbkrtest (tests/reference/invivo.R; R 4.2.2, lme4 1.1-31,
pbkrtest 0.5.2).

``INVIVO_CASES`` names another file of the same form and ``INVIVO_DATA`` the folder of its tables.
"""

import importlib.util
import math
import sys
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs

_SPEC = importlib.util.spec_from_file_location("invivo", Path(__file__).with_name("invivo.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
invivo = importlib.util.module_from_spec(_SPEC)
sys.modules["invivo"] = invivo
_SPEC.loader.exec_module(invivo)

CASES = [*invivo.bundled(), *invivo.others()]
MODELS = [(case, formula) for case in CASES for formula in case["kr_reference"]]
BLISS = {"Control:day": 1, "DrugA:day": -1, "DrugB:day": -1, "Combination:day": 1}
AGAINST = {
    "combo_vs_A_KR": {"Combination:day": 1, "DrugA:day": -1},
    "combo_vs_B_KR": {"Combination:day": 1, "DrugB:day": -1},
}


@pytest.mark.parametrize(("case", "formula"), MODELS, ids=[f"{c['id']} {f}" for c, f in MODELS])
def test_the_mixed_model_is_lme4_and_pbkrtest(case: dict[str, Any], formula: str) -> None:
    if formula not in invivo.RANDOM:
        pytest.skip(f"no such random effects here: {formula}")
    expected = case["kr_reference"][formula]
    model = bs.mixed_model(invivo.frame_of(case), random=invivo.RANDOM[formula], **invivo.COLUMNS)
    assert model.converged
    assert model.reml_criterion == pytest.approx(expected["REML_crit"], abs=1e-3)
    assert model.singular == expected["singular"]
    assert bool(model.boundary) == expected["singular"]
    for name, value in expected["fixef"].items():
        assert model.fixed_effects[name.removeprefix("arm")] == pytest.approx(value, abs=1e-5)
    residual = next(v for k, v in expected["sd"].items() if k.startswith("Residual"))
    assert model.standard_deviations["residual"] == pytest.approx(residual, rel=1e-4)

    found, bliss = model.contrast(BLISS), expected["Bliss_contrast"]
    assert found.estimate == pytest.approx(bliss["est"], abs=1e-5)
    assert found.standard_error == pytest.approx(bliss["se_KR"], rel=5e-5)
    assert found.df_kenward_roger == pytest.approx(bliss["df_KR"], rel=5e-5)
    assert found.p_kenward_roger == pytest.approx(bliss["p_KR"], abs=1e-4)
    if "p_z" in bliss:
        assert found.p_z == pytest.approx(bliss["p_z"], abs=1e-4)
    for name, weights in AGAINST.items():
        pair, reference = model.contrast(weights), expected[name]
        assert pair.estimate == pytest.approx(reference["est"], abs=1e-5)
        assert pair.standard_error == pytest.approx(reference["se"], rel=5e-5)
        assert pair.df_kenward_roger == pytest.approx(reference["df"], rel=5e-5)
        assert pair.p_kenward_roger == pytest.approx(reference["p"], abs=1e-4)


@pytest.mark.parametrize(("case", "formula"), MODELS, ids=[f"{c['id']} {f}" for c, f in MODELS])
def test_degrees_of_freedom_never_exceed_mice_less_arms(case: dict[str, Any], formula: str) -> None:
    if formula not in invivo.RANDOM:
        pytest.skip(f"no such random effects here: {formula}")
    frame = invivo.frame_of(case)
    model = bs.mixed_model(frame, random=invivo.RANDOM[formula], **invivo.COLUMNS)
    limit = frame["mouse"].nunique() - 4
    assert model.df_limit == limit
    found = model.contrast(BLISS)
    assert found.df == pytest.approx(min(limit, found.df_kenward_roger))
    assert found.limited == (case["kr_reference"][formula]["Bliss_contrast"]["df_KR"] > limit + 1e-6)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_slope_contrasts_are_r_s(case: dict[str, Any]) -> None:
    expected = case["summary_measure_slope"]
    found = bs.growth(invivo.frame_of(case), **invivo.COLUMNS)
    assert found.interaction is not None
    for row in found.arms.itertuples():
        assert row.growth_rate_mean == pytest.approx(expected["arm_mean"][row.arm], abs=1e-10)
        assert row.growth_rate_sd == pytest.approx(expected["arm_sd"][row.arm], abs=1e-10)
        assert row.n_slopes == expected["n"][row.arm]
    for result, reference in (
        (found.interaction.welch, expected["welch"]),
        (found.interaction.pooled, expected["pooled"]),
    ):
        effects = {effect.name: effect.estimate for effect in result.effects}
        assert result.estimate == pytest.approx(expected["estimate"], abs=1e-10)
        assert effects["standard error"] == pytest.approx(reference["se"], rel=1e-9)
        assert effects["degrees of freedom"] == pytest.approx(reference["df"], rel=1e-9)
        assert result.statistic == pytest.approx(reference["t"], rel=1e-9)
        assert result.p_value == pytest.approx(reference["p"], rel=1e-8)
        assert result.conf_low == pytest.approx(reference["lwr"], rel=1e-8)
        assert result.conf_high == pytest.approx(reference["upr"], rel=1e-8)


@pytest.mark.parametrize("case", invivo.bundled(), ids=[case["id"] for case in invivo.bundled()])
def test_median_times_to_a_volume_are_survfits(case: dict[str, Any]) -> None:
    expected = case["time_to_volume"]
    found = bs.growth(invivo.frame_of(case), threshold=expected["threshold"], **invivo.COLUMNS).time_to_volume
    assert found is not None
    assert found.medians == {k: None if v == "NA" else v for k, v in expected["median"].items()}


def test_peers_additivity_and_its_bug() -> None:
    """Other cases only: 100·(Σ s − 1 − s_both) against the peer's 100·(Σ(1 − s) − s_both)."""
    cases = [case for case in invivo.others() if "invivoSyn" in case.get("peer_runs", {})]
    if not cases:
        pytest.skip("INVIVO_CASES names no file with runs of invivoSyn")
    for case in cases:
        peer = case["peer_runs"]["invivoSyn"]
        found = bs.combination(invivo.frame_of(case), at_day=21, **invivo.COLUMNS)
        mice = bs.growth(invivo.frame_of(case), **invivo.COLUMNS).mice
        assert mice["adjusted_auc"].tolist() == pytest.approx([row["AUC"] for row in peer["AUC_per_mouse"]], abs=1e-12)
        bug = next(row["Value"] for row in peer["AUC_synergy_t21"]["RA"] if row["Metric"] == "Synergy_score")
        share = dict(mice.groupby("arm")["adjusted_auc"].mean())
        arms = ("DrugA", "DrugB", "Combination")
        a, b, both = (math.exp((share[arm] - share["Control"]) * 21) for arm in arms)
        assert bug == pytest.approx(100 * ((1 - a) + (1 - b) - both), abs=1e-6)
        assert found.additivity.estimate == pytest.approx(100 * (a + b - 1 - both), abs=1e-9)
        expected = {"SW837": 9.8, "LS_1034": -11.9}.get(Path(case["data"]).stem)
        if expected is not None:
            assert round(found.additivity.estimate or 0.0, 1) == expected
        day = peer["sel_day"]
        response = bs.growth(invivo.frame_of(case), at_day=day, **invivo.COLUMNS).response
        assert (100 * response["tgi_absolute"]).tolist() == pytest.approx(list(peer["TGI_percent"].values()), abs=1e-9)
