"""Guesses of a scaffold: words in their order, pairs of them, why a pair is none, and one primary analysis.

An expected scale is the order that the words have in English, or that of the codes written into the SPSS file.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

import biomarker_stats as bs
from biomarker_stats.study.guess_levels import in_known_order, shared_levels
from biomarker_stats.study.guess_pairs import partners
from biomarker_stats.study.scaffold import scaffold


def made(folder: Path, text: str) -> tuple[bs.Study, list[str]]:
    (folder / "t.csv").write_text(text, encoding="utf-8")
    remarks: list[str] = []
    return bs.load_study(scaffold(folder / "made", folder / "t.csv", remark=remarks.append)), remarks


def test_yes_and_no_before_and_after_make_a_pair(tmp_path: Path) -> None:
    """3 of 6 turn to yes and 1 to no: McNemar's exact p is 2 × (4 + 1)/16 = 0.625."""
    rows = ["no,yes", "yes,no", "no,yes", "no,yes", "no,no", "yes,yes"]
    text = "patient,ki67_pre,ki67_post\n" + "".join(f"{unit},{row}\n" for unit, row in zip("ABCDEF", rows, strict=True))
    study, remarks = made(tmp_path, text)
    columns = study.manifest.tables["main"].columns
    assert {columns[name].scale for name in ("ki67_pre", "ki67_post")} == {"no_to_yes"}
    assert study.manifest.scales["no_to_yes"].levels == ("no", "yes")
    (found,) = bs.run_analyses(study)
    assert (found.main.method, found.main.p_value) == ("mcnemar", 0.625)
    assert remarks == []


@pytest.mark.parametrize(
    ("before", "after", "levels"),
    [
        (("Neg", "Neg"), ("Pos", "Neg"), ("Neg", "Pos")),
        (("mild", "severe"), ("none", "mild"), ("none", "mild", "severe")),
        (("N", "N"), ("N", "Y"), ("N", "Y")),
    ],
)
def test_words_that_have_an_order_are_put_into_it(
    before: tuple[str, ...], after: tuple[str, ...], levels: tuple[str, ...], tmp_path: Path
) -> None:
    rows = zip(("A", "B"), before, after, strict=True)
    study, _ = made(tmp_path, "patient,x_pre,x_post\n" + "".join(",".join(row) + "\n" for row in rows))
    (scale,) = study.manifest.scales.values()
    assert scale.levels == levels


@pytest.mark.parametrize("cells", [("yes", "maybe"), ("yes", "Yes", "no"), ("yes",), ("left", "right"), ()])
def test_other_words_have_no_order(cells: tuple[str, ...]) -> None:
    assert in_known_order(cells) == ()
    assert shared_levels(cells, cells) == ()


def test_levels_of_the_file_are_taken_where_they_hold_every_cell() -> None:
    codes = ("weak", "none at all", "strong")  # in the order of their codes, whatever they say
    assert shared_levels(["weak"], ["strong"], ("weak",), codes) == codes
    assert shared_levels(["weak", "other"], ["strong"], codes, codes) == ()
    assert shared_levels(["+"], ["+"], ("+", "＋"), ()) == ()  # two spellings of one symbol are no two levels


def test_a_single_yes_and_no_column_stays_a_category_in_order(tmp_path: Path) -> None:
    text = "patient,response\n" + "".join(f"P{row},{'yes' if row < 3 else 'no'}\n" for row in range(6))
    study, remarks = made(tmp_path, text)
    column = study.manifest.tables["main"].columns["response"]
    assert (column.type, column.levels) == ("category", ("no", "yes"))
    (told,) = remarks
    assert told.startswith("no endpoint and no analysis was written, because no two columns called pre and post")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id,c_pre,c_post\n1,+,1\n2,–,2\n", "they are not read on one scale"),
        ("id,c_pre,c_post\n1,left,1\n2,left,2\n", "c_pre holds words in no known order"),
        ("id,c_pre,c_post\n1,1,\n2,,2\n", "no row has both readings"),
        ("id,c_pre,c_post\n1,1,\n2,2,\n", "c_post is empty"),
    ],
)
def test_why_columns_of_such_names_are_no_pair_is_said(text: str, why: str, tmp_path: Path) -> None:
    study, remarks = made(tmp_path, text)
    assert study.manifest.analyses == ()
    assert f"c_pre and c_post were not taken as a pair: {why}" in remarks


