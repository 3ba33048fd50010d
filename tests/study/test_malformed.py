"""Every malformed study is refused with every violation in it: file, row, unit, column, value and remedy."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import biomarker_stats as bs

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "malformed.toml").read_text(encoding="utf-8"),
)["case"]
each_case = pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
Edit = Callable[[str, str, str], None]


@each_case
def test_every_violation_is_listed(case: dict[str, Any], edit: Edit, faults: Callable[[], list[str]]) -> None:
    for change in case["edits"]:
        edit(*change)
    assert faults() == case["expected"]


@each_case
def test_the_command_line_lists_them_and_leaves_an_earlier_report_alone(
    case: dict[str, Any], edit: Edit, folder: Path, tmp_path: Path, run: Callable[..., Any]
) -> None:
    report = tmp_path / "report"
    (report / "figures").mkdir(parents=True)
    manifest = '{"marker": "biomarker_stats report", "files": {"report.md": "", "figures/slope.svg": ""}}'
    before = {"manifest.json": manifest, "report.md": "# Earlier", "figures/slope.svg": "<svg/>"}
    for name, text in before.items():
        (report / name).write_text(text, encoding="utf-8")
    for change in case["edits"]:
        edit(*change)
    told = run("report", folder, "-o", report)
    assert told.code == 3
    assert told.out == ""
    assert "Traceback" not in told.err
    lines = told.err.splitlines()
    assert lines[-len(case["expected"]) :] == case["expected"]
    assert lines[: -len(case["expected"])] == ([f"{len(lines) - 1} problems:"] if len(case["expected"]) > 1 else [])
    after = {str(path.relative_to(report)): path.read_text() for path in report.rglob("*") if path.is_file()}
    assert after == before


def test_there_are_enough_cases_and_the_study_they_start_from_is_good(folder: Path) -> None:
    assert len(CASES) >= 25
    assert len(bs.load_study(folder).claims) == 2


def test_no_message_is_muddled() -> None:
    for line in (line for case in CASES for line in case["expected"]):
        assert line.count(" — ") == 1, line
        assert not any(word in line for word in ("None", "Error", "NoneType", "dict", "tuple", "  "))


@pytest.mark.parametrize("command", ["verify", "report"])
def test_a_folder_that_is_no_study_ends_in_exit_3(command: str, tmp_path: Path, run: Callable[..., Any]) -> None:
    told = run(command, tmp_path)
    assert told.code == 3
    assert told.err == (
        "study.toml: is missing from the study folder — add it to the folder; the folder holds no file\n"
    )
    told = run(command, "carracedo2080")
    assert told.code == 3
    assert "'carracedo2080' is neither a folder nor a bundled study" in told.err
    assert "did you mean 'carracedo2008'?" in told.err


@pytest.mark.parametrize("name", ["", "\0", "x" * 5000, "~"])
def test_no_name_at_all_is_no_study(name: str) -> None:
    with pytest.raises(bs.StudyError, match="neither a folder nor a bundled study"):
        bs.load_study(name)


def test_a_file_is_no_study_folder(folder: Path) -> None:
    with pytest.raises(bs.StudyError, match=r"is a file, not a study folder — name the folder that holds study\.toml"):
        bs.load_study(folder / "study.toml")


def test_deep_long_and_huge_toml_is_refused_at_once(edit: Edit, faults: Callable[[], list[str]]) -> None:
    deep = ["study.toml: is nested more than 32 levels deep — a study file needs fewer than ten"]
    title = 'title = "A small study"'
    for value in ("title = " + "[" * 5000, "title = " + "[" * 40 + "]" * 40, ".".join("a" * 200_000) + " = 1"):
        edit("study.toml", title, value)
        assert faults() == deep
        edit("study.toml", value, title)
    edit("study.toml", title, f"{title}\nx = [{'{}, ' * 60_000}]")
    assert faults() == [
        "study.toml: holds more than 50,000 values — keep what the study needs, and put data into tables",
    ]
    edit("study.toml", f"{title}\nx = [{'{}, ' * 60_000}]", title)
    edit("study.toml", "maximum = 100", f"maximum = {'9' * 5000}")
    assert faults() == [
        "study.toml: is not valid TOML: a number has too many digits — shorten it, or put quotes round it",
    ]


def test_thousands_of_faults_are_bounded_and_said_to_be(folder: Path, faults: Callable[[], list[str]]) -> None:
    header, *_ = (folder / "trial.csv").read_text(encoding="utf-8").splitlines()
    rows = "\n".join(f"{row},Weekly,5,,?,++," for row in range(20_000))
    (folder / "trial.csv").write_text(f"{header}\n{rows}\n", encoding="utf-8")
    lines = faults()
    assert len(lines) == 10_001
    assert lines[-1] == "trial.csv: has more faults than the 10,000 listed — fix those first"
    keys = "\n".join(f"key{number} = 1" for number in range(20_000))
    (folder / "study.toml").write_text(f"{keys}\n{(folder / 'study.toml').read_text(encoding='utf-8')}")
    lines = faults()
    assert len(lines) == 1_001
    assert lines[-1] == "study.toml: has more faults than the 1,000 listed — fix those first"


def test_blank_lines_are_skipped_and_still_counted(folder: Path, faults: Callable[[], list[str]]) -> None:
    lines = (folder / "trial.csv").read_text(encoding="utf-8").replace("D,Daily,10", "D,Daily,ten").splitlines()
    (folder / "trial.csv").write_text("\n\n" + "\n\n\n".join(lines) + "\n\n", encoding="utf-8")
    assert faults() == [
        "trial.csv row 12 (patient D), column dose: 'ten' is not a whole number — write digits only, or declare the "
        'column type = "text"',
    ]


SCRAPS = [
    '"',
    "[",
    "]",
    "{",
    "=",
    "\n",
    ",",
    "1",
    "1.5",
    "true",
    "nan",
    "2008-09-01",
    ".",
    "[]",
    '""',
    "perk",
    "\x1b",
    "–",
]


@given(
    name=st.sampled_from(["study.toml", "trial.csv", "claims.toml"]),
    place=st.floats(0, 1),
    length=st.integers(0, 20),
    scrap=st.one_of(st.sampled_from(SCRAPS), st.text(max_size=5)),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_broken_is_told_in_whole_lines(
    name: str, place: float, length: int, scrap: str, folder: Path
) -> None:
    path = folder / name
    good = path.read_bytes()
    text = good.decode("utf-8")
    start = round(place * len(text))
    path.write_text(text[:start] + scrap + text[start + length :], encoding="utf-8", errors="replace", newline="")
    refused: list[bs.StudyError] = []
    try:
        bs.load_study(folder)
    except bs.StudyError as error:
        refused.append(error)
    finally:
        path.write_bytes(good)
    for line in (str(violation) for error in refused for violation in error.violations):
        assert line.isprintable()
        assert " — " in line
