"""What must hold of a derivation: which keys go with its quantity, and that what it names is declared."""

from collections.abc import Iterator, Mapping

from biomarker_stats.errors import Violation
from biomarker_stats.study.claim import Claim, Derivation
from biomarker_stats.study.condition_references import condition_violations
from biomarker_stats.study.experiment_spec import ONE_ROW_A_UNIT
from biomarker_stats.study.faults import fault
from biomarker_stats.study.locate import CLAIMS
from biomarker_stats.study.manifest import Endpoint, StudyManifest, TableSpec
from biomarker_stats.study.manifest_references import (
    arm_violations,
    coding_violation,
    column_violations,
    population_violations,
)
from biomarker_stats.terms import did_you_mean
from biomarker_stats.wording import listing

QUANTITIES: Mapping[str, tuple[str, ...]] = {
    "p": ("p",),
    "percent": ("percent",),
    "count": ("count", "levels"),
    "mean": ("mean", "median", "difference", "estimate"),
    "sd": ("sd",),
    "statistic": ("statistic", "estimate", "median", "difference"),
    "ci": ("interval",),
    "range": ("range",),
    "text": ("values",),
}
"""Which quantities recompute a claim of each kind."""

_TESTS = ("statistic", "estimate", "interval", "p")
_SUMMARIES = ("mean", "median", "sd", "difference")
_OF_COLUMNS = ("levels", "values", "range")
_EVERY = ("table", "population")
_TEST_KEYS = (
    "endpoint",
    "type",
    "by",
    "arms",
    "strata",
    "method",
    "alternative",
    "two_sided",
    "zeros",
    "ranks",
    "reference",
    "continuity",
    "coding",
)
_SUMMARY_KEYS = ("where", "column", "endpoint", "reading", "by", "arms", "coding")
_USED: Mapping[str, tuple[str, ...]] = {
    "count": ("where", "endpoint"),
    "percent": ("where", "endpoint"),
    **dict.fromkeys(_OF_COLUMNS, ("where", "column")),
    **dict.fromkeys(("mean", "median", "difference"), _SUMMARY_KEYS),
    "sd": (*_SUMMARY_KEYS, "ddof"),
    "statistic": _TEST_KEYS,
    "estimate": _TEST_KEYS,
    "interval": (*_TEST_KEYS, "interval", "confidence"),
    "p": (*_TEST_KEYS, "mid_p", "adjustment"),
}
_MEASURES = ("integer", "number", "ordinal")
_ARMS = ("category", "text", "ordinal", "integer")


def derivation_table(derivation: Derivation, manifest: StudyManifest) -> str | None:
    """Return the name of the table a derivation reads: its own, its endpoint's, or the only one; else None."""
    if derivation.table is not None:
        return derivation.table
    endpoint = manifest.endpoints.get(derivation.endpoint or "")
    if endpoint is not None:
        return endpoint.table
    return next(iter(manifest.tables)) if len(manifest.tables) == 1 else None


def derivation_violations(
    claim: Claim, derivation: Derivation, manifest: StudyManifest, label: str
) -> Iterator[Violation]:
    """Yield a Violation for each key that does not go with the quantity, is missing, or names what is not there."""
    quantities = QUANTITIES.get(claim.kind, ())
    if derivation.quantity not in quantities:
        message = f"does not recompute a claim of kind {claim.kind}"
        yield fault(message, f"use {' or '.join(quantities)}", CLAIMS, f"{label}.quantity", derivation.quantity)
    for key in Derivation.model_fields:
        if key in derivation.model_fields_set - {"quantity", *_EVERY, *_USED[derivation.quantity]}:
            tested = key == "where" and derivation.quantity in _TESTS
            remedy = "declare a population that narrows it" if tested else "leave it out"
            yield fault(f"does not go with quantity {derivation.quantity}", remedy, CLAIMS, label=f"{label}.{key}")
    name = derivation_table(derivation, manifest)
    table = manifest.tables.get(name or "")
    if table is None:
        remedy = did_you_mean(name or "", manifest.tables)
        message = "is not a declared table" if name else "is needed, because the study has several tables"
        yield fault(message, remedy, CLAIMS, f"{label}.table", name)
        return
    if derivation.quantity == "count" and table.kind not in ONE_ROW_A_UNIT:
        message = f"counts rows, and a table of kind {table.kind} may have several a unit"
        remedy = f'use quantity = "levels" with column = "{table.unit}"'
        yield fault(message, remedy, CLAIMS, f"{label}.quantity", "count")
    yield from population_violations(manifest, derivation.population, table, CLAIMS, f"{label}.population")
    yield from condition_violations(derivation.where, table, manifest.scales, CLAIMS, f"{label}.where")
    yield from _column(derivation, table, label)
    yield from _endpoint(derivation, manifest, name or "", table, label)
    if derivation.strata is not None:
        yield from column_violations(table, derivation.strata, _ARMS, CLAIMS, f"{label}.strata")


