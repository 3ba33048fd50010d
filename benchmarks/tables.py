"""Jobs e and g: unconditional tests of two proportions, and r × c tables."""

from collections.abc import Callable
from typing import Any

import numpy as np

import biomarker_stats as bs
from benchmarks.model import Case, Runner


def unconditional(quick: bool) -> tuple[Case, ...]:
    """Job e: Boschloo's test and an unconditional interval for the difference, 20 to 100 an arm."""
    sizes = (20, 50) if quick else (20, 50, 100)
    quoted = {20: (0.036, 0.063, 5.7), 50: (0.061, 0.229, 14.7), 100: (0.339, 0.637, 51.6)}
    cases = [_boschloo(n, quoted[n]) for n in sizes]
    return (*cases, *(_interval(n, quoted[n][2]) for n in sizes))


def _counts(n: int) -> list[list[int]]:
    """Two arms of n with about 60% and 35% events."""
    return [[round(0.6 * n), n - round(0.6 * n)], [round(0.35 * n), n - round(0.35 * n)]]


def _boschloo(n: int, quoted: tuple[float, float, float]) -> Case:
    counts = _counts(n)

    def public(**options: Any) -> Callable[[], float]:
        call = {"method": "boschloo", "alternative": "greater", **options}
        return lambda: float(bs.table(counts, **call).p_value or 0.0)

    def scipy() -> float:
        from scipy.stats import boschloo_exact

        return float(boschloo_exact(np.array(counts).T, alternative="greater").pvalue)

    return Case(
        job="e",
        title="Boschloo's test, one-sided, n an arm",
        n=n,
        target=0.1,
        runners=(
            Runner(name="ours, bs.table", kind="ours", call=public()),
            Runner(name="ours, p only", kind="ours", call=public(interval="none")),
            Runner(name="scipy", kind="exact", call=scipy, note="a supremum by a local search"),
        ),
        task="boschloo",
        data={"counts": np.array(counts).ravel()},
        tolerance=1e-4,
        quoted=(("Exact", quoted[1]),),
    )


def _interval(n: int, quoted: float) -> Case:
    counts = _counts(n)

    def public() -> float:
        low = bs.table(counts, method="boschloo", interval="difference").conf_low
        return float("nan") if low is None else float(low)

    return Case(
        job="e",
        title="unconditional interval for the difference, n an arm",
        n=n,
        target=0.02,
        runners=(Runner(name="ours, bs.table", kind="ours", call=public),),
        task="unconditional_interval",
        data={"counts": np.array(counts).ravel()},
        quoted=(("exact2x2", quoted),),
    )


def larger_tables(quick: bool) -> tuple[Case, ...]:
    """Job g: Freeman–Halton on 5 × 5 tables of 30, 45 and 60 units, three tables each."""
    return tuple(_freeman_halton(total) for total in ((30,) if quick else (30, 45, 60)))


def _freeman_halton(total: int) -> Case:
    generator = np.random.default_rng(25 + total)
    tables = []
    for _ in range(3):
        table = np.zeros((5, 5), dtype=np.int64)
        np.add.at(table, (generator.integers(0, 5, size=total), generator.integers(0, 5, size=total)), 1)
        tables.append(table)

    def public() -> float:
        return float(sum(bs.table(table, method="freeman-halton").p_value or 0.0 for table in tables))

    def scipy() -> float:
        from scipy.stats import MonteCarloMethod, fisher_exact

        drawn = MonteCarloMethod(n_resamples=9999, rng=np.random.default_rng(1))
        return float(sum(fisher_exact(table, method=drawn).pvalue for table in tables))

    return Case(
        job="g",
        title="Freeman–Halton test of three 5 × 5 tables",
        n=total,
        target=1.0,
        runners=(
            Runner(name="ours, bs.table", kind="ours", call=public),
            Runner(name="scipy", kind="other", call=scipy, note="Monte Carlo, 9,999 tables"),
        ),
        task="freeman_halton",
        data={"rows": [5], "columns": [5], "counts": np.array(tables).ravel()},
        tolerance=1e-6,
    )
