"""Strata of 2 × 2 tables: the exact Cochran–Mantel–Haenszel test and Zelen's test of homogeneity."""

import math

from biomarker_stats.design.problem import Table
from biomarker_stats.errors import ExactTooLarge, MethodMismatch
from biomarker_stats.exact.integer_distribution import distribution_of
from biomarker_stats.exact.large_sample import normal_p_value
from biomarker_stats.exact.strata_of_tables import Cells, first_cell_sum, homogeneity
from biomarker_stats.exact.tilted import TiltedFamily, log_weights
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
)
from biomarker_stats.terms import TwoSided

_LARGEST_ODDS = 709.0


def cmh(table: Table, options: Options) -> Result:
    """Run the exact Cochran–Mantel–Haenszel test: the common odds ratio of strata of 2 × 2 tables is 1.

    H0: in every stratum the odds ratio is 1; with all margins fixed the sum of the first cells is a sum of
    hypergeometric variables. Estimand: the common odds ratio (row 1 against row 2) by conditional maximum likelihood;
    its interval inverts the same rule. Strata with an empty margin carry no information and are counted in a note.

    Args:
        table: 2 × 2 strata, rows are arms, columns event and no event; a single table gives Fisher's test.
        options: ``two_sided`` is minlike unless chosen; ``reference="asymptotic"`` gives the Mantel–Haenszel
            chi-square without continuity correction; ``interval="mid-p"`` inverts the central mid-p test.

    Raises:
        MethodMismatch: the strata are not 2 × 2.

    References: Mantel N, Haenszel W (1959), J Natl Cancer Inst 22:719-748; Birch MW (1964), J R Stat Soc B 26:313-324;
    Mehta CR, Patel NR, Gray R (1985), JASA 80:969-973.

    >>> import numpy as np
    >>> result = cmh(Table(counts=np.array([[[3, 1], [1, 4]], [[2, 1], [2, 3]]])), Options())
    >>> round(result.p_value, 6), round(result.estimate, 4)
    (0.163265, 4.8146)
    """
    strata = _strata(table, "cmh")
    refuse_reference(options, "cmh", ("auto", "exact", "asymptotic"))
    asked = chosen_interval(options, ("odds-ratio", "mid-p"), "cmh")
    rule: TwoSided = options.two_sided or "minlike"
    first, counts = first_cell_sum(strata)
    distribution = distribution_of(first, counts)
    observed = sum(a for a, _, _, _ in strata)
    p_value = distribution.p_value(observed, options.alternative, rule)
    limits, notes = _common_odds_limits(TiltedFamily(first, log_weights(counts)), observed, p_value, options, asked)
    conf_method = "inversion of the conditional exact test, " + (
        f"{asked} central rule" if asked == "mid-p" else f"{'central' if rule == 'absolute' else rule} rule"
    )
    if options.alternative != "two-sided":
        conf_method = "inversion of the conditional exact test, one-sided"
    family = TiltedFamily(first, log_weights(counts))
    exact = options.reference != "asymptotic"
    if not exact:
        notes = (*notes, "p from the Mantel–Haenszel chi-square without continuity correction; the interval is exact")
    return Result(
        method="cmh",
        title="Cochran–Mantel–Haenszel test, exact" if exact else "Cochran–Mantel–Haenszel test",
        estimand="common odds ratio (row 1 against row 2)",
        estimate=None if len(counts) == 1 else _exp(family.estimate(observed)),
        null_value=1.0,
        conf_low=limits[0],
        conf_high=limits[1],
        conf_level=options.confidence,
        conf_method=conf_method,
        statistic=float(observed),
        statistic_name="sum of first cells",
        p_value=p_value if exact else normal_p_value(_mantel_haenszel_z(strata), options.alternative),
        mid_p_value=distribution.mid_p_value(observed, options.alternative, rule) if exact else None,
        p_min_attainable=distribution.p_min(options.alternative, rule) if exact else None,
        alternative=options.alternative,
        two_sided=reported_rule(options, rule) if exact else None,
        reference="exact" if exact else "asymptotic",
        n=n_by_row(table),
        n_used=int(table.counts.sum()),
        excluded=table.excluded,
        strata=table.stratum_names,
        effects=_mantel_haenszel_effect(strata),
        notes=(*_uninformative(strata), *notes),
        distribution=distribution,
    )


