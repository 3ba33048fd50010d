"""What every test on a linear statistic shares: from statistic, interval and facts to one Result."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from biomarker_stats import wording
from biomarker_stats.design.problem import Arms, Pairs
from biomarker_stats.design.scores import IntArray, Scores
from biomarker_stats.errors import ExactTooLarge, MethodMismatch, UsageError
from biomarker_stats.exact.linear import BoolArray, LinearStatistic
from biomarker_stats.exact.reference import Evidence, Question, evidence, normal_evidence
from biomarker_stats.exact.scores import tied
from biomarker_stats.exact.shift_interval import Interval, agree_with_test, level
from biomarker_stats.exact.tails import attained_level
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Effect, Result
from biomarker_stats.terms import TwoSided

NO_INTERVAL = "none"  # Options.interval: the caller wants the p value only


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """The words of a test: its name in the catalogue, its title, its estimand and its statistic.

    An ``omnibus`` test has no direction: large values of its statistic speak against H0 whatever the arms' order.
    """

    name: str
    title: str
    estimand: str = ""
    statistic: str = ""
    omnibus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An estimate, the value H0 gives it, and its interval; all None where a test estimates nothing."""

    value: float | None = None
    null: float | None = None
    interval: Interval | None = None
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """How many units there were, how many carried information, and what a reader must know."""

    n: dict[str, int]
    n_used: int
    n_zero: int = 0
    n_tied: int = 0
    notes: tuple[str, ...] = ()


def question(options: Options, default: TwoSided = "absolute") -> Question:
    """Return which tail of which reference distribution ``options`` ask for."""
    return Question(
        alternative=options.alternative,
        two_sided=options.two_sided or default,
        reference=options.reference,
        n_resamples=options.n_resamples,
        seed=options.seed,
        engine=options.where,
    )


def wants_interval(options: Options, method: str, *known: str) -> bool:
    """Return whether the method's interval is wanted; ``known`` are the names it goes by.

    Raises:
        UsageError: another interval was asked for.
    """
    if options.interval is not None and options.interval not in {NO_INTERVAL, *known}:
        names = wording.listing([repr(name) for name in (*known, NO_INTERVAL)], "or")
        msg = f"method {method!r} has no interval called {options.interval!r} — leave interval= out, or say {names}"
        raise UsageError(msg)
    return options.interval != NO_INTERVAL and not options.continuity


def weigh(statistic: LinearStatistic, options: Options, half: Fraction | None = None) -> Evidence:
    """Return the p value of a linear statistic by the reference distribution that ``options`` name.

    ``half`` is half a rank in the statistic's integer units, for rank tests; others know no continuity correction.

    Raises:
        UsageError: a continuity correction was asked for where there is none.
    """
    if not options.continuity:
        return evidence(statistic, question(options))
    if half is None or options.reference != "asymptotic":
        msg = (
            "continuity=True corrects the normal approximation of a rank test — "
            "use it with reference='asymptotic' and signed-rank or rank-sum, or leave it out"
        )
        raise UsageError(msg)
    return normal_evidence(statistic.observed, *statistic.moments(), question(options), half)


def assemble(
    naming: Naming,
    statistic: float | None,
    found: Evidence,
    estimate: Estimate,
    used: Used,
    *,
    problem: Pairs | Arms,
    options: Options,
) -> Result:
    """Return the Result of a test; the interval is made to agree with the p value about the null value."""
    interval = _settled(estimate, found, options)
    unused: tuple[str, ...] = ()
    if options.effect_size is not None:
        unused = (f"effect_size={options.effect_size!r} is for the t tests and was not used",)
    directed = options.alternative == "two-sided" and not naming.omnibus
    return Result(
        method=naming.name,
        title=naming.title,
        estimand=naming.estimand,
        p_value=found.p_value,
        alternative=options.alternative,
        reference=found.reference,
        n=used.n,
        n_used=used.n_used,
        estimate=estimate.value,
        null_value=estimate.null,
        conf_low=interval.low if interval else None,
        conf_high=interval.high if interval else None,
        conf_level=options.confidence,
        conf_attained=interval.attained if interval else None,
        conf_method=interval.method if interval else "",
        statistic=statistic,
        statistic_name=naming.statistic,
        mid_p_value=found.mid_p_value,
        p_min_attainable=found.p_min_attainable,
        two_sided=(options.two_sided or "absolute") if directed else None,
        n_resamples=found.n_resamples,
        seed=found.seed,
        n_zero=used.n_zero,
        n_tied=used.n_tied,
        excluded=problem.excluded,
        strata=problem.stratum_names,
        effects=estimate.effects,
        notes=(*used.notes, *found.notes, *(interval.notes if interval else ()), *unused),
        distribution=found.distribution,
    )


