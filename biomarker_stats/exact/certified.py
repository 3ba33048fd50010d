"""The maximum of a smooth function on an interval, with a proof: branch and bound by second-order Taylor bounds.

A grid is not a supremum. Every cell that could still hold more than the best value found is divided again, until the
bound on all of them is within the tolerance of that value.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from biomarker_stats.exact.distribution import FloatArray

TOLERANCE = 1e-10
_CELLS, _SPLIT, _NARROWEST, _NEWTON_STEPS = 48, 8, 1e-13, 8
_TINY = 1e-300
_FLAT = 1e-8  # a step of Newton's this short ends the climb


class Local(NamedTuple):
    """Value and first two derivatives at some places."""

    value: FloatArray
    slope: FloatArray
    second: FloatArray


class Smooth(Protocol):
    """A function whose second derivative can be bounded."""

    def at(self, places: FloatArray) -> Local:
        """Return what is known at ``places``, shape (m,)."""
        ...

    def bend(self, edges: FloatArray) -> FloatArray:
        """Bound the second derivative from above between neighbouring edges, shape (k, s + 1) → (k, s)."""
        ...


@dataclass(frozen=True, slots=True)
class Maximum:
    """The largest value found, where it is, and an upper bound on the supremum."""

    value: float
    place: float
    bound: float


def first_edges(low: float, high: float) -> FloatArray:
    """Return the edges of the cells that a search begins with, shape (1, cells + 1)."""
    return np.linspace(low, high, _CELLS + 1)[None, :]


def centres(edges: FloatArray) -> FloatArray:
    """Return the centres of the cells, shape (k · s,)."""
    return np.asarray((edges[:, :-1] + edges[:, 1:]).ravel() / 2)


def certified_maximum(function: Smooth, low: float, high: float, tolerance: float = TOLERANCE) -> Maximum:
    """Return the maximum of a function on [low, high], certified to ``tolerance``.

    Args:
        function: its values, its derivatives, and bounds on its curvature.
        low: left end of the interval.
        high: right end of the interval.
        tolerance: how far the bound may lie above the best value.

    >>> class Parabola:
    ...     def at(self, x): return Local(-(x**2), -2 * x, np.full(len(x), -2.0))
    ...     def bend(self, edges): return np.full((len(edges), edges.shape[1] - 1), -2.0)
    >>> found = certified_maximum(Parabola(), -1.0, 2.0)
    >>> abs(found.value) < 1e-12, found.bound < 1e-9
    (True, True)
    """
    ends = np.array([low, high])
    at_ends = function.at(ends).value
    best, place = float(at_ends.max()), float(ends[at_ends.argmax()])
    edges, bound = first_edges(low, high), best
    while True:
        middle, half = centres(edges), np.diff(edges, axis=1).ravel() / 2
        found, bend = function.at(middle), function.bend(edges).ravel()
        top = int(found.value.argmax())
        if found.value[top] > best:
            best, place = climb(function, float(middle[top]), low, high)
        bounds = found.value + _rise(np.abs(found.slope), bend, half)
        live = (bounds > best + tolerance) & (half > _NARROWEST)
        bound = max(bound, best, float(bounds[~live].max(initial=best)))
        if not live.any():
            return Maximum(best, place, bound)
        steps = np.linspace(-1.0, 1.0, _SPLIT + 1)
        edges = middle[live, None] + half[live, None] * steps


def _rise(slope: FloatArray, bend: FloatArray, half: FloatArray) -> FloatArray:
    """Return the most that slope·x + bend·x²/2 can be for |x| ≤ half."""
    reach = np.where(bend * half < -slope, -slope / np.minimum(bend, -_TINY), half)
    return reach * slope + bend * reach * reach / 2


def hill_top(function: Smooth, places: FloatArray) -> tuple[float, float]:
    """Return the value and place of the hill reached from the best of ``places``; not yet a proven maximum."""
    at_places = function.at(places).value
    top = int(at_places.argmax())
    best, place = climb(function, float(places[top]), float(places[0]), float(places[-1]))
    return (best, place) if best >= at_places[top] else (float(at_places[top]), float(places[top]))


def climb(function: Smooth, place: float, low: float, high: float) -> tuple[float, float]:
    """Follow Newton's steps uphill from ``place`` and return the best value met, and where."""
    best, best_place, reach = -np.inf, place, (high - low) / _CELLS
    for _ in range(_NEWTON_STEPS):
        found = function.at(np.array([place]))
        value, slope, second = float(found.value[0]), float(found.slope[0]), float(found.second[0])
        if value <= best:
            break
        best, best_place = value, place
        step = -slope / second if second < 0 else (reach if slope > 0 else -reach)
        place = min(max(place + min(max(step, -reach), reach), low), high)
        if abs(step) < _FLAT or place == best_place:
            break
    return best, best_place
