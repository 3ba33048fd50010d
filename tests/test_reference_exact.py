"""Reference cases for exact inference: published values, peers and enumeration, through the public calls.

The cases stand in ``tests/reference/exact.json``, each with its source; another file of the same form can be named by
the environment variable EXACT_CASES.
"""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs

CASES_FILE = Path(os.environ.get("EXACT_CASES") or Path(__file__).parent / "reference" / "exact.json")
CASES = json.loads(CASES_FILE.read_text(encoding="utf-8"))["cases"]
CALLED = [case for case in CASES if case.get("call")]


def run_call(call: dict[str, Any]) -> bs.Result:
    """Make a case's public call: frame columns from ``data``, keyword arguments from ``kwargs``."""
    function, data, kwargs = getattr(bs, call["function"]), call["data"], call["kwargs"]
    if call["function"] == "table":
        return function(data["counts"], **kwargs)
    if call["function"] == "proportion":
        return function(data["successes"], data["n"], **kwargs)
    columns = {name: name for name in data if name in {"before", "after", "outcome", "arm", "dose", "strata"}}
    return function(pd.DataFrame(data), **columns, **kwargs)


def as_numbers(expected: Any) -> np.ndarray[Any, Any]:
    """Return an expected value or list of them as floats, 'Inf' as infinity."""
    values = expected if isinstance(expected, list) else [expected]
    return np.array([float(str(value).replace("Inf", "inf")) for value in values])


@pytest.mark.parametrize("case", CALLED, ids=[case["id"] for case in CALLED])
def test_public_call_gives_the_reference_value(case: dict[str, Any]) -> None:
    result = run_call(case["call"])
    found = np.array([getattr(result, name) for name in case["call"]["returns"]], dtype=float)
    expected = as_numbers(case["expected"])
    assert found.shape == expected.shape
    assert np.isfinite(found).tolist() == np.isfinite(expected).tolist()
    finite = np.isfinite(expected)
    assert np.abs(found[finite] - expected[finite]).max(initial=0.0) <= case["tolerance"], (found, expected)
