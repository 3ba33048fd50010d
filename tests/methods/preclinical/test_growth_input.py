"""What is wrong with a growth table is said all at once, with rows and remedies; the rest is handled and noted."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.methods.preclinical.examples import ARMS, XENOGRAFT

PAIR = {"control": "vehicle", "agent_a": "A"}


def changed(column: str, row: int, value: Any) -> pd.DataFrame:
    frame = XENOGRAFT.copy()
    frame[column] = frame[column].astype(object)
    frame.loc[row - 1, column] = value
    return frame


def test_every_fault_is_named_at_once_with_its_row() -> None:
    frame = XENOGRAFT.copy().astype({"volume": object, "day": object})
    frame.loc[1, "volume"] = -5.0
    frame.loc[2, "volume"] = "large"
    frame.loc[3, "day"] = 8  # repeats row 3
    frame.loc[12, "mouse"] = "vehicle1"  # row 13 is of arm A
    frame.loc[20, "volume"] = float("nan")
    with pytest.raises(bs.DataError) as caught:
        bs.growth(frame, arms=ARMS)
    found = {(v.row, v.column): str(v) for v in caught.value.violations}
    assert "is negative" in found[2, "volume"]
    assert "'large' is not a number" in found[3, "volume"]
    assert "repeats row 3: mouse vehicle1 on day 8 — keep one reading a day, or average them" in found[4, "day"]
    assert "is in arm 'A' here and in arm 'vehicle' in row 1 — give each mouse one arm" in found[13, "mouse"]
    assert "missing='drop'" in found[21, "volume"]


@pytest.mark.parametrize("call", [bs.growth, bs.combination, bs.mixed_model])
def test_an_arm_with_one_mouse_is_refused(call: Any) -> None:
    frame = XENOGRAFT[~XENOGRAFT["mouse"].isin(["B2", "B3"])]
    with pytest.raises(bs.DataError, match=r"'B' has 1 mouse: .* give at least 2 in each arm"):
        call(frame, arms=ARMS)


def test_arms_are_declared_and_never_guessed() -> None:
    for arms, words in (
        ({"control": "vehicle"}, "at least one other"),
        ({"vehicle": "vehicle", "agent_a": "A"}, "no arm has the role 'vehicle'"),
        ({"control": "vehicle", "agent_a": "vehicle"}, "distinct levels"),
        ({"control": "Vehicle", "agent_a": "A"}, "did you mean 'vehicle'"),
        (["vehicle", "A"], "mapping from role to level"),
    ):
        with pytest.raises(bs.UsageError, match=words):
            bs.growth(XENOGRAFT, arms=arms)  # type: ignore[arg-type]  # that is the point
    with pytest.raises(bs.UsageError, match="combination is missing"):
        bs.combination(XENOGRAFT, arms=PAIR)
    with pytest.raises(bs.UsageError, match="no column 'tumour'"):
        bs.growth(XENOGRAFT, volume="tumour", arms=ARMS)


def test_options_that_cannot_be_right_are_refused() -> None:
    calls: list[tuple[Any, dict[str, Any], str]] = [
        (bs.growth, {"at_day": 5}, "all arms were read on 0, 4, 8, 12"),
        (bs.growth, {"confidence": 95}, "confidence"),
        (bs.growth, {"threshold": 0}, "above 0"),
        (bs.growth, {"volume_unit": "ml"}, "mm3, cm3"),
        (bs.combination, {"margin": 0.8}, "ratio above 1"),
        (bs.combination, {"at_day": 0}, "after the first day"),
        (bs.combination, {"by": "anova"}, "welch"),
        (bs.combination, {"interval": "bootstrap"}, "needs 8 mice an arm, got 3, 3, 3, 3"),
        (bs.mixed_model, {"random": "none"}, "intercept and slope"),
    ]
    for call, options, words in calls:
        with pytest.raises(bs.UsageError, match=words):
            call(XENOGRAFT, arms=ARMS, **options)


def test_a_volume_of_0_is_left_out_of_growth_rates_and_kept_in_response() -> None:
    found = bs.growth(changed("volume", 48, 0.0), arms=ARMS)
    assert any("1 volume of 0 (row 48) have no logarithm" in note for note in found.notes)
    last = found.days[(found.days["arm"] == "A+B") & (found.days["day"] == 12)]
    assert last["n"].item() == 3
    assert found.mice.set_index("mouse").loc["A+B3", "n_readings"] == 4
    kept = found.readings[found.readings["mouse"] == "A+B3"]
    assert kept["day"].tolist() == [0, 4, 8]


def test_a_missing_control_day_is_named_and_refuses_comparison_there() -> None:
    frame = XENOGRAFT[~((XENOGRAFT["arm"] == "vehicle") & (XENOGRAFT["day"] == 8))]
    assert "the control (vehicle) has no reading on day 8" in " ".join(bs.growth(frame, arms=ARMS).notes)
    with pytest.raises(bs.UsageError, match="no reading of vehicle — all arms were read on 0, 4, 12"):
        bs.growth(frame, arms=ARMS, at_day=8)


def test_units_are_declared_and_mixtures_pointed_at() -> None:
    plain = bs.growth(XENOGRAFT, arms=ARMS)
    small = bs.growth(XENOGRAFT.assign(volume=XENOGRAFT["volume"] / 1000), arms=ARMS, volume_unit="cm3")
    assert "converted to mm³" in small.notes[0]
    assert small.mice["baseline"].tolist() == pytest.approx(plain.mice["baseline"].tolist())
    mixed = bs.growth(changed("volume", 3, 0.4), arms=ARMS)
    assert "row 3 (mouse vehicle1): volume 0.4 follows" in mixed.notes[0]
    assert "are mm³ and cm³ mixed?" in mixed.notes[0]


def test_rows_left_out_are_counted() -> None:
    found = bs.growth(changed("volume", 4, None), arms=ARMS, missing="drop")
    assert found.excluded == {"no reading": 1}
    assert found.lost == {"vehicle": 12.0}
    pair = bs.growth(XENOGRAFT, arms=PAIR)
    assert pair.excluded == {"readings of other arms": 24}
    assert pair.interaction is None
    assert [contrast.name for contrast in pair.contrasts] == ["A − vehicle"]


def test_a_mouse_read_once_has_no_growth_rate_and_stays_in_the_mixed_model() -> None:
    frame = XENOGRAFT[~((XENOGRAFT["mouse"] == "B1") & (XENOGRAFT["day"] > 0))]
    found = bs.growth(frame, arms=ARMS)
    assert "no growth rate of mouse B1" in " ".join(found.notes)
    assert found.mixed is not None
    assert found.mixed.n_mice == 12
    assert found.interaction is not None
    assert found.interaction.welch.n["B"] == 2
    # no day after the first has every mouse: the last one on which every arm has two is taken, and the loss is said
    assert found.at_day == 12
    assert any(
        "none after the first has every mouse: day 12, the last with at least 2 in every arm" in n for n in found.notes
    )
    assert any("by day 12 animals are gone (B 1 of 3)" in text for text in found.warnings)
    row = found.response.set_index("arm").loc["B"]
    last = frame[(frame["day"] == 12) & (frame["arm"] == "B")]["volume"].mean()
    assert (row["n"], row["n_control"]) == (2, 3)
    assert row["t_over_c"] == pytest.approx(
        last / frame[(frame["day"] == 12) & (frame["arm"] == "vehicle")]["volume"].mean()
    )
    assert bs.combination(frame, arms=ARMS).index.day == 12
    alone = frame[~(frame["mouse"].isin(["B1", "B2"]) & (frame["day"] == 12))]
    assert bs.growth(alone, arms=ARMS).at_day == 8  # on day 12 one mouse of B is left


def test_without_residual_variance_there_is_no_mixed_model_and_the_slopes_still_speak() -> None:
    rows = [
        {"mouse": f"{arm}{k}", "arm": arm, "day": day, "volume": 100 * np.exp((rate + 0.01 * k) * day)}
        for arm, rate in (("vehicle", 0.2), ("A", 0.1))
        for k in range(3)
        for day in (0, 5, 10)
    ]
    found = bs.growth(pd.DataFrame(rows), arms=PAIR)
    assert found.mixed is None
    assert any("no residual variance" in note for note in found.notes)
    assert found.contrasts[0].welch.estimate == pytest.approx(-0.1)
    with pytest.raises(bs.DataError, match="no residual variance"):
        bs.mixed_model(pd.DataFrame(rows), arms=PAIR)


def test_two_readings_a_mouse_are_too_few_for_a_slope_of_its_own() -> None:
    frame = XENOGRAFT[XENOGRAFT["day"].isin([0, 12])]
    with pytest.raises(bs.DataError, match=r"24 readings for 2 random effects of 12 mice .* random='intercept'"):
        bs.mixed_model(frame, arms=ARMS)
    assert bs.mixed_model(frame, arms=ARMS, random="intercept").converged


@pytest.mark.parametrize(
    ("length", "width", "formula", "expected"),
    [
        ([10.0], [8.0], "ellipsoid", [320.0]),
        ([10.0], [8.0], "ellipsoid: length*width^2/2", [320.0]),
        ([10.0], [8.0], "ellipsoid-pi", [np.pi / 6 * 640]),
        ([10.0], [8.0], "sphere", [np.pi / 6 * 729]),
    ],
)
def test_volume_formulas(length: list[float], width: list[float], formula: str, expected: list[float]) -> None:
    # by hand from the formula's text
    assert bs.volume_from(length, width, formula).tolist() == pytest.approx(expected)


def test_volume_faults() -> None:
    with pytest.raises(bs.UsageError, match="no formula is called 'elipsoid'"):
        bs.volume_from([1.0], [1.0], "elipsoid")
    with pytest.raises(bs.UsageError, match=r"is length\*width\^2/2"):
        bs.volume_from([1.0], [1.0], "ellipsoid: length*width/2")
    with pytest.raises(bs.DataError) as caught:
        bs.volume_from([1.0, -1.0, 5.0], [2.0, -2.0, float("nan")])
    assert [(v.row, v.column) for v in caught.value.violations] == [
        (1, "width"),
        (2, "length"),
        (2, "width"),
        (3, "width"),
    ]


def test_without_a_reading_left_each_arm_is_named() -> None:
    with pytest.raises(bs.DataError, match="column arm: 'vehicle' has no volume left") as error:
        bs.growth(XENOGRAFT.assign(volume=np.nan), arms=ARMS, missing="drop")
    assert len(error.value.violations) == 4


@pytest.mark.parametrize("value", [1e280, 10**400])
def test_sizes_too_large_to_be_squared_are_refused(value: Any) -> None:
    volume = XENOGRAFT["volume"].astype(object)
    volume.iloc[2] = value
    with pytest.raises(bs.DataError, match=r"row 3, column volume: .* (is too large to be squared|is not finite)"):
        bs.growth(XENOGRAFT.assign(volume=volume), arms=ARMS)
