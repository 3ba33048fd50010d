"""What every method on tables asks of its input first, and says about it last."""

from collections.abc import Mapping

from biomarker_stats.design.problem import Table
from biomarker_stats.design.scores import IntArray
from biomarker_stats.errors import MethodMismatch, UsageError
from biomarker_stats.methods.options import Options
from biomarker_stats.terms import TwoSided


def single_stratum(table: Table, method: str, stratified: str = "cmh") -> IntArray:
    """Return the counts of the only stratum, shape (rows, columns).

    Raises:
        MethodMismatch: there are several strata; ``stratified`` names the method for them.
    """
    if table.counts.shape[0] != 1:
        msg = (
            f"method {method!r} takes one table, got {table.counts.shape[0]} strata — "
            f"use method {stratified!r}, or analyse each stratum by itself"
        )
        raise MethodMismatch(msg)
    counts: IntArray = table.counts[0]
    return counts


def two_by_two(table: Table, method: str, larger: str) -> tuple[int, int, int, int]:
    """Return the cells a, b, c, d of [[a, b], [c, d]].

    Raises:
        MethodMismatch: the table has several strata, or another shape; ``larger`` names the method for that shape.
    """
    counts = single_stratum(table, method)
    if counts.shape != (2, 2):
        rows, columns = counts.shape
        msg = f"method {method!r} takes a 2 × 2 table, got {rows} × {columns} — use method {larger!r}"
        raise MethodMismatch(msg)
    a, b, c, d = (int(cell) for cell in counts.ravel())
    return a, b, c, d


def row_labels(table: Table) -> tuple[str, ...]:
    """Return the names of the rows, or row 1, row 2, …"""
    return table.row_names or tuple(f"row {i + 1}" for i in range(table.counts.shape[1]))


def n_by_row(table: Table) -> Mapping[str, int]:
    """Return the number of units in each row, all strata together."""
    totals = table.counts.sum(axis=(0, 2))
    return {name: int(total) for name, total in zip(row_labels(table), totals, strict=True)}


def chosen_interval(options: Options, known: tuple[str, ...], method: str) -> str:
    """Return the interval asked for; the first of ``known`` when nothing was asked.

    Raises:
        UsageError: the method has no such interval.
    """
    if options.interval is None:
        return known[0]
    if options.interval not in known:
        listed = ", ".join(repr(name) for name in known)
        msg = f"method {method!r} has no interval {options.interval!r} — choose one of {listed}"
        raise UsageError(msg)
    return options.interval


def reported_rule(options: Options, rule: TwoSided) -> TwoSided | None:
    """Return the two-sided rule when there is one to name."""
    return rule if options.alternative == "two-sided" else None


def refuse_reference(options: Options, method: str, offered: tuple[str, ...] = ("auto", "exact")) -> None:
    """Refuse a reference distribution that the method does not have.

    Raises:
        UsageError: ``options.reference`` is not among ``offered``.
    """
    if options.reference not in offered:
        listed = ", ".join(repr(name) for name in offered)
        msg = f"method {method!r} has no reference {options.reference!r} — choose one of {listed}"
        raise UsageError(msg)


def gap_note(p_value: float, limits: tuple[float, float], null_value: float, confidence: float) -> tuple[str, ...]:
    """Say so where the values that the test does not reject leave a gap around the null value."""
    if p_value < 1 - confidence and limits[0] < null_value < limits[1]:
        return (
            f"the values that this test does not reject at {1 - confidence:.4g} leave a gap that holds {null_value:g}; "
            "the interval is their hull and so covers it",
        )
    return ()
