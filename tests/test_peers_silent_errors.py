"""Inputs on which widely used libraries print a wrong or merely asymptotic P value without a warning.

The exact values follow from counting, as each comment shows; the libraries' values were measured with scipy 1.17 and
pingouin 0.7. scipy's tied asymptotics did not exceed their level overall in simulation: they act as unlabelled mid-p.
"""

import itertools
import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.exact.batch_sign_flips import batch_sign_flip_p


def pairs(changes: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"before": np.zeros(len(changes)), "after": changes})


def two_arms(first: list[float], second: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"outcome": first + second, "arm": ["x"] * len(first) + ["y"] * len(second)})


@pytest.mark.parametrize("method", ["sign", "signed-rank", "permutation", "mcnemar"])
@pytest.mark.parametrize("zeros", ["drop", "pratt"])
@pytest.mark.parametrize(("up", "n"), [(5, 15), (4, 14)])
def test_a_few_patients_up_the_rest_unchanged(method: str, zeros: str, up: int, n: int) -> None:
    # Only the 2^up sign patterns of the changed pairs count: two of them are as extreme. scipy: 0.0253 and 0.0455.
    result = bs.paired(pairs([1.0] * up + [0.0] * (n - up)), method=method, zeros=zeros)
    assert result.p_value == 2 / 2**up
    assert result.reference == "exact"


def test_complete_separation_of_three_and_three() -> None:
    # Two of the 20 arrangements. scipy's mannwhitneyu: 0.0469.
    assert bs.compare(two_arms([1, 1, 1], [2, 2, 2])).p_value == pytest.approx(2 / 20, abs=1e-15)


def test_ties_under_method_exact() -> None:
    # All 462 ways to choose five of the eleven. scipy's mannwhitneyu(method="exact"): 0.0303.
    first, second = [0, 0, 1, 1, 2], [1, 2, 2, 3, 3, 3]
    pooled = first + second
    twice_midrank = [sum(2 * (b < a) + (b == a) for b in pooled) + 1 for a in pooled]
    sums = [sum(twice_midrank[k] for k in chosen) for chosen in itertools.combinations(range(11), 5)]
    mean = Fraction(sum(sums), len(sums))
    here = abs(sum(twice_midrank[:5]) - mean)
    p = Fraction(sum(abs(s - mean) >= here for s in sums), len(sums))
    assert round(float(p), 4) == 0.0281
    assert bs.compare(two_arms(first, second)).p_value == pytest.approx(float(p), abs=1e-15)


def test_the_diagonal_table_of_nine() -> None:
    # 6 of the 9!/(3!)^3 = 1680 arrangements are diagonal up to permutation. scipy's fisher_exact: 0.0042 to 0.0025.
    result = bs.table([[3, 0, 0], [0, 3, 0], [0, 0, 3]], method="freeman-halton")
    assert result.p_value == pytest.approx(6 / 1680, abs=1e-12)


@pytest.mark.parametrize("method", ["sign", "signed-rank", "permutation", "mcnemar"])
def test_all_differences_zero_is_p_1_with_a_note(method: str) -> None:
    # scipy's wilcoxon: NaN.
    result = bs.paired(pairs([0.0] * 20), method=method)
    assert result.p_value == 1
    assert result.notes


@pytest.mark.parametrize("zeros", ["drop", "pratt"])
def test_interval_and_test_agree_with_ties_and_zeros(zeros: str) -> None:
    # 12 pairs with ties and zeros on which rstatix prints an interval that excludes 0 beside p = 0.0975.
    generator = np.random.default_rng(12)
    for _ in range(60):
        changes = generator.integers(-1, 4, size=12).astype(float).tolist()
        result = bs.paired(pairs(changes), method="signed-rank", zeros=zeros)
        assert result.conf_low is not None
        assert result.conf_high is not None
        excludes = result.conf_low > 0 or result.conf_high < 0
        assert excludes == (result.p_value is not None and result.p_value < 1 - result.conf_level + 1e-12), changes


def test_the_supremum_over_the_common_proportion_is_found() -> None:
    # scipy 1.17 boschloo_exact searches 32 (or any number of) Sobol points and prints 0.1219; a fine grid already
    # reaches 0.12962, and the certified supremum cannot lie below any grid.
    n, observed = 20, (6, 11)
    less = {
        (a, b): sum(math.comb(n, k) * math.comb(n, a + b - k) for k in range(max(0, a + b - n), a + 1))
        / math.comb(2 * n, a + b)
        for a in range(n + 1)
        for b in range(n + 1)
    }
    rejected = [table for table, p in less.items() if p <= less[observed] * (1 + 1e-12)]
    one_sided = max(
        sum(math.comb(n, a) * math.comb(n, b) * pi ** (a + b) * (1 - pi) ** (2 * n - a - b) for a, b in rejected)
        for pi in np.linspace(0, 1, 2001)[1:-1]
    )
    found = bs.table([[6, 14], [11, 9]], method="boschloo", two_sided="central", interval="none").p_value
    assert found is not None
    assert 2 * one_sided <= found <= 2 * one_sided + 1e-5
    assert found > 0.1296


def test_a_row_of_a_batch_does_not_depend_on_the_others() -> None:
    # scipy's axis= call moves the untied row from 0.3488 to 0.3317 when a tied row stands beside it.
    untied, tied = [3, -1, 2, -5, 4, 6], [1, 1, 0, 2, 2, -1]
    alone = batch_sign_flip_p(np.array([untied]))
    assert batch_sign_flip_p(np.array([untied, tied]))[0] == alone[0]


def test_perfect_rank_correlation_of_five() -> None:
    # 2 of the 120 permutations. scipy and pingouin: 1.4e-24.
    frame = pd.DataFrame({"outcome": [1, 2, 3, 4, 5], "dose": [1, 2, 3, 4, 5]})
    assert bs.trend(frame, method="spearman").p_value == pytest.approx(2 / 120, abs=1e-15)
