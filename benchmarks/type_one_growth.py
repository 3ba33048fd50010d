"""Simulated growth studies without an interaction: how often each analysis says there is one, and what intervals cover.

4 arms × n mice × 6 days; log volume has an intercept and a slope of each mouse and an error of each reading. The agents
slow growth and the combination by the sum of their effects, so that the interaction is 0.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtr

from biomarker_stats.methods.preclinical.kenward_roger import adjusted_covariance
from biomarker_stats.methods.preclinical.mixed_fit import maximise
from biomarker_stats.methods.preclinical.mixed_layout import Random, lay_out

Array = NDArray[np.float64]
RATES = np.array([0.10, 0.07, 0.06, 0.03])
CONTRAST = np.array([1.0, -1.0, -1.0, 1.0])
DAYS = np.array([0.0, 4, 8, 12, 16, 20])


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What is simulated: mice an arm and standard deviations of intercepts, slopes (one an arm) and errors."""

    name: str
    mice: int = 4
    sd_intercept: float = 0.25
    sd_slope: tuple[float, float, float, float] = (0.015, 0.015, 0.015, 0.015)
    sd_error: float = 0.15


CONDITIONS = (
    Condition(name="equal variances"),
    Condition(name="unequal variances", sd_slope=(0.01, 0.01, 0.02, 0.02)),
    Condition(name="very unequal variances", sd_slope=(0.01, 0.01, 0.02, 0.04)),
    Condition(name="slopes vary little", sd_slope=(0.005, 0.005, 0.005, 0.005)),
)


def studies(condition: Condition, n: int, generator: np.random.Generator) -> Array:
    """Return log volumes, shape (n studies, 4 arms, mice, days)."""
    shape = (n, 4, condition.mice)
    intercept = 5.0 + condition.sd_intercept * generator.normal(size=shape)
    slope = RATES[:, None] + np.array(condition.sd_slope)[:, None] * generator.normal(size=shape)
    error = condition.sd_error * generator.normal(size=(*shape, len(DAYS)))
    return np.asarray(intercept[..., None] + slope[..., None] * DAYS + error)


def slopes_of(y: Array) -> Array:
    """Return the least-squares slope of every mouse."""
    centred = DAYS - DAYS.mean()
    return np.asarray(y @ centred / (centred @ centred))


def welch_all(values: Array) -> tuple[Array, Array, Array]:
    """Return estimate, standard error and Satterthwaite's degrees of freedom of the contrast, study by study."""
    n = values.shape[-1]
    parts = values.var(axis=-1, ddof=1) / n
    total = parts.sum(axis=-1)
    return values.mean(axis=-1) @ CONTRAST, np.sqrt(total), total**2 / (parts**2 / (n - 1)).sum(axis=-1)


def pooled_all(values: Array) -> tuple[Array, Array, Array]:
    """Return estimate, standard error and degrees of freedom of the contrast with one variance."""
    n = values.shape[-1]
    error = np.sqrt(values.var(axis=-1, ddof=1).mean(axis=-1) * 4 / n)
    return values.mean(axis=-1) @ CONTRAST, error, np.full(len(values), 4.0 * (n - 1))


@dataclass(frozen=True, slots=True, eq=False)
class MixedFits:
    """Of every study: estimate, standard error, degrees of freedom by Kenward and Roger, and whether it is singular.

    ``pair`` holds the first three of combination − control, shape (studies, 3).
    """

    estimate: Array
    error: Array
    plain: Array
    freedom: Array
    singular: NDArray[np.bool_]
    limit: float
    pair: Array