def zelen(table: Table, options: Options) -> Result:
    """Run Zelen's exact test that the odds ratio is the same in every stratum.

    H0: all strata share one odds ratio, whatever it is; all margins and the sum of the first cells are held fixed.
    Estimand: none. Combinations of tables no more probable than the observed one count as extreme.

    Raises:
        MethodMismatch: the strata are not 2 × 2.
        ExactTooLarge: too many combinations of tables.

    References: Zelen M (1971), Biometrika 58:129-137.

    >>> import numpy as np
    >>> zelen(Table(counts=np.array([[[3, 1], [1, 4]], [[2, 1], [2, 3]]])), Options()).p_value
    1.0
    """
    strata = _strata(table, "zelen")
    refuse_reference(options, "zelen")
    if options.alternative != "two-sided":
        msg = "method 'zelen' looks for any difference between strata and has no direction — leave alternative out"
        raise MethodMismatch(msg)
    try:
        p_value, mid_p_value, p_min = homogeneity(strata)
    except ExactTooLarge as error:
        msg = f"Zelen's test of {len(strata)} strata: {error}"
        raise ExactTooLarge(msg) from error
    return Result(
        method="zelen",
        title="Zelen's exact test of homogeneous odds ratios",
        estimand="",
        p_value=p_value,
        mid_p_value=mid_p_value,
        p_min_attainable=p_min,
        alternative="two-sided",
        two_sided="minlike",
        reference="exact",
        n=n_by_row(table),
        n_used=int(table.counts.sum()),
        excluded=table.excluded,
        strata=table.stratum_names,
        conf_level=options.confidence,
        notes=_uninformative(strata),
    )


def _strata(table: Table, method: str) -> list[Cells]:
    if table.counts.shape[1:] != (2, 2):
        rows, columns = table.counts.shape[1:]
        msg = f"method {method!r} takes strata of 2 × 2 tables, got {rows} × {columns} — use 'linear-by-linear'"
        raise MethodMismatch(msg)
    return [(int(a), int(b), int(c), int(d)) for a, b, c, d in table.counts.reshape(-1, 4)]


def _common_odds_limits(
    family: TiltedFamily, observed: int, p_value: float, options: Options, asked: str
) -> tuple[tuple[float, float], tuple[str, ...]]:
    rule: TwoSided = options.two_sided or "minlike"
    if asked == "mid-p" or rule == "absolute":
        low, high = family.limits(observed, options.confidence, options.alternative, "central", mid=asked == "mid-p")
        if rule == "central" or options.alternative != "two-sided":
            return (_exp(low), _exp(high)), ()
        return (_exp(low), _exp(high)), (f"the interval inverts the central rule, p follows the {rule} rule",)
    low, high, notes = matched_limits(family, observed, options, null_psi=0.0, p_value=p_value, rule=rule)
    limits = _exp(low), _exp(high)
    return (limits if notes else agree(limits, 1.0, p_value, options.confidence)), notes


def _uninformative(strata: list[Cells]) -> tuple[str, ...]:
    idle = sum(1 for a, b, c, d in strata if 0 in {a + b, c + d, a + c, b + d})
    if idle == len(strata):
        return ("every stratum has an empty margin: nothing could have been otherwise, so p = 1",)
    return (f"{idle} of {len(strata)} strata have an empty margin and carry no information",) if idle else ()


def _mantel_haenszel_z(strata: list[Cells]) -> float:
    excess = variance = 0.0
    for a, b, c, d in strata:
        n = a + b + c + d
        if n > 1:
            excess += a - (a + b) * (a + c) / n
            variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
    return excess / math.sqrt(variance) if variance else 0.0


def _mantel_haenszel_effect(strata: list[Cells]) -> tuple[Effect, ...]:
    concordant = sum(a * d / (a + b + c + d) for a, b, c, d in strata if a + b + c + d)
    discordant = sum(b * c / (a + b + c + d) for a, b, c, d in strata if a + b + c + d)
    if discordant == 0:
        return (Effect(name="Mantel–Haenszel odds ratio", estimate=math.inf if concordant else None),)
    return (Effect(name="Mantel–Haenszel odds ratio", estimate=concordant / discordant),)


def _exp(psi: float) -> float:
    return math.exp(psi) if psi < _LARGEST_ODDS else math.inf


STRATA: tuple[Method, ...] = (
    Method(
        name="cmh",
        title="Cochran–Mantel–Haenszel test, exact",
        takes="strata-of-tables",
        null="the odds ratio is 1 in every stratum",
        estimand="common odds ratio (conditional maximum likelihood)",
        ties="ties of probabilities decided in integers",
        zeros="strata with an empty margin carry no information and are noted",
        strata="yes",
        interval="inverts the same rule: minlike, central or blaker; mid-p",
        references=(
            "Mantel N, Haenszel W (1959), J Natl Cancer Inst 22:719-748",
            "Mehta CR, Patel NR, Gray R (1985), JASA 80:969-973",
        ),
        source="R mantelhaen.test(exact = TRUE)",
        run=cmh,
    ),
    Method(
        name="zelen",
        title="Zelen's exact test of homogeneous odds ratios",
        takes="strata-of-tables",
        null="the odds ratio is the same in every stratum",
        estimand="none",
        ties="ties of probabilities decided in integers",
        zeros="strata with an empty margin carry no information and are noted",
        strata="yes",
        interval="none",
        references=("Zelen M (1971), Biometrika 58:129-137",),
        source="enumeration in rational arithmetic",
        run=zelen,
    ),
)
