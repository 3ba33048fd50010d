"""Ordinal scales: what a symbol is worth."""

import math
import numbers
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from biomarker_stats.errors import UsageError, shorten

ScaleLike = Sequence[str] | Mapping[str, float]
"""An ordinal scale: its levels from lowest to highest (scored 0, 1, 2 …), or a mapping from symbol to score."""


def known_scale(scale: Any) -> dict[Any, Any]:
    """Return the score of every level.

    Raises:
        UsageError: it is no list of levels in order, names one twice, or gives one a score that is no finite number.

    >>> known_scale(["–", "+", "++"]), known_scale({"–": 0, "+/++": 1.5})
    ({'–': 0, '+': 1, '++': 2}, {'–': 0, '+/++': 1.5})
    """
    if isinstance(scale, Mapping):
        for level, score in scale.items():
            if not is_finite_number(score):
                msg = f"scale gives {level!r} the score {shorten(repr(score))} — give each level a finite number"
                raise UsageError(msg)
        return dict(scale)
    if isinstance(scale, str | set | frozenset) or not isinstance(scale, Iterable):
        msg = (
            "scale must be a list of levels from lowest to highest, or a mapping from level to score, "
            f"got {shorten(repr(scale))}"
        )
        raise UsageError(msg)
    known: dict[Any, Any] = {}
    for place, level in enumerate(scale):
        if isinstance(level, list | dict | set):
            msg = f"scale must name levels, got {shorten(repr(level))} among them"
            raise UsageError(msg)
        if known.setdefault(level, place) != place:
            msg = f"scale names {level!r} twice, as levels {known[level] + 1} and {place + 1} — name each level once"
            raise UsageError(msg)
    return known


def is_finite_number(score: Any) -> bool:
    """Return whether a score is a real number that a float can hold.

    >>> is_finite_number(1.5), is_finite_number("1"), is_finite_number(10**400)
    (True, False, False)
    """
    if not isinstance(score, numbers.Real | Decimal):
        return False
    try:
        return math.isfinite(score)
    except (OverflowError, ValueError):
        return False
