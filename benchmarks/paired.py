"""Jobs a and b: paired tests, one at a time and ten thousand at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import biomarker_stats as bs
from benchmarks.model import Case, Runner

IntArray = NDArray[np.int64]


def one_signed_rank(quick: bool) -> tuple[Case, ...]:
    """Job a: one signed-rank test with ties and zeros."""
    generator = np.random.default_rng(20)
    sizes = (10, 13, 20, 50)
    return tuple(_signed_rank_case(generator.integers(-2, 6, size=n), quick) for n in sizes)


def _signed_rank_case(differences: IntArray, quick: bool) -> Case:
    n = len(differences)
    frame = pd.DataFrame({"before": np.zeros(n, dtype=np.int64), "after": differences})

    def public(**options: Any) -> Callable[[], float]:
        return lambda: float(bs.paired(frame, method="signed-rank", **options).p_value or 0.0)

    def engine() -> float:
        from biomarker_stats.exact.sign_flips import sign_flip_distribution
        from biomarker_stats.exact.signed_ranks import signed_ranks

        ranks = signed_ranks(differences, np.zeros(n, dtype=np.int64), "drop")
        return sign_flip_distribution(np.abs(ranks)).p_value(int(ranks[ranks > 0].sum()), "two-sided")

    def pingouin() -> float:
        import pingouin

        return float(pingouin.wilcoxon(differences.astype(float))["p_val"].iloc[0])

    def scipy_all_flips() -> float:
        from scipy.stats import PermutationMethod, wilcoxon

        return float(wilcoxon(differences, method=PermutationMethod(n_resamples=np.inf)).pvalue)

    def scipy_default() -> float:
        from scipy.stats import wilcoxon

        return float(wilcoxon(differences).pvalue)

    asymptotic = "all sign flips up to 13 pairs, asymptotic beyond" if n <= 13 else "asymptotic with ties"
    runners = [
        Runner(name="ours, bs.paired", kind="ours", call=public()),
        Runner(name="ours, p only", kind="ours", call=public(interval="none")),
        Runner(name="engine", kind="engine", call=engine),
        Runner(name="scipy, its default", kind="other", call=scipy_default, note=asymptotic),
        Runner(name="pingouin", kind="other", call=pingouin, note=asymptotic),
    ]
    if n <= (10 if quick else 13):  # minutes beyond
        runners.append(
            Runner(name="scipy, all sign flips", kind="exact", call=scipy_all_flips, note=f"{2**n:,} resamples")
        )
    return Case(
        job="a",
        title="one tied signed-rank test",
        n=n,
        target=None if n == 13 else 1.0,
        runners=tuple(runners),
        task="signed_rank",
        data={"d": differences},
        scipy_target=1000.0 if n == 13 else None,
    )


def many_biomarkers(quick: bool) -> tuple[Case, ...]:
    """Job b: many biomarkers of the same 10 pairs; p values, and step-down maxT over all sign flips."""
    sizes = (1000,) if quick else (1000, 10_000)
    batches = [np.random.default_rng(21).integers(-3, 6, size=(markers, 10)) for markers in sizes]
    return (
        *(_many_p(batch, ranks=False) for batch in batches),
        *(_many_p(batch, ranks=True) for batch in batches),
        *(_max_t(batch) for batch in batches),
    )


def _frame(differences: IntArray) -> tuple[pd.DataFrame, list[str], list[str]]:
    before = [f"marker{k}_before" for k in range(len(differences))]
    after = [f"marker{k}_after" for k in range(len(differences))]
    return pd.DataFrame(np.vstack([0 * differences, differences]).T, columns=[*before, *after]), before, after


def _many_p(differences: IntArray, *, ranks: bool) -> Case:
    from biomarker_stats.exact.batch_sign_flips import batch_sign_flip_p
    from biomarker_stats.exact.endpoint_scores import paired_scores

    part = differences[:3]

    def engine() -> float:
        scores = paired_scores(differences, ranks=True)[0] if ranks else differences
        return float(batch_sign_flip_p(np.asarray(scores, dtype=np.int64)).sum())

    def scipy_part() -> float:
        from scipy.stats import PermutationMethod, permutation_test, wilcoxon

        every = PermutationMethod(n_resamples=np.inf)
        if ranks:
            return float(sum(wilcoxon(row, method=every).pvalue for row in part))
        flips = {"permutation_type": "samples", "n_resamples": np.inf}
        return float(sum(permutation_test((row, 0 * row), _mean_gap, **flips).pvalue for row in part))

    return Case(
        job="b",
        title=f"{'signed-rank' if ranks else 'permutation'} p of n biomarkers of 10 pairs",
        n=len(differences),
        target=0.05 if len(differences) == 10_000 else None,
        runners=(
            Runner(name="engine, batch_sign_flip_p", kind="engine", call=engine, note="bs.screen will call it"),
            Runner(
                name="scipy, all sign flips",
                kind="other",
                call=scipy_part,
                note=f"{len(part)} biomarkers, extrapolated",
                factor=len(differences) / len(part),
                part=True,
            ),
        ),
        task="many_signed_rank" if ranks else "many_permutation",
        data={"pairs": [10], "d": differences.ravel()},
    )


def _mean_gap(first: NDArray[np.float64], second: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
    return np.asarray((first - second).mean(axis=axis))


def _max_t(differences: IntArray) -> Case:
    frame, before, after = _frame(differences)

    def public() -> float:
        return float(sum(bs.westfall_young(frame, before=before, after=after).adjusted))

    def engine() -> float:
        from biomarker_stats.exact.arrangements import AllSignFlips
        from biomarker_stats.exact.endpoint_scores import paired_scores
        from biomarker_stats.exact.shared_statistics import shared_statistics
        from biomarker_stats.exact.westfall_young import adjust_by_maximum

        statistics = shared_statistics(*paired_scores(differences, ranks=False), kind="t", signed=False)
        return float(adjust_by_maximum(statistics, AllSignFlips(differences.shape[1], halved=True)).step_down.sum())

    return Case(
        job="b",
        title="exact step-down maxT of n biomarkers of 10 pairs",
        n=len(differences),
        target=0.25 if len(differences) == 10_000 else None,
        runners=(
            Runner(name="ours, bs.westfall_young", kind="ours", call=public),
            Runner(name="engine", kind="engine", call=engine),
        ),
        task="max_t",
        data={"pairs": [10], "d": differences.ravel()},
    )
