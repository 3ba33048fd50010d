"""Every exact linear test keeps its level: P(p ≤ α) ≤ α over the arrangements that H0 makes equally likely.

A conditional test's null distribution depends on the pooled data alone, so each multiset of a three-level scale is
tried once: up to 7 pairs, up to 4 against 4, and strata of such.
"""

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from biomarker_stats.design import Arms, Pairs, exact_scores
from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.methods.association import kendall, spearman
from biomarker_stats.methods.brunner_munzel import brunner_munzel
from biomarker_stats.methods.k_arms import jonckheere_terpstra, kruskal_wallis, one_way_permutation
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.paired import permutation as paired_permutation
from biomarker_stats.methods.paired import sign, signed_rank
from biomarker_stats.methods.repeated import cochran_q, friedman, page
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.scale_tests import ansari_bradley, klotz, mood
from biomarker_stats.methods.score_tests import logrank_test, normal_scores_test, savage_test
from biomarker_stats.methods.two_arms import permutation, rank_sum, van_elteren

Run = Callable[..., Result]
TWO_ARMS = (rank_sum, van_elteren, permutation, normal_scores_test, savage_test, logrank_test)
SCALE = (ansari_bradley, klotz, mood)


def keeps_its_level(distribution: ExactDistribution, omnibus: bool = False) -> None:
    sides = [("greater", "absolute")] if omnibus else [("greater", "absolute"), ("less", "absolute")]
    if not omnibus:
        sides += [("two-sided", rule) for rule in ("absolute", "central", "minlike", "blaker")]
    for alternative, rule in sides:
        p = distribution.all_p(alternative, rule)  # type: ignore[arg-type]  # words
        order = np.argsort(p, kind="stable")
        reached = np.cumsum(distribution.probabilities[order])
        last = np.append(p[order][1:] != p[order][:-1], True)
        assert (reached[last] <= p[order][last] * (1 + 1e-12)).all()


def run(method: Run, problem: Arms | Pairs, omnibus: bool = False, **more: object) -> None:
    result = method(problem, Options(interval="none", **more))  # type: ignore[arg-type]  # words
    assert result.distribution is not None
    keeps_its_level(result.distribution, omnibus)


def pooled(most: int) -> Iterator[tuple[int, ...]]:
    for n in range(1, most + 1):
        yield from itertools.combinations_with_replacement(range(3), n)


def make_arms(values: tuple[int, ...], sizes: tuple[int, ...], strata: list[int] | None = None) -> Arms:
    return Arms(
        outcome=exact_scores(values),
        arm=np.resize(np.repeat(np.arange(len(sizes)), sizes), len(values)),
        arm_names=tuple("abcdefgh"[: len(sizes)]),
        stratum=np.array(strata or [0] * len(values), dtype=np.int64),
        stratum_names=("one", "two") if strata else (),
    )


@pytest.mark.parametrize("method", [sign, signed_rank, paired_permutation])
def test_pairs(method: Run) -> None:
    for sizes in pooled(7):
        n = len(sizes)
        after = exact_scores(sizes)
        before = exact_scores([0] * n)
        for strata, zeros in itertools.product(([0] * n, [k % 2 for k in range(n)]), ("drop", "pratt")):
            pairs = Pairs(before=before, after=after, stratum=np.array(strata, dtype=np.int64))
            run(method, pairs, zeros=zeros)


@pytest.mark.parametrize("method", [*TWO_ARMS, *SCALE])
def test_two_arms(method: Run) -> None:
    for m, n in itertools.combinations_with_replacement(range(1, 5), 2):
        for values in itertools.combinations_with_replacement(range(3), m + n):
            run(method, make_arms(values, (m, n)))


@pytest.mark.parametrize("method", [*TWO_ARMS, kruskal_wallis])
def test_two_strata(method: Run) -> None:
    generator = np.random.default_rng(1)
    for _ in range(40):
        values = tuple(generator.integers(0, 3, 12).tolist())
        strata = [0] * 5 + [1] * 7
        problem = make_arms(values, (1, 1), strata)
        run(
            method, problem, omnibus=method is kruskal_wallis, ranks="overall" if generator.random() < 0.5 else "within"
        )


def test_brunner_munzel() -> None:
    for m, n in itertools.combinations_with_replacement(range(2, 5), 2):
        for values in itertools.combinations_with_replacement(range(3), m + n):
            run(brunner_munzel, make_arms(values, (m, n)))


@pytest.mark.parametrize("method", [kruskal_wallis, one_way_permutation, jonckheere_terpstra, kendall, spearman])
def test_three_arms(method: Run) -> None:
    omnibus = method in {kruskal_wallis, one_way_permutation}
    for sizes in [(1, 1, 1), (2, 2, 2), (1, 2, 3), (3, 3, 2)]:
        for values in itertools.combinations_with_replacement(range(3), sum(sizes)):
            run(method, make_arms(values, sizes), omnibus=omnibus)


@pytest.mark.parametrize("method", [friedman, cochran_q, page])
def test_blocks(method: Run) -> None:
    patterns = list(itertools.combinations_with_replacement(range(2 if method is cochran_q else 3), 3))
    for chosen in itertools.chain.from_iterable(
        itertools.combinations_with_replacement(patterns, k) for k in (1, 2, 3)
    ):
        values = [value for pattern in chosen for value in pattern]
        problem = Arms(
            outcome=exact_scores(values),
            arm=np.tile(np.arange(3), len(chosen)),
            arm_names=("a", "b", "c"),
            stratum=np.repeat(np.arange(len(chosen)), 3),
        )
        run(method, problem, omnibus=method is not page)
