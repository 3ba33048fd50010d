"""Properties that need no reference value: transformations, concordant pairs, errors and what a Result records."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biomarker_stats.design import Arms, Pairs, exact_scores
from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.methods.association import kendall, spearman
from biomarker_stats.methods.examples import BLOOD_PRESSURE, LUNG_CANCER, P24
from biomarker_stats.methods.k_arms import jonckheere_terpstra, kruskal_wallis
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.paired import permutation as paired_permutation
from biomarker_stats.methods.paired import sign, signed_rank
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.scale_tests import mood
from biomarker_stats.methods.score_tests import normal_scores_test, savage_test
from biomarker_stats.methods.student import paired_t
from biomarker_stats.methods.two_arms import permutation, rank_sum, van_elteren

NONE = Options(interval="none")


def make_pairs(changes: list[float]) -> Pairs:
    n = len(changes)
    both = exact_scores([*[0.0] * n, *changes])
    return Pairs(before=both.take(slice(n)), after=both.take(slice(n, None)), stratum=np.zeros(n, dtype=np.int64))


def make_arms(values: list[float], arm: list[int]) -> Arms:
    names = tuple("abc"[: max(arm) + 1])
    stratum = np.zeros(len(values), dtype=np.int64)
    return Arms(outcome=exact_scores(values), arm=np.array(arm), arm_names=names, stratum=stratum)


ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=3, max_size=9).filter(
    lambda rows: {arm for _, arm in rows} == {0, 1, 2}
)


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_a_monotone_transformation_leaves_rank_tests_as_they_are(rows: list[tuple[int, int]]) -> None:
    values, arm = [float(v) for v, _ in rows], [a for _, a in rows]
    stretched = [v**3 + 2 for v in values]
    for run in (kruskal_wallis, jonckheere_terpstra, spearman, kendall):
        assert run(make_arms(values, arm), NONE).p_value == run(make_arms(stretched, arm), NONE).p_value
    two = [min(a, 1) for a in arm]
    for run in (rank_sum, van_elteren, normal_scores_test, savage_test, mood):
        assert run(make_arms(values, two), NONE).p_value == run(make_arms(stretched, two), NONE).p_value


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=1, max_size=9), st.sampled_from(["two-sided", "greater", "less"]))
def test_a_pair_without_a_change_changes_no_p(changes: list[int], side: str) -> None:
    options = Options(interval="none", alternative=side)  # type: ignore[arg-type]  # a word
    for run in (sign, signed_rank, paired_permutation):
        one = run(make_pairs([float(d) for d in changes]), options)
        other = run(make_pairs([*[float(d) for d in changes], 0.0]), options)
        assert one.p_value == pytest.approx(other.p_value, rel=1e-12)
        assert other.n_zero == one.n_zero + 1


@pytest.mark.parametrize("run", [sign, signed_rank, paired_permutation])
def test_reversing_time_mirrors_everything(run: Callable[..., Result]) -> None:
    changes = [-149, 51, 0, 126, -106, -20, 0, -52, -292, 0, -103]
    here = run(make_pairs([float(d) for d in changes]), Options(alternative="greater"))
    there = run(make_pairs([-float(d) for d in changes]), Options(alternative="less"))
    assert here.p_value == pytest.approx(there.p_value, rel=1e-12)
    if run is not sign:
        assert (here.estimate, here.conf_low) == (-there.estimate, -there.conf_high)


def test_decimals_tie_as_printed() -> None:
    # 0.1 + 0.2 and 0.3 are one number on paper; as differences 0.3 − 0.2 and 0.1 − 0.0 too.
    both = exact_scores([0.2, 0.0, 0.3, 0.1])
    pairs = Pairs(before=both.take(slice(2)), after=both.take(slice(2, None)), stratum=np.zeros(2, dtype=np.int64))
    assert signed_rank(pairs, NONE).n_tied == 2
    assert paired_t(pairs, Options()).conf_low == 0.1


def test_a_result_records_what_was_done() -> None:
    result = signed_rank(P24, Options())
    assert (result.n, result.n_used, result.n_zero) == ({"pairs": 20}, 16, 4)
    assert (result.reference, result.two_sided, result.alternative) == ("exact", "absolute", "two-sided")
    assert result.conf_attained is not None
    assert result.conf_attained >= 0.95
    assert result.distribution is not None
    assert result.distribution.support[0] == 0.0
    assert result.distribution.support[-1] == 16 * 17 / 2
    assert result.statistic == 12.0  # exactRankTests: V = 12
    shift = rank_sum(BLOOD_PRESSURE, Options(alternative="greater"))
    assert (shift.two_sided, shift.conf_high) == (None, math.inf)


def test_options_that_do_not_apply_are_refused_or_noted() -> None:
    with pytest.raises(UsageError, match="no interval called 'tango'"):
        signed_rank(P24, Options(interval="tango"))
    assert sign(P24, Options(interval="clopper-pearson")).conf_method == "Clopper–Pearson"
    noted = rank_sum(BLOOD_PRESSURE, Options(effect_size="hedges"))
    assert any("effect_size='hedges'" in note for note in noted.notes)
    assert paired_t(P24, Options(interval="none")).conf_low is None
    for run in (rank_sum, permutation, kruskal_wallis):
        with pytest.raises(UsageError, match="log-rank"):
            run(LUNG_CANCER, Options())


def test_numbers_too_long_for_exact_ranks_are_refused_with_the_remedy() -> None:
    both = exact_scores([1e-30, 2.0, 3.0, 1e30])
    pairs = Pairs(before=both.take(slice(2)), after=both.take(slice(2, None)), stratum=np.zeros(2, dtype=np.int64))
    with pytest.raises(ExactTooLarge, match="fewer digits"):
        signed_rank(pairs, Options())
    assert paired_t(pairs, Options()).reference == "parametric"
