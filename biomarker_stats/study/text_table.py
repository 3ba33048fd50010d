"""The bytes of a table file to cells of text, whatever its format: csv, tsv, txt, xlsx or parquet."""

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from biomarker_stats.errors import StudyError, Violation
from biomarker_stats.study.faults import fault
from biomarker_stats.study.files import decode
from biomarker_stats.study.limits import CELL_CHARACTERS, COLUMNS, ROWS, UNPACKED_BYTES

FORMATS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table as text: its header and its rows, every cell without surrounding spaces; an empty cell is ``""``."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_text_table(data: bytes, name: str) -> TextTable:
    """Return the cells of the table file ``name``.

    Raises:
        StudyError: the format is not supported, the file is no such file, or it has no header, ragged rows, two columns
            of one name, too many rows or columns, or a cell that is too long; every fault is listed.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in {".csv", ".tsv", ".txt"}:
        lines = _delimited(decode(data, name, table=True), name)
    elif suffix == ".xlsx":
        lines = _xlsx(data, name)
    elif suffix == ".parquet":
        lines = _parquet(data, name)
    else:
        remedy = f"save the table as one of {', '.join(FORMATS)}"
        raise StudyError([fault(f"has the unsupported file type {suffix or 'none'!r}", remedy, file=name)])
    return _checked(lines, name)


def _checked(lines: list[list[str]], name: str) -> TextTable:
    while lines and not any(lines[-1]):
        lines.pop()
    if not lines:
        raise StudyError([fault("is empty", "give a header and at least one row", file=name)])
    header, rows = lines[0], [(k, line) for k, line in enumerate(lines[1:], start=1) if any(line)]
    wrong = _header_faults(header, name)
    if not rows:
        wrong.append(fault("has a header and no rows", "give at least one unit", file=name))
    for number, row in rows:
        if len(row) != len(header):
            message = f"has {len(row)} cells where the header has {len(header)}"
            remedy = "give one cell a column; put a cell that holds the delimiter in double quotes"
            wrong.append(Violation(file=name, row=number, message=message, remedy=remedy))
        for column, cell in enumerate(row):
            if len(cell) > CELL_CHARACTERS:
                message = f"is {len(cell):,} characters long, at most {CELL_CHARACTERS:,} are read"
                label = header[column] if column < len(header) else str(column + 1)
                wrong.append(
                    Violation(file=name, row=number, column=label, value=cell, message=message, remedy="shorten the cell")
                )
    if wrong:
        raise StudyError(wrong)
    return TextTable(tuple(header), tuple(tuple(row) for _, row in rows))


def _header_faults(header: list[str], name: str) -> list[Violation]:
    wrong = []
    for position, title in enumerate(header, start=1):
        if not title:
            message = f"has no name over column {position}"
            wrong.append(fault(message, "name the column or remove it", file=name))
        elif title in header[: position - 1]:
            wrong.append(fault("names two columns", "rename one of them", file=name, label="header", value=title))
    return wrong


def _bounded(lines: Iterable[Iterable[Any]], name: str) -> list[list[str]]:
    found: list[list[str]] = []
    for line in lines:
        cells = [_text(cell) for cell in line]
        if len(cells) > COLUMNS:
            message = f"has {len(cells):,} columns, at most {COLUMNS:,} are read"
            raise StudyError([fault(message, "leave out the columns the study does not use", file=name)])
        found.append(cells)
        if len(found) > ROWS + 1:
            message = f"has more than {ROWS:,} rows"
            raise StudyError([fault(message, "leave out the rows the study does not use", file=name)])
    return found


def _text(cell: Any) -> str:
    """Return a cell as it would be typed: whole numbers without decimals, others as their shortest decimal."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return "" if cell != cell else str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).strip()


def _delimited(text: str, name: str) -> list[list[str]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    try:
        return _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), name)
    except csv.Error as error:
        message = f"cannot be read as {delimiter!r}-delimited text: {error}"
        raise StudyError([fault(message, "check quotes and line ends", file=name)]) from None


def _xlsx(data: bytes, name: str) -> list[list[str]]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > UNPACKED_BYTES:
            message = f"unpacks to {unpacked:,} bytes, at most {UNPACKED_BYTES:,} are read"
            raise StudyError([fault(message, "save it again, or as csv", file=name)])
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        lines = _bounded(book.worksheets[0].iter_rows(values_only=True), name)
    except StudyError:
        raise
    except Exception as error:  # noqa: BLE001  # openpyxl raises many kinds on a broken file; all mean the same here
        message = f"cannot be read as an xlsx workbook ({type(error).__name__})"
        raise StudyError([fault(message, "save it again as xlsx, or as csv", file=name)]) from None
    width = max((k + 1 for line in lines for k, cell in enumerate(line) if cell), default=0)
    return [(line + [""] * width)[:width] for line in lines]


def _parquet(data: bytes, name: str) -> list[list[str]]:
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(io.BytesIO(data))
        unpacked = sum(file.metadata.row_group(k).total_byte_size for k in range(file.metadata.num_row_groups))
        if file.metadata.num_rows > ROWS or file.metadata.num_columns > COLUMNS or unpacked > UNPACKED_BYTES:
            message = f"is too large: {file.metadata.num_rows:,} rows, {unpacked:,} bytes unpacked"
            raise StudyError([fault(message, "leave out what the study does not use", file=name)])
        table = file.read()
    except StudyError:
        raise
    except Exception as error:  # noqa: BLE001  # pyarrow raises many kinds on a broken file; all mean the same here
        message = f"cannot be read as a parquet file ({type(error).__name__})"
        raise StudyError([fault(message, "save it again as parquet, or as csv", file=name)]) from None
    columns = [column.to_pylist() for column in table.columns]
    return _bounded([table.column_names, *zip(*columns, strict=True)], name)
