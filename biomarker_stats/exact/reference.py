"""Reference distributions: from a statistic to its p value, exactly, by resampling, or by the normal approximation.

References: Phipson B, Smyth GK (2010), Stat Appl Genet Mol Biol 9:39 (a Monte Carlo p adds one); Clopper CJ, Pearson
ES (1934), Biometrika 26:404-413 (its interval); Lancaster HO (1961), JASA 56:223-234 (mid-p).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np

from biomarker_stats.engine import HERE, Engine
from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.exact.distribution import ExactDistribution, IntArray
from biomarker_stats.exact.linear import LinearStatistic, Statistic
from biomarker_stats.exact.tails import tails
from biomarker_stats.terms import Alternative, Reference, TwoSided

_PIECE = 100_000  # draws of a Monte-Carlo sample that are made at once


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
    engine: Engine = HERE


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


@dataclass(frozen=True, slots=True)
class Draws:
    """A piece of a random sample: ``n`` draws that depend on the seed and the piece's place only."""

    seed: int
    place: int
    n: int

    def generator(self) -> np.random.Generator:
        """Return the source of random numbers of this piece."""
        return np.random.default_rng([self.seed, self.place] if self.place else self.seed)


def pieces_of(n_resamples: int, seed: int) -> list[Draws]:
    """Cut a random sample into pieces that fit into memory and may be drawn elsewhere.

    >>> [piece.n for piece in pieces_of(250_000, seed=1)]
    [100000, 100000, 50000]
    """
    starts = range(0, n_resamples, _PIECE)
    return [Draws(seed, place, min(_PIECE, n_resamples - start)) for place, start in enumerate(starts)]


def resampled(work: Callable[[Draws], IntArray], seed: int, question: Question) -> list[int]:
    """Return the sums of what ``work`` counts in each piece of the sample, by the engine that was asked for."""
    with question.engine.workers() as spread:
        counts = list(spread(work, pieces_of(question.n_resamples, seed)))
    return [int(total) for total in np.sum(counts, axis=0)]


def _monte_carlo(statistic: Statistic, question: Question, mean: Callable[[], Fraction], why: str = "") -> Evidence:
    seed = chosen_seed(question.seed)
    distance = abs(statistic.observed - mean())
    beyond = (math.floor(mean() - distance), math.ceil(mean() + distance))
    _refuse_order_of_probability(question)
    above, below, further = resampled(partial(_count_tails, statistic, beyond), seed, question)
    if question.alternative == "two-sided" and question.two_sided == "central":
        return monte_carlo_evidence(min(above, below), seed, question, doubled=True, why=why)
    count = {"greater": above, "less": below}.get(question.alternative, further)
    return monte_carlo_evidence(count, seed, question, why=why)


def chosen_seed(seed: int | None) -> int:
    """Return ``seed``, or a fresh one to be recorded."""
    return seed if seed is not None else int(np.random.SeedSequence().generate_state(1)[0])


def _count_tails(statistic: Statistic, beyond: tuple[int, int], draws: Draws) -> IntArray:
    """Return how many draws are at least the observed value, at most it, and at or beyond either of two values."""
    sample, (low, high) = statistic.resample(draws.n, draws.generator()), beyond
    extreme = (sample >= statistic.observed, sample <= statistic.observed, (sample <= low) | (sample >= high))
    return np.array([np.count_nonzero(each) for each in extreme])


def _refuse_order_of_probability(question: Question) -> None:
    if question.alternative == "two-sided" and question.two_sided not in ("absolute", "central"):
        msg = (
            f"two_sided={question.two_sided!r} orders outcomes by their probability, which resampling does not know — "
            "use two_sided='absolute' or 'central' with reference='monte-carlo', or reference='exact'"
        )
        raise UsageError(msg)


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
