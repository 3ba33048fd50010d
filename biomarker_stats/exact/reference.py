"""Reference distributions: from a statistic to its p value, exactly, by resampling, or by the normal approximation.

References: Phipson B, Smyth GK (2010), Stat Appl Genet Mol Biol 9:39 (a Monte Carlo p adds one); Clopper CJ, Pearson
ES (1934), Biometrika 26:404-413 (its interval); Lancaster HO (1961), JASA 56:223-234 (mid-p).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.exact.distribution import ExactDistribution, IntArray
from biomarker_stats.exact.linear import LinearStatistic, Statistic
from biomarker_stats.exact.tails import tails
from biomarker_stats.terms import Alternative, Reference, TwoSided


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How extreme the observed statistic is, under which reference distribution; None means not defined there."""

    p_value: float
    reference: Reference
    mid_p_value: float | None = None
    p_min_attainable: float | None = None
    distribution: ExactDistribution | None = None
    n_resamples: int | None = None
    seed: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which tail is asked about, and by which reference distribution."""

    alternative: Alternative
    two_sided: TwoSided
    reference: Reference
    n_resamples: int
    seed: int | None


def evidence(statistic: LinearStatistic, question: Question) -> Evidence:
    """Return the p value of ``statistic`` by the reference distribution asked for; ``auto`` says what it chose.

    Raises:
        ExactTooLarge: ``reference='exact'`` and the distribution does not fit.
    """
    if question.reference == "asymptotic":
        return normal_evidence(statistic.observed, *statistic.moments(), question)
    return counted_evidence(statistic, question, lambda: statistic.moments()[0])


def _nought() -> Fraction:
    return Fraction(0)


def counted_evidence(statistic: Statistic, question: Question, mean: Callable[[], Fraction] = _nought) -> Evidence:
    """Return the p value of any statistic, exactly or by resampling; ``mean`` gives the centre of a two-sided test.

    Raises:
        ExactTooLarge: ``reference='exact'`` and the distribution does not fit.
    """
    if question.reference == "monte-carlo":
        return _monte_carlo(statistic, question, mean)
    try:
        distribution = statistic.exact()
    except ExactTooLarge as error:
        if question.reference == "exact":
            raise
        return _monte_carlo(statistic, question, mean, why=str(error))
    return exact_evidence(statistic.observed, distribution, question)


def omnibus_evidence(statistic: Statistic, value: float, freedom: int, question: Question) -> Evidence:
    """Return P(statistic ≥ observed); its approximation is chi-square with ``freedom`` degrees of freedom."""
    if question.reference != "asymptotic":
        return counted_evidence(statistic, replace(question, alternative="greater"))
    from scipy.special import chdtrc

    note = f"chi-square approximation, {freedom} degrees of freedom"
    return Evidence(p_value=float(chdtrc(freedom, max(value, 0.0))), reference="asymptotic", notes=(note,))


def exact_evidence(observed: int, distribution: ExactDistribution, question: Question) -> Evidence:
    """Return the p value, mid-p and smallest attainable p of an exact distribution."""
    p, mid_p, p_min = tails(distribution, observed, question.alternative, question.two_sided)
    return Evidence(p_value=p, mid_p_value=mid_p, p_min_attainable=p_min, distribution=distribution, reference="exact")


def normal_evidence(
    observed: int, mean: Fraction, variance: Fraction, question: Question, correction: Fraction | None = None
) -> Evidence:
    """Return the normal approximation with the tie-corrected variance.

    ``correction`` moves the statistic towards its mean (two-sided) or against the alternative (one-sided), as R's
    wilcox.test does; None makes no continuity correction.
    """
    with_or_without = "no continuity correction" if correction is None else "continuity corrected"
    note = f"normal approximation, variance corrected for ties, {with_or_without}"
    if variance == 0:
        return Evidence(p_value=1.0, reference="asymptotic", notes=(note, "the statistic cannot vary: p = 1"))
    excess = observed - mean
    if correction is not None:
        side = {"greater": 1, "less": -1}.get(question.alternative, (excess > 0) - (excess < 0))
        excess -= side * correction
    p = normal_tail(float(excess), float(variance), question.alternative)
    return Evidence(p_value=p, reference="asymptotic", notes=(note,))


def normal_tail(excess: float, variance: float, alternative: Alternative) -> float:
    """Return the normal p value of a statistic so far above its expectation; 1 where it cannot vary.

    >>> round(normal_tail(1.96, 1.0, "two-sided"), 3), normal_tail(0.0, 0.0, "greater")
    (0.05, 1.0)
    """
    if variance <= 0:
        return 1.0
    z = excess / math.sqrt(2 * variance)
    if alternative == "two-sided":
        return math.erfc(abs(z))
    return math.erfc(z if alternative == "greater" else -z) / 2


def exact_p(statistic: LinearStatistic, question: Question) -> float:
    """Return the exact p value alone."""
    return tails(statistic.exact(), statistic.observed, question.alternative, question.two_sided).p


def normal_p(statistic: LinearStatistic, question: Question) -> float:
    """Return the p value of the normal approximation alone."""
    return normal_evidence(statistic.observed, *statistic.moments(), question).p_value


def _monte_carlo(statistic: Statistic, question: Question, mean: Callable[[], Fraction], why: str = "") -> Evidence:
    seed = chosen_seed(question.seed)
    sample = statistic.resample(question.n_resamples, np.random.default_rng(seed))
    count, doubled = count_extreme(sample, statistic.observed, mean(), question)
    return monte_carlo_evidence(count, seed, question, doubled=doubled, why=why)


def chosen_seed(seed: int | None) -> int:
    """Return ``seed``, or a fresh one to be recorded."""
    return seed if seed is not None else int(np.random.SeedSequence().generate_state(1)[0])


def count_extreme(sample: IntArray, observed: int, mean: Fraction, question: Question) -> tuple[int, bool]:
    """Return how many resamples are as extreme as observed, and whether the p value is twice that share."""
    above, below = int(np.count_nonzero(sample >= observed)), int(np.count_nonzero(sample <= observed))
    if question.alternative != "two-sided":
        return (above if question.alternative == "greater" else below), False
    if question.two_sided == "central":
        return min(above, below), True
    if question.two_sided != "absolute":
        msg = (
            f"two_sided={question.two_sided!r} orders outcomes by their probability, which resampling does not know — "
            "use two_sided='absolute' or 'central' with reference='monte-carlo', or reference='exact'"
        )
        raise UsageError(msg)
    distance = abs(observed - mean)
    low, high = math.floor(mean - distance), math.ceil(mean + distance)
    return int(np.count_nonzero((sample <= low) | (sample >= high))), False


def monte_carlo_evidence(
    count: int, seed: int, question: Question, *, doubled: bool = False, why: str = ""
) -> Evidence:
    """Return (1 + count) / (1 + resamples), with its own 99% interval in a note."""
    from scipy.special import betaincinv

    n, factor = question.n_resamples, 2 if doubled else 1
    low = 0.0 if count == 0 else float(betaincinv(count, n - count + 1, 0.005))
    high = 1.0 if count == n else float(betaincinv(count + 1, n - count, 0.995))
    low, high = min(1.0, factor * low), min(1.0, factor * high)
    notes = [f"Monte Carlo p from {n:,} resamples, seed {seed}; 99% interval for the exact p {low:.6f} to {high:.6f}"]
    if why:
        notes.insert(0, f"reference='auto' chose Monte Carlo: {why}")
    return Evidence(
        p_value=min(1.0, factor * (1 + count) / (1 + n)),
        reference="monte-carlo",
        n_resamples=n,
        seed=seed,
        notes=tuple(notes),
    )
