"""Tables of counts come as lists, arrays and frames, and what is none is refused with its cell."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.design.counts import table_from

FRAME = pd.DataFrame([[1, 2], [3, 4]], index=["a", "b"], columns=["yes", "no"])


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
        ([[1, 2], [3, 4j]], "hold something else than numbers"),
        ([[1, 2], [3, 10**400]], "hold something else than numbers"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(counts: object, part: str) -> None:
    with pytest.raises(bs.DataError, match=part):
        table_from(counts)


def test_frames_and_bare_tables_do_not_mix() -> None:
    for strata in ([FRAME, [[1, 2], [3, 4]]], [[[1, 2], [3, 4]], FRAME]):
        with pytest.raises(bs.UsageError, match="mixes DataFrames with other tables"):
            table_from(strata)


def test_strata_in_another_order_are_refused() -> None:
    assert table_from([FRAME, FRAME]).counts.shape == (2, 2, 2)
    with pytest.raises(bs.UsageError, match="stratum 2 names its rows or columns otherwise"):
        table_from([FRAME, FRAME.loc[["b", "a"]]])


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        (5, "row_scores must be a list of numbers, got 5"),
        ("ab", "row_scores must be a list of numbers"),
        ([1, 2, 3], "row_scores has 3 values for 2 rows"),
        ([1, "a"], "row_scores 2 is 'a' — give a finite number"),
        ([float("nan"), 1], "row_scores 1 is nan"),
    ],
)
def test_scores_are_numbers_one_a_row(scores: Any, message: str) -> None:
    with pytest.raises(bs.UsageError, match=message):
        bs.table([[1, 2], [3, 4]], row_scores=scores)


def test_scores_may_be_an_array() -> None:
    # 2 events among 4 units: of the 6 ways to place them the two one-sided ones are the most extreme
    result = bs.table([[0, 2], [2, 0]], method="linear-by-linear", row_scores=np.array([0, 1]))
    assert result.p_value == pytest.approx(2 / 6)
