"""Jonckheere–Terpstra's test of a table with ordered rows and columns, for tables of any size."""

import numpy as np

from biomarker_stats.design.problem import Table
from biomarker_stats.design.scores import IntArray, Scores
from biomarker_stats.exact.ordered_tables import Pairwise
from biomarker_stats.exact.reference import evidence
from biomarker_stats.methods.linear import question
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.table_input import n_by_row, reported_rule


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
    notes = found.notes
    if all(min(table.any(axis=0).sum(), table.any(axis=1).sum()) < 2 for table in strata):
        notes = ("only one row or one column of each stratum holds counts: nothing could vary, so p = 1", *notes)
    return Result(
        method="jonckheere-terpstra",
        title="Jonckheere–Terpstra test",
        estimand="",
        statistic=statistic.value,
        statistic_name="ordered pairs",
        p_value=found.p_value,
        mid_p_value=found.mid_p_value,
        p_min_attainable=found.p_min_attainable,
        alternative=options.alternative,
        two_sided=reported_rule(options, options.two_sided or "absolute") if found.reference != "asymptotic" else None,
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


def _in_order(counts: IntArray, rows: Scores | None, columns: Scores | None) -> IntArray:
    """Return the table with rows and columns by increasing score, where scores were given."""
    for axis, scores in enumerate((rows, columns)):
        if scores is not None and len(scores) == counts.shape[axis]:
            counts = np.take(counts, np.argsort(scores.values, kind="stable"), axis=axis)
    return counts


ORDERED_TABLES: tuple[Method, ...] = (
    Method(
        name="jonckheere-terpstra",
        title="Jonckheere–Terpstra test",
        takes="table",
        null="within each stratum all rows have the same distribution over the columns",
        estimand="none",
        ties="units of one column count half",
        zeros="empty rows, columns and strata change nothing",
        strata="yes; counts are added up",
        interval="none",
        references=("Jonckheere AR (1954), Biometrika 41:133-145", "Terpstra TJ (1952), Indag Math 14:327-333"),
        source="R contingencytables; enumeration in rational arithmetic",
        run=jonckheere_terpstra,
        default_alternative="greater",
    ),
)
