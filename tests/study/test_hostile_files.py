"""Files that are too large, lie about themselves, lead elsewhere, or try to steer the terminal."""

import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.study import read_table
from biomarker_stats.study.limits import CELL_CHARACTERS, COLUMNS, FILE_BYTES, ROWS, TOML_BYTES

Edit = Callable[[str, str, str], None]
Faults = Callable[[], list[str]]


def test_a_cell_of_100_mb_is_refused_by_the_size_of_its_file_without_reading_it(folder: Path, faults: Faults) -> None:
    with (folder / "trial.csv").open("r+b") as handle:
        handle.truncate(100 * 2**20)
    began = time.perf_counter()
    assert faults() == [
        f"trial.csv: is too large: 104,857,600 bytes, at most {FILE_BYTES:,} are read — split the file, or leave out "
        "what the study does not use",
    ]
    assert time.perf_counter() - began < 2


def test_toml_has_a_size_limit_too(folder: Path, faults: Faults) -> None:
    (folder / "claims.toml").write_text("#" * (TOML_BYTES + 1))
    assert [line[:40] for line in faults()] == ["claims.toml: is too large: 4,194,305 byt"]


@pytest.mark.parametrize("length", [CELL_CHARACTERS + 1, 200_000])
def test_a_cell_that_is_too_long_is_named(length: int, edit: Edit, faults: Faults) -> None:
    edit("trial.csv", "late", "x" * length)
    (line,) = faults()
    assert line.startswith("trial.csv row 2")
    assert len(line) < 300
    if length < 131_072:
        assert f"column note: '{'x' * 59}…' is 10,001 characters long, at most 10,000 are read — shorten" in line
    else:
        assert "holds a cell that is far too long — shorten it" in line


def test_too_many_rows_and_columns(folder: Path, faults: Faults) -> None:
    header, *_ = (folder / "trial.csv").read_text(encoding="utf-8").splitlines()
    (folder / "trial.csv").write_text(header + "\n" * 3 + "A\n" * (ROWS + 1))
    assert faults() == ["trial.csv: has more than 1,000,000 rows — leave out the rows the study does not use"]
    (folder / "trial.csv").write_text("a," * (COLUMNS + 1))
    assert faults() == ["trial.csv: has more than 10,000 columns — leave out the columns the study does not use"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Daily,\xff", "trial.csv row 3: is not valid UTF-8 (byte 0xff) at byte "),
        (b"Daily\0,5", "trial.csv row 3: holds a NUL byte at byte "),
    ],
)
def test_bytes_that_are_no_text_are_placed(raw: bytes, expected: str, folder: Path, faults: Faults) -> None:
    path = folder / "trial.csv"
    data = path.read_bytes().replace(b"C,Daily,5", b"C," + raw)
    for ends in (b"\n", b"\r\n", b"\r"):
        path.write_bytes(data.replace(b"\n", ends))
        (line,) = faults()
        place = path.read_bytes().index(raw[-1:] if raw.endswith(b"\xff") else b"\0")
        assert line == f"{expected}{place:,} — save the file as UTF-8 text"


def test_other_encodings_and_toml_that_is_no_text(folder: Path, faults: Faults) -> None:
    (folder / "trial.csv").write_bytes((folder / "trial.csv").read_text(encoding="utf-8").encode("utf-16"))
    (folder / "claims.toml").write_bytes(b'format = 1\nx = "\xe9"\n')
    assert faults() == [
        "trial.csv: is UTF-16, not UTF-8 — save it as UTF-8",
        "claims.toml: is not valid UTF-8 (byte 0xe9) at byte 16, line 2 — save the file as UTF-8 text",
    ]


def test_links_that_leave_the_folder_are_refused_and_links_inside_are_read(folder: Path, faults: Faults) -> None:
    outside = folder.parent / "outside.csv"
    (folder / "trial.csv").rename(outside)
    (folder / "trial.csv").symlink_to(outside)
    (folder / "claims.toml").unlink()
    (folder / "claims.toml").symlink_to(folder.parent / "nowhere.toml")
    assert [line.split(" — ")[0] for line in faults()] == [
        "study.toml: 'trial.csv' is a path that leaves the study folder",
        "study.toml: 'claims.toml' is a path that leaves the study folder",
    ]
    (folder / "claims.toml").unlink()
    outside.rename(folder / "data.csv")
    (folder / "trial.csv").unlink()
    (folder / "trial.csv").symlink_to("data.csv")
    assert len(bs.load_study(folder).tables["trial"]) == 4


