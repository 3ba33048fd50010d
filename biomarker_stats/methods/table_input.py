"""What every method on tables asks of its input first, and says about it last."""

import math
from collections.abc import Mapping

from biomarker_stats.design.problem import Table
from biomarker_stats.design.scores import IntArray
from biomarker_stats.errors import MethodMismatch, UsageError
from biomarker_stats.exact.shift_interval import level, rejects
from biomarker_stats.exact.tilted import TiltedFamily
from biomarker_stats.methods.options import Options
from biomarker_stats.terms import TwoSided

_ROUNDING = 1e-9


def single_stratum(table: Table, method: str, stratified: str | None = "cmh") -> IntArray:
    """Return the counts of the only stratum, shape (rows, columns).

    Raises:
        MethodMismatch: there are several strata; ``stratified`` names the method for them.
    """
    if table.counts.shape[0] != 1:
        other = f"use method {stratified!r}, or " if stratified else ""
        msg = (
            f"method {method!r} takes one table, got {table.counts.shape[0]} strata — "
            f"{other}analyse each stratum by itself"
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
    """Return the names of the rows, which are row 1, row 2, … unless given."""
    return table.row_names or tuple(f"row {i + 1}" for i in range(table.counts.shape[1]))


def n_by_row(table: Table) -> Mapping[str, int]:
    """Return the number of units in each row, all strata together."""
    totals = table.counts.sum(axis=(0, 2))
    return {name: int(total) for name, total in zip(row_labels(table), totals, strict=True)}


def chosen_interval(options: Options, known: tuple[str, ...], method: str) -> str:
    """Return the interval asked for; the first of ``known`` when nothing was asked, or when none is wanted.

    A method for which leaving the interval out saves work lists ``"none"`` among ``known``; for the others the public
    call takes the interval off the result.

    Raises:
        UsageError: the method has no such interval.
    """
    if options.interval is None or (options.interval == "none" and "none" not in known):
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


def agree(limits: tuple[float, float], null_value: float, p_value: float, confidence: float) -> tuple[float, float]:
    """Return the limits, moved by rounding's width where they and the p value disagree about the null value.

    The limits are roots found in floating point; at a null value that is itself such a root the p value decides.
    """
    low, high = limits
    rejected = rejects(p_value, level(confidence))
    if rejected and low <= null_value <= high:
        if min(null_value - low, high - null_value) > _ROUNDING:
            return limits
        if null_value - low < high - null_value:
            return math.nextafter(null_value, math.inf), high
        return low, math.nextafter(null_value, -math.inf)
    if not rejected:
        low = null_value if 0 < low - null_value < _ROUNDING else low
        high = null_value if 0 < null_value - high < _ROUNDING else high
    return low, high


def matched_limits(
    family: TiltedFamily, observed: int, options: Options, *, null_psi: float, p_value: float, rule: TwoSided
) -> tuple[float, float, tuple[str, ...]]:
    """Return the limits of ψ that invert the test behind ``p_value``, and a note where they leave something out.

    The interval never covers a null value that the test rejects. Where the set of values that a minlike or Blaker test
    does not reject has a gap around it, the piece on the estimate's side is returned and the note names the rest.
    """
    low, high = family.limits(observed, options.confidence, options.alternative, rule)
    inside = low + _ROUNDING < null_psi < high - _ROUNDING
    one_piece = options.alternative != "two-sided" or rule == "central"
    if one_piece or not (inside and rejects(p_value, level(options.confidence))):
        return low, high, ()
    low, high, beyond = family.limits_beside(observed, options.confidence, rule, null_psi)
    where = "below" if beyond < low else "above"
    note = (
        f"the {rule} test also does not reject some values {where} the interval, beyond a gap that holds the null "
        f"value (as far as {math.exp(beyond - null_psi):.6g} times it, in odds); they are left out so that interval "
        "and p agree"
    )
    return low, high, (note,)
