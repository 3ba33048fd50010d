"""What the package's intervals cover in the same design: every interval that growth and combination analyses print."""

import numpy as np

from benchmarks.type_one_growth import CONTRAST, DAYS, RATES, Array, Condition, MixedFits, slopes_of, studies
from biomarker_stats.methods.preclinical.combination_lines import additivity_score
from biomarker_stats.methods.preclinical.contrast import Estimated, pooled, welch
from biomarker_stats.methods.preclinical.ratio_interval import ratio_of_means


def adjusted_auc_of(y: Array) -> Array:
    """Return the adjusted AUC of every mouse, as ``response.adjusted_auc`` has it."""
    logs = np.log(np.exp(y) + 1)
    above = (logs[..., 1:] + logs[..., :-1]) / 2 - logs[..., :1]
    return np.asarray(2 * (above @ np.diff(DAYS)) / (DAYS[-1] - DAYS[0]) ** 2)


def covers(found: Estimated, truth: float, confidence: float = 0.95) -> bool:
    """Whether the interval holds the truth."""
    low, high = found.interval(confidence)
    return low <= truth <= high


def coverage(y: Array, mixed: MixedFits, additivity_truth: float) -> dict[str, float]:
    """Return the share of studies in which each printed interval holds the truth.

    The combination index, being exp(L·t), covers as the contrast does, and is not repeated.
    """
    slopes, areas = slopes_of(y), adjusted_auc_of(y)
    day = float(DAYS[-1])
    inside: dict[str, list[bool]] = {}
    for study, area in zip(slopes, areas, strict=True):
        groups = list(study)
        both = RATES[3]
        found = {
            "Bliss contrast and index, Welch": covers(welch(groups, CONTRAST.tolist()), 0.0),
            "Bliss contrast and index, one variance": covers(pooled(groups, CONTRAST.tolist()), 0.0),
            "pair of arms, Welch": covers(welch([groups[3], groups[0]], [1, -1]), both - RATES[0]),
            "pair of arms, one variance": covers(pooled([groups[3], groups[0]], [1, -1]), both - RATES[0]),
            "equivalence limits (90%)": covers(welch(groups, CONTRAST.tolist()), 0.0, 0.90),
            "highest single agent, upper limit": max(
                welch([groups[3], groups[k]], [1, -1]).interval(0.95, "less")[1] for k in (1, 2)
            )
            >= max(both - RATES[1], both - RATES[2]),
            "response additivity": covers(additivity_score(list(area), day), additivity_truth),
        }
        ratio = ratio_of_means(groups[1], groups[0])
        truth = RATES[1] / RATES[0]
        low, high = ratio.conf_low, ratio.conf_high
        found["growth-rate ratio, Fieller"] = low is None or high is None or low <= truth <= high
        for name, inside_it in found.items():
            inside.setdefault(name, []).append(bool(inside_it))
    shares = {name: float(np.mean(values)) for name, values in inside.items()}
    reach = [
        covers(Estimated(estimate=e, standard_error=s, freedom=min(f, mixed.limit)), 0.0)
        for e, s, f in zip(mixed.estimate, mixed.error, mixed.freedom, strict=True)
    ]
    shares["Bliss contrast, mixed model with Kenward–Roger"] = float(np.mean(reach))
    pairs = [
        covers(Estimated(estimate=e, standard_error=s, freedom=min(f, mixed.limit)), RATES[3] - RATES[0])
        for e, s, f in mixed.pair
    ]
    shares["pair of arms, mixed model with Kenward–Roger"] = float(np.mean(pairs))
    return shares


def additivity_truth(condition: Condition, generator: np.random.Generator, n: int = 20_000) -> float:
    """Return the score at the arms' true mean adjusted AUCs, those being had from very many mice."""
    many = Condition(
        name=condition.name,
        mice=n,
        sd_intercept=condition.sd_intercept,
        sd_slope=condition.sd_slope,
        sd_error=condition.sd_error,
    )
    areas = adjusted_auc_of(studies(many, 1, generator))[0]
    return additivity_score(list(areas), float(DAYS[-1])).estimate
