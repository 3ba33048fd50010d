"""Single-precision readings are the decimals they print as: what double precision gives."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs

RNG = np.random.default_rng(32)
BEFORE, AFTER = [f"p{k}_a" for k in range(8)], [f"p{k}_b" for k in range(8)]
FRAME = pd.DataFrame(RNG.normal(5, 1, (40, 16)).round(1), columns=[*BEFORE, *AFTER]).assign(
    gene=[f"g{k}" for k in range(40)]
)
KINDS = ["float32", "Float32", "float[pyarrow]"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["signed-rank", "permutation"])
def test_a_panel_of_any_kind_of_single_precision(kind: str, method: str) -> None:
    asked: dict[str, Any] = {"marker": "gene", "before": BEFORE, "after": AFTER, "method": method}
    short = FRAME.astype(dict.fromkeys([*BEFORE, *AFTER], kind))
    found = bs.screen(short, **asked)
    pd.testing.assert_frame_equal(found.to_frame(), bs.screen(FRAME, **asked).to_frame(), check_exact=True)


def test_a_parquet_file_of_single_precision(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"marker": "gene", "outcomes": BEFORE, "arm": list("xyxyxyxy"), "intervals": False}
    FRAME.astype(dict.fromkeys([*BEFORE, *AFTER], "float32")).to_parquet(tmp_path / "short.parquet")
    found = bs.screen(tmp_path / "short.parquet", **asked)
    pd.testing.assert_frame_equal(found.to_frame(), bs.screen(FRAME, **asked).to_frame(), check_exact=True)


@pytest.mark.parametrize("kind", KINDS)
def test_endpoints_of_single_precision(kind: str) -> None:
    wide = FRAME.set_index("gene").T.head(8)
    wide["arm"] = list("xyxyxyxy")
    genes = [f"g{k}" for k in range(10)]
    found = bs.westfall_young(wide.astype(dict.fromkeys(genes, kind)), outcomes=genes, arm="arm")
    assert found.adjusted == bs.westfall_young(wide, outcomes=genes, arm="arm").adjusted