def test_partners_share_all_but_the_word_for_the_visit() -> None:
    names = ["PERK-pre", "PERK-post", "before", "after", "prelim", "postal", "x_baseline", "x_followup", "y_pre"]
    assert partners(names) == [(0, 1, "PERK"), (2, 3, "reading"), (6, 7, "x")]


def test_one_analysis_is_primary_and_the_report_calls_no_other_so(tmp_path: Path, run: Callable[..., Any]) -> None:
    study, _ = made(tmp_path, "patient,a_pre,a_post,b_pre,b_post\nA,1,2,3,4\nB,1,3,2,1\nC,2,4,2,5\n")
    roles = {analysis.id: analysis.role for analysis in study.manifest.analyses}
    assert roles == {"change_a": "primary", "change_b": "secondary"}
    assert run("report", study.folder, "-o", tmp_path / "out", "--format", "md").code == 0
    text = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("| Change in a ") and "All units" in line]
    assert "primary, exploratory" in row


def test_value_labels_keep_the_order_of_their_codes(tmp_path: Path, run: Callable[..., Any]) -> None:
    """The codes 0 to 3 are none, weak, moderate and strong; 9 is declared missing; no cell holds 2."""
    grades = {0: "none", 1: "weak", 2: "moderate", 3: "strong", 9: "not done"}
    frame = pd.DataFrame(
        {
            "patient": list("ABCDEF"),
            "grade_pre": [1.0, 0, 3, 0, 1, 9],
            "grade_post": [3.0, 1, 3, 9, 0, 9],
            "margin": [2.0, 1, 1, 2, 1, 2],
            "side": [2.0, 1, 1, 2, 1, 2],
        }
    )
    labels = {"grade_pre": grades, "grade_post": grades, "margin": {1: "close", 2: "wide"}, "side": {1: "r", 2: "l"}}
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "t.sav"),
        variable_value_labels=labels,
        missing_ranges={"grade_pre": [9], "grade_post": [{"lo": 8, "hi": 9}], "side": [7]},
        variable_measure={"margin": "ordinal", "side": "nominal"},
    )
    told = run("init", tmp_path / "made", "--table", tmp_path / "t.sav")
    study = bs.load_study(tmp_path / "made")
    columns = study.manifest.tables["main"].columns
    assert {name: spec.scale for name, spec in columns.items() if spec.type == "ordinal"} == {
        "grade_pre": "none_to_strong",
        "grade_post": "none_to_strong",
        "margin": "close_to_wide",
    }
    assert study.manifest.scales["none_to_strong"].levels == ("none", "weak", "moderate", "strong")
    assert study.manifest.scales["close_to_wide"].levels == ("close", "wide")
    assert columns["side"].levels == ("r", "l")
    (found,) = bs.run_analyses(study)
    assert (found.main.n["pairs"], found.main.excluded) == (4, {"missing before": 1, "missing after": 1})
    manifest = (tmp_path / "made" / "study.toml").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in manifest if line.startswith("grade_post")]
    assert line.endswith("# guessed; 2 cells held a code that the SPSS file declares missing, and are empty")
    shown = " ".join(told.out.split())
    assert "note: grade_pre: 1 cell held a code that the SPSS file declares missing, and is empty" in shown
    assert "side:" not in shown


def test_a_study_that_names_the_spss_file_itself_keeps_the_count(tmp_path: Path) -> None:
    frame = pd.DataFrame({"patient": list("ABC"), "x_pre": [1.0, 2, 3], "x_post": [2.0, 99, 4]})
    pyreadstat.write_sav(frame, str(tmp_path / "t.sav"), missing_ranges={"x_post": [99]})
    folder = scaffold(tmp_path / "made", tmp_path / "t.sav")
    assert "user_missing" not in bs.load_study(folder).tables["main"].attrs  # its table is a csv
    (folder / "t.sav").write_bytes((tmp_path / "t.sav").read_bytes())
    manifest = (folder / "study.toml").read_text(encoding="utf-8").replace("table.csv", "t.sav")
    (folder / "study.toml").write_text(manifest, encoding="utf-8")
    assert bs.load_study(folder).tables["main"].attrs["user_missing"] == {"x_post": 1}
