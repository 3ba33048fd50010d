"""The maximum of a smooth function on an interval, with a proof: branch and bound by second-order Taylor bounds.

A grid is not a supremum. Every cell that could still hold more than the best value found is divided again, until the
bound on all of them is within the tolerance of that value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from biomarker_stats.exact.distribution import FloatArray

TOLERANCE = 1e-10
_CELLS, _SPLIT, _NARROWEST, _NEWTON_STEPS = 32, 8, 1e-13, 8
_TINY = 1e-300
_FLAT = 1e-8  # a step of Newton's this short ends the climb


class Local(NamedTuple):
    """At the centres of cells: value and two derivatives; over each whole cell: a bound.

    ``bend`` bounds the second derivative from above; it is negative where the function is surely concave.
    """

    value: FloatArray
    slope: FloatArray
    second: FloatArray
    bend: FloatArray


Function = Callable[[FloatArray, FloatArray], Local]


@dataclass(frozen=True, slots=True)
class Maximum:
    """The largest value found, where it is, and an upper bound on the supremum."""

    value: float
    place: float
    bound: float


def certified_maximum(local: Function, low: float, high: float, tolerance: float = TOLERANCE) -> Maximum:
    """Return the maximum of a function on [low, high], certified to ``tolerance``.

    Args:
        local: maps the left and right ends of cells, shape (m,), to what is known of the function on them.
        low: left end of the interval.
        high: right end of the interval.
        tolerance: how far the bound may lie above the best value.

    >>> def parabola(a, b):
    ...     return Local(-((a + b) / 2) ** 2, -(a + b), np.full(len(a), -2.0), np.full(len(a), -2.0))
    >>> found = certified_maximum(parabola, -1.0, 2.0)
    >>> abs(found.value) < 1e-12, found.bound < 1e-9
    (True, True)
    """
    edges = np.linspace(low, high, _CELLS + 1)
    best, place = hill_top(local, edges)
    left, right, bound = edges[:-1], edges[1:], best
    while True:
        half = (right - left) / 2
        found = local(left, right)
        top = int(found.value.argmax())
        if found.value[top] > best:
            best, place = _climb(local, float((left[top] + right[top]) / 2), low, high)
        bounds = found.value + _rise(np.abs(found.slope), found.bend, half)
        live = (bounds > best + tolerance) & (half > _NARROWEST)
        bound = max(bound, best, float(bounds[~live].max(initial=best)))
        if not live.any():
            return Maximum(best, place, bound)
        parts = left[live, None] + (right - left)[live, None] * np.linspace(0.0, 1.0, _SPLIT + 1)
        left, right = parts[:, :-1].ravel(), parts[:, 1:].ravel()


def _rise(slope: FloatArray, bend: FloatArray, half: FloatArray) -> FloatArray:
    """Return the most that slope·x + bend·x²/2 can be for |x| ≤ half."""
    reach = np.where(bend * half < -slope, -slope / np.minimum(bend, -_TINY), half)
    return reach * slope + bend * reach * reach / 2


def hill_top(local: Function, places: FloatArray) -> tuple[float, float]:
    """Return the value and place of the hill reached from the best of ``places``; not yet a proven maximum."""
    at_places = local(places, places).value
    top = int(at_places.argmax())
    best, place = _climb(local, float(places[top]), float(places[0]), float(places[-1]))
    return (best, place) if best >= at_places[top] else (float(at_places[top]), float(places[top]))


def _climb(local: Function, place: float, low: float, high: float) -> tuple[float, float]:
    """Follow Newton's steps uphill from ``place`` and return the best value met, and where."""
    best, best_place, reach = -np.inf, place, (high - low) / _CELLS
    for _ in range(_NEWTON_STEPS):
        here = np.array([place])
        found = local(here, here)
        value, slope, second = float(found.value[0]), float(found.slope[0]), float(found.second[0])
        if value <= best:
            break
        best, best_place = value, place
        step = -slope / second if second < 0 else np.copysign(reach, slope)
        place = min(max(place + float(np.clip(step, -reach, reach)), low), high)
        if abs(step) < _FLAT or place == best_place:
            break
    return best, best_place
