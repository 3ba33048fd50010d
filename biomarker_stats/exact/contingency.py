"""Exact conditional tests of an r × c table: the probability of tables at least as extreme, margins fixed.

References: Freeman GH, Halton JH (1951), Biometrika 38:141-149; Mehta CR, Patel NR (1983), JASA 78:427-434; Agresti A,
Wackerly D (1977), Psychometrika 42:111-125 (Pearson and likelihood-ratio orderings).
"""

from dataclasses import dataclass
from math import lcm, log
from typing import Literal, NamedTuple

import numpy as np

from biomarker_stats.exact.distribution import FloatArray, IntArray
from biomarker_stats.exact.margins_network import Line, Margins, along, log_factorials
from biomarker_stats.exact.network import Network, Observed, Tail
from biomarker_stats.exact.prime_keys import PrimeKeys

Statistic = Literal["probability", "pearson", "likelihood-ratio", "kruskal-wallis"]


class Evidence(NamedTuple):
    """The p value, the mid-p value and the smallest p value that any table with these margins could have."""

    p_value: float
    mid_p_value: float
    p_min: float


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """A table laid out for the network: lines in order, what a line adds, and how to settle near ties."""

    lines: IntArray
    margins: Margins
    line: Line
    keys: PrimeKeys | None


def table_evidence(counts: IntArray, statistic: Statistic) -> Evidence:
    """Return the exact conditional p value of an r × c table.

    Args:
        counts: shape (r, c); empty rows and columns change nothing.
        statistic: ``probability`` orders tables by their probability (Fisher–Freeman–Halton); ``kruskal-wallis`` takes
            rows for groups and columns for ordered categories.

    Raises:
        ExactTooLarge: too many tables; the message names the remedy.

    >>> table_evidence(np.array([[3, 0, 0], [0, 3, 0], [0, 0, 3]]), "probability").p_value.__round__(9)
    0.003571429
    """
    table = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(table.shape, default=0) < 2:
        return Evidence(1.0, 0.5, 1.0)
    plan = _plan(table, statistic)
    network = Network(plan.margins.stages(plan.line), plan.keys.exceeds if plan.keys else None)
    return evidence_of(network, Observed(*along(plan.lines, plan.line)))


def evidence_of(network: Network, observed: Observed) -> Evidence:
    """Return the upper tails of the observed and of the largest value of a network's statistic."""
    found, most = network.tail(observed), network.tail(network.largest)
    return Evidence(_sum(found), min(1.0, found.above + found.equal / 2), _sum(most))


def _sum(tail: Tail) -> float:
    return min(1.0, tail.above + tail.equal)


def _plan(table: IntArray, statistic: Statistic) -> _Plan:
    if statistic == "kruskal-wallis":
        return _kruskal_wallis(table)
    lines = _settling_order(table)
    totals, columns = lines.sum(axis=1), lines.sum(axis=0)
    if statistic == "pearson":
        return _pearson(lines, totals, columns)
    most, cells = min(int(totals.max()), int(columns.max())), lines.size
    numbers = _factorials(most) if statistic == "probability" else [max(x, 1) ** x for x in range(most + 1)]
    keys = PrimeKeys(numbers, most=cells)
    values = (
        log_factorials(most) if statistic == "probability" else np.array([x * log(max(x, 1)) for x in range(most + 1)])
    )

    def line(_: int, taken: IntArray) -> tuple[FloatArray, IntArray]:
        return values[taken].sum(axis=1), keys.of[taken].sum(axis=1)

    margins = Margins(tuple(totals.tolist()), columns, np.zeros(len(columns), dtype=np.int64))
    return _Plan(lines, margins, line, keys)


def _settling_order(table: IntArray) -> IntArray:
    """Return the table, or its transpose, with the lines in the order in which they are best settled.

    The two largest lines come last, because the last is never walked and the last but one only looked up.
    """
    laid_out = []
    for lines in (table, table.T):
        order = np.argsort(lines.sum(axis=1), kind="stable")
        lines_in_order = lines[np.concatenate([order[:-2][::-1], order[-2:]])]
        laid_out.append(lines_in_order[:, np.argsort(lines.sum(axis=0), kind="stable")])
    return min(laid_out, key=_work)


def _work(lines: IntArray) -> float:
    """Return about how much work a layout is: ways to fill what is left, times ways to fill the next line."""
    ways = np.ones(1)
    for column in lines.sum(axis=0).tolist():
        ways = np.convolve(ways, np.ones(column + 1))
    totals = lines.sum(axis=1)
    left = totals.sum() - np.cumsum(totals) + totals
    steps = ways[left[:-1]] * ways[totals[:-1]]
    return float(steps[:-1].sum() + steps[-1] / 5)


def _factorials(n: int) -> list[int]:
    numbers = [1]
    for x in range(1, n + 1):
        numbers.append(numbers[-1] * x)
    return numbers


def _pearson(lines: IntArray, totals: IntArray, columns: IntArray) -> _Plan:
    """Σ x² / (line · column), scaled to integers."""
    line_unit, column_unit = lcm(*totals.tolist()), lcm(*columns.tolist())
    largest = max(line_unit, column_unit) ** 2 * int(lines.sum()) ** 2
    kind = np.int64 if largest < 2**62 else object
    by_line = np.array([line_unit // total for total in totals.tolist()], dtype=kind)
    by_column = np.array([column_unit // total for total in columns.tolist()], dtype=kind)

    def line(stage: int, taken: IntArray) -> tuple[FloatArray, IntArray]:
        key = ((taken * taken) @ by_column) * by_line[stage]
        return key.astype(np.float64), key

    margins = Margins(tuple(totals.tolist()), columns, np.unique(columns, return_inverse=True)[1])
    return _Plan(lines, margins, line, None)


def _kruskal_wallis(table: IntArray) -> _Plan:
    """Σ (rank sum)² / size over groups, midranks doubled, scaled to integers; lines are groups."""
    lines = table[np.argsort(table.sum(axis=1), kind="stable")]
    totals, columns = lines.sum(axis=1), lines.sum(axis=0)
    ranks = doubled_midranks(columns)
    ranks = ranks - int(columns @ ranks) // int(columns.sum())
    unit = lcm(*totals.tolist())
    largest = unit * int(np.abs(ranks).max()) ** 2 * int(totals.sum()) ** 2
    kind = np.int64 if largest < 2**62 else object
    by_line = np.array([unit // total for total in totals.tolist()], dtype=kind)

    def line(stage: int, taken: IntArray) -> tuple[FloatArray, IntArray]:
        sums = taken @ ranks
        key = sums * sums * by_line[stage]
        return key.astype(np.float64), key

    return _Plan(lines, Margins(tuple(totals.tolist()), columns, np.arange(len(columns))), line, None)


def doubled_midranks(columns: IntArray) -> IntArray:
    """Return twice the midrank of each ordered category.

    >>> doubled_midranks(np.array([3, 1, 2])).tolist()
    [4, 8, 11]
    """
    ends = np.cumsum(columns)
    return np.asarray(2 * ends - columns + 1)
