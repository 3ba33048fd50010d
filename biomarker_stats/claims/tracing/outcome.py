"""What matched, put into words and counts: classes, matches of one claim, predictions of a claim left out."""

from collections.abc import Sequence

import numpy as np

from biomarker_stats.claims.tracing.cells import BoolArray
from biomarker_stats.claims.tracing.found import Prediction, SingleMatch, SpecificationClass
from biomarker_stats.claims.tracing.readings import SCORES
from biomarker_stats.claims.tracing.search import Asked, classes
from biomarker_stats.claims.tracing.space import ROUNDINGS, Space
from biomarker_stats.design.scores import FloatArray

_P_SHOWN = 12


def classes_found(
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


def singles_found(space: Space, asked: Asked, p: FloatArray, printing: BoolArray) -> list[SingleMatch]:
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
        variant.sided not in {"two-sided", "one-sided"},
        variant.mid_p,
        variant.two_sided is not None,
        variant.zeros != "drop",
        variant.reference == "asymptotic",
        variant.continuity,
    )
    return sum(unusual), index


def predictions(claims: Sequence[Asked], p: FloatArray, printing: BoolArray) -> tuple[Prediction, ...]:
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
