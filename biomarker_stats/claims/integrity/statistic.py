"""P from a printed statistic, and whether the printed P could be it."""

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

from biomarker_stats.claims.integrity.apa import reported_in, states_one_sided
from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.claimed import Claimed, against, decision_level, within_rounding
from biomarker_stats.claims.integrity.inputs import printed_number, printed_p
from biomarker_stats.claims.integrity.rounding import preimage, rule_named
from biomarker_stats.claims.integrity.tails import LEAST_P, Statistic, degrees_of, kind_named
from biomarker_stats.errors import UsageError, shorten
from biomarker_stats.study.printed import Printed

SIDED = ("two-sided", "one-sided", "as-stated")
_STATISTIC = re.compile(r"([<>=]?) ?(.+)")


def p_from_statistic(
    text: str,
    statistic: str | None = None,
    *,
    df: Any = None,
    p: str | None = None,
    sided: str = "two-sided",
    alpha: float = 0.05,
    rounding: str = "up_or_down",
) -> Check:
    """Recompute P from a printed statistic and its df, at both ends of what rounding leaves open.

    The claim tested is that the printed P is that of the printed statistic. It is consistent where some statistic that
    prints so has a P that prints so; a decision error is an inconsistency that crosses ``alpha``.

    Args:
        text: one result in APA style, ``t(28) = 2.20, p = .036``; or, with ``statistic``, its kind: t, F, chi2, z, r
            or Q.
        statistic: as printed, ``"2.20"`` or ``"< 1"``; the size counts, not the sign.
        df: degrees of freedom, a pair for F, none for z.
        p: as printed, ``"0.036"``, ``"< .05"`` or ``"ns"``; None to compute P only.
        sided: ``two-sided``; ``one-sided`` (half, where the statistic has a direction); ``as-stated``: one-sided where
            the text says one-tailed, one-sided or directional and P is consistent only so.
        alpha: the level of decisions; P equal to it counts as below.
        rounding: see :func:`grim`; the same rule for statistic and P.

    Raises:
        UsageError: the text holds no result in APA style or several, or a number cannot be what it is said to be.

    References:
        Nuijten MB et al. (2016) Behavior Research Methods 48:1205-1226.

    >>> found = p_from_statistic("t(28) = 2.20, p = .03")
    >>> bool(found), round(found.p_value, 4), found.decision_error
    (False, 0.0362, False)
    >>> bool(p_from_statistic("t", "2.20", df=28, p="0.036"))
    True
    """
    _require(text, sided)
    level, rule = decision_level(alpha), rule_named(rounding)
    halves = sided == "as-stated" and statistic is None and states_one_sided(text)
    if statistic is None:
        found = reported_in(text)
        if len(found) != 1 or df is not None or p is not None:
            msg = _not_one(text, len(found))
            raise UsageError(msg)
        text, statistic, df, p = found[0].kind, f"{found[0].comparator} {found[0].statistic}", found[0].df, found[0].p
    kind = kind_named(text)
    comparator, value = _printed_statistic(statistic)
    test = Statistic(kind, degrees_of(df, kind), one_sided=sided == "one-sided")
    test.check_value(value.value, value.text)
    claim = None if p is None else Claimed(*printed_p(p), level, rule)
    check = _judged(test, (comparator, value), claim, rule)
    if halves and not check:
        as_stated = _judged(replace(test, one_sided=True), (comparator, value), claim, rule)
        check = as_stated if as_stated else check
    return check


def _require(text: Any, sided: Any) -> None:
    if not isinstance(text, str):
        msg = f"give the result as text, got {type(text).__name__}"
        raise UsageError(msg)
    if sided not in SIDED:
        msg = f"sided must be one of {', '.join(SIDED)}, got {shorten(repr(sided))}"
        raise UsageError(msg)


def _not_one(text: str, found: int) -> str:
    if found > 1:
        return f"the text holds {found} results — give one at a time"
    return f"{shorten(text)!r} holds no result in APA style such as 't(28) = 2.20, p = .036' — or give its parts"


def _printed_statistic(text: Any) -> tuple[str, Printed]:
    match = _STATISTIC.fullmatch(text.strip()) if isinstance(text, str) and len(text) <= 60 else None
    printed = printed_number(match[2] if match else text, "the statistic")
    return (match[1] or "=") if match else "=", printed


def _judged(test: Statistic, printed: tuple[str, Printed], claim: Claimed | None, rule: str) -> Check:
    comparator, value = printed
    low, high = _p_range(test, comparator, value, rule)
    point = test.p(value.value)
    shown = f"{test.name} {comparator} {value.text}"
    check = Check(
        check="p-from-statistic",
        consistent=True,
        printed=shown,
        explanation=f"{shown} gives {within_rounding(point, low, high)}",
        rule=rule,
        p_value=point,
        p_low=low,
        p_high=high,
        notes=("P is one-sided",) if test.one_sided and test.directed else (),
    )
    return against(check, claim, comparator)


def _p_range(test: Statistic, comparator: str, value: Printed, rule: str) -> tuple[float, float]:
    """Return the smallest and largest P of the statistics that print so (or lie on that side of the printed one)."""
    if comparator == "<":
        return test.p(value.value), test.p(Fraction(0))
    if comparator == ">":
        return LEAST_P, test.p(value.value)
    ends = preimage(value, rule)
    sizes = abs(ends.low), abs(ends.high)
    least = Fraction(0) if ends.low <= 0 <= ends.high else min(sizes)
    if test.kind in {"F", "chi2", "Q"}:
        sizes = (max(ends.low, Fraction(0)), ends.high)
    return test.p(max(sizes)), test.p(least)
