"""The marks of a specification curve: points, diamonds, bars, and the key that explains them."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from biomarker_stats import wording
from biomarker_stats.plots.figure import size_mm
from biomarker_stats.plots.legend import Entry, point_entry
from biomarker_stats.plots.specification_rows import Curve
from biomarker_stats.plots.style import INK, MM_PER_POINT, QUIET, mark

MANY: Final = 600
"""More P values than this are drawn as a line, thick below alpha and thin elsewhere: as points they would merge."""
BELOW, PUBLISHED = mark(0), mark(1)


def bars(places: Sequence[int], height: float) -> tuple[list[float], list[float]]:
    """Return one line with a gap (NaN) after each run of consecutive places."""
    across: list[float] = []
    start = last = places[0]
    for place in (*places[1:], None):
        if place is None or place != last + 1:
            across += [start - 0.4, last + 0.4, np.nan]
            start = place if place is not None else start
        last = place if place is not None else last
    return across, [height] * len(across)


def steps(heights: NDArray[np.float64]) -> tuple[list[float], list[float]]:
    """Return one line with a gap (NaN) after each run of equal heights."""
    across: list[float] = []
    along: list[float] = []
    ends = [*np.flatnonzero(np.diff(heights) != 0), len(heights) - 1]  # NaN differs from everything
    start = 0
    for end in ends:
        across += [start - 0.5, end + 0.5, np.nan]
        along += [heights[start]] * 3
        start = end + 1
    return across, along


def marker_size(ax: Axes, number: int) -> float:
    """Return the size of a marker in points: two places wide, between 1.8 and 4."""
    return float(np.clip(2.0 * size_mm(ax)[0] / max(number, 1) / MM_PER_POINT, 1.8, 4.0))


def hollow(size: float) -> dict[str, Any]:
    """Return how a point at or above alpha is drawn."""
    return {"markersize": size, "markerfacecolor": "white", "markeredgecolor": QUIET, "markeredgewidth": 0.6}


def diamond() -> dict[str, Any]:
    """Return how a published specification is drawn."""
    face = {"markerfacecolor": PUBLISHED.colour, "markeredgecolor": INK, "markeredgewidth": 0.6}
    return {"marker": "D", "linestyle": "none", "markersize": 4.2, **face}


def entries_of(curves: Sequence[Curve]) -> tuple[Entry, ...]:
    """Return the key: only marks that are drawn."""
    alphas = wording.listing(list(dict.fromkeys(f"{curve.question.alpha:g}" for curve in curves)))
    full = {"marker": "o", "color": BELOW.colour, "markersize": 3.4, "markeredgewidth": 0}
    found = [point_entry(f"p below {alphas}", **full), point_entry("other p", marker="o", **hollow(3.4))]
    if any(len(curve.order) > MANY for curve in curves):
        many = f"more than {MANY}"
        found.append(Entry(Line2D([], [], color=BELOW.colour, linewidth=2.4), f"p below {alphas}, {many}"))
        found.append(Entry(Line2D([], [], color=QUIET, linewidth=0.8), f"other p, {many}"))
    if all(len(curve.order) > MANY for curve in curves):
        found = found[2:]
    if any(curve.question.defined < len(curve.order) for curve in curves):
        found.append(point_entry("no p value", marker="x", color=QUIET, markersize=3.0, markeredgewidth=0.7))
    if any(curve.question.published for curve in curves):
        shape = {key: value for key, value in diamond().items() if key != "linestyle"}
        found.append(point_entry("published", **shape))
    above = any((row["p_value"] or 0.0) >= curve.question.alpha for curve in curves for row in curve.question.rows)
    return tuple(entry for entry in found if above or not entry.text.startswith("other p"))
