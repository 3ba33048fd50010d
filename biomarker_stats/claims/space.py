"""The specifications that could stand behind a printed P value."""

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, get_args

from biomarker_stats.claims.recompute import p_value, specification_of
from biomarker_stats.design.measure import scale_of
from biomarker_stats.design.specification import Specification
from biomarker_stats.errors import BiomarkerStatsError
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.study.claim import Derivation
from biomarker_stats.terms import Alternative, Zeros

if TYPE_CHECKING:
    from biomarker_stats.study import Study

_TAKES = {"paired": {"pairs", "paired-table"}, "compare": {"arms", "table"}}


def specification_space(study: "Study", derivation: Derivation) -> tuple[tuple[Specification, Fraction], ...]:
    """Return every other specification of a P value, and its P: method × sidedness × zero rule × declared coding.

    Endpoint, population and arms stay those of the derivation. A method that refuses these data is no member.
    """
    own = specification_of(derivation)
    names = dict.fromkeys(method.name for method in CATALOGUE if method.takes in _TAKES[own.type])
    scale = scale_of(study, own.endpoint)
    codings = (own.coding, *(study.manifest.scales[scale].codings if scale else ()))
    every = [
        Specification(
            type=own.type,
            endpoint=own.endpoint,
            method=name,
            population=own.population,
            by=own.by,
            arms=own.arms,
            coding=coding,
            alternative=alternative,
            zeros=zeros,
        )
        for name, alternative, zeros, coding in product(
            names, get_args(Alternative), get_args(Zeros), dict.fromkeys(codings)
        )
        if zeros == "drop" or name == "signed-rank"
    ]
    return tuple((s, p) for s in every if s != own for p in _p_values(study, s))


def _p_values(study: "Study", specification: Specification) -> tuple[Fraction, ...]:
    try:
        return (p_value(study, specification),)
    except BiomarkerStatsError:
        return ()
