"""Every error the package raises on purpose.

::

    BiomarkerStatsError
    ├── UsageError (also a ValueError)   a call that cannot be right
    │   ├── UnknownMethod                no such method; the nearest is named
    │   └── MethodMismatch               the method does not fit the data; the one that does is named
    ├── DataError (also a ValueError)    values that cannot be analysed; carries every Violation at once
    │   └── StudyError                   a study folder that cannot be loaded
    ├── ExactTooLarge                    the exact distribution would not fit in bounded work
    ├── OutputError                      the output folder may not be written
    └── MissingExtra                     an optional dependency is not installed
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One thing wrong with the data: where it is, what it is, and what to do about it.

    ``row`` counts data rows from 1 (the header is not a row); ``label`` names the unit (``patient G``).
    """

    message: str
    remedy: str
    file: str = ""
    row: int | None = None
    label: str = ""
    column: str = ""
    value: str | None = None

    def __str__(self) -> str:
        row = "" if self.row is None else f" row {self.row}"
        label = f" ({self.label})" if self.label else ""
        column = f", column {self.column}" if self.column else ""
        place = f"{self.file}{row}{label}{column}".strip(" ,")
        value = "" if self.value is None else f"{shorten(self.value)!r} "
        return visible(f"{place + ': ' if place else ''}{value}{self.message} — {self.remedy}")


def shorten(text: str, limit: int = 60) -> str:
    """Return ``text``, cut to ``limit`` characters so that a huge cell cannot flood a message."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def visible(text: str) -> str:
    """Return ``text`` on one line, without the characters that could steer a terminal: each becomes U+FFFD."""
    return "".join(" " if c.isspace() else c if c.isprintable() else "\ufffd" for c in text)


class BiomarkerStatsError(Exception):
    """The root of the tree drawn above."""


class UsageError(BiomarkerStatsError, ValueError):
    """A call that cannot be right whatever the data."""


class UnknownMethod(UsageError):
    """The catalogue has no method of that name."""


class MethodMismatch(UsageError):
    """The method exists but does not fit these data."""


class DataError(BiomarkerStatsError, ValueError):
    """Values that cannot be analysed. ``violations`` holds every one of them, in order."""

    def __init__(self, violations: Iterable[Violation] | str) -> None:
        self.violations: tuple[Violation, ...] = () if isinstance(violations, str) else tuple(violations)
        text = violations if isinstance(violations, str) else "\n".join(map(str, self.violations))
        super().__init__(text)


class StudyError(DataError):
    """A study folder that cannot be loaded."""


class ExactTooLarge(BiomarkerStatsError):
    """The exact distribution would need more work or memory than the bound allows; the message names the remedy."""


class OutputError(BiomarkerStatsError):
    """The output folder may not be written; nothing in it was touched."""


class MissingExtra(BiomarkerStatsError, ImportError):
    """An optional dependency is not installed; the message gives the command that installs it."""
