"""Counts against what is printed beside them: a percentage, a total."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.inputs import printed_number, whole
from biomarker_stats.claims.integrity.rounding import RULES, preimage, rule_named
from biomarker_stats.errors import UsageError
from biomarker_stats.wording import decimal_text

_MOST_PARTS = 10_000


def percent_of_count(percent: str, count: int, n: int, *, rounding: str = "up_or_down") -> Check:
    """Say whether ``count`` of ``n`` is the printed percentage, and which counts of n are.

    Args:
        percent: as printed, with or without its sign.
        count: units counted, 0 to n.
        n: units in all.
        rounding: see :func:`grim`.

    Raises:
        UsageError: a number is not as printed, or the count is not 0 to n.

    >>> bool(percent_of_count("40", 15, 38)), bool(percent_of_count("40", 15, 38, rounding="ceiling"))
    (False, True)
    """
    printed, rule = printed_number(percent, "the percentage"), rule_named(rounding)
    size = whole(n, "n")
    units = whole(count, "count", least=0, most=size)
    value = Fraction(100 * units, size)
    near = preimage(printed, rule)
    fitting = near.scaled(Fraction(1, 100)).integers(size)
    fitting = range(max(fitting.start, 0), min(fitting.stop, size + 1))
    shown = f"{units} of {size} is {decimal_text(value)}%"
    verdict = "prints" if value in near else "does not print"
    return Check(
        check="percent-of-count",
        consistent=value in near,
        printed=f"{units} of {size} ({printed.text.strip().rstrip('%').strip()}%)",
        explanation=f"{shown}, which {verdict} as {printed.text} ({RULES[rule]})",
        n=size,
        rule=rule,
        nearest=tuple(f"{k} of {size} = {decimal_text(Fraction(100 * k, size))}%" for k in fitting[:3]),
        count=len(fitting),
    )


def subtotal(parts: Sequence[int], total: int) -> Check:
    """Say whether printed counts add up to a printed total.

    Args:
        parts: the counts, at most 10,000.
        total: their printed total.

    Raises:
        UsageError: a count is no whole number from 0 up, or there is none.

    >>> bool(subtotal([4, 6], 10)), subtotal([4, 5], 10).explanation
    (True, '4 + 5 = 9, 1 fewer than 10')
    """
    counts = _counts(parts)
    printed = whole(total, "the total", least=0)
    found = sum(counts)
    shown = " + ".join(map(str, counts)) if len(counts) <= 12 else f"the {len(counts)} counts"
    gap = (
        "" if found == printed else f", {abs(found - printed)} {'fewer' if found < printed else 'more'} than {printed}"
    )
    return Check(
        check="subtotal",
        consistent=found == printed,
        printed=f"total {printed}",
        explanation=f"{shown} = {found}{gap}",
        n=printed,
        count=found,
    )


def _counts(parts: Any) -> list[int]:
    if not isinstance(parts, list | tuple) or not 1 <= len(parts) <= _MOST_PARTS:
        msg = f"give 1 to {_MOST_PARTS:,} counts, as a list"
        raise UsageError(msg)
    return [whole(part, "a count", least=0) for part in parts]
