"""Volumes of 0: warned of with the direction, a sensitivity analysis by hand, and no verdict that rests on them."""

import json
import math

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats import wording
from biomarker_stats.methods.preclinical.examples import ARMS, XENOGRAFT

ROLES = {"control": "C", "agent_a": "A", "agent_b": "B", "combination": "X"}
NOT_SAID = "not said: it depends on how readings of 0 are taken"


def cured(arm: str = "X", mice: int = 4, after: float = 9, rate: float = 0.02) -> pd.DataFrame:
    """SIMULATED growth of 6 mice an arm; ``mice`` of one arm are read as 0 after a day."""
    generator = np.random.default_rng(1)
    rows = []
    for name, slope in {"C": 0.10, "A": 0.06, "B": 0.06, "X": rate}.items():
        for k in range(6):
            for day in (0, 3, 6, 9, 12, 15, 18, 21):
                volume = float(np.exp(5 + slope * day + generator.normal(0, 0.1)))
                gone = name == arm and k < mice and day > after
                rows.append((f"{name}{k}", name, day, 0.0 if gone else round(volume, 1)))
    return pd.DataFrame(rows, columns=["mouse", "arm", "day", "volume"])


def interaction_by_hand(frame: pd.DataFrame, limit: float) -> float:
    """The contrast of mean slopes by numpy's polyfit, volumes of 0 at ``limit``."""
    slopes: dict[str, list[float]] = {}
    for _, own in frame.groupby("mouse"):
        y = np.log(np.where(own["volume"] > 0, own["volume"], limit))
        slopes.setdefault(str(own["arm"].iloc[0]), []).append(float(np.polyfit(own["day"], y, 1)[0]))
    means = {arm: float(np.mean(values)) for arm, values in slopes.items()}
    return means["C"] - means["A"] - means["B"] + means["X"]


@pytest.mark.parametrize("by", ["welch", "mixed"])
def test_cured_mice_do_not_count_against_the_combination(by: str) -> None:
    found = bs.combination(cured(), arms=ROLES, at_day=21, by=by)  # type: ignore[arg-type]  # a word
    assert found.verdict == NOT_SAID
    text = found.summary()
    assert text.index("WARNING: volumes of 0 (X: 16, in 4 of 6 mice)") < text.index("verdict at level")
    assert "growth of X comes out too high; this moves the interaction towards antagonism" in found.warnings[0]
    assert "limit" not in found.bliss.title


def test_the_sensitivity_line_by_hand() -> None:
    frame = cured()
    found = bs.combination(frame, arms=ROLES, at_day=21)
    (at_limit,) = found.at_limits
    assert at_limit.bliss is not None
    assert at_limit.index is not None
    assert at_limit.limits == {"X": 1.0}
    by_hand = interaction_by_hand(frame, 1.0)
    assert at_limit.bliss.estimate == pytest.approx(by_hand)
    assert at_limit.index.estimate == pytest.approx(math.exp(21 * by_hand))
    assert at_limit.verdict == "synergistic"
    assert found.lines()[5].startswith("(f) sensitivity, volumes of 0 at 1 mm³: Bliss on log growth −0.2194 (95% ")
    assert found.lines()[5].endswith("by itself: synergistic")
    stated = bs.combination(frame, arms=ROLES, at_day=21, detection_limit=20.0)
    assert stated.at_limits[0].bliss is not None
    assert stated.at_limits[0].bliss.estimate == pytest.approx(interaction_by_hand(frame, 20.0))
    row = json.loads(json.dumps(stated.to_dict(), allow_nan=False))
    assert row["at_limits"][0]["bliss"]["estimate"] == stated.at_limits[0].bliss.estimate
    assert "bliss, 0 at 20 mm³" in stated.to_frame()["line"].tolist()
    assert "sensitivity" in stated._repr_html_()


def test_the_limit_is_never_above_a_volume_that_was_read() -> None:
    frame = cured()
    frame["volume"] /= 1000  # cm³ taken for mm³: the smallest reading is below 1
    found = bs.combination(frame, arms=ROLES, at_day=21)
    assert found.at_limits[0].limits["X"] == frame.loc[frame["volume"] > 0, "volume"].min()


def test_the_direction_follows_the_arm_and_the_place_of_the_zeros() -> None:
    of_a = bs.combination(cured("A"), arms=ROLES, at_day=21)
    assert "growth of A comes out too high; this moves the interaction towards synergy" in of_a.warnings[0]
    early = cured("X", 0)
    early.loc[(early["mouse"] == "X0") & (early["day"] == 0), "volume"] = 0.0  # not yet to be felt
    assert "growth of X comes out too low; this moves" in bs.growth(early, arms=ROLES).warnings[0]


