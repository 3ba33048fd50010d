"""CDISC ADaM BDS: one row a subject, every check with its violation, and the study folder made from a data set.

The expected numbers are written into the small data set by hand; the SIMULATED example is made again and compared.
"""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

import biomarker_stats as bs
from biomarker_stats.design.measure import measure
from biomarker_stats.study.adam_scaffold import scaffold_adam
from biomarker_stats.study.adam_simulated import adam_bds_simulated

CSV = """\
USUBJID,TRT01P,PARAMCD,PARAM,AVISIT,AVISITN,AVAL,AVALC,BASE,BASEC,CHG,ABLFL,ANL01FL
S1,Drug,ALT,Alanine aminotransferase (U/L),Screening,-1,21,,,,,,Y
S1,Drug,ALT,Alanine aminotransferase (U/L),Baseline,0,20.1,,20.1,,,Y,Y
S1,Drug,ALT,Alanine aminotransferase (U/L),Week 4,4,31.4,,20.1,,11.3,,Y
S2,Placebo,ALT,Alanine aminotransferase (U/L),Baseline,0,25,,25,,,Y,Y
S2,Placebo,ALT,Alanine aminotransferase (U/L),Week 4,4,24,,25,,-1,,Y
S2,Placebo,ALT,Alanine aminotransferase (U/L),Week 4,4,99,,25,,74,,
S3,Placebo,ALT,Alanine aminotransferase (U/L),Baseline,0,30,,30,,,Y,Y
S1,Drug,IHC,p-ERK score,Baseline,0,0,–,0,–,,Y,Y
S1,Drug,IHC,p-ERK score,Week 4,4,2,++,0,–,2,,Y
"""


@pytest.fixture
def bds(tmp_path: Path) -> pd.DataFrame:
    (tmp_path / "adlb.csv").write_text(CSV, encoding="utf-8")
    return bs.read_table(tmp_path / "adlb.csv")


def violations(frame: pd.DataFrame, **options: Any) -> list[str]:
    with pytest.raises(bs.DataError) as caught:
        bs.from_adam(frame, **{"param": "ALT", "visit": "Week 4"} | options)
    return str(caught.value).splitlines()


def put(frame: pd.DataFrame, row: int, **cells: Any) -> pd.DataFrame:
    """Return the data set with cells of one row (counted from 1) changed."""
    changed = frame.astype(object)
    for column, cell in cells.items():
        changed.loc[row - 1, column] = cell
    return changed


def test_one_row_a_subject_and_nothing_lost_in_silence(bds: pd.DataFrame) -> None:
    wide = bs.from_adam(bds, param="ALT", visit="Week 4")
    assert list(wide.columns) == ["subject", "arm", "before", "after", "change"]
    assert wide.iloc[:2].to_numpy().tolist() == [["S1", "Drug", 20.1, 31.4, 11.3], ["S2", "Placebo", 25.0, 24.0, -1.0]]
    assert wide.iloc[2, :3].tolist() == ["S3", "Placebo", 30.0]
    assert wide.iloc[2, 3:].isna().all()
    assert wide.attrs["left_out"] == {"other parameters": 2, "not flagged in ANL01FL": 1, "other visits": 1}
    assert wide.attrs["param"] == "Alanine aminotransferase (U/L)"
    assert sum(bs.paired(wide, missing="drop").excluded.values()) == 1


def test_visits_by_number_and_a_baseline_by_name(bds: pd.DataFrame) -> None:
    by_number = bs.from_adam(bds, param="ALT", visit=4, baseline=0)
    pd.testing.assert_frame_equal(by_number, bs.from_adam(bds, param="ALT", visit="Week 4", baseline="Baseline"))
    screening = bs.from_adam(bds.drop(columns=["BASE", "CHG"]), param="ALT", visit="Baseline", baseline="Screening")
    assert screening["change"].tolist()[0] == -0.9  # 20.1 − 21, as decimals


