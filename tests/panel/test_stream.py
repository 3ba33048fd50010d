"""A Parquet file read in pieces gives what the table in memory gives, in bounded memory."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs

PRE, POST = [f"pre{k}" for k in range(8)], [f"post{k}" for k in range(8)]


def rows(m: int) -> pd.DataFrame:
    rng = np.random.default_rng(31)
    readings = rng.normal(size=(m, 16)).round(1)
    readings[rng.random(readings.shape) < 0.03] = np.nan
    frame = pd.DataFrame(readings, columns=[*PRE, *POST])
    frame.insert(0, "marker", [f"g{k}" for k in range(m)])
    return frame


@pytest.mark.parametrize("block", [7, 100, 10_000])
def test_the_pieces_change_nothing(tmp_path: Path, block: int) -> None:
    frame = rows(300)
    frame.to_parquet(tmp_path / "panel.parquet")
    asked: dict[str, Any] = {"marker": "marker", "before": PRE, "after": POST}
    found = bs.screen(tmp_path / "panel.parquet", **asked, block=block)
    pd.testing.assert_frame_equal(found.to_frame(), bs.screen(frame, **asked).to_frame(), check_exact=True)
    arms: dict[str, Any] = {"marker": "marker", "outcomes": PRE, "arm": list("xxxxyyyy"), "strata": list("aabbaabb")}
    two = bs.screen(tmp_path / "panel.parquet", **arms, block=block)
    pd.testing.assert_frame_equal(two.to_frame(), bs.screen(frame, **arms).to_frame(), check_exact=True)


def test_what_is_wrong_with_the_file_is_said(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"marker": "marker", "before": PRE, "after": POST}
    with pytest.raises(bs.DataError, match="is not there"):
        bs.screen(tmp_path / "none.parquet", **asked)
    (tmp_path / "text.parquet").write_text("marker,pre0\n")
    with pytest.raises(bs.DataError, match="cannot be read as Parquet"):
        bs.screen(tmp_path / "text.parquet", **asked)
    frame = rows(30)
    frame.to_parquet(tmp_path / "panel.parquet")
    with pytest.raises(bs.UsageError, match="has no column 'pre'"):
        bs.screen(tmp_path / "panel.parquet", marker="marker", before=["pre"], after=["post0"])
    with pytest.raises(bs.UsageError, match="one row a marker"):
        bs.screen(tmp_path / "panel.parquet", before=PRE, after=POST)
    frame.assign(pre3=[None] * 20 + ["high"] + [None] * 9).to_parquet(tmp_path / "text.parquet")
    with pytest.raises(bs.DataError, match=r"row 21 \(marker g20\), column pre3: 'high' is not a finite number"):
        bs.screen(tmp_path / "text.parquet", **asked, block=11)
    frame.iloc[:0].to_parquet(tmp_path / "empty.parquet")
    with pytest.raises(bs.DataError, match="has no rows"):
        bs.screen(tmp_path / "empty.parquet", **asked)


def test_memory_grows_by_what_is_kept_and_not_by_what_is_read(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    rows(100_000).to_parquet(tmp_path / "panel.parquet")
    code = (
        "import resource, sys, biomarker_stats as bs\n"
        f"bs.screen({str(tmp_path / 'panel.parquet')!r}, marker='marker', before={PRE}, after={POST}, block=5000)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform == 'darwin' else 1024))"
    )
    # By way of a small process: the memory that a parent holds counts as its child's.
    between = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]], check=True)"
    run = subprocess.run([sys.executable, "-c", between, code], capture_output=True, text=True, check=True)
    assert int(run.stdout) < 600  # MB where Linux counts in KB; pandas, scipy and pyarrow alone take some 250


def test_attainable_p_values_of_values_are_kept_for_small_panels_only_whatever_the_pieces() -> None:
    frame = rows(4100)
    asked: dict[str, Any] = {"marker": "marker", "before": PRE[:3], "after": POST[:3], "method": "permutation"}
    many = bs.screen(frame, **asked, block=500, maxt=False)
    assert np.isnan(many.q_discrete).all()
    assert any(note.startswith("q_discrete is left out") for note in many.notes)
    few = bs.screen(frame.iloc[:90], **asked, block=50, maxt=False)
    assert not np.isnan(few.q_discrete[~np.isnan(few.p_value)]).any()
