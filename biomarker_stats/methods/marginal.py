"""Paired r × r tables: marginal homogeneity with scores, and for nominal categories Stuart–Maxwell and Bhapkar."""

from fractions import Fraction

import numpy as np

from biomarker_stats.design.problem import Table
from biomarker_stats.design.scores import IntArray, exact_scores
from biomarker_stats.errors import ExactTooLarge, MethodMismatch, UsageError
from biomarker_stats.exact.large_sample import chi_square_p_value
from biomarker_stats.exact.linear import SignFlips
from biomarker_stats.exact.marginal_tables import (
    chi_square_forms,
    exact_form_evidence,
    random_forms,
    scored_differences,
)
from biomarker_stats.exact.reference import Evidence, chosen_seed, evidence, monte_carlo_evidence
from biomarker_stats.methods.linear import question, whole_numbers
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.table_input import reported_rule, single_stratum

_NO_CHANGE = "no pair changed: nothing speaks for or against H0, so p = 1"


def marginal_homogeneity(table: Table, options: Options) -> Result:
    """Run the exact marginal homogeneity test of a paired r × r table with scored categories.

    H0: each pair's two readings are exchangeable, so that the sign of its score difference may flip. Estimand: the mean
    score difference, second reading (column) − first (row). ``alternative="greater"`` means that readings rise.

    Args:
        table: one r × r table of pairs; scores are 0, 1, 2, … unless given.
        options: ``two_sided`` is absolute unless chosen.

    Raises:
        MethodMismatch: the table is not square.
        UsageError: not one score a category.
        ExactTooLarge: ``reference="exact"`` and the distribution does not fit.

    References: Agresti A (1983), Biometrics 39:505-510; Streitberg B, Röhmel J (1986), Stat Softw Newsl 12:10-17.

    >>> result = marginal_homogeneity(Table(counts=np.array([[[28, 13], [7, 27]]]), paired=True), Options())
    >>> round(result.p_value, 6)
    0.263176
    """
    counts = _square(table, "marginal-homogeneity")
    given = table.row_scores if table.row_scores is not None else table.column_scores
    scores = exact_scores(np.arange(len(counts))) if given is None else given
    if len(scores) != len(counts):
        msg = f"scores must hold one score a category: {len(counts)}, got {len(scores)}"
        raise UsageError(msg)
    differences = scored_differences(counts, whole_numbers(scores, "a category's score"))
    statistic = SignFlips(differences, unit=Fraction(1, scores.denominator))
    found = evidence(statistic, question(options))
    return Result(
        method="marginal-homogeneity",
        title="Marginal homogeneity test with scores",
        estimand="mean score difference, column − row",
        estimate=float(Fraction(int(differences.sum()), int(counts.sum()) * scores.denominator)) if counts.any() else None,
        null_value=0.0,
        statistic=statistic.value,
        statistic_name="sum of positive differences",
        p_value=found.p_value,
        mid_p_value=found.mid_p_value,
        p_min_attainable=found.p_min_attainable,
        alternative=options.alternative,
        two_sided=reported_rule(options, options.two_sided or "absolute"),
        reference=found.reference,
        n_resamples=found.n_resamples,
        seed=found.seed,
        n={"pairs": int(counts.sum())},
        n_used=len(differences),
        n_zero=int(counts.sum()) - len(differences),
        excluded=table.excluded,
        conf_level=options.confidence,
        notes=found.notes if len(differences) else (_NO_CHANGE, *found.notes),
        distribution=found.distribution,
    )


def stuart_maxwell(table: Table, options: Options) -> Result:
    """Run the Stuart–Maxwell test of the margins of a paired r × r table with nominal categories.

    H0: pairs are as likely to stand in a cell as in its mirror image (symmetry, which makes the margins equal);
    exactly, every unit off the diagonal may change sides. Estimand: none. ``reference="asymptotic"`` gives the
    chi-square approximation, whose H0 is equal margins only.

    Args:
        table: one r × r table of pairs.
        options: ``reference="auto"`` samples where there are more than four million outcomes, and says so.

    Raises:
        MethodMismatch: the table is not square, or a direction is asked for.
        ExactTooLarge: ``reference="exact"`` and there are too many outcomes.

    References: Stuart A (1955), Biometrika 42:412-416; Maxwell AE (1970), Br J Psychiatry 116:651-655.

    >>> eyes = np.array([[[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]])
    >>> result = stuart_maxwell(Table(counts=eyes, paired=True), Options(reference="asymptotic"))
    >>> round(result.statistic, 2), round(result.p_value, 4)
    (11.96, 0.0075)
    """
    return _nominal(table, options, "stuart-maxwell")


