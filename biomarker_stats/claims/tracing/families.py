"""The families of P claims a study makes, and what the search needs to know about each."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from biomarker_stats.claims.matching import matches
from biomarker_stats.claims.recompute import recompute
from biomarker_stats.claims.stated import differences, inferred
from biomarker_stats.claims.tracing.cells import BoolArray, Cells, cells_of, division_name
from biomarker_stats.claims.tracing.readings import Target
from biomarker_stats.claims.tracing.search import Asked, directions_matter
from biomarker_stats.claims.tracing.space import Space, compared_space, paired_space
from biomarker_stats.design.measure import endpoint_of
from biomarker_stats.errors import UsageError
from biomarker_stats.study.claim import Claim, Derivation
from biomarker_stats.study.printed import parse_printed
from biomarker_stats.terms import Rounding, nearest

if TYPE_CHECKING:
    from biomarker_stats.study import Study

_MOST_UNITS = 60
_OTHER_ROUNDING: tuple[Rounding, ...] = ("trunc", "ceiling")
_FEWEST = 2


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Family:
    """P claims taken to share one specification: those of one family, endpoint and type of question.

    ``parts`` counts the endpoints and questions that the claims of the family's name fall into; each is a family.
    """

    name: str
    endpoint: str
    claims: tuple[Claim, ...]
    parts: int = 1

    @property
    def compares(self) -> bool:
        """Whether the claims compare arms, and not two readings of the same units."""
        return _derivation(self.claims[0]).type == "compare"

    @property
    def question(self) -> str:
        """The endpoint, and what of it is asked."""
        return f"endpoint {self.endpoint}, {'between arms' if self.compares else 'paired'}"

    @property
    def stated(self) -> tuple[str, ...]:
        """Every catalogue method the authors' words cover."""
        return tuple(dict.fromkeys(name for claim in self.claims for name in claim.stated.methods))


def families_of(study: "Study") -> tuple[Family, ...]:
    """Return the families of P claims that can be traced, in the order of the claims file.

    A claim is traced where it has a derivation by a test of pairs or of arms, without strata or adjustment. A claim
    without a family stands alone.
    """
    found: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in study.claims:
        derivation = claim.derivation
        if claim.kind != "p" or derivation is None or derivation.endpoint is None or derivation.quantity != "p":
            continue
        if derivation.type == "proportion" or derivation.strata or derivation.adjustment:
            continue
        key = (claim.family or claim.id, derivation.endpoint, derivation.type)
        found.setdefault(key, []).append(claim)
    names = [name for name, _, _ in found]
    return tuple(
        Family(name=name, endpoint=endpoint, claims=tuple(claims), parts=names.count(name))
        for (name, endpoint, _), claims in found.items()
    )


def settled(study: "Study", family: Family) -> bool:
    """Whether the authors state every choice of every claim, and the claims come out so: there is nothing to infer."""
    for claim in family.claims:
        derivation = _derivation(claim)
        if inferred(claim, derivation) or differences(study, claim, derivation):
            return False
        value = recompute(study, derivation)
        if not any(matches(claim, value, rule) for rule in dict.fromkeys((claim.rounding, *_OTHER_ROUNDING))):
            return False
    return True


def family_named(study: "Study", name: str | None) -> tuple[Family, ...]:
    """Return every family, or those called ``name``.

    Raises:
        UsageError: the study has no such family, or none at all.
    """
    every = families_of(study)
    if not every:
        msg = (
            f"study {study.id!r} has no P claim with a derivation by a test of pairs or arms: there is nothing to trace"
        )
        raise UsageError(msg)
    chosen = tuple(family for family in every if name is None or family.name == name)
    if not chosen:
        msg = f"no family of P claims is called {name!r}{nearest(str(name), dict.fromkeys(f.name for f in every))}"
        raise UsageError(msg)
    return chosen


def cells_of_family(study: "Study", family: Family) -> Cells:
    """Return the readings behind a family.

    Raises:
        UsageError: more units than a search through all specifications can bear.
    """
    cells = cells_of(study, family.endpoint, _divisions(study, family))
    if cells.n > _MOST_UNITS:
        msg = (
            f"family {family.name!r} rests on {cells.n} units; the trace searches up to {_MOST_UNITS}, where "
            "printed P values can tell tests apart — use verify, which recomputes each claim"
        )
        raise UsageError(msg)
    return cells


def asked_of(study: "Study", family: Family, cells: Cells) -> tuple[Asked, ...]:
    """Return the claims as the search sees them."""
    found = []
    for claim in family.claims:
        derivation = _derivation(claim)
        units = _members(study, derivation.population, family.endpoint, cells)
        division = ""
        if family.compares and derivation.by is not None:
            division = division_name(derivation.by, _arms(study, family, derivation))
        printed = parse_printed("0.05" if claim.comparator == "ns" else claim.printed)
        target = Target(units=units, division=division)
        found.append(Asked(id=claim.id, printed=printed, comparator=claim.comparator, target=target))
    return tuple(found)


def space_of(study: "Study", family: Family, cells: Cells, claims: tuple[Asked, ...]) -> Space:
    """Return the frozen specification space of a family on some cells (the study's own, or a decoy's)."""
    targets = [asked.target for asked in claims]
    lay_out = compared_space if family.compares else paired_space
    return lay_out(cells, targets, _populations(study, family, cells), directions=directions_matter(claims))


def _derivation(claim: Claim) -> Derivation:
    if claim.derivation is None:
        msg = f"claim {claim.id!r} has no derivation"
        raise UsageError(msg)
    return claim.derivation


def _populations(study: "Study", family: Family, cells: Cells) -> dict[str, BoolArray]:
    declared = study.manifest.populations
    return {
        population.title: _members(study, name, family.endpoint, cells)
        for name, population in declared.items()
        if population.where
    }


def _members(study: "Study", population: str, endpoint: str, cells: Cells) -> BoolArray:
    table = endpoint_of(study, endpoint).table
    names = set(study.population(population, table)[study.unit_column(table)].astype(str))
    return np.array([unit in names for unit in cells.units], dtype=bool)


def _divisions(study: "Study", family: Family) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return how units divide into arms: as the claims say, or as the study's analyses of the same table do."""
    if family.compares:
        found = [(d.by, _arms(study, family, d)) for d in map(_derivation, family.claims) if d.by is not None]
    else:
        table = endpoint_of(study, family.endpoint).table
        found = [
            (analysis.by, analysis.arms)
            for analysis in study.manifest.analyses
            if analysis.type == "compare" and analysis.by and len(analysis.arms) >= _FEWEST
            and endpoint_of(study, analysis.endpoint).table == table
        ]  # fmt: skip
    return tuple(dict.fromkeys(found))


def _arms(study: "Study", family: Family, derivation: Derivation) -> tuple[str, ...]:
    if derivation.arms or derivation.by is None:
        return derivation.arms
    table = endpoint_of(study, family.endpoint).table
    return tuple(dict.fromkeys(study.tables[table][derivation.by].dropna().astype(str)))
