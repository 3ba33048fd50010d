"""What arithmetic alone says of a printed number: that no data could print it, or that its design could.

A test that permutes two arms of m and n units has C(m + n, m) equally probable arrangements, one that flips the signs
of n pairs 2ⁿ, so no P value of either can lie below one arrangement's share. Two arms of one size exchange their
labels without a change in how extreme an arrangement is, and so do flipped signs; there a two-sided P value counts
two arrangements at least. Unconditional tests (Boschloo, Barnard) and normal models have no such floor.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from biomarker_stats.claims.integrity import Check, attainable
from biomarker_stats.claims.matching import printed_ends, printed_number
from biomarker_stats.claims.recompute import p_recomputed
from biomarker_stats.errors import ExactTooLarge
from biomarker_stats.study.claim import Claim, DesignFacts
from biomarker_stats.study.printed import Printed, parse_printed, prints_as
from biomarker_stats.terms import Alternative, Flag, Rounding, VerdictWord
from biomarker_stats.wording import count, decimal_text, listing

_ON_PAIRS = {"sign": "sign", "mcnemar": "mcnemar", "signed-rank": "signed-rank", "permutation": "paired-permutation"}
_ON_ARMS = {"rank-sum": "rank-sum", "fisher": "fisher", "permutation": "permutation"}
_RULES: Mapping[Rounding, str] = {"trunc": "truncated", "ceiling": "rounded up"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """What arithmetic says of a claim that cannot be recomputed, and why."""

    word: VerdictWord
    explanation: str
    flags: tuple[Flag, ...] = ()


def impossible(claim: Claim) -> str:
    """Say why no data could print this number, or return an empty string."""
    if claim.comparator == "ns" or claim.kind in {"text", "range"}:
        return ""
    if claim.kind == "ci":
        low, high = printed_ends(claim)
        reversed_ends = low is not None and high is not None and low.value > high.value
        return f"the lower end of {claim.printed} lies above its upper end" if reversed_ends else ""
    value, exactly = printed_number(claim).value, claim.comparator == "="
    upward, downward = claim.comparator in {">", ">="}, claim.comparator in {"=", "<", "<="}
    is_p, said = claim.kind == "p", f"no test gives P {claim.comparator} {claim.printed}"
    highest = 1 if is_p else 100 if claim.kind == "percent" and _is_share(claim) else value
    reasons = (
        (is_p and value <= 0 and downward, f"{said}: a P value is above 0"),
        (is_p and upward and value + (claim.comparator == ">") > 1 and value >= 1, f"{said}: a P value is at most 1"),
        (highest != value and exactly and not 0 <= value <= highest, f"{claim.printed} lies outside 0 to {highest}"),
        (claim.kind == "sd" and value < 0 and downward, f"{claim.printed} is below 0, which no standard deviation is"),
        (
            claim.kind == "count" and exactly and (value < 0 or value.denominator != 1),
            f"{claim.printed} is no whole number of units",
        ),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _is_share(claim: Claim) -> bool:
    """Return whether a percentage is known to be a share of something; a percentage change may be any number."""
    of_units = claim.derivation is not None and claim.derivation.quantity == "percent"
    return of_units or (claim.design is not None and claim.design.denominator is not None)


def possible(claim: Claim) -> Possible | None:
    """Return what arithmetic on the sizes printed beside a claim says of it; None where it has nothing to say."""
    kinds: Mapping[str, Callable[[Claim, DesignFacts], Possible | None]] = {
        "p": _p, "percent": _percent, "mean": _mean, "count": _count,
    }  # fmt: skip
    if claim.design is None or claim.kind not in kinds:
        return None
    return kinds[claim.kind](claim, claim.design)


def exact_floors(design: DesignFacts) -> tuple[Fraction, Fraction] | None:
    """Return the smallest two-sided and one-sided P value of any test that permutes the design; None without one.

    >>> exact_floors(DesignFacts(arms=(3, 3))), exact_floors(DesignFacts(pairs=4))
    ((Fraction(1, 10), Fraction(1, 20)), (Fraction(1, 8), Fraction(1, 16)))
    >>> exact_floors(DesignFacts(arms=(4, 6)))  # Fisher's test of 4 of 4 against 0 of 6, two-sided: 1/210
    (Fraction(1, 210), Fraction(1, 210))
    """
    if design.pairs is not None:
        one = Fraction(1, 2**design.pairs)
        return 2 * one, one
    if design.arms is None:
        return None
    first, second = design.arms
    one = Fraction(1, math.comb(first + second, first))
    return min(Fraction(1), one * (2 if first == second else 1)), one


def _p(claim: Claim, design: DesignFacts) -> Possible | None:
    floors = exact_floors(design)
    if floors is None:
        return None
    two, one = floors
    what = count(design.pairs or 0, "pair") if design.arms is None else " v ".join(map(str, design.arms))
    said = f"P {claim.comparator}" if claim.comparator == "ns" else f"P {claim.comparator} {claim.printed}"
    named = _stated_exactly(claim, design)
    if named is not None and not named.consistent:
        low = not _reaches(claim, two if claim.stated.alternative == "two-sided" else one)
        flagged: tuple[Flag, ...] = ("below_exact_floor",) if low else ()
        return Possible(word="contradicted", explanation=named.explanation, flags=flagged)
    sides = f"{p_recomputed(two).text} two-sided, {p_recomputed(one).text} one-sided"
    if _reaches(claim, two if claim.stated.alternative == "two-sided" else one):
        text = f"{said} can be: the smallest P of an exact permutation test of {what} is {sides}"
        return Possible(word="consistent_not_derivable", explanation=text)
    text = f"no exact permutation test of {what} can give {said} (its smallest P is {sides})"
    flags: tuple[Flag, ...] = ("below_exact_floor",)
    if (design.pairs or sum(design.arms or ())) <= (1 if design.arms is None else 2):
        text = f"{text}, and too few units are left to estimate a variance for a t test"
        return Possible(word="impossible_as_printed", explanation=text, flags=flags)
    return Possible(word="consistent_not_derivable", explanation=f"{text}; a t test can", flags=flags)


def _stated_exactly(claim: Claim, design: DesignFacts) -> Check | None:
    """Return whether some outcome of an exact test that the authors name gives the P value; None where none can say."""
    stated = claim.stated
    n = design.pairs or design.arms
    names = _ON_PAIRS if design.arms is None else _ON_ARMS
    if stated.reference != "exact" or n is None or not stated.methods or not set(stated.methods) <= set(names):
        return None
    said = "ns" if claim.comparator == "ns" else f"{claim.comparator} {claim.printed}"
    sides: tuple[Alternative, ...] = ("two-sided", "greater") if stated.alternative is None else (stated.alternative,)
    found = None
    for method, side in product(stated.methods, sides):
        try:
            found = attainable(
                said, method=names[method], n=n, zero_or_tied=True, alternative=side, rounding=claim.rounding
            )
        except ExactTooLarge:
            return None
        if found:
            break
    return found


def _reaches(claim: Claim, floor: Fraction) -> bool:
    """Return whether a test whose smallest P value is ``floor`` could give what the claim says."""
    if claim.comparator in {">", ">=", "ns"}:
        return True
    printed = printed_number(claim)
    if claim.comparator == "<=":
        return floor <= printed.value
    return floor < printed.value or (claim.comparator != "<" and prints_as(floor, printed, claim.rounding))


def _percent(claim: Claim, design: DesignFacts) -> Possible | None:
    if design.denominator is None or claim.comparator != "=":
        return None
    printed, n = parse_printed(claim.printed), design.denominator
    counts = _nearest(printed.value * n / 100) if design.numerator is None else [design.numerator]
    shares = [(Fraction(100 * count, n), f"{count} of {n}") for count in counts if 0 <= count <= n]
    known = design.numerator is not None
    return _ratio(claim, printed, shares, f"no count of {n}", known=known)


def _mean(claim: Claim, design: DesignFacts) -> Possible | None:
    if design.n is None or design.step is None or claim.comparator != "=":
        return None  # a mean of measurements can be any number
    printed, step = parse_printed(claim.printed), Fraction(str(design.step))
    sums = [k * step for k in _nearest(printed.value * design.n / step)]
    means = [(total / design.n, f"a sum of {decimal_text(total)} over n = {design.n}") for total in sums]
    return _ratio(claim, printed, means, f"no mean of {design.n} multiples of {decimal_text(step)}", known=False)


def _nearest(value: Fraction) -> list[int]:
    """Return the whole numbers next to ``value``: rounding, truncation and ceiling lead to no other."""
    return [k for below in [math.floor(value)] for k in range(below - 1, below + 3)]


def _ratio(
    claim: Claim, printed: Printed, candidates: list[tuple[Fraction, str]], none: str, *, known: bool
) -> Possible:
    """Return whether one of ``candidates`` prints as the claim (Brown and Heathers' GRIM, rounding rules by name)."""
    rules: tuple[Rounding, ...] = (claim.rounding, *_RULES)
    for rule in rules:
        for value, words in candidates:
            if prints_as(value, printed, rule):
                only = f" only if {_RULES[rule]}" if rule != claim.rounding else ""
                text = f"{words} is {decimal_text(value)}, which prints as {claim.printed}{only}"
                return Possible(word="consistent_not_derivable", explanation=text)
    if known:
        value, words = candidates[0]
        text = f"{words} is {decimal_text(value)}, which does not print as {claim.printed}"
        return Possible(word="contradicted", explanation=text)
    return Possible(word="impossible_as_printed", explanation=f"{none} prints as {claim.printed}")


def _count(claim: Claim, design: DesignFacts) -> Possible | None:
    if claim.comparator != "=":
        return None
    sizes = {size for size in (design.n, design.pairs, *(design.arms or ())) if size is not None}
    sizes |= {sum(design.arms)} if design.arms else set()
    if not sizes:
        return None
    listed = listing([str(size) for size in sorted(sizes)], "or")
    if parse_printed(claim.printed).value in sizes:
        return Possible(word="consistent_not_derivable", explanation=f"agrees with the design: {listed} units")
    return Possible(word="contradicted", explanation=f"the design has {listed} units, not {claim.printed}")
