"""One proportion: its interval, and the test that the interval inverts."""

import math
from collections.abc import Callable
from fractions import Fraction

from biomarker_stats.design.problem import Proportion
from biomarker_stats.exact.binomial import binomial_distribution, logit_family
from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.exact.large_sample import normal_p_value
from biomarker_stats.exact.score_intervals import wilson
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.table_input import agree, matched_limits, refuse_reference, reported_rule
from biomarker_stats.terms import TwoSided

_ESTIMAND = "proportion of successes"


def clopper_pearson(problem: Proportion, options: Options) -> Result:
    """Run the exact binomial test of one proportion and give the Clopper–Pearson interval.

    H0: the proportion is ``null_value``. Estimand: the proportion; its interval inverts the same rule (central unless
    another is chosen: ``two_sided="minlike"`` gives Sterne's interval, ``"blaker"`` Blaker's).

    Args:
        problem: successes, n, and the proportion that H0 states.
        options: alternative, two-sided rule, confidence.

    References: Clopper CJ, Pearson ES (1934), Biometrika 26:404-413.

    >>> result = clopper_pearson(Proportion(successes=5, n=10), Options())
    >>> result.p_value, round(result.conf_low, 4), round(result.conf_high, 4)
    (1.0, 0.1871, 0.8129)
    """
    return _exact(problem, options, "clopper-pearson", "Exact binomial test", options.two_sided or "central")


def blaker(problem: Proportion, options: Options) -> Result:
    """Run Blaker's exact test of one proportion; the interval that inverts it is never wider than Clopper–Pearson.

    H0: the proportion is ``null_value``. Estimand: the proportion.

    References: Blaker H (2000), Can J Stat 28:783-798.

    >>> result = blaker(Proportion(successes=0, n=10), Options())
    >>> round(result.conf_low, 4), round(result.conf_high, 4)
    (0.0, 0.2829)
    """
    return _exact(problem, options, "blaker", "Blaker's exact binomial test", "blaker")


def mid_p(problem: Proportion, options: Options) -> Result:
    """Run the mid-p binomial test of one proportion; its interval is close to its level, on average above it.

    H0: the proportion is ``null_value``. Estimand: the proportion.

    References: Lancaster HO (1961), JASA 56:223-234; Berry G, Armitage P (1995), The Statistician 44:417-423.

    >>> result = mid_p(Proportion(successes=0, n=10), Options())
    >>> round(result.conf_low, 4), round(result.conf_high, 4)
    (0.0, 0.2589)
    """
    return _exact(problem, options, "mid-p", "Mid-p binomial test", "central")


def wilson_score(problem: Proportion, options: Options) -> Result:
    """Run the score test of one proportion and give Wilson's interval: a large-sample method.

    H0: the proportion is ``null_value``. Estimand: the proportion; the interval inverts the score test, whose
    p value is given.

    References: Wilson EB (1927), JASA 22:209-212.

    >>> result = wilson_score(Proportion(successes=5, n=10), Options())
    >>> round(result.conf_low, 4), round(result.conf_high, 4)
    (0.2366, 0.7634)
    """
    refuse_reference(options, "wilson", ("auto", "asymptotic"))
    k, n, null = problem.successes, problem.n, problem.null_value
    spread = math.sqrt(n * null * (1 - null))
    distance = k - n * null
    z = distance / spread if spread else (math.copysign(math.inf, distance) if distance else 0.0)
    return _result(
        problem,
        options,
        method="wilson",
        title="Score test of one proportion",
        limits=_one_sided(options, lambda level: wilson(k, n, level)) if n else (0.0, 1.0),
        conf_method="Wilson score",
        statistic=z,
        statistic_name="z",
        p_value=normal_p_value(z, options.alternative),
        reference="asymptotic",
    )


def jeffreys(problem: Proportion, options: Options) -> Result:
    """Give the Jeffreys interval of one proportion: equal tails of its posterior under a Beta(½, ½) prior.

    H0: none; there is no p value. Estimand: the proportion. The interval reaches 0 (1) when there is no success
    (failure).

    References: Brown LD, Cai TT, DasGupta A (2001), Stat Sci 16:101-133, section 3.1.1.

    >>> result = jeffreys(Proportion(successes=5, n=10), Options())
    >>> round(result.conf_low, 4), round(result.conf_high, 4)
    (0.2235, 0.7765)
    """
    from scipy.special import betaincinv

    refuse_reference(options, "jeffreys", ("auto",))
    k, n = problem.successes, problem.n

    def equal_tailed(level: float) -> tuple[float, float]:
        low, high = (float(betaincinv(k + 0.5, n - k + 0.5, 0.5 + side * level / 2)) for side in (-1, 1))
        return (0.0 if k == 0 else low, 1.0 if k == n else high)

    return _result(
        problem,
        options,
        method="jeffreys",
        title="Jeffreys interval of one proportion",
        limits=_one_sided(options, equal_tailed),
        conf_method="equal-tailed posterior, Beta(1/2, 1/2) prior",
        p_value=None,
        reference="posterior",
        notes=("a posterior interval: it inverts no test, so no p value is given",),
    )


