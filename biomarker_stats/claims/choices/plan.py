"""What a multiverse is about: the endpoint at stake, arms, populations and methods, declared or by default."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biomarker_stats.claims.choices.methods import BETWEEN, PAIRED, Answer, answers
from biomarker_stats.errors import UsageError
from biomarker_stats.study.manifest import Analysis, Endpoint
from biomarker_stats.study.multiverse_spec import MultiverseSpec

if TYPE_CHECKING:
    from biomarker_stats.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The choices of a study, defaults filled in. ``by`` None: the arms are not compared, and ``notes`` say why."""

    spec: MultiverseSpec
    name: str
    endpoint: Endpoint
    also: tuple[str, ...]
    populations: tuple[str, ...]
    by: str | None
    arms: tuple[str, ...]
    paired: tuple[Answer, ...]
    between: tuple[Answer, ...]
    notes: tuple[str, ...]


def plan_of(study: "Study") -> Plan:
    """Return the plan of a study's multiverse.

    Raises:
        UsageError: the study measures nothing that could be compared, or a declared choice does not fit.
    """
    spec = study.manifest.multiverse or MultiverseSpec()
    name = spec.endpoint or _endpoint_at_stake(study)
    endpoint = study.manifest.endpoints[name]
    by, arms, notes = _arms(study, spec, endpoint)
    if spec.populations is None:
        populations: Sequence[str] = ("all", *(p for p in _fitting(study, endpoint.table, by) if p != "all"))
    else:
        populations = spec.populations
    paired = answers(PAIRED if spec.paired is None else spec.paired, "paired")
    return Plan(
        spec=spec,
        name=name,
        endpoint=endpoint,
        also=_yes_no(study, endpoint, by) if spec.also is None else spec.also,
        populations=tuple(populations),
        by=by,
        arms=arms,
        paired=paired if endpoint.type == "change" else (),
        between=answers(BETWEEN if spec.between is None else spec.between, "compare"),
        notes=notes,
    )


def _endpoint_at_stake(study: "Study") -> str:
    """Return the endpoint of the primary analysis where it is a change or a value, else the first that is."""
    endpoints = study.manifest.endpoints
    ordered = sorted(study.manifest.analyses, key=lambda a: (a.role != "primary", a.type != "paired"))
    named = [analysis.endpoint for analysis in ordered]
    for kind in ("change", "value"):
        for name in (*named, *endpoints):
            if endpoints[name].type == kind:
                return name
    msg = (
        f"study {study.id!r} declares no change and no value to compare — "
        'add an endpoint to study.toml: [endpoints.change] type = "change", before = …, after = …'
    )
    raise UsageError(msg)


def _arms(
    study: "Study", spec: MultiverseSpec, endpoint: Endpoint
) -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    """Return the column of the arms, the two arms, and what there is to say where there are none."""
    declared = spec.by is not None
    comparison = _comparison(study, endpoint.table)
    by, arms = (spec.by, spec.arms) if declared or comparison is None else (comparison.by, comparison.arms)
    if by is None:
        return None, (), ("the arms are not compared: the study declares no comparison of arms on this table",)
    cells = study.tables[endpoint.table][by].dropna().astype(str)
    found = list(dict.fromkeys([*study.manifest.tables[endpoint.table].columns[by].levels, *cells]))
    present = tuple(arms) or tuple(arm for arm in found if arm in set(cells))
    lacking = [arm for arm in present if arm not in set(cells)]
    if len(present) == 2 and not lacking:
        return by, present, ()
    said = f"no unit is in arm {lacking[0]!r}" if lacking else f"{by!r} holds {len(present)} arms, not two"
    if declared:
        msg = f"[multiverse] {said} — name the two to compare: arms = [first, second]"
        raise UsageError(msg)
    return None, (), (f"the arms are not compared: {said}",)


def _comparison(study: "Study", table: str) -> Analysis | None:
    return next(
        (
            analysis
            for analysis in study.manifest.analyses
            if analysis.type == "compare" and study.manifest.endpoints[analysis.endpoint].table == table
        ),
        None,
    )


def _fitting(study: "Study", table: str, by: str | None) -> list[str]:
    """Return the declared populations of a table whose conditions do not name the column of the arms.

    What the data hold does not decide: under another labelling the list is the same.
    """
    columns = set(study.manifest.tables[table].columns) - {by}
    declared = study.manifest.populations.items()
    return [name for name, population in declared if {c.column for c in population.where} <= columns]


def _yes_no(study: "Study", endpoint: Endpoint, by: str | None) -> tuple[str, ...]:
    declared = study.manifest.endpoints.items()
    return tuple(
        name
        for name, each in declared
        if each.type == "binary" and each.table == endpoint.table and by not in {c.column for c in each.when}
    )