def test_text_of_avalc_has_no_change_and_goes_on_a_scale(bds: pd.DataFrame) -> None:
    wide = bs.from_adam(bds, param="IHC", visit="Week 4", value="AVALC")
    assert wide.to_numpy().tolist() == [["S1", "Drug", "–", "++"]]
    assert bs.paired(wide, scale=["–", "+", "++"], method="sign").n == {"pairs": 1}
    wrong = put(bds, 9, BASEC="+")
    assert violations(wrong, param="IHC", value="AVALC") == [
        "row 9 (USUBJID S1), column BASEC: '+' is not the baseline value – of row 8 — correct one of them"
    ]


def test_a_second_record_of_a_visit_is_refused_unless_it_is_not_flagged(bds: pd.DataFrame) -> None:
    assert violations(bds, flag=None) == [
        "row 6 (USUBJID S2), column AVISIT: 'Week 4' has a record of this parameter and visit in row 5 too — keep one, "
        "or mark the one to analyse in ANL01FL"
    ]
    assert violations(bds.drop(columns="ANL01FL")) == violations(bds, flag=None)
    two = put(bds, 1, ABLFL="Y")
    assert "row 2 (USUBJID S1), column ABLFL: 'Y' is a second baseline: row 1 is one too — mark one record" in (
        "\n".join(violations(two))
    )


@pytest.mark.parametrize(
    ("row", "cells", "expected"),
    [
        (3, {"CHG": 11.4}, "row 3 (USUBJID S1), column CHG: '11.4' is not AVAL − BASE = 31.4 − 20.1 = 11.3"),
        (3, {"AVAL": None}, "row 3 (USUBJID S1), column CHG: '11.3' is given, and AVAL is missing — fill AVAL"),
        (5, {"BASE": 26, "CHG": -2}, "row 5 (USUBJID S2), column BASE: '26' is not the baseline value 25 of row 4"),
        (4, {"ABLFL": ""}, "row 4 (USUBJID S2), column BASE: '25' is given, and the subject has no baseline value"),
        (5, {"TRT01P": "Drug"}, "row 5 (USUBJID S2), column TRT01P: 'Drug' differs from 'Placebo' in row 4: one arm"),
        (5, {"TRT01P": ""}, "row 5 (USUBJID S2), column TRT01P: is empty: the subject has no arm"),
        (5, {"USUBJID": None}, "row 5, column USUBJID: is empty: the record has no subject — name the subject"),
        (5, {"AVAL": "<5"}, "row 5 (USUBJID S2), column AVAL: '<5' is not a number — give a number, or leave"),
        (5, {"PARAM": "ALT (ukat/L)"}, "row 5 (USUBJID S2), column PARAM: 'ALT (ukat/L)' differs from 'Alanine"),
        (5, {"AVISITN": 5}, "row 5 (USUBJID S2), column AVISITN: '5' differs from '4' in row 3: one AVISITN an AVISIT"),
    ],
)
def test_every_check_names_row_subject_and_column(
    row: int, cells: dict[str, Any], expected: str, bds: pd.DataFrame
) -> None:
    assert any(line.startswith(expected) for line in violations(put(bds, row, **cells)))


def test_violations_come_together(bds: pd.DataFrame) -> None:
    assert len(violations(put(put(bds, 3, CHG=1), 5, CHG=1))) == 2


