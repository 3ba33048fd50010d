"""What a caller may choose about a test, gathered once and passed whole."""

from dataclasses import dataclass

from biomarker_stats.terms import Alternative, EffectSize, Ranks, Reference, TwoSided, Zeros


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The choices behind one result. ``two_sided`` and ``interval`` None mean the method's own convention.

    ``continuity`` moves a rank statistic by half a rank towards its mean before the normal approximation, as R's
    wilcox.test does by default; it needs ``reference="asymptotic"`` and has no interval.
    """

    alternative: Alternative = "two-sided"
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"
    ranks: Ranks = "within"
    reference: Reference = "auto"
    continuity: bool = False
    interval: str | None = None
    effect_size: EffectSize | None = None
    confidence: float = 0.95
    n_resamples: int = 99_999
    seed: int | None = None
