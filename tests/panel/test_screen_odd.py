"""Odd and bad panels: each is a clear error or a documented note, and nothing is dropped silently."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs


def table(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_at_six_patients_no_marker_of_two_hundred_can_survive_and_that_is_said() -> None:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(rng.normal(size=(6, 400))).rename(columns=str)
    names = list(frame.columns)
    found = bs.screen(frame, before=names[:200], after=names[200:])
    assert found.p_min.min() == 2 / 2**6  # all six up, or all six down
    assert found.least_tarone == 1.0  # 200 tests that can reach 1/32
    assert found.attainable().startswith("at n = 6 no marker of 200 could have survived adjustment at 0.05")
    assert found.attainable() in found.summary()


PAIR: dict[str, Any] = {"before": ["a_pre", "b_pre"], "after": ["a_post", "b_post"]}


def test_a_marker_of_nothing_but_nan_is_listed_and_is_no_hypothesis() -> None:
    nan = float("nan")
    frame = table(a_pre=[1, 2, 3, 4], a_post=[2, 4, 6, 9], b_pre=[nan] * 4, b_post=[1.0, 2, 3, 4])
    found = bs.screen(frame, before=["a_pre", "b_pre"], after=["a_post", "b_post"])
    assert (found.n_tested, found.p_value[0], found.p_maxt[0]) == (1, 0.125, 0.125)
    assert np.isnan([found.p_value[1], found.p_maxt[1], found.p_tarone[1], found.q_discrete[1]]).all()
    assert found.marker_notes["b"] == "no unit has a complete reading: not tested"
    assert "1 marker without a complete unit, not tested: b" in found.notes


def test_a_marker_of_values_too_far_apart_is_refused_by_name() -> None:
    frame = table(a_pre=[1e-9, 2e-9, 3.0], a_post=[np.log2(3) * 1e9, 1, 2], b_pre=[1, 2, 3], b_post=[2, 3, 5])
    with pytest.raises(bs.DataError, match="marker 'a' has recorded values so far apart in size"):
        bs.screen(frame, **PAIR)


def test_it_shows_as_one_line() -> None:
    found = bs.screen(table(a_pre=[1, 2], a_post=[2, 4], b_pre=[1, 1], b_post=[1, 3]), **PAIR)
    assert repr(found) == "<Screen: Wilcoxon signed-rank tests, step-down maxT; 2 of 2 markers tested>"


def test_nothing_but_nan_at_all() -> None:
    frame = table(a_pre=[float("nan")] * 3, a_post=[1.0, 2, 3])
    found = bs.screen(frame, before=["a_pre"], after=["a_post"])
    assert found.n_tested == 0
    assert found.attainable() == "at n = 3 nothing could be tested"


def test_one_patient() -> None:
    found = bs.screen(table(a_pre=[1], a_post=[2]), before=["a_pre"], after=["a_post"])
    assert (found.p_value[0], found.p_min[0]) == (1.0, 1.0)
    assert "there is one unit: no test can tell a change from chance" in found.notes


def test_one_unit_in_two_arms_is_refused_and_one_a_side_gives_1() -> None:
    with pytest.raises(bs.UsageError, match="two arms are compared, and there are 1"):
        bs.screen(table(a=[1], arm=["x"]), outcomes=["a"], arm="arm")
    assert bs.screen(table(a=[1, 2], arm=["x", "y"]), outcomes=["a"], arm="arm").p_value[0] == 1.0


def test_a_marker_without_variation_has_p_1_and_a_note() -> None:
    frame = table(a_pre=[1, 1, 1], a_post=[1, 1, 1], b_pre=[1, 2, 3], b_post=[2, 4, 6])
    found = bs.screen(frame, before=["a_pre", "b_pre"], after=["a_post", "b_post"])
    assert (found.p_value[0], found.p_maxt[0], found.p_tarone[0]) == (1.0, 1.0, 1.0)
    assert found.marker_notes["a"] == "no reading changed: there is nothing to test and p = 1"
    arms = bs.screen(table(a=[5, 5, 5, 5], arm=list("xxyy")), outcomes=["a"], arm="arm")
    assert arms.p_value[0] == 1.0
    assert arms.marker_notes["a"].startswith("all readings are the same")


def test_the_same_readings_under_two_names_are_said() -> None:
    frame = table(a=[1, 2, 3, 5], b=[1, 2, 3, 5], c=[2, 1, 3, 5], arm=list("xxyy"))
    found = bs.screen(frame, outcomes=["a", "b", "c"], arm="arm")
    assert dict(found.marker_notes) == {"b": "same readings as a"}


def test_the_same_name_twice_is_refused_in_every_shape() -> None:
    frame = table(a=[1, 2], b=[3, 4], arm=["x", "y"])
    with pytest.raises(bs.DataError, match=r"\(marker a\): is there 2 times"):
        bs.screen(frame, outcomes=["a", "a"], arm="arm")
    twice = pd.DataFrame([[1, 2, 3]], columns=["a", "a", "b"])
    with pytest.raises(bs.UsageError, match="more than one column named a"):
        bs.screen(twice, before=["a"], after=["b"])
    rows = table(marker=["m", "m"], u=[1, 2], v=[3, 4])
    with pytest.raises(bs.DataError, match=r"\(marker m\): is there 2 times"):
        bs.screen(rows, marker="marker", outcomes=["u", "v"], arm=["x", "y"])
    long = table(who=["A", "A"], marker=["m", "m"], pre=[1, 2], post=[2, 3])
    with pytest.raises(bs.DataError, match=r"row 2 \(unit A\): is a second reading of marker m"):
        bs.screen(long, unit="who", marker="marker", before="pre", after="post")


def test_every_cell_that_is_no_number_is_said_at_once() -> None:
    frame = table(a_pre=[1, "high", 3], a_post=[2, 3, float("inf")])
    with pytest.raises(bs.DataError) as stop:
        bs.screen(frame, before=["a_pre"], after=["a_post"])
    assert [(v.row, v.column) for v in stop.value.violations] == [(2, "a_pre")]
    with pytest.raises(bs.DataError, match="column a_post: 'inf' is not a finite number"):
        bs.screen(frame.assign(a_pre=1), before=["a_pre"], after=["a_post"])


def spoilt(frame: pd.DataFrame, row: int, column: str) -> pd.DataFrame:
    """Return the frame with one cell below the limit of detection, which makes its column text."""
    frame = frame.astype({column: str})
    frame.loc[row, column] = "<LOD"
    return frame


def test_one_cell_that_is_text_is_the_only_one_to_blame() -> None:
    remedy = "leave the column out, give numbers, or name the ordered levels"
    wide = table(a_pre=[1, 2, 3, 4], a_post=[2, 4, 6, 9], who=list("ABCD"))
    with pytest.raises(bs.DataError) as stop:
        bs.screen(spoilt(wide, 2, "a_pre"), before=["a_pre"], after=["a_post"], unit="who")
    told = "row 3 (unit C), column a_pre: '<LOD' is not a finite number"
    assert str(stop.value).startswith(f"{told} — {remedy}")
    assert len(stop.value.violations) == 1
    rows = table(marker=["g", "h"], u=[1, 2], v=[3, 4])
    with pytest.raises(bs.DataError) as stop:
        bs.screen(spoilt(rows, 1, "v"), marker="marker", before=["u"], after=["v"])
    assert [str(v).split(" is ")[0] for v in stop.value.violations] == ["row 2 (marker h), column v: '<LOD'"]
    long = table(who=["A", "B"], m=["g", "g"], pre=[1.5, 2], post=[2, 3])
    with pytest.raises(bs.DataError) as stop:
        bs.screen(spoilt(long, 0, "pre"), unit="who", marker="m", before="pre", after="post")
    assert [str(v).split(" is ")[0] for v in stop.value.violations] == ["row 1 (unit A, marker g), column pre: '<LOD'"]


def test_a_row_that_is_wrong_keeps_its_number_where_other_rows_are_left_out() -> None:
    frame = spoilt(table(a=[1, 2, 3, 4, 5], arm=list("zxyxy")), 3, "a")
    with pytest.raises(bs.DataError, match="row 4, column a: '<LOD'"):
        bs.screen(frame, outcomes=["a"], arm="arm", arms=["x", "y"])


def test_text_that_spells_numbers_throughout_is_told_once_a_column() -> None:
    frame = table(a_pre=["1", "2", "3"], a_post=[2, 4, 6])
    for call in (
        lambda: bs.screen(frame, before=["a_pre"], after=["a_post"]),
        lambda: bs.paired(frame, before="a_pre", after="a_post"),
    ):
        with pytest.raises(bs.DataError, match=r"'1' is text, as is all of this column.*pandas\.to_numeric") as stop:
            call()
        assert len(stop.value.violations) == 1


def test_a_unit_in_two_arms_is_named_with_its_arms() -> None:
    long = table(who=["A", "B", "B"], m=["g", "g", "h"], level=[1.5, 2, 3], arm=["x", "x", "y"])
    with pytest.raises(bs.DataError, match=r"row 2 \(unit B\), column arm: differs between the rows .*: x, y"):
        bs.screen(long, unit="who", marker="m", outcomes="level", arm="arm")


def test_ordinal_text_needs_a_scale() -> None:
    frame = table(a_pre=["–", "–", "+", "–"], a_post=["++", "+", "++", "++"])
    assert bs.screen(frame, before=["a_pre"], after=["a_post"], scale=["–", "+", "++"]).p_value[0] == 0.125
    with pytest.raises(bs.DataError, match="is not on the scale"):
        bs.screen(frame, before=["a_pre"], after=["a_post"], scale=["–", "+"])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"before": ["a"]}, "name one design and shape"),
        ({"before": ["a"], "after": ["b"], "arm": "arm"}, "name one design and shape"),
        ({"before": "a", "after": "b"}, "name one design and shape"),
        ({"before": ["a"], "after": ["b", "a"]}, "got 1 and 2"),
        ({"before": ["a"], "after": ["bb"]}, "no column 'bb'"),
        ({"before": ["a"], "after": ["b"], "method": "rank-sum"}, "a screen of pairs has the methods"),
        ({"before": ["a"], "after": ["b"], "engine": "spark"}, "engine must be one of memory, dask"),
        ({"before": ["a"], "after": ["b"], "scheduler": "tcp://h:1"}, "a scheduler is for the engine dask"),
        ({"outcomes": ["a"], "arm": "arm", "arms": ["x", "z"]}, "no unit is in arm 'z'"),
        ({"outcomes": ["a"], "arm": "three"}, "two arms are compared, and there are 3"),
        ({"before": ["a"], "after": ["b"], "alternative": "up"}, "alternative must be one of"),
        ({"before": ["a"], "after": ["b"], "seed": -1}, "seed must be a whole number from 0 to .*, got -1"),
        ({"before": ["a"], "after": ["b"], "block": "a"}, "block must be a whole number of markers, .*, got 'a'"),
        ({"before": ["a"], "after": ["b"], "block": 0}, "block must be a whole number of markers, .*, got 0"),
        ({"before": ["a"], "after": ["b"], "n_resamples": "many"}, "n_resamples must be between 1 and 100,000,000"),
        ({"before": ["a"], "after": ["b"], "confidence": "high"}, "confidence must be at least 0.5 and below 1"),
    ],
)
def test_calls_that_cannot_be_right(asked: dict[str, object], message: str) -> None:
    frame = table(a=[1, 2, 3], b=[3, 4, 5], arm=["x", "y", "y"], three=["x", "y", "z"])
    with pytest.raises(bs.UsageError, match=message):
        bs.screen(frame, **asked)  # type: ignore[arg-type]  # on purpose


def test_other_arms_are_counted_and_units_without_an_arm_refused() -> None:
    frame = table(a=[1, 2, 3, 4], arm=["x", "y", "z", "y"])
    assert dict(bs.screen(frame, outcomes=["a"], arm="arm", arms=["x", "y"]).excluded) == {"arm z not compared": 1}
    with pytest.raises(bs.DataError, match=r"\(unit 1\): has no arm"):
        bs.screen(frame.assign(arm=["x", None, "y", "y"]), outcomes=["a"], arm="arm")


def test_the_result_is_frozen_and_travels_as_json() -> None:
    frame = table(a_pre=[1, 2, 3, 4], a_post=[2, 4, 6, 9], b_pre=[float("nan")] * 4, b_post=[1.0, 2, 3, 4])
    found = bs.screen(frame, before=["a_pre", "b_pre"], after=["a_post", "b_post"])
    back = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert back["markers"][0]["p_value"] == 0.125
    assert back["markers"][1]["p_value"] is None
    with pytest.raises(AttributeError):
        found.seed = 1  # type: ignore[misc]  # on purpose
    hostile = bs.screen(
        frame.rename(columns={"a_pre": "<b>_pre", "a_post": "<b>_post"}), before=["<b>_pre"], after=["<b>_post"]
    )
    assert "<b>" not in hostile._repr_html_()


def test_many_pairs_go_to_monte_carlo_with_a_note_and_exact_is_refused() -> None:
    rng = np.random.default_rng(6)
    frame = pd.DataFrame(rng.normal(size=(40, 6)).round(1)).rename(columns=str)
    asked = {"before": ["0", "1", "2"], "after": ["3", "4", "5"]}
    found = bs.screen(frame, **asked, seed=1, n_resamples=999)
    assert (found.reference, found.seed, found.n_resamples) == ("monte-carlo", 1, 999)
    with pytest.raises(bs.ExactTooLarge, match="maxt=False"):
        bs.screen(frame, **asked, reference="exact")


def test_units_are_named_by_their_column_and_the_same_unit_twice_is_refused() -> None:
    frame = table(who=["A", "B", "A"], a_pre=[1, 2, 3], a_post=[2, 3, 4])
    with pytest.raises(bs.DataError, match="row 3, column who: 'A' is the unit of row 1 too"):
        bs.screen(frame, unit="who", before=["a_pre"], after=["a_post"])
    named = bs.screen(frame.iloc[:2], unit="who", before=["a_pre"], after=["a_post"])
    assert named.units == ("A", "B")


def test_a_marker_measured_in_one_arm_alone_has_p_1_and_a_note() -> None:
    nan = float("nan")
    found = bs.screen(table(a=[1, 2, nan, nan], b=[1, 2, 3, 4], arm=list("xxyy")), outcomes=["a", "b"], arm="arm")
    assert found.p_value[0] == 1.0
    assert np.isnan(found.estimate[0])
    assert found.marker_notes["a"] == (
        "too few units that can differ: every outcome gives p = 1; 2 of 4 units missing; "
        "no interval: no unit is in arm 'y' — known: x"
    )


def test_rows_without_a_name_and_a_unit_named_twice_are_refused() -> None:
    rows = table(marker=["m", None, "k"], u=[1, 2, 3], v=[3, 4, 5])
    with pytest.raises(bs.DataError, match="row 2, column marker: is missing"):
        bs.screen(rows, marker="marker", outcomes=["u", "v"], arm=["x", "y"])
    with pytest.raises(bs.UsageError, match="column 'u' is named twice"):
        bs.screen(rows, marker="marker", before=["u", "u"], after=["v", "v"])
    with pytest.raises(bs.UsageError, match="arm= lists one entry for each of the 2 units"):
        bs.screen(rows, marker="marker", outcomes=["u", "v"], arm=["x"])


def test_numbers_kept_as_objects_and_nullable_columns_are_numbers() -> None:
    plain = table(a_pre=[1, 2, 3.5], a_post=[2, 4, 5])
    expected = bs.screen(plain, before=["a_pre"], after=["a_post"]).to_frame()
    for kind in (object, "Float64"):
        found = bs.screen(plain.astype(kind), before=["a_pre"], after=["a_post"])
        pd.testing.assert_frame_equal(found.to_frame(), expected)
