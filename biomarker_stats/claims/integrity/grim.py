"""GRIM: whether a printed mean or percentage is one that whole numbers of that many units can have."""

from fractions import Fraction
from math import floor

from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.inputs import printed_number, whole
from biomarker_stats.claims.integrity.rounding import RULES, preimage, rule_named
from biomarker_stats.wording import decimal_text


def grim(x: str, n: int, *, items: int = 1, percent: bool = False, rounding: str = "up_or_down") -> Check:
    """Say whether some whole number k gives k / (n · items), or 100 k / (n · items), that prints as ``x``.

    The claim tested is that the values behind the mean are whole numbers (a percentage: that it counts units). No
    estimand: this is arithmetic, and exact under every rounding rule.

    Args:
        x: the mean or percentage as printed; text, because trailing zeros are evidence. ``16%`` implies ``percent``.
        n: units, at least 1.
        items: whole-number items averaged for each unit.
        percent: whether ``x`` is a percentage.
        rounding: half_up, half_down, half_even, unknown (a half either way), trunc, ceiling, floor, ceiling_or_floor;
            also up, down, even, up_or_down (unknown), anti_trunc (ceiling). Rules work alike on both sides of zero, but
            for floor, which goes down.

    Raises:
        UsageError: ``x`` is no printed number, ``n`` or ``items`` no whole number, or there is no such rule.

    References:
        Brown NJL, Heathers JAJ (2017) Social Psychological and Personality Science 8:363-369.

    >>> bool(grim("16", 6, percent=True)), bool(grim("16", 6, percent=True, rounding="trunc"))
    (False, True)
    >>> grim("5.19", 28).nearest
    ('145/28 = 5.178571', '146/28 = 5.214286')
    """
    printed = printed_number(x, "the percentage" if percent else "the mean")
    rule, units = rule_named(rounding), whole(n, "n") * whole(items, "items")
    hundred = 100 if percent or printed.percent else 1
    found = preimage(printed, rule).scaled(Fraction(1, hundred)).integers(units)
    below = floor(printed.value * units / hundred)
    sign = "%" if hundred == 100 else ""
    around = (
        [found[0]] if len(found) == 1 else [below] if below * hundred == printed.value * units else [below, below + 1]
    )
    nearest = tuple(f"{k}/{units} = {decimal_text(Fraction(hundred * k, units))}{sign}" for k in around)
    if found:
        how = f"{found[0]} of {units}" if len(found) == 1 else f"{len(found)} whole numbers of {units}"
        why = f"{how} print{'s' if len(found) == 1 else ''} as {printed.text} ({RULES[rule]})"
    else:
        why = f"no whole number of {units} prints as {printed.text} ({RULES[rule]})"
    return Check(
        check="grim",
        consistent=bool(found),
        printed=printed.text,
        explanation=why,
        n=int(n),
        rule=rule,
        nearest=nearest,
        count=len(found),
    )
