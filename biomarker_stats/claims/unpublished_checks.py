"""The integrity checks of claims whose data were not published: arithmetic between numbers that are printed together.

A mean with its SD goes by the sizes in ``design``; a P value with its statistic, and an interval with its estimate,
by the quote, where they stand side by side.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from biomarker_stats.claims.integrity import Check, debit, grimmer, interval_agrees, p_from_statistic
from biomarker_stats.claims.integrity.apa import reported_in
from biomarker_stats.study.claim import Claim
from biomarker_stats.study.printed_interval import parse_interval

_NUMBER = r"[+−–-]?[0-9]*[.,·]?[0-9]+"
_LEVEL = r"(?P<level>[5-9][0-9](?:[.·][0-9]{1,2})?) ?%"
_BEFORE = re.compile(
    rf"(?P<estimate>{_NUMBER}) ?%?[,;]? ?[(\[]?(?:{_LEVEL} ?)?(?:CI|CrI|[Cc]onfidence [Ii]nterval)?[ :,;=]*[(\[]?$"
)
_AFTER = re.compile(rf" ?%?[)\]]?[,;]? ?[(\[]?[Pp] ?(?P<p>[<>=≤≥]? ?(?:{_NUMBER})(?:[eE][−-]?[0-9]+)?)")
_RATIO = re.compile(r"\b(?:HR|OR|RR|IRR|SHR|aHR|aOR)\b|(?i:\b(?:hazards?|odds|risk|rate)[ -]ratio|\brelative risk)")
_DIFFERENCE = re.compile(r"(?i:\bdifference|\bchange|\breduction|\bincrease|\bdecrease)")
_MOST_ITEMS = 100


def unpublished_checks(claims: Sequence[Claim], claim: Claim) -> Iterator[tuple[tuple[str, ...], Check]]:
    """Yield every check that a claim without a derivation allows, with the ids of the claims it speaks of.

    GRIMMER of a mean whose readings are multiples of ``design.step`` and the SD of its family; DEBIT of a percentage
    and the SD of its family; P from the statistic and df that the quote prints with it; an interval against the
    estimate before it in the quote and the P value behind it. Of an estimate that is no ratio, whose interval may be
    a t interval, P is held against the interval only where they decide differently.
    """
    if claim.kind in {"mean", "percent"} and claim.comparator == "=":
        for sd in claims:
            check = _with_sd(claim, sd) if _is_its_sd(claim, sd) else None
            if check is not None:
                yield (claim.id, sd.id), check
    elif claim.kind in {"p", "ci"}:
        check = _of_statistic(claim) if claim.kind == "p" else _of_interval(claim)
        if check is not None:
            yield (claim.id,), check


def _is_its_sd(claim: Claim, sd: Claim) -> bool:
    return (
        sd.kind == "sd"
        and sd.derivation is None
        and sd.comparator == "="
        and claim.family is not None
        and sd.family == claim.family
    )


def _with_sd(claim: Claim, sd: Claim) -> Check | None:
    """Return GRIMMER or DEBIT of a mean or percentage and its SD, where their sizes say enough."""
    design = claim.design
    n = None if design is None else design.denominator if claim.kind == "percent" else design.n
    other = None if sd.design is None else sd.design.n
    if design is None or n is None or n < 2 or other not in {None, n}:
        return None
    if claim.kind == "percent":
        mean, deviation = (text if text.rstrip().endswith("%") else f"{text}%" for text in (claim.printed, sd.printed))
        signs = {text.rstrip().endswith("%") for text in (claim.printed, sd.printed)}
        return debit(mean, deviation, n, rounding=claim.rounding) if len(signs) == 1 else None
    items = None if design.step is None else 1 / Fraction(str(design.step))
    if items is None or items.denominator != 1 or items > _MOST_ITEMS:
        return None
    return grimmer(claim.printed, sd.printed, n, items=int(items), rounding=claim.rounding)


def _of_statistic(claim: Claim) -> Check | None:
    """Return P from the one statistic in APA style that the quote prints with the claim's P value."""
    results = reported_in(claim.quote)
    said = "ns" if claim.comparator == "ns" else f"{claim.comparator} {claim.printed.strip()}"
    if len(results) != 1 or results[0].p != said:
        return None
    sided = "one-sided" if claim.stated.alternative in {"greater", "less"} else "as-stated"
    return p_from_statistic(claim.quote, sided=sided, rounding=claim.rounding)


def _of_interval(claim: Claim) -> Check | None:
    """Return a printed interval against the estimate before it in the quote and the P value behind it."""
    quote = " ".join(claim.quote.split())
    before, found, after = quote.partition(" ".join(claim.printed.split()).strip("()[] "))
    stands, p = _BEFORE.search(before), _AFTER.match(after)
    low, high = parse_interval(claim.printed)
    if not found or stands is None or low is None or high is None:
        return None
    ratio = _RATIO.search(quote) is not None and low.value > 0
    level = float(stands["level"].replace("·", ".")) / 100 if stands["level"] else 0.95
    given = {"ratio": ratio, "confidence": level, "rounding": claim.rounding}
    ends = (stands["estimate"], low.text, high.text)
    alone = interval_agrees(*ends, **given)  # type: ignore[arg-type]  # each option is of its own type
    if p is None or not (ratio or low.value <= 0 or _DIFFERENCE.search(quote)):
        return alone
    checked = interval_agrees(*ends, p=p["p"].strip(), **given)  # type: ignore[arg-type]
    return checked if ratio or checked.decision_error else alone
