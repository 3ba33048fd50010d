"""Two arms of counts by a quasi-binomial model: the binomial variance times the overdispersion found between units."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.design.scores import FloatArray
from biomarker_stats.exact.shift_interval import level
from biomarker_stats.methods.result import Effect, Result


def quasi_binomial(
    positive: FloatArray,
    total: FloatArray,
    first: NDArray[np.bool_],
    *,
    names: tuple[str, str],
    confidence: float = 0.95,
) -> Result:
    """Test two arms by quasi-binomial regression of unit counts on the arm, with Wald's t on units − 2 df.

    H0: the log odds are equal. Estimand: the ratio of the odds, every cell weighted alike. With p_a the pooled
    proportion of arm a and N_a its cells, the log odds ratio has variance φ·Σ 1/(N_a·p_a·(1 − p_a)), φ being Pearson's
    chi-square over its degrees of freedom. φ is not held at 1 or more, as in R's ``glm(family = quasibinomial)``.

    Args:
        positive: x of each unit, shape (k,).
        total: n of each unit, shape (k,).
        first: whether a unit is in the first arm, shape (k,); both arms have units.
        names: the two arms.
        confidence: the level of the interval.

    References: McCullagh P, Nelder JA (1989), Generalized Linear Models, 2nd ed., section 4.5.2.

    >>> x, n = np.array([10.0, 12, 20, 24]), np.full(4, 40.0)
    >>> round(quasi_binomial(x, n, np.array([True, True, False, False]), names=("A", "B")).estimate, 4)
    0.3103
    """
    from scipy.special import stdtr, stdtrit

    arms = (first, ~first)
    cells = [float(total[arm].sum()) for arm in arms]
    pooled = [float(positive[arm].sum()) / n for arm, n in zip(arms, cells, strict=True)]
    freedom = len(total) - 2
    facts: dict[str, Any] = {
        "method": "quasi-binomial",
        "title": "quasi-binomial regression, Wald t",
        "estimand": "ratio of the odds, cells weighted alike",
        "alternative": "two-sided",
        "n": {name: int(arm.sum()) for name, arm in zip(names, arms, strict=True)},
        "n_used": len(total),
        "null_value": 1.0,
        "conf_level": confidence,
    }
    if not all(0 < p < 1 for p in pooled) or freedom < 1:
        note = "an arm is at 0% or 100%, or has too few units: the odds ratio has no finite Wald interval"
        return Result(**facts, p_value=None, reference="parametric", notes=(note,))
    expected = np.where(first, pooled[0], pooled[1])
    dispersion = float(((positive - total * expected) ** 2 / (total * expected * (1 - expected))).sum()) / freedom
    log_ratio = math.log(pooled[0] / (1 - pooled[0])) - math.log(pooled[1] / (1 - pooled[1]))
    error = math.sqrt(dispersion * sum(1 / (n * p * (1 - p)) for n, p in zip(cells, pooled, strict=True)))
    if error == 0:
        note = "units do not vary within arms: there is no overdispersion to estimate a standard error from"
        return Result(**facts, p_value=None, reference="parametric", estimate=math.exp(log_ratio), notes=(note,))
    reach = -float(stdtrit(freedom, level(confidence) / 2)) * error
    return Result(
        **facts,
        p_value=float(2 * stdtr(freedom, -abs(log_ratio / error))),
        reference="parametric",
        estimate=math.exp(log_ratio),
        conf_low=math.exp(log_ratio - reach),
        conf_high=math.exp(log_ratio + reach),
        conf_method="Wald t interval on the logit scale, back-transformed",
        statistic=log_ratio / error,
        statistic_name=f"t({freedom})",
        effects=(Effect(name="overdispersion φ between units", estimate=dispersion),),
    )
