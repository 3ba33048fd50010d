"""Two arms compared on a scale on which arms differ by addition: Welch's t, the exact permutation test, rank-sum."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

import numpy as np
import pandas as pd

from biomarker_stats.design.scores import FloatArray, exact_scores
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.entry import compare, paired
from biomarker_stats.methods.preclinical.analysis import Comparison, noted
from biomarker_stats.methods.preclinical.units import floor_note, paired_floor, sizes, two_sample_floor
from biomarker_stats.methods.result import Result

Against = Literal["all", "control"]

_DIGITS, _MOST_DECIMALS = 12, 300
_MOST_UNITS = 20  # above this the interval by inversion of the permutation test takes seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The scale values were transformed to: how estimates go back, and what they are called there.

    ``back`` turns a difference on the scale into an estimate (a ratio); ``null`` is its value where arms do not differ.
    ``shift`` names what the rank-sum test estimates, the median of all differences between two arms' units.
    """

    name: str
    estimand: str
    shift: str = "shift, Hodges–Lehmann"
    back: Callable[[float], float] = float
    null: float = 0.0
    plain: bool = True

    def rescale(self, result: Result) -> Result:
        """Return ``result`` with estimate and interval back on the scale of readers; p values are as they were."""
        estimand = self.shift if result.method == "rank-sum" else self.estimand
        if self.plain:
            return replace(result, estimand=estimand)
        limits = sorted(self.undo(limit) for limit in (result.conf_low, result.conf_high) if limit is not None)
        low, high = limits if len(limits) == 2 else (None, None)
        how = f"{result.conf_method} on the {self.name}, back-transformed" if result.conf_method else ""
        estimate = None if result.estimate is None else self.undo(result.estimate)
        return replace(
            result,
            estimand=estimand,
            estimate=estimate,
            null_value=self.null,
            conf_low=low,
            conf_high=high,
            conf_method=how,
        )

    def undo(self, value: float) -> float:
        """Return ``back(value)``; an infinite ratio rather than an overflow."""
        try:
            return self.back(value)
        except OverflowError:
            return math.inf


def ratio_scale(name: str, ratio: str, units: str, base: float = math.e) -> Scale:
    """Return the scale of logarithms to ``base``, on which a difference is the logarithm of a ratio.

    >>> ratio_scale("log2 scale", "fold change", "samples", base=2.0).undo(3.0)
    8.0
    """
    return Scale(
        name=name,
        estimand=f"{ratio}, geometric mean of {units}",
        shift=f"{ratio}, Hodges–Lehmann",
        back=lambda x: math.pow(base, x),
        null=1.0,
        plain=False,
    )


def pairs_of(arms: Sequence[str], control: str, against: str) -> list[tuple[str, str]]:
    """Return (arm, reference) pairs: each arm v the control, or each v every arm before it.

    >>> pairs_of(["vehicle", "A", "B"], "vehicle", "all")
    [('A', 'vehicle'), ('B', 'vehicle'), ('B', 'A')]
    """
    if against not in {"all", "control"}:
        msg = f"against must be 'all' or 'control', got {against!r}"
        raise UsageError(msg)
    ordered = [control, *(arm for arm in arms if arm != control)]
    found = [(arm, reference) for reference, arm in combinations(ordered, 2)]
    return [pair for pair in found if against == "all" or pair[1] == control]


def compare_arms(
    values: FloatArray, arm: Sequence[str], pair: tuple[str, str], scale: Scale, *, unit: str, **options: Any
) -> Comparison:
    """Compare the first arm of ``pair`` with the second: Welch's t (main), exact permutation, exact rank-sum.

    H0: outcomes have the same distribution in both arms (Welch: the same mean). Estimand: ``scale.estimand``.

    Args:
        values: one value a unit, on ``scale``, shape (n,).
        arm: the arm of each unit.
        pair: the arm, then the reference it is compared with.
        scale: how estimates go back.
        unit: what a unit is called.
        options: ``confidence``, ``alternative``, ``seed``, ``n_resamples`` of ``bs.compare``.

    >>> plain, values = Scale(name="", estimand="difference"), np.array([1.0, 2, 3, 7, 8, 9])
    >>> found = compare_arms(values, list("aaabbb"), ("b", "a"), plain, unit="gel")
    >>> found.by_method("permutation").p_value, found.floor
    (0.1, 0.1)
    """
    (counted,), notes = _countable(values)
    frame = pd.DataFrame({"outcome": values, "counted": counted, "arm": list(arm)})
    frame = frame[frame["arm"].isin(pair)]
    n = [int((frame["arm"] == name).sum()) for name in pair]
    floor, design = two_sample_floor(*n), sizes(n, unit)
    results = []
    for method in ("welch-t", "permutation", "rank-sum"):
        wide = {"interval": "none"} if method == "permutation" and sum(n) > _MOST_UNITS else {}
        column, said = ("outcome", (floor_note(floor, design),)) if method == "welch-t" else ("counted", notes)
        result = compare(frame, outcome=column, method=method, arms=list(pair), **wide, **options)
        results.append(noted(scale.rescale(result), *said))
    return Comparison(name=f"{pair[0]} v {pair[1]}", results=tuple(results), floor=floor)


def compare_pairs(
    values: FloatArray, reference: FloatArray, scale: Scale, *, name: str, unit: str, **options: Any
) -> Comparison:
    """Compare readings of the same blocks (gels, experiments): paired t (main) and exact sign flips, with their floor.

    H0: within each block the two readings are exchangeable (t: their mean difference is 0). Estimand:
    ``scale.estimand``.

    Args:
        values: one value a block, on ``scale``, shape (n,).
        reference: the reference's value in the same blocks, shape (n,).
        scale: how estimates go back.
        name: the name of the comparison.
        unit: what a block is called.
        options: ``confidence``, ``alternative``, ``seed`` of ``bs.paired``.

    >>> compare_pairs(np.array([1.0, 2, 3]), np.zeros(3), Scale(name="", estimand=""), name="", unit="gel").floor
    0.25
    """
    (before, after), notes = _countable(reference, values)
    floor = paired_floor(len(values))
    t = paired(pd.DataFrame({"before": reference, "after": values}), method="paired-t", **options)
    exact = paired(pd.DataFrame({"before": before, "after": after}), method="permutation", **options)
    said = floor_note(floor, f"{len(values)} paired {sizes([0], unit).split(maxsplit=1)[1]}")
    results = noted(scale.rescale(t), said), noted(scale.rescale(exact), *notes)
    return Comparison(name=name, results=results, floor=floor)


def _countable(*samples: FloatArray) -> tuple[tuple[FloatArray, ...], tuple[str, ...]]:
    """Return samples that exact tests can count on: as they are, or else rounded to 12 digits of the largest value.

    >>> _countable(np.array([1.5])), _countable(np.array([123456.789, 1.23456789e-13]))[0]
    (((array([1.5]),), ()), (array([123456.789,      0.   ]),))
    """
    values = np.concatenate(samples)
    if exact_scores(values).integers is not None:
        return samples, ()
    decimals = min(_DIGITS - 1 - math.floor(math.log10(float(np.abs(values).max()))), _MOST_DECIMALS)
    note = f"values rounded to {_DIGITS} significant digits of the largest, so that they can be counted exactly"
    return tuple(np.round(sample, decimals) for sample in samples), (note,)