def _exact(problem: Proportion, options: Options, method: str, title: str, rule: TwoSided) -> Result:
    refuse_reference(options, method)
    k = problem.successes
    distribution = _null_distribution(problem)
    p_value = distribution.p_value(k, options.alternative, rule) if _possible(problem) else 0.0
    mid_p_value = distribution.mid_p_value(k, options.alternative, rule) if _possible(problem) else 0.0
    inverted: TwoSided = "central" if rule == "absolute" else rule
    mid = method == "mid-p"
    limits, notes = _limits(problem, options, inverted, p_value, mid=mid)
    if inverted != rule and options.alternative == "two-sided":
        notes = (*notes, "the interval inverts the central rule, p follows the absolute rule")
    if not _possible(problem):
        notes = (*notes, f"H0 rules this outcome out: the proportion cannot be {problem.null_value:g}")
    if problem.n == 0:
        notes = (*notes, "no unit was observed: p = 1")
    return _result(
        problem,
        options,
        method=method,
        title=title,
        limits=limits,
        conf_method=_conf_method(options, inverted, mid=mid),
        statistic=float(k),
        statistic_name="successes",
        p_value=mid_p_value if mid else p_value,
        mid_p_value=mid_p_value,
        p_min_attainable=_p_min(distribution, options, rule, mid=mid),
        two_sided=reported_rule(options, rule),
        reference="exact",
        notes=notes,
        distribution=distribution,
    )


def _p_min(distribution: ExactDistribution, options: Options, rule: TwoSided, *, mid: bool) -> float:
    if mid:
        return float(distribution.all_mid_p(options.alternative, rule).min())
    return distribution.p_min(options.alternative, rule)


def _null_distribution(problem: Proportion) -> ExactDistribution:
    """Take the null proportion for the decimal that was written: 0.1 is one tenth."""
    return binomial_distribution(problem.n, Fraction(repr(float(problem.null_value))))


def _possible(problem: Proportion) -> bool:
    null, k = problem.null_value, problem.successes
    return not ((null <= 0 and k > 0) or (null >= 1 and k < problem.n))


def _limits(
    problem: Proportion, options: Options, rule: TwoSided, p_value: float, *, mid: bool
) -> tuple[tuple[float, float], tuple[str, ...]]:
    if problem.n == 0:
        return (0.0, 1.0), ()
    family, k, null = logit_family(problem.n), problem.successes, problem.null_value
    notes: tuple[str, ...] = ()
    if mid or not 0 < null < 1:
        low, high = family.limits(k, options.confidence, options.alternative, rule, mid=mid)
    else:
        psi = math.log(null / (1 - null))
        low, high, notes = matched_limits(family, k, options, null_psi=psi, p_value=p_value, rule=rule)
    limits = _expit(low), _expit(high)
    return (limits if mid else agree(limits, null, p_value, options.confidence)), notes


def _conf_method(options: Options, rule: TwoSided, *, mid: bool) -> str:
    if mid:
        return "inversion of the mid-p binomial test" + ", central" * (options.alternative == "two-sided")
    if options.alternative != "two-sided":
        return "inversion of the one-sided binomial test (Clopper–Pearson)"
    named = {"central": "central rule (Clopper–Pearson)", "minlike": "minimum-likelihood rule (Sterne)"}
    return f"inversion of the exact binomial test, {named.get(rule, 'Blaker rule')}"


def _one_sided(options: Options, interval: Callable[[float], tuple[float, float]]) -> tuple[float, float]:
    """Return the two-sided interval, or the one-sided one at the same level."""
    if options.alternative == "two-sided":
        return interval(options.confidence)
    low, high = interval(2 * options.confidence - 1)
    return (low, 1.0) if options.alternative == "greater" else (0.0, high)


def _result(problem: Proportion, options: Options, *, limits: tuple[float, float], **found: object) -> Result:
    return Result(
        **found,  # type: ignore[arg-type]
        estimand=_ESTIMAND,
        estimate=problem.successes / problem.n if problem.n else None,
        null_value=problem.null_value,
        conf_low=limits[0],
        conf_high=limits[1],
        conf_level=options.confidence,
        alternative=options.alternative,
        n={"all": problem.n},
        n_used=problem.n,
    )


def _expit(psi: float) -> float:
    return 1 / (1 + math.exp(-psi)) if psi > -700 else 0.0


def _record(name: str, title: str, interval: str, references: tuple[str, ...], run: object) -> Method:
    return Method(
        name=name,
        title=title,
        takes="proportion",
        null="none" if name == "jeffreys" else "the proportion is null_value",
        estimand=_ESTIMAND,
        ties="none possible",
        zeros="0 of n and n of n give a limit of 0 or 1",
        strata="no",
        interval=interval,
        references=references,
        source="R binom.test and exactci; statsmodels proportion_confint",
        run=run,  # type: ignore[arg-type]
    )


PROPORTION: tuple[Method, ...] = (
    _record(
        "clopper-pearson",
        "Exact binomial test, Clopper–Pearson interval",
        "inverts the same rule (central unless chosen)",
        ("Clopper CJ, Pearson ES (1934), Biometrika 26:404-413",),
        clopper_pearson,
    ),
    _record("blaker", "Blaker's exact test", "inverts it", ("Blaker H (2000), Can J Stat 28:783-798",), blaker),
    _record("mid-p", "Mid-p binomial test", "inverts it", ("Lancaster HO (1961), JASA 56:223-234",), mid_p),
    _record(
        "wilson", "Score test, Wilson interval", "inverts it", ("Wilson EB (1927), JASA 22:209-212",), wilson_score
    ),
    _record(
        "jeffreys",
        "Jeffreys interval",
        "posterior, Beta(1/2, 1/2)",
        ("Brown LD, Cai TT, DasGupta A (2001), Stat Sci 16:101-133",),
        jeffreys,
    ),
)
