"""Restricted maximum likelihood by Newton's method in the Cholesky factor of the random effects' covariance.

The factor keeps D positive semidefinite without constraints. Newton steps use the exact Hessian with its eigenvalues
made positive, so that saddles repel, and are halved until the criterion falls. A stop on the boundary (a variance of 0
or a correlation of ±1) is checked from other starts, because such surfaces can have two lowest points.
"""

import math
from dataclasses import dataclass

import numpy as np

from biomarker_stats.methods.preclinical.mixed_layout import FloatArray, Layout
from biomarker_stats.methods.preclinical.mixed_likelihood import Restricted, criterion, restricted

_MOST_STEPS = 100
_FLAT = 1e-9  # a Newton step that promises less than this in −2 log likelihood ends the search
_BOUNDARY = 1e-4  # as lme4's isSingular: the smallest relative standard deviation that counts as above 0
_SHARES = (0.003, 0.03, 0.3, 1.0)  # starts: each random effect's share of the variance least squares leaves
_SMALLEST = 1e-12  # residual variance, relative to the outcome's, below which there is nothing left to model


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The covariance that maximises the restricted likelihood; ``converged`` is False where steps ran out."""

    covariance: FloatArray
    variance: float
    at: Restricted
    singular: bool
    converged: bool
    n_steps: int


def maximise(layout: Layout) -> Optimum:
    """Return the restricted maximum likelihood fit.

    Raises:
        ZeroDivisionError: every mouse lies exactly on its own line, so that there is no residual variance.
    """
    moments = _moments(layout)
    if moments is None:
        raise ZeroDivisionError
    factor, variance = moments
    best = _climb(layout, factor, variance)
    if best.singular:
        for start in _other_starts(layout, factor):
            found = _climb(layout, start, variance)
            if found.at.criterion < best.at.criterion - 1e-7:
                best = found
    return best


def _moments(layout: Layout) -> tuple[FloatArray, float] | None:
    """Return a start, σ² from the rows within and the likeliest of a few D; None where nothing varies."""
    p = layout.n_fixed
    flat = layout.between.reshape(-1, p + 1)
    total = flat.T @ flat + layout.within
    beta = np.linalg.lstsq(total[:p, :p], total[:p, p], rcond=None)[0]
    ends = np.append(-beta, 1.0)
    squares = float(ends @ total @ ends)
    left = float(ends @ layout.within @ ends)
    scale = float(total[p, p])
    if squares <= _SMALLEST * scale or (layout.n_within > 0 and left <= _SMALLEST * scale):
        return None
    variance = left / layout.n_within if layout.n_within > 0 and left > 0 else squares / (2 * layout.n)
    size = np.sqrt((layout.root**2).sum(axis=(0, 1)) / layout.n)  # root mean square of each column of Z
    candidates = [_masked(layout, np.diag(math.sqrt(squares / layout.n * share) / size)) for share in _SHARES]
    candidates += _line_moments(layout, layout.between @ ends)
    worth = [criterion(layout, factor @ factor.T, variance) for factor in candidates]
    return candidates[int(np.argmin(worth))], variance


def _line_moments(layout: Layout, residual: FloatArray) -> list[FloatArray]:
    """Return the factor of the spread of the effects of mice that have readings enough for their own."""
    full = np.abs(np.linalg.det(layout.root)) > _SMALLEST
    if int(full.sum()) <= layout.root.shape[1]:
        return []
    effects = np.linalg.solve(layout.root[full], residual[full][:, :, None])[:, :, 0]
    values, vectors = np.linalg.eigh(effects.T @ effects / len(effects))
    if not values[-1] > 0:
        return []
    covariance = (vectors * np.maximum(values, 1e-6 * values[-1])) @ vectors.T
    return [_masked(layout, np.linalg.cholesky(covariance))]


def _masked(layout: Layout, factor: FloatArray) -> FloatArray:
    kept = np.zeros_like(factor)
    for i, j in layout.free:
        kept[i, j] = factor[i, j]
    return kept


def _other_starts(layout: Layout, factor: FloatArray) -> list[FloatArray]:
    """Return starts on either side of the correlation and near one variance of 0."""
    size = np.sqrt((factor**2).sum(axis=1))
    if len(size) == 1:
        return [factor * 0.1, factor * 3]
    starts = []
    for correlation in (-0.9, 0.9):
        turned = np.array([[1.0, 0.0], [correlation, math.sqrt(1 - correlation**2)]]) * size[:, None]
        starts.append(_masked(layout, turned))
    starts += [np.diag(size * np.array(weights)) for weights in ((1.0, 0.05), (0.05, 1.0))]
    return starts


def _climb(layout: Layout, factor: FloatArray, variance: float) -> Optimum:
    """Newton's method from one start."""
    deviation = math.sqrt(variance)
    at = restricted(layout, factor @ factor.T, deviation**2)
    for step_number in range(1, _MOST_STEPS + 1):
        slope, curvature = _chain(layout, factor, deviation, at)
        values, vectors = np.linalg.eigh(curvature)
        values = np.maximum(np.abs(values), 1e-8 * max(1.0, float(np.abs(values).max())))
        step = -(vectors / values) @ (vectors.T @ slope)
        promised = -float(slope @ step)
        moved = _line_search(layout, factor, deviation, step, at.criterion) if promised > _FLAT else None
        if moved is None:
            converged = promised < 1e-5
            return _optimum(factor, deviation, at, converged=converged, n_steps=step_number)
        factor, deviation = moved
        at = restricted(layout, factor @ factor.T, deviation**2)
    return _optimum(factor, deviation, at, converged=False, n_steps=_MOST_STEPS)