def test_a_verdict_stands_where_both_ways_agree() -> None:
    found = bs.combination(cured(rate=-0.06), arms=ROLES, at_day=21)
    assert [found.verdict, *(each.verdict for each in found.at_limits)] == ["synergistic"] * 2
    none = bs.combination(cured(mice=0), arms=ROLES, at_day=21)
    assert none.at_limits == ()
    assert none.warnings == ()
    assert len(none.lines()) == 5


def test_an_arm_without_growth_rates_stands_at_the_limit_and_it_is_said() -> None:
    frame = cured(mice=6, after=0)
    found = bs.combination(frame, arms=ROLES, at_day=21)
    assert found.bliss.estimate == pytest.approx(interaction_by_hand(frame, 1.0))
    assert "take every volume of 0 as 1 mm³ and rest on that limit" in found.warnings[0]
    assert any("(row 146," in note and "taken as 1 mm³ in growth rates" in note for note in found.notes)
    assert not any("left out of growth rates" in note for note in found.notes)
    (other,) = found.at_limits
    assert other.bliss is not None
    smallest = float(frame.loc[frame["volume"] > 0, "volume"].min())
    assert other.bliss.estimate == pytest.approx(interaction_by_hand(frame, smallest))
    assert found.verdict == "synergistic"  # at both limits
    growth = bs.growth(frame, arms=ROLES)
    assert growth.warnings[0] == found.warnings[0]
    assert (growth.days.loc[(growth.days["arm"] == "X") & (growth.days["day"] > 0), "mean"] == 0).all()  # as read


def test_a_floor_that_an_agent_and_the_combination_both_reach_is_no_antagonism() -> None:
    frame = cured(mice=6, after=0)
    frame.loc[(frame["arm"] == "A") & (frame["day"] > 0), "volume"] = 0.0
    found = bs.combination(frame, arms=ROLES, at_day=21)
    assert (found.bliss.estimate or 0.0) > 0  # A and X stand at one limit, so that C − B is left
    smallest = float(frame.loc[frame["volume"] > 0, "volume"].min())
    assert [dict(each.limits) for each in found.at_limits] == [
        {"A": smallest, "X": smallest},
        {"A": smallest, "X": 1.0},
        {"A": 1.0, "X": smallest},
    ]
    for each in found.at_limits[1:]:
        by_arm = frame.assign(volume=np.where(frame["volume"] > 0, frame["volume"], frame["arm"].map(each.limits)))
        assert each.bliss is not None
        assert each.bliss.estimate == pytest.approx(interaction_by_hand(by_arm, 1.0))
    assert [each.verdict for each in found.at_limits] == ["antagonistic", "synergistic", "antagonistic"]
    assert found.verdict == NOT_SAID
    assert f"volumes of 0 at {wording.number(smallest)} mm³ in A, 1 mm³ in X" in found.lines()[6]


def test_a_mouse_that_never_had_a_tumour_has_no_growth_at_any_limit() -> None:
    never = XENOGRAFT.assign(volume=XENOGRAFT["volume"].where(XENOGRAFT["mouse"] != "A1", 0.0))
    found = bs.combination(never, arms=ARMS, at_day=12)
    assert found.warnings[0] == (
        "volumes of 0 (A: 4, in 1 of 3 mice) have no logarithm and are left out of growth rates"  # in no direction
    )
    assert [each.bliss and each.bliss.estimate for each in found.at_limits] == [found.bliss.estimate]
    nowhere = XENOGRAFT.assign(volume=XENOGRAFT["volume"].where(XENOGRAFT["arm"] != "A+B", 0.0))
    with pytest.raises(bs.DataError, match=r"\(A\+B\): has fewer than two mice with readings above 0"):
        bs.combination(nowhere, arms=ARMS, at_day=12)


def test_all_volumes_0_are_refused_in_words() -> None:
    with pytest.raises(bs.DataError, match="has fewer than two mice with readings above 0"):
        bs.growth(XENOGRAFT.assign(volume=0.0), arms=ARMS)


@pytest.mark.parametrize("call", [bs.growth, bs.combination])
@pytest.mark.parametrize("limit", [0.0, -1.0, math.nan, math.inf])
def test_a_limit_that_is_none_is_refused(call: object, limit: float) -> None:
    with pytest.raises(bs.UsageError, match="detection_limit must be a volume above 0 mm³"):
        call(XENOGRAFT, arms=ARMS, detection_limit=limit)  # type: ignore[operator]  # a function