def mixed_all(
    y: Array,
    random: Random,
    tell: Callable[[int], None] = lambda _: None,
    keep: NDArray[np.bool_] | None = None,
) -> MixedFits:
    """Fit the mixed model to every study, over the readings that ``keep`` marks (shape of y; all where it is None)."""
    mice = y.shape[2]
    mouse = np.repeat(np.arange(4 * mice), len(DAYS))
    day = np.tile(DAYS / DAYS[-1], 4 * mice)
    arm = mouse // mice
    fixed = np.zeros((len(mouse), 8))
    rows = np.arange(len(mouse))
    fixed[rows, arm], fixed[rows, arm + 4] = 1.0, day
    effects = np.column_stack([np.ones(len(day)), day])[:, : 2 if "slope" in random else 1]
    weights = np.append(np.zeros(4), CONTRAST) / DAYS[-1]
    pair = np.append(np.zeros(4), [-1.0, 0, 0, 1]) / DAYS[-1]
    found = np.zeros((len(y), 8))
    for k, one in enumerate(y):
        seen = slice(None) if keep is None else keep[k].ravel()
        best = maximise(lay_out(fixed[seen], effects[seen], one.ravel()[seen], mouse[seen], random))
        covariance = adjusted_covariance(best.at)
        error, freedom, plain = covariance.contrast(weights)
        found[k, :5] = float(weights @ best.at.beta), error, plain, freedom, best.singular
        found[k, 5:] = float(pair @ best.at.beta), *covariance.contrast(pair)[:2]
        tell(k)
    return MixedFits(
        estimate=found[:, 0],
        error=found[:, 1],
        plain=found[:, 2],
        freedom=found[:, 3],
        singular=found[:, 4] > 0,
        limit=4.0 * (mice - 1),
        pair=found[:, 5:],
    )


def p_t(estimate: Array, error: Array, freedom: Array | float) -> Array:
    """Return two-sided p values of Student's t."""
    return np.asarray(2 * stdtr(freedom, -np.abs(estimate / error)))


def p_z(estimate: Array, error: Array) -> Array:
    """Return two-sided p values of a normal reference."""
    return np.asarray(2 * ndtr(-np.abs(estimate / error)))


def readings_as_independent(y: Array) -> Array:
    """Return p of the contrast of slopes by least squares over all readings, as though each were a mouse of its own."""
    studies_, _, mice, days = y.shape
    centred = DAYS - DAYS.mean()
    squares = mice * float(centred @ centred)
    mean = y.mean(axis=2)
    slope = mean @ centred / float(centred @ centred)
    fitted = mean.mean(axis=-1)[..., None] + slope[..., None] * centred
    residual = ((y - fitted[:, :, None, :]) ** 2).sum(axis=(1, 2, 3))
    freedom = 4.0 * mice * days - 8
    error = np.sqrt(residual / freedom * 4 / squares)
    return p_t(slope @ CONTRAST, error, np.full(studies_, freedom))


def constrained_synchronised(values: Array, generator: np.random.Generator) -> Array:
    """Return p of the constrained synchronised permutation test, study by study."""
    from biomarker_stats.methods.preclinical.synchronised import synchronised_test

    names = ("C", "A", "B", "AB")
    seeds = generator.integers(0, 2**31, size=len(values)).tolist()
    return np.array([synchronised_test(list(v), names, seed=s).p_value for v, s in zip(values, seeds, strict=True)])


def bootstrap_covers(values: Array, generator: np.random.Generator, n_resamples: int = 999) -> tuple[float, float]:
    """Return what 95% percentile and BCa intervals of the contrast cover, mice drawn anew within arms."""
    from scipy.special import ndtri

    inside = np.zeros(2)
    n = values.shape[-1]
    for study in values:
        drawn = np.zeros(n_resamples)
        for weight, group in zip(CONTRAST, study, strict=True):
            drawn += weight * group[generator.integers(0, n, size=(n_resamples, n))].mean(axis=1)
        low, high = np.quantile(drawn, [0.025, 0.975])
        inside[0] += low <= 0 <= high
        below = float((drawn < study.mean(axis=1) @ CONTRAST).mean())
        bias = float(ndtri(min(max(below, 1 / n_resamples), 1 - 1 / n_resamples)))
        influence = CONTRAST[:, None] * (study - study.mean(axis=1, keepdims=True)) / n
        skew = float((influence**3).sum() / (6 * (influence**2).sum() ** 1.5))
        z = ndtri(np.array([0.025, 0.975])) + bias
        low, high = np.quantile(drawn, ndtr(bias + z / (1 - skew * z)))
        inside[1] += low <= 0 <= high
    return float(inside[0]) / len(values), float(inside[1]) / len(values)


def monte_carlo_error(share: float, n: int) -> float:
    """Return the standard error of a simulated share."""
    return math.sqrt(max(share * (1 - share), 1e-12) / n)
