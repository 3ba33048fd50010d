"""Each mouse's growth rate: the least-squares slope of log volume on day, all mice at once."""

import math
from dataclasses import dataclass

import numpy as np

from biomarker_stats.methods.preclinical.growth_table import GrowthTable, IntArray
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Lines:
    """A least-squares line a mouse: intercept and slope of log volume, NaN with fewer than two days, shape (m,).

    ``residual`` is one number a positive reading, ``n`` the positive readings of each mouse, ``spread`` the residual
    standard deviation of each mouse (NaN with fewer than three readings).
    """

    intercept: FloatArray
    slope: FloatArray
    n: IntArray
    residual: FloatArray
    spread: FloatArray


def fit_lines(table: GrowthTable) -> Lines:
    """Fit log volume = intercept + slope·day by least squares to each mouse's positive readings."""
    keep = table.positive
    return lines_through(np.log(table.volume[keep]), table.day[keep], table.mouse[keep], len(table.mice))


def lines_through(y: FloatArray, day: FloatArray, mouse: IntArray, n_mice: int) -> Lines:
    """Return the least-squares line of y on day for every mouse.

    >>> found = lines_through(np.array([1.0, 3, 5]), np.array([0.0, 1, 2]), np.zeros(3, dtype=np.int64), 1)
    >>> found.slope.tolist(), found.intercept.tolist()
    ([2.0], [1.0])
    """

    def total(values: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(mouse, weights=values, minlength=n_mice), dtype=np.float64)

    n = np.bincount(mouse, minlength=n_mice)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_day, mean_y = total(day) / n, total(y) / n
        centred = day - mean_day[mouse]
        squares = total(centred**2)
        slope = np.where(squares > 0, total(centred * (y - mean_y[mouse])) / squares, math.nan)
        intercept = mean_y - slope * mean_day
        residual = y - intercept[mouse] - slope[mouse] * day
        spread = np.where(n > 2, np.sqrt(total(np.nan_to_num(residual) ** 2) / np.maximum(n - 2, 1)), math.nan)
    return Lines(intercept=intercept, slope=slope, n=n, residual=residual, spread=spread)


def slopes_by_arm(table: GrowthTable, values: FloatArray) -> list[FloatArray]:
    """Return the finite values of each arm's mice, in the order of the roles."""
    known = np.isfinite(values)
    return [values[known & (table.role_of == code)] for code in range(len(table.roles))]
