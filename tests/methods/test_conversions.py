"""Pairs and arms become tables, and tables units: exactly, or not at all."""

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.design import Arms, Pairs, exact_scores
from biomarker_stats.errors import MethodMismatch
from biomarker_stats.methods.conversions import arms_as_table, pairs_as_table

LARGE = 2**55  # beyond 2^53 floats no longer tell neighbours apart


def test_pairs_of_large_whole_numbers_are_compared_as_whole_numbers() -> None:
    both = exact_scores([LARGE, LARGE, LARGE + 2, LARGE + 1, LARGE + 1, LARGE])
    pairs = Pairs(before=both.take(slice(3)), after=both.take(slice(3, None)), stratum=np.zeros(3, dtype=np.int64))
    assert pairs_as_table(pairs).counts.tolist() == [[[0, 2], [1, 0]]]
    result = bs.paired(pd.DataFrame({"before": [LARGE] * 3, "after": [LARGE + 1] * 3}), method="mcnemar")
    assert result.p_value == 2 / 8  # three of three changes one way


def test_whole_numbers_of_more_than_62_bits_are_refused_and_not_merged() -> None:
    frame = pd.DataFrame({"before": [2**60] * 3, "after": [2**60 + 1] * 3})
    with pytest.raises(bs.ExactTooLarge, match="too long, or too far apart in size"):
        bs.paired(frame, method="mcnemar")


def test_computed_readings_are_compared_as_the_tests_compare_them() -> None:
    frame = pd.DataFrame({"before": [0.1 + 0.2, 0.3, 1.5], "after": [0.3, 0.1 + 0.2, 2.5]})
    assert bs.paired(frame, method="mcnemar").n_used == bs.paired(frame, method="sign").n_used == 1


def arms(outcome: list[int]) -> Arms:
    arm = np.repeat([0, 1], len(outcome) // 2)
    stratum = np.zeros(len(outcome), dtype=np.int64)
    return Arms(outcome=exact_scores(outcome), arm=arm, arm_names=("x", "y"), stratum=stratum)


@pytest.mark.parametrize(
    ("outcome", "counts", "names"),
    [
        ([0, 1, 1, 1], [[1, 1], [2, 0]], ("1", "0")),  # of two values the larger, the event, comes first
        ([0, 1, 2, 1], [[1, 1, 0], [0, 1, 1]], ("0", "1", "2")),
        ([0, 0, 0, 0], [[0, 2], [0, 2]], ("1", "0")),
        ([3, 3, 3, 3], [[2, 0], [2, 0]], ("3", "0")),
        ([LARGE, LARGE + 1, LARGE + 1, LARGE + 1], [[1, 1], [2, 0]], (str(LARGE + 1), str(LARGE))),
    ],
)
def test_arms_by_outcome(outcome: list[int], counts: list[list[int]], names: tuple[str, ...]) -> None:
    table = arms_as_table(arms(outcome))
    assert (table.counts[0].tolist(), table.column_names) == (counts, names)
    assert table.column_scores is not None
    assert table.column_scores.values.tolist() == [float(name) for name in names]


@pytest.mark.parametrize("method", ["rank-sum", "spearman", "student-t"])
def test_tables_of_too_many_units_are_refused_in_words(method: str) -> None:
    with pytest.raises(MethodMismatch, match="holds 2,000,003 units; a method for units takes at most 100,000"):
        bs.table([[10**6, 1], [2, 10**6]], method=method)


@pytest.mark.parametrize(("method", "message"), [("rank-sum", "every difference between"), ("kendall", "pairs")])
def test_methods_of_all_pairs_say_how_many_units_they_take(method: str, message: str) -> None:
    with pytest.raises(bs.ExactTooLarge, match=message):
        bs.table([[30_000, 1], [2, 30_000]], method=method)


@pytest.mark.parametrize("method", ["marginal-homogeneity", "stuart-maxwell", "bhapkar"])
def test_pairs_of_three_levels_keep_their_square_table(method: str) -> None:
    frame = pd.DataFrame({"before": [0, 0, 1, 1, 0, 2, 0], "after": [1, 2, 2, 1, 1, 1, 2]})
    square = [[0, 2, 2], [0, 1, 1], [0, 1, 0]]  # counted by hand
    found, expected = bs.paired(frame, method=method), bs.table(square, paired=True, method=method)
    assert (found.p_value, found.statistic) == (expected.p_value, expected.statistic)
    if method == "marginal-homogeneity":
        assert found.p_value == bs.paired(frame, method="permutation").p_value  # scores 0, 1, 2 are the readings
        wide = frame.replace(2, 5)
        assert bs.paired(wide, method=method).p_value == bs.paired(wide, method="permutation").p_value


def test_pairs_of_many_levels_are_refused_as_a_square_table() -> None:
    frame = pd.DataFrame({"before": range(60), "after": range(1, 61)})
    with pytest.raises(bs.BiomarkerStatsError, match="the readings have 61 levels"):
        bs.paired(frame, method="stuart-maxwell")
