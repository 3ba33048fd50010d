"""Work spread over Dask workers: in order, elsewhere, and with a word where scheduler or workers are lost."""

import os
import subprocess
import sys
import time
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.engine import Engine, Spread

pytestmark = pytest.mark.filterwarnings("ignore")  # distributed's own, of ports and processes that go away
WHO = "(__import__('time').sleep({}), __import__('os').getpid())[1]"


def on(address: str, timeout: float = 30.0) -> Engine:
    return Engine(name="dask", scheduler=address, timeout=timeout)


def naps(spread: Spread, *killed: Any) -> None:
    """Spread naps, and kill processes after the first."""
    for _ in spread(time.sleep, [0.2] * 60):
        for process in killed:
            process.kill()


def test_results_come_in_order_from_other_processes(two_workers: str) -> None:
    with on(two_workers).workers() as spread:
        assert list(spread(abs, range(-40, 0))) == list(range(40, 0, -1))
        assert not list(spread(abs, []))
        pids = set(spread(eval, [WHO.format(0.05)] * 20))
    assert os.getpid() not in pids
    assert 1 <= len(pids) <= 2


def test_an_error_of_a_piece_is_the_same_error(two_workers: str) -> None:
    with on(two_workers).workers() as spread, pytest.raises(ZeroDivisionError):
        list(spread(eval, ["1 / 0"]))


def test_in_memory_pieces_are_taken_one_by_one() -> None:
    taken = []
    with Engine().workers() as spread:
        for found in spread(abs, (taken.append(k) or k for k in range(3))):  # type: ignore[func-returns-value]
            assert taken == list(range(found + 1))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"name": "spark"}, "engine must be one of memory, dask, got 'spark'"),
        ({"scheduler": "tcp://127.0.0.1:1"}, "a scheduler is for the engine dask — choose that engine"),
        ({"timeout": 0.0}, "timeout must be a positive number"),
        ({"timeout": "soon"}, "timeout must be a positive number"),
        ({"timeout": float("nan")}, "timeout must be a positive number"),
    ],
)
def test_what_cannot_be_is_refused(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(bs.UsageError, match=told):
        Engine(**asked)


@pytest.mark.parametrize("address", ["over there", "foo://host:8786", "tcp://host:port"])
def test_an_address_that_is_none_is_told_with_the_remedy(address: str) -> None:
    pytest.importorskip("distributed")
    told = f"'{address}' is no address of a Dask scheduler .* — give one such as tcp://127.0.0.1:8786"
    with pytest.raises(bs.UsageError, match=told), on(address, 1).workers():
        pass


def test_a_client_that_cannot_be_made_leaves_no_word_of_its_own(free_port: int) -> None:
    pytest.importorskip("distributed")
    for address in ("nonsense", f"tcp://127.0.0.1:{free_port}"):
        code = (
            "from biomarker_stats.engine import Engine\n"
            "try:\n"
            f"    with Engine(name='dask', scheduler={address!r}, timeout=1).workers(): pass\n"
            "except ValueError as error: print(error)\n"
        )
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
        assert address in run.stdout
        assert not run.stderr  # what a client says that is closed too late


def test_a_piece_that_ends_its_worker_is_told_with_the_remedy(cluster_of: Any) -> None:
    cluster = cluster_of(2, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    told = "a piece of work ended several workers, .* smaller pieces"
    with on(cluster.address).workers() as spread, pytest.raises(bs.BiomarkerStatsError, match=told):
        list(spread(os._exit, [1]))


def test_work_whose_workers_are_all_lost_ends_with_a_word(cluster: Any) -> None:
    began = time.monotonic()
    told = "every Dask worker was lost, and none came within 2 seconds — start one: dask worker tcp://127.0.0.1"
    with Engine(name="dask", scheduler=cluster.address, timeout=30).workers():
        pass  # both have started
    with on(cluster.address, 2).workers() as spread, pytest.raises(bs.BiomarkerStatsError, match=told):
        naps(spread, *cluster.workers)
    assert time.monotonic() - began < 45


def test_work_whose_scheduler_is_lost_ends_with_a_word(cluster: Any) -> None:
    told = "the Dask scheduler was lost before the work was done — start it again"
    with on(cluster.address).workers() as spread, pytest.raises(bs.BiomarkerStatsError, match=told):
        naps(spread, cluster.scheduler)