def adjustment_violations(
    claim: Claim, derivation: Derivation, by_id: Mapping[str, Claim], label: str
) -> Iterator[Violation]:
    """Yield a Violation for each fault in the family of tests that a P value is adjusted for."""
    adjustment = derivation.adjustment
    if adjustment is None:
        return
    if (adjustment.size is None) == (not adjustment.claims):
        yield fault("needs either size or claims", "give one of them", CLAIMS, label=label)
    if adjustment.size is not None and adjustment.method != "bonferroni":
        message = f"alone does not give a P value adjusted by {adjustment.method}, which uses every P of the family"
        yield fault(message, "name the family's claims instead", CLAIMS, f"{label}.size", str(adjustment.size))
    if adjustment.claims and claim.id not in adjustment.claims:
        yield fault("lacks the claim itself", f"add {claim.id!r}", CLAIMS, label=f"{label}.claims")
    for name in sorted(set(adjustment.claims)):
        other = by_id.get(name)
        if other is None:
            yield fault("is no claim", did_you_mean(name, by_id), CLAIMS, f"{label}.claims", name)
        elif other.derivation is None or other.derivation.quantity != "p":
            message = "has no P value of its own to adjust with"
            yield fault(message, "name claims with a derivation of quantity p", CLAIMS, f"{label}.claims", name)
        if adjustment.claims.count(name) > 1:
            yield fault("is named twice", "name each claim once", CLAIMS, f"{label}.claims", name)


def _column(derivation: Derivation, table: TableSpec, label: str) -> Iterator[Violation]:
    quantity = derivation.quantity
    if derivation.column is not None:
        numeric = quantity == "range" or quantity in _SUMMARIES
        kinds = ("integer", "number") if numeric else ("id", "text", "category", *_MEASURES)
        yield from column_violations(table, derivation.column, kinds, CLAIMS, f"{label}.column")
        if quantity in _SUMMARIES and derivation.endpoint is not None:
            message = "does not go with an endpoint: the number is of the one or the other"
            yield fault(message, "leave one of them out", CLAIMS, label=f"{label}.column")
    elif quantity in _OF_COLUMNS:
        yield fault(f"is needed by {quantity}", "add column = …", CLAIMS, label=f"{label}.column")
    elif quantity in _SUMMARIES and derivation.endpoint is None:
        message = f"is needed by {quantity}, or else an endpoint"
        yield fault(message, "add column = … or endpoint = …", CLAIMS, label=f"{label}.column")


def _endpoint(
    derivation: Derivation, manifest: StudyManifest, name: str, table: TableSpec, label: str
) -> Iterator[Violation]:
    endpoint = manifest.endpoints.get(derivation.endpoint or "")
    quantity = derivation.quantity
    if derivation.endpoint is None:
        if quantity == "percent" or quantity in _TESTS:
            yield fault(f"is needed by {quantity}", "add endpoint = …", CLAIMS, label=f"{label}.endpoint")
    elif endpoint is None:
        remedy = did_you_mean(derivation.endpoint, manifest.endpoints)
        value = derivation.endpoint
        yield fault("is not a declared endpoint", remedy, CLAIMS, f"{label}.endpoint", value)
    else:
        yield from _fitting(derivation, endpoint, name, label)
        yield from coding_violation(manifest, endpoint, derivation.coding, CLAIMS, f"{label}.coding")
    yield from _arms(derivation, table, label)
    if quantity in _TESTS:
        if derivation.method is None:
            yield fault(f"is needed by {quantity}", "add method = …", CLAIMS, label=f"{label}.method")
        if derivation.type == "proportion" and quantity in {"p", "statistic"}:
            message = f"goes with quantity estimate or interval, not {quantity}"
            yield fault(message, "use paired or compare", CLAIMS, f"{label}.type", "proportion")


def _arms(derivation: Derivation, table: TableSpec, label: str) -> Iterator[Violation]:
    quantity = derivation.quantity
    compares = quantity == "difference" or (quantity in _TESTS and derivation.type == "compare")
    if compares:
        yield from arm_violations(table, derivation.by, derivation.arms, CLAIMS, label)
    elif quantity in _SUMMARIES and (derivation.by is not None or derivation.arms):
        if derivation.by is None or len(derivation.arms) != 1:
            message = f"must name one arm of a column: a {quantity} is of one arm"
            yield fault(message, "give by = … and one name in arms, or leave both out", CLAIMS, label=f"{label}.arms")
            return
        yield from column_violations(table, derivation.by, _ARMS, CLAIMS, f"{label}.by")
        column = table.columns.get(derivation.by)
        if column is not None and column.levels and derivation.arms[0] not in column.levels:
            message, remedy = (
                f"is not a level of column {derivation.by!r}",
                did_you_mean(derivation.arms[0], column.levels),
            )
            yield fault(message, remedy, CLAIMS, f"{label}.arms", derivation.arms[0])


def _fitting(derivation: Derivation, endpoint: Endpoint, table: str, label: str) -> Iterator[Violation]:
    """Yield a Violation where the endpoint is of another table, or of a type that the quantity cannot be of."""
    if endpoint.table != table:
        message = f"is an endpoint of table {endpoint.table!r}, not of {table!r}"
        yield fault(message, "leave table out", CLAIMS, f"{label}.endpoint", derivation.endpoint)
    quantity = derivation.quantity
    wanted: tuple[str, ...] = ("change", "binary", "value")
    if quantity in {"count", "percent"} or (quantity in _TESTS and derivation.type == "proportion"):
        wanted = ("binary",)
    elif quantity in _SUMMARIES:
        wanted = ("change", "value")
    elif quantity in _TESTS and derivation.type == "paired":
        wanted = ("change",)
    if endpoint.type not in wanted:
        message = f"is an endpoint of type {endpoint.type}; {quantity} needs {listing(list(wanted), 'or')} here"
        yield fault(message, "choose another endpoint", CLAIMS, f"{label}.endpoint", derivation.endpoint)
    if "reading" in derivation.model_fields_set and endpoint.type != "change":
        message = f"does not go with an endpoint of type {endpoint.type}"
        yield fault(message, "leave it out", CLAIMS, label=f"{label}.reading")
