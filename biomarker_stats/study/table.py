"""One table on its own, without a study: for `biomarker-stats test` and for notebooks."""

from pathlib import Path

import pandas as pd

from biomarker_stats.errors import StudyError
from biomarker_stats.study.files import read_file
from biomarker_stats.study.limits import FILE_BYTES
from biomarker_stats.study.numerals import number_of
from biomarker_stats.study.text_table import read_text_table


def read_table(path: str | Path) -> pd.DataFrame:
    """Return a csv, tsv, xlsx, parquet, SAS xpt or SPSS sav table; a column of nothing but numbers holds numbers.

    What an xpt or sav file calls its columns in words is in ``.attrs["labels"]``; how many cells of a column held a
    code that a sav file declares missing, and are empty, in ``.attrs["user_missing"]`` where there are any. Blank rows
    are left out; where there are any, ``.attrs["rows"]`` holds the number of each row, counted from 1 under the header,
    blank ones counted.

    Raises:
        StudyError: the file is missing, too large or malformed; every fault is listed.
        MissingExtra: an xpt or sav file, and pyreadstat is not installed.
    """
    place = Path(path)
    text = read_text_table(read_file(place, FILE_BYTES), place.name)
    if text.violations:
        raise StudyError(text.violations)
    columns = {}
    for position, name in enumerate(text.header):
        cells = [row[position] for row in text.rows]
        numbers = [number_of(cell) if cell else None for cell in cells]
        filled = [number for number, cell in zip(numbers, cells, strict=True) if cell]
        if filled and None not in filled:
            columns[name] = pd.Series(numbers, dtype="float64")
        else:
            columns[name] = pd.Series([cell or None for cell in cells], dtype=object)
    frame = pd.DataFrame(columns)
    if text.labels:
        frame.attrs["labels"] = dict(text.labels)
    if text.user_missing:
        frame.attrs["user_missing"] = dict(text.user_missing)
    if text.numbers != tuple(range(1, len(text.rows) + 1)):
        frame.attrs["rows"] = list(text.numbers)
    return frame