def test_rounding_of_a_computed_change_is_no_violation(bds: pd.DataFrame) -> None:
    """31.4 − 20.1 is 11.299999999999997 in binary: both that and 11.3 are the change."""
    bs.from_adam(put(bds, 3, CHG=31.4 - 20.1), param="ALT", visit="Week 4")
    assert violations(put(bds, 3, CHG=11.300001))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"param": None}, "the data set has 2 parameters — name one with param=: ALT, IHC"),
        ({"param": "AST"}, "no PARAMCD 'AST' — did you mean 'ALT'?"),
        ({"visit": "Week 40"}, r"no record of the parameter has AVISIT 'Week 40' \(visit=\) — did you mean 'Week 4'"),
        ({"baseline": "Day 1"}, r"no record of the parameter has AVISIT 'Day 1' \(baseline=\)"),
        ({"arm": "TRT01A"}, "no column 'TRT01A' — did you mean 'TRT01P'.*or give arm=None"),
        ({"value": "AVALN"}, "no column 'AVALN' — did you mean"),
    ],
)
def test_calls_that_cannot_be_right(options: dict[str, Any], expected: str, bds: pd.DataFrame) -> None:
    with pytest.raises(bs.UsageError, match=expected):
        bs.from_adam(bds, **{"param": "ALT", "visit": "Week 4"} | options)
    with pytest.raises(bs.UsageError, match=r'ABLFL = "Y", and none has BASE — name the visit of .* with baseline='):
        bs.from_adam(bds.drop(columns=["ABLFL", "BASE", "CHG"]), param="ALT", visit="Week 4")


def test_base_is_the_reading_before_where_no_record_is_flagged(bds: pd.DataFrame) -> None:
    """S1 to S3 have BASE 20.1, 25 and 30 in their flagged record and in later ones."""
    plain = bds.drop(columns="ABLFL")
    found = bs.from_adam(plain, param="ALT", visit="Week 4")
    flagged = bs.from_adam(bds, param="ALT", visit="Week 4")
    assert found["before"].tolist() == [20.1, 25.0, 30.0]
    pd.testing.assert_frame_equal(found, flagged)
    assert (found.attrs["before_from"], flagged.attrs["before_from"]) == ("BASE", "records")
    assert bs.from_adam(plain, param="IHC", visit="Week 4", value="AVALC")["before"].tolist() == ["–"]
    assert violations(put(plain, 5, BASE=26, CHG=-2)) == [
        "row 5 (USUBJID S2), column BASE: '26' differs from '25' in row 4: one BASE a subject — correct one of them"
    ]


def test_a_study_folder_from_a_transport_file(bds: pd.DataFrame, tmp_path: Path, run: Callable[..., Any]) -> None:
    source = tmp_path / "adlb.xpt"
    pyreadstat.write_xport(bds.drop(columns=["AVALC", "BASEC"]), str(source), table_name="ADLB", file_format_version=5)
    told = run("init", tmp_path / "made", "--table", source, "--adam", "ALT", "--visit", "Week 4")
    assert told.code == 0
    study = bs.load_study(tmp_path / "made")
    rows = study.tables["main"].to_numpy().tolist()
    assert rows[:2] == [["S1", "Drug", 20.1, 31.4], ["S2", "Placebo", 25.0, 24.0]]
    assert rows[2][:3] == ["S3", "Placebo", 30.0]
    assert math.isnan(rows[2][3])
    columns = study.manifest.tables["main"].columns
    assert columns["ALT_after"].title == "Alanine aminotransferase (U/L), Week 4"
    assert study.manifest.endpoints["change_alt"].before == "ALT_before"
    readme = (tmp_path / "made" / "README.md").read_text(encoding="utf-8")
    assert '`table.csv` was made from "adlb.xpt"' in readme
    assert "1 subject without ALT at Week 4, its row is kept: S3" in readme
    assert "1 subject without ALT at Week 4, its row is kept: S3" in " ".join(told.out.split())
    assert "other parameters 2, not flagged in ANL01FL 1, other visits 1" in readme


def test_a_subject_that_is_not_in_the_table_is_said(bds: pd.DataFrame, tmp_path: Path, run: Callable[..., Any]) -> None:
    data = bds.assign(AVAL=bds["AVAL"].where(bds["PARAMCD"] == "ALT", [*range(9)]), CHG=None, BASE=None)
    data.to_csv(tmp_path / "adlb.csv", index=False)
    arguments = ("init", tmp_path / "made", "--table", tmp_path / "adlb.csv", "--adam", "IHC", "--visit", "Week 4")
    remarks = json.loads(run(*arguments, "--json").out)["remarks"]
    assert "2 subjects of the data set without a record of IHC that is analysed, not in the table: S2, S3" in remarks


