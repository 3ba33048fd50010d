"""The simulation study in small: the package keeps its level, naive analyses do not, and it is seeded."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_a_tiny_run_prints_both_tables() -> None:
    command = [sys.executable, "-W", "error", "-m", "benchmarks.type_one", "--simulations", "20", "--seed", "3"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines[0].startswith("SIMULATED: 20 studies a condition, seed 3")
    assert sum("mixed model, Kenward–Roger" in line for line in lines) == 5
    assert any("coverage of 95% intervals" in line for line in lines)
    assert "equal variances: mixed model" in run.stderr


def test_options_are_checked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.type_one import main

    assert main(["--simulations", "1"]) == 2
    assert "at least 10" in capsys.readouterr().err


def test_levels_in_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """400 studies: the package within 5% + 3 Monte-Carlo standard errors (3.3%), a random intercept alone far above."""
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.type_one_growth import CONDITIONS, mixed_all, p_t, slopes_of, studies, welch_all
    from benchmarks.type_one_other import blots, cells

    generator = np.random.default_rng(5)
    y = studies(CONDITIONS[0], 400, generator)
    fits, naive = mixed_all(y, "intercept and slope"), mixed_all(y, "intercept")
    assert (p_t(*welch_all(slopes_of(y))) <= 0.05).mean() <= 0.083
    assert (p_t(fits.estimate, fits.error, np.minimum(fits.freedom, fits.limit)) <= 0.05).mean() <= 0.083
    assert (p_t(naive.estimate, naive.error, naive.freedom) <= 0.05).mean() >= 0.13
    pooled, fields = cells(0.02, 2000, generator)
    assert 0.30 <= pooled <= 0.37  # 33% expected, 3 Monte-Carlo standard errors about it
    assert fields <= 0.065
    found = blots(2000, generator)
    assert found["control set to 1"] > 0.08
    assert found["paired log"] <= 0.065


def test_the_bench_fits_what_the_package_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    import pandas as pd

    import biomarker_stats as bs
    from benchmarks.type_one_growth import CONDITIONS, DAYS, mixed_all, pooled_all, slopes_of, studies, welch_all

    y = studies(CONDITIONS[1], 1, np.random.default_rng(9))
    names = ("C", "A", "B", "AB")
    rows = [
        {"mouse": f"{name}{k}", "arm": name, "day": day, "volume": float(np.exp(y[0, a, k, d]))}
        for a, name in enumerate(names)
        for k in range(4)
        for d, day in enumerate(DAYS.tolist())
    ]
    arms = dict(zip(("control", "agent_a", "agent_b", "combination"), names, strict=True))
    found = bs.growth(pd.DataFrame(rows), arms=arms).interaction
    assert found is not None
    assert found.mixed is not None
    fit, welch, pooled = mixed_all(y, "intercept and slope"), welch_all(slopes_of(y)), pooled_all(slopes_of(y))
    errors = [{e.name: e.estimate for e in r.effects}["standard error"] for r in found.results]
    assert errors == pytest.approx([welch[1][0], pooled[1][0], fit.error[0]], rel=1e-6)
    assert found.mixed.estimate == pytest.approx(fit.estimate[0], rel=1e-8)
