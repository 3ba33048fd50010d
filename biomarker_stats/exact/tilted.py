"""One-parameter exponential families on consecutive integers: tails, p values and their inversion.

P(Y = y; ψ) ∝ w(y) exp(ψ y). With w hypergeometric, ψ is a log odds ratio (Fisher, Cochran–Mantel–Haenszel); with w
binomial, ψ is the logit of a proportion (Clopper–Pearson, Blaker) or the log of a paired odds ratio (McNemar). So one
inversion serves them all. It needs log-concave w, which these and their convolutions are: then every event
{y ≤ l or y ≥ u} has a probability without an inner maximum in ψ, and a segment of the p value function between two of
its jumps exceeds α only if one of its ends does. Ends are therefore found, not searched for on a grid.

References: Fay MP (2010), Biostatistics 11:373-374 and R Journal 2(1):53-58; Blaker H (2000), Can J Stat 28:783-798.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.exact.roots import bracketed_root
from biomarker_stats.exact.shift_interval import level
from biomarker_stats.terms import Alternative, TwoSided

_CHUNK = 4_000_000  # numbers held at once while the jumps of a p value function are evaluated


class _Inverted(NamedTuple):
    """The test that an interval inverts."""

    alpha: float
    alternative: Alternative
    rule: TwoSided
    mid: bool


@dataclass(frozen=True)
class TiltedFamily:
    """The family on ``first``, ``first + 1``, … with log weights ``log_weights`` (log-concave), at any real ψ."""

    first: int
    log_weights: FloatArray

    @cached_property
    def _steps(self) -> FloatArray:
        return np.arange(len(self.log_weights), dtype=np.float64)

    @property
    def last(self) -> int:
        """The largest value."""
        return self.first + len(self.log_weights) - 1

    @cached_property
    def mirrored(self) -> "TiltedFamily":
        """The family of −Y, whose parameter is −ψ."""
        return TiltedFamily(-self.last, self.log_weights[::-1])

    def probabilities(self, psi: float) -> FloatArray:
        """Return P(Y = y; ψ), shape of ``log_weights``."""
        exponent = self.log_weights + psi * self._steps
        relative = np.exp(exponent - exponent.max())
        return np.asarray(relative / relative.sum())

    def estimate(self, observed: int) -> float:
        """Return the conditional maximum-likelihood ψ, where E(Y; ψ) = observed; infinite at the ends of the support.

        Raises:
            ValueError: the support is a single point, so that no ψ is better than another.
        """
        if self.first == self.last:
            msg = "the support is a single point: the parameter cannot be estimated"
            raise ValueError(msg)
        if observed in {self.first, self.last}:
            return -math.inf if observed == self.first else math.inf
        place = observed - self.first

        def excess(psi: float) -> float:
            return float(self.probabilities(psi) @ self._steps) - place

        return _root_in_widening_bracket(excess)

    def limits(
        self,
        observed: int,
        confidence: float,
        alternative: Alternative = "two-sided",
        rule: TwoSided = "central",
        *,
        mid: bool = False,
    ) -> tuple[float, float]:
        """Return the ends of the set of ψ that the test does not reject at level 1 − confidence.

        The set of a ``minlike`` or ``blaker`` test may have gaps; the interval is then its hull. ``mid`` inverts the
        mid-p version of the central or one-sided test.

        Args:
            observed: the value of Y seen.
            confidence: between 0 and 1.
            alternative: a one-sided test gives a one-sided interval.
            rule: what "as extreme" means in a two-sided test: central, minlike or blaker.
            mid: whether half the probability of the observed value is left out.

        >>> from math import exp
        >>> family = TiltedFamily(0, np.log([1.0, 16.0, 36.0, 16.0, 1.0]))
        >>> [round(exp(psi), 4) for psi in family.limits(3, 0.95, rule="minlike")]
        [0.3136, 306.2368]
        """
        alpha = level(confidence)
        low, high = -math.inf, math.inf
        if alternative != "greater":
            high = self._upper_limit(observed, _Inverted(alpha, alternative, rule, mid))
        if alternative != "less":
            low = -self.mirrored._upper_limit(-observed, _Inverted(alpha, alternative, rule, mid))
        return low, high

    def limits_beside(
        self, observed: int, confidence: float, rule: TwoSided, rejected: float
    ) -> tuple[float, float, float]:
        """Return the interval on the estimate's side of a ψ that the test rejects, and the end of what lies beyond it.

        The set that a minlike or blaker test does not reject can have a gap. An interval that is to agree with the
        test must then leave out the part of the set on the far side of the gap.

        Args:
            observed: the value of Y seen.
            confidence: between 0 and 1.
            rule: minlike or blaker.
            rejected: a ψ that the two-sided test rejects, inside the limits.
        """
        inverted = _Inverted(level(confidence), "two-sided", rule, False)
        low, high = self.limits(observed, confidence, rule=rule)
        if self.estimate(observed) < rejected:
            return low, self._upper_limit(observed, inverted, below=rejected), high
        return -self.mirrored._upper_limit(-observed, inverted, below=-rejected), high, low

    def _upper_limit(self, observed: int, inverted: "_Inverted", below: float = math.inf) -> float:
        """Return the largest ψ (below a bound) that is not rejected."""
        place, (alpha, alternative, rule, mid) = observed - self.first, inverted
        if place == len(self.log_weights) - 1:
            return math.inf
        if alternative != "two-sided":
            return self._tail_limit(place, alpha, mid=mid)
        if rule == "central" or mid:
            return self._tail_limit(place, alpha / 2, mid=mid)
        if rule == "blaker":
            return self._blaker_limit(place, alpha, below)
        if rule == "minlike":
            return self._minlike_limit(place, alpha, below)
        msg = f"no interval inverts the two-sided rule {rule!r}"
        raise ValueError(msg)

    def _tail_limit(self, place: int, alpha: float, *, mid: bool) -> float:
        """Return the ψ where P(Y ≤ y) = α (half of the last term left out for mid-p)."""

        def excess(psi: float) -> float:
            probabilities = self.probabilities(psi)
            tail = float(probabilities[: place + 1].sum()) - (0.5 * float(probabilities[place]) if mid else 0.0)
            return math.log(alpha) - math.log(tail) if tail > 0 else math.inf

        if mid and place == 0 and alpha >= 0.5:
            return -math.inf
        return _root_in_widening_bracket(excess)

    def _outside(self, psi: float, low: int, high: int) -> float:
        """Return P(Y ≤ low or Y ≥ high), places counted from 0."""
        probabilities = self.probabilities(psi)
        return float(probabilities[: low + 1].sum() + probabilities[high:].sum())

    def _blaker_limit(self, place: int, alpha: float, below: float) -> float:
        """Invert the largest jump below the central limit: there P(Y ≤ y) = P(Y ≥ z), and p is twice either."""
        central = min(self._tail_limit(place, alpha / 2, mid=False), below)
        probabilities = self.probabilities(central)
        upper = np.cumsum(probabilities[::-1])[::-1]
        partner = int(np.flatnonzero(upper > probabilities[: place + 1].sum())[-1])

        def excess(psi: float) -> float:
            probabilities = self.probabilities(psi)
            return float(probabilities[partner:].sum() - probabilities[: place + 1].sum())

        if partner <= place or excess(central) <= 0:
            return central
        jump = bracketed_root(excess, _widen(excess, central, -1.0), central)
        return self._crossing(jump, central, place, partner + 1, alpha)

    def _minlike_limit(self, place: int, alpha: float, below: float) -> float:
        """Evaluate p at every jump (where P(Y = z) = P(Y = y), z > y) and follow it from the last that exceeds α."""
        partners = np.arange(place + 1, len(self.log_weights))
        jumps = (self.log_weights[place] - self.log_weights[partners]) / (partners - place)
        partners, jumps = partners[jumps < below], jumps[jumps < below]
        rows = max(1, _CHUNK // len(self.log_weights))
        for start in range(len(jumps) - 1, -1, -rows):
            block = slice(max(0, start + 1 - rows), start + 1)
            exponent = self.log_weights + jumps[block, None] * self._steps
            relative = np.exp(exponent - exponent.max(axis=1, keepdims=True))
            outside = (self._steps <= place) | (self._steps >= partners[block, None])
            exceeding = np.flatnonzero((relative * outside).sum(axis=1) / relative.sum(axis=1) > alpha)
            if exceeding.size:
                last = block.start + int(exceeding[-1])
                end = float(jumps[last + 1]) if last + 1 < len(jumps) else below
                return self._crossing(float(jumps[last]), end, place, int(partners[last]) + 1, alpha)
        return self._tail_limit(place, alpha, mid=False)

    def _crossing(self, jump: float, end: float, low: int, high: int, alpha: float) -> float:
        """Return where p = P(Y ≤ low or Y ≥ high) falls to α right of a jump; the jump if it is below at once."""

        def excess(psi: float) -> float:
            return alpha - self._outside(psi, low, high)

        if excess(jump) >= 0:
            return jump
        if math.isinf(end):
            end = _widen(excess, jump, 1.0)
        return bracketed_root(excess, jump, end) if excess(end) > 0 else end


def log_weights(counts: Sequence[int]) -> FloatArray:
    """Return the natural logarithms of positive integers of any size."""
    return np.array([math.log(count) for count in counts])


def _widen(function: Callable[[float], float], start: float, step: float) -> float:
    """Return a point from ``start`` in the direction of ``step`` where an increasing function has that sign."""
    point = start + step
    while function(point) * step < 0:
        step *= 2
        point += step
    return point


def _root_in_widening_bracket(function: Callable[[float], float]) -> float:
    at_zero = function(0.0)
    if at_zero == 0:
        return 0.0
    end = _widen(function, 0.0, -1.0 if at_zero > 0 else 1.0)
    return bracketed_root(function, min(end, 0.0), max(end, 0.0))
