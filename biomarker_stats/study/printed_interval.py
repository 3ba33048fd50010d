"""Printed intervals: two ends in any of the forms journals use, either of which may be infinite."""

import re

from biomarker_stats.errors import UsageError
from biomarker_stats.study.printed import Printed, parse_printed, parse_range

_BRACKETS = re.compile(r"\s*[(\[](.*)[)\]]\s*", re.DOTALL)
_INFINITE = {"∞", "+∞", "−∞", "-∞", "inf", "-inf", "infinity", "−inf"}


def parse_interval(text: str) -> tuple[Printed | None, Printed | None]:
    """Return the two ends of a printed interval; None stands for an infinite end.

    Raises:
        UsageError: the text is not an interval of two ends.

    >>> [end.text for end in parse_interval("(0.19, 0.81)")], parse_interval("1.02 to ∞")[1]
    (['0.19', '0.81'], None)
    """
    bracketed = _BRACKETS.fullmatch(text)
    body = bracketed[1] if bracketed else text
    for between in (";", ", ", " to ", ",", "–"):
        parts = [part.strip() for part in body.split(between)]
        if len(parts) == 2 and all(parts):
            return _end(parts[0], text), _end(parts[1], text)
    try:
        return parse_range(body)
    except UsageError:
        raise _no_interval(text) from None


def _end(part: str, text: str) -> Printed | None:
    if part.lower() in _INFINITE:
        return None
    try:
        return parse_printed(part)
    except UsageError:
        raise _no_interval(text) from None


def _no_interval(text: str) -> UsageError:
    return UsageError(f"{text!r} is not an interval — write it as printed, such as 0.19 to 0.81 or (0.19, 0.81)")
