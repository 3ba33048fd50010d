"""The specifications that could stand behind a printed P value, each tried on the readings of a derivation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from biomarker_stats.claims.ratios import p_ratio
from biomarker_stats.claims.recompute import specification_of
from biomarker_stats.claims.specification_words import UNPAIRED, is_unpaired
from biomarker_stats.claims.variants import Variant, variants
from biomarker_stats.design.measure import measure, scale_of
from biomarker_stats.design.specification import Specification
from biomarker_stats.errors import BiomarkerStatsError
from biomarker_stats.methods.entry import compare, paired
from biomarker_stats.methods.method import Takes
from biomarker_stats.study.claim import Derivation
from biomarker_stats.terms import Alternative
from biomarker_stats.wording import count, listing

if TYPE_CHECKING:
    from biomarker_stats.study import Study

MOST_UNITS = 5_000
"""With more units nothing is searched: a search makes some hundred tests."""
MOST_EXACT_UNITS = 200
"""With more units exact tests are left out of a search."""

_MOST_EXACT = {"brunner-munzel": 20, "kruskal-wallis": 60, "one-way-permutation": 60}  # slower than the others
_REMEDY = "to try another test, name it in the derivation"
_TAKES: dict[str, tuple[Takes, ...]] = {"paired": ("pairs", "paired-table"), "compare": ("arms", "table")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """The specifications that were tried, the P value of each, and in words what was too large to try."""

    tried: tuple[tuple[Specification, Fraction], ...] = ()
    left_out: str = ""


def specification_space(
    study: "Study", derivation: Derivation, own_p: Fraction, progress: Callable[[str], None] = lambda _: None
) -> Space:
    """Return every other specification of a P value, and its P.

    The space is method × sidedness × two-sided rule × zeros × reference distribution × continuity correction × mid-p
    × declared coding × strata or none, of the same units as pairs and (for a change) as two separate samples. Endpoint,
    population and arms stay those of the derivation. A method that refuses these data is no member, nor is the
    derivation's own test by another name of its reference.
    """
    own = replace(specification_of(derivation), interval=None, confidence=0.95)
    readings = _Readings(study, own)
    units = len(readings.of(own))
    if units > MOST_UNITS:
        return Space(left_out=f"{count(units, 'unit')}, more than the {MOST_UNITS:,} that are searched — {_REMEDY}")
    every = [each for each in dict.fromkeys(_candidates(study, own)) if each != own]
    small = [s for s in every if s.reference != "exact" or units <= _MOST_EXACT.get(s.method, MOST_EXACT_UNITS)]
    found = []
    for number, specification in enumerate(small):
        if number % 20 == 0:
            progress(f"{number} of {len(small)} specifications")
        p = readings.p_value(specification)
        if p is not None and not (p == own_p and _but_for_reference(specification, own)):
            found.append((specification, p))
    slow = list(dict.fromkeys(s.method for s in every if s not in small))
    return Space(tried=tuple(found), left_out=_left_out(slow, units))


def _left_out(methods: list[str], units: int) -> str:
    """Say which tests were too slow to try."""
    if not methods:
        return ""
    named = methods[:3] + ([count(len(methods) - 3, "other")] if len(methods) > 3 else [])
    return f"exact {listing(named)} of {count(units, 'unit')}, too slow to search — {_REMEDY}"


def _but_for_reference(specification: Specification, own: Specification) -> bool:
    return replace(specification, reference=own.reference) == own


def turned_round(specification: Specification, derivation: Derivation, turned: Alternative) -> bool:
    """Return whether a specification is the derivation's own in the other direction."""
    own = replace(specification_of(derivation), interval=None, confidence=0.95, alternative=turned)
    return _but_for_reference(specification, own)


def _candidates(study: "Study", own: Specification) -> Iterator[Specification]:
    scale = scale_of(study, own.endpoint)
    codings = dict.fromkeys((own.coding, *(study.manifest.scales[scale].codings if scale else ())))
    every: list[Variant] = [variant for takes in _TAKES[own.type] for variant in variants(takes)]
    apart = [variant for takes in _TAKES["compare"] for variant in variants(takes)] if own.type == "paired" else []
    for coding, strata in product(codings, dict.fromkeys((None, own.strata))):
        base = replace(own, coding=coding, strata=strata)
        yield from (replace(base, alternative=side) for side in ("two-sided", "greater", "less"))
        for variant in every:
            yield from _of_variant(base, variant)
        if strata is None:
            for variant in apart:
                yield from _of_variant(replace(base, type="compare", by=None, arms=UNPAIRED), variant)


def _of_variant(base: Specification, variant: Variant) -> Iterator[Specification]:
    sides: tuple[Alternative, ...] = ("two-sided",) if variant.sided == "two-sided" else ("greater", "less")
    for side in sides:
        yield replace(
            base,
            method=variant.method,
            alternative=side,
            two_sided=variant.two_sided,
            zeros=variant.zeros,
            reference=variant.reference,
            continuity=variant.continuity,
            mid_p=variant.mid_p,
        )


class _Readings:
    """The readings that the specifications of one search are about; each coding is measured once."""

    def __init__(self, study: "Study", own: Specification) -> None:
        self._study, self._own = study, own
        self._frames: dict[tuple[str | None, bool], pd.DataFrame] = {}

    def of(self, specification: Specification) -> pd.DataFrame:
        """Return one row a unit, or one a reading where before and after stand apart."""
        key = specification.coding, is_unpaired(specification)
        if key not in self._frames:
            own = self._own
            frame = measure(
                self._study,
                endpoint=own.endpoint,
                population=own.population,
                coding=specification.coding,
                by=own.by,
                strata=own.strata,
            )
            self._frames[key] = _apart(frame) if key[1] else frame
        return self._frames[key]

    def p_value(self, specification: Specification) -> Fraction | None:
        """Return the P value of a specification, None where its method refuses the readings."""
        try:
            return self._p_value(specification)
        except BiomarkerStatsError:
            return None

    def _p_value(self, specification: Specification) -> Fraction | None:
        frame = self.of(specification)
        common: dict[str, Any] = {
            "method": specification.method,
            "alternative": specification.alternative,
            "two_sided": specification.two_sided,
            "reference": specification.reference,
            "continuity": specification.continuity,
            "interval": "none",
            "missing": "drop",
            "strata": None if specification.strata is None else "stratum",
        }
        if specification.type == "paired":
            result = paired(frame, before="before", after="after", zeros=specification.zeros, **common)
        else:
            outcome = next(name for name in ("outcome", "change", "yes", "value") if name in frame.columns)
            arms = specification.arms or None
            result = compare(frame, outcome=outcome, arm="arm", arms=arms, ranks=specification.ranks, **common)
        return p_ratio(result, mid_p=specification.mid_p)


def _apart(frame: pd.DataFrame) -> pd.DataFrame:
    """Return before and after as readings of two arms of different units."""
    parts = [pd.DataFrame({"outcome": frame[name].astype(float), "arm": name}) for name in UNPAIRED]
    return pd.concat(parts, ignore_index=True)
