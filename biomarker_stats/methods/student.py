"""Student's and Welch's t tests, for comparison with what was published. Their reference is a normal model."""

import math
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from biomarker_stats.design.problem import Arms, Pairs
from biomarker_stats.design.scores import FloatArray
from biomarker_stats.errors import MethodMismatch
from biomarker_stats.exact.shift_interval import level
from biomarker_stats.methods.linear import two_arms, wants_interval
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Effect, Result
from biomarker_stats.methods.scale_free import as_float, power_of_two, quotients, sums_of_squares, times_power

_PAIRED_ESTIMAND = "mean of after − before"
_ARMS_ESTIMAND = "difference of means, first arm − second"


def paired_t(problem: Pairs, options: Options) -> Result:
    """Run the paired t test. H0: the mean of after − before is 0, the differences being normal.

    Estimand: that mean. Reference: Student (1908), Biometrika 6:1-25.

    Raises:
        MethodMismatch: strata were given.

    >>> from biomarker_stats.methods.examples import BIOPSIES
    >>> round(paired_t(BIOPSIES, Options()).p_value, 3)  # printed by Carracedo and others (2008)
    0.025
    """
    _no_strata(problem, "paired-t", "signed-rank or permutation")
    change = problem.after.values - problem.before.values
    if problem.after.integers is not None and problem.before.integers is not None and not problem.after.rounded:
        change = quotients(problem.after.integers - problem.before.integers, problem.after.denominator)
    n = problem.n
    (squares,), power = sums_of_squares(change)
    error = math.sqrt(squares / (n - 1)) / math.sqrt(n) if n > 1 else math.nan
    effects = _effects(problem.after.values, problem.before.values, options, paired=True)
    facts: dict[str, Any] = {
        "method": "paired-t",
        "title": "paired Student t test",
        "estimand": _PAIRED_ESTIMAND,
        "effects": effects,
    }
    facts |= {
        "n": {"pairs": n},
        "n_used": n,
        "n_zero": int(np.count_nonzero(change == 0)),
        "excluded": problem.excluded,
    }
    return _t_result(_mean(change), _Error(error, power, n - 1.0), options, facts)


def student_t(problem: Arms, options: Options) -> Result:
    """Run the two-sample t test with a common variance. H0: the means are equal, outcomes normal with one variance.

    Estimand: the difference of means. Reference: Student (1908), Biometrika 6:1-25.

    Raises:
        MethodMismatch: strata were given, or there are not two arms.

    >>> from biomarker_stats.methods.examples import BLOOD_PRESSURE
    >>> round(student_t(BLOOD_PRESSURE, Options()).p_value, 4)  # R t.test(var.equal = TRUE)
    0.109
    """
    x, y, facts = _two_samples(problem, options, "student-t", "Student t test")
    m, n = len(x), len(y)
    squares, power = sums_of_squares(x, y)
    pooled = math.sqrt(sum(squares) / (m + n - 2)) if m + n > 2 else math.nan
    error = _Error(pooled * math.sqrt(1 / m + 1 / n), power, m + n - 2.0)
    return _t_result(_mean(x) - _mean(y), error, options, facts)


def welch_t(problem: Arms, options: Options) -> Result:
    """Run Welch's t test. H0: the means are equal, outcomes normal with a variance for each arm.

    Estimand: the difference of means. Reference: Welch BL (1947), Biometrika 34:28-35.

    Raises:
        MethodMismatch: strata were given, or there are not two arms.

    >>> from biomarker_stats.methods.examples import BLOOD_PRESSURE
    >>> round(welch_t(BLOOD_PRESSURE, Options()).p_value, 4)  # R t.test
    0.1603
    """
    x, y, facts = _two_samples(problem, options, "welch-t", "Welch t test")
    m, n = len(x), len(y)
    error = _Error(math.nan, 0, math.nan)
    if min(m, n) > 1:
        squares, power = sums_of_squares(x, y)
        a, b = math.sqrt(squares[0] / (m - 1)) ** 2 / m, math.sqrt(squares[1] / (n - 1)) ** 2 / n
        freedom = (a + b) ** 2 / (a**2 / (m - 1) + b**2 / (n - 1)) if a + b > 0 else math.nan
        error = _Error(math.sqrt(a + b), power, freedom)
    return _t_result(_mean(x) - _mean(y), error, options, facts)


def _two_samples(
    problem: Arms, options: Options, name: str, title: str
) -> tuple[FloatArray, FloatArray, dict[str, Any]]:
    _no_strata(problem, name, "rank-sum or permutation")
    first = two_arms(problem, name)
    x, y = problem.outcome.values[first], problem.outcome.values[~first]
    facts: dict[str, Any] = {"method": name, "title": title, "estimand": _ARMS_ESTIMAND}
    facts |= {"n": problem.n_by_arm, "n_used": problem.n, "excluded": problem.excluded}
    return x, y, facts | {"effects": _effects(x, y, options, paired=False)}


def _no_strata(problem: Pairs | Arms, name: str, instead: str) -> None:
    if problem.stratum.any():
        msg = f"method {name!r} knows no strata, got {len(problem.stratum_names)} — use {instead}, or leave strata out"
        raise MethodMismatch(msg)


