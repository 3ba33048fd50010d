"""The key of an estimation plot: only marks that are drawn."""

from typing import Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from biomarker_stats.plots.estimation import FAINT, JOIN, MARGIN_BAND, PART, POINT
from biomarker_stats.plots.legend import Entry, point_entry
from biomarker_stats.plots.style import INK, NEUTRAL


def unit_entries(unit: str, centre: str, *, part: str = "", joined: str = "") -> tuple[Entry, ...]:
    """Return the key: a unit's dot, a part's faint mark, a line that joins units, and the arm's centre."""
    dot: dict[str, Any] = {"color": NEUTRAL.colour, "markeredgecolor": "white", "markeredgewidth": 0.4}
    found = [point_entry(f"{unit} (shape, colour: arm)", marker="o", markersize=POINT, **dot)]
    if part:
        found.append(point_entry(f"one {part}", marker="o", markersize=PART, color=FAINT, markeredgewidth=0))
    if joined:
        found.append(Entry(Line2D([], [], color=JOIN, linewidth=0.8), joined))
    if centre:
        found.append(point_entry(centre, marker="_", markersize=6, markeredgewidth=1.6, color=INK))
    return tuple(found)


def margin_entry(text: str) -> Entry:
    """Return the entry of the equivalence margin."""
    return Entry(Patch(facecolor=MARGIN_BAND, linewidth=0), text)


def hollow_entry(text: str) -> Entry:
    """Return the entry of an estimate that stands beside the main one."""
    face: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 1.0}
    return point_entry(text, marker="o", markersize=5, color=NEUTRAL.colour, **face)
