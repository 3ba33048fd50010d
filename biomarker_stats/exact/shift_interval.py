"""Intervals for a shift, by inverting the exact test: the shifts that the test does not reject.

The p value of a rank test is constant between the *jumps* (Walsh averages, or differences between the arms) and takes
its own value at each jump, where ties or zeros arise. These are the *cells*: cell 2k is the open stretch below jump k,
cell 2k + 1 is jump k itself. At every cell the shifted data are ranked again and meet the exact distribution of their
own ties. The interval reaches from the lowest to the highest cell that is not rejected.

References: Hodges JL, Lehmann EL (1963), Ann Math Stat 34:598-611; Bauer DF (1972), JASA 67:687-690; Fay MP (2010),
R Journal 2(1):53-58 (test and interval by one two-sided rule).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from biomarker_stats.exact.distribution import IntArray
from biomarker_stats.terms import Alternative

_SCAN_QUICK, _SCAN_SLOW = 160, 16  # so many cells are all looked at; among more, p is taken to rise inwards
_BEYOND_QUICK, _BEYOND_SLOW = 6, 2  # and so many beyond the limit are looked at nevertheless
_SCAN_WAVERING, _BEYOND_WAVERING = 1000, 400  # the same where p need not rise inwards
_HOPELESS = 1e-3  # the outermost shift is rejected beyond doubt if its approximate p is so far below the level
_CLOSE = 1e-10  # rounding in a ratio of counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Two limits, how they were found, and what a reader must know about them.

    ``inverts_exact`` says that they bound the shifts that an exact test does not reject.
    """

    low: float
    high: float
    method: str
    attained: float | None = None
    notes: tuple[str, ...] = ()
    inverts_exact: bool = False


@cache
def level(confidence: float) -> float:
    """Return 1 − confidence as the decimal it is, so that p = 0.05 is at the level 0.05.

    >>> level(0.95), level(0.9)
    (0.05, 0.1)
    """
    return float(1 - Fraction(repr(float(confidence))))


def rejects(p: float, alpha: float) -> bool:
    """Return whether p ≤ alpha, a rounding error in p aside.

    >>> rejects(0.1, 0.1), rejects(0.1000001, 0.1)
    (True, False)
    """
    return p <= alpha * (1 + _CLOSE)


@dataclass(slots=True)
class Cells:
    """The cells of a shift, and which of them the test rejects.

    ``jumps`` are sorted distinct integers; ``p_at(twice_shift)`` is the exact p value at half that integer, and
    ``approximate_p`` a cheap stand-in that only tells where to begin looking. ``quick`` says that ``p_at`` is cheap,
    ``wavering`` that p may fall on the way inwards, as it does where outcomes are ordered by their probability.
    """

    jumps: IntArray
    p_at: Callable[[int], float]
    approximate_p: Callable[[int], float]
    alpha: float
    quick: bool = True
    wavering: bool = False

    @property
    def not_tried(self) -> tuple[str, ...]:
        """A note where p may rise again beyond the shifts that were tried."""
        if not self.wavering or 2 * len(self.jumps) + 1 <= _SCAN_WAVERING:
            return ()
        why = "outcomes are ordered by their probability, so that p can rise again further out"
        return (f"{why}: the {_BEYOND_WAVERING} next possible limits were tried on either side, and no others",)

    def place(self, cell: int) -> int:
        """Return twice a shift in the cell."""
        jumps, (k, at_jump) = self.jumps, divmod(cell, 2)
        if at_jump:
            return 2 * int(jumps[k])
        if k == 0:
            return 2 * int(jumps[0]) - 2
        if k == len(jumps):
            return 2 * int(jumps[-1]) + 2
        return int(jumps[k - 1]) + int(jumps[k])

    def accepted(self, cell: int) -> bool:
        """Return whether the exact test leaves the shifts of the cell."""
        return not rejects(self.p_at(self.place(cell)), self.alpha)

    def likely(self, cell: int) -> bool:
        """Return whether the approximation leaves the shifts of the cell."""
        return self.approximate_p(self.place(cell)) > self.alpha

    def ends(self, alternative: Alternative) -> tuple[float, float]:
        """Return the lowest and highest accepted shift, in units of the jumps."""
        last = 2 * len(self.jumps)
        low = -1 if alternative == "less" else self._outermost(range(0, last + 1))
        high = last + 1 if alternative == "greater" else self._outermost(range(last, -1, -1))
        if low is None or high is None:
            return math.nan, math.nan
        lowest = -math.inf if low <= 0 else float(self.jumps[(low - 1) // 2])
        highest = math.inf if high >= last else float(self.jumps[high // 2])
        return lowest, highest

    def _outermost(self, cells: range) -> int | None:
        """Return the first accepted cell in the order given, which runs from outside inwards."""
        scan, reach = (_SCAN_QUICK, _BEYOND_QUICK) if self.quick else (_SCAN_SLOW, _BEYOND_SLOW)
        if self.wavering:
            scan, reach = _SCAN_WAVERING, _BEYOND_WAVERING
        if len(cells) <= scan:
            return next((cell for cell in cells if self.accepted(cell)), None)
        if self.approximate_p(self.place(cells[0])) > _HOPELESS * self.alpha and self.accepted(cells[0]):
            return cells[0]
        guess = _first(self.likely, 0, len(cells) - 1, cells)
        inside, outside, step = guess, guess, 1
        while not self.accepted(cells[inside]):
            if inside == len(cells) - 1:
                return None
            outside, inside, step = inside, min(inside + step, len(cells) - 1), 2 * step
        step = 1
        while outside > 0 and (outside == inside or self.accepted(cells[outside])):
            inside, outside, step = outside, max(outside - step, 0), 2 * step
        first = _first(self.accepted, outside, inside, cells)
        return cells[next((k for k in range(max(first - reach, 0), first) if self.accepted(cells[k])), first)]


def _first(accepted: Callable[[int], bool], outside: int, inside: int, cells: range) -> int:
    """Bisect for the first place in (outside, inside] that is accepted, taking ``inside`` for accepted."""
    while inside - outside > 1:
        middle = (outside + inside) // 2
        outside, inside = (outside, middle) if accepted(cells[middle]) else (middle, inside)
    return inside


def agree_with_test(interval: Interval, null: float, p: float, alpha: float) -> Interval:
    """Return the interval, opened at ``null`` where the closed one would hold a value that the test rejects.

    The accepted shifts may begin just above or end just below the null value. A float cannot say "open", so the limit
    moves by the least step a float can make, and a note says so.
    """
    low, high = interval.low, interval.high
    if not (rejects(p, alpha) and low <= null <= high):
        return interval
    if low == null:
        low = math.nextafter(null, math.inf)
    elif high == null or high - null < null - low:
        high = math.nextafter(null, -math.inf)
    else:
        low = math.nextafter(null, math.inf)
    note = f"the interval is open at {null:g}: the test rejects this value and not all of its neighbours"
    return replace(interval, low=low, high=high, notes=(*interval.notes, note))
