"""What every result is checked for before a reader sees it: rounded readings, hopeless designs, a p below any float."""

import sys
from dataclasses import replace

from biomarker_stats.design import Arms, Pairs, Problem
from biomarker_stats.methods.result import Result

_ROUNDING = 1e-12
LEAST_P = sys.float_info.min
"""The smallest p value that is given: below it floats lose digits and then vanish."""


def with_notes(result: Result, problem: Problem) -> Result:
    """Return the result with what a reader must know about its readings, its design and its p value."""
    return _with_rounding_noted(_with_hopeless_noted(_never_zero(result)), problem)


def _never_zero(result: Result) -> Result:
    """Give the smallest float in full precision for a p value below it: no p value of these tests can be 0.

    Only a t test of readings without any spread has p = 0; its own note says so.
    """
    p, mid_p, least = result.p_value, result.mid_p_value, result.p_min_attainable
    if result.reference == "parametric" and result.statistic is None:
        return result
    if min(1.0 if value is None else value for value in (p, mid_p, least)) >= LEAST_P:
        return result
    note = f"p is below {LEAST_P:.2g}, the smallest number that floats hold in full: that number stands for it"
    return replace(
        result,
        p_value=_at_least(p),
        mid_p_value=_at_least(mid_p),
        p_min_attainable=_at_least(least),
        notes=result.notes if p is None or p >= LEAST_P else (*result.notes, note),
    )


def _at_least(p: float | None) -> float | None:
    return None if p is None else max(p, LEAST_P)


def _with_rounding_noted(result: Result, problem: Problem) -> Result:
    """Add a note where readings are computed values, which every test but Student's compares at fewer digits."""
    readings = {Pairs: "after", Arms: "outcome"}.get(type(problem))
    if readings is None or not getattr(problem, readings).rounded or result.statistic_name.partition("(")[0] == "t":
        return result
    note = "readings of more than 15 significant digits, so computed: compared at 12 digits of the largest"
    return replace(result, notes=(*result.notes, note))


def _with_hopeless_noted(result: Result) -> Result:
    """Add a note where no outcome of the design could have given a p value below 1, unless one says so already."""
    least = result.p_min_attainable
    if least is None or least < 1 - _ROUNDING or any("p = 1" in note for note in result.notes):
        return result
    note = "with so few units that can differ every outcome gives p = 1: this design cannot speak against H0"
    return replace(result, notes=(*result.notes, note))
