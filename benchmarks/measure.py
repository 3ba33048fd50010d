"""Timing: everyone in turn, run by run, so that the machine's other work falls on all alike; medians over runs."""

import gc
import math
import sys
import time
import warnings
from functools import partial
from statistics import median
from typing import Any

from benchmarks.model import Case, Contender, Measured, Outcome, Runner
from benchmarks.r_peers import r_peers
from biomarker_stats.errors import BiomarkerStatsError

_SHORTEST_RUN = 0.05  # seconds: shorter calls are repeated within a run


def measure(case: Case, runs: int) -> Outcome:
    """Ask everyone for their answer, then time them in turn, ``runs`` times."""
    with r_peers(case) as in_r:
        contenders = (*map(_contender, case.runners), *in_r)
        seconds: list[list[float]] = [[] for _ in contenders]
        for _ in range(runs):
            for contender, times in zip(contenders, seconds, strict=True):
                if contender.run is not None:
                    times.append(contender.run())
    return Outcome(case=case, measured=tuple(map(_measured, contenders, seconds)))


def _contender(runner: Runner) -> Contender:
    """Call once for the answer and twice for the time, unless the runner is not here."""
    try:
        answer = _quietly(runner, 1)[1]
    except (BiomarkerStatsError, ImportError, AttributeError) as error:
        return Contender(
            name=runner.name, kind=runner.kind, note=f"not here: {str(error).splitlines()[0].split(' — ')[0]}"
        )
    once = _quietly(runner, 1)[0]
    if once < _SHORTEST_RUN:
        once = min(once, _quietly(runner, 3)[0])
    repeats = max(1, math.ceil(_SHORTEST_RUN / max(once, 1e-7)))
    return Contender(
        name=runner.name,
        kind=runner.kind,
        answer=None if runner.part else answer,
        note=runner.note,
        run=partial(_one_run, runner, repeats),
    )


def _one_run(runner: Runner, repeats: int) -> float:
    return _quietly(runner, repeats)[0] * runner.factor


def _quietly(runner: Runner, repeats: int) -> tuple[float, float]:
    """Return the seconds a call takes and its answer; peers warn about ties, but it is their answers that count."""
    answer = math.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.disable()  # as timeit does
        caches, seconds = _caches(), 0.0
        try:
            for _ in range(repeats):
                for cache in caches:
                    cache.cache_clear()
                start = time.perf_counter()
                answer = float(runner.call())
                seconds += time.perf_counter() - start
            return seconds / repeats, answer
        finally:
            gc.enable()


def _caches() -> list[Any]:
    """Return every cache of this package: a call that finds the answer of the one before it would not be timed."""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("biomarker_stats")]
    return [value for module in modules for value in vars(module).values() if hasattr(value, "cache_clear")]


def _measured(contender: Contender, seconds: list[float]) -> Measured:
    return Measured(
        name=contender.name,
        kind=contender.kind,
        answer=contender.answer,
        seconds=median(seconds) if seconds else None,
        note=contender.note,
    )
