"""Pearson's chi-square with its large-sample distribution, as papers print it; for comparison with the exact tests."""

import math

import numpy as np

from biomarker_stats.design.problem import Table
from biomarker_stats.errors import MethodMismatch
from biomarker_stats.exact.large_sample import chi_square_p_value
from biomarker_stats.methods.fisher import risk_effects
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Effect, Result
from biomarker_stats.methods.table_input import n_by_row, refuse_reference, row_labels, single_stratum, two_by_two


def chi_square(table: Table, options: Options) -> Result:
    """Run Pearson's chi-square test of an r × c table without continuity correction, a large-sample test.

    H0: rows and columns are independent. Estimand: none. For the same statistic with its exact distribution use
    ``pearson-exact``.

    Raises:
        MethodMismatch: several strata, or a direction is asked for.

    References: Pearson K (1900), Philos Mag 50:157-175.

    >>> round(chi_square(Table(counts=np.array([[[4, 0], [1, 5]]])), Options()).p_value, 6)
    0.009823
    """
    return _run(table, options, "chi2", 0.0)


def chi_square_corrected(table: Table, options: Options) -> Result:
    """Run the chi-square test of a 2 × 2 table with Yates's continuity correction, a large-sample test.

    H0: rows and columns are independent. Estimand: none.

    Raises:
        MethodMismatch: the table is not 2 × 2, or a direction is asked for.

    References: Yates F (1934), J R Stat Soc Suppl 1:217-235.

    >>> round(chi_square_corrected(Table(counts=np.array([[[4, 0], [1, 5]]])), Options()).p_value, 6)
    0.052808
    """
    two_by_two(table, "chi2-corrected", "chi2")
    return _run(table, options, "chi2-corrected", 0.5)


def _run(table: Table, options: Options, name: str, correction: float) -> Result:
    counts = single_stratum(table, name)
    refuse_reference(options, name, ("auto", "asymptotic"))
    if options.alternative != "two-sided":
        msg = f"method {name!r} has no direction — use 'fisher' for a one-sided test of a 2 × 2 table"
        raise MethodMismatch(msg)
    used = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    degrees = (used.shape[0] - 1) * (used.shape[1] - 1) if used.size else 0
    value, notes = 0.0, [f"chi-square approximation, {degrees} degrees of freedom"]
    if degrees > 0:
        expected = np.outer(used.sum(axis=1), used.sum(axis=0)) / used.sum()
        distance = np.abs(used - expected)
        value = float(((distance - np.minimum(correction, distance)) ** 2 / expected).sum())
        small = int(np.count_nonzero(expected < 5))
        if small:
            notes.append(f"{small} of {expected.size} expected counts are below 5: an exact test is advised")
    else:
        notes.append("only one row or column holds counts: p = 1")
    effects: tuple[Effect, ...] = ()
    if counts.shape == (2, 2):
        a, b, c, d = (int(cell) for cell in counts.ravel())
        effects = risk_effects((a, b, c, d), row_labels(table), options.confidence)
    corrected = "with" if correction else "without"
    return Result(
        method=name,
        title=f"Pearson's chi-square test {corrected} continuity correction",
        estimand="",
        statistic=value,
        statistic_name=f"chi-square({degrees})",
        p_value=1.0 if math.isclose(value, 0.0) else chi_square_p_value(value, degrees),
        alternative="two-sided",
        reference="asymptotic",
        n=n_by_row(table),
        n_used=int(counts.sum()),
        excluded=table.excluded,
        conf_level=options.confidence,
        effects=effects,
        notes=tuple(notes),
    )


def _record(name: str, title: str, references: tuple[str, ...], run: object) -> Method:
    return Method(
        name=name,
        title=title,
        takes="table",
        null="rows and columns are independent",
        estimand="none",
        ties="not special",
        zeros="empty rows and columns are left out",
        strata="no (use cmh)",
        interval="none",
        references=references,
        source="R chisq.test",
        run=run,  # type: ignore[arg-type]
    )


CHI_SQUARE: tuple[Method, ...] = (
    _record(
        "chi2",
        "Pearson's chi-square test without continuity correction",
        ("Pearson K (1900), Philos Mag 50:157-175",),
        chi_square,
    ),
    _record(
        "chi2-corrected",
        "Pearson's chi-square test with continuity correction",
        ("Yates F (1934), J R Stat Soc Suppl 1:217-235",),
        chi_square_corrected,
    ),
)
