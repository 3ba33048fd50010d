"""Gompertz growth of each mouse: log V(t) = log V₀ + a(1 − e^(−bt))/b, by least squares, all mice at once.

For a given decay b the model is linear in log V₀ and a, so least squares is a search over b alone (variable
projection; Golub GH, Pereyra V, 1973, SIAM J Numer Anal 10:413-432). A grid finds the valley, golden sections its
bottom. b → 0 is exponential growth.
"""

import math
from dataclasses import dataclass

import numpy as np

from biomarker_stats.methods.preclinical.growth_table import GrowthTable
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray

_GRID = 60
_SECTIONS = 60
_GOLDEN = (math.sqrt(5) - 1) / 2
_FEWEST = 4


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GompertzFits:
    """One fit a mouse: growth rate a at day 0, its decay b, start V₀, all NaN where ``failure`` says why not."""

    rate: FloatArray
    decay: FloatArray
    start: FloatArray
    failure: tuple[str, ...]

    @property
    def doubling_time_at_start(self) -> FloatArray:
        """Return ln 2 / a."""
        with np.errstate(divide="ignore"):
            return np.asarray(math.log(2) / self.rate)


def fit_gompertz(table: GrowthTable) -> GompertzFits:
    """Fit Gompertz growth to the log volumes of each mouse, days counted from the table's first.

    A mouse fails, by name, with fewer than 4 positive readings, and where its growth does not slow (the best b is 0:
    exponential growth describes it as well) or stops within the first interval (b beyond what its days can show).
    """
    m = len(table.mice)
    keep = table.positive
    counts = np.bincount(table.mouse[keep], minlength=m)
    width = max(int(counts.max()), 1)
    place = np.arange(int(keep.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    y, t, weight = np.zeros((m, width)), np.zeros((m, width)), np.zeros((m, width))
    where = (table.mouse[keep], place)
    y[where], t[where], weight[where] = np.log(table.volume[keep]), table.day[keep] - table.day.min(), 1.0
    span = np.where(weight > 0, t, 0.0).max(axis=1)
    span = np.where(span > 0, span, 1.0)
    grid = np.geomspace(1e-3, 20.0, _GRID)
    squares = np.stack([_profile(y, t, weight, b / span)[0] for b in grid])
    best = squares.argmin(axis=0)
    low = grid[np.maximum(best - 1, 0)]
    high = grid[np.minimum(best + 1, _GRID - 1)]
    for _ in range(_SECTIONS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        smaller = _profile(y, t, weight, left / span)[0] < _profile(y, t, weight, right / span)[0]
        low, high = np.where(smaller, low, left), np.where(smaller, right, high)
    decay = (low + high) / 2 / span
    _, start, rate = _profile(y, t, weight, decay)
    failure = tuple(_failure(int(k), int(b)) for k, b in zip(counts, best, strict=True))
    failed = np.array([bool(text) for text in failure])
    volume = np.exp(np.minimum(start, 700.0))  # a mouse that fails may have a start beyond any number
    cleared = [np.where(failed, math.nan, values) for values in (rate, decay, volume)]
    return GompertzFits(rate=cleared[0], decay=cleared[1], start=cleared[2], failure=failure)


def _failure(n: int, best: int) -> str:
    if n < _FEWEST:
        return f"fewer than {_FEWEST} positive readings"
    if best == 0:
        return "growth does not slow: exponential describes it as well"
    return "growth stops within the first interval" if best == _GRID - 1 else ""


def _profile(
    y: FloatArray, t: FloatArray, weight: FloatArray, decay: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the sum of squares, log V₀ and a at each mouse's decay."""
    x = -np.expm1(-decay[:, None] * t) / decay[:, None]
    n = np.maximum(weight.sum(axis=1), 1)
    mean_x, mean_y = (weight * x).sum(axis=1) / n, (weight * y).sum(axis=1) / n
    dx, dy = weight * (x - mean_x[:, None]), weight * (y - mean_y[:, None])
    sxx = (dx**2).sum(axis=1)
    rate = (dx * dy).sum(axis=1) / np.where(sxx > 0, sxx, 1.0)
    squares = ((dy - rate[:, None] * dx) ** 2).sum(axis=1)
    return squares, mean_y - rate * mean_x, rate
