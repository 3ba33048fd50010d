"""The committed reports are reproduced: report.md byte for byte, results.json but for the last digits of numbers."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.reporting.build import FORMATS

REPORTS = Path(__file__).resolve().parent.parent / "reports"
SEED = "carracedo2008"  # committed whole, but for Word and SVG files; of the others what a reader here opens
STUDIES = sorted(path.parent.name for path in REPORTS.glob("*/manifest.json"))


@pytest.fixture(scope="module", params=STUDIES)
def regenerated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("reports") / request.param
    bs.report(request.param, out=folder, formats=FORMATS if request.param == SEED else ("md",))
    return REPORTS / request.param, folder


LEFT_OUT = (".svg", ".docx")  # in .gitignore: written by the report command, too large or too many to be committed


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


def is_committed(path: Path) -> bool:
    """Whether a file of reports/ is one that is committed: a report that was just written there has others beside."""
    return path.is_file() and path.suffix not in LEFT_OUT


def test_every_bundled_study_has_its_report() -> None:
    assert set(STUDIES) == set(bs.bundled_studies())


def test_the_examples_are_small() -> None:
    assert sum(path.stat().st_size for path in REPORTS.rglob("*") if is_committed(path)) < 5_000_000


def test_report_md_is_the_committed_one(regenerated: tuple[Path, Path]) -> None:
    committed, found = regenerated
    assert (found / "report.md").read_bytes() == (committed / "report.md").read_bytes()


def test_results_json_is_the_committed_one(regenerated: tuple[Path, Path]) -> None:
    if regenerated[0].name != SEED:
        pytest.skip("only the seed study's numbers are committed as data")
    committed, found = (json.loads((f / "results.json").read_text(encoding="utf-8")) for f in regenerated)
    assert_same(committed, found)


def test_what_is_committed_is_written(regenerated: tuple[Path, Path]) -> None:
    here, there = regenerated
    committed = {str(p.relative_to(here)) for p in here.rglob("*") if is_committed(p)}
    found = {str(p.relative_to(there)) for p in there.rglob("*") if p.is_file()}
    missing = found - committed
    assert committed <= found
    if regenerated[0].name == SEED:
        assert {Path(name).suffix for name in missing} == set(LEFT_OUT)
