"""Printed numbers: what was on the page, as an exact decimal, and what could have been rounded to it."""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from biomarker_stats.errors import UsageError
from biomarker_stats.study.numeral_forms import plain_numeral
from biomarker_stats.terms import Rounding

_NUMBER = re.compile(r"([+-]?)([0-9]{0,30})(?:\.([0-9]{1,30}))?(?:[eE]([+-]?[0-9]{1,3}))?")
_END = r"([+−–-]?[0-9.,·]+(?:[eE][+−–-]?[0-9]+)?\s*%?)"
_RANGE = re.compile(rf"\s*{_END}\s*(?:–|—|-|to|…)\s*{_END}\s*")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed: its text, its exact value, and how many decimals it shows."""

    text: str
    value: Fraction
    decimals: int
    percent: bool = False


def parse_printed(text: str) -> Printed:
    """Return the number that ``text`` prints, in exact arithmetic.

    A decimal point may be raised, a minus sign a dash, and a power of ten written out. A comma is refused: it parts
    thousands in some journals and decimals in others.

    Raises:
        UsageError: the text is not one number.

    >>> parse_printed("0.025").value, parse_printed("16 %").percent, parse_printed(".50").decimals
    (Fraction(1, 40), True, 2)
    >>> parse_printed("0·025").value, float(parse_printed("–2.3 × 10⁻⁵").value)
    (Fraction(1, 40), -2.3e-05)
    """
    plain = plain_numeral(text)
    percent = plain.endswith("%")
    body = plain.removesuffix("%").strip()
    match = _NUMBER.fullmatch(body)
    if match is None or not (match[2] or match[3]):
        msg = f"{text!r} is not one number — write it as printed, such as 0.025, 16% or 1.5e-3"
        raise UsageError(msg)
    sign, whole, decimals, exponent = match[1], match[2], match[3] or "", int(match[4] or 0)
    value = Fraction(int((whole or "0") + decimals), 10 ** len(decimals)) * Fraction(10) ** exponent
    return Printed(text, -value if sign == "-" else value, len(decimals) - exponent, percent)


def parse_range(text: str) -> tuple[Printed, Printed]:
    """Return the two ends of a printed range.

    Raises:
        UsageError: the text is not a range of two numbers.

    >>> [end.value for end in parse_range("5 to 10")] == [end.value for end in parse_range("5–10")]
    True
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        msg = f"{text!r} is not a range — write it as printed, such as 5 to 10"
        raise UsageError(msg)
    return parse_printed(match[1]), parse_printed(match[2])


def round_printed(value: Fraction, decimals: int, rule: Rounding) -> Fraction:
    """Return ``value`` rounded to ``decimals`` (negative: to tens, hundreds …) by a named rule, exactly.

    ``half_up`` takes ties away from zero, ``ceiling`` rounds away from zero always, ``trunc`` cuts digits off.

    Raises:
        UsageError: the rule is ``unknown``, which names no single result.

    >>> round_printed(Fraction(50, 3), 0, "half_up"), round_printed(Fraction(50, 3), 0, "trunc")
    (Fraction(17, 1), Fraction(16, 1))
    """
    unit = Fraction(10) ** -decimals
    scaled = abs(value) / unit
    if rule == "half_up":
        whole = math.floor(scaled + Fraction(1, 2))
    elif rule == "half_even":
        whole = round(scaled)
    elif rule == "trunc":
        whole = math.floor(scaled)
    elif rule == "ceiling":
        whole = math.ceil(scaled)
    else:
        msg = "the rule 'unknown' rounds to no single number — ask prints_as"
        raise UsageError(msg)
    return (-whole if value < 0 else whole) * unit


def prints_as(value: Fraction, printed: Printed, rule: Rounding) -> bool:
    """Return whether ``value`` prints as ``printed`` under a rule; ``unknown`` means rounded, ties either way.

    >>> [prints_as(Fraction(1, 8), parse_printed("0.12"), rule) for rule in ("half_up", "half_even", "unknown")]
    [False, True, True]
    """
    if rule == "unknown":
        return abs(value - printed.value) * 2 <= Fraction(10) ** -printed.decimals
    return round_printed(value, printed.decimals, rule) == printed.value
