"""The lower bounds of the dependencies are the versions that CI tests."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def release(version: str) -> tuple[int, ...]:
    """Return a version as numbers without trailing zeros: 0.26.0 is 0.26."""
    return tuple(map(int, re.sub(r"(\.0)+$", "", version).split(".")))


def test_the_lowest_versions_are_the_declared_lower_bounds() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    bounds = dict(re.match(r"([\w-]+)>=([\d.]+)", text).groups() for text in declared)  # type: ignore[union-attr]
    lines = (ROOT / ".ci" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    tested = dict(line.split("==") for line in lines if "==" in line)
    assert {name: release(tested[name]) for name in bounds} == {name: release(v) for name, v in bounds.items()}
