"""The growth studies of the tests: simulated ones with their references from R, and others named by the environment."""

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
ARMS = {"control": "Control", "agent_a": "DrugA", "agent_b": "DrugB", "combination": "Combination"}
COLUMNS: dict[str, Any] = {"volume": "tumor_volume", "arms": ARMS}
RANDOM = {
    "(1+day|mouse)": "intercept and slope",
    "(1+day||mouse)": "intercept and slope, uncorrelated",
    "(1|mouse)": "intercept",
    "(0+day|mouse)": "slope",
}


def bundled() -> list[dict[str, Any]]:
    """The cases of invivo.R: SIMULATED data."""
    cases: list[dict[str, Any]] = json.loads((REFERENCE / "invivo_simulated.json").read_text("utf-8"))["cases"]
    return cases


def others() -> list[dict[str, Any]]:
    """The cases of the file that INVIVO_CASES names; their data lie under INVIVO_DATA, or beside that file."""
    path = os.environ.get("INVIVO_CASES")
    if not path:
        return []
    cases: list[dict[str, Any]] = json.loads(Path(path).read_text("utf-8"))["cases"]
    return [case for case in cases if "kr_reference" in case]


def frame_of(case: dict[str, Any]) -> pd.DataFrame:
    name = Path(case["data"])
    roots = [REFERENCE]
    if os.environ.get("INVIVO_CASES"):
        beside = Path(os.environ["INVIVO_CASES"]).parent
        data = Path(os.environ.get("INVIVO_DATA", beside))
        roots = [data, beside, beside.parent, REFERENCE]
    found = [path for root in roots for path in (root / name, root / name.name) if path.is_file()]
    if not found:
        msg = f"{name} is in none of {', '.join(map(str, roots))}: set INVIVO_DATA"
        raise FileNotFoundError(msg)
    return pd.read_csv(found[0])


def bundled_frame(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"invivo_{name}.csv")
