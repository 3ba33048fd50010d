"""What the checks are given: printed numbers as text, whole sizes, scales and printed P values."""

import re
from dataclasses import replace
from numbers import Integral
from typing import Any

from biomarker_stats.errors import UsageError, shorten
from biomarker_stats.study.numeral_forms import plain_numeral
from biomarker_stats.study.printed import Printed, parse_printed

LARGEST_N = 10**9
_LONGEST = 40
_MOST_DECIMALS = 30
_COMPARATORS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">=", "≈": "~", "≃": "~"}
_CLAIM = re.compile(r"(?:[pP] ?)?(<=|>=|=<|=>|[<>=≤≥~≈≃]) ?(.+)")


def printed_number(text: Any, what: str) -> Printed:
    """Return a number as printed, in any form journals use; whole numbers may come as integers, others only as text.

    Raises:
        UsageError: it is no text of one number.

    >>> printed_number("0.150", "the mean").decimals, printed_number("0·150", "the mean").value
    (3, Fraction(3, 20))
    """
    if not isinstance(text, bool) and isinstance(text, Integral):
        text = str(int(text)) if abs(int(text)) < 10**_MOST_DECIMALS else "9" * (_LONGEST + 1)
    if not isinstance(text, str):
        msg = (
            f"{what} must be text as printed, such as '0.50' (trailing zeros are evidence), "
            f"got {type(text).__name__} {shorten(repr(text))}"
        )
        raise UsageError(msg)
    if len(text) > _LONGEST:
        msg = f"{what} is {len(text)} characters long — give one printed number of at most {_LONGEST}"
        raise UsageError(msg)
    printed = _parsed(text)
    if abs(printed.decimals) > _MOST_DECIMALS:
        msg = f"{what} {text!r} shows {printed.decimals} decimals — at most {_MOST_DECIMALS} are compared"
        raise UsageError(msg)
    return printed


def _parsed(text: str) -> Printed:
    try:
        return replace(parse_printed(plain_numeral(text)), text=text)
    except UsageError:
        return parse_printed(text)  # which quotes the text as it was given


def printed_sd(text: Any) -> Printed:
    """Return a standard deviation as printed, which is not below zero."""
    printed = printed_number(text, "the SD")
    if printed.value < 0:
        msg = f"an SD cannot be below 0, got {text!r}"
        raise UsageError(msg)
    return printed


def both_percent(mean: Printed, sd: Printed) -> bool:
    """Return whether mean and SD are percentages, by their own signs.

    Raises:
        UsageError: only one of them is.
    """
    if mean.percent != sd.percent:
        msg = f"mean {mean.text!r} and SD {sd.text!r}: write % behind both or behind neither"
        raise UsageError(msg)
    return mean.percent


def whole(value: Any, what: str, *, least: int = 1, most: int = LARGEST_N) -> int:
    """Return a whole number within bounds.

    Raises:
        UsageError: it is no whole number, or out of bounds.

    >>> whole(6, "n")
    6
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        msg = f"{what} must be a whole number, got {type(value).__name__} {shorten(repr(value))}"
        raise UsageError(msg)
    number = int(value)
    if not least <= number <= most:
        shown = str(number) if abs(number) < 10**_MOST_DECIMALS else "a number too long to show"
        msg = f"{what} must be between {least:,} and {most:,}, got {shown}"
        raise UsageError(msg)
    return number


def whole_scale(scale: Any) -> tuple[int, int]:
    """Return the lowest and highest level of a scale of whole numbers.

    >>> whole_scale((1, 5))
    (1, 5)
    """
    ends = tuple(scale) if isinstance(scale, tuple | list) else ()
    if len(ends) != 2:
        msg = f"scale must be its lowest and highest level, such as (1, 5), got {shorten(repr(scale))}"
        raise UsageError(msg)
    low, high = (whole(end, "an end of the scale", least=-(10**6), most=10**6) for end in ends)
    if low > high:
        msg = f"scale must run from low to high, got {low} to {high}"
        raise UsageError(msg)
    return low, high


def printed_p(text: Any) -> tuple[str, Printed]:
    """Return the comparator and the number of a printed P value.

    Raises:
        UsageError: it is no P value.

    >>> comparator, number = printed_p("P < 0.01")
    >>> comparator, number.decimals
    ('<', 2)
    """
    if not isinstance(text, str):
        printed_number(text, "the P value")  # refuses all but whole numbers
        text = str(text)
    if len(text) > _LONGEST:
        msg = f"the P value is {len(text)} characters long — give it as printed, such as '0.036' or '< 0.01'"
        raise UsageError(msg)
    plain = " ".join(text.split())
    if plain.lower().removeprefix("p").strip(" =").rstrip(".").replace(".", "") == "ns":
        return "ns", parse_printed("0.05")
    match = _CLAIM.fullmatch(plain)
    comparator = _COMPARATORS.get(match[1], match[1]) if match else "="
    printed = printed_number(match[2] if match else plain, "the P value")
    if printed.percent or not 0 <= printed.value <= 1:
        msg = f"a P value lies between 0 and 1, got {text!r}"
        raise UsageError(msg)
    return comparator, printed
