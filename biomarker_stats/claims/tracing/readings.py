"""From cells to the small data sets a test could have seen: which contrast, which coding, which units.

A *reading* is what a claim could have compared: the same units before and after; before and after as if they were two
samples of different units; the number that increased, after against none before; or the change between two arms.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import gcd
from typing import Literal

import numpy as np

from biomarker_stats.claims.tracing.cells import BoolArray, Cells
from biomarker_stats.claims.variants import Data
from biomarker_stats.design.problem import Arms, Pairs
from biomarker_stats.design.scores import IntArray, Scores, exact_scores
from biomarker_stats.methods.conversions import arms_as_table, pairs_as_square, pairs_as_table
from biomarker_stats.methods.method import Takes

Contrast = Literal["paired", "unpaired", "increased", "between", "after only"]
TAKES: dict[Contrast, tuple[Takes, ...]] = {
    "paired": ("pairs", "paired-table"),
    "unpaired": ("arms", "table"),
    "increased": ("table",),
    "between": ("arms", "table"),
    "after only": ("arms", "table"),
}
_CONTRAST_WORDS: dict[Contrast, str] = {
    "paired": "paired, after against before",
    "unpaired": "after against before as two separate samples",
    "increased": "number increased against none",
    "between": "change between the arms{division}",
    "after only": "second reading between the arms{division}",
}
CUT = "at least "
_MOST_COLUMNS = 6  # a table of counts with more columns is no way to read an outcome
SCORES, DIRECTION, INCREASED = "scores", "direction only", "increased or not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Everything a specification chooses about the data: contrast, coding of mixed cells, transform and units."""

    contrast: Contrast
    coding: int
    transform: str
    units: str
    division: str = ""

    def words(self, cells: Cells) -> str:
        """Return the choices as a reader names them."""
        said = _CONTRAST_WORDS[self.contrast]
        if cells.before is None:
            said = said.replace("change", "outcome")
        parts = [said.format(division=f" of {self.division}" if self.division else " compared")]
        if len(cells.codings) > 1:
            parts.append(cells.codings[self.coding].words)
        if self.transform != SCORES:
            parts.append(self.transform)
        if self.units:
            parts.append(self.units)
        return "; ".join(parts)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Target:
    """The units one claim is about, and for a claim between arms, how they divide."""

    units: BoolArray
    division: str = ""


def data_of(cells: Cells, which: Slice, target: Target, kept: BoolArray) -> dict[Takes, Data]:
    """Return the small data sets of one slice and claim, by what a method takes; empty where there are none.

    ``kept`` says which units the slice keeps.
    """
    own = target.units & kept
    after, before = _transformed(cells, which)
    if which.contrast == "paired":
        return _paired(tuple(before[own].tolist()), tuple(after[own].tolist()))
    if which.contrast == "unpaired":
        return _between((tuple(after[own].tolist()), tuple(before[own].tolist())))
    if which.contrast == "increased":
        k, n = int(np.count_nonzero(after[own] > before[own])), int(np.count_nonzero(own))
        return {"table": Data("table", ((k, n - k), (0, n)))} if n else {}
    codes = cells.arms[which.division or target.division]
    meant = own if target.division else kept
    values = after if which.contrast == "after only" else after - before
    if which.transform == INCREASED:
        values = (values > 0).astype(np.int64)
    return _between(
        tuple(tuple(values[meant & (codes == arm)].tolist()) for arm in range(int(codes.max(initial=0)) + 1))
    )


def _transformed(cells: Cells, which: Slice) -> tuple[IntArray, IntArray]:
    """Return the readings after and before as whole numbers; 0 before where nothing was paired."""
    scores = np.array(cells.codings[which.coding].scores, dtype=np.int64)
    after = scores[cells.after]
    before = np.zeros_like(after) if cells.before is None else scores[cells.before]
    cut = dict(cells.cuts).get(which.transform.removeprefix(CUT))
    if cut is not None:
        return (after >= cut).astype(np.int64), (before >= cut).astype(np.int64)
    if which.transform == DIRECTION:
        return np.sign(after - before), np.zeros_like(after)
    return after, before


@lru_cache(maxsize=50_000)
def _paired(before: tuple[int, ...], after: tuple[int, ...]) -> dict[Takes, Data]:
    """Return pairs as the tests take them; codings and populations often leave the same ones."""
    if not before:
        return {}
    readings = [exact_scores(np.array(values, dtype=np.int64)) for values in (before, after)]
    zero = np.zeros(len(before), dtype=np.int64)
    pairs = Pairs(before=readings[0], after=readings[1], stratum=zero)
    side = len({*before, *after})
    table = pairs_as_square(pairs) if side <= _MOST_COLUMNS else pairs_as_table(pairs)
    levels: tuple[tuple[int, ...], ...] = ()
    if side > 2:
        levels = (() if table.row_scores is None else _lowest_terms(table.row_scores),)
    change = sorted(last - first for first, last in zip(before, after, strict=True))
    divisor = max(gcd(*change), 1)
    return {
        "pairs": Data("pairs", (tuple(each // divisor for each in change),)),
        "paired-table": Data("paired-table", (*_rows(table.counts[0]), *levels)),
    }


@lru_cache(maxsize=50_000)
def _between(arms: tuple[tuple[int, ...], ...]) -> dict[Takes, Data]:
    """Return arms as the tests take them."""
    if len(arms) < 2 or not all(arms):
        return {}
    lowest = min(map(min, arms))
    shifted = [sorted(value - lowest for value in arm) for arm in arms]
    divisor = max(gcd(*(value for arm in shifted for value in arm)), 1)
    values = tuple(tuple(value // divisor for value in arm) for arm in shifted)
    outcome = [value for arm in arms for value in arm]
    if len(set(outcome)) > _MOST_COLUMNS:
        return {"arms": Data("arms", values)}
    table = arms_as_table(
        Arms(
            outcome=exact_scores(np.array(outcome, dtype=np.int64)),
            arm=np.repeat(np.arange(len(arms)), [len(arm) for arm in arms]),
            arm_names=tuple(map(str, range(len(arms)))),
            stratum=np.zeros(len(outcome), dtype=np.int64),
        )
    )
    return {"arms": Data("arms", values), "table": Data("table", _rows(table.counts[0]))}


def _lowest_terms(levels: Scores) -> tuple[int, ...]:
    """Return levels from 0 up without a common factor: what a difference of them tells is the same."""
    values = [] if levels.integers is None else levels.integers.tolist()
    shifted = [value - values[0] for value in values]
    divisor = max(gcd(*shifted), 1)
    return tuple(value // divisor for value in shifted)


def _rows(counts: IntArray) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in counts.tolist())