def test_the_command_line_names_the_file_and_what_is_missing(
    bds: pd.DataFrame, tmp_path: Path, run: Callable[..., Any]
) -> None:
    put(bds, 3, CHG=1).to_csv(tmp_path / "adlb.csv", index=False)
    arguments = ("init", tmp_path / "made", "--table", tmp_path / "adlb.csv")
    told = run(*arguments, "--adam", "ALT", "--visit", "Week 4")
    assert (told.code, told.out) == (3, "")
    assert told.err.startswith("adlb.csv row 3 (USUBJID S1), column CHG: '1' is not AVAL − BASE")
    assert run(*arguments, "--adam", "ALT").err == "--adam needs the visit of the reading after — give --visit\n"
    assert run(*arguments, "--visit", "Week 4").code == 2
    plain = bds.drop(columns=["ABLFL", "BASE", "CHG", "TRT01P"])
    plain.to_csv(tmp_path / "adlb.csv", index=False)
    of_visit = (*arguments, "--adam", "ALT", "--visit", "Week 4")
    assert run(*of_visit).err.endswith("; name the column of arms with --arm\n")
    assert "with --baseline" in run(*of_visit, "--arm", "PARAM").err
    assert "(--visit)" in run(*of_visit[:-1], "Week 40", "--arm", "PARAM", "--baseline", "Baseline").err
    assert not (tmp_path / "made").exists()


def test_two_arms_are_compared(tmp_path: Path) -> None:
    (tmp_path / "adbds.csv").write_text(adam_bds_simulated())
    made = scaffold_adam(tmp_path / "made", tmp_path / "adbds.csv", param="LDH", visit="Week 4")
    study = bs.load_study(made)
    titles = [study.manifest.tables["main"].columns[name].title for name in ("subject", "TRT01P")]
    assert titles == ["Subject", "Planned treatment"]
    (paired, compared) = study.manifest.analyses
    assert (paired.title, paired.role) == ("Change in LDH", "secondary")
    assert (compared.type, compared.by, compared.arms) == ("compare", "TRT01P", ("Active", "Placebo"))
    assert compared.role == "primary"


def test_the_simulated_example_is_what_its_generator_gives(tmp_path: Path) -> None:
    study = bs.load_study("adam_bds_simulated")
    assert study.title.startswith("SIMULATED: ")
    assert (study.folder / "adbds.csv").read_bytes() == adam_bds_simulated().encode()
    made = scaffold_adam(tmp_path / "made", study.folder / "adbds.csv", param="SUMDIAM", visit="Week 8")
    assert (made / "table.csv").read_bytes() == (study.folder / "change.csv").read_bytes()
    assert adam_bds_simulated(seed=1) != adam_bds_simulated()
    assert bs.verify("adam_bds_simulated").ok


def test_the_simulated_subject_without_a_last_visit_is_counted_as_excluded() -> None:
    """Its generator leaves SIM-012, the last of Placebo, without week 8: 12 rows, 11 changes."""
    study = bs.load_study("adam_bds_simulated")
    frame = measure(study, endpoint="change_sumdiam", by="TRT01P")
    assert (len(frame), frame["arm"].value_counts().to_dict()) == (12, {"Active": 6, "Placebo": 6})
    lacking = frame[frame["after"].isna()]
    assert lacking[["unit", "arm", "before"]].to_numpy().tolist() == [["SIM-012", "Placebo", 44.5]]
    (by_arm, *_) = bs.run_analyses(study)
    assert (by_arm.main.n, sum(by_arm.main.excluded.values())) == ({"Active": 6, "Placebo": 5}, 1)
