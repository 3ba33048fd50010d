"""Two real worker processes on loopback, one of them killed mid-run: the same numbers bit for bit."""

import signal
import time
from importlib import util
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats import dask_workers


def panel(m: int, n: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    rng = np.random.default_rng(17)
    readings = rng.normal(size=(n, 2 * m)).round(2)
    readings[rng.random(readings.shape) < 0.02] = np.nan
    before, after = [f"g{k}_pre" for k in range(m)], [f"g{k}_post" for k in range(m)]
    return pd.DataFrame(readings, columns=[*before, *after]), {"before": before, "after": after}


@pytest.mark.filterwarnings("ignore")  # distributed's own, of ports and processes that go away
def test_a_worker_killed_mid_run_and_another_partition_change_nothing(
    cluster: Any,
) -> None:
    address, workers = cluster.address, cluster.workers
    frame, columns = panel(1200, 9)
    expected = bs.screen(frame, **columns).to_frame()
    killed: list[str] = []

    def kill_one(step: str) -> None:
        if not killed:
            killed.append(step)
            workers[0].send_signal(signal.SIGKILL)

    asked: dict[str, Any] = {"engine": "dask", "scheduler": address, "timeout": 30.0, **columns}
    import distributed

    with distributed.Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=30)
    found = bs.screen(frame, **asked, block=40, progress=kill_one)
    assert killed == ["40 markers tested"]
    assert workers[0].wait(timeout=10) == -signal.SIGKILL
    pd.testing.assert_frame_equal(found.to_frame(), expected, check_exact=True)
    again = bs.screen(frame, **asked, block=171)
    pd.testing.assert_frame_equal(again.to_frame(), expected, check_exact=True)
    with pytest.raises(bs.DataError, match="values so far apart in size"):  # an error of a worker is the same error
        bs.screen(frame.assign(g0_pre=1e-30), **asked, method="permutation", maxt=False)


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_is_not_there_is_said_in_time(free_port: int) -> None:
    pytest.importorskip("distributed")
    frame, columns = panel(3, 4)
    address = f"tcp://127.0.0.1:{free_port}"
    began = time.monotonic()
    with pytest.raises(bs.UsageError, match=rf"no Dask scheduler answered at '{address}' within 1 seconds"):
        bs.screen(frame, **columns, engine="dask", scheduler=address, timeout=1)
    assert time.monotonic() - began < 15


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_without_a_worker_is_said_in_time(cluster_of: Any) -> None:
    frame, columns = panel(3, 4)
    import distributed

    scheduler = cluster_of(0).address
    distributed.Client(scheduler, timeout=30, set_as_default=False).close()  # it has started
    with pytest.raises(bs.UsageError, match="has no worker — start one: dask worker"):
        bs.screen(frame, **columns, engine="dask", scheduler=scheduler, timeout=1)


@pytest.mark.filterwarnings("ignore")
def test_two_processes_of_its_own_read_a_parquet_file_with_the_same_numbers(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    rng = np.random.default_rng(3)
    names = [f"u{k}" for k in range(8)]
    frame = pd.DataFrame(rng.normal(size=(90, 8)).round(1), columns=names)
    frame.insert(0, "gene", [f"g{k}" for k in range(90)])
    frame.to_parquet(tmp_path / "rows.parquet")
    asked: dict[str, Any] = {"marker": "gene", "outcomes": names, "arm": list("xxyyxyyx")}
    found = bs.screen(tmp_path / "rows.parquet", **asked, engine="dask", block=13)
    expected = bs.screen(frame, **asked, intervals=False)
    pd.testing.assert_frame_equal(found.to_frame(), expected.to_frame(), check_exact=True)


def test_without_dask_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = util.find_spec
    monkeypatch.setattr(dask_workers, "find_spec", lambda name: None if name == "distributed" else found(name))
    frame, columns = panel(3, 4)
    with pytest.raises(bs.BiomarkerStatsError, match=r"pip install 'biomarker_stats\[dask\]'"):
        bs.screen(frame, **columns, engine="dask")
