"""A unit with one reading of two: it loads where the column is optional, and analyses count it; counted by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.design.measure import measure
from biomarker_stats.study.scaffold import scaffold

TABLE = "patient,perk_pre,perk_post,arm\nA,0,2,x\nB,1,2,x\nC,0,,y\nD,1,1,y\nE,,,y\nF,,3,x\n"


@pytest.fixture
def study(tmp_path: Path) -> bs.Study:
    (tmp_path / "t.csv").write_text(TABLE)
    return bs.load_study(scaffold(tmp_path / "made", tmp_path / "t.csv"))


def test_units_with_a_reading_missing_are_kept_and_counted(study: bs.Study) -> None:
    """A, B and D have both readings; C lacks the second, F the first, E both."""
    frame = measure(study, endpoint="change_perk", by="arm")
    assert frame["unit"].tolist() == list("ABCDEF")
    assert frame["change"].dropna().tolist() == [2.0, 1.0, 0.0]
    assert frame.loc[frame["change"].isna(), "unit"].tolist() == ["C", "E", "F"]
    (found,) = bs.run_analyses(study)
    assert (found.main.n["pairs"], found.main.excluded) == (3, {"missing before": 2, "missing after": 1})


def test_a_column_that_may_not_be_empty_is_still_held_to_it(study: bs.Study) -> None:
    manifest = study.folder / "study.toml"
    text = manifest.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("perk_post"))
    manifest.write_text(text.replace(line, line.replace(", optional = true", "")), encoding="utf-8")
    with pytest.raises(bs.StudyError) as caught:
        bs.load_study(study.folder)
    assert str(caught.value).splitlines() == [
        "table.csv row 3 (patient C), column perk_post: is empty while perk_pre has a reading: half a pair — give both "
        "readings, or declare the column optional = true: the unit is then counted as excluded",
        "table.csv row 5 (patient E), column perk_post: is empty — fill the cell, or declare the column "
        "optional = true",
    ]


def test_such_a_study_is_reported_whole(study: bs.Study, tmp_path: Path, run: Callable[..., Any]) -> None:
    assert run("report", study.folder, "-o", tmp_path / "out", "--format", "md").code == 0
    text = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert all(f"\n| {unit} " in text for unit in "ABCDEF")


def test_init_says_how_many_lack_a_reading(tmp_path: Path, run: Callable[..., Any]) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    told = " ".join(run("init", tmp_path / "made", "--table", tmp_path / "t.csv").out.split())
    remark = "perk_pre and perk_post: 3 rows of 6 lack a reading; analyses leave out such units and count them"
    assert f"note: {remark}" in told
    assert f"- {remark}" in (tmp_path / "made" / "README.md").read_text(encoding="utf-8")
