"""The workers of a Dask scheduler: pieces of work go out, a few at a time, and results come back in order.

A piece whose worker dies is done again by another.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from biomarker_stats.errors import BiomarkerStatsError, MissingExtra, UsageError

_AHEAD = 8  # pieces on their way at once, at least: bounds what scheduler and workers hold
_WORKERS = 2


@contextmanager
def dask_workers(scheduler: str | None, timeout: float) -> Iterator[Callable[..., Iterator[Any]]]:
    """Yield a function that spreads work over the workers; see :class:`biomarker_stats.engine.Engine`."""
    require_dask()
    with ExitStack() as stack:
        client = stack.enter_context(_client(scheduler, timeout, stack))

        def spread(work: Callable[[Any], Any], pieces: Iterable[Any]) -> Iterator[Any]:
            ahead = max(_AHEAD, 2 * sum(client.nthreads().values()))
            waiting: deque[Any] = deque()
            for piece in pieces:
                waiting.append(client.submit(work, piece, pure=False))
                if len(waiting) >= ahead:
                    yield _fetched(client, waiting.popleft(), timeout)
            while waiting:
                yield _fetched(client, waiting.popleft(), timeout)

        yield spread


def _fetched(client: Any, future: Any, timeout: float) -> Any:
    """Return the result, however long it takes, as long as there are a scheduler and a worker."""
    distributed: Any = import_module("distributed")
    idle = False  # whether there was no worker the last time
    while True:
        try:
            try:
                return future.result(timeout=timeout)
            except TimeoutError as error:
                alone = not client.nthreads()
                if alone and idle:
                    msg = (
                        f"every Dask worker was lost, and none came within {timeout:g} seconds — start one: dask worker"
                    )
                    raise BiomarkerStatsError(f"{msg} {client.scheduler.addr}") from error
                idle = alone
        except distributed.KilledWorker as error:
            msg = "a piece of work ended several workers, which may be short of memory — give them more, or smaller "
            raise BiomarkerStatsError(msg + "pieces (a smaller block of a screen)") from error
        except (CancelledError, distributed.comm.CommClosedError) as error:
            msg = "the Dask scheduler was lost before the work was done — start it again, and then the same call"
            raise BiomarkerStatsError(msg) from error


def require_dask() -> None:
    """Refuse to go on without Dask.

    Raises:
        MissingExtra: the message gives the command that installs it.
    """
    if find_spec("dask") is None or find_spec("distributed") is None:
        msg = "the engine dask needs Dask, which is not installed — pip install 'biomarker_stats[dask]'"
        raise MissingExtra(msg)


def _client(scheduler: str | None, timeout: float, stack: ExitStack) -> Any:
    """Return a client of the scheduler asked for, or of two processes on this machine."""
    distributed: Any = import_module("distributed")

    if scheduler is None:
        cluster = distributed.LocalCluster(
            n_workers=_WORKERS, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        )
        return distributed.Client(stack.enter_context(cluster), set_as_default=False)
    client = _connected(distributed.Client, scheduler, timeout)
    try:
        client.wait_for_workers(1, timeout=timeout)
    except TimeoutError as error:
        client.close()
        msg = f"the Dask scheduler at {scheduler!r} has no worker — start one: dask worker {scheduler}"
        raise UsageError(msg) from error
    return client


def _connected(kind: Any, scheduler: str, timeout: float) -> Any:
    """Return a client of the scheduler; one that cannot be made is closed while its event loop still runs."""
    client = kind.__new__(kind)
    try:
        client.__init__(scheduler, timeout=timeout, set_as_default=False)
    except OSError as error:  # a timeout is one
        client.close()
        msg = (
            f"no Dask scheduler answered at {scheduler!r} within {timeout:g} seconds — start one (dask scheduler) and "
            "a worker (dask worker tcp://…:8786), or leave it out for two processes here"
        )
        raise UsageError(msg) from error
    except ValueError as error:
        client.close()
        msg = (
            f"{scheduler!r} is no address of a Dask scheduler ({error}) — give one such as tcp://127.0.0.1:8786, or "
            "leave it out for two processes here"
        )
        raise UsageError(msg) from error
    return client
