"""A unit with one reading of two: it loads where the column is optional, and analyses count it; counted by hand."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.design.measure import measure
from biomarker_stats.study.missing_readings import missing_readings
from biomarker_stats.study.reading_words import ReadingWords, reading_words
from biomarker_stats.study.scaffold import scaffold

TABLE = "patient,perk_pre,perk_post,arm\nA,0,2,x\nB,1,2,x\nC,0,,y\nD,1,1,y\nE,,,y\nF,,3,x\n"


@pytest.fixture
def study(tmp_path: Path) -> bs.Study:
    (tmp_path / "t.csv").write_text(TABLE)
    return bs.load_study(scaffold(tmp_path / "made", tmp_path / "t.csv"))


def test_units_with_a_reading_missing_are_kept_and_counted(study: bs.Study) -> None:
    frame = measure(study, endpoint="change_perk", by="arm")
    assert frame["unit"].tolist() == list("ABCDEF")
    assert missing_readings(frame) == {"no second reading": 1, "no first reading": 1, "neither reading": 1}
    by_arm = {arm: missing_readings(rows) for arm, rows in frame.groupby("arm")}
    assert by_arm == {"x": {"no first reading": 1}, "y": {"no second reading": 1, "neither reading": 1}}
    (found,) = bs.run_analyses(study)
    assert (found.main.n["pairs"], sum(found.main.excluded.values())) == (3, 3)


def test_readings_that_are_not_one_after_the_other_go_by_their_names(study: bs.Study) -> None:
    frame = measure(study, endpoint="change_perk")
    words = ReadingWords("placebo", "drug", in_time=False)
    assert missing_readings(frame, words) == {"no drug": 1, "no placebo": 1, "neither reading": 1}
    assert list(missing_readings(frame, reading_words(study.manifest, "change_perk"))) == list(missing_readings(frame))


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
