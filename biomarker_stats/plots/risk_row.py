"""The row of numbers at risk under a time axis."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from matplotlib.axes import Axes

from biomarker_stats.plots.axis_ticks import scale_ticks
from biomarker_stats.plots.lettering import line_mm
from biomarker_stats.plots.placing import under_axis, write
from biomarker_stats.plots.style import QUIET, SMALL

RISK_MM: Final = 12.0
"""How far to the left of the axes the name of the row reaches."""
_APART_MM: Final = 5.5
_BELOW_MM: Final = 8.2


def at_risk(rows: Sequence[tuple[float, int]], day: float) -> int:
    """Return how many were at risk on ``day``: the number of the first later row (day, n); 0 after the last.

    >>> at_risk([(0.0, 8), (4.0, 8), (8.0, 5)], 6.0), at_risk([(0.0, 8)], 1.0)
    (5, 0)
    """
    return next((n for known, n in rows if known >= day), 0)


def risk_days(days: Sequence[float], limits: tuple[float, float], wide_mm: float) -> list[float]:
    """Return the days that are labelled: those with readings where these fit and lie evenly, else round ones."""
    most = max(2, int(wide_mm / _APART_MM))
    known = sorted(set(days))
    gaps = [b - a for a, b in pairwise(known)]
    if not gaps or (len(known) <= most and min(gaps) >= (limits[1] - limits[0]) / most and max(gaps) < 2 * min(gaps)):
        return known
    return scale_ticks(limits, "linear", most=min(most, 6))


def draw_risk(ax: Axes, days: Sequence[float], numbers: Sequence[int], *, name: str = "", row: int = 0) -> None:
    """Write ``numbers`` under the ticks at ``days``, and the row's name to the left of the axes."""
    down = -_BELOW_MM - row * line_mm(SMALL)
    below: dict[str, Any] = {"transform": under_axis(ax), "va": "top", "size": SMALL}
    for day, n in zip(days, numbers, strict=True):
        write(ax, (day, 0.0), str(n), shift_mm=(0.0, down), ha="center", **below)
    if name:
        start = (-2.0, down)
        below["transform"] = ax.transAxes
        write(ax, (0.0, 0.0), name, shift_mm=start, ha="right", color=QUIET, **below)
