"""Cross references of ``[[experiments]]``: tables, columns, arms, and which keys go with which kind of experiment."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from biomarker_stats.errors import Violation
from biomarker_stats.study.experiment_spec import ONE_ROW_A_UNIT, ROLES, Arms, Experiment, ExperimentKind, Sizes
from biomarker_stats.study.faults import fault
from biomarker_stats.study.locate import MANIFEST
from biomarker_stats.study.manifest import StudyManifest, TableSpec
from biomarker_stats.study.manifest_references import column_violations
from biomarker_stats.terms import did_you_mean
from biomarker_stats.wording import listing

_NUMBER = ("integer", "number")
_NAME = ("category", "text", "id", "integer")
NEEDED: Mapping[ExperimentKind, tuple[str, ...]] = {
    "growth": ("arm", "day", "volume"),
    "weights": ("arm", "weight"),
    "counts": ("arm", "positive", "total"),
    "percent-area": ("arm", "percent"),
    "in-vitro": ("arm", "day", "well", "absorbance"),
    "blot": ("arm", "phospho", "total"),
    "qpcr": ("arm", "gene", "ct"),
    "dose-response": ("dose", "response"),
    "other": (),
}
_ALSO: Mapping[str, tuple[str, ...]] = {
    "growth": ("length", "width"),
    "blot": ("loading", "total_loading"),
    "qpcr": ("technical", "source", "efficiency"),
    "dose-response": ("curve",),
}
_INSTEAD = {"volume": ("length", "width"), "total": ("loading",)}
_NAMES = ("arm", "well", "gene", "technical", "source", "curve")
_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "day": ("growth",),
    "by": ("growth",),
    "margin": ("growth",),
    "size_limit": ("growth",),
    "volume_unit": ("growth",),
    "formula": ("growth",),
    "transform": ("counts", "percent-area"),
    "part": ("counts", "percent-area"),
    "target": ("qpcr",),
    "references": ("qpcr",),
    "efficiency": ("qpcr",),
    "tubes": ("qpcr",),
    "blank": ("in-vitro",),
}
_OF_A_DESIGN = ("n", "paired")
_OF_A_COMBINATION = {"by": "the estimate that the verdict rests on", "margin": "a limit of the combination index"}


def experiment_violations(manifest: StudyManifest) -> list[Violation]:
    """Return everything in ``[[experiments]]`` that names something that is not there, or not of the right kind."""
    found = [v for name, endpoint in manifest.endpoints.items() for v in _rows_of(manifest, name, endpoint.table)]
    seen: set[str] = set()
    for experiment in manifest.experiments:
        label = f"experiments[{experiment.id!r}]"
        if experiment.id in seen:
            found.append(fault("is used twice", "give each its own id", MANIFEST, f"{label}.id", experiment.id))
        seen.add(experiment.id)
        found += _keys(experiment, label)
        found += _arms(experiment, label)
        found += _same_animals(experiment, manifest, label)
        found += _design(experiment, label) if experiment.design_only else _of_table(experiment, manifest, label)
    return found


def arms_without_rows(
    manifest: StudyManifest, tables: Mapping[str, pd.DataFrame], wrong: Sequence[Violation]
) -> Iterator[Violation]:
    """Yield a Violation for each declared arm that no row of its table is in; of tables without faults of their own."""
    faulty = {violation.file for violation in wrong}
    for experiment in manifest.experiments:
        spec, frame = manifest.tables.get(experiment.table or ""), tables.get(experiment.table or "")
        column = experiment.columns.arm
        if spec is None or frame is None or experiment.arms is None or column not in frame or spec.file in faulty:
            continue
        present = [str(cell) for cell in frame[column].dropna().unique()]
        levels = spec.columns[str(column)].levels
        for arm in experiment.arms.names:
            if arm not in present and arm in (levels or (arm,)):
                message = f"is an arm that no row of {spec.file} is in"
                yield fault(message, did_you_mean(arm, present), MANIFEST, f"experiments[{experiment.id!r}].arms", arm)


def _rows_of(manifest: StudyManifest, name: str, table: str) -> Iterator[Violation]:
    spec = manifest.tables.get(table)
    if spec is not None and spec.kind not in ONE_ROW_A_UNIT:
        message = (
            f"is a table of kind {spec.kind}, which may have several rows a unit; an endpoint has one reading each"
        )
        yield fault(message, "use it in [[experiments]]", MANIFEST, f"endpoints.{name}.table", table)


def _same_animals(experiment: Experiment, manifest: StudyManifest, label: str) -> Iterator[Violation]:
    name, others = (
        experiment.same_animals_as,
        {each.id: each for each in manifest.experiments if each is not experiment},
    )
    place = f"{label}.same_animals_as"
    if name is None:
        return
    if name not in others:
        yield fault("is not another declared experiment", did_you_mean(name, others), MANIFEST, place, name)
    elif others[name].same_animals_as is not None:
        message = "has the animals of another experiment itself"
        yield fault(message, f"name {others[name].same_animals_as!r}", MANIFEST, place, name)
    if experiment.arrive is not None:
        message, remedy = "goes with no arrive of its own: the animals are described once", "keep one of them"
        yield fault(message, remedy, MANIFEST, place, name)


def _keys(experiment: Experiment, label: str) -> Iterator[Violation]:
    """Yield a Violation for each key that goes with another kind of experiment, or lacks the one it goes with."""
    for key in experiment.model_fields_set:
        kinds = _OF_KIND.get(key, (experiment.kind,))
        if experiment.kind not in kinds:
            message = f"does not go with kind {experiment.kind}, only with {listing(list(kinds), 'or')}"
            yield fault(message, "leave it out, or change the kind", MANIFEST, label=f"{label}.{key}")
    if experiment.kind == "qpcr" and not experiment.design_only:
        for key, value in (("target", experiment.target), ("references", experiment.references)):
            if not value:
                yield fault("is needed by kind qpcr", f"add {key} = …", MANIFEST, label=f"{label}.{key}")
        if experiment.target in experiment.references:
            message, remedy = "is the target and a reference gene", "take it out of one of them"
            yield fault(message, remedy, MANIFEST, f"{label}.references", experiment.target)
        if experiment.efficiency is not None and experiment.columns.efficiency is not None:
            message = "is given as a number and as a column"
            yield fault(message, "keep one of them", MANIFEST, label=f"{label}.efficiency")
    four = experiment.arms is not None and len(experiment.arms.roles) == len(ROLES)
    if experiment.margin is not None and experiment.day is None and four and not experiment.design_only:
        message = "needs the day it is about, stated before the data were seen"
        yield fault(message, "add day = …", MANIFEST, f"{label}.margin", str(experiment.margin))


def _arms(experiment: Experiment, label: str) -> Iterator[Violation]:
    arms, kind = experiment.arms, experiment.kind
    if arms is None or kind == "dose-response":
        if experiment.design_only and arms is None:
            return  # the report prints NOT REPORTED
        if (arms is None) == (kind != "dose-response"):
            message = "is needed: arms are declared, never guessed" if arms is None else f"does not go with kind {kind}"
            remedy = "add arms = { control = …, agent_a = … }" if arms is None else "leave it out"
            yield fault(message, remedy, MANIFEST, label=f"{label}.arms")
        return
    place = f"{label}.arms"
    for arm in sorted({name for name in arms.names if arms.names.count(name) > 1}):
        yield fault("has two roles", "give each role an arm of its own", MANIFEST, place, arm)
    if len(arms.names) < 2:
        yield fault("names one arm only", "name the arm it is compared with", MANIFEST, place, arms.control)
    if arms.agent_a is None and (arms.agent_b is not None or arms.combination is not None):
        remedy = "name the arm of the first agent, or list the arms as others"
        yield fault("is needed beside agent_b and combination", remedy, MANIFEST, label=f"{place}.agent_a")
    for key, what in _OF_A_COMBINATION.items():
        if key in experiment.model_fields_set and kind == "growth" and len(arms.roles) < len(ROLES):
            remedy = f"name {listing(list(ROLES))}, or leave {key} out"
            message = f"is {what}, which needs all four arms"
            yield fault(message, remedy, MANIFEST, f"{label}.{key}", str(getattr(experiment, key)))


def _design(experiment: Experiment, label: str) -> Iterator[Violation]:
    """Yield a Violation for each key that needs a table, and each fact that a design without one needs."""
    if experiment.unit is None:
        remedy = 'name what one unit is, such as unit = "mouse", or add table = …'
        yield fault("is needed by an experiment without a table", remedy, MANIFEST, label=f"{label}.unit")
    if experiment.columns.given:
        message = "are of a table, and the experiment has none"
        yield fault(message, "add table = …, or leave them out", MANIFEST, label=f"{label}.columns")
    if experiment.n is None or experiment.arms is None:
        return
    yield from _sizes(experiment.n, experiment.arms, f"{label}.n")
    if experiment.paired and len(set(sizes_of(experiment.arms, experiment.n).values())) > 1:
        message, remedy = "needs arms of one size: a pair is a unit of each arm", "correct n, or leave paired out"
        yield fault(message, remedy, MANIFEST, label=f"{label}.paired")


def sizes_of(arms: Arms, n: Sizes) -> dict[str, int]:
    """Return the declared number of units of each arm, by the arm's name."""
    by_role = {arm: getattr(n, role) for role, arm in arms.roles.items()}
    found = {**by_role, **dict(zip(arms.others, n.others, strict=False))}
    return {arm: size for arm, size in found.items() if size is not None}


