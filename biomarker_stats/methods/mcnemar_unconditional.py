"""McNemar's statistic with its unconditional exact size."""

from biomarker_stats.design.problem import Table
from biomarker_stats.exact.paired_unconditional import unconditional_change, unconditional_change_mid_p
from biomarker_stats.methods.mcnemar import paired_result
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.table_input import refuse_reference, two_by_two

_NAME = "mcnemar-unconditional"


def mcnemar_unconditional(table: Table, options: Options) -> Result:
    """Run the unconditional exact McNemar test: the proportion of pairs that change is maximised over.

    H0: p(row 1) = p(column 1), so that changes in either direction are equally likely, however frequent they are.
    Estimand: p(row 1) − p(column 1) = (b − c) / n of [[a, b], [c, d]]; ``interval="tango"`` (the score interval, the
    default) and ``"newcombe"`` are asymptotic, ``"exact-difference"`` is exact (up to 40 pairs); ``"odds-ratio"`` gives
    b / c instead. Tables are ordered by (b − c)² / (b + c), in fractions of integers.

    Args:
        table: one 2 × 2 table of pairs.
        options: ``alternative="greater"`` means b > c.

    Raises:
        MethodMismatch: the table is not 2 × 2, or there are several.
        ExactTooLarge: more than 2,000 pairs.

    References: Suissa S, Shuster JJ (1991), Biometrics 47:361-372; Tango T (1998), Stat Med 17:891-908.

    >>> import numpy as np
    >>> result = mcnemar_unconditional(Table(counts=np.array([[[2, 6], [0, 2]]]), paired=True), Options())
    >>> round(result.p_value, 9)
    0.021484375
    """
    cells = two_by_two(table, _NAME, "marginal-homogeneity")
    refuse_reference(options, _NAME)
    _, b, c, _ = cells
    n = sum(cells)
    found = unconditional_change(n, b, c, options.alternative)
    most = {"two-sided": (n, 0), "greater": (n, 0), "less": (0, n)}[options.alternative]
    z = (b - c) / (b + c) ** 0.5 if b + c else 0.0
    return paired_result(
        table,
        cells,
        options,
        intervals=("tango", "newcombe", "exact-difference", "odds-ratio"),
        method=_NAME,
        title="McNemar's test, unconditional exact",
        statistic=(z, "z"),
        p_value=found.value,
        mid_p_value=unconditional_change_mid_p(n, b, c, options.alternative),
        p_min_attainable=unconditional_change(n, *most, options.alternative).value,
        two_sided="absolute" if options.alternative == "two-sided" else None,
        reference="exact",
        notes=(f"the supremum is at a proportion of {found.place:.4f} changing pairs, certified to 1e-10",),
    )


MCNEMAR_UNCONDITIONAL: tuple[Method, ...] = (
    Method(
        name=_NAME,
        title="McNemar's test, unconditional exact",
        takes="paired-table",
        null="changes in either direction are equally likely",
        estimand="difference of paired proportions",
        ties="decided in integers",
        zeros="unchanged pairs count in n; none changed gives p = 1",
        strata="no",
        interval="Tango score or Newcombe (asymptotic), exact difference; odds ratio",
        references=("Suissa S, Shuster JJ (1991), Biometrics 47:361-372",),
        source="R Exact; enumeration in rational arithmetic",
        run=mcnemar_unconditional,
    ),
)
