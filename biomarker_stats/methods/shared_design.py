"""What a design lets many endpoints exchange together: its scores, all its arrangements, or a random sample of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from biomarker_stats.design.endpoints import ArmEndpoints, PairedEndpoints
from biomarker_stats.exact.arrangements import (
    AllRelabellings,
    AllSignFlips,
    Arrangements,
    RandomRelabellings,
    RandomSignFlips,
)
from biomarker_stats.exact.endpoint_scores import Numbers, arm_scores, paired_scores
from biomarker_stats.terms import Alternative


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SharedDesign:
    """Scores of m endpoints, shape (m, units), what their squared sums are divided by, and what H0 exchanges.

    ``every`` holds all arrangements (for a two-sided question about pairs, one of each mirrored two);
    ``n_arrangements`` counts them under H0; ``sample(n, seed)`` draws n of them.
    """

    names: tuple[str, ...]
    scores: Numbers
    variance: Numbers
    every: Arrangements
    n_arrangements: int
    sample: Callable[[int, int], Arrangements]
    n: Mapping[str, int]
    excluded: Mapping[str, int]
    strata: tuple[str, ...] = ()


def paired_design(
    endpoints: PairedEndpoints, *, alternative: Alternative, ranks: bool, one_scale: bool
) -> SharedDesign:
    """Return the sign flips of pairs; large positive sums are extreme, unless two-sided."""
    differences = -endpoints.differences if alternative == "less" else endpoints.differences
    scores, squares = paired_scores(differences, ranks=ranks, one_scale=one_scale)
    n = scores.shape[1]
    return SharedDesign(
        names=endpoints.names,
        scores=scores,
        variance=squares,
        every=AllSignFlips(n, halved=alternative == "two-sided"),
        n_arrangements=2**n,
        sample=lambda size, seed: RandomSignFlips(n, size, seed),
        n={"pairs": n},
        excluded=endpoints.excluded,
    )


def arm_design(endpoints: ArmEndpoints, *, alternative: Alternative, ranks: bool, one_scale: bool) -> SharedDesign:
    """Return the relabellings of two arms within strata; large sums of the first arm are extreme, unless two-sided."""
    outcomes = -endpoints.outcomes if alternative == "less" else endpoints.outcomes
    first, stratum = endpoints.first, endpoints.stratum
    scores, variance = arm_scores(outcomes, first, stratum, ranks=ranks, one_scale=one_scale)
    every = AllRelabellings(first, stratum)
    in_first = int(first.sum())
    return SharedDesign(
        names=endpoints.names,
        scores=scores,
        variance=variance,
        every=every,
        n_arrangements=every.count,
        sample=lambda size, seed: RandomRelabellings(first, stratum, size, seed),
        n={endpoints.arm_names[0]: in_first, endpoints.arm_names[1]: len(first) - in_first},
        excluded=endpoints.excluded,
        strata=endpoints.stratum_names,
    )