def _sizes(n: Sizes, arms: Arms, label: str) -> Iterator[Violation]:
    given = {role for role, size in n.model_dump(exclude={"others"}).items() if size is not None}
    for role in [*(r for r in arms.roles if r not in given), *sorted(given - set(arms.roles))]:
        message = "is no declared arm" if role in given else "is needed: the arm is declared"
        remedy = "add it to arms, or leave it out of n" if role in given else "add its number of units"
        yield fault(message, remedy, MANIFEST, label=f"{label}.{role}")
    if len(n.others) != len(arms.others):
        message = f"has {len(n.others)} numbers for {len(arms.others)} further arms"
        yield fault(message, "give one number an arm, in the same order", MANIFEST, label=f"{label}.others")


def _of_table(experiment: Experiment, manifest: StudyManifest, label: str) -> Iterator[Violation]:
    table = manifest.tables.get(experiment.table or "")
    if table is None:
        remedy = did_you_mean(experiment.table or "", manifest.tables)
        yield fault("is not a declared table", remedy, MANIFEST, f"{label}.table", experiment.table)
        return
    if experiment.kind == "other":
        message, remedy = "is the kind of an experiment known by design only", "choose the kind of the table"
        yield fault(message, remedy, MANIFEST, f"{label}.kind", experiment.kind)
        return
    if table.kind != experiment.kind:
        message = f"is a table of kind {table.kind}; here it must be {experiment.kind}"
        remedy = f'write kind = "{experiment.kind}" in [tables.{experiment.table}], or change the experiment'
        yield fault(message, remedy, MANIFEST, f"{label}.table", experiment.table)
    if experiment.unit not in {None, table.unit}:
        message = f"is not the experimental unit of table {experiment.table!r}, which is {table.unit!r}"
        remedy = "readings below the unit are not independent: leave unit out, or correct the table's"
        yield fault(message, remedy, MANIFEST, f"{label}.unit", experiment.unit)
    for key in _OF_A_DESIGN:
        if getattr(experiment, key) is not None:
            message = "is declared of experiments without a table; here the rows say it"
            yield fault(message, "leave it out", MANIFEST, label=f"{label}.{key}")
    yield from _columns(experiment, table, label)