def _mean(x: FloatArray) -> Fraction:
    """Return the mean of the decimals that the values print as, so that 0.1, 0.1 and 0.1 have the mean 0.1."""
    return sum((Fraction(repr(value)) for value in x.tolist()), Fraction(0)) / max(len(x), 1)


class _Error(NamedTuple):
    """A standard error in units of 2^power, which keep its square from vanishing and from overflowing."""

    size: float
    power: int
    freedom: float


def _t_result(exact_mean: Fraction, error: _Error, options: Options, facts: dict[str, Any]) -> Result:
    """Return the result of estimate / standard error on so many degrees of freedom, degenerate cases said in words."""
    notes = []
    mean, freedom = as_float(exact_mean), error.freedom
    wanted = wants_interval(options, str(facts["method"]))
    p: float | None
    statistic: float | None
    low: float | None
    high: float | None
    if math.isnan(error.size):
        p, statistic, low, high = 1.0, None, -math.inf, math.inf
        notes.append("too few units to estimate a variance: there is no t statistic and p = 1")
    elif error.size == 0:
        p, statistic = _p_without_variance(mean, options), None
        low = -math.inf if options.alternative == "less" else mean
        high = math.inf if options.alternative == "greater" else mean
        notes.append(
            "every difference is 0: there is nothing to test and p = 1"
            if mean == 0
            else "the variance is 0, so t is infinite and the normal model gives p = 0 or 1; an exact test is advised"
        )
    else:
        in_units = as_float(exact_mean / Fraction(2) ** error.power)
        statistic = in_units / error.size
        p, low, high = _student(in_units, error.size, freedom, options)
        low, high = times_power(low, error.power), times_power(high, error.power)
    place = "" if math.isnan(freedom) or statistic is None else f"({freedom:.4g})"
    return Result(
        **facts,
        p_value=p,
        alternative=options.alternative,
        reference="parametric",
        estimate=mean,
        null_value=0.0,
        conf_low=low if wanted else None,
        conf_high=high if wanted else None,
        conf_level=options.confidence,
        conf_method="t interval" if wanted else "",
        statistic=statistic,
        statistic_name=f"t{place}",
        notes=tuple(notes),
    )


def _p_without_variance(mean: float, options: Options) -> float:
    if mean == 0:
        return 1.0
    agrees = options.alternative == "two-sided" or (mean > 0) == (options.alternative == "greater")
    return 0.0 if agrees else 1.0


def _student(mean: float, error: float, freedom: float, options: Options) -> tuple[float, float, float]:
    """Return the p value and the interval of Student's t."""
    from scipy.special import stdtr, stdtrit

    t, alpha = mean / error, level(options.confidence)
    if options.alternative == "two-sided":
        reach = -float(stdtrit(freedom, alpha / 2)) * error
        return float(2 * stdtr(freedom, -abs(t))), mean - reach, mean + reach
    reach = -float(stdtrit(freedom, alpha)) * error
    if options.alternative == "greater":
        return float(stdtr(freedom, -t)), mean - reach, math.inf
    return float(stdtr(freedom, t)), -math.inf, mean + reach


def _effects(x: FloatArray, y: FloatArray, options: Options, *, paired: bool) -> tuple[Effect, ...]:
    """Return the standardised difference asked for, by pingouin."""
    if options.effect_size is None or min(len(x), len(y)) < 2:
        return ()
    if not any(sums_of_squares(x, y)[0]):
        return ()
    import pingouin

    power = power_of_two(x, y)
    x, y = np.ldexp(x, -power), np.ldexp(y, -power)
    size = float(pingouin.compute_effsize(x, y, paired=paired, eftype=options.effect_size))
    low, high = pingouin.compute_esci(
        size, len(x), len(y), paired=paired, eftype=options.effect_size, confidence=options.confidence, decimals=15
    )
    name = {"hedges": "Hedges g", "cohen": "Cohen d"}[options.effect_size]
    return (
        Effect(
            name=name, estimate=size, conf_low=float(low), conf_high=float(high), conf_method="pingouin compute_esci"
        ),
    )


def _method(name: str, title: str, run: Any, *, takes: Any, null: str, estimand: str, source: str) -> Method:
    return Method(
        name=name,
        title=title,
        takes=takes,
        null=null,
        estimand=estimand,
        ties="not special",
        zeros="not special",
        strata="no",
        interval="t interval",
        references=("Welch 1947",) if name == "welch-t" else ("Student 1908",),
        source=source,
        run=run,
    )


_SOURCE = "scipy.stats, R t.test"
STUDENT: tuple[Method, ...] = (
    _method(
        "paired-t",
        "paired Student t test",
        paired_t,
        takes="pairs",
        null="the mean of after − before is 0, the differences being normal",
        estimand=_PAIRED_ESTIMAND,
        source=_SOURCE,
    ),
    _method(
        "student-t",
        "Student t test",
        student_t,
        takes="arms",
        null="the means are equal, outcomes being normal with one variance",
        estimand=_ARMS_ESTIMAND,
        source=_SOURCE,
    ),
    _method(
        "welch-t",
        "Welch t test",
        welch_t,
        takes="arms",
        null="the means are equal, outcomes being normal with a variance for each arm",
        estimand=_ARMS_ESTIMAND,
        source=_SOURCE,
    ),
)
