"""Cross references of ``[multiverse]``: the endpoints, codings, levels, populations and arms it names."""

from collections.abc import Iterator

from biomarker_stats.errors import Violation
from biomarker_stats.study.faults import fault
from biomarker_stats.study.locate import MANIFEST
from biomarker_stats.study.manifest import Endpoint, ScaleSpec, StudyManifest, TableSpec
from biomarker_stats.study.manifest_references import arm_violations, coding_violation, population_violations
from biomarker_stats.study.multiverse_spec import MultiverseSpec
from biomarker_stats.study.symbols import canonical_symbols, skeleton
from biomarker_stats.terms import did_you_mean

_LABEL = "multiverse"


def multiverse_violations(manifest: StudyManifest) -> list[Violation]:
    """Return everything in ``[multiverse]`` that names something that is not there, or not of the right kind."""
    spec = manifest.multiverse
    if spec is None:
        return []
    names = [spec.endpoint, *(spec.also or ())]
    found = [v for name in names if name is not None for v in _endpoint(manifest, name, binary=name != spec.endpoint)]
    found += _repeated(spec)
    known = [manifest.endpoints[name] for name in names if name in manifest.endpoints]
    table = manifest.tables.get(known[0].table) if known else None
    for name in spec.populations or ():
        found += population_violations(manifest, name, table, MANIFEST, f"{_LABEL}.populations")
    endpoint = manifest.endpoints.get(spec.endpoint or "")
    for name in spec.codings or ():
        found += coding_violation(manifest, endpoint, name, MANIFEST, f"{_LABEL}.codings")
    found += _cuts(spec, _scale(manifest, endpoint))
    if table is not None and spec.by is not None:
        found += arm_violations(table, spec.by, spec.arms, MANIFEST, _LABEL)
    if spec.arms and spec.by is None:
        found.append(fault("needs the column that holds the arms", 'add by = "…"', MANIFEST, f"{_LABEL}.arms"))
    return found


def _endpoint(manifest: StudyManifest, name: str, *, binary: bool) -> Iterator[Violation]:
    label = f"{_LABEL}.{'also' if binary else 'endpoint'}"
    declared = manifest.endpoints.get(name)
    if declared is None:
        yield fault("is not a declared endpoint", did_you_mean(name, manifest.endpoints), MANIFEST, label, name)
    elif (declared.type == "binary") is not binary:
        wanted = "a yes/no" if binary else "a change or a value"
        message = f"is an endpoint of type {declared.type}; here it must be {wanted}"
        yield fault(message, "choose another endpoint", MANIFEST, label, name)
    elif binary and _other_table(manifest, declared):
        message = "is not measured on the table of the endpoint at stake"
        yield fault(message, "choose an endpoint of that table", MANIFEST, label, name)


def _other_table(manifest: StudyManifest, declared: Endpoint) -> bool:
    spec = manifest.multiverse
    main = None if spec is None else manifest.endpoints.get(spec.endpoint or "")
    return main is not None and main.table != declared.table


def _repeated(spec: MultiverseSpec) -> Iterator[Violation]:
    for key in ("also", "codings", "cuts", "populations"):
        listed = getattr(spec, key) or ()
        for name in dict.fromkeys(name for name in listed if listed.count(name) > 1):
            yield fault("is named twice", "name each once", MANIFEST, f"{_LABEL}.{key}", name)


def _scale(manifest: StudyManifest, endpoint: Endpoint | None) -> ScaleSpec | None:
    table: TableSpec | None = None if endpoint is None else manifest.tables.get(endpoint.table)
    column = None if table is None or endpoint is None else table.columns.get(endpoint.before or endpoint.column or "")
    return None if column is None else manifest.scales.get(column.scale or "")


def _cuts(spec: MultiverseSpec, scale: ScaleSpec | None) -> Iterator[Violation]:
    label = f"{_LABEL}.cuts"
    if scale is None:
        return  # without an endpoint the scale is that of a default, looked up when the multiverse is made
    for written in spec.cuts:
        cut = canonical_symbols(scale).get(skeleton(written), written)
        if cut not in scale.levels:
            yield fault("is not a level of the scale", did_you_mean(cut, scale.levels), MANIFEST, label, cut)
        elif cut == scale.levels[0]:
            yield fault("is the lowest level: every unit is at least there", "cut higher", MANIFEST, label, cut)
