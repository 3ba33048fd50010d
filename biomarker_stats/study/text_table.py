"""The bytes of a table file to cells of text, whatever its format: csv, tsv, txt, xlsx, parquet, SAS xpt or SPSS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from biomarker_stats.errors import StudyError, Violation, shorten
from biomarker_stats.study.delimited import read_delimited
from biomarker_stats.study.documents import has_control
from biomarker_stats.study.faults import fault
from biomarker_stats.study.files import decode
from biomarker_stats.study.limits import CELL_CHARACTERS
from biomarker_stats.study.parquet import read_parquet
from biomarker_stats.study.statistical_files import STATISTICAL, StatisticalTable, read_statistical
from biomarker_stats.study.workbook import read_workbook
from biomarker_stats.wording import count

FORMATS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet", *STATISTICAL)


def _no_labels() -> Mapping[str, str]:
    return {}


def _no_levels() -> Mapping[str, tuple[str, ...]]:
    return {}


def _no_counts() -> Mapping[str, int]:
    return {}


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table as text: every cell without surrounding spaces; an empty cell is ``""``.

    ``numbers`` gives the number of each row, counted from 1 under the header; blank rows are counted and left out.
    ``violations`` are the faults of its shape; rows of another length than the header are left out. ``labels`` holds
    what a SAS or SPSS file calls a column in words. Of an SPSS file, ``levels`` holds the value labels of each column
    whose codes became labels, in the order of the codes; ``ordinal`` the columns it calls ordinal; ``user_missing``
    how many cells of a column held a code declared missing, now empty.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    violations: tuple[Violation, ...] = ()
    labels: Mapping[str, str] = field(default_factory=_no_labels)
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=_no_levels)
    ordinal: frozenset[str] = frozenset()
    user_missing: Mapping[str, int] = field(default_factory=_no_counts)


def read_text_table(data: bytes, name: str) -> TextTable:
    """Return the cells of the table file ``name``, with the faults of its shape in ``violations``.

    Raises:
        StudyError: the format is not supported, the file is no such file or larger than what is read, or it is empty.
        MissingExtra: the format needs a library that is not installed.
    """
    suffix = PurePosixPath(name).suffix.lower()
    found: StatisticalTable | None = None
    if suffix in {".csv", ".tsv", ".txt"}:
        lines = read_delimited(decode(data, name, table=True), name)
    elif suffix == ".xlsx":
        lines = read_workbook(data, name)
    elif suffix == ".parquet":
        lines = read_parquet(data, name)
    elif suffix in STATISTICAL:
        found = read_statistical(data, name)
        lines = found.lines
    else:
        message = f"has the file type {suffix}, which is not read" if suffix else "has no file type"
        raise StudyError([fault(message, f"save the table as one of {', '.join(FORMATS)}", file=name)])
    start = next((place for place, line in enumerate(lines) if any(line)), None)
    if start is None:
        raise StudyError([fault("is empty", "give a header and at least one row", file=name)])
    rows = [(k, line) for k, line in enumerate(lines[start + 1 :], start=1) if any(line)]
    text = _checked(lines[start], rows, name)
    if found is None:
        return text
    return replace(
        text, labels=found.labels, levels=found.levels, ordinal=found.ordinal, user_missing=found.user_missing
    )


def _checked(header: list[str], rows: list[tuple[int, list[str]]], name: str) -> TextTable:
    widest = max((_filled(row) for _, row in rows), default=0)
    width = max(_filled(header), min(len(header), widest))
    wrong = _header_faults(header[:width], name)
    if not rows:
        wrong.append(fault("has a header and no rows", "give at least one unit", file=name))
    kept = []
    for number, row in rows:
        cells = row[:width] if width < len(row) <= len(header) else row
        if len(cells) == width:
            kept.append((number, tuple(cells)))
        else:
            message = f"has {count(len(row), 'cell')} where the header has {len(header)}"
            remedy = "give one cell a column; put a cell that holds the delimiter in double quotes"
            wrong.append(Violation(file=name, row=number, message=message, remedy=remedy))
        wrong += [_too_long(name, number, header, place, cell) for place, cell in enumerate(cells) if too_long(cell)]
    numbers, cells_of_rows = tuple(number for number, _ in kept), tuple(cells for _, cells in kept)
    return TextTable(tuple(header[:width]), cells_of_rows, numbers, tuple(wrong))


def too_long(cell: str) -> bool:
    """Return whether a cell has more characters than are read."""
    return len(cell) > CELL_CHARACTERS


def _filled(line: Sequence[str]) -> int:
    """Return the number of cells up to the last that is not empty: spreadsheets save empty columns beside a table."""
    return next((place for place in range(len(line), 0, -1) if line[place - 1]), 0)


def _too_long(name: str, number: int, header: list[str], place: int, cell: str) -> Violation:
    message = f"is {len(cell):,} characters long, at most {CELL_CHARACTERS:,} are read"
    column = shorten(header[place]) if place < len(header) else str(place + 1)
    return Violation(file=name, row=number, column=column, value=cell, message=message, remedy="shorten the cell")


def _header_faults(header: list[str], name: str) -> list[Violation]:
    wrong = []
    seen: set[str] = set()
    for position, title in enumerate(header, start=1):
        if not title:
            wrong.append(fault(f"has no name over column {position}", "name the column or remove it", file=name))
        elif title in seen:
            wrong.append(fault("names two columns", "rename one of them", file=name, label="header", value=title))
        if has_control(title):
            message, remedy = "holds a control character", "rename the column"
            wrong.append(fault(message, remedy, file=name, label="header", value=title))
        if too_long(title):
            message = f"is {len(title):,} characters long, at most {CELL_CHARACTERS:,} are read"
            wrong.append(fault(message, "shorten it", file=name, label="header", value=title))
        seen.add(title)
    return wrong
