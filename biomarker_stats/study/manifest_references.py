"""Cross references of ``study.toml``: what its models cannot see, because it joins two places."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from biomarker_stats.errors import Violation
from biomarker_stats.study.condition_references import condition_violations
from biomarker_stats.study.faults import fault
from biomarker_stats.study.locate import MANIFEST
from biomarker_stats.study.manifest import Analysis, Column, Endpoint, StudyManifest, TableSpec
from biomarker_stats.study.scale_references import scale_violations
from biomarker_stats.terms import did_you_mean
from biomarker_stats.wording import listing

_NUMERIC = ("integer", "number")


def manifest_violations(manifest: StudyManifest) -> list[Violation]:
    """Return everything in ``manifest`` that names something that is not there, or not of the right kind."""
    references = _References(manifest)
    found = [v for name, scale in manifest.scales.items() for v in scale_violations(name, scale)]
    found += [v for name, table in manifest.tables.items() for v in references.table(name, table)]
    found += _shared_files(manifest.tables)
    found += [v for name, endpoint in manifest.endpoints.items() for v in references.endpoint(name, endpoint)]
    found += references.populations()
    found += _repeated("analyses", (analysis.id for analysis in manifest.analyses), MANIFEST)
    found += [v for analysis in manifest.analyses for v in references.analysis(analysis)]
    return found


def coding_violation(
    manifest: StudyManifest, endpoint: Endpoint | None, coding: str | None, file: str, label: str
) -> Iterator[Violation]:
    """Yield a Violation where ``coding`` is not one of the endpoint's scale."""
    if coding is None or endpoint is None:
        return
    column = _endpoint_column(manifest, endpoint)
    scale = None if column is None else manifest.scales.get(column.scale or "")
    if scale is None and (endpoint.type != "binary" if column is None else column.type == "ordinal"):
        return  # the column or its scale is not declared, which is said there
    if scale is None:
        yield fault("is a coding, but the endpoint is not ordinal", "leave it out", file, label, coding)
    elif coding not in scale.codings:
        remedy = did_you_mean(coding, scale.codings, none="the scale declares no codings")
        yield fault("is not a coding of the endpoint's scale", remedy, file, label, coding)


def _endpoint_column(manifest: StudyManifest, endpoint: Endpoint) -> Column | None:
    """Return the column that ``endpoint`` is read from, or None where it is a yes, or the column is not there."""
    table = manifest.tables.get(endpoint.table)
    return None if table is None else table.columns.get(endpoint.before or endpoint.column or "")


def population_violations(
    manifest: StudyManifest, population: str, table: TableSpec | None, file: str, label: str
) -> Iterator[Violation]:
    """Yield a Violation where the population is not declared, or names a column that ``table`` lacks."""
    declared = manifest.populations.get(population)
    if declared is None:
        if population != "all":
            remedy = did_you_mean(population, ("all", *manifest.populations))
            yield fault("is not a declared population", remedy, file, label, population)
        return
    lacking = [c.column for c in declared.where if table is not None and c.column not in table.columns]
    for column in lacking:
        message = f"is a population whose column {column!r} is not in the endpoint's table"
        remedy = "choose a population of that table, or add the column to it"
        yield fault(message, remedy, file, label, population)


def arm_violations(
    table: TableSpec, by: str | None, arms: tuple[str, ...], file: str, label: str
) -> Iterator[Violation]:
    """Yield a Violation for each fault in the column that holds the arms, and in the arms chosen from it."""
    if by is None:
        yield fault("compares arms and needs the column that holds them", 'add by = "…"', file, label=label)
        return
    yield from column_violations(table, by, ("category", "text", "ordinal", "integer"), file, f"{label}.by")
    column = table.columns.get(by)
    if len(arms) == 1 or len(set(arms)) < len(arms):
        message, remedy = "must name two different arms", "name both, the first minus the second, or leave arms out"
        yield fault(message, remedy, file, f"{label}.arms", ", ".join(arms))
    for arm in arms:
        if column is not None and column.levels and arm not in column.levels:
            message = f"is not a level of column {by!r}"
            yield fault(message, did_you_mean(arm, column.levels), file, f"{label}.arms", arm)


