"""Cross references of ``claims.toml``."""

from collections.abc import Iterator

from biomarker_stats.errors import UsageError, Violation
from biomarker_stats.study.claim import Claim, ClaimsFile, Derivation
from biomarker_stats.study.condition_references import condition_violations
from biomarker_stats.study.faults import fault
from biomarker_stats.study.locate import CLAIMS
from biomarker_stats.study.manifest import Endpoint, StudyManifest, TableSpec
from biomarker_stats.study.manifest_references import (
    arm_violations,
    coding_violation,
    column_violations,
    population_violations,
)
from biomarker_stats.study.printed import parse_printed, parse_range
from biomarker_stats.terms import did_you_mean

_QUANTITIES = {"p": ("p",), "percent": ("percent",), "count": ("count", "levels"), "range": ("range",)}
_NUMERIC_KINDS = ("p", "percent", "count", "mean", "sd", "statistic")
_TYPES = ("id", "text", "category", "ordinal", "integer", "number")
_OF_TESTS = ("type", "by", "arms", "method", "alternative", "two_sided", "zeros", "coding")
_UNUSED = {
    "count": ("column", *_OF_TESTS),
    "percent": ("column", *_OF_TESTS),
    "levels": ("endpoint", *_OF_TESTS),
    "range": ("endpoint", *_OF_TESTS),
    "p": ("column", "where"),
}


def claim_violations(claims: ClaimsFile, manifest: StudyManifest) -> Iterator[Violation]:
    """Yield a Violation for each claim that shares its id, or names something that ``study.toml`` does not declare."""
    seen: set[str] = set()
    for claim in claims.claim:
        label = f"claim[{claim.id!r}]"
        if claim.id in seen:
            yield fault("is used twice", "give each claim its own id", CLAIMS, f"{label}.id", claim.id)
        seen.add(claim.id)
        yield from _printed(claim, label)
        if claim.derivation is None:
            if not claim.why_not.strip():
                message = "is needed, because the claim has no derivation"
                yield fault(message, "say why it cannot be recomputed", CLAIMS, label=f"{label}.why_not")
        else:
            yield from _derivation(claim, claim.derivation, manifest, f"{label}.derivation")
            endpoint = manifest.endpoints.get(claim.derivation.endpoint or "")
            yield from coding_violation(manifest, endpoint, claim.stated.coding, CLAIMS, f"{label}.stated.coding")


def _printed(claim: Claim, label: str) -> Iterator[Violation]:
    """Yield a Violation where what is printed is no number, although the kind says so."""
    if claim.comparator == "ns" or claim.kind not in {*_NUMERIC_KINDS, "range"}:
        return
    what, example = ("a range of two numbers", "5 to 10") if claim.kind == "range" else ("one number", "0.025 or 16%")
    try:
        parse_range(claim.printed) if claim.kind == "range" else parse_printed(claim.printed)
    except UsageError:
        message = f"is not {what}, which a claim of kind {claim.kind} prints"
        remedy = f'write it as printed, such as {example}, or use kind = "text"'
        yield fault(message, remedy, CLAIMS, f"{label}.printed", claim.printed)


def derivation_table(derivation: Derivation, manifest: StudyManifest) -> str | None:
    """Return the name of the table a derivation reads: its own, its endpoint's, or the only one; else None."""
    if derivation.table is not None:
        return derivation.table
    endpoint = manifest.endpoints.get(derivation.endpoint or "")
    if endpoint is not None:
        return endpoint.table
    return next(iter(manifest.tables)) if len(manifest.tables) == 1 else None


def _derivation(claim: Claim, derivation: Derivation, manifest: StudyManifest, label: str) -> Iterator[Violation]:
    quantities = _QUANTITIES.get(claim.kind, ())
    if derivation.quantity not in quantities:
        remedy = f"use {' or '.join(quantities)}" if quantities else "leave the derivation out, or change the kind"
        message = f"does not recompute a claim of kind {claim.kind}"
        yield fault(message, remedy, CLAIMS, f"{label}.quantity", derivation.quantity)
    for key in _UNUSED[derivation.quantity]:
        if key in derivation.model_fields_set:
            remedy = "declare a population that narrows it" if key == "where" else "leave it out"
            yield fault(f"does not go with quantity {derivation.quantity}", remedy, CLAIMS, label=f"{label}.{key}")
    name = derivation_table(derivation, manifest)
    table = manifest.tables.get(name or "")
    if table is None:
        remedy = did_you_mean(name or "", manifest.tables)
        message = "is not a declared table" if name else "is needed, because the study has several tables"
        yield fault(message, remedy, CLAIMS, f"{label}.table", name)
        return
    yield from population_violations(manifest, derivation.population, table, CLAIMS, f"{label}.population")
    yield from condition_violations(derivation.where, table, manifest.scales, CLAIMS, f"{label}.where")
    if derivation.column is not None:
        kinds = ("integer", "number") if derivation.quantity == "range" else tuple(_TYPES)
        yield from column_violations(table, derivation.column, kinds, CLAIMS, f"{label}.column")
    elif derivation.quantity in {"levels", "range"}:
        yield fault(f"is needed by {derivation.quantity}", "add column = …", CLAIMS, label=f"{label}.column")
    yield from _endpoint(derivation, manifest, name or "", table, label)


def _endpoint(
    derivation: Derivation, manifest: StudyManifest, name: str, table: TableSpec, label: str
) -> Iterator[Violation]:
    endpoint = manifest.endpoints.get(derivation.endpoint or "")
    if derivation.endpoint is None:
        if derivation.quantity in {"percent", "p"}:
            yield fault(f"is needed by {derivation.quantity}", "add endpoint = …", CLAIMS, label=f"{label}.endpoint")
    elif endpoint is None:
        remedy = did_you_mean(derivation.endpoint, manifest.endpoints)
        value = derivation.endpoint
        yield fault("is not a declared endpoint", remedy, CLAIMS, f"{label}.endpoint", value)
    else:
        yield from _fitting(derivation, endpoint, name, label)
        yield from coding_violation(manifest, endpoint, derivation.coding, CLAIMS, f"{label}.coding")
    if derivation.quantity == "p":
        if derivation.method is None:
            yield fault("is needed by p", "add method = …", CLAIMS, label=f"{label}.method")
        if derivation.type == "compare":
            yield from arm_violations(table, derivation.by, derivation.arms, CLAIMS, label)


def _fitting(derivation: Derivation, endpoint: Endpoint, table: str, label: str) -> Iterator[Violation]:
    if endpoint.table != table:
        message = f"is an endpoint of table {endpoint.table!r}, not of {table!r}"
        yield fault(message, "leave table out", CLAIMS, f"{label}.endpoint", derivation.endpoint)
    counted = derivation.quantity in {"count", "percent"}
    if (counted and endpoint.type != "binary") or (
        derivation.quantity == "p" and derivation.type == "paired" and endpoint.type != "change"
    ):
        wanted = "binary" if counted else "change"
        message = f"is an endpoint of type {endpoint.type}; {derivation.quantity} needs {wanted} here"
        yield fault(message, "choose another endpoint", CLAIMS, f"{label}.endpoint", derivation.endpoint)
