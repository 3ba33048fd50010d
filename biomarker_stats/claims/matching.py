"""Whether a recomputed value could have been printed as a claim, in exact decimals."""

from dataclasses import replace
from fractions import Fraction

from biomarker_stats.claims.recompute import Recomputed
from biomarker_stats.study.claim import Claim
from biomarker_stats.study.printed import Printed, parse_printed, parse_range, prints_as
from biomarker_stats.study.printed_interval import parse_interval
from biomarker_stats.terms import Rounding
from biomarker_stats.wording import listing

DECISION_LEVEL = Fraction(1, 20)
"""The level that "significant", "ns" and a changed decision refer to."""


def matches(claim: Claim, value: Recomputed, rule: Rounding) -> bool:
    """Return whether ``value`` could have been printed as the claim, under a rounding rule and its comparator.

    Both ends of a range or interval must match; a proportion is compared as a percentage where the claim prints one.

    >>> from biomarker_stats.study.claim import Expected
    >>> expected = Expected(verdict="reproduced")
    >>> claim = Claim(id="a", quote="", location="", kind="ci", printed="19% to 81%", expected=expected)
    >>> matches(claim, Recomputed(text="", numbers=(Fraction(187, 1000), Fraction(813, 1000)), share=True), "half_up")
    True
    """
    if claim.kind == "text":
        return claim.printed in {value.text, listing(list(value.words)), listing(list(value.words), "or")}
    if claim.comparator == "ns":
        return all(number is not None and number >= DECISION_LEVEL for number in value.numbers)
    ends = printed_ends(claim)
    if len(ends) != len(value.numbers):
        return False
    times = 100 if value.share and any(end is not None and end.percent for end in ends) else 1
    return all(
        (number is None and end is None)
        if number is None or end is None
        else _compares(number * times, end, claim.comparator, rule)
        for number, end in zip(value.numbers, ends, strict=True)
    )


def printed_ends(claim: Claim) -> tuple[Printed | None, ...]:
    """Return what a claim prints as numbers: one, or the two ends of a range or interval (None: infinite)."""
    if claim.kind == "range":
        return parse_range(claim.printed)
    return parse_interval(claim.printed) if claim.kind == "ci" else (printed_number(claim),)


def printed_number(claim: Claim) -> Printed:
    """Return the one number that a claim prints; a P value of 2.5% is 0.025.

    >>> from biomarker_stats.study.claim import Expected
    >>> expected = Expected(verdict="reproduced")
    >>> claim = Claim(id="a", quote="", location="", kind="p", printed="2.5%", expected=expected)
    >>> printed_number(claim).value, printed_number(claim).decimals
    (Fraction(1, 40), 3)
    """
    found = parse_printed(claim.printed)
    if claim.kind == "p" and found.percent:
        return replace(found, value=found.value / 100, decimals=found.decimals + 2, percent=False)
    return found


def as_printed(claim: Claim) -> str:
    """Return the printed number with its comparator: ``0.025``, ``< 0.01``, ``ns``."""
    return claim.printed if claim.comparator in {"=", "ns"} else f"{claim.comparator} {claim.printed}"


def _compares(number: Fraction, printed: Printed, comparator: str, rule: Rounding) -> bool:
    if comparator == "=":
        return prints_as(number, printed, rule)
    if comparator == "~":
        return abs(number - printed.value) <= Fraction(10) ** -printed.decimals
    return {
        "<": number < printed.value,
        "<=": number <= printed.value,
        ">": number > printed.value,
        ">=": number >= printed.value,
    }[comparator]
