"""SAS transport and SPSS files: what is read, what missing codes and labels become, and files that are refused.

The files are written by pyreadstat itself, so an expected cell is the one written.
"""

import datetime
import importlib.util
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

import biomarker_stats as bs
from biomarker_stats.errors import MissingExtra
from biomarker_stats.study import read_table, statistical_files
from biomarker_stats.study.scaffold import scaffold
from biomarker_stats.study.text_table import read_text_table

READINGS = {
    "PATIENT": ["A", "B", "C"],
    "PRE": [0.1, np.nan, 3.3],
    "POST": [1.0, 2.0, 1e-3],
    "DAY": [datetime.date(2008, 9, 1), None, datetime.date(1959, 12, 31)],
    "NOTE": ["late", "", "é –"],
}
TEXT = (("A", "0.1", "1", "2008-09-01", "late"), ("B", "", "2", "", ""), ("C", "3.3", "0.001", "1959-12-31", "é –"))
LABELS = ["Patient", "Tumour size, before (mm)", "Tumour size, after (mm)", "Day", "Note"]


def xpt(path: Path, frame: pd.DataFrame | None = None, *, version: int = 5, **options: Any) -> bytes:
    table = pd.DataFrame(READINGS) if frame is None else frame
    pyreadstat.write_xport(table, str(path), file_format_version=version, table_name="ADLB", **options)
    return path.read_bytes()


def sav(path: Path, frame: pd.DataFrame, **options: Any) -> bytes:
    pyreadstat.write_sav(frame, str(path), **options)
    return path.read_bytes()


def refused(data: bytes, name: str) -> str:
    with pytest.raises(bs.StudyError) as caught:
        read_text_table(data, name)
    return str(caught.value)


@pytest.mark.parametrize("version", [5, 8])
def test_a_transport_file_gives_the_cells_and_labels_that_were_written(version: int, tmp_path: Path) -> None:
    text = read_text_table(xpt(tmp_path / "t.xpt", version=version, column_labels=LABELS), "t.xpt")
    assert text.header == tuple(READINGS)
    assert text.rows == TEXT
    assert list(text.labels.values()) == LABELS


@pytest.mark.parametrize("options", [{}, {"row_compress": True}, {"compress": True}], ids=["plain", "rows", "zlib"])
def test_an_spss_file_gives_the_cells_and_labels_that_were_written(options: dict[str, bool], tmp_path: Path) -> None:
    text = read_text_table(sav(tmp_path / "t.sav", pd.DataFrame(READINGS), column_labels=LABELS, **options), "t.sav")
    assert (text.header, text.rows, list(text.labels.values())) == (tuple(READINGS), TEXT, LABELS)


def test_special_missing_values_of_sas_are_empty_cells(tmp_path: Path) -> None:
    """A missing number is stored as its code (. or A … Z or _) and seven zero bytes: SAS technical note TS-140."""
    codes = b".AZ_"
    data = xpt(tmp_path / "t.xpt", pd.DataFrame({"ID": [1.0, 2, 3, 4], "AVAL": [np.nan] * 4}))
    assert data.count(b"." + bytes(7)) == len(codes)
    for code in codes[1:]:
        data = data.replace(b"." + bytes(7), bytes([code]) + bytes(7), 1)
    assert [row[1] for row in read_text_table(data, "t.xpt").rows] == [""] * len(codes)


def test_value_labels_replace_codes_only_where_every_code_has_one_of_its_own(tmp_path: Path) -> None:
    columns = {name: [1.0, 2.0, 1.0] for name in ("whole", "partly", "twice", "measured")} | {
        "refused": [1.0, 2.0, 99.0]
    }
    labels = {
        "whole": {1: " treated ", 2: "control", 3: "never seen"},
        "partly": {1: "lowest"},
        "twice": {1: "same", 2: "same"},
        "measured": {1: "one", 2: "two"},
        "refused": {1: "yes", 2: "no", 99: "refused"},
    }
    data = sav(
        tmp_path / "t.sav",
        pd.DataFrame(columns),
        variable_value_labels=labels,
        variable_measure={name: "scale" if name == "measured" else "nominal" for name in columns},
        missing_ranges={"refused": [99]},
    )
    found = dict(zip(columns, zip(*read_text_table(data, "t.sav").rows, strict=True), strict=True))
    assert found == {
        "whole": ("treated", "control", "treated"),
        "partly": ("1", "2", "1"),
        "twice": ("1", "2", "1"),
        "measured": ("1", "2", "1"),
        "refused": ("yes", "no", ""),
    }
    text = read_text_table(data, "t.sav")
    assert text.levels == {"whole": ("treated", "control", "never seen"), "refused": ("yes", "no")}
    assert text.user_missing == {"refused": 1}


