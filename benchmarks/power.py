"""Job f: exact power of two-arm tests, one rejection matrix a sample size."""

from collections.abc import Callable, Sequence
from functools import partial
from math import comb

import numpy as np
from numpy.typing import NDArray

from benchmarks.model import Case, Runner

Array = NDArray[np.float64]

_LEVEL = 0.05
_FIRST, _SECOND = 0.2, 0.6


def power(quick: bool) -> tuple[Case, ...]:
    """Job f: the power of two-sided Fisher and Boschloo tests at 10 … 30 an arm, 20% against 60%, level 0.05."""
    largest = (12, 15) if quick else (15, 20, 30)
    return (*(_fisher_case(n) for n in largest), *(_boschloo_case(n) for n in largest))


def _fisher_case(largest: int) -> Case:
    sizes = range(10, largest + 1)
    return Case(
        job="f",
        title="power of Fisher's test at every size 10 … n an arm",
        n=largest,
        target=1.0 if largest == 30 else None,
        runners=(_runner(_fisher_rejections, sizes),),
        task="fisher_power",
        data={"p": [_FIRST, _SECOND], "sizes": list(sizes)},
        quoted=(("Exact", 0.082), ("exact2x2", 3.5)) if largest == 30 else (),
    )


def _boschloo_case(largest: int) -> Case:
    sizes = range(10, largest + 1)
    return Case(
        job="f",
        title="power of Boschloo's test at every size 10 … n an arm",
        n=largest,
        target=1.0 if largest == 30 else None,
        runners=(_runner(_boschloo_rejections, sizes),),
        task="boschloo_power",
        data={"p": [_FIRST, _SECOND], "sizes": list(sizes)},
        tolerance=1e-3,
        quoted=(("Exact", 0.385),) if largest == 30 else (),
    )


def _runner(rejections: Callable[[int], Array], sizes: Sequence[int]) -> Runner:
    return Runner(name="engine, rejection matrix", kind="engine", call=partial(_total_power, rejections, sizes))


def _total_power(rejections: Callable[[int], Array], sizes: Sequence[int]) -> float:
    """Return the sum over sizes of aᵀRb, a and b the probabilities of the arms' counts."""
    return float(sum(_binomial(n, _FIRST) @ rejections(n) @ _binomial(n, _SECOND) for n in sizes))


def _binomial(n: int, p: float) -> Array:
    return np.array([comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)])


def _fisher_rejections(n: int) -> Array:
    from biomarker_stats.exact.two_binomials import fisher_p_values

    return (fisher_p_values(n, n, "two-sided", "minlike") <= _LEVEL).astype(np.float64)


def _boschloo_rejections(n: int) -> Array:
    """Return 1 for tables whose Boschloo p is at most the level: the largest set of smallest Fisher p that fits it."""
    from biomarker_stats.exact.two_binomials import fisher_p_values
    from biomarker_stats.exact.unconditional import supremum

    p = fisher_p_values(n, n, "two-sided", "minlike")
    levels = np.unique(p)
    low, high = 0, len(levels)  # sets {p <= levels[k - 1]}: low fits, high does not
    while high - low > 1:
        middle = (low + high) // 2
        included = (p <= levels[middle - 1] * (1 + 1e-9)).astype(np.float64)
        low, high = (middle, high) if supremum(included).value <= _LEVEL else (low, middle)
    return (p <= levels[low - 1] * (1 + 1e-9)).astype(np.float64) if low else np.zeros_like(p)
