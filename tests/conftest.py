"""Shared fixtures: a writable copy of the seed study, and the command line in process."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

import biomarker_stats as bs
from biomarker_stats.cli import main

# The same examples in every run, and no clock: a busy machine must not decide whether a property holds.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")


@pytest.fixture(scope="session")
def seed_study() -> bs.Study:
    return bs.load_study("carracedo2008")


@pytest.fixture
def seed_copy(tmp_path: Path, seed_study: bs.Study) -> Path:
    return Path(shutil.copytree(seed_study.folder, tmp_path / "carracedo2008"))


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    def call(*arguments: object) -> Run:
        monkeypatch.setattr(sys, "argv", ["biomarker-stats", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        captured = capsys.readouterr()
        return Run(int(stop.value.code or 0), captured.out, captured.err)

    return call
