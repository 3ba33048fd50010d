"""The verdict on one printed number against its recomputed value, in the words of the ladder."""

from fractions import Fraction
from typing import Any

from biomarker_stats.claims.integrity.inputs import printed_number
from biomarker_stats.errors import UsageError, shorten
from biomarker_stats.study.printed import prints_as
from biomarker_stats.terms import VerdictWord

_LONGEST = 60


def value_verdict(recomputed: Fraction | float | str, printed: str, *, is_p: bool = False) -> VerdictWord:
    """Return the first verdict of the ladder that fits: rounded (a half either way), cut off, rounded up, or none.

    Args:
        recomputed: the exact value; a float stands for the decimal it is written as.
        printed: as printed.
        is_p: whether it is a P value, which cannot be 0 or lie outside 0 to 1.

    Raises:
        UsageError: the recomputed value is no finite number, or the printed one not as printed.

    >>> [value_verdict(value, "40") for value in (39.6, 40.9, 39.4, 41.2)]
    ['reproduced', 'reproduced_by_truncation', 'reproduced_by_ceiling', 'contradicted']
    >>> value_verdict(0.0002, "0.000", is_p=True)
    'impossible_as_printed'
    """
    number, value = printed_number(printed, "the printed value"), _exact(recomputed)
    if is_p and not 0 < number.value <= 1:
        return "impossible_as_printed"
    if prints_as(value, number, "unknown"):
        return "reproduced"
    if prints_as(value, number, "trunc"):
        return "reproduced_by_truncation"
    return "reproduced_by_ceiling" if prints_as(value, number, "ceiling") else "contradicted"


def _exact(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    try:
        text = repr(float(value)) if isinstance(value, float) else str(value)
        number = None if isinstance(value, bool) or len(text) > _LONGEST else Fraction(text)
    except (ValueError, ZeroDivisionError):
        number = None
    if number is None:
        msg = f"the recomputed value must be a finite number, got {shorten(str(value)[:80])!r}"
        raise UsageError(msg)
    return number
