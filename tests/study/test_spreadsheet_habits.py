"""What spreadsheets do to a table is read as if it had not been done."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import biomarker_stats as bs
from biomarker_stats.study.symbols import skeleton


@pytest.fixture
def good(folder: Path) -> pd.DataFrame:
    return bs.load_study(folder).tables["trial"]


def with_delimiter(text: str, delimiter: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(csv.reader(io.StringIO(text)))
    return out.getvalue()


def with_blanks(text: str) -> str:
    return "\n".join(",".join(f"  {cell} \u00a0" for cell in line.split(",")) for line in text.splitlines())


HABITS: dict[str, Callable[[str], str]] = {
    "a byte-order mark": lambda text: "\ufeff" + text,
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old Macintosh line ends": lambda text: text.replace("\n", "\r"),
    "mark and line ends": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "semicolons": lambda text: with_delimiter(text, ";"),
    "tabs": lambda text: with_delimiter(text, "\t"),
    "hyphens": lambda text: text.replace("–", "-"),
    "minus signs": lambda text: text.replace("–", "−"),
    "em dashes": lambda text: text.replace("–", "—"),
    "figure dashes": lambda text: text.replace("–", "\u2012"),
    "full-width pluses": lambda text: text.replace("+", "＋"),
    "spaces around a slash": lambda text: text.replace("+/++", "+ / ++"),
    "spaces round cells": with_blanks,
    "no-break spaces": lambda text: text.replace(",+", ",\u00a0+"),
    "blank lines at the end": lambda text: text + "\n\n" + "," * 6 + "\n",
    "blank lines at the start": lambda text: "\n\n" + text,
    "no line end at the end": lambda text: text.rstrip("\n"),
    "every cell in quotes": lambda text: "\n".join('"' + line.replace(",", '","') + '"' for line in text.splitlines()),
    "empty columns beside the table": lambda text: text.replace("\n", ",,\n"),
    "columns in another order": lambda text: "\n".join(",".join(line.split(",")[::-1]) for line in text.splitlines()),
}


@pytest.mark.parametrize("habit", HABITS.values(), ids=HABITS)
def test_the_same_table_is_read(habit: Callable[[str], str], folder: Path, good: pd.DataFrame) -> None:
    path = folder / "trial.csv"
    path.write_text(habit(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    assert_frame_equal(bs.load_study(folder).tables["trial"], good)


def test_a_scale_declared_with_a_hyphen_reads_an_en_dash(folder: Path, good: pd.DataFrame) -> None:
    path = folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["–", ', '["-", '), encoding="utf-8")
    assert bs.load_study(folder).tables["trial"]["pre"].tolist() == ["-", "+", "++", "+"]
    assert good["pre"].tolist() == ["–", "+", "++", "+"]


def test_a_condition_finds_a_symbol_whichever_dash_it_is_typed_with(folder: Path) -> None:
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"schedule", in = ["Weekly"]', '"pre", in = ["-", "＋"]'), encoding="utf-8")
    study = bs.load_study(folder)
    assert study.population("weekly", "trial")["patient"].tolist() == ["A", "B", "D"]


def test_quoted_cells_hold_delimiters_quotes_and_line_ends(folder: Path) -> None:
    path = folder / "trial.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("late", '"late, ""very""\nlate"'), encoding="utf-8")
    assert bs.load_study(folder).tables["trial"]["note"].tolist() == [None, 'late, "very"\nlate', None, None]


def test_signs_and_exponents_of_numbers(folder: Path) -> None:
    path = folder / "trial.csv"
    text = path.read_text(encoding="utf-8").replace("0.25", "−2.5E-1").replace("1.5", "+.5").replace(",2,", ",2.,")
    path.write_text(text, encoding="utf-8")
    sizes = bs.load_study(folder).tables["trial"]["size"]
    assert sizes.dropna().tolist() == [0.5, 2.0, -0.25]


def test_digits_of_other_scripts_are_no_numbers(folder: Path, faults: Callable[[], list[str]]) -> None:
    path = folder / "trial.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("C,Daily,5", "C,Daily,٥"), encoding="utf-8")
    assert faults()[0].startswith("trial.csv row 3 (patient C), column dose: '٥' is not a whole number")


@pytest.mark.parametrize("dash", "-‐‑‒–—―−﹣－")
def test_every_dash_is_one_symbol(dash: str) -> None:
    assert skeleton(f" {dash} ") == "-"
    assert skeleton(f"++/{dash}") == "++/-"
