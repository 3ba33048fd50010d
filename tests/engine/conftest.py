"""Real Dask schedulers and workers on loopback, processes of their own that a test may kill."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

ALONE = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
LOOPBACK = ("--host", "127.0.0.1", "--no-dashboard")


@dataclass(frozen=True)
class Cluster:
    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


def port_that_is_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    return port_that_is_free()


def started(stack: ExitStack, folder: Path, *arguments: str, **settings: str) -> subprocess.Popen[bytes]:
    """Start one process of Dask, which is killed when the stack closes."""
    command = [sys.executable, "-W", "ignore", "-m", f"distributed.cli.{arguments[0]}", *arguments[1:], *LOOPBACK]
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env={**ALONE, **settings}, stdout=log, stderr=log)
    stack.callback(process.wait)
    stack.callback(process.kill)
    return process


def cluster_in(stack: ExitStack, folder: Path, workers: int, **settings: str) -> Cluster:
    pytest.importorskip("distributed")
    port = str(port_that_is_free())
    scheduler = started(stack, folder, "dask_scheduler", "--port", port, **settings)
    address = f"tcp://127.0.0.1:{port}"
    lone = ("dask_worker", address, "--no-nanny", "--nthreads", "1")
    return Cluster(address, scheduler, [started(stack, folder, *lone) for _ in range(workers)])


@pytest.fixture
def cluster_of(tmp_path: Path) -> Iterator[Callable[..., Cluster]]:
    """Start a scheduler with so many workers, and settings for the scheduler."""
    with ExitStack() as stack:
        yield lambda workers, **settings: cluster_in(stack, tmp_path, workers, **settings)


@pytest.fixture
def cluster(cluster_of: Callable[..., Cluster]) -> Cluster:
    """A scheduler with two workers that a test may kill."""
    return cluster_of(2)


@pytest.fixture(scope="session")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers that every test leaves alive."""
    with ExitStack() as stack:
        yield cluster_in(stack, tmp_path_factory.mktemp("dask"), 2).address
