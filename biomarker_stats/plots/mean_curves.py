"""The geometric mean of an arm's growth curves: of the same mice on every day that it is drawn."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd


class Curve(NamedTuple):
    """One mouse: its days and volumes, and whether it was lost before the arm's last day."""

    name: str
    days: tuple[float, ...]
    volumes: tuple[float, ...]
    lost: bool


def mean_curve(mice: Sequence[Curve], days: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    """Return (day, geometric mean) of every day from each mouse's first reading to the first loss of one.

    A reading that a mouse missed between two of its own is interpolated on the log scale. Days with a volume of 0,
    which has no logarithm, are left out.

    Args:
        mice: their readings above 0.
        days: one row a day of the arm, with its ``geometric_mean``, not finite where a volume is 0.

    >>> mice = [Curve("1", (0.0, 2.0), (1.0, 4.0), False), Curve("2", (0.0, 1.0, 2.0), (1.0, 8.0, 1.0), False)]
    >>> days = pd.DataFrame({"day": [0.0, 1.0, 2.0], "geometric_mean": [1.0, 8.0, 2.0]})
    >>> [(day, round(mean, 6)) for day, mean in mean_curve(mice, days)]
    [(0.0, 1.0), (1.0, 4.0), (2.0, 2.0)]
    """
    found = []
    for day, mean in zip(days["day"].tolist(), days["geometric_mean"].tolist(), strict=True):
        if mice and math.isfinite(mean) and all(m.days and m.days[0] <= day <= m.days[-1] for m in mice):
            logs = [np.interp(day, m.days, np.log(m.volumes)) for m in mice]
            found.append((float(day), math.exp(float(np.mean(logs)))))
    return tuple(found)


def interpolated(mice: Sequence[Curve], mean: Sequence[tuple[float, float]]) -> int:
    """Return how many readings of the mean are interpolated."""
    return sum(m.days[0] < day < m.days[-1] and day not in m.days for m in mice if m.days for day, _ in mean)
