"""The pytest plugin in a project of its own that merely has the package installed, run as a user runs it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import biomarker_stats as bs

CLAIMS = len(bs.load_study("carracedo2008").claims)
Pytest = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path, seed_copy: Path) -> Path:
    """A project with one test of its own and one study."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "test_own.py").write_text("def test_own():\n    pass\n")
    shutil.move(seed_copy, folder / "study")
    return folder


@pytest.fixture
def run_pytest(project: Path) -> Pytest:
    def run(*arguments: object, cwd: Path = project) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=kept)

    return run


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "claims.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_plugin_is_installed_with_the_package() -> None:
    (found,) = entry_points(group="pytest11", name="biomarker_stats")
    assert found.value == "biomarker_stats.pytest_plugin"


@pytest.mark.parametrize("on_a_build_server", [False, True])  # there pytest prints the whole message in its summary too
def test_every_claim_is_a_test_and_one_that_moved_says_what_a_reader_needs_and_how_to_accept_it(
    run_pytest: Pytest, project: Path, monkeypatch: pytest.MonkeyPatch, on_a_build_server: bool
) -> None:
    if on_a_build_server:
        monkeypatch.setenv("CI", "true")
    else:
        monkeypatch.delenv("CI", raising=False)
        monkeypatch.delenv("BUILD_NUMBER", raising=False)
    change(project / "study", 'printed = "0.014"', 'printed = "0.015"')
    result = run_pytest()
    assert result.returncode == 1
    assert f"1 failed, {CLAIMS} passed" in result.stdout  # the test of its own, and every claim but one
    assert re.search(r"^FAILED study/claims.toml::p-weekly", result.stdout, re.MULTILINE)
    for told in (
        "claim p-weekly: “100% exhibited increased ERK activation in tumor cells (P = 0.014)”",
        "location: Results, mTORC1 inhibition in patients",
        "printed: 0.015",
        "found: 0.013847",
        "changed: verdict: expected reproduced_under_inferred_specification, found contradicted",
        'to accept: in claims.toml, claim p-weekly, write expected = { verdict = "contradicted", value = "0.013847"',
    ):
        assert told in result.stdout
    assert "Traceback" not in result.stdout
    (accepted,) = set(re.findall(r"write (expected = \{.*\})", result.stdout))
    path = project / "study" / "claims.toml"
    text = path.read_text(encoding="utf-8")
    start = text.index("expected = ", text.index('id = "p-weekly"'))
    path.write_text(text[:start] + accepted + text[text.index("\n", start) :], encoding="utf-8")
    again = run_pytest("-q", "--claims", "study")  # collected anyway, so not run twice
    assert f"{CLAIMS + 1} passed" in again.stdout, again.stdout


def test_claims_adds_a_folder_once_and_runs_no_code_of_it(run_pytest: Pytest, project: Path) -> None:
    (project / "study" / "conftest.py").write_text("raise SystemExit('code of the study folder ran')\n")
    elsewhere = project / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "test_other.py").write_text("def test_other():\n    pass\n")
    result = run_pytest("-q", "--claims", project / "study", "--claims", "../study", cwd=elsewhere)
    assert f"{CLAIMS + 1} passed" in result.stdout, result.stdout
    workers = run_pytest("-q", "-n", "2", "-k", "p-all or test_other", "--claims", "carracedo2008", cwd=elsewhere)
    assert "2 passed" in workers.stdout, workers.stdout


def test_a_folder_that_is_no_study_is_a_usage_error(run_pytest: Pytest, project: Path) -> None:
    nowhere = run_pytest("--claims", "nowhere")
    assert nowhere.returncode == 4
    assert "--claims: 'nowhere' is neither a folder nor a bundled study" in nowhere.stderr
    (project / "study" / "claims.toml").unlink()
    without = run_pytest("--claims", "study")
    assert without.returncode == 4
    assert "--claims study: the folder holds no claims.toml" in without.stderr


def test_a_study_that_cannot_be_loaded_is_an_error_without_a_traceback(run_pytest: Pytest, project: Path) -> None:
    change(project / "study", 'kind = "p"\nprinted = "0.014"', 'kind = "q"\nprinted = "0.014"')
    result = run_pytest()
    assert result.returncode == 2
    assert "claims.toml (claim['p-weekly'].kind): 'q' must be one of p, percent, count" in result.stdout
    assert "Traceback" not in result.stdout


def test_claims_of_something_else_are_left_alone(run_pytest: Pytest, project: Path) -> None:
    (project / "study" / "study.toml").unlink()
    (project / "claims.toml").write_text("this = is no TOML\n")
    assert "1 passed" in run_pytest("-q").stdout


def test_an_ordinary_run_imports_nothing_heavy(run_pytest: Pytest, project: Path) -> None:
    shutil.rmtree(project / "study")
    heavy = "{'pandas', 'scipy', 'numpy', 'matplotlib', 'pydantic', 'statsmodels'} & set(sys.modules)"
    (project / "test_own.py").write_text(f"import sys\n\ndef test_own():\n    assert not {heavy}\n")
    result = run_pytest("-q", "-p", "no:hypothesispytest")
    assert "1 passed" in result.stdout, result.stdout


def test_it_can_be_left_out(run_pytest: Pytest) -> None:
    assert "1 passed" in run_pytest("-q", "-p", "no:biomarker_stats").stdout
