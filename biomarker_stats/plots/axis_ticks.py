"""Ticks of axes of pre-clinical figures: round numbers on linear, logarithmic and doubling scales."""

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator, NullFormatter, NullLocator

from biomarker_stats import wording
from biomarker_stats.plots.lettering import width_mm
from biomarker_stats.plots.style import SMALL

if TYPE_CHECKING:
    from matplotlib.axis import Axis

    from biomarker_stats.plots.estimation_chart import Scale

_STEPS = ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))
_DENSE = (
    (1.0, 1.5, 2.0, 3.0, 5.0, 7.0),
    (1.0, 1.2, 1.5, 2.0, 3.0, 5.0, 8.0),
    (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0),
)
_MOST = 7


def scale_ticks(limits: tuple[float, float], scale: "Scale", *, most: int = _MOST) -> list[float]:
    """Return at most ``most`` round numbers inside ``limits``: 1, 2, 5 … of each decade, or powers of 2.

    >>> scale_ticks((0.3, 30.0), "log"), scale_ticks((0.2, 3.0), "log2")
    ([0.5, 1.0, 2.0, 5.0, 10.0, 20.0], [0.25, 0.5, 1.0, 2.0])
    """
    if scale == "linear":
        tried = [_linear(limits, bins) for bins in range(most + 1, 0, -1)]
        return next((ticks for ticks in tried if len(ticks) <= most), tried[-1])
    if scale == "log2":
        powers = [2.0**k for k in range(math.ceil(math.log2(limits[0])), math.floor(math.log2(limits[1])) + 1)]
        return _thinned(powers, most, kept=1.0)
    fitting = [found for steps in _STEPS if len(found := _of_decades(limits, steps)) <= most]
    chosen = fitting[0] if fitting else _thinned(_of_decades(limits, (1.0,)), most, kept=1.0)
    for steps in _DENSE:
        if len(chosen) < 3 and len(chosen) < len(found := _of_decades(limits, steps)) <= most:
            chosen = found
    return chosen


def _linear(limits: tuple[float, float], bins: int) -> list[float]:
    ticks = MaxNLocator(nbins=bins, steps=[1, 2, 2.5, 5, 10]).tick_values(*limits)
    return [float(f"{tick:.12g}") for tick in ticks if limits[0] <= tick <= limits[1]]


def _of_decades(limits: tuple[float, float], steps: tuple[float, ...]) -> list[float]:
    """Return ``steps`` of every decade that lie inside ``limits``."""
    decades = range(math.floor(math.log10(limits[0])), math.ceil(math.log10(limits[1])) + 1)
    found = [float(f"{step:g}e{k}") for k in decades for step in steps]
    return [tick for tick in found if limits[0] <= tick <= limits[1]]


def _thinned(ticks: list[float], most: int, *, kept: float = 0.0) -> list[float]:
    """Return every second, third … tick, so that ``kept`` stays where it is among them."""
    step = -(-len(ticks) // most) if ticks else 1
    start = ticks.index(kept) % step if kept in ticks else 0
    return ticks[start::step]


def fitting_ticks(limits: tuple[float, float], scale: "Scale", wide_mm: float) -> list[float]:
    """Return as many ticks (at most seven) as have room for their numbers, in small type, on an axis ``wide_mm`` wide.

    >>> fitting_ticks((-0.11, 0.01), "linear", 18.0), fitting_ticks((-0.11, 0.01), "linear", 60.0)[:3]
    ([-0.1, 0.0], [-0.1, -0.08, -0.06])
    """
    ticks: list[float] = []
    for most in range(_MOST, 0, -1):
        ticks = scale_ticks(limits, scale, most=most)
        places = [_share(tick, limits, scale) * wide_mm for tick in ticks]
        widths = [width_mm(tick_text(tick), SMALL) for tick in ticks]
        pairs = zip(pairwise(places), pairwise(widths), strict=True)
        if all(right - left >= (a + b) / 2 + 1.2 for (left, right), (a, b) in pairs):
            break
    return ticks


def _share(value: float, limits: tuple[float, float], scale: "Scale") -> float:
    low, high = limits if scale == "linear" else (math.log(limits[0]), math.log(limits[1]))
    return ((value if scale == "linear" else math.log(value)) - low) / (high - low)


def set_ticks(axis: "Axis", ticks: list[float]) -> None:
    """Put ``ticks`` on an axis, each as a number in small type, and no others."""
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())
    axis.set_ticks(ticks, labels=[tick_text(tick) for tick in ticks])


def tick_text(tick: float) -> str:
    """Return a tick as text.

    >>> tick_text(0.1 + 0.2), tick_text(-0.05)
    ('0.3', '−0.05')
    """
    return wording.number(tick)
