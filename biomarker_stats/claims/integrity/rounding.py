"""Rounding rules by name, and what could have been rounded to a printed number.

A rule is defined by the set of numbers that print as x with unit u (0.01 for two decimals). Every such set is one
interval, so that "can this be printed so?" is a comparison of exact ends and never a rounding of a float.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from biomarker_stats.errors import UsageError, shorten
from biomarker_stats.study.printed import Printed
from biomarker_stats.terms import nearest

RULES = {
    "half_up": "nearest, a half away from zero",
    "half_down": "nearest, a half towards zero",
    "half_even": "nearest, a half to the even digit (IEC 60559)",
    "unknown": "nearest, a half either way",
    "trunc": "towards zero: digits cut off",
    "ceiling": "away from zero always",
    "floor": "towards minus infinity always",
    "ceiling_or_floor": "to either of the two neighbours",
}
"""What each rule means; for a number below zero too."""

SYNONYMS = {
    "up": "half_up",
    "down": "half_down",
    "even": "half_even",
    "up_or_down": "unknown",
    "anti_trunc": "ceiling",
}
"""The names other software gives them."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers between two exact ends, each end in or out."""

    low: Fraction
    high: Fraction
    low_closed: bool = True
    high_closed: bool = True

    def __contains__(self, value: Fraction) -> bool:
        above = value >= self.low if self.low_closed else value > self.low
        return above and (value <= self.high if self.high_closed else value < self.high)

    def integers(self, times: int = 1) -> range:
        """Return the whole numbers k with k / ``times`` inside."""
        low, high = self.low * times, self.high * times
        first = ceil(low) if self.low_closed else floor(low) + 1
        last = floor(high) if self.high_closed else ceil(high) - 1
        return range(first, last + 1)

    def scaled(self, factor: Fraction | int, shift: Fraction | int = 0) -> "Interval":
        """Return the interval of factor · x + shift; ``factor`` is positive."""
        return Interval(self.low * factor + shift, self.high * factor + shift, self.low_closed, self.high_closed)

    def squared(self) -> "Interval":
        """Return the interval of the squares of its numbers from 0 up."""
        low = max(self.low, Fraction(0))
        return Interval(low * low, self.high * self.high, self.low_closed or self.low < 0, self.high_closed)


def rule_named(name: str) -> str:
    """Return the rule that a name stands for.

    Raises:
        UsageError: there is no such rule; the nearest is named.

    >>> rule_named("up_or_down"), rule_named("trunc")
    ('unknown', 'trunc')
    """
    rule = SYNONYMS.get(name, name) if isinstance(name, str) else ""
    if rule not in RULES:
        msg = f"no rounding rule is called {shorten(str(name))!r}{nearest(str(name), [*RULES, *SYNONYMS])}"
        raise UsageError(msg)
    return rule


def preimage(printed: Printed, rounding: str) -> Interval:
    """Return every number that prints so under a named rule.

    Raises:
        UsageError: there is no such rule.

    >>> from biomarker_stats.study.printed import parse_printed
    >>> found = preimage(parse_printed("0.16"), "trunc")
    >>> float(found.low), float(found.high), found.high_closed
    (0.16, 0.17, False)
    """
    rule, x, unit = rule_named(rounding), printed.value, Fraction(10) ** -printed.decimals
    if rule == "floor":
        return Interval(x, x + unit, True, False)
    if rule == "ceiling_or_floor":
        return Interval(x - unit, x + unit, False, False)
    if rule in {"trunc", "ceiling"}:
        return _cut(x, unit, rule)
    half = unit / 2
    outer = rule in {"half_down", "unknown"} or (rule == "half_even" and (x / unit) % 2 == 0)
    inner = rule in {"half_up", "unknown"} or (rule == "half_even" and (x / unit) % 2 == 0)
    if x == 0:
        return Interval(-half, half, outer, outer)
    return Interval(x - half, x + half, *((inner, outer) if x > 0 else (outer, inner)))


def _cut(x: Fraction, unit: Fraction, rule: str) -> Interval:
    if rule == "trunc":
        if x == 0:
            return Interval(-unit, unit, False, False)
        return Interval(x, x + unit, True, False) if x > 0 else Interval(x - unit, x, False, True)
    if x == 0:
        return Interval(x, x)
    return Interval(x - unit, x, False, True) if x > 0 else Interval(x, x + unit, True, False)