def test_a_link_in_a_parent_folder_is_followed_before_the_path_is_judged(
    folder: Path, edit: Edit, faults: Faults
) -> None:
    (folder / "inside").symlink_to(folder.parent)
    edit("study.toml", 'file = "trial.csv"', 'file = "inside/small/../trial.csv"')
    assert "'inside/small/../trial.csv' is a path that leaves the study folder" in faults()[0]
    edit("study.toml", "inside/small/../trial.csv", "inside/outside.csv")
    (folder.parent / "outside.csv").write_text("secret")
    assert "'inside/outside.csv' is a path that leaves the study folder" in faults()[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_ordinary_file_is_never_opened(folder: Path, faults: Faults) -> None:
    (folder / "trial.csv").unlink()
    os.mkfifo(folder / "trial.csv")
    (folder / "claims.toml").unlink()
    (folder / "claims.toml").mkdir()
    assert faults() == [
        "trial.csv: is not an ordinary file — name a file that holds the data itself",
        "claims.toml: is not an ordinary file — name a file that holds the data itself",
    ]


def test_a_link_to_itself_and_a_file_as_a_folder(folder: Path, edit: Edit, faults: Faults) -> None:
    (folder / "trial.csv").unlink()
    (folder / "trial.csv").symlink_to("trial.csv")
    assert len(faults()) == 1
    edit("study.toml", 'file = "trial.csv"', 'file = "study.toml/trial.csv"')
    (line,) = faults()
    assert line.startswith("study.toml/trial.csv: cannot be read: not a directory")


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(
    folder: Path, edit: Edit, faults: Faults
) -> None:
    edit("study.toml", "trial.csv", "trial.xlsx")
    data = zipped(sheet=bytes(20 * 2**20))
    place = data.rindex((20 * 2**20).to_bytes(4, "little"))  # the size that the archive's directory claims
    (folder / "trial.xlsx").write_bytes(data[:place] + (2**31).to_bytes(4, "little") + data[place + 4 :])
    (line,) = faults()
    assert line.startswith("trial.xlsx: unpacks to 2,147,483,648 bytes, at most 268,435,456 are read — ")


@pytest.mark.parametrize("suffix", ["xlsx", "parquet"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and no more", b"PAR1PAR1", zipped(a=b"b"), bytes(500)])
def test_broken_workbooks_and_parquet_files(suffix: str, data: bytes, folder: Path, edit: Edit, faults: Faults) -> None:
    edit("study.toml", "trial.csv", f"trial.{suffix}")
    (folder / f"trial.{suffix}").write_bytes(data)
    (line,) = faults()
    what = "an xlsx workbook" if suffix == "xlsx" else "a parquet file"
    assert line.startswith(f"trial.{suffix}: cannot be read as {what} — save it again as {suffix}")


def test_one_long_text_named_a_million_times_costs_a_message_and_no_memory(folder: Path, edit: Edit) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    edit("study.toml", "trial.csv", "trial.parquet")
    for length, expected in (
        (1_000_000, "holds a cell of 1,000,000 bytes"),
        (9_000, "has more than 268,435,456 characters"),
    ):
        text = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 900_000, pyarrow.int32()), ["x" * length])
        parquet.write_table(pyarrow.table({"patient": text}), folder / "trial.parquet")
        with pytest.raises(bs.StudyError, match=expected):
            bs.load_study(folder)


ESCAPES = ("\x1b[31mred", "\x1b]0;title\x07", "\x9b2J", "\u202egnirts", "bell\x07", "\x00")


@pytest.mark.parametrize("text", ESCAPES[:-1])
def test_no_escape_sequence_of_a_file_reaches_the_terminal(
    text: str, folder: Path, edit: Edit, run: Callable[..., Any]
) -> None:
    header = "patient,schedule,dose,size,pre,post,note"
    edit("trial.csv", header, f"{header},{text}")
    edit("trial.csv", "\nC,Daily", f"\n{text},{text}")
    edit("trial.csv", "++,late", f"++,{text},{text}")
    for command in (("verify", folder), ("init", folder / "new", "--table", folder / "trial.csv")):
        told = run(*command)
        assert told.code == 3
        assert not any(not c.isprintable() for c in (told.out + told.err).replace("\n", ""))
    edit("trial.csv", f"{header},{text}", header)
    with pytest.raises(bs.StudyError) as caught:
        bs.load_study(folder)
    assert not any(not c.isprintable() for c in str(caught.value).replace("\n", ""))


def test_hostile_titles_and_names_of_a_valid_study_do_not_reach_the_terminal_either(
    folder: Path, edit: Edit, run: Callable[..., Any]
) -> None:
    edit("study.toml", "A small study", "A \\u202esmall\\u2028 study")
    told = run("verify", folder)
    assert told.code in {0, 1}
    assert not any(not c.isprintable() for c in (told.out + told.err).replace("\n", ""))


def test_reading_one_table_follows_links_and_names_what_is_missing(folder: Path) -> None:
    (folder.parent / "link.csv").symlink_to(folder / "trial.csv")
    assert list(read_table(folder.parent / "link.csv")["dose"]) == [50, 70, 5, 10]
    with pytest.raises(bs.StudyError, match=r"none\.csv: does not exist — name an existing file"):
        read_table(folder / "none.csv")
    with pytest.raises(bs.StudyError, match="is not an ordinary file"):
        read_table(folder)


def test_a_csv_study_loads_neither_openpyxl_nor_scipy() -> None:
    code = "import sys, biomarker_stats as bs; bs.load_study('carracedo2008'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"openpyxl", "scipy", "matplotlib", "statsmodels", "pyarrow.parquet"} & set(loaded)
