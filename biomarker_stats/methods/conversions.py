"""From the problem a public call has to the problem a method takes, where that loses nothing."""

from typing import Any

import numpy as np

from biomarker_stats.design import Arms, Pairs, Problem, Table, exact_scores
from biomarker_stats.errors import MethodMismatch


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
    levels = np.unique(np.concatenate([pairs.before.values, pairs.after.values]))
    if len(levels) <= 2:
        codes = [np.searchsorted(levels, s.values) for s in (pairs.before, pairs.after)]
        counts = np.zeros((1, 2, 2), dtype=np.int64)
        np.add.at(counts[0], (codes[0], codes[1]), 1)
    else:
        up = int((pairs.after.values > pairs.before.values).sum())
        down = int((pairs.after.values < pairs.before.values).sum())
        counts = np.array([[[pairs.n - up - down, up], [down, 0]]], dtype=np.int64)
    return Table(counts=counts, paired=True, excluded=pairs.excluded)


def arms_as_table(arms: Arms) -> Table:
    """Cross-tabulate arms (rows) by outcome values (columns; of two values the larger, the event, comes first)."""
    levels = np.unique(arms.outcome.values)
    if len(levels) == 1:
        levels = np.array([levels[0], levels[0] + 1]) if levels[0] == 0 else np.array([0.0, levels[0]])
    if len(levels) == 2:
        levels = levels[::-1]
    column = np.argmax(arms.outcome.values[:, None] == levels[None, :], axis=1)
    strata = max(1, len(arms.stratum_names))
    counts = np.zeros((strata, len(arms.arm_names), len(levels)), dtype=np.int64)
    np.add.at(counts, (arms.stratum, arms.arm, column), 1)
    return Table(
        counts=counts,
        row_names=arms.arm_names,
        column_names=tuple(f"{level:g}" for level in levels),
        stratum_names=arms.stratum_names,
        row_scores=arms.arm_scores,
        column_scores=exact_scores(levels),
        excluded=arms.excluded,
    )


def table_as_arms(problem: Table) -> Arms:
    """Write a table of ordered categories out as one outcome a unit: rows are arms, columns scores.

    Without scores the columns count 0, 1, 2 …; of two columns the first is the event, and scores 1.
    """
    table = unpaired_table(problem)
    if int(table.counts.sum()) > 10_000_000:
        msg = "the table holds more than 10,000,000 units — use a method for tables"
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
