"""Batches of sign-flip tests against enumeration and against one distribution at a time."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biomarker_stats.exact.batch_sign_flips import batch_sign_flip_p
from biomarker_stats.exact.sign_flips import sign_flip_distribution
from biomarker_stats.terms import Alternative


def enumerated_p(row: list[int], alternative: Alternative) -> float:
    sums = [sum(x * s for x, s in zip(row, signs, strict=True)) for signs in product((1, -1), repeat=len(row))]
    observed = sum(row)
    if alternative == "two-sided":
        return sum(abs(s) >= abs(observed) for s in sums) / len(sums)
    return sum(s >= observed if alternative == "greater" else s <= observed for s in sums) / len(sums)


@given(
    st.integers(1, 8).flatmap(
        lambda n: st.lists(st.lists(st.integers(-4, 4), min_size=n, max_size=n), min_size=1, max_size=6)
    ),
    st.sampled_from(["two-sided", "greater", "less"]),
)
@settings(max_examples=80, deadline=None)
def test_batch_equals_enumeration(rows: list[list[int]], alternative: Alternative) -> None:
    found = batch_sign_flip_p(np.array(rows), alternative=alternative)
    assert found.tolist() == [enumerated_p(row, alternative) for row in rows]


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("pairs", [11, 12, 20])
def test_more_pairs_equal_one_distribution_at_a_time(pairs: int, alternative: Alternative) -> None:
    generator = np.random.default_rng(5)
    many_magnitudes = generator.integers(-5, 7, size=(40, pairs))
    untied_ranks = generator.permuted(np.tile(2 * np.arange(1, pairs + 1), (40, 1)), axis=1)
    for scores in (many_magnitudes, untied_ranks * generator.choice([-1, 1], size=(40, pairs))):
        expected = [sign_flip_distribution(np.abs(row)).p_value(int(row[row > 0].sum()), alternative) for row in scores]
        assert batch_sign_flip_p(scores, alternative=alternative) == pytest.approx(expected, rel=1e-13)


def test_large_integers_stay_exact() -> None:
    """Beyond single precision: 2^24 + 1 against 2^24 is no tie. By hand: |S| ≥ 2^24 + 1 in 4 of 8 patterns, then 6."""
    big = 2**24
    assert batch_sign_flip_p(np.array([[big, 1, 0]])).tolist() == [0.5]
    assert batch_sign_flip_p(np.array([[big, -1, 0]])).tolist() == [1.0]


def test_nothing_to_flip_gives_one() -> None:
    assert batch_sign_flip_p(np.zeros((3, 4), dtype=np.int64)).tolist() == [1.0, 1.0, 1.0]
    assert batch_sign_flip_p(np.zeros((2, 0), dtype=np.int64)).tolist() == [1.0, 1.0]
