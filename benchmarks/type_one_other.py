"""Naive analyses of other pre-clinical data, without an effect: pooled cells, blots against a control of 1, dropout."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtr

from benchmarks.type_one_growth import CONTRAST, Array, p_t

_FIELDS, _CELLS = 4, 150


def cells(icc: float, n: int, generator: np.random.Generator) -> tuple[float, float]:
    """Return how often a z test on pooled cells and a t test on fields reject, two arms × 4 fields × 150 cells at 30%.

    Cells of a field are alike with intraclass correlation ``icc`` (beta-binomial).
    """
    share, size = 0.3, 1 / icc - 1
    field = generator.beta(share * size, (1 - share) * size, size=(n, 2, _FIELDS))
    counts = generator.binomial(_CELLS, field)
    total = _FIELDS * _CELLS
    rate = counts.sum(axis=2) / total
    middle = rate.mean(axis=1)
    z = (rate[:, 0] - rate[:, 1]) / np.sqrt(middle * (1 - middle) * 2 / total)
    pooled = float((2 * ndtr(-np.abs(z)) <= 0.05).mean())
    x = counts / _CELLS
    error = np.sqrt(x.var(axis=2, ddof=1).sum(axis=1) / _FIELDS)
    t = p_t(x[:, 0].mean(axis=1) - x[:, 1].mean(axis=1), error, 2.0 * (_FIELDS - 1))
    return pooled, float((t <= 0.05).mean())


def blots(n: int, generator: np.random.Generator, gels: int = 3) -> dict[str, float]:
    """Return the level of three analyses of log(phospho/total) on ``gels`` gels with a control and a treated lane.

    Gels differ by SD 0.5 on the log scale, lanes by 0.2. ``control set to 1`` divides each treated lane by its gel's
    control and compares the ratios with a control group of ones without spread (Student's t with the pooled variance);
    ``unpaired log`` ignores gels; ``paired log`` is the t test of the log ratios.
    """
    gel = generator.normal(0, 0.5, size=(n, gels, 1))
    logs = gel + generator.normal(0, 0.2, size=(n, gels, 2))
    ratio = np.exp(logs[:, :, 1] - logs[:, :, 0])
    pooled = np.sqrt(ratio.var(axis=1, ddof=1) / 2 * 2 / gels)
    one = p_t(ratio.mean(axis=1) - 1, pooled, 2.0 * (gels - 1))
    both = np.sqrt(logs.var(axis=1, ddof=1).sum(axis=1) / gels)
    unpaired = p_t(logs[:, :, 1].mean(axis=1) - logs[:, :, 0].mean(axis=1), both, 2.0 * (gels - 1))
    change = logs[:, :, 1] - logs[:, :, 0]
    paired = p_t(change.mean(axis=1), change.std(axis=1, ddof=1) / np.sqrt(gels), gels - 1.0)
    shares = {"control set to 1": one, "unpaired log": unpaired, "paired log": paired}
    return {name: float((p <= 0.05).mean()) for name, p in shares.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropout:
    """Mean estimates and levels with sacrifice past a size: the log contrast on the last day, and of slopes per day."""

    survivors_bias: float
    survivors_level: float
    survivors_lost: float
    carried_bias: float
    carried_level: float
    slopes_bias: float
    slopes_level: float
    keep: NDArray[np.bool_]


def dropout(y: Array, days: Array, limit: float) -> Dropout:
    """Return what animals sacrificed once past ``limit`` mm³ do to a comparison on the last day; the truth is 0.

    ``y``: log volumes, shape (studies, 4, mice, days). ``keep`` marks the readings that were made.
    """
    over = np.cumsum(np.exp(y) > limit, axis=3)
    keep = (over == 0) | ((over == 1) & (np.exp(y) > limit))
    alive = keep[..., -1]
    last = np.where(alive, y[..., -1], np.nan)
    carried = np.take_along_axis(y, keep.sum(axis=3, keepdims=True) - 1, axis=3)[..., 0]
    enough = (alive.sum(axis=2) >= 2).all(axis=1)
    seen = _welch(last[enough])
    locf = _welch(carried)
    weight = keep.astype(float)
    mean_day = (weight * days).sum(axis=3) / weight.sum(axis=3)
    centred = weight * (days - mean_day[..., None])
    slopes = (centred * y).sum(axis=3) / np.maximum((centred**2).sum(axis=3), 1e-9)
    slopes = np.where(weight.sum(axis=3) > 1, slopes, np.nan)
    fitted = _welch(slopes[(np.isfinite(slopes).sum(axis=2) >= 2).all(axis=1)])
    return Dropout(
        survivors_bias=float(seen[0].mean()),
        survivors_level=float((seen[1] <= 0.05).mean()),
        survivors_lost=float(1 - enough.mean()),
        carried_bias=float(locf[0].mean()),
        carried_level=float((locf[1] <= 0.05).mean()),
        slopes_bias=float(fitted[0].mean()),
        slopes_level=float((fitted[1] <= 0.05).mean()),
        keep=keep,
    )


def _welch(values: Array) -> tuple[Array, Array]:
    """Return estimates and p values of the contrast, missing values left out."""
    n = np.isfinite(values).sum(axis=2)
    parts = np.nanvar(values, axis=2, ddof=1) / n
    total = parts.sum(axis=1)
    freedom = total**2 / (parts**2 / (n - 1)).sum(axis=1)
    estimate = np.nanmean(values, axis=2) @ CONTRAST
    return estimate, np.asarray(2 * stdtr(freedom, -np.abs(estimate / np.sqrt(total))))
