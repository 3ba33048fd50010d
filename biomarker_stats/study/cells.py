"""Cells of text to typed columns, every cell checked against what ``study.toml`` declares of its column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from biomarker_stats.errors import Violation
from biomarker_stats.study.documents import has_control
from biomarker_stats.study.limits import LARGEST_INTEGER, VIOLATIONS_A_TABLE
from biomarker_stats.study.manifest import Column, ScaleSpec, TableSpec
from biomarker_stats.study.nearest import nearest
from biomarker_stats.study.symbols import canonical_symbols, skeleton
from biomarker_stats.study.text_table import TextTable

INTEGER = re.compile(r"[+-]?\d{1,18}")
NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,' \u00a0\u202f]\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"[+-]?\d*,\d+")


@dataclass(frozen=True, slots=True)
class TypedTable:
    """The frame, and everything wrong with it (the frame is of use only when nothing is)."""

    frame: pd.DataFrame
    violations: tuple[Violation, ...]


def typed_table(
    text: TextTable, name: str, spec: TableSpec, scales: Mapping[str, ScaleSpec], pairs: Sequence[tuple[str, str]]
) -> TypedTable:
    """Return the typed frame of a declared table; ``pairs`` are the (before, after) columns of change endpoints."""
    wrong = list(_column_faults(text, name, spec))
    units = _column(text, spec.unit)
    found: dict[str, Any] = {}
    for column, declared in spec.columns.items():
        cells = _column(text, column)
        if cells is None:
            continue
        values, faults = _convert(cells, declared, scales)
        found[column] = _series(values, declared)
        wrong += [_at(name, spec, units, row, column, cells[row], *told) for row, told in faults]
    wrong += _unit_faults(name, spec, units)
    for before, after in pairs:
        wrong += _half_pairs(text, name, spec, units, before, after)
    return TypedTable(pd.DataFrame(found), _capped(wrong, name))


def _capped(wrong: list[Violation], name: str) -> tuple[Violation, ...]:
    order = sorted(wrong, key=lambda violation: -1 if violation.row is None else violation.row)
    if len(order) <= VIOLATIONS_A_TABLE:
        return tuple(order)
    rest = len(order) - VIOLATIONS_A_TABLE
    more = Violation(file=name, message=f"has {rest:,} more faults of the same kinds", remedy="fix these first")
    return (*order[:VIOLATIONS_A_TABLE], more)


def _column(text: TextTable, column: str) -> list[str] | None:
    if column not in text.header:
        return None
    place = text.header.index(column)
    return [row[place] for row in text.rows]


def _column_faults(text: TextTable, name: str, spec: TableSpec) -> Iterator[Violation]:
    undeclared = [column for column in text.header if column not in spec.columns]
    for column in spec.columns:
        if column not in text.header:
            near = nearest(column, undeclared) if undeclared else None
            hint = f"rename {near!r} to it" if near else "add the column"
            remedy = f"{hint}, or take it out of study.toml (the file has: {', '.join(text.header[:20])})"
            yield Violation(file=name, column=column, message="the column is missing", remedy=remedy)
    for column in undeclared:
        remedy = f"declare it under columns in study.toml (such as {column} = {{ type = \"text\" }}), or remove it"
        yield Violation(file=name, column=column, message="the column is not declared", remedy=remedy)


def _at(
    name: str, spec: TableSpec, units: list[str] | None, row: int, column: str, value: str, message: str, remedy: str
) -> Violation:
    unit = units[row] if units is not None else ""
    return Violation(
        file=name,
        row=row + 1,
        label=f"{spec.unit} {unit}" if unit and column != spec.unit else "",
        column=column,
        value=value or None,
        message=message,
        remedy=remedy,
    )


def _unit_faults(name: str, spec: TableSpec, units: list[str] | None) -> Iterator[Violation]:
    first: dict[str, int] = {}
    for row, unit in enumerate(units or ()):
        if not unit:
            yield _at(name, spec, units, row, spec.unit, "", "the unit has no name", "name every row's unit")
        elif unit in first:
            message = f"is the unit of row {first[unit] + 1} too"
            remedy = "one row is one unit: remove the copy, or tell the two apart"
            yield _at(name, spec, units, row, spec.unit, unit, message, remedy)
        first.setdefault(unit, row)


def _half_pairs(
    text: TextTable, name: str, spec: TableSpec, units: list[str] | None, before: str, after: str
) -> Iterator[Violation]:
    first, second = _column(text, before), _column(text, after)
    for row, cells in enumerate(zip(first or (), second or (), strict=False)):
        if bool(cells[0]) != bool(cells[1]):
            empty, other = (after, before) if cells[0] else (before, after)
            if not spec.columns[empty].optional:
                continue  # reported as an empty cell already
            message = f"is empty while {other} has a reading: half a pair"
            remedy = "give both readings, or leave both empty"
            yield _at(name, spec, units, row, empty, "", message, remedy)


def _convert(
    cells: list[str], declared: Column, scales: Mapping[str, ScaleSpec]
) -> tuple[list[Any], list[tuple[int, tuple[str, str]]]]:
    symbols = canonical_symbols(scales[declared.scale]) if declared.scale in scales else {}
    values: list[Any] = []
    faults: list[tuple[int, tuple[str, str]]] = []
    for row, cell in enumerate(cells):
        value, told = _cell(cell, declared, symbols)
        values.append(value)
        if told is not None:
            faults.append((row, told))
    return values, faults


def _cell(cell: str, declared: Column, symbols: Mapping[str, str]) -> tuple[Any, tuple[str, str] | None]:
    """Return the value of a cell, and what is wrong with it (message, remedy) or None."""
    if not cell:
        told = ("is empty", "fill the cell, or declare the column optional = true")
        return None, None if declared.optional or declared.type == "id" else told
    if has_control(cell):
        return None, ("holds a control character", "remove it")
    if declared.type == "ordinal":
        value = symbols.get(skeleton(cell))
        if value is None and symbols:
            allowed = ", ".join(symbols.values())
            return None, (f"is not on scale {declared.scale!r} ({allowed})", f"fix the cell or extend [scales.{declared.scale}]")
        return value, None
    if declared.type == "category" and declared.levels and cell not in declared.levels:
        near = nearest(cell, declared.levels)
        hint = f"did you mean {near!r}? otherwise " if near else ""
        return None, (f"is not one of {', '.join(declared.levels)}", f"{hint}fix the cell or add the level")
    if declared.type in {"integer", "number"}:
        return _numeric(cell.replace("−", "-"), declared)
    return cell, None


def _numeric(cell: str, declared: Column) -> tuple[float | int | None, tuple[str, str] | None]:
    pattern = INTEGER if declared.type == "integer" else NUMBER
    if not pattern.fullmatch(cell):
        return None, _why_no_number(cell, declared)
    value = int(cell) if declared.type == "integer" else float(cell)
    if abs(value) > LARGEST_INTEGER and declared.type == "integer":
        return None, ("is too large for a whole number", f"give a number up to {LARGEST_INTEGER:,}")
    if value in {float("inf"), float("-inf")}:
        return None, ("is not finite", "give a finite number")
    low, high = declared.minimum, declared.maximum
    if low is not None and value < low:
        return None, (f"is below the declared minimum {low}", "fix the cell or the minimum")
    if high is not None and value > high:
        return None, (f"is above the declared maximum {high}", "fix the cell or the maximum")
    return value, None


def _why_no_number(cell: str, declared: Column) -> tuple[str, str]:
    wanted = "a whole number" if declared.type == "integer" else "a number"
    if _GROUPED.fullmatch(cell):
        return f"is not {wanted}: it has a thousands separator", f"write {re.sub(r'[^0-9.+-]', '', cell)}"
    if _COMMA.fullmatch(cell):
        return f"is not {wanted}: it has a decimal comma", f"write {cell.replace(',', '.')}"
    if declared.type == "integer" and NUMBER.fullmatch(cell):
        return "is not a whole number", "round it at the source, or declare the column type = \"number\""
    if cell.lower() in {"nan", "na", "n/a", "inf", "-inf", "infinity", "null", "none"}:
        return f"is not {wanted}", "leave the cell empty and declare the column optional = true"
    return f"is not {wanted}", "fix the cell, or declare another type"


def _series(values: list[Any], declared: Column) -> "pd.Series[Any]":
    if declared.type in {"integer", "number"}:
        whole = declared.type == "integer" and None not in values
        return pd.Series(values, dtype="int64" if whole else "float64")
    return pd.Series(values, dtype=object)
