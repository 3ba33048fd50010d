"""The search for the specifications that could have given a family of printed P values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from biomarker_stats.claims.provenance import versions
from biomarker_stats.claims.tracing.cells import Cells
from biomarker_stats.claims.tracing.decoys import Decoys, Numbers, Rate, Shape
from biomarker_stats.claims.tracing.decoys import decoys as decoys_of
from biomarker_stats.claims.tracing.families import Family, asked_of, cells_of_family, family_named, settled, space_of
from biomarker_stats.claims.tracing.found import (
    Answer,
    FamilyTrace,
    SpecificationClass,
    Trace,
)
from biomarker_stats.claims.tracing.lattice import possible
from biomarker_stats.claims.tracing.outcome import classes_found, predictions, singles_found
from biomarker_stats.claims.tracing.search import Asked, Evaluator, evaluate, information, joint, prints
from biomarker_stats.claims.tracing.space import ROUNDINGS, Space
from biomarker_stats.engine import Engine, EngineName, Spread
from biomarker_stats.errors import UsageError
from biomarker_stats.study.loading import load_study
from biomarker_stats.wording import count

if TYPE_CHECKING:
    from biomarker_stats.study import Study

DECOYS, ALONE, SEED = 60, 8, 20081
_MOST = 100_000
_FEW_UNITS = 12
_LUCK = 0.05  # a match that random tables reach more often than this says little
_HIDDEN_LUCK = 0.2  # nor one found more often where the truth is missing from the space (a lone claim: as above)
_FEW = 5  # classes that can still be told to a reader one by one


def trace(
    study: "Study | str | Path",
    *,
    family: str | None = None,
    decoys: int | None = None,
    alone: int | None = None,
    hidden: int | None = None,
    seed: int = SEED,
    joint_only: bool = False,
    engine: EngineName = "memory",
    scheduler: str | None = None,
    timeout: float = 10.0,
    progress: Callable[[str], None] | None = None,
) -> Trace:
    """Search which specification could have given the printed P values of each family of claims.

    The space (test × sidedness × ties and zeros × reference × mid-p × coding of every mixed cell × contrast ×
    population × rounding) is laid down from the study file and the catalogue before any P value is computed. A match
    is joint: one specification must print every claim of the family. The answer is ``identified`` (one class of
    specifications that agree on every claim), ``set-identified`` (a few), ``not identified`` (many, or luck matches
    too: more than one of twenty random tables, or more than one of five hidden specifications that were taken out of
    the space, of a lone claim one of twenty) or ``no match``. It says what the numbers are consistent with, not what
    was done.

    A family whose every choice is stated, and whose numbers come out so, leaves nothing to infer; it is traced only
    when named.

    Args:
        study: a Study, the id of a bundled one, or a folder.
        family: one family of claims, by name; all that leave something to infer when left out.
        decoys: how many random studies of the same shape calibrate the search, 0 … 100,000; 0 leaves them out. 60 by
            default, 20 for several claims about more than 12 units, because each takes longer.
        alone: in how many of them each claim is also searched by itself, which takes longer; 8 by default, where
            there are several.
        hidden: in how many of them a hidden specification prints the P values; all of them when left out.
        seed: of the decoys; it stands in the result.
        joint_only: look only for what prints every claim of a family; quick, for many studies at once.
        engine: ``"memory"``, or ``"dask"``: decoys are drawn by the processes of a Dask scheduler; same numbers.
        scheduler: the address of a Dask scheduler, ``tcp://host:8786``; without one two local processes are started.
        timeout: seconds to wait for the scheduler.
        progress: called with a word on each step.

    Raises:
        StudyError: the folder cannot be loaded.
        UsageError: no such family, nothing to trace, too many units for a search, or no scheduler there.
        MissingExtra: ``engine="dask"`` without Dask; the message says how to get it.

    References:
        Simonsohn U, Simmons JP, Nelson LD (2020) Nat Hum Behav 4:1208-1214, for specifications as a population;
        Nuijten MB et al. (2016) Behav Res Methods 48:1205-1226, for recomputing printed P values.

    >>> found = trace("carracedo2008", decoys=0).families[0]
    >>> found.answer, found.matching[0].words
    ('identified', 'paired-t, two-sided; paired, after against before; ++/– = 1, +/++ = 2')
    """
    for name, number in (("decoys", decoys), ("alone", alone), ("hidden", hidden), ("seed", seed)):
        if number is None and name != "seed":
            continue
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= _MOST:
            msg = f"{name} must be a whole number from 0 to {_MOST:,}, got {number!r}"
            raise UsageError(msg)
    loaded = load_study(study) if isinstance(study, str | Path) else study
    step = progress or (lambda _: None)
    where = Engine(name=engine, scheduler=scheduler, timeout=timeout)
    chosen = family_named(loaded, family)
    open_ = chosen if family is not None else tuple(each for each in chosen if not settled(loaded, each))
    with where.workers() as spread:
        plan = _Plan(decoys, alone, hidden, seed, joint_only=joint_only, step=step, spread=spread)
        families = tuple(_traced(loaded, each, plan) for each in open_)
    return Trace(
        study_id=loaded.id,
        simulated=loaded.manifest.simulated,
        families=families,
        settled=tuple(dict.fromkeys(each.name for each in chosen if each not in open_)),
        hashes=loaded.hashes,
        versions=versions(),
        seed=seed,
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a caller asked of the search."""

    decoys: int | None
    alone: int | None
    hidden: int | None
    seed: int
    joint_only: bool
    step: Callable[[str], None]
    spread: Spread

    def numbers(self, units: int, claims: int) -> Numbers:
        """Return how many decoys to draw for so many units and claims, how many alone, and how many hide a truth."""
        share = 1 if units <= _FEW_UNITS or claims == 1 else 3
        decoys = DECOYS // share if self.decoys is None else self.decoys
        alone = (ALONE if claims > 1 else 0) if self.alone is None else self.alone
        hidden = decoys if self.hidden is None else self.hidden
        return Numbers(n=decoys, alone=min(alone, decoys), hidden=min(hidden, decoys), seed=self.seed)


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
    numbers = plan.numbers(cells.n, len(claims))
    if numbers.n:
        shape = Shape(space=space, claims=claims, remake=_Remake(study, family, claims), evaluator=evaluator)
        luck = decoys_of(shape, numbers, progress=plan.step, spread=plan.spread)
    found = classes_found(space, claims, p, standing)
    rounded = [each for each in found if each.rounding == ROUNDINGS[0]]
    answer, reason = _answer(rounded, luck, lone=len(claims) == 1)
    if family.parts > 1:
        reason += f"; family {family.name} falls into {family.parts}, traced one by one: this is {family.question}"
    one_by_one = () if plan.joint_only else zip(claims, p, printing, strict=True)
    return FamilyTrace(
        family=family.name,
        endpoint=family.endpoint,
        printed={claim.id: _printed(claim.comparator, claim.printed) for claim in family.claims},
        stated=family.stated,
        answer=answer,
        reason=reason,
        classes=found,
        singles=tuple(match for each in one_by_one for match in singles_found(space, *each)),
        floors=floors,
        predictions=predictions(claims, p, printing) if len(claims) > 1 and not plan.joint_only else (),
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


def _answer(found: Sequence[SpecificationClass], luck: Decoys | None, *, lone: bool) -> tuple[Answer, str]:
    if not found:
        return "no match", "no specification prints every claim by ordinary rounding"
    told = f"{count(len(found), 'class prints', 'classes print')} every claim"
    rate = None if luck is None else luck.random_tables
    if rate is not None and _often(rate):
        return "not identified", f"{told}, but so does something for {rate.together} of {rate.n} random tables"
    hidden = None if luck is None or not luck.hidden_truths.n else luck.hidden_truths
    by_luck = "" if hidden is None else f"for {hidden.together} of {hidden.n} hidden specifications another one does so"
    if hidden is not None and (
        _often(hidden) if lone else _measured(hidden) and hidden.together > _HIDDEN_LUCK * hidden.n
    ):
        return "not identified", f"{told}, but {by_luck} too"
    if len(found) > _FEW:
        return "not identified", f"{told}: too many to choose between"
    if rate is not None and not _measured(rate):
        told = f"{told}; {count(rate.n, 'decoy')} are too few to measure luck"
    elif by_luck:
        told = f"{told}; {by_luck}"
    return "identified" if len(found) == 1 else "set-identified", told


def _often(rate: Rate) -> bool:
    return _measured(rate) and (rate.together + 1) / (rate.n + 1) > _LUCK


def _measured(rate: Rate) -> bool:
    """Whether there are decoys enough to show that luck is rare; fewer cannot."""
    return (rate.n + 1) * _LUCK >= 1


def _notes(cells: Cells) -> tuple[str, ...]:
    if not cells.excluded:
        return ()
    return (f"{count(cells.excluded, 'unit')} without a reading left out",)
