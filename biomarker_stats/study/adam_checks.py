"""What must hold of the records of one ADaM parameter; every violation is named by row and subject."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.errors import Violation, shorten
from biomarker_stats.study.lines import as_text

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One row of a BDS data set, counted from 1 under the header."""

    row: int
    cells: Mapping[Any, Any]
    subject_column: str
    value_column: str

    @property
    def subject(self) -> str:
        """The subject's name."""
        return self.text(self.subject_column)

    @property
    def value(self) -> float | str | None:
        """The analysis value: a number, or text of AVALC; None where it is missing."""
        if self.value_column == "AVALC":
            return self.text("AVALC") or None
        return self.number(self.value_column)

    def text(self, column: str) -> str:
        """Return a cell as text, empty where it is missing or the column is not there."""
        return as_text(self._cell(column))

    def number(self, column: str) -> float | None:
        """Return a cell as a number; None where it is missing or holds none."""
        try:
            number = float(self.text(column).replace("−", "-"))
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def visit(self, column: str) -> str | float | None:
        """Return the visit's name, or its number for AVISITN."""
        return self.text(column) if column == "AVISIT" else self.number(column)

    def faults(self, arm: str | None) -> Iterator[Violation]:
        """Yield what is wrong with the record on its own."""
        if not self.subject:
            yield self.violation(self.subject_column, "is empty: the record has no subject", "name the subject")
        if arm is not None and not self.text(arm):
            yield self.violation(arm, "is empty: the subject has no arm", "fill it, or give arm=None")
        for column in (self.value_column, "BASE", "CHG", "AVISITN"):
            if column != "AVALC" and self.text(column) and self.number(column) is None:
                yield self.violation(column, "is not a number", "give a number, or leave the cell empty")

    def violation(self, column: str, message: str, remedy: str) -> Violation:
        """Return a Violation of a cell of this record."""
        label = f"{self.subject_column} {shorten(self.subject)}" if self.subject else ""
        value = self.text(column) or None
        return Violation(row=self.row, label=label, column=column, value=value, message=message, remedy=remedy)

    def _cell(self, column: str) -> Any:
        cell = self.cells.get(column)
        if pd.isna(cell):
            return None
        return cell.item() if isinstance(cell, np.generic) else cell


def check_records(
    records: Iterable[Record], baseline: Iterable[Record], *, value: str, arm: str | None
) -> Iterator[Violation]:
    """Yield every violation among the records of one parameter, check by check.

    Where there is no ``baseline`` record, BASE (BASEC of text) stands for it, and has to be one a subject.
    """
    listed, first = list(records), list(baseline)
    yield from _one_a_visit(listed, first)
    known: dict[str, Record] = {}
    for record in first:
        known.setdefault(record.subject, record)
    base = "BASEC" if value == "AVALC" else "BASE"
    if first:
        yield from _bases(listed, known, base)
    elif listed:
        yield from _constant(listed, (listed[0].subject_column,), base, f"one {base} a subject")
    if value != "AVALC":
        yield from _changes(listed, value)
    if arm is not None and listed:
        yield from _constant(listed, (listed[0].subject_column,), arm, "one arm a subject")
    yield from _constant(listed, ("PARAMCD",), "PARAM", "one PARAM a PARAMCD")
    yield from _constant(listed, ("AVISITN",), "AVISIT", "one AVISIT an AVISITN")
    yield from _constant(listed, ("AVISIT",), "AVISITN", "one AVISITN an AVISIT")


def _one_a_visit(records: Iterable[Record], baseline: list[Record]) -> Iterator[Violation]:
    flagged = {record.row for record in baseline}
    seen: dict[tuple[str, str], Record] = {}
    first: dict[str, Record] = {}
    for record in filter(lambda record: record.subject, records):
        visit = record.text("AVISIT") or record.text("AVISITN")
        before = seen.setdefault((record.subject, visit), record) if visit else record
        if before is not record:
            message = f"has a record of this parameter and visit in row {before.row} too"
            remedy = "keep one, or mark the one to analyse in ANL01FL"
            yield record.violation("AVISIT" if record.text("AVISIT") else "AVISITN", message, remedy)
        elif record.row in flagged and first.setdefault(record.subject, record) is not record:
            message = f"is a second baseline: row {first[record.subject].row} is one too"
            yield record.violation(
                "ABLFL", message, "mark one record a subject and parameter, or name it with baseline="
            )


def _bases(records: Iterable[Record], baseline: Mapping[str, Record], column: str) -> Iterator[Violation]:
    for record in records:
        text, first = record.text(column), baseline.get(record.subject)
        if not text:
            continue
        if first is None or first.value is None:
            message = "is given, and the subject has no baseline value"
            yield record.violation(column, message, "add the baseline record, or leave the cell empty")
        elif not _same(record.number(column) if column == "BASE" else text, first.value):
            message = f"is not the baseline value {as_text(first.value)} of row {first.row}"
            yield record.violation(column, message, "correct one of them")


def _changes(records: Iterable[Record], value: str) -> Iterator[Violation]:
    for record in records:
        change, after, base = record.number("CHG"), record.number(value), record.number("BASE")
        if change is None:
            continue
        if after is None or base is None:
            missing = value if after is None else "BASE"
            yield record.violation("CHG", f"is given, and {missing} is missing", f"fill {missing}, or empty CHG")
        elif abs(change - (after - base)) > _ROUNDING * max(1.0, abs(after), abs(base)):
            message = f"is not {value} − BASE = {as_text(after)} − {as_text(base)} = {as_text(round(after - base, 9))}"
            yield record.violation("CHG", message, "correct one of them")


def _constant(records: Iterable[Record], keys: tuple[str, ...], column: str, rule: str) -> Iterator[Violation]:
    first: dict[tuple[str, ...], Record] = {}
    for record in records:
        key = tuple(record.text(name) for name in keys)
        if not all(key) or not record.text(column):
            continue
        other = first.setdefault(key, record)
        if other.text(column) != record.text(column):
            message = f"differs from {shorten(other.text(column))!r} in row {other.row}: {rule}"
            yield record.violation(column, message, "correct one of them")


def _same(first: Any, second: Any) -> bool:
    if isinstance(first, float) and isinstance(second, float):
        return abs(first - second) <= _ROUNDING * max(1.0, abs(first), abs(second))
    return bool(first == second)
