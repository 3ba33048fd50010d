"""A panel across the processes of a Dask scheduler: the same numbers, whatever the engine and the partitioning.

Every block of markers is a task of its own that depends on nothing else, and its result is made of counts of whole
numbers. A task whose worker dies is run again on another; results come back in the order of the markers.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from biomarker_stats.errors import BiomarkerStatsError, MissingExtra, UsageError
from biomarker_stats.panel.gather import result_of
from biomarker_stats.panel.plan import Block, BlockResult, Plan

if TYPE_CHECKING:
    from biomarker_stats.panel.screen import Choices

_RETRIES = 5
_AHEAD = 8  # blocks on their way at once: bounds what scheduler and workers hold
_WORKERS = 2


def on_dask(blocks: Iterable[Block], plan: Plan, choices: "Choices") -> Iterator[BlockResult]:
    """Yield what each block gave, in order.

    Raises:
        MissingExtra: Dask is not installed.
        UsageError: no scheduler answers at the address within the time, or it has no worker.
        BiomarkerStatsError: a block ends one worker after the other.
    """
    require_dask()
    with ExitStack() as stack:
        client = stack.enter_context(_client(choices, stack))
        done = 0
        for part in _in_order(client, blocks, plan):
            done += len(part.names)
            choices.progress(f"{done:,} markers tested")
            yield part


def _in_order(client: Any, blocks: Iterable[Block], plan: Plan) -> Iterator[BlockResult]:
    """Yield results in the order of the blocks, a few of which are on their way at once."""
    waiting: deque[Any] = deque()
    for block in blocks:
        waiting.append(client.submit(result_of, block, plan, retries=_RETRIES, pure=False))
        if len(waiting) >= _AHEAD:
            yield _fetched(waiting.popleft())
    while waiting:
        yield _fetched(waiting.popleft())


def _fetched(future: Any) -> BlockResult:
    distributed: Any = import_module("distributed")
    try:
        return cast("BlockResult", future.result())
    except distributed.KilledWorker as error:
        msg = "a block of markers ended several workers, which may be short of memory — take a smaller block="
        raise BiomarkerStatsError(msg) from error


def require_dask() -> None:
    """Refuse to go on without Dask.

    Raises:
        MissingExtra: the message gives the command that installs it.
    """
    if find_spec("dask") is None or find_spec("distributed") is None:
        msg = "engine='dask' needs Dask, which is not installed — pip install 'biomarker_stats[dask]'"
        raise MissingExtra(msg)


def _client(choices: "Choices", stack: ExitStack) -> Any:
    """Return a client of the scheduler asked for, or of two processes on this machine."""
    distributed: Any = import_module("distributed")

    if choices.scheduler is None:
        cluster = distributed.LocalCluster(
            n_workers=_WORKERS, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        )
        return distributed.Client(stack.enter_context(cluster), set_as_default=False)
    try:
        client = distributed.Client(choices.scheduler, timeout=choices.timeout, set_as_default=False)
    except (OSError, ValueError) as error:  # a timeout is an OSError
        msg = (
            f"no Dask scheduler answered at {choices.scheduler!r} within {choices.timeout:g} seconds — start one "
            "(dask scheduler) and a worker (dask worker tcp://…:8786), or leave it out for two processes here"
        )
        raise UsageError(msg) from error
    try:
        client.wait_for_workers(1, timeout=choices.timeout)
    except TimeoutError as error:
        client.close()
        msg = f"the Dask scheduler at {choices.scheduler!r} has no worker — start one: dask worker {choices.scheduler}"
        raise UsageError(msg) from error
    return client