def test_codes_declared_missing_are_counted_and_other_empty_cells_are_not(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"one": [1.0, 99, 98, np.nan], "range": [1.0, 98, 99, 97], "text": ["a", "NA", "", "NA"], "none": [99.0] * 4}
    )
    ranges = {"one": [99, 98], "range": [{"lo": 98, "hi": 1e9}], "text": ["NA"]}
    data = sav(tmp_path / "t.sav", frame, missing_ranges=ranges)
    text = read_text_table(data, "t.sav")
    assert text.rows == (("1", "1", "a", "99"), ("", "", "", "99"), ("", "", "", "99"), ("", "97", "", "99"))
    assert text.user_missing == {"one": 2, "range": 2, "text": 2}
    assert read_table(tmp_path / "t.sav").attrs["user_missing"] == {"one": 2, "range": 2, "text": 2}
    assert "user_missing" not in read_table(xpt_of(tmp_path)).attrs


def xpt_of(folder: Path) -> Path:
    xpt(folder / "t.xpt")
    return folder / "t.xpt"


@pytest.mark.parametrize("kind", ["xpt", "sav"])
def test_a_study_the_command_line_and_a_notebook_read_them(kind: str, tmp_path: Path, run: Callable[..., Any]) -> None:
    """Six units that all rise: 2 of the 2^6 sign patterns are as extreme."""
    frame = pd.DataFrame({"PATIENT": list("ABCDEF"), "SIZE_PRE": [1.0] * 6, "SIZE_POST": [2.5, 3, 4, 5, 6, 7]})
    source, labels = tmp_path / f"trial.{kind}", ["Patient", "Size before", "Size after"]
    xpt(source, frame, version=8, column_labels=labels) if kind == "xpt" else sav(source, frame, column_labels=labels)
    assert read_table(source)["SIZE_POST"].tolist() == [2.5, 3, 4, 5, 6, 7]
    assert list(read_table(source).attrs["labels"].values()) == labels
    assert bs.table_one(read_table(source))["characteristic"].tolist() == ["Units", "Size before", "Size after"]
    shown = run("test", source, "--before", "SIZE_PRE", "--after", "SIZE_POST", "--method", "sign")
    assert "0.03125" in shown.out
    made = bs.load_study(scaffold(tmp_path / "made", source))
    assert [column.title for column in made.manifest.tables["main"].columns.values()] == labels
    manifest = (tmp_path / "made" / "study.toml").read_text(encoding="utf-8").replace("table.csv", source.name)
    (tmp_path / "made" / "study.toml").write_text(manifest, encoding="utf-8")
    (tmp_path / "made" / source.name).write_bytes(source.read_bytes())
    assert tomllib.loads(manifest)["tables"]["main"]["file"] == source.name
    assert bs.load_study(tmp_path / "made").tables["main"].equals(made.tables["main"])


@pytest.mark.parametrize("name", ["t.xpt", "t.sav"])
@pytest.mark.parametrize("data", [b"", b"patient,pre\nA,1\n", b"\x00" * 4096], ids=["empty", "csv", "zeros"])
def test_a_file_that_is_none_is_refused(data: bytes, name: str) -> None:
    what = "a SAS transport file" if name == "t.xpt" else "an SPSS file"
    remedy = "export it again, or save the table as csv"
    assert refused(data, name) == f"{name}: is not {what}: it does not begin like one — {remedy}"


