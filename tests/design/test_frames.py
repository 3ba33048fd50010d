"""Frames become problems, and what cannot is refused with row, column, value and remedy."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.design.frames import arms_from, doses_from, pairs_from


def biopsies() -> pd.DataFrame:
    return pd.DataFrame({"pre": ["–", "+", "–"], "post": ["++", "+", "+"], "site": ["x", "y", "x"]})


def test_symbols_are_scored_by_their_place_on_the_scale() -> None:
    pairs = pairs_from(biopsies(), before="pre", after="post", scale=["–", "+", "++"], strata="site")
    assert pairs.before.values.tolist() == [0, 1, 0]
    assert pairs.after.values.tolist() == [2, 1, 1]
    assert (pairs.stratum.tolist(), pairs.stratum_names) == ([0, 1, 0], ("x", "y"))


def test_a_mapping_may_give_halves() -> None:
    scale = {"–": 0, "+": 1, "+/++": 1.5, "++": 2}
    pairs = pairs_from(pd.DataFrame({"b": ["–"], "a": ["+/++"]}), before="b", after="a", scale=scale)
    assert pairs.after.values.tolist() == [1.5]


def test_every_symbol_off_the_scale_is_listed() -> None:
    frame = pd.DataFrame({"pre": ["–", "+++"], "post": ["?", "+"]})
    with pytest.raises(bs.DataError) as error:
        pairs_from(frame, before="pre", after="post", scale=["–", "+", "++"])
    text = str(error.value)
    assert "row 2, column pre: '+++' is not on the scale (–, +, ++)" in text
    assert "row 1, column post: '?'" in text


def test_text_without_a_scale_says_how_to_give_one() -> None:
    with pytest.raises(bs.DataError, match=r"column pre: '–' is not a number — .*scale=\[lowest"):
        pairs_from(biopsies(), before="pre", after="post")


def test_numbers_in_a_column_that_one_cell_made_text_are_not_to_blame() -> None:
    frame = pd.DataFrame({"b": ["1.5", " −2", "<LOD", "1e3"], "a": [1, 2, 3, 4]})
    with pytest.raises(bs.DataError) as error:
        pairs_from(frame, before="b", after="a")
    assert [(v.row, v.column, v.value) for v in error.value.violations] == [(3, "b", "<LOD")]
    with pytest.raises(bs.DataError, match=r"row 1, column b: '1.5' is text.* — make the column numbers") as error:
        pairs_from(frame.drop(index=2), before="b", after="a")
    assert len(error.value.violations) == 1


def test_missing_cells_are_refused_or_counted() -> None:
    frame = pd.DataFrame({"b": [1, None, 3, 4.0], "a": [2, 3, None, 5.0]})
    with pytest.raises(bs.DataError) as error:
        pairs_from(frame, before="b", after="a")
    assert len(error.value.violations) == 2
    pairs = pairs_from(frame, before="b", after="a", missing="drop")
    assert pairs.n == 2
    assert pairs.excluded == {"missing b": 1, "missing a": 1}


def test_infinite_values_and_empty_frames_are_refused() -> None:
    with pytest.raises(bs.DataError, match="row 2, column a: 'inf' is not finite"):
        pairs_from(pd.DataFrame({"b": [1.0, 2.0], "a": [1.0, np.inf]}), before="b", after="a")
    with pytest.raises(bs.DataError, match="the table has no rows"):
        pairs_from(pd.DataFrame({"b": [], "a": []}), before="b", after="a")


def test_a_column_that_is_not_there_is_named_with_its_nearest() -> None:
    with pytest.raises(bs.UsageError, match=r"no column 'psot' — did you mean 'post'"):
        pairs_from(biopsies(), before="pre", after="psot")


def test_chosen_arms_keep_their_order_and_others_are_counted() -> None:
    frame = pd.DataFrame({"outcome": [1, 2, 3, 4], "arm": ["c", "b", "a", "b"]})
    problem = arms_from(frame, outcome="outcome", arm="arm", arms=["b", "c"])
    assert problem.arm_names == ("b", "c")
    assert problem.n_by_arm == {"b": 2, "c": 1}
    assert problem.excluded == {"arm a not compared": 1}


# What a fuzzer found: each call must end in words, never in a bare TypeError, KeyError or OverflowError.

ARMS = pd.DataFrame({"outcome": [1, 2, 3, 4, 5, 6], "arm": list("AAABBB")})


def odd(*first: Any) -> pd.DataFrame:
    return pd.DataFrame({"outcome": pd.Series([*first, 2, 3, 4, 5, 6], dtype=object), "arm": list("AAABBB")})


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (1j, "is not a number"),
        (10**400, "is too large for a float"),
        (Fraction(10**400, 3), "is too large for a float"),
    ],
)
def test_odd_numbers_are_refused(cell: Any, message: str) -> None:
    with pytest.raises(bs.DataError, match=f"row 1, column outcome: .* {message}"):
        bs.compare(odd(cell))


def test_complex_columns_are_refused() -> None:
    with pytest.raises(bs.DataError, match=r"row 2, column outcome: '\(1\+0j\)' is not a number"):
        bs.compare(ARMS.assign(outcome=np.arange(6) + 0j))


@pytest.mark.parametrize("arms", [5, "AB", {"A", "B"}, {"A": 1}])
def test_arms_without_an_order_are_refused(arms: Any) -> None:
    with pytest.raises(bs.UsageError, match="arms must be a list of arms in their order"):
        bs.compare(ARMS, arms=arms)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"before": ["x"]}, r"no column \['x'\]"),
        ({"strata": ["s"]}, r"no column \['s'\]"),
        ({"missing": []}, "missing must be"),
        ({"interval": []}, "interval must be a name"),
    ],
)
def test_lists_where_names_belong_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(bs.UsageError, match=message):
        bs.paired(pd.DataFrame({"before": [1, 2], "after": [2, 3]}), **options)


def test_lists_in_cells_are_refused() -> None:
    frame = pd.DataFrame({"outcome": [[1], [2]], "arm": ["A", "B"]})
    with pytest.raises(bs.DataError, match=r"row 1, column outcome: '\[1\]' is not on the scale"):
        bs.compare(frame, scale=["x", "y"])
    with pytest.raises(bs.DataError, match=r"row 2, column outcome: '\[2\]' is a list, no name"):
        bs.compare(frame, outcome="arm", arm="outcome")


def test_whole_arms_are_found_where_a_gap_made_the_column_floats() -> None:
    frame = pd.DataFrame({"outcome": [1, 2, 3, 4, 5], "arm": [1, 1, 2, 2, np.nan]})
    result = bs.compare(frame, arms=[2, 1], missing="drop")
    assert result.p_value == pytest.approx(2 / 6)  # of the C(4, 2) labellings the two most extreme
    assert (result.estimate, list(result.n.values())) == (2.0, [2, 2])  # arm 2 (3, 4) less arm 1 (1, 2)


@pytest.mark.parametrize("arms", [None, ["1", 3], [1, 3]])
def test_one_name_written_in_two_ways_is_refused(arms: Any) -> None:
    mixed = ARMS.assign(arm=pd.Series([1, "1", 1, "1", 3, 3], dtype=object))
    with pytest.raises(bs.DataError, match=r"column arm: '1' stands there in two ways \(int and str\)"):
        bs.compare(mixed, arms=arms)


# Doses: four units, two at each dose, outcomes in order of dose: 1 of the C(4, 2) labellings is as extreme.


@pytest.mark.parametrize(
    "doses",
    [
        pd.Series([0.1, 0.1, 0.3, 0.3], dtype="float32"),
        pd.Series([1, 1, 2, 2], dtype=object),
        pd.Series(pd.Categorical([1, 1, 2, 2])),
        pd.Series(pd.Categorical([2, 2, 10, 10], categories=[10, 2])),  # numbers have their own order
        pd.Series([1, 1, 3, 3], dtype="Int64"),
        pd.Series([Decimal("0.1"), Decimal("0.1"), Fraction(1, 3), Fraction(1, 3)], dtype=object),
    ],
)
def test_doses_are_numbers_of_any_type(doses: "pd.Series[Any]") -> None:
    assert bs.trend(pd.DataFrame({"outcome": [1, 2, 3, 4], "dose": doses})).p_value == pytest.approx(1 / 6)


def test_doses_may_have_gaps_that_are_dropped() -> None:
    frame = pd.DataFrame({"outcome": [1, 2, 9, 3, 4], "dose": pd.array([0, 0, None, 1, 1], dtype="Int64")})
    result = bs.trend(frame, missing="drop")
    assert (result.p_value, result.excluded) == (pytest.approx(1 / 6), {"missing dose": 1})


def test_single_precision_is_the_decimal_it_prints() -> None:
    doses = np.array([0.1, 0.1, 0.3, 0.3], dtype=np.float32)
    problem = doses_from(pd.DataFrame({"y": doses, "d": doses}), outcome="y", dose="d")
    assert problem.outcome.values.tolist() == [0.1, 0.1, 0.3, 0.3]
    assert problem.arm_names == ("0.1", "0.3")


@pytest.mark.parametrize("doses", [["a", "a", "b", "b"], [True, True, False, False], [1j, 1, 2, 2]])
def test_what_is_no_dose_is_refused(doses: list[Any]) -> None:
    with pytest.raises(bs.DataError, match=r"row 1, column dose: .* is no dose — give the doses as numbers"):
        bs.trend(pd.DataFrame({"outcome": [1, 2, 3, 4], "dose": pd.Series(doses, dtype=object)}))
