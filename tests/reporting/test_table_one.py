"""Table 1: counts of a table written down here, and those of the seed study as its csv holds them."""

import csv
import io
import math
import re
from pathlib import Path

import pandas as pd
import pyarrow.parquet
import pytest

import biomarker_stats as bs
from biomarker_stats.reporting import report

FRAME = pd.DataFrame(
    {
        "patient": list("ABCDE"),
        "arm": ["new", "old", "new", "old", None],
        "sex": ["f", "m", "f", None, "m"],
        "age": [50.0, 61.0, math.nan, 70.0, 41.5],
        "smoker": [True, False, True, True, False],
    }
)


def cells(table: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    return {(row[0], row[1]): list(row[2:]) for row in table.itertuples(index=False)}


def lines(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_counts_medians_and_what_is_unknown() -> None:
    table = bs.table_one(FRAME, by="arm")
    assert list(table.columns) == ["characteristic", "level", "All", "new", "old"]
    assert cells(table) == {
        ("Units", ""): ["5", "2", "2"],
        ("sex", "f"): ["2/4", "2/2", "0/1"],
        ("sex", "m"): ["2/4", "0/2", "1/1"],
        ("sex", "missing"): ["1", "0", "1"],
        ("age", ""): ["55.5 (41.5 to 70); 1 missing", "50 (50 to 50); 1 missing", "65.5 (61 to 70)"],
        ("smoker", "True"): ["3/5", "2/2", "1/2"],
        ("smoker", "False"): ["2/5", "0/2", "1/2"],
    }
    assert table.attrs["left_out"] == ["patient"]


def test_columns_and_categories_keep_their_order() -> None:
    grades = pd.Categorical(["II", "I", "III", "I", "II"], categories=["I", "II", "III", "IV"], ordered=True)
    table = bs.table_one(FRAME.assign(grade=grades), columns=["grade", "age"])
    assert table["level"].tolist() == ["", "I", "II", "III", ""]
    assert table["All"].tolist()[:4] == ["5", "2/5", "2/5", "1/5"]
    assert bs.table_one(FRAME, columns=["patient"])["All"].tolist() == ["5", *["1/5"] * 5]


def test_the_table_of_a_study_is_that_of_its_report(seed_study: bs.Study, tmp_path: Path) -> None:
    table = cells(bs.table_one(seed_study, by="schedule"))
    trial = lines(seed_study.folder / "trial.csv")
    weekly = [row for row in trial if row["schedule"] == "Weekly"]
    assert table["Patients", ""] == [str(len(trial)), str(len(weekly)), str(len(trial) - len(weekly))]
    page = (report(seed_study, out=tmp_path / "r", formats=["md"]) / "report.md").read_text(encoding="utf-8")
    rows = {re.sub(r" +", " ", line) for line in page.splitlines() if line.startswith("|")}
    for (name, level), texts in table.items():
        label = f"{name}: {level}" if level else name
        assert f"| {label} | {' | '.join(texts)} |" in rows


def test_simulated_data_say_so_and_unknown_columns_are_named(seed_study: bs.Study) -> None:
    assert bs.table_one(bs.load_study("adam_bds_simulated"))["characteristic"][0] == "Subjects (SIMULATED)"
    with pytest.raises(bs.UsageError, match="there is no column 'scedule' — did you mean 'schedule'"):
        bs.table_one(seed_study, by="scedule")
    with pytest.raises(bs.UsageError, match="there is no column 'ages' — did you mean 'age'"):
        bs.table_one(FRAME, columns=["ages"])
    with pytest.raises(bs.UsageError, match="has no table 'trail'"):
        bs.table_one(seed_study, table="trail")


def test_results_as_parquet_are_asked_for_and_hold_the_numbers_of_the_csv(seed_study: bs.Study, tmp_path: Path) -> None:
    folder = report(seed_study, out=tmp_path / "r", formats=["json", "parquet"])
    typed = pyarrow.parquet.read_table(folder / "results.parquet").to_pylist()
    printed = lines(folder / "results.csv")
    assert len(typed) == len(printed)
    assert list(typed[0]) == list(printed[0])
    for row, cells_of_row in zip(typed, printed, strict=True):
        for name, value in row.items():
            text = cells_of_row[name].replace("Infinity", "inf")
            assert text == "" if value is None else value == type(value)(text.removeprefix("'"))
    assert any(row["conf_high"] == math.inf for row in typed)
    again = report(seed_study, out=tmp_path / "again", formats=["parquet"])
    assert sorted(path.name for path in again.iterdir()) == ["figures", "manifest.json", "results.parquet"]
    assert (again / "results.parquet").read_bytes() == (folder / "results.parquet").read_bytes()
