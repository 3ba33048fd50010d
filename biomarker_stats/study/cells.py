"""Cells of text to typed columns, every cell checked against what ``study.toml`` declares of its column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import pandas as pd

from biomarker_stats.errors import Violation, shorten
from biomarker_stats.study.documents import has_control
from biomarker_stats.study.experiment_spec import ONE_ROW_A_UNIT
from biomarker_stats.study.faults import capped
from biomarker_stats.study.limits import VIOLATIONS_A_TABLE
from biomarker_stats.study.manifest import Column, ScaleSpec, TableSpec
from biomarker_stats.study.names import is_name, toml_key, valid_name
from biomarker_stats.study.numerals import Fault, read_number
from biomarker_stats.study.symbols import canonical_symbols, skeleton
from biomarker_stats.study.text_table import TextTable, too_long
from biomarker_stats.terms import closest

_UNIT = re.compile(r"[(\[]([^()\[\]\"\\\x00-\x1f]{1,20})[)\]]\s*$")
_EMPTY: Fault = ("is empty", "fill the cell, or declare the column optional = true")


@dataclass(frozen=True, slots=True)
class TypedTable:
    """The frame, and everything wrong with it (the frame is of use only when nothing is)."""

    frame: pd.DataFrame
    violations: tuple[Violation, ...]


def typed_table(
    text: TextTable, name: str, spec: TableSpec, scales: Mapping[str, ScaleSpec], pairs: Sequence[tuple[str, str]]
) -> TypedTable:
    """Return the typed frame of a declared table; ``pairs`` are the (before, after) columns of change endpoints.

    How many cells of a column held a code that an SPSS file declares missing is in the frame's
    ``.attrs["user_missing"]``, where there are any.
    """
    checked = _Cells(text, name, spec)
    wrong = [*text.violations, *checked.columns()]
    halves = {(row, column): told for before, after in pairs for row, column, told in checked.half_pairs(before, after)}
    wrong += [checked.at(row, column, *told) for (row, column), told in islice(halves.items(), _room(wrong))]
    wrong += islice(checked.units(), _room(wrong))
    found: dict[str, Any] = {}
    for column, declared in spec.columns.items():
        cells = checked.column(column)
        if cells is not None:
            values, faults = convert(cells, declared, scales, _room(wrong))
            found[column] = _series(values, declared)
            wrong += [checked.at(row, column, *told) for row, told in faults if (row, column) not in halves]
    order = sorted(wrong, key=lambda violation: -1 if violation.row is None else violation.row)
    frame = pd.DataFrame(found)
    if text.user_missing:
        frame.attrs["user_missing"] = dict(text.user_missing)
    return TypedTable(frame, capped(order, name, VIOLATIONS_A_TABLE))


def convert(
    cells: Sequence[str], declared: Column, scales: Mapping[str, ScaleSpec], most: int = VIOLATIONS_A_TABLE
) -> tuple[list[Any], list[tuple[int, Fault]]]:
    """Return the values of a column's cells, and the place and fault of each cell that is wrong, ``most`` at most."""
    scale = scales.get(declared.scale or "")
    symbols = {} if scale is None else canonical_symbols(scale)
    values: list[Any] = []
    faults: list[tuple[int, Fault]] = []
    for place, cell in enumerate(cells):
        value, told = _value(cell, declared, symbols)
        values.append(value)
        if told is not None and len(faults) < most:
            faults.append((place, told))
    return values, faults


