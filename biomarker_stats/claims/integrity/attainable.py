"""Lattice check: whether a printed P is one that the named exact test can give at that n."""

from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any, get_args

from biomarker_stats.claims.integrity import lattice
from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.claimed import Claimed, decision_level
from biomarker_stats.claims.integrity.inputs import printed_p, whole
from biomarker_stats.claims.integrity.rounding import preimage, rule_named
from biomarker_stats.claims.integrity.tails import LEAST_P
from biomarker_stats.errors import UsageError, shorten
from biomarker_stats.terms import Alternative, TwoSided, nearest
from biomarker_stats.wording import decimal_text, sided

PAIRED = ("sign", "mcnemar", "signed-rank", "paired-permutation")
TWO_ARMS = ("rank-sum", "fisher", "permutation")
_SYNONYMS = {"wilcoxon": "signed-rank", "mann-whitney": "rank-sum", "wilcoxon-mann-whitney": "rank-sum"}
_SEARCHED = {
    "sign": "any number of zeros",
    "mcnemar": "any number of discordant pairs",
    "signed-rank": "every pattern of ties and any number of zeros, dropped or ranked (Pratt)",
    "rank-sum": "every pattern of ties",
}


def attainable(
    p: str,
    *,
    method: str,
    n: int | tuple[int, int],
    zero_or_tied: bool = False,
    events: int | None = None,
    alternative: Alternative = "two-sided",
    two_sided: TwoSided | None = None,
    rounding: str = "up_or_down",
) -> Check:
    """Say whether some outcome of an exact test at that n has a P that agrees with the printed one.

    The claim tested is that the named exact test gave the printed P.

    Args:
        p: as printed, ``"0.005"``, ``"< 0.01"`` or ``"ns"``.
        method: sign, mcnemar, signed-rank (wilcoxon), paired-permutation; rank-sum (mann-whitney), fisher, permutation.
        n: pairs (for mcnemar: discordant ones), or the sizes of two arms.
        zero_or_tied: False for untied outcomes without zeros; True searches every pattern: any number of zeros (sign,
            mcnemar), of ties and zeros, dropped or ranked (signed-rank), of ties (rank-sum).
        events: for fisher, events in both arms together; None searches every number.
        alternative: sidedness of the test.
        two_sided: the two-sided rule; fisher minlike, rank-sum absolute unless chosen.
        rounding: see :func:`grim`.

    Permutation tests of measurements have a lattice that depends on the data: for them the check is that P is a
    multiple of one arrangement's (or, two-sided where arrangements come in mirrored pairs, of two), which is necessary
    only.

    Raises:
        UsageError: no such method, or sizes that do not fit it.
        ExactTooLarge: too many pairs, units or patterns.

    References:
        Sikorska K et al. (2018), on P values that the signed-rank test cannot give at small n.

    >>> check = attainable("< 0.01", method="rank-sum", n=(3, 3))
    >>> bool(check), check.p_floor
    (False, 0.1)
    >>> attainable("0.005", method="signed-rank", n=10).nearest
    ('0.003906', '0.005859')
    """
    name = _method(method)
    rule = rule_named(rounding)
    claim = Claimed(*printed_p(p), decision_level(0.05), rule)
    sizes = _sizes(name, n)
    if events is not None:
        whole(events, "events", least=0, most=sum(sizes))
    for word, value, known in (
        ("alternative", alternative, get_args(Alternative)),
        ("two_sided", two_sided, (None, *get_args(TwoSided))),
    ):
        if value not in known:
            msg = f"{word} must be one of {', '.join(str(k) for k in known if k)}, got {shorten(repr(value))}"
            raise UsageError(msg)
    asked = _Asked(name, sizes, bool(zero_or_tied), events, alternative, two_sided)
    if name.endswith("permutation"):
        return _multiples(asked, claim)
    return _listed(asked, claim)


