"""A specification: every choice that leads from a study to one number."""

from dataclasses import dataclass
from typing import Literal

from biomarker_stats.terms import Alternative, Ranks, Reference, TwoSided, Zeros


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One test of one endpoint in one population. ``coding`` None means the scale's default.

    ``mid_p`` says that the P value read off the result is its mid-p value.
    """

    type: Literal["paired", "compare"]
    endpoint: str
    method: str
    population: str = "all"
    by: str | None = None
    arms: tuple[str, ...] = ()
    strata: str | None = None
    coding: str | None = None
    alternative: Alternative = "two-sided"
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"
    ranks: Ranks = "within"
    reference: Reference = "auto"
    continuity: bool = False
    mid_p: bool = False
    interval: str | None = None
    confidence: float = 0.95
