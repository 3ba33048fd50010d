"""Decoys: random studies of the same shape, to see how often a specification matches printed P values by luck.

A decoy keeps the units, arms, scale and number of mixed cells and draws every other reading at random. Two questions
are put to decoys. *Random tables*: do the P values as published fit a table they have nothing to do with? *Hidden
truths*: a specification drawn at random prints its P values, to the decimals of the claims, and is then taken out of
the space with its whole class; what still matches is luck. The second rate is the higher one, because small studies
share lattices: many tests can only give the same few P values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np

from biomarker_stats.claims.tracing.cells import Cells
from biomarker_stats.claims.tracing.search import Asked, Evaluator, any_prints, evaluate, joint
from biomarker_stats.claims.tracing.space import Space
from biomarker_stats.design.scores import IntArray
from biomarker_stats.engine import Spread
from biomarker_stats.study.printed import Printed, round_printed

_TRUTHS = 200  # how often a decoy looks for a truth that prints a P value of its own for every claim
_SAME = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many of ``n`` decoys were matched: all claims by one specification, and each claim alone (of ``n_alone``)."""

    n: int
    together: int
    n_alone: int
    alone: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoys:
    """The rates of luck, and the seed they come from."""

    seed: int
    random_tables: Rate
    hidden_truths: Rate


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Shape:
    """What every decoy of a family is made from: the real study's space and claims, and how to lay out another."""

    space: Space
    claims: tuple[Asked, ...]
    remake: Callable[[Cells], Space]
    evaluator: Evaluator


def draw(cells: Cells, generator: np.random.Generator) -> Cells:
    """Return the cells of a decoy: mixed cells at random places of their own reading, the rest drawn at random."""
    before = None if cells.before is None else _drawn(cells, cells.before, generator)
    return replace(cells, before=before, after=_drawn(cells, cells.after, generator))


def _drawn(cells: Cells, codes: IntArray, generator: np.random.Generator) -> IntArray:
    fixed = codes[np.isin(codes, list(cells.fixed))]
    found = generator.choice(cells.drawn, size=len(codes))
    found[generator.choice(len(codes), size=len(fixed), replace=False)] = fixed
    return np.asarray(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How many decoys are drawn, in how many of them claims are also searched alone or a truth is hidden; the seed."""

    n: int
    alone: int
    hidden: int
    seed: int


def decoys(shape: Shape, numbers: Numbers, *, progress: Callable[[str], None], spread: Spread = map) -> Decoys:
    """Return the rates of random tables over all decoys and of hidden truths over the first ``numbers.hidden``.

    Decoy k depends on the seed and on k only, so that the rates are the same however ``spread`` divides the work.
    """
    tables, truths = [], []
    for number, (table, truth) in enumerate(spread(partial(_decoy, shape, numbers), range(numbers.n))):
        progress(f"decoy {number + 1} of {numbers.n}")
        tables.append(table)
        if truth is not None:
            truths.append(truth)
    return Decoys(seed=numbers.seed, random_tables=_rate(tables), hidden_truths=_rate(truths))


def _decoy(shape: Shape, numbers: Numbers, number: int) -> "tuple[_Matches, _Matches | None]":
    """Return what matches the published P values on one decoy, and what matches a truth hidden there."""
    generator = np.random.default_rng([numbers.seed, number])
    alone = number < numbers.alone
    own = replace(shape, space=shape.remake(draw(shape.space.cells, generator)))
    table = _matches(own, shape.claims, None, alone=alone)
    truth = _truth(own, generator) if number < numbers.hidden else None
    if truth is None:
        return table, None
    printed = [_as_printed(asked, p) for asked, p in zip(shape.claims, truth, strict=True)]
    return table, _matches(own, printed, truth, alone=alone)


@dataclass(frozen=True, slots=True)
class _Matches:
    together: bool
    alone: dict[str, bool] | None


def _matches(own: Shape, claims: Sequence[Asked], truth: Sequence[float] | None, *, alone: bool) -> _Matches:
    found = joint(own.space, claims, own.evaluator)[0]
    together = bool(found.any())
    if together and truth is not None:
        members = np.flatnonzero(found)
        p = np.array([evaluate(own.space, asked.target, own.evaluator, found)[members] for asked in claims])
        together = bool((np.abs(p - np.array(truth)[:, np.newaxis]) > _SAME).any(axis=0).any())
    if not alone:
        return _Matches(together, None)
    hidden = [None] * len(claims) if truth is None else list(truth)
    pairs = zip(claims, hidden, strict=True)
    return _Matches(together, {asked.id: any_prints(own.space, asked, own.evaluator, p) for asked, p in pairs})


def _rate(found: list[_Matches]) -> Rate:
    singly = [each.alone for each in found if each.alone is not None]
    names = singly[0] if singly else {}
    return Rate(
        n=len(found),
        together=sum(each.together for each in found),
        n_alone=len(singly),
        alone={name: sum(each[name] for each in singly) for name in names},
    )


def _truth(own: Shape, generator: np.random.Generator) -> list[float] | None:
    """Return the P values, one a claim, of a specification drawn at random that tells the claims apart."""
    space = own.space
    for _ in range(_TRUTHS):
        wanted = np.zeros(space.tests, dtype=bool)
        index = int(generator.integers(space.tests))
        wanted[index] = True
        found = [float(evaluate(space, asked.target, own.evaluator, wanted)[index]) for asked in own.claims]
        if not np.isnan(found).any() and (len(found) == 1 or len(set(found)) > 1):
            return found
    return None


def _as_printed(asked: Asked, p: float) -> Asked:
    decimals = asked.printed.decimals
    value = round_printed(Fraction(p), decimals, "half_up")
    return replace(asked, printed=Printed(f"{float(value):.{max(decimals, 0)}f}", value, decimals), comparator="=")
