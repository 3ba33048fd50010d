"""Log-linear growth rates of wells, and contrasts of arms' mean rates with Welch–Satterthwaite degrees of freedom."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.methods.preclinical.contrast import Estimated, welch
from biomarker_stats.methods.result import Result


def slopes(day: FloatArray, log_value: FloatArray, unit: IntArray) -> FloatArray:
    """Return each unit's least-squares slope of ``log_value`` on ``day``; every unit has two days or more.

    Args:
        day: shape (n,).
        log_value: shape (n,).
        unit: codes 0 … k − 1, shape (n,).

    >>> slopes(np.array([0.0, 1, 2, 0, 2]), np.array([0.0, 1, 2, 1, 1]), np.array([0, 0, 0, 1, 1])).tolist()
    [1.0, 0.0]
    """
    size = np.bincount(unit)
    centred = day - (np.bincount(unit, weights=day) / size)[unit]
    found: FloatArray = np.bincount(unit, weights=centred * log_value) / np.bincount(unit, weights=centred**2)
    return found


def welch_estimate(
    values: FloatArray, arm: Sequence[str], block: Sequence[str], weights: Mapping[str, float]
) -> Estimated:
    """Return the estimate, standard error and degrees of freedom of :func:`welch_contrast`."""
    arms, blocks = np.asarray(arm, dtype=object), np.asarray(block, dtype=object)
    names = list(dict.fromkeys(blocks.tolist()))
    cells = [(key, name) for name in names for key in weights]
    groups = [values[(arms == key) & (blocks == name)] for key, name in cells]
    return welch(groups, [weights[key] / len(names) for key, _ in cells])


def welch_contrast(
    values: FloatArray,
    arm: Sequence[str],
    block: Sequence[str],
    weights: Mapping[str, float],
    *,
    estimand: str,
    confidence: float = 0.95,
) -> Result:
    """Test a weighted sum of arm means against 0, variances of their own in every arm and block.

    H0: Σ w_a·μ_a = 0. Estimand: that sum, averaged over blocks (plates, experiments), so that block effects cancel
    where the weights add up to 0. Its variance is the sum over arms and blocks of (w_a / blocks)²·s²/n, its degrees of
    freedom Satterthwaite's.

    Args:
        values: one a unit, shape (n,).
        arm: the arm of each unit.
        block: the block of each unit; the same name throughout where there are none.
        weights: w of each arm; arms not named are left out. Every such arm has two units or more in every block.
        estimand: what the sum is, in words.
        confidence: the level of the interval.

    References: Welch BL (1947), Biometrika 34:28-35; Satterthwaite FE (1946), Biometrics Bull 2:110-114.

    >>> rate = np.array([0.9, 1.1, 0.4, 0.6])
    >>> found = welch_contrast(rate, list("ccdd"), [""] * 4, {"c": 1, "d": -1}, estimand="difference of rates")
    >>> round(found.estimate, 3), found.statistic_name, round(found.p_value, 4)
    (0.5, 't(2)', 0.0715)
    """
    found = welch_estimate(values, arm, block, weights)
    n = {name: list(arm).count(name) for name in weights}
    facts: dict[str, Any] = {"method": "welch-contrast", "title": "Welch contrast of arm means", "estimand": estimand}
    facts |= {"n": n, "n_used": sum(n.values()), "alternative": "two-sided", "reference": "parametric"}
    facts |= {"estimate": found.estimate, "null_value": 0.0, "conf_level": confidence}
    if found.t is None:
        note = "units do not vary within arms: there is no standard error, so no p value and no interval"
        return Result(**facts, p_value=None, notes=(note,))
    low, high = found.interval(confidence)
    return Result(
        **facts,
        p_value=found.p_value(),
        conf_low=low,
        conf_high=high,
        conf_method="t interval, Satterthwaite's df",
        statistic=found.t,
        statistic_name=f"t({found.freedom:.4g})",
    )


def without_spread(estimate: float, estimand: str, n: Mapping[str, int], reason: str) -> Result:
    """Return an estimate that has no p value and no interval, and say why.

    >>> without_spread(0.5, "rate", {"experiments": 1}, "one experiment only").p_value is None
    True
    """
    return Result(
        method="estimate",
        title="estimate without a test",
        estimand=estimand,
        p_value=None,
        alternative="two-sided",
        reference="none",
        n=n,
        n_used=sum(n.values()),
        estimate=estimate,
        null_value=0.0,
        notes=(reason,),
    )
