"""The benchmark suite runs without R, says so, and counts only exact peers that agree."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_a_job_runs_without_r_and_writes_its_files(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks", "--jobs", "c", "--quick", "--runs", "1", "--out", str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": ""}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "not here: no Rscript on the path" in run.stdout
    assert "no exact peer is here: no ratio" in run.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"times.csv", "time_against_n.png"}


def test_an_unknown_job_is_refused() -> None:
    command = [sys.executable, "-m", "benchmarks", "--jobs", "z"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "no job is called 'z'" in run.stderr


def test_only_exact_peers_that_agree_enter_a_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.model import Case, Measured, Outcome
    from benchmarks.printing import outcome_text

    ours = Measured(name="ours", kind="ours", answer=0.0625, seconds=1.0)
    peers = (
        Measured(name="asymptotic", kind="other", answer=0.0253, seconds=0.1),
        Measured(name="wrong", kind="exact", answer=0.0469, seconds=0.2),
        Measured(name="slow", kind="exact", answer=0.0625, seconds=4.0),
        Measured(name="absent", kind="exact", note="not here"),
    )
    case = Case(job="a", title="a test", n=15, target=0.3, runners=())
    outcome = Outcome(case=case, measured=(ours, *peers))
    assert outcome.best_peer == peers[2]
    assert outcome.ratio(ours) == 0.25
    assert outcome.disagreements == (peers[1],)
    text = outcome_text(outcome)
    assert "best exact peer: slow; target 0.3: met" in text
    assert "DISAGREES: wrong says 0.0469, this package 0.0625" in text
