"""Where independent pieces of work are done: one after the other here, or by the workers of a Dask scheduler.

A piece depends on nothing but itself (random pieces on their seed and place), and results come back in the order of
the pieces, so that the numbers are the same bit for bit, whatever the engine and the number of workers.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from typing import Literal, Protocol, TypeVar, get_args

from biomarker_stats.errors import UsageError

EngineName = Literal["memory", "dask"]

_Piece = TypeVar("_Piece")
_Found = TypeVar("_Found")


class Spread(Protocol):
    """Does a piece of work for each of many, and yields what each gave, in order; the built-in ``map`` is one."""

    def __call__(self, work: Callable[[_Piece], _Found], pieces: Iterable[_Piece], /) -> Iterator[_Found]:
        """Yield ``work(piece)`` for every piece."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Which processes do the work.

    ``name`` is ``"memory"`` for this process, or ``"dask"``: the workers of the scheduler at the address ``scheduler``
    (``tcp://host:8786``), or two processes on this machine without one. ``timeout`` is how many seconds the scheduler,
    and a worker in place of the last one lost, are waited for.

    Raises:
        UsageError: no such engine, a scheduler without Dask, or a timeout that is no positive number.

    >>> with Engine().workers() as spread:
    ...     list(spread(abs, [-1, 2]))
    [1, 2]
    """

    name: EngineName = "memory"
    scheduler: str | None = None
    timeout: float = 10.0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.name not in get_args(EngineName):
            msg = f"engine must be one of {', '.join(get_args(EngineName))}, got {self.name!r}"
            raise UsageError(msg)
        if self.scheduler is not None and self.name != "dask":
            msg = "a scheduler is for the engine dask — choose that engine, or leave the scheduler out"
            raise UsageError(msg)
        number = isinstance(self.timeout, int | float)
        if not (number and isfinite(self.timeout) and self.timeout > 0):
            msg = f"timeout must be a positive number of seconds, got {self.timeout!r}"
            raise UsageError(msg)

    @contextmanager
    def workers(self) -> Iterator[Spread]:
        """Yield what spreads work over the workers, which are let go at the end.

        Raises:
            MissingExtra: Dask is not installed.
            UsageError: no scheduler answers at the address within the time, or it has no worker.
            BiomarkerStatsError: the scheduler or the last worker is lost, or a piece ends one worker after the other.
        """
        if self.name == "memory":
            yield map
        else:
            from biomarker_stats.dask_workers import dask_workers

            with dask_workers(self.scheduler, self.timeout) as spread:
                yield spread


HERE = Engine()
"""One after the other in this process."""
