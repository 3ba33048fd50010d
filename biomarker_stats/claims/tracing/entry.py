"""The search for the specifications that could have given a family of printed P values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from biomarker_stats.claims.provenance import versions
from biomarker_stats.claims.tracing.cells import BoolArray, Cells
from biomarker_stats.claims.tracing.decoys import Decoys, Shape
from biomarker_stats.claims.tracing.decoys import decoys as decoys_of
from biomarker_stats.claims.tracing.families import Family, asked_of, cells_of_family, family_named, space_of
from biomarker_stats.claims.tracing.found import (
    Answer,
    FamilyTrace,
    Prediction,
    SingleMatch,
    SpecificationClass,
    Trace,
)
from biomarker_stats.claims.tracing.lattice import possible
from biomarker_stats.claims.tracing.readings import SCORES
from biomarker_stats.claims.tracing.search import Asked, Evaluator, classes, evaluate, information, joint, prints
from biomarker_stats.claims.tracing.space import ROUNDINGS, Space
from biomarker_stats.design.scores import FloatArray
from biomarker_stats.errors import UsageError
from biomarker_stats.study.loading import load_study
from biomarker_stats.wording import count

if TYPE_CHECKING:
    from biomarker_stats.study import Study

DECOYS, ALONE, SEED = 60, 8, 20081
_MOST = 100_000
_LUCK = 0.05  # a match that random tables reach more often than this says little
_FEW = 5  # classes that can still be told to a reader one by one
_P_SHOWN = 12


def trace(
    study: "Study | str | Path",
    *,
    family: str | None = None,
    decoys: int = DECOYS,
    alone: int = ALONE,
    seed: int = SEED,
    joint_only: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Trace:
    """Search which specification could have given the printed P values of each family of claims.

    The space (test × sidedness × ties and zeros × reference × mid-p × coding of every mixed cell × contrast ×
    population × rounding) is laid down from the study file and the catalogue before any P value is computed. A match
    is joint: one specification must print every claim of the family. The answer is ``identified`` (one class of
    specifications that agree on every claim), ``set-identified`` (a few), ``not identified`` (many, or a match that
    random tables reach too) or ``no match``. It says what the numbers are consistent with, not what was done.

    Args:
        study: a Study, the id of a bundled one, or a folder.
        family: one family of claims, by name; all of them when left out.
        decoys: how many random studies of the same shape calibrate the search, 0 … 100,000; 0 leaves them out.
        alone: in how many of them each claim is also searched by itself, which takes longer.
        seed: of the decoys; it stands in the result.
        joint_only: look only for what prints every claim of a family; quick, for many studies at once.
        progress: called with a word on each step.

    Raises:
        StudyError: the folder cannot be loaded.
        UsageError: no such family, nothing to trace, or too many units for a search.

    References:
        Simonsohn U, Simmons JP, Nelson LD (2020) Nat Hum Behav 4:1208-1214, for specifications as a population;
        Nuijten MB et al. (2016) Behav Res Methods 48:1205-1226, for recomputing printed P values.

    >>> found = trace("carracedo2008", decoys=0).families[0]
    >>> found.answer, found.matching[0].words
    ('identified', 'paired-t, two-sided; paired, after against before; ++/– = 1, +/++ = 2')
    """
    for name, number in (("decoys", decoys), ("alone", alone), ("seed", seed)):
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= _MOST:
            msg = f"{name} must be a whole number from 0 to {_MOST:,}, got {number!r}"
            raise UsageError(msg)
    loaded = load_study(study) if isinstance(study, str | Path) else study
    step = progress or (lambda _: None)
    plan = _Plan(decoys=decoys, alone=min(alone, decoys), seed=seed, joint_only=joint_only, step=step)
    families = tuple(_traced(loaded, each, plan) for each in family_named(loaded, family))
    return Trace(
        study_id=loaded.id,
        simulated=loaded.manifest.simulated,
        families=families,
        hashes=loaded.hashes,
        versions=versions(),
        seed=seed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What a caller asked of the search."""

    decoys: int
    alone: int
    seed: int
    joint_only: bool
    step: Callable[[str], None]


def _traced(study: "Study", family: Family, plan: _Plan) -> FamilyTrace:
    plan.step(f"{family.name}: laying down the specifications")
    cells = cells_of_family(study, family)
    claims = asked_of(study, family, cells)
    space = space_of(study, family, cells, claims)
    left, floors = possible(space, claims)
    plan.step(f"{family.name}: {space.tests:,} tests")
    evaluator = Evaluator()
    standing = joint(space, claims, evaluator, left)
    wanted = np.asarray(standing.any(axis=0)) if plan.joint_only else np.ones(space.tests, dtype=bool)
    p = np.array([evaluate(space, asked.target, evaluator, wanted) for asked in claims])
    printing = np.array([prints(row, asked)[0] for row, asked in zip(p, claims, strict=True)])
    luck = None
    if plan.decoys:
        shape = Shape(space=space, claims=claims, remake=_Remake(study, family, claims), evaluator=evaluator)
        luck = decoys_of(shape, n=plan.decoys, n_alone=plan.alone, seed=plan.seed, progress=plan.step)
    found = _classes(space, claims, p, standing)
    answer, reason = _answer([each for each in found if each.rounding == ROUNDINGS[0]], luck)
    one_by_one = () if plan.joint_only else zip(claims, p, printing, strict=True)
    return FamilyTrace(
        family=family.name,
        endpoint=family.endpoint,
        printed={claim.id: _printed(claim.comparator, claim.printed) for claim in family.claims},
        stated=family.stated,
        answer=answer,
        reason=reason,
        classes=found,
        singles=tuple(match for each in one_by_one for match in _singles(space, *each)),
        floors=floors,
        predictions=_predictions(claims, p, printing) if len(claims) > 1 and not plan.joint_only else (),
        decoys=luck,
        size=space.size,
        tests=space.tests,
        ruled_out_by_lattice=int(np.count_nonzero(~left[0])),
        without_p=0 if plan.joint_only else int(np.isnan(p).any(axis=0).sum()),
        sha256=space.sha256,
        bits_named=log2(space.size),
        bits_printed=information(claims),
        notes=_notes(cells),
    )


