"""The growth benchmark runs without R, and says so."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_it_runs_without_r_and_says_what_it_measured() -> None:
    command = [sys.executable, "-m", "benchmarks.growth", "--runs", "1"]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": ""}, capture_output=True, text=True, check=False)
    assert "not here: no Rscript on the path" in run.stdout, run.stderr
    assert "mixed model: " in run.stdout
    assert "statsmodels MixedLM: " in run.stdout
    assert "times our time" in run.stdout


def test_runs_are_checked() -> None:
    command = [sys.executable, "-m", "benchmarks.growth", "--runs", "0"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "--runs must be at least 1" in run.stderr
