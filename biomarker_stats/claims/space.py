"""The specifications that could stand behind a printed P value."""

from itertools import product
from typing import TYPE_CHECKING, get_args

from biomarker_stats.claims.recompute import specification_of
from biomarker_stats.design.measure import scale_of
from biomarker_stats.design.specification import Specification
from biomarker_stats.errors import BiomarkerStatsError
from biomarker_stats.methods.analyse import run_specification
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.study.claim import Derivation
from biomarker_stats.terms import Alternative, Zeros

if TYPE_CHECKING:
    from biomarker_stats.study import Study

_TAKES = {"paired": {"pairs", "paired-table"}, "compare": {"arms", "table"}}


def specification_space(study: "Study", derivation: Derivation) -> tuple[Specification, ...]:
    """Return every other specification of a P value: method × sidedness × zero rule × declared coding.

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
    return tuple(s for s in every if s != own and _runs(study, s))


def _runs(study: "Study", specification: Specification) -> bool:
    try:
        return run_specification(study, specification).p_value is not None
    except BiomarkerStatsError:
        return False
