"""Cells of numbers: which text is a number, and why other text is not."""

import math
import re

from biomarker_stats.study.limits import LARGEST_INTEGER
from biomarker_stats.study.manifest import Column

Fault = tuple[str, str]
"""A message and a remedy."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,300}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,300}(?:\.[0-9]{0,300})?|\.[0-9]{1,300})(?:[eE][+-]?[0-9]{1,3})?")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:([,'’ \u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_GROUPED_COMMA = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+")
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
_NO_VALUE = {"nan", "na", "n/a", "n.a.", "nd", "n.d.", "inf", "infinity", "∞", "null", "none", "missing", "-", "–", "."}


def number_of(cell: str) -> float | None:
    """Return the finite number that ``cell`` spells, or None where it spells none.

    >>> number_of("−1.5"), number_of("1e3"), number_of("1,000"), number_of("1e999")
    (-1.5, 1000.0, None, None)
    """
    plain = cell.replace("−", "-")
    value = float(plain) if _NUMBER.fullmatch(plain) else math.inf
    return value if math.isfinite(value) else None


def read_number(cell: str, declared: Column) -> tuple[float | int | None, Fault | None]:
    """Return the value of a cell of an integer or number column, and what is wrong with it."""
    plain = cell.replace("−", "-")
    whole = declared.type == "integer"
    if not (_WHOLE if whole else _NUMBER).fullmatch(plain):
        return None, _why_not(plain, declared)
    value = int(plain) if whole else float(plain)
    if whole and abs(value) > LARGEST_INTEGER:
        return None, ("is too large for a whole number", f"give a number up to {LARGEST_INTEGER:,}")
    if not math.isfinite(value):
        return None, ("is too large for a number", "give a smaller number, in another unit")
    low, high = declared.minimum, declared.maximum
    if low is not None and value < low:
        return None, (f"is below the declared minimum {low}", "fix the cell or the minimum")
    if high is not None and value > high:
        return None, (f"is above the declared maximum {high}", "fix the cell or the maximum")
    return value, None


def _why_not(cell: str, declared: Column) -> Fault:
    wanted = "a whole number" if declared.type == "integer" else "a number"
    if _GROUPED.fullmatch(cell):
        decimal = cell.replace(",", ".")
        other = f" (or {decimal}, if the comma marks decimals)" if cell.count(",") == 1 and "." not in cell else ""
        return f"is not {wanted}: it has a thousands separator", f"write {_digits(cell)}{other}"
    if _GROUPED_COMMA.fullmatch(cell):
        plain = _digits(cell.replace(".", "").replace(",", "."))
        return f"is not {wanted}: it has a thousands separator and a decimal comma", f"write {plain}"
    if _COMMA.fullmatch(cell):
        return f"is not {wanted}: it has a decimal comma", f"write {cell.replace(',', '.')}"
    if declared.type == "integer" and _NUMBER.fullmatch(cell):
        return "is not a whole number", 'round it at the source, or declare the column type = "number"'
    if cell.lower().lstrip("+-") in _NO_VALUE or cell in _NO_VALUE:
        allow = "" if declared.optional else " and declare the column optional = true"
        return f"is not {wanted}", f"leave the cell empty{allow}"
    digits = "digits only" if declared.type == "integer" else "digits with a decimal point"
    return f"is not {wanted}", f'write {digits}, or declare the column type = "text"'


def _digits(cell: str) -> str:
    return re.sub(r"[^0-9.+-]", "", cell)
