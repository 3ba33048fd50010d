"""Many biomarkers of the same few units: an exact test for each, adjusted for their number."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import get_args

import pandas as pd

from biomarker_stats.design.frames import ScaleLike
from biomarker_stats.engine import Engine, EngineName, Spread
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.options import is_whole, plain_seed, refuse_odd_confidence, refuse_odd_size
from biomarker_stats.panel.assemble import assembled
from biomarker_stats.panel.gather import BLOCK, blocks_of, gathered, result_of
from biomarker_stats.panel.layout import Columns, Layout, laid_out
from biomarker_stats.panel.plan import Block, BlockResult, Plan
from biomarker_stats.panel.result import Screen
from biomarker_stats.terms import Alternative, nearest

MOST_INTERVALS = 50

PAIRED_METHODS = ("signed-rank", "sign", "permutation")
ARM_METHODS = ("rank-sum", "permutation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is asked of a screen beside its columns."""

    maxt: bool
    intervals: bool | None
    reference: str
    confidence: float
    n_resamples: int
    seed: int | None
    block: int
    progress: Callable[[str], None]
    spread: Spread = map


def screen(
    source: pd.DataFrame | str | Path,
    *,
    before: str | Sequence[str] | None = None,
    after: str | Sequence[str] | None = None,
    outcomes: str | Sequence[str] | None = None,
    arm: str | Sequence[str] | None = None,
    arms: Sequence[str] | None = None,
    strata: str | Sequence[str] | None = None,
    unit: str | None = None,
    marker: str | None = None,
    method: str | None = None,
    alternative: Alternative = "two-sided",
    scale: ScaleLike | None = None,
    maxt: bool = True,
    intervals: bool | None = None,
    reference: str = "auto",
    confidence: float = 0.95,
    n_resamples: int = 99_999,
    seed: int | None = None,
    engine: EngineName = "memory",
    scheduler: str | None = None,
    block: int = BLOCK,
    timeout: float = 10.0,
    progress: Callable[[str], None] | None = None,
) -> Screen:
    """Test every marker of a panel exactly, and adjust for their number.

    H0 of each marker: paired, after − before is symmetric about 0; in two arms, within strata, the outcome has one
    distribution. The estimand is that of ``bs.paired`` or ``bs.compare`` with the same method, and so are p value and
    estimate. All markers of a unit flip or move together in the step-down maxT.

    Readings that are missing leave their unit out of that marker alone. In two arms maxT then exchanges the labels of
    all units, which takes readings to be missing alike in both arms.

    Args:
        source: a table, or the path of a Parquet file with one row a marker, read in pieces.
        before: columns of first readings: one a marker; with ``marker`` one a unit; with ``unit`` too a single one.
        after: columns of second readings, in the same order.
        outcomes: for two arms, the columns of the outcomes, likewise.
        arm: the column of the arms; with one row a marker, the labels themselves, one for each of ``outcomes``.
        arms: which two arms, the first being the larger under ``alternative="greater"``.
        strata: a column, or labels, as ``arm``; pairs are ranked and labels exchanged within strata.
        unit: the column of units: needed for one row a unit and marker; with one row a unit it names and checks them.
        marker: the column of the markers' names, where a row is a marker, or a unit and marker.
        method: ``signed-rank`` (usual for pairs), ``sign``, ``permutation``; ``rank-sum`` (usual for arms).
        alternative: ``"two-sided"``, ``"greater"`` (readings rise; the first arm is larger) or ``"less"``.
        scale: for ordinal text, the levels from lowest to highest, or a mapping from symbol to score.
        maxt: whether to adjust by the exact joint distribution, too.
        intervals: whether to give each marker its interval; without a word, for up to 50 markers.
        reference: of maxT: ``"exact"``, ``"monte-carlo"`` with ``seed``, or ``"auto"``: exact where it fits.
        confidence: the level of the intervals.
        n_resamples: how many random arrangements Monte Carlo draws.
        seed: of the random arrangements; without one a fresh seed is drawn and recorded.
        engine: ``"memory"``, or ``"dask"`` for the processes of a Dask scheduler: blocks of markers, and ranges of the
            arrangements of maxT, are pieces of work of their own; the numbers are the same.
        scheduler: the address of a Dask scheduler, ``tcp://host:8786``; without one two local processes are started.
        block: how many markers are tested, or read from Parquet, at once.
        timeout: seconds to wait for the scheduler.
        progress: called with a line of text as the work proceeds.

    Raises:
        UsageError: no such column, method or option, columns that do not go together, or no scheduler there.
        DataError: cells that are no numbers, a marker named twice, a unit without an arm, no unit.
        ExactTooLarge: a test or maxT does not fit; the message names the remedy.
        MissingExtra: ``engine="dask"`` without Dask; the message says how to get it.

    References: Westfall PH, Young SS (1993), Resampling-Based Multiple Testing, algorithm 4.1; Tarone RE (1990),
    Biometrics 46:515-522; Heller R, Gur H (2011), arXiv:1112.4627.

    >>> import pandas as pd
    >>> blots = pd.DataFrame({"erk_pre": [0, 0, 1, 0], "erk_post": [2, 1, 3, 4], "s6_pre": [2, 1, 1, 2],
    ...                       "s6_post": [1, 1, 2, 2]})
    >>> found = screen(blots, before=["erk_pre", "s6_pre"], after=["erk_post", "s6_post"])
    >>> found.to_frame()[["marker", "p_value", "p_maxt", "p_tarone"]]
      marker  p_value  p_maxt  p_tarone
    0    erk    0.125   0.125     0.125
    1     s6    1.000   1.000     1.000
    """
    choices = Choices(
        maxt=maxt,
        intervals=intervals,
        reference=reference,
        confidence=confidence,
        n_resamples=n_resamples,
        seed=plain_seed(seed),
        block=block,
        progress=progress or (lambda _: None),
    )
    _check(choices, alternative)
    columns = Columns(
        before=before,
        after=after,
        outcomes=outcomes,
        arm=arm,
        arms=arms,
        strata=strata,
        unit=unit,
        marker=marker,
        scale=scale,
        alternative=alternative,
    )
    columns = _with_method(columns, method)
    where = Engine(name=engine, scheduler=scheduler, timeout=timeout)
    if isinstance(source, str | Path):
        from biomarker_stats.panel.stream import streamed

        with where.workers() as spread:
            return streamed(Path(source), columns, replace(choices, spread=spread))
    layout = laid_out(source, columns)
    with where.workers() as spread:
        return _screened(layout, replace(choices, spread=spread))


