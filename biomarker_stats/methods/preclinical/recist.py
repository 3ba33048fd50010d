"""mRECIST: the response of each mouse from its change of volume, as in patient-derived xenograft trials."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from biomarker_stats.methods.preclinical.growth_table import GrowthTable

Category = Literal["CR", "PR", "SD", "PD", "not evaluable"]
EARLIEST_DAY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class MouseResponse:
    """Best response and best average response of one mouse (changes of volume in per cent) and its category."""

    best: float | None
    best_average: float | None
    category: Category


def mouse_responses(table: GrowthTable, *, earliest: float = EARLIEST_DAY) -> tuple[MouseResponse, ...]:
    """Return the mRECIST category of every mouse.

    ΔV(t) = 100·(V(t) − V₀)/V₀ since the mouse's first day. Best response is the least ΔV at ``earliest`` days or
    later; best average response the least running mean of ΔV, from the first day to t, at ``earliest`` days or later.
    CR: best < −95 and average < −40; PR: < −50 and < −20; SD: < 35 and < 30; else PD. Not evaluable: no reading at
    ``earliest`` days or later, or V₀ = 0. References: Gao H et al. (2015), Nat Med 21:1318-1325, Methods.
    """
    return tuple(_one(table, k, earliest) for k in range(len(table.mice)))


def _one(table: GrowthTable, mouse: int, earliest: float) -> MouseResponse:
    mine = slice(*np.searchsorted(table.mouse, [mouse, mouse + 1]).tolist())
    day, volume = table.day[mine], table.volume[mine]
    late = day - day[0] >= earliest
    if volume[0] == 0 or not late.any():
        return MouseResponse(best=None, best_average=None, category="not evaluable")
    change = 100 * (volume / volume[0] - 1)
    running = np.cumsum(change) / np.arange(1, len(change) + 1)
    best, average = float(change[late].min()), float(running[late].min())
    return MouseResponse(best=best, best_average=average, category=categorise(best, average))


def categorise(best: float, average: float) -> Category:
    """Return the category of a best response and a best average response, in per cent.

    >>> categorise(-97, -45), categorise(-60, -30), categorise(10, 20), categorise(200, 90)
    ('CR', 'PR', 'SD', 'PD')
    """
    if best < -95 and average < -40:
        return "CR"
    if best < -50 and average < -20:
        return "PR"
    return "SD" if best < 35 and average < 30 else "PD"