def _line_search(
    layout: Layout, factor: FloatArray, deviation: float, step: FloatArray, before: float
) -> tuple[FloatArray, float] | None:
    """Halve the step until the criterion falls."""
    for halvings in range(40):
        part = step / 2**halvings
        trial = factor.copy()
        for (i, j), change in zip(layout.free, part[:-1], strict=True):
            trial[i, j] += change
        error = deviation + float(part[-1])
        if error > 0 and criterion(layout, trial @ trial.T, error**2) < before:
            return trial, error
    return None


def _chain(layout: Layout, factor: FloatArray, deviation: float, at: Restricted) -> tuple[FloatArray, FloatArray]:
    """Return gradient and Hessian in (the factor's free entries, σ) from those in (D, σ²)."""
    free = layout.free
    k = len(free)
    gamma_of = {pair: r for r, pair in enumerate(free)}
    jacobian = np.zeros((k + 1, k + 1))
    for column, (i, j) in enumerate(free):
        change = np.zeros_like(factor)
        change[i] += factor[:, j]
        change[:, i] += factor[:, j]
        for (a, b), row in gamma_of.items():
            jacobian[row, column] = change[a, b]
    jacobian[k, k] = 2 * deviation
    slope = at.gradient()
    curvature = jacobian.T @ at.hessian() @ jacobian
    for column, (i, j) in enumerate(free):
        for other, (a, b) in enumerate(free):
            if j == b and (max(i, a), min(i, a)) in gamma_of:
                curvature[column, other] += slope[gamma_of[max(i, a), min(i, a)]] * (2 if i == a else 1)
    curvature[k, k] += 2 * slope[k]
    return jacobian.T @ slope, curvature


def _optimum(factor: FloatArray, deviation: float, at: Restricted, *, converged: bool, n_steps: int) -> Optimum:
    covariance = factor @ factor.T
    smallest = math.sqrt(max(0.0, float(np.linalg.eigvalsh(covariance)[0]))) / deviation
    return Optimum(
        covariance=covariance,
        variance=deviation**2,
        at=at,
        singular=smallest < _BOUNDARY,
        converged=converged,
        n_steps=n_steps,
    )
