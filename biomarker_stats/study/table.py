"""One table on its own, without a study: for `biomarker-stats test` and for notebooks."""

from pathlib import Path

import pandas as pd

from biomarker_stats.study.cells import NUMBER
from biomarker_stats.study.files import read_inside
from biomarker_stats.study.limits import FILE_BYTES
from biomarker_stats.study.text_table import read_text_table


def read_table(path: str | Path) -> pd.DataFrame:
    """Return a csv, tsv, xlsx or parquet table; a column whose every filled cell is a number holds numbers.

    Raises:
        StudyError: the file is missing, too large or malformed; every fault is listed.
    """
    place = Path(path)
    text = read_text_table(read_inside(place.parent, place.name, FILE_BYTES), place.name)
    columns = {}
    for position, name in enumerate(text.header):
        cells = [row[position].replace("−", "-") for row in text.rows]
        filled = [cell for cell in cells if cell]
        if filled and all(NUMBER.fullmatch(cell) for cell in filled):
            columns[name] = pd.Series([float(cell) if cell else None for cell in cells], dtype="float64")
        else:
            columns[name] = pd.Series([row[position] or None for row in text.rows], dtype=object)
    return pd.DataFrame(columns)
