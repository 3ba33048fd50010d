"""McNemar's test of two paired readings, exact and in its large-sample forms."""

import math
from dataclasses import dataclass
from typing import cast

from biomarker_stats.design.problem import Table
from biomarker_stats.exact.binomial import binomial_distribution, logit_family
from biomarker_stats.exact.large_sample import normal_p_value
from biomarker_stats.exact.paired_difference import exact_difference
from biomarker_stats.exact.paired_proportions import newcombe_paired, tango
from biomarker_stats.exact.shift_interval import level
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Effect, Result
from biomarker_stats.methods.table_input import agree, chosen_interval, refuse_reference, reported_rule, two_by_two
from biomarker_stats.terms import TwoSided

INTERVALS = ("odds-ratio", "tango", "newcombe", "exact-difference")
_DIFFERENCE_METHODS = {
    "tango": "Tango score (asymptotic)",
    "newcombe": "Newcombe square-and-add (asymptotic)",
    "exact-difference": "exact unconditional, outcomes in Wang's inductive order",
}
_NO_CHANGE = "no pair changed: nothing speaks for or against H0, so p = 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Estimate:
    estimand: str
    estimate: float | None
    null_value: float
    limits: tuple[float, float]
    conf_method: str


def mcnemar(table: Table, options: Options) -> Result:
    """Run McNemar's exact test: a paired binary reading changes in either direction equally often.

    H0: among pairs that change, the first cell above the diagonal (row 1, column 2) has probability ½; given the
    number of changing pairs it is binomial. Estimand: the conditional odds ratio b / c of [[a, b], [c, d]], rows
    before and columns after; above 1, and ``alternative="greater"``, mean more changes from category 1 to category 2.
    Its interval is the Clopper–Pearson interval of b / (b + c), transformed; ``interval="tango"``, ``"newcombe"`` and
    ``"exact-difference"`` (up to 40 pairs) are for p(row 1) − p(column 1) = (b − c) / n instead.

    Args:
        table: one 2 × 2 table of pairs.
        options: every two-sided rule gives the same p here, as the distribution is symmetric.

    Raises:
        MethodMismatch: the table is not 2 × 2, or there are several.
        UsageError: no such interval or reference.

    References: McNemar Q (1947), Psychometrika 12:153-157; Fagerland MW, Lydersen S, Laake P (2013), BMC Med Res
    Methodol 13:91.

    >>> import numpy as np
    >>> result = mcnemar(Table(counts=np.array([[[2, 6], [0, 2]]]), paired=True), Options())
    >>> result.p_value, result.mid_p_value, round(result.conf_low, 4), result.conf_high
    (0.03125, 0.015625, 1.1774, inf)
    """
    cells = two_by_two(table, "mcnemar", "marginal-homogeneity")
    refuse_reference(options, "mcnemar")
    rule: TwoSided = options.two_sided or "absolute"
    b, changed = cells[1], cells[1] + cells[2]
    distribution = binomial_distribution(changed)
    return paired_result(
        table,
        cells,
        options,
        method="mcnemar",
        title="McNemar's exact test",
        statistic=(float(b), "b"),
        p_value=distribution.p_value(b, options.alternative, rule),
        mid_p_value=distribution.mid_p_value(b, options.alternative, rule),
        p_min_attainable=distribution.p_min(options.alternative, rule),
        two_sided=reported_rule(options, rule),
        reference="exact",
        distribution=distribution,
    )


def mcnemar_chi2(table: Table, options: Options) -> Result:
    """Run McNemar's large-sample test without continuity correction, for comparison with the exact one.

    H0: among pairs that change, either direction has probability ½. Estimand and intervals as for ``mcnemar``; the
    odds-ratio interval inverts the exact test, not this one. The statistic is z = (b − c) / √(b + c); z² is McNemar's
    chi-square on one degree of freedom.

    References: McNemar Q (1947), Psychometrika 12:153-157.

    >>> import numpy as np
    >>> round(mcnemar_chi2(Table(counts=np.array([[[5, 5], [0, 0]]]), paired=True), Options()).p_value, 4)
    0.0253
    """
    return _large_sample(table, options, "mcnemar-chi2", 0)


def mcnemar_chi2_corrected(table: Table, options: Options) -> Result:
    """Run McNemar's large-sample test with Edwards's continuity correction, for comparison with the exact one.

    H0: among pairs that change, either direction has probability ½. Estimand and intervals as for ``mcnemar``; the
    odds-ratio interval inverts the exact test, not this one. The statistic is z = (|b − c| − 1) / √(b + c), signed.

    References: Edwards AL (1948), Psychometrika 13:185-187.

    >>> import numpy as np
    >>> round(mcnemar_chi2_corrected(Table(counts=np.array([[[5, 5], [0, 0]]]), paired=True), Options()).p_value, 4)
    0.0736
    """
    return _large_sample(table, options, "mcnemar-chi2-corrected", 1)


def _large_sample(table: Table, options: Options, name: str, correction: int) -> Result:
    cells = two_by_two(table, name, "stuart-maxwell")
    refuse_reference(options, name, ("auto", "asymptotic"))
    _, b, c, _ = cells
    corrected = "with" if correction else "without"
    z = 0.0 if b == c else math.copysign(max(abs(b - c) - correction, 0), b - c) / math.sqrt(b + c)
    return paired_result(
        table,
        cells,
        options,
        method=name,
        title=f"McNemar's large-sample test {corrected} continuity correction",
        statistic=(z, "z"),
        p_value=1.0 if b + c == 0 else normal_p_value(z, options.alternative),
        reference="asymptotic",
        notes=("the interval does not invert this large-sample test",),
    )


