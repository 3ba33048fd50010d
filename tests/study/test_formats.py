"""The same table as xlsx and parquet, and what only those formats can hold."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest
from pandas.testing import assert_frame_equal

import biomarker_stats as bs
from biomarker_stats.study import read_table

Edit = Callable[[str, str, str], None]
Faults = Callable[[], list[str]]
NUMBERS = {"dose", "size"}


@pytest.fixture
def cells(folder: Path) -> list[list[Any]]:
    """The good table as a spreadsheet holds it: numbers as numbers."""
    lines = [line.split(",") for line in (folder / "trial.csv").read_text(encoding="utf-8").splitlines()]
    header = lines[0]
    return [
        header,
        *(
            [
                (float(cell) if name in NUMBERS else cell) if cell else None
                for name, cell in zip(header, line, strict=True)
            ]
            for line in lines[1:]
        ),
    ]


def write_xlsx(path: Path, lines: list[list[Any]], *, first_row: int = 1) -> None:
    book = openpyxl.Workbook()
    for row, line in enumerate(lines, start=first_row):
        for column, cell in enumerate(line, start=1):
            book.active.cell(row, column, cell)
    book.create_sheet("Other").append(["not", "read"])
    book.save(path)


def write_parquet(path: Path, lines: list[list[Any]]) -> None:
    columns = zip(*lines[1:], strict=True)
    pyarrow.parquet.write_table(pyarrow.table(dict(zip(lines[0], map(list, columns), strict=True))), path)


@pytest.mark.parametrize(("suffix", "write"), [("xlsx", write_xlsx), ("parquet", write_parquet)])
def test_the_same_table_is_read(
    suffix: str, write: Callable[..., None], folder: Path, cells: list[list[Any]], edit: Edit
) -> None:
    expected = bs.load_study(folder).tables["trial"]
    write(folder / f"trial.{suffix}", cells)
    edit("study.toml", "trial.csv", f"trial.{suffix}")
    study = bs.load_study(folder)
    assert_frame_equal(study.tables["trial"], expected)
    assert set(study.hashes) == {"study.toml", "claims.toml", f"trial.{suffix}"}


@pytest.mark.parametrize(("suffix", "write"), [("xlsx", write_xlsx), ("parquet", write_parquet)])
def test_faults_are_placed_as_in_a_csv(
    suffix: str, write: Callable[..., None], *, folder: Path, cells: list[list[Any]], edit: Edit, faults: Faults
) -> None:
    cells[3][2], cells[4][4] = 5.5, "+++"
    write(folder / f"trial.{suffix}", cells)
    edit("study.toml", "trial.csv", f"trial.{suffix}")
    assert faults() == [
        f"trial.{suffix} row 3 (patient C), column dose: '5.5' is not a whole number — round it at the source, or "
        'declare the column type = "number"',
        f"trial.{suffix} row 4 (patient D), column pre: '+++' is not on scale 'perk' (–, +, ++, +/++) — fix the cell "
        "or extend [scales.perk]",
    ]


def test_a_workbook_with_blank_rows_and_columns_keeps_its_row_numbers(
    folder: Path, cells: list[list[Any]], edit: Edit, faults: Faults
) -> None:
    cells[4][4] = "+++"
    gapped = [*cells[:3], [None] * 7, *cells[3:], [None] * 9, [None] * 9]
    write_xlsx(folder / "trial.xlsx", gapped, first_row=3)
    edit("study.toml", "trial.csv", "trial.xlsx")
    (line,) = faults()
    assert line.startswith("trial.xlsx row 5 (patient D), column pre: '+++'")


def test_what_a_workbook_says_of_its_size_is_not_believed(folder: Path, cells: list[list[Any]], edit: Edit) -> None:
    import zipfile

    write_xlsx(folder / "honest.xlsx", cells)
    with zipfile.ZipFile(folder / "honest.xlsx") as honest, zipfile.ZipFile(folder / "trial.xlsx", "w") as lying:
        for entry in honest.infolist():
            data = honest.read(entry)
            lying.writestr(entry.filename, data.replace(b'<dimension ref="A1:G5"', b'<dimension ref="A1:XFD1048576"'))
            assert entry.filename != "xl/worksheets/sheet1.xml" or b'ref="A1:G5"' in data
    edit("study.toml", "trial.csv", "trial.xlsx")
    assert bs.load_study(folder).tables["trial"].shape == (4, 7)


def test_a_cell_named_far_down_does_not_fill_the_memory(folder: Path, edit: Edit, faults: Faults) -> None:
    import zipfile

    write_xlsx(folder / "honest.xlsx", [["patient"], ["A"]])
    with zipfile.ZipFile(folder / "honest.xlsx") as honest, zipfile.ZipFile(folder / "trial.xlsx", "w") as lying:
        for entry in honest.infolist():
            data = (
                honest.read(entry).replace(b'<row r="2"', b'<row r="999999999"').replace(b'r="A2"', b'r="A999999999"')
            )
            lying.writestr(entry.filename, data)
    edit("study.toml", "trial.csv", "trial.xlsx")
    assert faults() == ["trial.xlsx: has more than 1,000,000 rows — leave out the rows the study does not use"]


def test_cells_are_read_as_they_would_be_typed(folder: Path) -> None:
    line = [3.0, 0.1, True, datetime.datetime(2008, 9, 1), datetime.datetime(2008, 9, 1, 12, 30), " x ", 1e22]
    write_xlsx(folder / "cells.xlsx", [list("abcdefg"), line, [None, None, None, None, None, "y", None]])
    frame = read_table(folder / "cells.xlsx")
    assert frame.iloc[0].tolist() == [3.0, 0.1, "true", "2008-09-01", "2008-09-01T12:30:00", "x", 1e22]


def test_parquet_types(folder: Path) -> None:
    import decimal

    columns = {
        "integer": pyarrow.array([1, None, 3], pyarrow.int64()),
        "single": pyarrow.array([0.1, float("nan"), 16777216], pyarrow.float32()),
        "decimal": pyarrow.array([decimal.Decimal("1.50"), None, decimal.Decimal("2.00")]),
        "category": pyarrow.array(["a", None, "b"]).dictionary_encode(),
        "flag": [True, None, False],
        "day": [datetime.date(2008, 9, 1), None, None],
        "nothing": pyarrow.nulls(3),
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), folder / "types.parquet")
    frame = read_table(folder / "types.parquet")  # the row without any cell is blank
    assert list(frame.columns) == list(columns)
    assert frame["integer"].tolist() == [1.0, 3.0]
    assert frame["single"].tolist() == [0.1, 16777216.0]
    assert frame["decimal"].tolist() == [1.5, 2.0]
    assert frame["category"].tolist() == ["a", "b"]
    assert frame["flag"].tolist() == ["true", "false"]
    assert frame["day"].tolist() == ["2008-09-01", None]
    assert frame["nothing"].tolist() == [None, None]


def test_parquet_types_that_are_no_cells(folder: Path, edit: Edit, faults: Faults) -> None:
    table = pyarrow.table({"patient": [[1, 2]], "blob": [b"x"]})
    pyarrow.parquet.write_table(table, folder / "trial.parquet")
    edit("study.toml", "trial.csv", "trial.parquet")
    assert [line.split(" — ")[0] for line in faults()] == [
        "trial.parquet, column patient: is of the parquet type list<element: int64>",
        "trial.parquet, column blob: is of the parquet type binary",
    ]


def test_a_table_on_its_own_has_numbers_where_every_cell_is_one(folder: Path) -> None:
    path = folder / "own.csv"
    path.write_text("id;x;y;z\nA;1;1,5;−2\nB;;2;1e999\n", encoding="utf-8")
    frame = read_table(path)
    assert frame["x"].dtype == "float64"
    assert frame["x"].tolist()[0] == 1.0
    assert pd.isna(frame["x"][1])
    assert frame["y"].tolist() == ["1,5", "2"]
    assert frame["z"].tolist() == ["−2", "1e999"]
    path.write_text("id,x\nA,1,2\n", encoding="utf-8")
    with pytest.raises(bs.StudyError, match="row 1: has 3 cells where the header has 2"):
        read_table(path)
