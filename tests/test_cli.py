"""The command line end to end: what it prints, where, and its exit codes."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., object]


@pytest.fixture
def trial(seed_copy: Path) -> Path:
    return seed_copy / "trial.csv"


def test_version_and_help(run: Run) -> None:
    assert run("--version").out.startswith("biomarker-stats 0.")
    result = run("--help")
    assert result.code == 0
    for command in ("report", "verify", "test", "methods", "schema", "init"):
        assert command in result.out


def processor_seconds(*command: str) -> float:
    """Return the user and system time of a command, which other work on the machine disturbs least."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_is_quick() -> None:
    assert min(processor_seconds(sys.executable, "-m", "biomarker_stats", "--help") for _ in range(5)) < 0.3


def test_a_paired_test_on_a_table(run: Run, trial: Path) -> None:
    scale = "–,+,++,++/–,+/++"
    result = run("test", trial, "--before", "perk_pre", "--after", "perk_post", "--scale", scale, "--json")
    payload = json.loads(result.out)
    assert result.code == 0
    assert payload["method"] == "signed-rank"
    assert payload["n"] == {"pairs": 10}


def test_a_comparison_on_a_table(run: Run, tmp_path: Path) -> None:
    rows = [(c, "w") for c in (2, 1, 1, 2)] + [(c, "d") for c in (0, 0, 1, 0, 0, 0)]
    table = tmp_path / "change.csv"
    table.write_text("change,schedule\n" + "".join(f"{c},{s}\n" for c, s in rows))
    arguments = ("test", table, "--outcome", "change", "--arm", "schedule")
    assert "p = " not in run(*arguments).err
    assert "0.014286" in run(*arguments).out
    payload = json.loads(run(*arguments, "--method", "permutation", "--arms", "d,w", "--json").out)
    assert payload["p_value"] == pytest.approx(3 / 210)
    assert payload["estimate"] < 0


def test_usage_errors_exit_2_with_a_remedy(run: Run, trial: Path) -> None:
    neither = run("test", trial, "--before", "perk_pre")
    assert neither.code == 2
    assert "--before and --after" in neither.err
    unknown = run("test", trial, "--before", "dose_mg", "--after", "dose_mg", "--method", "singed-rank")
    assert unknown.code == 2
    assert "did you mean 'signed-rank'" in unknown.err
    mismatch = run("test", trial, "--before", "dose_mg", "--after", "dose_mg", "--method", "rank-sum")
    assert mismatch.code == 2
    assert "signed-rank" in mismatch.err
    assert run("report", "--no-such-option").code == 2


def test_invalid_data_exit_3_without_a_traceback(run: Run, trial: Path, tmp_path: Path) -> None:
    off_scale = run("test", trial, "--before", "perk_pre", "--after", "perk_post", "--scale", "–,+,++")
    assert off_scale.code == 3
    assert "row 2, column perk_pre: '++/–' is not on the scale" in off_scale.err
    assert run("verify", tmp_path / "nowhere").code == 3
    assert "Traceback" not in off_scale.err


def test_methods_and_schema(run: Run) -> None:
    assert "signed-rank" in run("methods").out
    assert any(row["method"] == "fisher" for row in json.loads(run("methods", "--json").out)["methods"])
    assert set(json.loads(run("schema").out)) == {"study.toml", "claims.toml"}
    assert json.loads(run("schema", "study.toml").out)["type"] == "object"
    assert run("schema", "studdy.toml").code == 2


def test_init_then_report(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "my.csv"
    table.write_text("patient,score_pre,score_post,arm\na,–,++,x\nb,+,++,x\nc,–,–,y\nd,+,+,y\n", encoding="utf-8")
    assert run("init", tmp_path / "mine", "--table", table).code == 0
    result = run("report", tmp_path / "mine", "-o", tmp_path / "out", "--json")
    assert result.code == 0
    assert "report.html" in json.loads(result.out)["files"]
    assert run("init", tmp_path / "mine", "--table", table).code == 2


def test_verify_fits_80_columns_and_has_no_colour_in_a_pipe() -> None:
    environment = {**os.environ, "COLUMNS": "300", "PYTHONIOENCODING": "utf-8"}
    found = subprocess.run(
        [sys.executable, "-m", "biomarker_stats", "verify"], capture_output=True, env=environment, check=True
    )
    text = found.stdout.decode()
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80
    assert not found.stderr


@pytest.mark.parametrize("arguments", ["methods --json", "verify"])
def test_a_closed_pipe_is_no_traceback(arguments: str) -> None:
    command = f"{sys.executable} -m biomarker_stats {arguments} | true; exit ${{PIPESTATUS[0]}}"
    found = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert b"Traceback" not in found.stderr
    assert found.returncode == 141  # 1 would say that a verdict changed


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", ["--help", "methods --json", "verify", "verify --json"])
def test_a_full_disk_is_one_line(arguments: str) -> None:
    command = f"{sys.executable} -m biomarker_stats {arguments} > /dev/full"
    found = subprocess.run(["bash", "-c", command], capture_output=True, check=False, text=True)
    assert found.stderr == "standard output cannot be written: no space left on device — free space there\n"
    assert found.returncode == 2


def test_an_unwritable_or_foreign_folder_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    result = run("report", "-o", tmp_path)
    assert result.code == 2
    assert "--force" in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
