"""Transcription checksums: a table against what a person counted on the printed page."""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

import pandas as pd

from biomarker_stats.errors import Violation
from biomarker_stats.study.faults import fault
from biomarker_stats.study.locate import MANIFEST
from biomarker_stats.study.manifest import ScaleSpec, TableSpec
from biomarker_stats.study.symbols import canonical_symbols, skeleton
from biomarker_stats.terms import did_you_mean
from biomarker_stats.wording import decimal_text

_NUMERIC = {"integer", "number"}


def checksum_references(name: str, table: TableSpec) -> Iterator[Violation]:
    """Yield a Violation for each checksum of a column that the table does not have, or that cannot be taken of it."""
    label = f"tables.{name}.checksums"
    for key, columns in (("sums", table.checksums.sums), ("counts", table.checksums.counts)):
        for column in columns:
            spec = table.columns.get(column)
            if spec is None:
                remedy = did_you_mean(column, table.columns)
                yield fault("is not a column of the table", remedy, MANIFEST, f"{label}.{key}", column)
            elif (spec.type in _NUMERIC) != (key == "sums"):
                remedy = "move it to counts" if key == "sums" else "move it to sums, as one number"
                yield fault(
                    f"is a column of type {spec.type}, which has no {key}", remedy, MANIFEST, f"{label}.{key}", column
                )


def checksum_violations(
    frame: pd.DataFrame, name: str, table: TableSpec, scales: Mapping[str, ScaleSpec]
) -> Iterator[Violation]:
    """Yield a Violation for each checksum that the file does not give: column, what the page has, what the file has."""
    sums = table.checksums
    where = f"[tables.{name}.checksums]"
    if sums.rows is not None and sums.rows != len(frame):
        yield _differs(table, "", f"has {len(frame)} rows, but {sums.rows} were counted by hand", where)
    for column, expected in sums.sums.items():
        if column in frame and column in table.columns and table.columns[column].type in _NUMERIC:
            found = sum((Fraction(str(cell)) for cell in frame[column].dropna()), Fraction(0))
            if found != Fraction(str(expected)):
                message = f"sums to {decimal_text(found)}, but {expected} was added up by hand"
                yield _differs(table, column, message, where)
    for column, counts in sums.counts.items():
        if column in frame and column in table.columns and table.columns[column].type not in _NUMERIC:
            scale = scales.get(table.columns[column].scale or "")
            yield from _counts(frame[column], counts, table, scale, where)


def _counts(
    cells: "pd.Series[str]", counts: Mapping[str, int], table: TableSpec, scale: ScaleSpec | None, where: str
) -> Iterator[Violation]:
    symbols = {} if scale is None else canonical_symbols(scale)
    expected = {symbols.get(skeleton(value), value): count for value, count in counts.items()}
    found = Counter("" if pd.isna(cell) else str(cell) for cell in cells)
    for value in (*expected, *(value for value in found if value and value not in expected)):
        if found[value] != expected.get(value, 0):
            told = f"{value!r}" if value else "an empty cell"
            message = f"holds {told} {found[value]} times, but {expected.get(value, 0)} were counted by hand"
            yield _differs(table, str(cells.name), message, where)


def _differs(table: TableSpec, column: str, message: str, where: str) -> Violation:
    remedy = f"compare the file with the printed page, or correct {where} in {MANIFEST}"
    return Violation(message=message, remedy=remedy, file=table.file, column=column)
