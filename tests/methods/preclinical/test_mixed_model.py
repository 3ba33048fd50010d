"""What must not change the mixed model and the slope contrasts: units, order, names; and what it says of itself."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.methods.preclinical.examples import ARMS, XENOGRAFT

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
DROPOUT = pd.read_csv(REFERENCE / "invivo_simulated_dropout.csv")
SINGULAR = pd.read_csv(REFERENCE / "invivo_simulated_singular.csv")
LEVELS = {"control": "Control", "agent_a": "DrugA", "agent_b": "DrugB", "combination": "Combination"}
COLUMNS: dict[str, Any] = {"volume": "tumor_volume", "arms": LEVELS}
BLISS = {"Control:day": 1, "DrugA:day": -1, "DrugB:day": -1, "Combination:day": 1}


def figures(frame: pd.DataFrame) -> list[float | None]:
    found = bs.mixed_model(frame, **COLUMNS).contrast(BLISS)
    growth = bs.growth(frame, **COLUMNS).interaction
    assert growth is not None
    return [
        found.estimate,
        found.standard_error,
        found.df_kenward_roger,
        found.p_value,
        growth.welch.estimate,
        growth.welch.p_value,
        growth.pooled.p_value,
    ]


def test_order_of_rows_and_unit_of_volume_change_nothing() -> None:
    plain = figures(DROPOUT)
    assert figures(DROPOUT.sample(frac=1, random_state=1)) == pytest.approx(plain, rel=1e-5)
    assert figures(DROPOUT.assign(tumor_volume=DROPOUT["tumor_volume"] / 1000)) == pytest.approx(plain, rel=1e-4)


def test_hours_divide_rates_and_keep_p() -> None:
    plain, hours = figures(DROPOUT), figures(DROPOUT.assign(day=24.0 * DROPOUT["day"]))
    scale = [24.0, 24.0, 1, 1, 24.0, 1, 1]
    assert [h * s for h, s in zip(hours, scale, strict=True) if h is not None] == pytest.approx(plain, rel=1e-4)


def test_a_shift_of_days_keeps_the_rates_of_slopes_and_the_model() -> None:
    assert figures(DROPOUT.assign(day=DROPOUT["day"] - 10)) == pytest.approx(figures(DROPOUT), rel=1e-4)


def test_agents_change_places_without_changing_the_interaction() -> None:
    swapped = {**LEVELS, "agent_a": "DrugB", "agent_b": "DrugA"}
    one = bs.combination(DROPOUT, at_day=18, margin=2, **COLUMNS)
    two = bs.combination(DROPOUT, at_day=18, margin=2, volume="tumor_volume", arms=swapped)
    for name in ("bliss", "highest_single_agent", "additivity"):
        assert getattr(two, name).estimate == pytest.approx(getattr(one, name).estimate)
        assert getattr(two, name).p_value == pytest.approx(getattr(one, name).p_value)


def test_a_singular_fit_is_named() -> None:
    model = bs.mixed_model(SINGULAR, **COLUMNS)
    assert model.singular
    assert model.boundary in {
        "the variance of the slope is 0",
        "the correlation of intercept and slope is 1",
        "the correlation of intercept and slope is −1",
    }
    assert f"the fit is singular: {model.boundary}" in model.notes[0]
    growth = bs.growth(SINGULAR, **COLUMNS).interaction
    assert growth is not None
    assert growth.mixed is not None
    assert model.notes[0] in growth.mixed.notes


def uneven() -> pd.DataFrame:
    """SIMULATED: slopes that do not vary between mice, and a control followed for a third of the time."""
    generator = np.random.default_rng(1)
    plan = [("Control", 0.1, 3, 9), ("DrugA", 0.07, 5, 24), ("DrugB", 0.06, 5, 24), ("Combination", 0.03, 5, 24)]
    rows = [
        {"mouse": f"{arm}{k}", "arm": arm, "day": day, "tumor_volume": math.exp(5 + b + rate * day + e)}
        for arm, rate, mice, end in plan
        for k in range(mice)
        for b in [generator.normal(0, 0.3)]
        for day, e in ((day, generator.normal(0, 0.4)) for day in range(0, end, 3))
    ]
    return pd.DataFrame(rows)


def test_more_degrees_of_freedom_than_mice_less_arms_are_cut_and_noted() -> None:
    model = bs.mixed_model(uneven(), **COLUMNS)
    growth = bs.growth(uneven(), **COLUMNS).interaction
    assert growth is not None
    assert growth.mixed is not None
    assert any("more than mice − arms; 14 are used" in note for note in growth.mixed.notes)
    effects = {effect.name: effect.estimate for effect in growth.mixed.effects}
    assert effects["degrees of freedom"] == 14
    assert (effects["Kenward–Roger degrees of freedom, without limit"] or 0) > 50
    assert effects["p on those degrees of freedom"] == model.contrast(BLISS).p_kenward_roger
    assert growth.mixed.p_value == model.contrast(BLISS).p_value > model.contrast(BLISS).p_kenward_roger


def test_the_interval_inverts_the_test() -> None:
    model = bs.mixed_model(DROPOUT, **COLUMNS)
    found = model.contrast(BLISS)
    at_p = model.contrast(BLISS, confidence=1 - found.p_value)
    nearest = min(abs(at_p.conf_low), abs(at_p.conf_high))
    assert nearest == pytest.approx(0, abs=1e-9)


def test_what_it_says_of_itself() -> None:
    model = bs.mixed_model(XENOGRAFT, arms=ARMS)
    row = json.loads(json.dumps(model.to_dict(), allow_nan=False))
    assert row["fixed_effects"].keys() == {"vehicle", "A", "B", "A+B", "vehicle:day", "A:day", "B:day", "A+B:day"}
    assert model.to_frame()["term"].tolist() == list(row["fixed_effects"])
    assert "48 readings of 12 mice" in model.summary()
    with pytest.raises(bs.UsageError, match="no fixed effect is called 'A:days' — did you mean 'A:day'"):
        model.contrast({"A:days": 1})


def test_an_arm_without_two_days_above_0_has_no_growth_rate() -> None:
    gone = XENOGRAFT.assign(volume=np.where((XENOGRAFT["arm"] == "B") & (XENOGRAFT["day"] > 0), 0, XENOGRAFT["volume"]))
    with pytest.raises(bs.DataError, match=r"\(B\): has volumes above 0 on fewer than two days"):
        bs.mixed_model(gone, arms=ARMS)
    # one reading a mouse: no limit for zeros gives a rate, and none is made up
    once = XENOGRAFT[(XENOGRAFT["arm"] != "B") | (XENOGRAFT["day"] == 0)]
    with pytest.raises(bs.DataError, match=r"\(B\): has fewer than two mice with readings above 0 on two days"):
        bs.growth(once, arms=ARMS)


def test_a_mouse_without_a_tumour_is_left_out_and_named() -> None:
    frame = XENOGRAFT.assign(volume=np.where(XENOGRAFT["mouse"] == "A1", 0.0, XENOGRAFT["volume"]))
    found = bs.growth(frame, arms=ARMS)
    assert "no growth rate of mouse A1" in " ".join(found.notes)
    assert found.mixed is not None
    assert (found.mixed.n_mice, found.mixed.df_limit) == (11, 7)
    assert found.mice.set_index("mouse").loc["A1", "mrecist"] == "not evaluable"


def test_degrees_of_freedom_that_print_alike_are_not_said_to_be_cut() -> None:
    found = bs.mixed_model(XENOGRAFT, arms=ARMS).contrast({"A:day": 1, "vehicle:day": -1})
    for excess, limited in ((0.0, False), (1e-8, False), (1e-5, False), (1e-3, True), (0.5, True)):
        assert replace(found, df=28.0, df_kenward_roger=28.0 * (1 + excess)).limited is limited
