"""Fisher's exact test of a 2 × 2 table, and the odds-ratio interval that inverts it."""

import math
from dataclasses import dataclass

from biomarker_stats.design.problem import Table
from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.exact.hypergeometric import (
    first_cell_distribution,
    hypergeometric_counts,
    odds_ratio_family,
)
from biomarker_stats.exact.large_sample import normal_p_value
from biomarker_stats.exact.melded import melded_difference, melded_ratio
from biomarker_stats.exact.score_intervals import newcombe_difference
from biomarker_stats.exact.tilted import TiltedFamily
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Effect, Result
from biomarker_stats.methods.table_input import (
    agree,
    chosen_interval,
    matched_limits,
    n_by_row,
    refuse_reference,
    reported_rule,
    row_labels,
    two_by_two,
)
from biomarker_stats.terms import Alternative, TwoSided

_INTERVALS = ("odds-ratio", "mid-p", "melded-difference", "melded-ratio")
_MIRRORED: dict[Alternative, Alternative] = {"two-sided": "two-sided", "greater": "less", "less": "greater"}
_RULES = {"minlike": "minimum-likelihood", "central": "central", "blaker": "Blaker", "absolute": "central"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Estimate:
    """What the interval is about, and what it is."""

    estimand: str
    estimate: float | None
    null_value: float
    limits: tuple[float, float]
    conf_method: str
    notes: tuple[str, ...] = ()


def fisher(table: Table, options: Options) -> Result:
    """Fisher's exact test that the odds of the event are the same in both arms.

    H0: the odds ratio is 1; with all margins fixed the first cell is hypergeometric. Estimand: the odds ratio
    (odds of the first column in row 1 over those in row 2), by conditional maximum likelihood; its interval inverts
    the same two-sided rule. ``interval="mid-p"`` inverts the central mid-p test instead; ``"melded-difference"`` and
    ``"melded-ratio"`` estimate p2 − p1 and p2 / p1 (row 2 against row 1), in agreement with the central rule.

    Args:
        table: one 2 × 2 table, rows are arms, columns event and no event.
        options: ``two_sided`` is minlike unless chosen; ``alternative="greater"`` means an odds ratio above 1.

    Raises:
        MethodMismatch: the table is not 2 × 2, or there are several.
        UsageError: no such interval or reference.

    References: Fisher RA (1935), J R Stat Soc 98:39-82; Fay MP (2010), R Journal 2(1):53-58; Fay MP, Proschan MA,
    Brittain E (2015), Biometrics 71:146-156.

    >>> import numpy as np
    >>> result = fisher(Table(counts=np.array([[[4, 0], [1, 5]]])), Options())
    >>> round(result.p_value, 6), round(result.conf_low, 4), result.conf_high
    (0.047619, 1.189, inf)
    """
    a, b, c, d = two_by_two(table, "fisher", "freeman-halton")
    refuse_reference(options, "fisher", ("auto", "exact", "asymptotic"))
    rule: TwoSided = options.two_sided or "minlike"
    first, counts = hypergeometric_counts(a + b, c + d, a + c)
    distribution = first_cell_distribution(first, counts)
    p_value = distribution.p_value(a, options.alternative, rule)
    found = _interval((a, b, c, d), odds_ratio_family(first, counts), p_value, options, rule)
    notes = found.notes
    mid_p_value: float | None = distribution.mid_p_value(a, options.alternative, rule)
    p_min: float | None = distribution.p_min(options.alternative, rule)
    reference = "exact"
    if len(counts) == 1:
        notes = ("a margin is zero: the table could not have been otherwise, so p = 1", *notes)
    if options.reference == "asymptotic":
        p_value, mid_p_value, p_min = _asymptotic_p(distribution, (a, b, c, d), options), None, None
        reference, notes = "asymptotic", (*notes, "p from the normal approximation to the hypergeometric distribution")
    return Result(
        method="fisher",
        title="Fisher's exact test",
        estimand=found.estimand,
        estimate=found.estimate,
        null_value=found.null_value,
        conf_low=found.limits[0],
        conf_high=found.limits[1],
        conf_level=options.confidence,
        conf_method=found.conf_method,
        statistic=float(a),
        statistic_name="first cell",
        p_value=p_value,
        mid_p_value=mid_p_value,
        p_min_attainable=p_min,
        alternative=options.alternative,
        two_sided=reported_rule(options, rule) if reference == "exact" else None,
        reference=reference,
        n=n_by_row(table),
        n_used=a + b + c + d,
        excluded=table.excluded,
        effects=risk_effects((a, b, c, d), row_labels(table), options.confidence),
        notes=notes,
        distribution=distribution,
    )


def _asymptotic_p(distribution: ExactDistribution, cells: tuple[int, int, int, int], options: Options) -> float:
    a, b, c, d = cells
    total, row, column = a + b + c + d, a + b, a + c
    if len(distribution.values) == 1:
        return 1.0
    expected = row * column / total
    variance = expected * (total - row) * (total - column) / (total * (total - 1))
    return normal_p_value((a - expected) / math.sqrt(variance), options.alternative)


def _interval(
    cells: tuple[int, int, int, int], family: TiltedFamily, p_value: float, options: Options, rule: TwoSided
) -> _Estimate:
    asked = chosen_interval(options, _INTERVALS, "fisher")
    if asked.startswith("melded"):
        return _melded(cells, options, asked, rule, p_value)
    two_sided = options.alternative == "two-sided"
    named = f"{_RULES[rule]} rule" if two_sided else "one-sided test"
    notes: tuple[str, ...] = ()
    if two_sided and (rule == "absolute" or (asked == "mid-p" and rule != "central")):
        notes = (f"the interval inverts the central {'mid-p ' * (asked == 'mid-p')}test, p follows the {rule} rule",)
    if asked == "mid-p":
        named = "central mid-p" if two_sided else "one-sided mid-p"
        low, high = family.limits(cells[0], options.confidence, options.alternative, "central", mid=True)
    elif rule == "absolute":
        low, high = family.limits(cells[0], options.confidence, options.alternative)
    else:
        low, high, notes = matched_limits(family, cells[0], options, null_psi=0.0, p_value=p_value, rule=rule)
    limits = _exp(low), _exp(high)
    return _Estimate(
        estimand="odds ratio (row 1 against row 2)",
        estimate=None if family.first == family.last else _exp(family.estimate(cells[0])),
        null_value=1.0,
        limits=limits if notes or asked == "mid-p" else agree(limits, 1.0, p_value, options.confidence),
        conf_method=f"inversion of the conditional exact test, {named}",
        notes=notes,
    )


def _melded(
    cells: tuple[int, int, int, int], options: Options, asked: str, rule: TwoSided, p_value: float
) -> _Estimate:
    a, b, c, d = cells
    first, second = (a, a + b), (c, c + d)
    notes: tuple[str, ...] = ()
    if options.alternative == "two-sided" and rule != "central":
        notes = (f"the melded interval agrees with the central rule, p follows the {rule} rule",)
    sided = _MIRRORED[options.alternative]
    if asked == "melded-difference":
        estimate = c / (c + d) - a / (a + b) if a + b and c + d else None
        limits, null_value, words = melded_difference(first, second, options.confidence, sided), 0.0, "p2 − p1"
    else:
        estimate = (c / (c + d)) / (a / (a + b)) if a and c + d else (math.inf if a + b and c else None)
        limits, null_value, words = melded_ratio(first, second, options.confidence, sided), 1.0, "p2 / p1"
    return _Estimate(
        estimand=f"{words} (row 2 against row 1)",
        estimate=estimate,
        null_value=null_value,
        limits=limits if notes else agree(limits, null_value, p_value, options.confidence),
        conf_method="melded exact intervals, central",
        notes=notes,
    )


def risk_effects(cells: tuple[int, int, int, int], names: tuple[str, ...], confidence: float) -> tuple[Effect, ...]:
    """Return the risk difference (row 1 − row 2) with Newcombe's hybrid score interval, where both rows have units."""
    a, b, c, d = cells
    if not (a + b and c + d):
        return ()
    low, high = newcombe_difference((a, a + b), (c, c + d), confidence)
    return (
        Effect(
            name=f"risk difference ({names[0]} − {names[1]})",
            estimate=a / (a + b) - c / (c + d),
            conf_low=low,
            conf_high=high,
            conf_method="Newcombe hybrid score",
        ),
    )


def _exp(psi: float) -> float:
    """Return exp(ψ) with ±∞ taken to 0 and ∞."""
    return math.exp(psi) if psi < 709.0 else math.inf


FISHER: tuple[Method, ...] = (
    Method(
        name="fisher",
        title="Fisher's exact test",
        takes="table",
        null="the odds ratio is 1",
        estimand="odds ratio (conditional maximum likelihood)",
        ties="ties of table probabilities decided in integers",
        zeros="a zero margin gives p = 1",
        strata="no (use cmh)",
        interval="inverts the same rule: minlike, central or blaker; mid-p; melded difference or ratio",
        references=(
            "Fisher RA (1935), J R Stat Soc 98:39-82",
            "Fay MP (2010), R Journal 2(1):53-58",
            "Fay MP, Proschan MA, Brittain E (2015), Biometrics 71:146-156",
        ),
        source="R fisher.test; R exact2x2; Fay 2010",
        run=fisher,
    ),
)
