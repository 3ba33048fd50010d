"""Trends over ordered rows of a table: Cochran–Armitage, linear-by-linear, Jonckheere–Terpstra; all within strata."""

from fractions import Fraction

import numpy as np

from biomarker_stats.design.problem import Table
from biomarker_stats.design.scores import IntArray, Scores, exact_scores
from biomarker_stats.errors import MethodMismatch, UsageError
from biomarker_stats.exact.reference import Evidence, evidence
from biomarker_stats.exact.table_statistics import LinearByLinear, Pairwise
from biomarker_stats.methods.linear import question, whole_numbers
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.table_input import n_by_row, reported_rule


def cochran_armitage(table: Table, options: Options) -> Result:
    """Run the exact Cochran–Armitage test: the proportion of events has no linear trend over scored rows.

    H0: within each stratum every row has the same proportion of events; margins are held fixed. Estimand: none; the
    statistic is the sum of the row scores of the units with the event. ``alternative="greater"`` means that the
    proportion rises with the row score.

    Args:
        table: r × 2 tables, rows are doses, the first column the event; ``row_scores`` are 1 … r unless given.
        options: ``two_sided`` is absolute unless chosen; central doubles the smaller tail.

    Raises:
        MethodMismatch: there are not two columns.
        UsageError: not one score a row.
        ExactTooLarge: ``reference="exact"`` and the distribution does not fit.

    References: Armitage P (1955), Biometrics 11:375-386; Cochran WG (1954), Biometrics 10:417-451.

    >>> doses = Table(counts=np.array([[[8, 53], [10, 48], [11, 100], [22, 102], [6, 129]]]))
    >>> round(cochran_armitage(doses, Options()).p_value, 6)
    0.08181
    """
    if table.counts.shape[2] != 2:
        msg = (
            f"method 'cochran-armitage' takes tables of two columns (event, no event), got {table.counts.shape[2]} — "
            "use 'linear-by-linear' with column scores, or 'jonckheere-terpstra'"
        )
        raise MethodMismatch(msg)
    rows = _scores(table.row_scores, table.counts.shape[1], "row")
    statistic = LinearByLinear(
        list(table.counts), whole_numbers(rows, "a row score"), np.array([1, 0]), Fraction(1, rows.denominator)
    )
    found = evidence(statistic, question(options))
    return _result(
        table, options, found, statistic.value, ("cochran-armitage", "Cochran–Armitage trend test", "Σ score × events")
    )


def linear_by_linear(table: Table, options: Options) -> Result:
    """Run the exact linear-by-linear association test of scored rows and columns.

    H0: within each stratum rows and columns are independent; margins are held fixed. Estimand: none; the statistic is
    Σ u v x over the cells. ``alternative="greater"`` means that the column score rises with the row score.

    Args:
        table: r × c tables, one or several strata; scores are 1, 2, … unless given.
        options: ``two_sided`` is absolute unless chosen.

    Raises:
        UsageError: not one score a row or column.
        ExactTooLarge: ``reference="exact"`` and the distribution does not fit.

    References: Mantel N (1963), JASA 58:690-700; Agresti A, Mehta CR, Patel NR (1990), JASA 85:453-458.

    >>> table = Table(counts=np.array([[[100, 1, 0, 0], [18, 1, 1, 0], [50, 1, 1, 1], [50, 1, 1, 1]]]))
    >>> round(linear_by_linear(table, Options()).p_value, 6)
    0.07916
    """
    rows = _scores(table.row_scores, table.counts.shape[1], "row")
    columns = _scores(table.column_scores, table.counts.shape[2], "column")
    statistic = LinearByLinear(
        list(table.counts),
        whole_numbers(rows, "a row score"),
        whole_numbers(columns, "a column score"),
        Fraction(1, rows.denominator * columns.denominator),
    )
    found = evidence(statistic, question(options))
    return _result(
        table, options, found, statistic.value, ("linear-by-linear", "Linear-by-linear association test", "Σ u v x")
    )


