"""The flags that stand beside a verdict: each is computed, none changes the verdict."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from biomarker_stats.claims.integrity.rounding import preimage
from biomarker_stats.claims.matching import DECISION_LEVEL, printed_ends, printed_number
from biomarker_stats.claims.recompute import Recomputed
from biomarker_stats.study.claim import Claim
from biomarker_stats.study.printed import Printed, parse_printed
from biomarker_stats.terms import Flag


def flags_of_text(claims: Sequence[Claim]) -> dict[str, tuple[Flag, ...]]:
    """Return the flags that need no recomputation, by claim: the quotation, and the company a comparator keeps."""
    found: dict[str, list[Flag]] = {claim.id: [] for claim in claims}
    for claim in claims:
        if not _in_quote(claim):
            found[claim.id].append("printed_not_in_quote")
    by_family = sorted((c for c in claims if c.kind == "p" and c.family), key=lambda c: str(c.family))
    for _, members in groupby(by_family, key=lambda c: c.family):
        family = list(members)
        upward = [c for c in family if c.comparator in {">", ">="}]
        if len(upward) == 1 and len(family) > 2 and all(c.comparator in {"<", "<="} for c in family if c not in upward):
            found[upward[0].id].append("comparator_unlike_siblings")
    return {name: tuple(flags) for name, flags in found.items()}


def decision_flags(claim: Claim, value: Recomputed) -> tuple[Flag, ...]:
    """Return ``decision_changed`` where printed and recomputed number lie on two sides of 0.05, or of the null value.

    A P value decides by lying below 0.05, an interval by leaving the null value out. A printed number stands for all
    that round to it: 0.05 for 0.045 to 0.055, on both sides of 0.05, which leaves the decision open.
    """
    if claim.kind == "p":
        told, found = _printed_below(claim), value.numbers[0]
        return () if told is None or found is None or told == (found < DECISION_LEVEL) else ("decision_changed",)
    if claim.kind == "ci" and value.null is not None:
        times = 100 if value.share and any(end is not None and end.percent for end in printed_ends(claim)) else 1
        low, high = printed_ends(claim)
        null = value.null * times
        above = False if low is None else _side(low, null, claim.rounding)
        below = False if high is None else _not(_side(high, null, claim.rounding))
        told = True if above or below else None if None in {above, below} else False
        return () if told is None or told == _excludes(value.numbers, value.null) else ("decision_changed",)
    return ()


def direction_flags(claim: Claim, value: Recomputed) -> tuple[Flag, ...]:
    """Return ``direction_changed`` where printed and recomputed estimate lie on two sides of the null value."""
    if claim.kind not in {"mean", "statistic"} or value.null is None or claim.comparator not in {"=", "~"}:
        return ()
    printed, found = parse_printed(claim.printed).value - value.null, value.numbers[0]
    return () if found is None or printed * (found - value.null) >= 0 else ("direction_changed",)


def _printed_below(claim: Claim) -> bool | None:
    """Return whether the printed P value is said to lie below the level; None where the claim leaves it open."""
    if claim.comparator == "ns":
        return False
    printed = printed_number(claim)
    if claim.comparator in {"=", "~"}:
        return _not(_side(printed, DECISION_LEVEL, claim.rounding if claim.comparator == "=" else "ceiling_or_floor"))
    if claim.comparator in {"<", "<="}:
        return True if printed.value <= DECISION_LEVEL else None
    return False if printed.value >= DECISION_LEVEL else None


def _side(printed: Printed, bound: Fraction, rule: str) -> bool | None:
    """Return whether all that prints so lies at or above a bound; None where it lies on both sides."""
    ends = preimage(printed, rule)
    if ends.low >= bound:
        return True
    return False if ends.high < bound or (ends.high == bound and not ends.high_closed) else None


def _not(told: bool | None) -> bool | None:
    return None if told is None else not told


def _excludes(ends: tuple[Fraction | None, ...], null: Fraction) -> bool:
    low, high = ends
    return (low is not None and low > null) or (high is not None and high < null)


def _in_quote(claim: Claim) -> bool:
    """Whether the printed text stands in the quotation as a whole number or word, not inside a longer one."""
    pattern = rf"(?<![0-9A-Za-z.,·]){re.escape(claim.printed)}(?![0-9A-Za-z]|[.,·][0-9])"
    return re.search(pattern, claim.quote) is not None