def bhapkar(table: Table, options: Options) -> Result:
    """Run Bhapkar's test of the margins of a paired r × r table with nominal categories.

    H0, and the exact p value, are those of Stuart–Maxwell's test, of whose statistic W Bhapkar's W / (1 − W/n) is a
    rising function; the chi-square approximations differ. Estimand: none.

    References: Bhapkar VP (1966), JASA 61:228-235.

    >>> eyes = np.array([[[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]])
    >>> result = bhapkar(Table(counts=eyes, paired=True), Options(reference="asymptotic"))
    >>> round(result.statistic, 2), round(result.p_value, 4)
    (11.98, 0.0075)
    """
    return _nominal(table, options, "bhapkar")


def _nominal(table: Table, options: Options, name: str) -> Result:
    counts = _square(table, name)
    if options.alternative != "two-sided":
        msg = f"method {name!r} has no direction — use 'marginal-homogeneity' with scores for a one-sided test"
        raise MethodMismatch(msg)
    stuart, improved, degrees = chi_square_forms(counts)
    value = stuart if name == "stuart-maxwell" else improved
    found = _nominal_evidence(counts, options, value, degrees)
    changed = int(counts.sum() - np.trace(counts))
    return Result(
        method=name,
        title="Stuart–Maxwell test" if name == "stuart-maxwell" else "Bhapkar's test",
        estimand="",
        statistic=value,
        statistic_name=f"chi-square({degrees})",
        p_value=found.p_value,
        mid_p_value=found.mid_p_value,
        p_min_attainable=found.p_min_attainable,
        alternative="two-sided",
        reference=found.reference,
        n_resamples=found.n_resamples,
        seed=found.seed,
        n={"pairs": int(counts.sum())},
        n_used=changed,
        n_zero=int(np.trace(counts)),
        excluded=table.excluded,
        conf_level=options.confidence,
        notes=found.notes if changed else (_NO_CHANGE, *found.notes),
    )


def _nominal_evidence(counts: IntArray, options: Options, value: float, degrees: int) -> Evidence:
    if options.reference == "asymptotic":
        note = f"chi-square approximation, {degrees} degrees of freedom"
        return Evidence(p_value=chi_square_p_value(value, degrees), reference="asymptotic", notes=(note,))
    why = ""
    if options.reference != "monte-carlo":
        try:
            p_value, mid_p_value, p_min = exact_form_evidence(counts)
        except ExactTooLarge as error:
            if options.reference == "exact":
                raise
            why = str(error)
        else:
            return Evidence(p_value=p_value, mid_p_value=mid_p_value, p_min_attainable=p_min, reference="exact")
    seed = chosen_seed(options.seed)
    count = options.n_resamples
    if degrees:
        forms, observed = random_forms(counts, options.n_resamples, np.random.default_rng(seed))
        count = int(np.count_nonzero(forms >= observed))
    return monte_carlo_evidence(count, seed, question(options), why=why)


def _square(table: Table, method: str) -> IntArray:
    counts = single_stratum(table, method, None)
    if counts.shape[0] != counts.shape[1]:
        msg = f"method {method!r} takes a square table of pairs, got {counts.shape[0]} × {counts.shape[1]}"
        raise MethodMismatch(msg)
    return counts


def _record(name: str, title: str, null: str, references: tuple[str, ...], run: object) -> Method:
    scored = name == "marginal-homogeneity"
    return Method(
        name=name,
        title=title,
        takes="paired-table",
        null=null,
        estimand="mean score difference, column − row" if scored else "none",
        ties="scores as integers" if scored else "statistics as fractions of integers",
        zeros="unchanged pairs carry no information; none changed gives p = 1",
        strata="no",
        interval="none",
        references=references,
        source="biomarker_stats/methods/marginal.py",
        run=run,  # type: ignore[arg-type]
    )


MARGINAL: tuple[Method, ...] = (
    _record(
        "marginal-homogeneity",
        "Marginal homogeneity test with scores",
        "each pair's two readings are exchangeable",
        ("Agresti A (1983), Biometrics 39:505-510",),
        marginal_homogeneity,
    ),
    _record(
        "stuart-maxwell",
        "Stuart–Maxwell test",
        "the table of pairs is symmetric",
        ("Stuart A (1955), Biometrika 42:412-416", "Maxwell AE (1970), Br J Psychiatry 116:651-655"),
        stuart_maxwell,
    ),
    _record(
        "bhapkar",
        "Bhapkar's test",
        "the table of pairs is symmetric",
        ("Bhapkar VP (1966), JASA 61:228-235",),
        bhapkar,
    ),
)