def paired_result(
    table: Table,
    cells: tuple[int, int, int, int],
    options: Options,
    *,
    statistic: tuple[float, str],
    intervals: tuple[str, ...] = INTERVALS,
    **found: object,
) -> Result:
    """Return the Result of a test of a paired 2 × 2 table, with the estimate that its interval is about."""
    estimate = _estimate(cells, options, chosen_interval(options, intervals, str(found["method"])))
    notes = cast("tuple[str, ...]", found.pop("notes", ()))
    if found["reference"] == "exact" and (found["method"] != "mcnemar" or estimate.null_value != 1.0):
        notes = (*notes, "the interval does not invert this test, so that it and p may disagree about the null value")
    limits = estimate.limits
    if found["method"] == "mcnemar" and estimate.null_value == 1.0:
        limits = agree(limits, 1.0, cast("float", found["p_value"]), options.confidence)
    fields = {
        **found,
        "statistic": statistic[0],
        "statistic_name": statistic[1],
        "estimand": estimate.estimand,
        "estimate": estimate.estimate,
        "null_value": estimate.null_value,
        "conf_low": limits[0],
        "conf_high": limits[1],
        "conf_level": options.confidence,
        "conf_method": estimate.conf_method,
    }
    return Result(
        **fields,  # type: ignore[arg-type]
        alternative=options.alternative,
        n={"pairs": sum(cells)},
        n_used=cells[1] + cells[2],
        n_zero=cells[0] + cells[3],
        excluded=table.excluded,
        effects=_effects(cells, options.confidence),
        notes=notes if cells[1] + cells[2] else (_NO_CHANGE, *notes),
    )


def _estimate(cells: tuple[int, int, int, int], options: Options, asked: str) -> _Estimate:
    _, b, c, _ = cells
    n = sum(cells)
    if asked == "odds-ratio":
        family = logit_family(b + c)
        low, high = (-math.inf, math.inf) if b + c == 0 else family.limits(b, options.confidence, options.alternative)
        return _Estimate(
            estimand="conditional odds ratio b / c",
            estimate=None if b + c == 0 else (b / c if c else math.inf),
            null_value=1.0,
            limits=(0.0 if math.isinf(low) else math.exp(low), math.inf if math.isinf(high) else math.exp(high)),
            conf_method="Clopper–Pearson interval of b / (b + c), transformed",
        )
    low, high = _difference_limits(cells, options, asked)
    return _Estimate(
        estimand="difference of paired proportions, p(row 1) − p(column 1)",
        estimate=(b - c) / n if n else None,
        null_value=0.0,
        limits=(-1.0 if options.alternative == "less" else low, 1.0 if options.alternative == "greater" else high),
        conf_method=_DIFFERENCE_METHODS[asked],
    )


def _difference_limits(cells: tuple[int, int, int, int], options: Options, asked: str) -> tuple[float, float]:
    two_sided = options.alternative == "two-sided"
    if asked == "exact-difference":
        return exact_difference(sum(cells), cells[1], cells[2], level(options.confidence) / (2 if two_sided else 1))
    interval = tango if asked == "tango" else newcombe_paired
    return interval(cells, options.confidence if two_sided else 2 * options.confidence - 1)


def _effects(cells: tuple[int, int, int, int], confidence: float) -> tuple[Effect, ...]:
    _, b, c, _ = cells
    n = sum(cells)
    if n == 0:
        return ()
    low, high = newcombe_paired(cells, confidence)
    return (
        Effect(
            name="difference of paired proportions (b − c) / n",
            estimate=(b - c) / n,
            conf_low=low,
            conf_high=high,
            conf_method="Newcombe square-and-add",
        ),
    )


def _record(name: str, title: str, references: tuple[str, ...], run: object) -> Method:
    return Method(
        name=name,
        title=title,
        takes="paired-table",
        null="changes in either direction are equally likely",
        estimand="conditional odds ratio b / c",
        ties="none possible",
        zeros="unchanged pairs carry no information; none changed gives p = 1",
        strata="no",
        interval="odds ratio (Clopper–Pearson, transformed); Tango, Newcombe or exact for the difference",
        references=references,
        source="R exact2x2 and mcnemar.test; Fagerland, Lydersen and Laake 2013",
        run=run,  # type: ignore[arg-type]
    )


MCNEMAR: tuple[Method, ...] = (
    _record(
        "mcnemar",
        "McNemar's exact test",
        (
            "McNemar Q (1947), Psychometrika 12:153-157",
            "Fagerland MW, Lydersen S, Laake P (2013), BMC Med Res Methodol 13:91",
        ),
        mcnemar,
    ),
    _record(
        "mcnemar-chi2",
        "McNemar's large-sample test without continuity correction",
        ("McNemar Q (1947), Psychometrika 12:153-157",),
        mcnemar_chi2,
    ),
    _record(
        "mcnemar-chi2-corrected",
        "McNemar's large-sample test with continuity correction",
        ("Edwards AL (1948), Psychometrika 13:185-187",),
        mcnemar_chi2_corrected,
    ),
)
