"""The report claims of itself only what this study gave: checklist, limitations, ties, verdicts, data as printed."""

from dataclasses import replace
from pathlib import Path

from small_study import SmallStudy

from biomarker_stats.reporting import report

ONLY_SIGN = """
[[analyses]]
id = "change"
title = "Change"
type = "paired"
endpoint = "change"
methods = ["sign"]
"""


def written(study: SmallStudy, folder: Path) -> str:
    where = study.write(folder / "s")
    return report(where, out=folder / "out", formats=["md"]).joinpath("report.md").read_text(encoding="utf-8")


def checklist(text: str) -> dict[str, str]:
    """Return the last cell of each row of the checklist, by the guideline and item."""
    rows = text[text.index("| Item | Guideline") :].partition("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in row.strip("| ").split("|")] for row in rows]
    return {f"{rule}: {item}": where for item, rule, where in cells}


def test_a_study_without_analyses_has_no_endpoints_tests_or_estimates_on_its_checklist(tmp_path: Path) -> None:
    found = checklist(written(SmallStudy(analyses=""), tmp_path))
    assert found["REMARK 7: Endpoints defined"] == "**NOT REPORTED**"
    assert found["SAMPL: Tests named, sidedness stated"] == "**NOT REPORTED**"
    assert found["REMARK 15, SAMPL: Estimates with intervals, P values in full"] == "**NOT REPORTED**"


def test_the_checklist_claims_no_multivariable_analysis_and_leaves_no_item_out(tmp_path: Path) -> None:
    found = checklist(written(SmallStudy(), tmp_path))
    assert found["REMARK 15, SAMPL: Estimates with intervals, P values in full"] == "Primary result"
    assert found["REMARK 16 and 17: Multivariable analyses"] == "No such analysis is made"
    numbers = {word for rule in found for word in rule.split(":")[0].replace(",", "").split() if word.isdigit()}
    assert numbers == {str(number) for number in range(1, 21)}  # McShane et al. 2005, Table 1: 20 items


def test_midranks_are_spoken_of_only_where_a_test_ranks(tmp_path: Path) -> None:
    assert "Tied values get midranks" in written(SmallStudy(), tmp_path / "ranked")
    assert "Tied values get midranks" not in written(SmallStudy(analyses=ONLY_SIGN), tmp_path / "sign")


def test_a_scale_of_two_grades_has_one_distance(tmp_path: Path) -> None:
    class TwoGrades(SmallStudy):
        def manifest(self) -> str:
            return super().manifest().replace('["–", "+", "++"]', '["–", "+"]').replace('"++"', '"+"')

    text = written(TwoGrades(after=("+", "+", "+", "–"), analyses=ONLY_SIGN), tmp_path)
    assert "are not distances" not in text
    assert "The scale score has two grades." in text


def test_no_interval_is_promised_where_there_is_none(tmp_path: Path) -> None:
    text = written(SmallStudy(analyses=""), tmp_path)
    assert "There are 4 patients; so few settle little." in text


def test_missing_readings_are_a_limitation(tmp_path: Path) -> None:
    class WithGaps(SmallStudy):
        def manifest(self) -> str:
            return super().manifest().replace('scale = "score" }', 'scale = "score", optional = true }')

    gaps = WithGaps(before=("–", "–", "+", ""), after=("+", "++", "+", ""))
    text = written(gaps, tmp_path)
    assert "- Readings are missing (Before: 1; After: 1). Patients without one are left out" in text


def test_a_limitation_that_the_study_file_states_is_not_repeated(tmp_path: Path) -> None:
    top = SmallStudy(before=("++", "–", "+", "+"), after=("++", "++", "+", "++"))
    assert written(top, tmp_path / "unsaid").count("cannot increase") == 1
    said = replace(top, limitation="Patient A starts at the top and cannot increase.")
    assert written(said, tmp_path / "said").count("cannot increase") == 1
    other = replace(top, limitation="Patient AB starts at the top and cannot increase.")
    assert written(other, tmp_path / "other").count("cannot increase") == 2


def test_invisible_characters_left_out_of_the_data_are_counted(tmp_path: Path) -> None:
    turned = SmallStudy(units=("A\u202eB", "B", "C", "D"))
    assert "as printed; invisible control characters in 1 cell are left out (table.csv)" in written(turned, tmp_path)


def test_no_verdict_is_as_recorded_where_none_is(tmp_path: Path) -> None:
    class WithoutClaims(SmallStudy):
        def claims(self) -> str:
            return "format = 1\n"

    out = report(WithoutClaims().write(tmp_path / "s"), out=tmp_path / "out", formats=["html"])
    html = out.joinpath("report.html").read_text(encoding="utf-8")
    assert "no published numbers checked" in html
    assert "verdicts as recorded" not in html
