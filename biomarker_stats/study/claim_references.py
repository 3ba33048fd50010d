"""Cross references of ``claims.toml``."""

import re
from collections.abc import Iterator, Mapping

from biomarker_stats.errors import UsageError, Violation
from biomarker_stats.study.claim import Claim, ClaimsFile
from biomarker_stats.study.derivation_references import adjustment_violations, derivation_violations
from biomarker_stats.study.faults import fault
from biomarker_stats.study.locate import CLAIMS
from biomarker_stats.study.manifest import StudyManifest
from biomarker_stats.study.manifest_references import coding_violation
from biomarker_stats.study.printed import parse_printed, parse_range
from biomarker_stats.study.printed_interval import parse_interval
from biomarker_stats.terms import did_you_mean
from biomarker_stats.wording import listing

_NUMERIC_KINDS = ("p", "percent", "count", "mean", "sd", "statistic")
_FORMS = {
    "range": ("a range of two numbers", "5 to 10", parse_range),
    "ci": ("an interval of two numbers", "0.19 to 0.81", parse_interval),
}
_COMPARED = re.compile(r"\s*(?:[pP]\s*)?(<=|>=|=<|=>|[<>=≤≥~≈≃])\s*(\S.*)")
_SIGNS = {"≤": "<=", "=<": "<=", "≥": ">=", "=>": ">=", "≈": "~", "≃": "~"}
_DESIGN = {
    "p": ("arms", "pairs"),
    "percent": ("numerator", "denominator"),
    "mean": ("n", "step"),
    "sd": ("n",),
    "count": ("n", "arms", "pairs"),
}
_TOGETHER = {"numerator": "denominator", "step": "n"}


def claim_violations(claims: ClaimsFile, manifest: StudyManifest) -> Iterator[Violation]:
    """Yield a Violation for each claim that shares its id, or names something that ``study.toml`` does not declare."""
    by_id = {claim.id: claim for claim in claims.claim}
    seen: set[str] = set()
    for claim in claims.claim:
        label = f"claim[{claim.id!r}]"
        if claim.id in seen:
            yield fault("is used twice", "give each claim its own id", CLAIMS, f"{label}.id", claim.id)
        seen.add(claim.id)
        yield from _printed(claim, label)
        yield from _stated(claim, manifest, label)
        if claim.derivation is None:
            if not claim.why_not.strip():
                message = "is needed, because the claim has no derivation"
                yield fault(message, "say why it cannot be recomputed", CLAIMS, label=f"{label}.why_not")
            yield from _design(claim, label)
        else:
            if claim.design is not None:
                message = "does not go with a derivation: what is recomputed needs no arithmetic on its sizes"
                yield fault(message, "leave it out", CLAIMS, label=f"{label}.design")
            yield from derivation_violations(claim, claim.derivation, manifest, f"{label}.derivation")
            yield from adjustment_violations(claim, claim.derivation, by_id, f"{label}.derivation.adjustment")


def _printed(claim: Claim, label: str) -> Iterator[Violation]:
    """Yield a Violation where what is printed is no number, or no number can stand in such a comparison."""
    if claim.comparator == "ns" and claim.kind != "p":
        message = f"is said of a P value, not of a claim of kind {claim.kind}"
        yield fault(message, 'leave comparator out, or use kind = "p"', CLAIMS, f"{label}.comparator", "ns")
    if claim.kind in {"range", "ci", "text"} and claim.comparator != "=":
        message = f"does not go with kind {claim.kind}, which is compared as it stands"
        yield fault(message, "leave it out", CLAIMS, f"{label}.comparator", claim.comparator)
    if claim.comparator == "ns" and _is_number(claim.printed):
        message = "is a number, and a claim of ns compares none"
        remedy = 'leave comparator out to have the number checked, or give the word that is printed, such as "ns"'
        yield fault(message, remedy, CLAIMS, f"{label}.printed", claim.printed)
    if claim.comparator == "ns" or claim.kind not in {*_NUMERIC_KINDS, *_FORMS}:
        return
    what, example, parse = _FORMS.get(claim.kind, ("one number", "0.025 or 16%", parse_printed))
    try:
        parse(claim.printed)
    except UsageError:
        message = f"is not {what}, which a claim of kind {claim.kind} prints"
        remedy = _comparison(claim) or f'write it as printed, such as {example}, or use kind = "text"'
        yield fault(message, remedy, CLAIMS, f"{label}.printed", claim.printed)


def _is_number(text: str) -> bool:
    try:
        parse_printed(text)
    except UsageError:
        return False
    return True


def _comparison(claim: Claim) -> str:
    """Return how to write a printed number that brings its own comparator, such as ``P < 0.4``; empty without one."""
    match = _COMPARED.fullmatch(claim.printed)
    if match is None or claim.kind not in _NUMERIC_KINDS or not _is_number(match[2]):
        return ""
    sign = _SIGNS.get(match[1], match[1])
    if sign == "=":
        return f'write printed = "{match[2]}"'
    return f'write comparator = "{sign}" and printed = "{match[2]}"'


def _stated(claim: Claim, manifest: StudyManifest, label: str) -> Iterator[Violation]:
    """Yield a Violation for each name in ``stated`` that the study does not declare."""
    derivation, stated = claim.derivation, claim.stated
    endpoint = manifest.endpoints.get(derivation.endpoint or "") if derivation is not None else None
    yield from coding_violation(manifest, endpoint, stated.coding, CLAIMS, f"{label}.stated.coding")
    known: Mapping[str, tuple[str | None, tuple[str, ...]]] = {
        "endpoint": (stated.endpoint, tuple(manifest.endpoints)),
        "population": (stated.population, ("all", *manifest.populations)),
    }
    for key, (name, names) in known.items():
        if name is not None and name not in names:
            message = f"is not a declared {key}"
            yield fault(message, did_you_mean(name, names), CLAIMS, f"{label}.stated.{key}", name)


def _design(claim: Claim, label: str) -> Iterator[Violation]:
    """Yield a Violation for each size that says nothing of the claim's kind, or lacks the one it goes with."""
    if claim.design is None:
        return
    given = claim.design.model_dump(exclude_none=True)
    place = f"{label}.design"
    fitting = _DESIGN.get(claim.kind, ())
    if not given or (claim.kind == "mean" and "n" not in given):
        wanted = listing(list(fitting), "or") or "nothing"
        yield fault("says nothing that arithmetic could use", f"add {wanted}, or leave it out", CLAIMS, label=place)
    for key in given:
        if key not in fitting:
            message = f"does not go with kind {claim.kind}"
            remedy = f"use {listing(list(fitting), 'or')}" if fitting else "leave design out"
            yield fault(message, remedy, CLAIMS, label=f"{place}.{key}")
        elif key in _TOGETHER and _TOGETHER[key] not in given:
            yield fault(
                f"needs {_TOGETHER[key]} beside it", f"add {_TOGETHER[key]} = …", CLAIMS, label=f"{place}.{key}"
            )
    if "arms" in given and "pairs" in given:
        message = "has arms and pairs, but a test compares either two arms or the two readings of each unit"
        yield fault(message, "keep one of them", CLAIMS, label=place)
    if (given.get("numerator") or 0) > given.get("denominator", 10**6):
        message = f"is above the denominator {given['denominator']}"
        yield fault(message, "exchange them", CLAIMS, f"{place}.numerator", str(given["numerator"]))