def test_truncated_files_are_refused(tmp_path: Path) -> None:
    whole = xpt(tmp_path / "t.xpt")
    assert (
        f"t.xpt: is truncated: a transport file is a whole number of 80-byte records, this has {len(whole) - 1:,}"
        in (refused(whole[:-1], "t.xpt"))
    )
    whole = sav(tmp_path / "t.sav", pd.DataFrame(READINGS))
    for size in (len(whole) - 8, len(whole) // 2, 200):
        assert refused(whole[:size], "t.sav").startswith("t.sav: ")


def test_a_damaged_file_that_brings_the_library_down_is_a_message(tmp_path: Path) -> None:
    """Byte 180 is the type of the first variable; 255 there ends pyreadstat 1.3.7 with a segmentation fault."""
    data = bytearray(sav(tmp_path / "t.sav", pd.DataFrame({"patient": ["A", "B"], "arm": [1.0, 2.0]})))
    data[180] = 255
    assert refused(bytes(data), "t.sav").startswith(
        "t.sav: cannot be read as an SPSS file: it is damaged, encrypted or"
    )


@pytest.mark.parametrize(
    ("bound", "limit", "told"),
    [
        ("ROWS", 4, "4 rows"),
        ("COLUMNS", 1, "1 columns"),
        ("CELLS", 9, "9 cells"),
        ("UNPACKED_BYTES", 999, "999 bytes when unpacked"),
    ],
)
def test_a_file_larger_than_what_is_read_is_refused(
    bound: str, limit: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pd.DataFrame({"a": [1.0] * 5, "b": ["x" * 200] * 5})
    data = sav(tmp_path / "t.sav", frame) if bound == "ROWS" else xpt(tmp_path / "t.xpt", frame)
    name = "t.sav" if bound == "ROWS" else "t.xpt"
    assert len(read_text_table(data, name).rows) == 5
    monkeypatch.setattr(statistical_files, bound, limit)
    assert refused(data, name) == f"{name}: has more than {told} — leave out what the study does not use"


def test_an_spss_file_that_tells_more_rows_than_it_has_is_refused(tmp_path: Path) -> None:
    """The number of cases is the integer at byte 80 of the header (PSPP developers' guide, file header record)."""
    data = bytearray(sav(tmp_path / "t.sav", pd.DataFrame({"a": [1.0, 2.0]})))
    assert int.from_bytes(data[80:84], "little") == 2
    data[80:84] = (7).to_bytes(4, "little")
    assert refused(bytes(data), "t.sav").startswith("t.sav: cannot be read as an SPSS file: it is damaged")
    data[80:84] = (1_000_001).to_bytes(4, "little")
    assert refused(bytes(data), "t.sav").startswith("t.sav: has more than 1,000,000 rows")


def test_several_data_sets_and_other_encodings_are_named(tmp_path: Path) -> None:
    whole = xpt(tmp_path / "t.xpt")
    assert "holds 2 data sets — export one data set a file" in refused(whole + whole[240:], "t.xpt")
    latin = whole.replace("é –".encode(), "é –-+++"[:1].encode("latin-1") + b"\xe9" + b"    ")
    assert refused(latin, "t.xpt") == "t.xpt: holds text that is not UTF-8 — export it again with UTF-8 text"


def test_without_the_extra_the_message_gives_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = xpt(tmp_path / "t.xpt")
    monkeypatch.setattr(statistical_files, "find_spec", lambda name: None if name == "pyreadstat" else name)
    with pytest.raises(MissingExtra, match=r"needs pyreadstat — python -m pip install 'biomarker-stats\[formats\]'"):
        read_text_table(data, "t.xpt")
    assert importlib.util.find_spec("pyreadstat") is not None


def test_a_broken_installation_and_warnings_as_errors_are_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = xpt(tmp_path / "t.xpt")
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    assert len(read_text_table(data, "t.xpt").rows) == 3
    (tmp_path / "pyreadstat.py").write_text("import no_such_library\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(MissingExtra, match=r"needs pyreadstat \(No module named 'no_such_library'\) — python -m pip"):
        read_text_table(data, "t.xpt")
    monkeypatch.setattr(statistical_files.sys, "executable", str(tmp_path / "none"))
    assert "a process to read it in was not started: no such file or directory" in refused(data, "t.xpt")
