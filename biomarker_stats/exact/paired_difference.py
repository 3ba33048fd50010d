"""The exact interval for the difference of two paired proportions, p12 − p21, from an order built step by step.

Of n pairs, b change one way and c the other. A set of outcomes (b, c) that more b or fewer c never leave has a largest
probability over all (p12, p21) with p12 − p21 = δ, which rises with δ; the lower limit of a set is the δ where that is
α. The order starts from (n, 0) and always adds the outcome that leaves the limit as large as it can be, so that no
outcome could have a larger limit without taking one from those before it. The limit of an outcome is that of the set it
completes: it covers at its level whatever the proportions, because the order does not depend on the data.

References: Wang W (2012), J Biopharm Stat 22:1174-1187 (inductive order); Wang W, Shan G (2015), R Journal 7(2):62-70.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.exact.certified import Local, certified_maximum, hill_top
from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.margins_network import log_factorials
from biomarker_stats.exact.roots import bracketed_root

BoolArray = NDArray[np.bool_]

LARGEST = 40
_PLACES = 65
_CLOSE = 1e-9
_TIE = 1e-12
_TINY = 1e-300
_CERTIFIED = 1e-8
_LATER = 2**31  # the step of an outcome that has not joined yet


def exact_difference(n: int, b: int, c: int, tail: float) -> tuple[float, float]:
    """Return the limits for p12 − p21, each at confidence 1 − ``tail``.

    Args:
        n: pairs.
        b: pairs that change as p12 says.
        c: pairs that change as p21 says.
        tail: the probability left out on each side.

    Raises:
        ExactTooLarge: more than 40 pairs.

    >>> [round(x, 3) for x in exact_difference(10, 6, 0, 0.025)]
    [0.144, 0.878]
    """
    if n > LARGEST:
        msg = (
            f"the exact interval orders all outcomes of {n} pairs one by one, more than its bound of {LARGEST} pairs — "
            "use interval='tango'"
        )
        raise ExactTooLarge(msg)
    return lower_limit(n, b, c, tail), -lower_limit(n, c, b, tail)


def lower_limit(n: int, b: int, c: int, tail: float) -> float:
    """Return the lower limit of p12 − p21 at confidence 1 − ``tail``."""
    if n == 0 or (b, c) == (0, n):
        return -1.0
    included = _first_sets(n, tail)
    region = np.argwhere(included <= included[b, c])
    chosen = np.zeros((n + 1, n + 1), dtype=bool)
    chosen[tuple(region.T)] = True
    return _limit(chosen, tail)


@lru_cache(maxsize=8)
def _first_sets(n: int, tail: float) -> IntArray:
    """Return the step at which each outcome (b, c) joins the order."""
    outcomes = _Outcomes(n)
    step_of = np.full((n + 1, n + 1), _LATER, dtype=np.int64)
    step_of[n, 0], step, limit = 0, 0, 1.0
    while True:
        candidates = _candidates(step_of, n)
        if not len(candidates):
            step_of.setflags(write=False)
            return step_of
        step += 1
        limit, best = _next(outcomes, step_of, candidates, tail, limit)
        step_of[tuple(candidates[best].T)] = step


def _candidates(step_of: IntArray, n: int) -> IntArray:
    """Return the outcomes outside the set whose neighbours (b + 1, c) and (b, c − 1) are inside, shape (m, 2)."""
    free = [
        (b, c)
        for b in range(n + 1)
        for c in range(n + 1 - b)
        if step_of[b, c] == _LATER
        and (b + c == n or step_of[b + 1, c] < _LATER)
        and (c == 0 or step_of[b, c - 1] < _LATER)
    ]
    return np.array(free, dtype=np.int64).reshape(-1, 2)


class _Outcomes:
    """All outcomes (b, c) of n pairs in a row, and their probabilities over places of the nuisance proportion."""

    def __init__(self, n: int) -> None:
        self.b, self.c = (part.ravel() for part in np.indices((n + 1, n + 1)))
        possible = self.b + self.c <= n
        self.b, self.c = self.b[possible], self.c[possible]
        self.rest = n - self.b - self.c
        factorial = log_factorials(n)
        self.log_ways = factorial[n] - factorial[self.b] - factorial[self.c] - factorial[self.rest]

    def probabilities(self, delta: float, places: FloatArray) -> FloatArray:
        """Return P(b, c) for p21 at each place, shape (places, outcomes)."""
        return np.exp(self.log_probabilities(places + delta, places, 1 - 2 * places - delta))

    def log_probabilities(self, up: FloatArray, down: FloatArray, rest: FloatArray) -> FloatArray:
        """Return log P(b, c) for three proportions at each place, which here need not add up to 1."""
        logs = [np.log(np.maximum(p, _TINY))[:, None] for p in (up, down, rest)]
        return np.asarray(self.log_ways + self.b * logs[0] + self.c * logs[1] + self.rest * logs[2])


def _range(delta: float) -> tuple[float, float]:
    """Return the least and the largest p21 when p12 − p21 = δ."""
    return max(0.0, -delta), (1 - delta) / 2


def _next(
    outcomes: _Outcomes, step_of: IntArray, candidates: IntArray, tail: float, limit: float
) -> tuple[float, BoolArray]:
    """Return the largest limit that a set with one more outcome can have, and which of the candidates give it."""
    inside = (step_of[outcomes.b, outcomes.c] < _LATER).astype(np.float64)
    chosen = [int(np.flatnonzero((outcomes.b == b) & (outcomes.c == c))[0]) for b, c in candidates.tolist()]

    def sizes(delta: float) -> FloatArray:
        low, high = _range(delta)
        probabilities = outcomes.probabilities(delta, low + (high - low) * np.linspace(0.0, 1.0, _PLACES))
        return np.asarray((probabilities @ inside + probabilities[:, chosen].T).max(axis=1))

    def excess(delta: float) -> float:
        return float(sizes(delta).min()) - tail

    found = -1.0 if excess(-1.0) >= 0 else bracketed_root(excess, -1.0, limit, _CLOSE * tail)
    at_limit = sizes(found)
    return found, at_limit <= at_limit.min() + _TIE


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """The probability of a set of outcomes as a function of p21, with p12 = p21 + δ."""

    included: FloatArray
    delta: float

    def at(self, places: FloatArray) -> Local:
        found = [self._sum(drop, places) for drop in range(3)]
        return Local(*found)

    def bend(self, edges: FloatArray) -> FloatArray:
        """Bound the second derivative: each term at its least end, or at the largest of its three proportions."""
        n, coefficients = len(self.included) - 1, self._coefficients(2)
        if n < 2:
            return np.zeros((edges.shape[0], edges.shape[1] - 1))
        left, right = edges[:, :-1].ravel(), edges[:, 1:].ravel()
        outcomes = _Outcomes(n - 2)
        least = np.minimum(outcomes.probabilities(self.delta, left), outcomes.probabilities(self.delta, right))
        largest = np.exp(outcomes.log_probabilities(right + self.delta, right, 1 - 2 * left - self.delta))
        own = coefficients[outcomes.b, outcomes.c]
        bound = np.minimum(largest, 1.0) @ np.maximum(own, 0.0) + least @ np.minimum(own, 0.0)
        return np.asarray(bound.reshape(edges.shape[0], -1))

    def _sum(self, drop: int, places: FloatArray) -> FloatArray:
        n = len(self.included) - 1
        if n < drop:
            return np.zeros(len(places))
        outcomes = _Outcomes(n - drop)
        own = self._coefficients(drop)[outcomes.b, outcomes.c]
        return np.asarray(outcomes.probabilities(self.delta, places) @ own)

    def _coefficients(self, drop: int) -> FloatArray:
        """Return the ``drop``-th difference in the direction (+1, +1, −2) of (p12, p21, rest), times its factor."""
        found, n = self.included, len(self.included) - 1
        for k in range(drop):
            found = (n - k) * (found[1:, :-1] + found[:-1, 1:] - 2 * found[:-1, :-1])
        return found


def _limit(chosen: BoolArray, tail: float) -> float:
    """Return the δ at which the largest probability of the set is ``tail``, certified."""
    included = chosen.astype(np.float64)
    shares, delta = np.linspace(0.0, 1.0, _PLACES), 1.0

    def excess(delta: float) -> float:
        low, high = _range(delta)
        if high <= low:
            return float(_Line(included, delta).at(np.array([low])).value[0]) - tail
        return hill_top(_Line(included, delta), low + (high - low) * shares)[0] - tail

    while True:
        delta = bracketed_root(excess, -1.0, delta, _CLOSE * tail)
        low, high = _range(delta)
        top = certified_maximum(_Line(included, delta), low, high, _CERTIFIED)
        if top.value <= tail + _CERTIFIED:
            return delta
        shares = np.unique(np.append(shares, (top.place - low) / (high - low)))
