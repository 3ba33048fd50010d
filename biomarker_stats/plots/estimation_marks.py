"""How an estimate with its interval is drawn."""

from typing import Any

from matplotlib.axes import Axes

from biomarker_stats.plots.estimation_chart import Contrast


def draw_interval(ax: Axes, height: float, row: Contrast, limits: tuple[float, float]) -> None:
    """Draw the limits as a line, an arrow where one lies beyond the axis, and the estimate as a point."""
    low, high = limits
    colour = row.mark.colour
    solid: dict[str, Any] = {"color": colour, "linestyle": "none", "zorder": 3, "clip_on": False}
    solid["label"] = "limit"
    if row.low is not None and row.high is not None:
        inside = [min(max(end, low), high) for end in (row.low, row.high)]
        ax.plot(inside, [height] * 2, color=colour, linewidth=0.9 if row.hollow else 1.2, zorder=2, clip_on=False)
        for end, at in zip((row.low, row.high), inside, strict=True):
            marker, size = ("<", 4.5) if end < low else (">", 4.5) if end > high else ("|", 5)
            ax.plot([at], [height], marker=marker, markersize=size, **solid)
    if row.estimate is not None and low <= row.estimate <= high:
        face: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 1.0} if row.hollow else {}
        point = {**solid, "zorder": 4, "label": "estimate", **face}
        ax.plot([row.estimate], [height], marker=row.mark.marker, markersize=5, **point)