def _settled(estimate: Estimate, found: Evidence, options: Options) -> Interval | None:
    """Return the interval, in agreement with an exact p, and with the level the test attains at the null value."""
    interval, alpha = estimate.interval, level(options.confidence)
    if interval is None or estimate.null is None or found.distribution is None:
        return interval
    interval = agree_with_test(interval, estimate.null, found.p_value, alpha)
    if not interval.inverts_exact:
        return interval
    size = attained_level(found.distribution, options.alternative, options.two_sided or "absolute", alpha)
    return replace(interval, attained=1 - size)


def whole_numbers(scores: Scores, what: str) -> IntArray:
    """Return the scores as exact integers.

    Raises:
        ExactTooLarge: they do not fit into 62 bits.
    """
    if scores.integers is None:
        msg = (
            f"{what} has recorded values too long, or too far apart in size, for exact arithmetic — "
            "give it in other units or to fewer digits, or use a parametric method"
        )
        raise ExactTooLarge(msg)
    return scores.integers


def differences(problem: Pairs) -> IntArray:
    """Return after − before as exact integers over the common denominator, shape (n,)."""
    return whole_numbers(problem.after, "the second reading") - whole_numbers(problem.before, "the first reading")


def two_arms(problem: Arms, method: str, *, censored: bool = False) -> BoolArray:
    """Return who is in the first arm, shape (n,); ``censored`` says that the method knows censored times.

    Raises:
        MethodMismatch: there are not exactly two arms, or one is empty, or times are censored.
    """
    sizes = problem.n_by_arm
    if len(sizes) != 2 or min(sizes.values()) == 0:
        found = ", ".join(f"{name} {size}" for name, size in sizes.items())
        msg = f"method {method!r} compares two arms with at least one unit each; got {found} — name two with arms="
        raise MethodMismatch(msg)
    if not censored:
        all_events(problem, method)
    return np.asarray(problem.arm == 0)


def all_events(problem: Arms, method: str) -> None:
    """Check that no time is censored.

    Raises:
        MethodMismatch: one is.
    """
    if problem.event is not None and not problem.event.all():
        times = wording.count(int(np.count_nonzero(~problem.event)), "censored time")
        msg = f"method {method!r} knows no censored times, got {times} — use 'log-rank', or leave event= out"
        raise MethodMismatch(msg)


def used_arms(problem: Arms, outcome: IntArray) -> Used:
    """Return how many units of a problem with arms carry information, and what hides it from the others."""
    useful, notes = compared(problem)
    one_fate = problem.event is None or len(np.unique(problem.event)) < 2  # of equal times, some events tell something
    if len(outcome) == 0 or ((outcome == outcome[0]).all() and one_fate):
        notes = (*notes, "every outcome is the same: there is nothing to test and p = 1")
    return Used(n=problem.n_by_arm, n_used=useful, n_tied=tied(outcome), notes=notes)


def compared(problem: Arms) -> tuple[int, tuple[str, ...]]:
    """Return how many units stand in strata with several arms, and a note about the others."""
    useful = 0
    for code in np.unique(problem.stratum):
        arms = problem.arm[problem.stratum == code]
        if len(np.unique(arms)) > 1:
            useful += len(arms)
    if useful == problem.n:
        return useful, ()
    idle = wording.count(problem.n - useful, "unit")
    return useful, (f"{idle} in strata with one arm only tell nothing about the others",)


def arms_in_full(problem: Arms, method: str, least: int = 2) -> None:
    """Check that there are at least so many arms, each with a unit.

    Raises:
        MethodMismatch: there are fewer, or one is empty, or times are censored.
    """
    sizes = problem.n_by_arm
    if len(sizes) < least or min(sizes.values()) == 0:
        found = ", ".join(f"{name} {size}" for name, size in sizes.items())
        msg = (
            f"method {method!r} compares at least {least} arms with a unit in each; got {found} — name them with arms="
        )
        raise MethodMismatch(msg)
    all_events(problem, method)


def without_direction(options: Options, method: str) -> None:
    """Check that an omnibus test was not asked for a direction.

    Raises:
        UsageError: ``alternative`` or ``two_sided`` was chosen.
    """
    if options.alternative != "two-sided" or options.two_sided is not None:
        chosen = f"alternative={options.alternative!r}, two_sided={options.two_sided!r}"
        msg = f"method {method!r} has no direction, got {chosen} — leave both out, or use jonckheere-terpstra or page"
        raise UsageError(msg)
