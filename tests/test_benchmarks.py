"""The benchmark suite runs without R, says so, and counts only exact peers that agree."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import biomarker_stats as bs

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


def test_planning_jobs_agree_with_their_stand_ins_and_keep_the_limit(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks", "--jobs", "h,i", "--quick", "--runs", "1", "--out", str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": ""}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "scipy stand-in, fisher_exact" in run.stdout
    assert "statsmodels stand-in, mcnemar" in run.stdout
    assert "at most 1 s: met" in run.stdout
    assert "DISAGREES" not in run.stdout
    assert not (tmp_path / "memory.csv").exists()


def test_power_agrees_with_a_loop_over_every_table_at_every_size(monkeypatch: pytest.MonkeyPatch) -> None:
    # The loop asks scipy.stats.fisher_exact for the P of each table; the sum of a curve could hide an error.
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.planning import _looped_fisher

    sizes = range(10, 31, 2)
    curve = bs.plan.power_curve(bs.plan.TwoProportions(0.2, 0.6), sizes)
    assert curve.power == pytest.approx([_looped_fisher(n) for n in sizes], abs=1e-10)


def test_a_case_that_takes_too_long_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.model import Case, Measured, Outcome
    from benchmarks.printing import outcome_text

    case = Case(job="i", title="a curve", n=60, target=None, runners=(), most_seconds=1.0)
    slow = Outcome(case=case, measured=(Measured(name="ours", kind="ours", answer=1.0, seconds=1.5),))
    assert slow.late
    assert "at most 1 s: NOT met" in outcome_text(slow)
    quick = Outcome(case=case, measured=(Measured(name="ours", kind="ours", answer=1.0, seconds=0.5),))
    assert not quick.late


def test_a_screen_agrees_with_its_peers_and_with_plain_max_t(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.setenv("PATH", "")
    from benchmarks.measure import measure
    from benchmarks.panels import AFTER, BEFORE, _max_t_case, _p_case, panel, plain_max_t

    change, frame = panel(300)
    for case in (_p_case(change, frame), _max_t_case(change, frame)):
        found = measure(case, 1)
        assert found.disagreements == ()
        assert found.best_peer is not None
    screened = bs.screen(frame, marker="marker", before=BEFORE, after=AFTER)
    assert screened.p_maxt == pytest.approx(plain_max_t(change), abs=1e-12)
    assert screened.p_maxt.min() < 0.05 < screened.p_maxt.max()


def test_peak_memory_is_that_of_a_fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.memory import memory_text, peaks

    ballast = bytearray(400_000_000)  # this process's own peak must not be counted
    (peak,) = peaks(2_000, 1)
    del ballast
    assert 30 < peak.imported <= peak.whole < 400
    assert f"run 1: {peak.whole:.0f} MB" in memory_text(2_000, [peak])