def jonckheere_terpstra(table: Table, options: Options) -> Result:
    """Run the exact Jonckheere–Terpstra test of ordered rows and ordered columns.

    H0: within each stratum all rows have the same distribution over the columns. Estimand: none; the statistic counts
    pairs of units from two rows whose columns are in the order of the rows, ties half. ``alternative="greater"`` means
    that later rows have later columns.

    Args:
        table: r × c tables; rows and columns are in order (scores are not used).
        options: ``two_sided`` is absolute unless chosen.

    Raises:
        ExactTooLarge: ``reference="exact"`` and the distribution does not fit.

    References: Jonckheere AR (1954), Biometrika 41:133-145; Terpstra TJ (1952), Indag Math 14:327-333.

    >>> table = Table(counts=np.array([[[2, 1, 0], [1, 3, 2], [0, 1, 4]]]))
    >>> round(jonckheere_terpstra(table, Options(alternative="greater")).p_value, 6)
    0.007546
    """
    strata = [_in_order(counts, table.row_scores, table.column_scores) for counts in table.counts]
    statistic = Pairwise(strata)
    found = evidence(statistic, question(options))
    return _result(
        table, options, found, statistic.value, ("jonckheere-terpstra", "Jonckheere–Terpstra test", "ordered pairs")
    )


def _in_order(counts: IntArray, rows: Scores | None, columns: Scores | None) -> IntArray:
    """Return the table with rows and columns by increasing score, where scores were given."""
    for axis, scores in enumerate((rows, columns)):
        if scores is not None and len(scores) == counts.shape[axis]:
            counts = np.take(counts, np.argsort(scores.values, kind="stable"), axis=axis)
    return counts


def _scores(given: Scores | None, length: int, what: str) -> Scores:
    if given is None:
        return exact_scores(np.arange(1, length + 1))
    if len(given) != length:
        msg = f"{what}_scores must hold one score a {what}: {length}, got {len(given)}"
        raise UsageError(msg)
    return given


def _result(table: Table, options: Options, found: Evidence, value: float, words: tuple[str, str, str]) -> Result:
    notes = found.notes
    if not found.p_value < 1 and _degenerate(table):
        notes = ("only one row or one column of each stratum holds counts: nothing could vary, so p = 1", *notes)
    rule = options.two_sided or "absolute"
    return Result(
        method=words[0],
        title=words[1],
        estimand="",
        statistic=value,
        statistic_name=words[2],
        p_value=found.p_value,
        mid_p_value=found.mid_p_value,
        p_min_attainable=found.p_min_attainable,
        alternative=options.alternative,
        two_sided=reported_rule(options, rule) if found.reference != "asymptotic" else None,
        reference=found.reference,
        n_resamples=found.n_resamples,
        seed=found.seed,
        n=n_by_row(table),
        n_used=int(table.counts.sum()),
        excluded=table.excluded,
        strata=table.stratum_names,
        conf_level=options.confidence,
        notes=notes,
        distribution=found.distribution,
    )


def _degenerate(table: Table) -> bool:
    return all(
        min(np.count_nonzero(counts.sum(axis=0)), np.count_nonzero(counts.sum(axis=1))) < 2 for counts in table.counts
    )


def _record(name: str, title: str, null: str, references: tuple[str, ...], run: object) -> Method:
    return Method(
        name=name,
        title=title,
        takes="table",
        null=null,
        estimand="none",
        ties="scores as integers, so that equal sums are equal",
        zeros="empty rows, columns and strata change nothing",
        strata="yes",
        interval="none",
        references=references,
        source="biomarker_stats/methods/trend.py",
        run=run,  # type: ignore[arg-type]
    )


TREND: tuple[Method, ...] = (
    _record(
        "cochran-armitage",
        "Cochran–Armitage trend test",
        "within each stratum every row has the same proportion of events",
        ("Armitage P (1955), Biometrics 11:375-386",),
        cochran_armitage,
    ),
    _record(
        "linear-by-linear",
        "Linear-by-linear association test",
        "within each stratum rows and columns are independent",
        ("Agresti A, Mehta CR, Patel NR (1990), JASA 85:453-458",),
        linear_by_linear,
    ),
    _record(
        "jonckheere-terpstra",
        "Jonckheere–Terpstra test",
        "within each stratum all rows have the same distribution over the columns",
        ("Jonckheere AR (1954), Biometrika 41:133-145",),
        jonckheere_terpstra,
    ),
)