def column_violations(
    table: TableSpec, column: str, types: tuple[str, ...], file: str, label: str
) -> Iterator[Violation]:
    """Yield a Violation where ``table`` has no such column, or it is of none of ``types``."""
    spec = table.columns.get(column)
    if spec is None:
        remedy = did_you_mean(column, table.columns)
        yield fault("is not a column of the table", remedy, file, label, column)
    elif spec.type not in types:
        message = f"is a column of type {spec.type}; here it must be {listing(list(types), 'or')}"
        yield fault(message, "choose another column, or change its type", file, label, column)


def _shared_files(tables: Mapping[str, TableSpec]) -> Iterator[Violation]:
    seen: dict[PurePosixPath, str] = {}
    for name, table in tables.items():
        file = PurePosixPath(table.file)
        if file in seen:
            message, remedy = f"is the file of table {seen[file]!r} too", "declare each file once, or make a copy of it"
            yield fault(message, remedy, MANIFEST, f"tables.{name}.file", table.file)
        seen.setdefault(file, name)


def _repeated(key: str, names: Iterable[str], file: str) -> Iterator[Violation]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield fault("is used twice", "give each its own id", file, f"{key}[{name!r}].id", name)
        seen.add(name)


@dataclass(frozen=True, slots=True)
class _References:
    """The checks that need the whole manifest."""

    manifest: StudyManifest

    def table(self, name: str, table: TableSpec) -> Iterator[Violation]:
        label = f"tables.{name}"
        yield from column_violations(table, table.unit, ("id",), MANIFEST, f"{label}.unit")
        unit = table.columns.get(table.unit)
        if unit is not None and unit.optional:
            message = "is the unit of the table, so it can never be empty"
            yield fault(message, "leave optional out", MANIFEST, f"{label}.columns.{table.unit}.optional")
        for column_name, column in table.columns.items():
            yield from self.column(f"{label}.columns.{column_name}", column)

    def column(self, label: str, column: Column) -> Iterator[Violation]:
        if column.type == "ordinal" and column.scale not in self.manifest.scales:
            scales = self.manifest.scales
            remedy = did_you_mean(column.scale or "", scales, none="declare it as [scales.NAME]")
            message = "needs a scale" if column.scale is None else "is not a declared scale"
            yield fault(message, remedy, MANIFEST, f"{label}.scale", column.scale)
        fitting = {"scale": ("ordinal",), "levels": ("category",), "minimum": _NUMERIC, "maximum": _NUMERIC}
        given = {"scale": column.scale, "levels": column.levels or None, "minimum": column.minimum}
        for key, value in (given | {"maximum": column.maximum}).items():
            if value is not None and column.type not in fitting[key]:
                message = f"does not go with type {column.type!r}, only with {listing(list(fitting[key]), 'or')}"
                yield fault(message, "leave it out, or change the type", MANIFEST, f"{label}.{key}")
        if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
            message = f"is above the maximum {column.maximum}"
            value = str(column.minimum)
            yield fault(message, "exchange them", MANIFEST, f"{label}.minimum", value)
        if column.empty == "no" and not (column.optional and column.type in {"category", "text"}):
            message = "goes only with an optional column of type category or text"
            yield fault(message, "leave it out, or declare optional = true", MANIFEST, f"{label}.empty", column.empty)
        for level in sorted({level for level in column.levels if column.levels.count(level) > 1 or not level.strip()}):
            message, remedy = "is empty or named twice among the levels", "name each level once"
            yield fault(message, remedy, MANIFEST, f"{label}.levels", level)

    def endpoint(self, name: str, endpoint: Endpoint) -> Iterator[Violation]:
        label = f"endpoints.{name}"
        table = self.manifest.tables.get(endpoint.table)
        if table is None:
            remedy = did_you_mean(endpoint.table, self.manifest.tables)
            yield fault("is not a declared table", remedy, MANIFEST, f"{label}.table", endpoint.table)
            return
        wanted = {"change": ("before", "after"), "binary": ("when",), "value": ("column",)}[endpoint.type]
        for key in ("before", "after", "column", "when"):
            value = getattr(endpoint, key)
            if key in wanted and not value:
                message = f"is needed by an endpoint of type {endpoint.type}"
                yield fault(message, f"add {key} = …", MANIFEST, label=f"{label}.{key}")
            elif key not in wanted and value:
                message = f"does not go with an endpoint of type {endpoint.type}"
                yield fault(message, "leave it out, or change the type", MANIFEST, label=f"{label}.{key}")
            elif isinstance(value, str):
                yield from column_violations(table, value, ("ordinal", *_NUMERIC), MANIFEST, f"{label}.{key}")
        if endpoint.type == "change" and endpoint.before and endpoint.after:
            yield from self.change(label, endpoint, table)
        if endpoint.type == "binary":
            yield from condition_violations(endpoint.when, table, self.manifest.scales, MANIFEST, f"{label}.when")

    def change(self, label: str, endpoint: Endpoint, table: TableSpec) -> Iterator[Violation]:
        before, after = table.columns.get(endpoint.before or ""), table.columns.get(endpoint.after or "")
        if endpoint.before == endpoint.after:
            message, remedy = "is both before and after", "name the column read second"
            yield fault(message, remedy, MANIFEST, f"{label}.after", endpoint.after)
        elif (
            before is not None
            and after is not None
            and _scale_kind(before) != _scale_kind(after)
            and {before.scale, after.scale} <= {None, *self.manifest.scales}
        ):
            message = f"is not read on the scale of {endpoint.before!r}"
            remedy = "take two columns of one scale, or two of numbers"
            yield fault(message, remedy, MANIFEST, f"{label}.after", endpoint.after)

    def populations(self) -> Iterator[Violation]:
        for name, population in self.manifest.populations.items():
            label = f"populations.{name}.where"
            if name == "all" and population.where:
                message, remedy = "is every unit, so it takes no conditions", "name the narrower population otherwise"
                yield fault(message, remedy, MANIFEST, label=label, value=name)
            fitting = [t for t in self.manifest.tables.values() if all(c.column in t.columns for c in population.where)]
            table = (fitting or list(self.manifest.tables.values()))[0]
            yield from condition_violations(population.where, table, self.manifest.scales, MANIFEST, label)

    def analysis(self, analysis: Analysis) -> Iterator[Violation]:
        label = f"analyses[{analysis.id!r}]"
        endpoint = self.manifest.endpoints.get(analysis.endpoint)
        if endpoint is None:
            remedy = did_you_mean(analysis.endpoint, self.manifest.endpoints, none="declare it as [endpoints.NAME]")
            message = "is not a declared endpoint"
            yield fault(message, remedy, MANIFEST, f"{label}.endpoint", analysis.endpoint)
        table = self.manifest.tables.get(endpoint.table) if endpoint is not None else None
        population = f"{label}.population"
        yield from population_violations(self.manifest, analysis.population, table, MANIFEST, population)
        if endpoint is not None and table is not None:
            yield from _fitting_endpoint(label, analysis, endpoint, table)
        yield from coding_violation(self.manifest, endpoint, analysis.coding, MANIFEST, f"{label}.coding")
        for number, choice in enumerate(analysis.methods, start=1):
            place = f"{label}.methods[{number}].coding"
            yield from coding_violation(self.manifest, endpoint, choice.coding, MANIFEST, place)


def _scale_kind(column: Column) -> tuple[bool, str | None]:
    return column.type == "ordinal", column.scale


def _fitting_endpoint(label: str, analysis: Analysis, endpoint: Endpoint, table: TableSpec) -> Iterator[Violation]:
    needed: Mapping[str, tuple[str, ...]] = {"paired": ("change",), "proportion": ("binary",)}
    types = needed.get(analysis.type, ("change", "binary", "value"))
    if endpoint.type not in types:
        message = f"is an endpoint of type {endpoint.type}; {analysis.type} needs {listing(list(types), 'or')}"
        remedy = "choose another endpoint, or another type of analysis"
        yield fault(message, remedy, MANIFEST, f"{label}.endpoint", analysis.endpoint)
    if analysis.type == "compare":
        yield from arm_violations(table, analysis.by, analysis.arms, MANIFEST, label)
    elif analysis.by is not None or analysis.arms:
        message = f"has by or arms, which go with type compare, not {analysis.type}"
        yield fault(message, "leave them out, or change the type", MANIFEST, label=label)
    if analysis.strata is not None:
        types = ("category", "text", "ordinal", "integer")
        yield from column_violations(table, analysis.strata, types, MANIFEST, f"{label}.strata")
