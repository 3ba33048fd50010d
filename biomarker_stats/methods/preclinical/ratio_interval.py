"""The ratio of two arms' means with Fieller's interval."""

import math
from dataclasses import dataclass

from scipy.special import stdtrit

from biomarker_stats.methods.preclinical.contrast import welch
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A ratio of means; the limits are None where the set of ratios that fit is no interval (``why``)."""

    estimate: float
    conf_low: float | None
    conf_high: float | None
    why: str = ""


def ratio_of_means(above: FloatArray, below: FloatArray, confidence: float = 0.95) -> Ratio:
    """Return mean(above)/mean(below) with Fieller's interval, a variance for each group.

    The interval holds each ρ for which Welch's t test of mean(above) − ρ·mean(below) = 0 does not reject, the degrees
    of freedom being taken at the estimate. It is no interval where the mean below could be 0. References: Fieller EC
    (1954), JRSS B 16:175-185.

    >>> import numpy as np
    >>> ratio_of_means(np.array([2.0, 2.1, 1.9]), np.array([4.0, 4.1, 3.9])).estimate
    0.5
    """
    x, y = float(above.mean()), float(below.mean())
    ratio = x / y if y else math.nan
    if min(len(above), len(below)) < 2 or not math.isfinite(ratio):
        return Ratio(estimate=ratio, conf_low=None, conf_high=None, why="too few mice, or a mean of 0 below")
    vx, vy = float(above.var(ddof=1)) / len(above), float(below.var(ddof=1)) / len(below)
    found = welch([above, below], [1.0, -ratio])
    t2 = float(stdtrit(found.freedom, (1 - confidence) / 2)) ** 2 if math.isfinite(found.freedom) else 0.0
    a, b, c = y**2 - t2 * vy, x * y, x**2 - t2 * vx
    inside = b**2 - a * c
    if a <= 0 or inside < 0:
        return Ratio(estimate=ratio, conf_low=None, conf_high=None, why="the growth rate below could be 0")
    root = math.sqrt(inside)
    return Ratio(estimate=ratio, conf_low=(b - root) / a, conf_high=(b + root) / a)