def _screened(layout: Layout, choices: Choices) -> Screen:
    layout = replace(layout, plan=layout.plan.of_size(len(layout.block.names)))
    parts = tested(blocks_of(layout.block, choices.block), layout.plan, choices)
    return assembled(gathered(parts), layout, choices, wanted=_intervals(layout, choices))


def tested(blocks: Iterable[Block], plan: Plan, choices: Choices) -> Iterator[BlockResult]:
    """Yield what each block gave, in order."""
    done = 0
    for part in choices.spread(partial(result_of, plan=plan), blocks):
        done += len(part.names)
        choices.progress(f"{done:,} markers tested")
        yield part


def _intervals(layout: Layout, choices: Choices) -> bool:
    return len(layout.block.names) <= MOST_INTERVALS if choices.intervals is None else choices.intervals


def _with_method(columns: Columns, method: str | None) -> Columns:
    allowed = PAIRED_METHODS if columns.paired else ARM_METHODS
    chosen = allowed[0] if method is None else method
    if chosen not in allowed:
        what = "pairs" if columns.paired else "two arms"
        msg = f"a screen of {what} has the methods {', '.join(allowed)}, got {method!r}{nearest(str(method), allowed)}"
        raise UsageError(msg)
    return replace(columns, method=chosen)


def _check(choices: Choices, alternative: str) -> None:
    allowed: tuple[tuple[str, object, tuple[str, ...]], ...] = (
        ("alternative", alternative, get_args(Alternative)),
        ("reference", choices.reference, ("auto", "exact", "monte-carlo")),
    )
    for name, value, values in allowed:
        if value not in values:
            msg = f"{name} must be one of {', '.join(values)}, got {value!r}"
            raise UsageError(msg)
    refuse_odd_size(choices.n_resamples)
    refuse_odd_confidence(choices.confidence)
    if not is_whole(choices.block, 1, sys.maxsize):
        msg = f"block must be a whole number of markers, at least 1, got {choices.block!r}"
        raise UsageError(msg)