def _columns(experiment: Experiment, table: TableSpec, label: str) -> Iterator[Violation]:
    given, kind = experiment.columns.given, experiment.kind
    known = (*NEEDED[kind], *_ALSO.get(kind, ()))
    for role in NEEDED[kind]:
        instead = _INSTEAD.get(role, ())
        if role not in given and not (instead and all(other in given for other in instead)):
            options = f", or {listing(list(instead))}" if instead and kind in {"growth", "blot"} else ""
            message, remedy = f"is needed by kind {kind}{options}", "name the column of the table"
            yield fault(message, remedy, MANIFEST, label=f"{label}.columns.{role}")
    for role, name in given.items():
        place = f"{label}.columns.{role}"
        if role not in known:
            message = f"does not go with kind {kind}, which has {listing(list(known))}"
            yield fault(message, "leave it out", MANIFEST, place, name)
            continue
        yield from column_violations(table, name, _NAME if role in _NAMES else _NUMBER, MANIFEST, place)
    both = [role for role in ("volume", "length") if role in given]
    if kind == "growth" and (len(both) == 2 or ("length" in given) != ("width" in given)):
        message, remedy = "are either one volume, or length and width", "keep volume, or both diameters"
        yield fault(message, remedy, MANIFEST, label=f"{label}.columns")
    if kind == "growth" and ("length" in given) != (experiment.formula is not None):
        message = "goes with length and width: it says how they make a volume"
        remedy = 'add formula = "ellipsoid"' if "length" in given else "leave it out"
        yield fault(message, remedy, MANIFEST, label=f"{label}.formula")
    column = table.columns.get(experiment.columns.arm or "")
    for arm in experiment.arms.names if experiment.arms is not None else ():
        if column is not None and column.levels and arm not in column.levels:
            message = f"is not a level of column {experiment.columns.arm!r}"
            yield fault(message, did_you_mean(arm, column.levels), MANIFEST, f"{label}.arms", arm)
