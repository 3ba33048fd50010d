"""Frames become problems, and what cannot is refused with row, column, value and remedy."""

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.design.frames import arms_from, pairs_from, table_from


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


def test_tables_come_as_lists_frames_and_strata() -> None:
    assert table_from([[1, 2], [3, 4]]).counts.shape == (1, 2, 2)
    framed = table_from(pd.DataFrame([[1, 2], [3, 4]], index=["a", "b"], columns=["yes", "no"]))
    assert (framed.row_names, framed.column_names) == (("a", "b"), ("yes", "no"))
    assert table_from([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]).counts.shape == (2, 2, 2)


@pytest.mark.parametrize(
    ("counts", "part"),
    [
        ([[1, -2], [3, 4]], r"cell \(1, 2\)\): '-2' is not a count"),
        ([[1, 2.5], [3, 4]], r"cell \(1, 2\)\): '2.5' is not a count"),
        ([[1, float("nan")], [3, 4]], "'nan' is not a count"),
        ([[1, 2], [3]], "its rows differ in length"),
        ([[1, 2]], r"has shape \(1, 2\)"),
        ([["a", "b"], ["c", "d"]], "hold something else than numbers"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(counts: object, part: str) -> None:
    with pytest.raises(bs.DataError, match=part):
        table_from(counts)
