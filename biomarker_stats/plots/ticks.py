"""Where an axis has its ticks: round numbers inside the limits, and none beside them."""

from matplotlib.ticker import MaxNLocator


def round_ticks(limits: tuple[float, float], *, whole: bool = False) -> list[float]:
    """Return at most seven round numbers from the lower to the upper limit; whole ones where that is asked.

    >>> round_ticks((-1.2, 2.2), whole=True)
    [-1.0, 0.0, 1.0, 2.0]
    """
    ticks = MaxNLocator(nbins=6, integer=whole).tick_values(*limits)
    return [float(tick) for tick in ticks if limits[0] <= tick <= limits[1]]
