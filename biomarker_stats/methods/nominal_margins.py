"""Paired r × r tables with nominal categories: the tests of Stuart and Maxwell, and of Bhapkar."""

from functools import partial

import numpy as np

from biomarker_stats.design.problem import Table
from biomarker_stats.design.scores import IntArray
from biomarker_stats.errors import ExactTooLarge, MethodMismatch
from biomarker_stats.exact.large_sample import chi_square_p_value
from biomarker_stats.exact.nominal_margins import (
    chi_square_forms,
    exact_form_evidence,
    random_forms,
)
from biomarker_stats.exact.reference import Draws, Evidence, chosen_seed, monte_carlo_evidence, resampled
from biomarker_stats.methods.linear import question
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.table_input import single_stratum

_NO_CHANGE = "no pair changed: nothing speaks for or against H0, so p = 1"


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
    asked = question(options)
    count = options.n_resamples
    if degrees:
        (count,) = resampled(partial(_count_extreme, counts), seed, asked)
    return monte_carlo_evidence(count, seed, asked, why=why)


def _count_extreme(counts: IntArray, draws: Draws) -> IntArray:
    """Return how many random tables have a form at least as large as the observed one."""
    forms, observed = random_forms(counts, draws.n, draws.generator())
    return np.array([np.count_nonzero(forms >= observed)])


def _square(table: Table, method: str) -> IntArray:
    counts = single_stratum(table, method, None)
    if counts.shape[0] != counts.shape[1]:
        msg = f"method {method!r} takes a square table of pairs, got {counts.shape[0]} × {counts.shape[1]}"
        raise MethodMismatch(msg)
    return counts


def _record(name: str, title: str, references: tuple[str, ...], run: object) -> Method:
    return Method(
        name=name,
        title=title,
        takes="paired-table",
        null="the table of pairs is symmetric",
        estimand="none",
        ties="statistics compared as fractions of integers",
        zeros="unchanged pairs carry no information; none changed gives p = 1",
        strata="no",
        interval="none",
        references=references,
        source="Stuart 1955; enumeration",
        run=run,  # type: ignore[arg-type]
    )


NOMINAL_MARGINS: tuple[Method, ...] = (
    _record(
        "stuart-maxwell",
        "Stuart–Maxwell test",
        ("Stuart A (1955), Biometrika 42:412-416", "Maxwell AE (1970), Br J Psychiatry 116:651-655"),
        stuart_maxwell,
    ),
    _record("bhapkar", "Bhapkar's test", ("Bhapkar VP (1966), JASA 61:228-235",), bhapkar),
)