class _Remake:
    """Lays the space of a family out on the cells of a decoy."""

    def __init__(self, study: "Study", family: Family, claims: tuple[Asked, ...]) -> None:
        self._of = (study, family, claims)

    def __call__(self, cells: Cells) -> Space:
        study, family, claims = self._of
        return space_of(study, family, cells, claims)


def _printed(comparator: str, printed: str) -> str:
    return comparator if comparator == "ns" else printed if comparator == "=" else f"{comparator} {printed}"


def _answer(found: Sequence[SpecificationClass], luck: Decoys | None) -> tuple[Answer, str]:
    if not found:
        return "no match", "no specification prints every claim by ordinary rounding"
    classes_ = count(len(found), "class prints", "classes print")
    if luck is not None:
        rate = luck.random_tables
        if (rate.together + 1) / (rate.n + 1) > _LUCK:
            return "not identified", (
                f"{classes_} every claim, but so does something for {rate.together} of {rate.n} random tables"
            )
    if len(found) > _FEW:
        return "not identified", f"{classes_} every claim: too many to choose between"
    return "identified" if len(found) == 1 else "set-identified", f"{classes_} every claim"


def _classes(
    space: Space, claims: Sequence[Asked], p: FloatArray, standing: BoolArray
) -> tuple[SpecificationClass, ...]:
    """Return the classes that print every claim, ordinary rounding first."""
    found = []
    for rule, name in enumerate(ROUNDINGS):
        for members in classes(p, np.flatnonzero(standing[rule]).tolist()):
            plainest = min(members, key=lambda index: _fuss(space, index))
            found.append(
                SpecificationClass(
                    words=space.words(plainest),
                    method=space.at(plainest)[1].method,
                    methods=_methods(space, members),
                    specifications=len(members),
                    rounding=name,
                    p_values={asked.id: float(row[plainest]) for asked, row in zip(claims, p, strict=True)},
                )
            )
    return tuple(found)


def _singles(space: Space, asked: Asked, p: FloatArray, printing: BoolArray) -> list[SingleMatch]:
    """Return the matches of one claim by contrast and P value, the plainest first."""
    groups: dict[tuple[str, float], list[int]] = {}
    for index in np.flatnonzero(printing).tolist():
        groups.setdefault((space.at(index)[0].contrast, round(float(p[index]), 10)), []).append(index)
    found = []
    for (contrast, _), members in groups.items():
        plainest = min(members, key=lambda index: _fuss(space, index))
        match = SingleMatch(
            claim=asked.id,
            p_value=float(p[plainest]),
            contrast=contrast,
            methods=_methods(space, members),
            specifications=len(members),
            words=space.words(plainest),
        )
        found.append((_fuss(space, plainest), match))
    return [match for _, match in sorted(found, key=lambda each: each[0])]


def _methods(space: Space, members: Sequence[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(space.at(index)[1].method for index in members))


def _fuss(space: Space, index: int) -> tuple[int, int]:
    """Return how many unusual choices a specification makes, to show the plainest of its class."""
    each, variant = space.at(index)
    unusual = (
        each.transform != SCORES,
        each.units != "",
        variant.sided != "two-sided",
        variant.mid_p,
        variant.two_sided is not None,
        variant.zeros != "drop",
        variant.reference == "asymptotic",
        variant.continuity,
    )
    return sum(unusual), index


def _predictions(claims: Sequence[Asked], p: FloatArray, printing: BoolArray) -> tuple[Prediction, ...]:
    """Leave one claim out: infer on the others, predict it."""
    found = []
    for k, asked in enumerate(claims):
        others = np.delete(printing, k, axis=0).all(axis=0)
        values = p[k, others]
        distinct = np.unique(np.round(values[~np.isnan(values)], 10))
        found.append(
            Prediction(
                claim=asked.id,
                specifications=int(others.sum()),
                prints=int((others & printing[k]).sum()),
                p_values=tuple(distinct[:_P_SHOWN].tolist()),
            )
        )
    return tuple(found)


def _notes(cells: Cells) -> tuple[str, ...]:
    if not cells.excluded:
        return ()
    return (f"{count(cells.excluded, 'unit')} without a reading left out",)
