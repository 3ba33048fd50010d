"""Killed at any moment, a report leaves the old one or the new one, whole."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_study import SmallStudy

from biomarker_stats.reporting import report

FORMATS = ("html", "md", "json")
KILLS = 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_twenty_kills_leave_the_old_report_or_the_new_one(tmp_path: Path) -> None:
    one_figure = SmallStudy().analyses.split("[[analyses]]")[2]  # drawing takes most of the time
    old, new = (
        SmallStudy(title=title, analyses=f"[[analyses]]{one_figure}").write(tmp_path / title / "small")
        for title in ("old", "new")
    )
    whole = {
        title: (report(study, out=tmp_path / f"whole-{title}", formats=FORMATS) / "manifest.json").read_bytes()
        for title, study in {"old": old, "new": new}.items()
    }
    out = tmp_path / "reports" / "small"
    program = Path(__file__).with_name("killed_runs.py")
    done = subprocess.run(
        [sys.executable, str(program), str(old), str(new), str(out), str(KILLS)],
        capture_output=True,
        check=True,
        timeout=300,
    )
    told = json.loads(done.stdout)
    listed = [json.loads(manifest)["files"] for manifest in whole.values()]
    assert len(told["kills"]) == KILLS
    for state in [*told["kills"], told["last"]]:
        assert state["files"] == state["listed"]  # complete, and nothing but what the manifest names
        assert state["listed"] in listed  # and it is one of the two
    assert told["last"]["listed"] == listed[1]  # the run that nobody killed
    for writing in (False, True):  # enough of them came before the end of the run
        assert sum(kill["killed"] for kill in told["kills"] if kill["writing"] is writing) >= KILLS // 10