@dataclass(frozen=True, slots=True)
class _Asked:
    method: str
    sizes: tuple[int, ...]
    zero_or_tied: bool
    events: int | None
    alternative: Alternative
    two_sided: TwoSided | None

    def lattice(self) -> list[Fraction]:
        """Return every attainable P, in increasing order."""
        sides, ties = self.alternative, self.zero_or_tied
        if self.method in {"sign", "mcnemar"}:
            found = lattice.sign_lattice(self.sizes[0], sides, zeros=ties)
        elif self.method == "signed-rank":
            found = lattice.signed_rank_lattice(self.sizes[0], sides, ties=ties)
        else:
            arms = self.sizes[0], self.sizes[1]
            if self.method == "rank-sum":
                found = lattice.rank_sum_lattice(arms, sides, self.two_sided or "absolute", ties=ties)
            else:
                found = lattice.fisher_lattice(arms, self.events, sides, self.two_sided or "minlike")
        return sorted(found)

    @property
    def words(self) -> str:
        """The test and its size, for a reader."""
        sizes = " v ".join(str(size) for size in self.sizes)
        searched = f", {_SEARCHED[self.method]}" if self.zero_or_tied and self.method in _SEARCHED else ""
        if self.method == "fisher":
            searched = ", any number of events" if self.events is None else f", {self.events} events"
        return f"{sided(self.alternative)} {self.method} at n = {sizes}{searched}"


def _method(name: str) -> str:
    known = (*PAIRED, *TWO_ARMS)
    chosen = _SYNONYMS.get(name, name) if isinstance(name, str) else ""
    if chosen not in known:
        msg = f"no lattice is known for {shorten(str(name))!r}{nearest(str(name), [*known, *_SYNONYMS])}"
        raise UsageError(msg)
    return chosen


def _sizes(method: str, n: Any) -> tuple[int, ...]:
    several = isinstance(n, tuple | list)
    if several != (method in TWO_ARMS) or (several and len(n) != 2):
        wanted = "the sizes of two arms, such as (3, 3)" if method in TWO_ARMS else "one number of pairs"
        msg = f"{method} needs n as {wanted}"
        raise UsageError(msg)
    return tuple(whole(size, "n") for size in (n if several else (n,)))


def _check(asked: _Asked, claim: Claimed, values: tuple[bool, list[Fraction], Fraction], note: str = "") -> Check:
    consistent, around, floor = values
    found = "an attainable" if consistent else "no attainable"
    return Check(
        check="attainable",
        consistent=consistent,
        printed=f"P {claim.text}",
        explanation=f"{found} P of the {asked.words} agrees with P {claim.text}",
        n=asked.sizes if len(asked.sizes) > 1 else asked.sizes[0],
        rule=claim.rule,
        nearest=tuple(_shown(value) for value in around),
        p_floor=max(float(floor), LEAST_P),
        notes=(note,) if note else (),
    )


def _shown(value: Fraction) -> str:
    return decimal_text(value) if value >= Fraction(1, 10**4) else f"{float(value):.3g}"


def _listed(asked: _Asked, claim: Claimed) -> Check:
    values = asked.lattice()
    below = [value for value in values if value <= claim.value][-1:]
    above = [value for value in values if value >= claim.value][:1]
    around = list(dict.fromkeys([*below, *above]))
    return _check(asked, claim, (any(claim.admits(value) for value in values), around, values[0]))


def _multiples(asked: _Asked, claim: Claimed) -> Check:
    """Compare with the multiples of one arrangement's probability, without listing them."""
    paired = len(asked.sizes) == 1
    if sum(asked.sizes) > lattice.MOST_PAIRS["sign"]:
        msg = f"{asked.method} at n = {sum(asked.sizes):,} has too many arrangements — give a smaller n"
        raise UsageError(msg)
    total = 2 ** asked.sizes[0] if paired else comb(sum(asked.sizes), asked.sizes[0])
    mirrored = asked.alternative == "two-sided" and (paired or asked.sizes[0] == asked.sizes[1])
    step = Fraction(2 if mirrored else 1, total)
    below = max(claim.value // step, 1) * step
    around = list(dict.fromkeys([below, min(below + step, Fraction(1))]))
    if claim.comparator in {"=", "~"}:
        near = preimage(claim.number, claim.rule)
        candidates = [max(near.low // step + k, 1) * step for k in (0, 1)] + around
    else:
        candidates = [step, Fraction(1)]
    agrees = any(claim.admits(value) for value in candidates if value <= 1)
    note = f"necessary only: P must be a multiple of {_shown(step)}; which multiples depends on the data"
    return _check(asked, claim, (agrees, around, step), note)
