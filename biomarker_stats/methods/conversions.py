"""From the problem a public call has to the problem a method takes, where that loses nothing."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from biomarker_stats.design import Arms, Pairs, Problem, Table, exact_scores
from biomarker_stats.design.scores import Scores
from biomarker_stats.errors import MethodMismatch
from biomarker_stats.methods.linear import whole_numbers

SQUARE = ("marginal-homogeneity", "stuart-maxwell", "bhapkar")
"""Methods that take a square table of pairs whole; the others of paired tables count ups and downs."""

_MOST_UNITS = 100_000
_MOST_LEVELS = 50


def same(problem: Any) -> Problem:
    """Return the problem as it is."""
    return problem  # type: ignore[no-any-return]  # each entry passes the one Problem it built


def unpaired_table(problem: Table) -> Table:
    """Return the table; refuse one that is declared paired."""
    if problem.paired:
        msg = "the table is declared paired, but the method compares arms — use mcnemar, or leave paired=True out"
        raise MethodMismatch(msg)
    return problem


def paired_table(problem: Table) -> Table:
    """Return the table; refuse one that is not declared paired."""
    if not problem.paired:
        msg = "the method is for paired tables (first reading by second) — say paired=True, or use fisher"
        raise MethodMismatch(msg)
    return problem


def pairs_as_table(pairs: Pairs) -> Table:
    """Cross-tabulate pairs, levels ascending; more than two levels are reduced to up, equal and down for McNemar."""
    before, after = whole_numbers(pairs.before, "the first reading"), whole_numbers(pairs.after, "the second reading")
    if len(np.unique(np.concatenate([before, after]))) <= 2:
        return replace(pairs_as_square(pairs), row_names=(), column_names=(), row_scores=None, column_scores=None)
    up, down = int((after > before).sum()), int((after < before).sum())
    counts = np.array([[[pairs.n - up - down, up], [down, 0]]], dtype=np.int64)
    return Table(counts=counts, paired=True, excluded=pairs.excluded)


def pairs_as_square(pairs: Pairs) -> Table:
    """Cross-tabulate pairs: a row and a column for each level, ascending, and at least two."""
    before, after = whole_numbers(pairs.before, "the first reading"), whole_numbers(pairs.after, "the second reading")
    both = np.concatenate([before, after])
    values, places = np.unique(both, return_index=True)
    side = max(2, len(values))
    if side > _MOST_LEVELS:
        msg = f"the readings have {side} levels, a square table at most {_MOST_LEVELS} — use signed-rank or permutation"
        raise MethodMismatch(msg)
    counts = np.zeros((1, side, side), dtype=np.int64)
    np.add.at(counts[0], (np.searchsorted(values, before), np.searchsorted(values, after)), 1)
    if len(values) < side:
        return Table(counts=counts, paired=True, excluded=pairs.excluded)
    floats = np.concatenate([pairs.before.values, pairs.after.values])[places]
    levels = Scores(floats, values, pairs.before.denominator, pairs.before.rounded)
    names = _level_names(levels)
    return Table(
        counts=counts,
        paired=True,
        row_names=names,
        column_names=names,
        row_scores=levels,
        column_scores=levels,
        excluded=pairs.excluded,
    )


def _level_names(levels: Scores) -> tuple[str, ...]:
    short = tuple(f"{level:g}" for level in levels.values)
    if len(set(short)) == len(short) or levels.integers is None:
        return short
    return tuple(str(Fraction(whole, levels.denominator)) for whole in levels.integers.tolist())


def arms_as_table(arms: Arms) -> Table:
    """Cross-tabulate arms (rows) by outcome values (columns; of two values the larger, the event, comes first)."""
    exact = whole_numbers(arms.outcome, "the outcome")
    _, places, column = np.unique(exact, return_index=True, return_inverse=True)
    levels = arms.outcome.take(places)
    if len(levels) == 1:
        only = float(levels.values[0])
        levels, column = (exact_scores([only, 0.0]), column) if only else (exact_scores([1, 0]), column + 1)
    elif len(levels) == 2:
        levels, column = levels.take(slice(None, None, -1)), 1 - column
    strata = max(1, len(arms.stratum_names))
    counts = np.zeros((strata, len(arms.arm_names), len(levels)), dtype=np.int64)
    np.add.at(counts, (arms.stratum, arms.arm, column), 1)
    return Table(
        counts=counts,
        row_names=arms.arm_names,
        column_names=_level_names(levels),
        stratum_names=arms.stratum_names,
        row_scores=arms.arm_scores,
        column_scores=levels,
        excluded=arms.excluded,
    )


def table_as_arms(problem: Table) -> Arms:
    """Write a table of ordered categories out as one outcome a unit: rows are arms, columns scores.

    Without scores the columns count 0, 1, 2 …; of two columns the first is the event, and scores 1.
    """
    table = unpaired_table(problem)
    units = int(table.counts.sum())
    if units > _MOST_UNITS:
        msg = (
            f"the table holds {units:,} units; a method for units takes at most {_MOST_UNITS:,} — use one for tables, "
            "such as fisher or chi2"
        )
        raise MethodMismatch(msg)
    _, rows, columns = table.counts.shape
    stratum, row, column = (np.repeat(index.ravel(), table.counts.ravel()) for index in np.indices(table.counts.shape))
    scores = table.column_scores or exact_scores([1, 0] if columns == 2 else np.arange(columns))
    names = table.row_names or tuple(f"row {k + 1}" for k in range(rows))
    strata = len(table.counts)
    return Arms(
        outcome=scores.take(column),
        arm=row.astype(np.int64),
        arm_names=names,
        stratum=stratum.astype(np.int64),
        stratum_names=table.stratum_names or (tuple(f"stratum {k + 1}" for k in range(strata)) if strata > 1 else ()),
        arm_scores=table.row_scores,
    )