def _room(wrong: Sequence[Violation]) -> int:
    return max(0, VIOLATIONS_A_TABLE + 1 - len(wrong))


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one table, beside what is declared of them."""

    text: TextTable
    name: str
    spec: TableSpec

    def column(self, column: str) -> list[str] | None:
        """Return the cells of a column, or None where the file lacks it."""
        if column not in self.text.header:
            return None
        place = self.text.header.index(column)
        return [row[place] for row in self.text.rows]

    def cell(self, place: int, column: str) -> str:
        """Return one cell, empty where the file lacks the column."""
        return self.text.rows[place][self.text.header.index(column)] if column in self.text.header else ""

    def at(self, place: int, column: str, message: str, remedy: str) -> Violation:
        """Return a Violation of the cell in ``column`` of the row at ``place``."""
        unit = "" if column == self.spec.unit else self.cell(place, self.spec.unit)
        return Violation(
            file=self.name,
            row=self.text.numbers[place],
            label=f"{self.spec.unit} {shorten(unit)}" if unit else "",
            column=column,
            value=self.cell(place, column) or None,
            message=message,
            remedy=remedy,
        )

    def columns(self) -> Iterator[Violation]:
        """Yield a Violation for each column that is declared and not there, or there and not declared."""
        header, declared = dict.fromkeys(self.text.header), self.spec.columns
        undeclared = [column for column in header if column and column not in declared]
        listed = ", ".join(map(shorten, filter(None, self.text.header[:20])))
        for column in declared:
            if column not in header:
                near = closest(column, undeclared)
                hint = f"rename {shorten(near)!r} to it" if near else "add the column"
                remedy = f"{hint}, or take it out of study.toml (the file has: {listed})"
                yield Violation(file=self.name, column=column, message="the column is missing", remedy=remedy)
        for column in undeclared:
            name = column if is_name(column) else valid_name(column, "column", [*header, *declared])
            rename = "" if name == column else f"rename it to a valid name such as {name} and "
            keys = ", ".join(self.declaration(column))
            remedy = f"{rename}declare it under columns in study.toml: {toml_key(name)} = {{ {keys} }}, or remove it"
            message = "the column is not declared"
            yield Violation(file=self.name, column=shorten(column), message=message, remedy=remedy)

    def declaration(self, column: str) -> Iterator[str]:
        """Yield the keys that would declare a column as its cells look, with the unit that its header has in brackets.

        A table of the file may repeat a header; the first column of that name is looked at.
        """
        cells = self.column(column) or []
        filled = [cell for cell in cells if cell]
        kinds: tuple[Literal["integer", "number"], ...] = ("integer", "number")
        kind = next((kind for kind in kinds if filled and not convert(filled, Column(type=kind), {})[1]), "text")
        yield f'type = "{kind}"'
        unit = _UNIT.search(column)
        if unit and kind != "text":
            yield f'unit = "{unit[1]}"'
        if len(filled) < len(cells) and kind != "text":
            yield "optional = true"

    def units(self) -> Iterator[Violation]:
        """Yield a Violation for each row whose unit has no name, or the name of another."""
        first: dict[str, int] = {}
        for place, unit in enumerate(self.column(self.spec.unit) or ()):
            if not unit:
                yield self.at(place, self.spec.unit, "is empty: the unit has no name", "name every row's unit")
            elif unit in first and self.spec.kind in ONE_ROW_A_UNIT:
                message = f"is the unit of row {first[unit]} too"
                yield self.at(
                    place, self.spec.unit, message, "one row is one unit: remove the copy, or tell them apart"
                )
            first.setdefault(unit, self.text.numbers[place])

    def half_pairs(self, before: str, after: str) -> Iterator[tuple[int, str, Fault]]:
        """Yield the place, the empty column and the fault of each row with one reading of a pair only.

        A reading of a column that is declared optional may be missing: analyses leave the unit out and count it.
        """
        readings = self.column(before) or [], self.column(after) or []
        told: dict[str, Fault] = {}
        for empty, other in ((before, after), (after, before)):
            if not self.spec.columns[empty].optional:
                message = f"is empty while {other} has a reading: half a pair"
                remedy = (
                    "give both readings, or declare the column optional = true: the unit is then counted as excluded"
                )
                told[empty] = (message, remedy)
        for place, (first, second) in enumerate(zip(*readings, strict=False)):
            empty = after if first else before
            if bool(first) != bool(second) and empty in told:
                yield place, empty, told[empty]


def _value(cell: str, declared: Column, symbols: Mapping[str, str]) -> tuple[Any, Fault | None]:
    if not cell:
        return None, None if declared.optional or declared.type == "id" else _EMPTY  # an empty unit has its own message
    if too_long(cell):
        return None, None  # reported where the table was read
    if has_control(cell):
        return None, ("holds a control character", "remove it")
    if declared.type == "ordinal" and symbols:
        return _symbol(cell, declared, symbols)
    if declared.type in {"integer", "number"}:
        return read_number(cell, declared)
    return cell, _no_level(cell, declared.levels) if declared.type == "category" else None


def _symbol(cell: str, declared: Column, symbols: Mapping[str, str]) -> tuple[str | None, Fault | None]:
    value = symbols.get(skeleton(cell))
    message = f"is not on scale {declared.scale!r} ({', '.join(symbols.values())})"
    return value, None if value is not None else (message, f"fix the cell or extend [scales.{declared.scale}]")


def _no_level(cell: str, levels: Sequence[str]) -> Fault | None:
    if not levels or cell in levels:
        return None
    near = closest(cell, levels)
    hint = f"did you mean {near!r}? otherwise " if near else ""
    return f"is not one of {', '.join(levels)}", f"{hint}fix the cell or add the level"


def _series(values: list[Any], declared: Column) -> "pd.Series[Any]":
    if declared.type in {"integer", "number"}:
        whole = declared.type == "integer" and None not in values
        return pd.Series(values, dtype="int64" if whole else "float64")
    return pd.Series(values, dtype=object)
