"""Parquet files, as text."""

from typing import Any

from biomarker_stats.errors import StudyError, Violation
from biomarker_stats.study.faults import fault
from biomarker_stats.study.limits import CELL_CHARACTERS, CELLS, COLUMNS, ROWS, UNPACKED_BYTES
from biomarker_stats.study.lines import Lines

_CELLS_AT_ONCE = 4096


def read_parquet(data: bytes, name: str) -> list[list[str]]:
    """Return the lines of a parquet file, its column names first.

    Raises:
        StudyError: the bytes are no parquet file, a column holds neither text, numbers, dates nor true and false, or it
            is larger than what is read (found before it is unpacked).
    """
    import pyarrow
    import pyarrow.parquet

    try:
        source = pyarrow.BufferReader(data)
        file = pyarrow.parquet.ParquetFile(source)
        _bound(file.metadata, name)
        _check_types(file.schema_arrow, name)
        text = [field.name for field in file.schema_arrow if _is_text(field.type)]
        table = pyarrow.parquet.ParquetFile(source, read_dictionary=text).read()
        return _lines(table, name)
    except StudyError:
        raise
    except Exception:  # noqa: BLE001  # pyarrow raises many kinds on a broken file; all mean the same here
        remedy = "save it again as parquet, or as csv"
        raise StudyError([fault("cannot be read as a parquet file", remedy, file=name)]) from None


def _bound(metadata: Any, name: str) -> None:
    unpacked = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
    rows, columns = metadata.num_rows, metadata.num_columns
    for size, limit, what in (
        (rows, ROWS, "rows"),
        (columns, COLUMNS, "columns"),
        (rows * columns, CELLS, "cells"),
        (unpacked, UNPACKED_BYTES, "bytes when unpacked"),
    ):
        if size > limit:
            message = f"has {size:,} {what}, at most {limit:,} are read"
            raise StudyError([fault(message, "leave out what the study does not use", file=name)])


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _check_types(schema: Any, name: str) -> None:
    from pyarrow import types

    plain = (types.is_boolean, types.is_integer, types.is_floating, types.is_decimal, types.is_date, types.is_null)
    wrong = []
    for field in schema:
        kind = field.type.value_type if types.is_dictionary(field.type) else field.type
        if not (_is_text(kind) or types.is_timestamp(kind) or any(is_kind(kind) for is_kind in plain)):
            message = f"is of the parquet type {kind}"
            remedy = "save it as text, numbers, dates or true and false"
            wrong.append(Violation(file=name, column=field.name, message=message, remedy=remedy))
    if wrong:
        raise StudyError(wrong)


def _lines(table: Any, name: str) -> list[list[str]]:
    lines = Lines(name)
    lines.add(table.column_names)
    for column, header in zip(table.columns, table.column_names, strict=True):
        for chunk in column.chunks:
            _check_lengths(chunk, header, name)
    for batch in table.to_batches(max_chunksize=max(1, _CELLS_AT_ONCE // max(1, table.num_columns))):
        for row in zip(*map(_values, batch.columns), strict=True):
            lines.add(row)
    return lines.found


def _check_lengths(chunk: Any, header: str, name: str) -> None:
    """Refuse a text far too long before a million rows each get a copy of it."""
    import pyarrow.compute
    from pyarrow import types

    if types.is_dictionary(chunk.type) and _is_text(chunk.type.value_type):
        longest = pyarrow.compute.max(pyarrow.compute.binary_length(chunk.dictionary)).as_py() or 0
        if longest > 4 * CELL_CHARACTERS:
            message = f"holds a cell of {longest:,} bytes; at most {CELL_CHARACTERS:,} characters are read"
            raise StudyError([Violation(file=name, column=header, message=message, remedy="shorten the cell")])


def _values(column: Any) -> list[Any]:
    """Return the cells of a column; a number of single precision as the decimal that it was meant to be."""
    from pyarrow import types

    cells: list[Any] = column.to_pylist()
    if types.is_float32(column.type) or types.is_float16(column.type):
        import numpy as np

        narrow = np.float32 if types.is_float32(column.type) else np.float16
        return [None if cell is None else float(str(narrow(cell))) for cell in cells]
    return cells
