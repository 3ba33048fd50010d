"""The committed reports are reproduced: report.md byte for byte, results.json but for the last digits of numbers."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs

REPORTS = Path(__file__).resolve().parent.parent / "reports"
STUDIES = sorted(path.parent.name for path in REPORTS.glob("*/manifest.json"))


@pytest.fixture(scope="module", params=STUDIES)
def regenerated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = bs.report(request.param, out=tmp_path_factory.mktemp("reports") / request.param)
    return REPORTS / request.param, folder


def assert_same(committed: Any, found: Any, place: str = "results") -> None:
    """Compare JSON values: numbers to 1e-9 relative, everything else exactly."""
    if isinstance(committed, float) or isinstance(found, float):
        assert isinstance(found, int | float), place
        assert math.isclose(committed, found, rel_tol=1e-9, abs_tol=1e-12), place
    elif isinstance(committed, dict):
        assert list(committed) == list(found), place
        for key in committed:
            assert_same(committed[key], found[key], f"{place}.{key}")
    elif isinstance(committed, list):
        assert len(committed) == len(found), place
        for k, (one, other) in enumerate(zip(committed, found, strict=True)):
            assert_same(one, other, f"{place}[{k}]")
    else:
        assert committed == found, place


def test_the_seed_study_is_among_them() -> None:
    assert "carracedo2008" in STUDIES


def test_report_md_is_the_committed_one(regenerated: tuple[Path, Path]) -> None:
    committed, found = regenerated
    assert (found / "report.md").read_bytes() == (committed / "report.md").read_bytes()


def test_results_json_is_the_committed_one(regenerated: tuple[Path, Path]) -> None:
    committed, found = (json.loads((f / "results.json").read_text(encoding="utf-8")) for f in regenerated)
    assert_same(committed, found)


def test_the_same_files_are_written(regenerated: tuple[Path, Path]) -> None:
    committed, found = ({str(p.relative_to(f)) for p in f.rglob("*") if p.is_file()} for f in regenerated)
    assert committed == found
