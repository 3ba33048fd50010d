"""Jobs c and d: rank-sum tests of two arms, alone, in strata, and the exact Cochran–Mantel–Haenszel test."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

import biomarker_stats as bs
from benchmarks.model import Case, Runner


def one_rank_sum(quick: bool) -> tuple[Case, ...]:
    """Job c: one rank-sum test with ties, 10 against 10 to 50 against 50."""
    generator = np.random.default_rng(22)
    sizes = (10, 50) if quick else (10, 20, 50)
    return tuple(_rank_sum_case(n, generator) for n in sizes)


def _rank_sum_case(n: int, generator: np.random.Generator) -> Case:
    arm = np.repeat([0, 1], n)
    outcome = generator.integers(0, 30, size=2 * n) + 3 * (1 - arm)
    frame = pd.DataFrame({"outcome": outcome, "arm": np.where(arm == 0, "first", "second")})

    def public(**options: Any) -> Callable[[], float]:
        return lambda: float(bs.compare(frame, method="rank-sum", **options).p_value or 0.0)

    def engine() -> float:
        from biomarker_stats.exact.linear import Relabelling
        from biomarker_stats.exact.scores import doubled_midranks

        statistic = Relabelling(doubled_midranks(outcome), arm == 0, np.zeros(2 * n, dtype=np.int64))
        return statistic.exact().p_value(statistic.observed, "two-sided")

    def scipy(method: str) -> Callable[[], float]:
        def call() -> float:
            from scipy.stats import mannwhitneyu

            return float(mannwhitneyu(outcome[:n], outcome[n:], method=method).pvalue)

        return call

    return Case(
        job="c",
        title="one tied rank-sum test, n against n",
        n=n,
        target=1.0 if n == 50 else None,
        runners=(
            Runner(name="ours, bs.compare", kind="ours", call=public()),
            Runner(name="ours, p only", kind="ours", call=public(interval="none")),
            Runner(name="engine", kind="engine", call=engine),
            Runner(name="scipy, 'exact'", kind="other", call=scipy("exact"), note="ignores ties"),
            Runner(name="scipy, asymptotic", kind="other", call=scipy("asymptotic"), note="asymptotic"),
        ),
        task="rank_sum",
        data={"y": outcome, "arm": arm},
    )


def stratified(quick: bool) -> tuple[Case, ...]:
    """Job d: up to ten strata of 10 against 10, ranks over all units as coin has them; strata of 2 × 2 tables."""
    rank_sums = [_stratified_rank_sum(n) for n in ((2, 4) if quick else (2, 4, 10))]
    return (*rank_sums, *(_cochran_mantel_haenszel(n) for n in ((10,) if quick else (5, 10, 20))))


def _stratified_rank_sum(strata: int) -> Case:
    generator = np.random.default_rng(23)
    stratum, arm = np.repeat(np.arange(strata), 20), np.tile(np.repeat([0, 1], 10), strata)
    outcome = generator.integers(0, 4, size=20 * strata) + generator.integers(0, 2, size=20 * strata) * (1 - arm)
    frame = pd.DataFrame({"outcome": outcome, "arm": np.where(arm == 0, "first", "second"), "site": stratum})

    def public(**options: Any) -> Callable[[], float]:
        call = {"method": "rank-sum", "strata": "site", "ranks": "overall", **options}
        return lambda: float(bs.compare(frame, **call).p_value or 0.0)

    def engine() -> float:
        from biomarker_stats.exact.linear import Relabelling
        from biomarker_stats.exact.scores import doubled_midranks

        statistic = Relabelling(doubled_midranks(outcome), arm == 0, stratum)
        return statistic.exact().p_value(statistic.observed, "two-sided")

    return Case(
        job="d",
        title="rank-sum test in n strata of 10 against 10",
        n=strata,
        target=0.05 if strata == 10 else None,
        runners=(
            Runner(name="ours, bs.compare", kind="ours", call=public()),
            Runner(name="ours, p only", kind="ours", call=public(interval="none")),
            Runner(name="engine", kind="engine", call=engine),
        ),
        task="stratified_rank_sum",
        data={"y": outcome, "arm": arm, "stratum": stratum},
    )


def _cochran_mantel_haenszel(strata: int) -> Case:
    counts = np.random.default_rng(24).integers(1, 10, size=(strata, 2, 2))
    counts[:, 0, 0] += 2

    def public(**options: Any) -> Callable[[], float]:
        return lambda: float(bs.table(counts, method="cmh", two_sided="minlike", **options).p_value or 0.0)

    def statsmodels() -> float:
        from statsmodels.stats.contingency_tables import StratifiedTable

        return float(StratifiedTable(list(counts)).test_null_odds().pvalue)

    return Case(
        job="d",
        title="exact Cochran–Mantel–Haenszel test and interval, n strata",
        n=strata,
        target=1.5 if strata == 10 else None,
        runners=(
            Runner(name="ours, bs.table", kind="ours", call=public()),
            Runner(name="statsmodels", kind="other", call=statsmodels, note="asymptotic"),
        ),
        task="cmh",
        data={"counts": np.transpose(counts, (0, 2, 1)).ravel()},
    )
