"""Tests of an r × c table: Freeman–Halton, exact Pearson and likelihood ratio, Kruskal–Wallis on ordered columns."""

from dataclasses import dataclass, replace
from functools import partial
from math import log

import numpy as np

from biomarker_stats.design.problem import Table
from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.errors import ExactTooLarge, MethodMismatch
from biomarker_stats.exact.contingency import Statistic, doubled_midranks, table_evidence
from biomarker_stats.exact.large_sample import chi_square_p_value
from biomarker_stats.exact.margins_network import log_factorials
from biomarker_stats.exact.random_tables import random_tables
from biomarker_stats.exact.reference import Draws, Evidence, chosen_seed, monte_carlo_evidence, resampled
from biomarker_stats.methods.linear import question
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.table_input import n_by_row, single_stratum

_NEAR = 1e-9  # of the statistic: random tables this close count as ties
_NULL = "rows and columns are independent"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Naming:
    name: str
    title: str
    statistic: Statistic
    statistic_name: str


_FREEMAN_HALTON = _Naming(
    name="freeman-halton",
    title="Fisher–Freeman–Halton exact test",
    statistic="probability",
    statistic_name="log of the table's probability",
)
_PEARSON = _Naming(
    name="pearson-exact", title="Pearson's chi-square test, exact", statistic="pearson", statistic_name="chi-square"
)
_LIKELIHOOD = _Naming(
    name="likelihood-ratio-exact",
    title="likelihood-ratio test, exact",
    statistic="likelihood-ratio",
    statistic_name="G²",
)
_KRUSKAL_WALLIS = _Naming(
    name="kruskal-wallis",
    title="Kruskal–Wallis test of ordered columns, exact",
    statistic="kruskal-wallis",
    statistic_name="H",
)


def freeman_halton(table: Table, options: Options) -> Result:
    """Run the exact test of an r × c table that orders tables by their probability.

    H0: rows and columns are independent; margins are held fixed. Estimand: none. Tables as probable as the observed
    one count as extreme; equality is decided in integers. Of a 2 × 2 table it is Fisher's test, minlike.
    ``reference="asymptotic"`` takes the likelihood-ratio chi-square.

    Args:
        table: one r × c table.
        options: ``reference="auto"`` samples tables where the exact distribution does not fit, and says so.

    Raises:
        ExactTooLarge: ``reference="exact"`` and there are too many tables.
        MethodMismatch: several strata.

    References: Freeman GH, Halton JH (1951), Biometrika 38:141-149; Mehta CR, Patel NR (1983), JASA 78:427-434.

    >>> result = freeman_halton(Table(counts=np.array([[[3, 0, 0], [0, 3, 0], [0, 0, 3]]])), Options())
    >>> round(result.p_value, 7)
    0.0035714
    """
    return _run(table, options, _FREEMAN_HALTON)


def pearson_exact(table: Table, options: Options) -> Result:
    """Run Pearson's chi-square test of an r × c table with its exact conditional distribution.

    H0: rows and columns are independent; margins are held fixed. Estimand: none. ``reference="asymptotic"`` gives the
    chi-square approximation, without continuity correction.

    References: Pearson K (1900), Philos Mag 50:157-175; Mehta CR, Patel NR (1983), JASA 78:427-434.

    >>> result = pearson_exact(Table(counts=np.array([[[2, 1, 0], [1, 3, 2], [0, 1, 4]]])), Options())
    >>> round(result.p_value, 6)
    0.118738
    """
    return _run(table, options, _PEARSON)


def likelihood_ratio_exact(table: Table, options: Options) -> Result:
    """Run the likelihood-ratio test of an r × c table with its exact conditional distribution.

    H0: rows and columns are independent; margins are held fixed. Estimand: none. ``reference="asymptotic"`` gives the
    chi-square approximation (the G test).

    References: Agresti A, Wackerly D (1977), Psychometrika 42:111-125.

    >>> result = likelihood_ratio_exact(Table(counts=np.array([[[3, 0], [0, 3]]])), Options())
    >>> round(result.p_value, 6)
    0.1
    """
    return _run(table, options, _LIKELIHOOD)


def kruskal_wallis(table: Table, options: Options) -> Result:
    """Run the Kruskal–Wallis test of the rows of a table with ordered columns, exactly.

    H0: all rows have the same distribution over the columns. Estimand: none. Columns are ordered outcomes and units
    of one column share their midrank.

    References: Kruskal WH, Wallis WA (1952), JASA 47:583-621.

    >>> result = kruskal_wallis(Table(counts=np.array([[[2, 1, 0], [1, 3, 2], [0, 1, 4]]])), Options())
    >>> round(result.p_value, 6), round(result.mid_p_value, 6)
    (0.033389, 0.030713)
    """
    return _run(table, options, _KRUSKAL_WALLIS)


def _run(table: Table, options: Options, naming: _Naming) -> Result:
    counts = single_stratum(table, naming.name, "linear-by-linear")
    if options.alternative != "two-sided":
        msg = f"method {naming.name!r} looks in every direction at once — use 'linear-by-linear' for a one-sided test"
        raise MethodMismatch(msg)
    used = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    statistic = float(_statistics(used[None], naming.statistic)[0]) if min(used.shape, default=0) > 1 else 0.0
    found = _evidence(used, options, naming)
    notes = found.notes
    if min(used.shape, default=0) < 2:
        notes = ("only one row or column holds counts: the table could not have been otherwise, so p = 1", *notes)
    elif used.shape != counts.shape:
        notes = (f"empty rows and columns left out: {used.shape[0]} × {used.shape[1]} remain", *notes)
    return Result(
        method=naming.name,
        title=naming.title,
        estimand="",
        statistic=statistic,
        statistic_name=naming.statistic_name,
        p_value=found.p_value,
        mid_p_value=found.mid_p_value,
        p_min_attainable=found.p_min_attainable,
        alternative="two-sided",
        two_sided="minlike" if naming.statistic == "probability" and found.reference == "exact" else None,
        reference=found.reference,
        n_resamples=found.n_resamples,
        seed=found.seed,
        n=n_by_row(table),
        n_used=int(counts.sum()),
        excluded=table.excluded,
        conf_level=options.confidence,
        notes=notes,
    )


def _evidence(used: IntArray, options: Options, naming: _Naming) -> Evidence:
    if options.reference == "asymptotic":
        return _asymptotic(used, naming)
    if options.reference == "monte-carlo":
        return _monte_carlo(used, options, naming)
    try:
        p_value, mid_p_value, p_min = table_evidence(used, naming.statistic)
    except ExactTooLarge as error:
        if options.reference == "exact":
            raise
        return _monte_carlo(used, options, naming, why=str(error))
    return Evidence(p_value=p_value, mid_p_value=mid_p_value, p_min_attainable=p_min, reference="exact")


def _asymptotic(used: IntArray, naming: _Naming) -> Evidence:
    r, c = used.shape
    by_groups = naming.statistic == "kruskal-wallis"
    degrees = r - 1 if by_groups else (r - 1) * (c - 1)
    statistic: Statistic = "likelihood-ratio" if naming.statistic == "probability" else naming.statistic
    note = f"chi-square approximation, {degrees} degrees of freedom, no continuity correction"
    if min(r, c) < 2:
        return Evidence(p_value=1.0, reference="asymptotic", notes=(note,))
    value = float(_statistics(used[None], statistic)[0])
    return Evidence(p_value=chi_square_p_value(value, degrees), reference="asymptotic", notes=(note,))


def _monte_carlo(used: IntArray, options: Options, naming: _Naming, why: str = "") -> Evidence:
    seed = chosen_seed(options.seed)
    asked = replace(question(options), seed=seed)
    if min(used.shape, default=0) < 2:
        return monte_carlo_evidence(options.n_resamples, seed, asked, why=why)
    sign = -1.0 if naming.statistic == "probability" else 1.0
    observed = sign * float(_statistics(used[None], naming.statistic)[0])
    least = observed - _NEAR * (1 + abs(observed))
    (count,) = resampled(partial(_count_extreme, used, naming.statistic, sign, least), seed, asked)
    return monte_carlo_evidence(count, seed, asked, why=why)


def _count_extreme(used: IntArray, statistic: Statistic, sign: float, least: float, draws: Draws) -> IntArray:
    """Return how many random tables reach ``least``."""
    blocks = random_tables(used, draws.n, draws.generator())
    return np.array([sum(np.count_nonzero(sign * _statistics(block, statistic) >= least) for block in blocks)])


def _statistics(tables: IntArray, statistic: Statistic) -> FloatArray:
    """Return the statistic of each table, shape (m,), as a reader knows it."""
    rows, columns = tables[0].sum(axis=1), tables[0].sum(axis=0)
    n = int(rows.sum())
    if statistic == "probability":
        factorial = log_factorials(n)
        margins = factorial[rows].sum() + factorial[columns].sum() - factorial[n]
        return np.asarray(margins - factorial[tables].sum(axis=(1, 2)))
    if statistic == "kruskal-wallis":
        return _kruskal_wallis_h(tables, rows, columns, n)
    if statistic == "pearson":
        return np.asarray(n * ((tables**2 / np.outer(rows, columns)).sum(axis=(1, 2)) - 1))
    terms = np.array([x * log(max(x, 1)) for x in range(n + 1)])
    margins = terms[n] - terms[rows].sum() - terms[columns].sum()
    return np.asarray(np.maximum(2 * (terms[tables].sum(axis=(1, 2)) + margins), 0.0))


def _kruskal_wallis_h(tables: IntArray, rows: IntArray, columns: IntArray, n: int) -> FloatArray:
    """H with the correction for ties, (N − 1) × between / total sum of squares of midranks."""
    ranks = doubled_midranks(columns) / 2 - (n + 1) / 2
    sums = tables @ ranks
    total = float(columns @ ranks**2)
    return np.asarray((n - 1) * (sums**2 / rows).sum(axis=1) / total)


def _record(naming: _Naming, references: tuple[str, ...], run: object) -> Method:
    return Method(
        name=naming.name,
        title=naming.title,
        takes="table",
        null=_NULL if naming.statistic != "kruskal-wallis" else "all rows have the same distribution over the columns",
        estimand="none",
        ties="equal statistics decided in integers",
        zeros="empty rows and columns are left out and noted",
        strata="no (use linear-by-linear)",
        interval="none",
        references=references,
        source="R fisher.test; R contingencytables; enumeration in rational arithmetic",
        run=run,  # type: ignore[arg-type]
    )


CONTINGENCY: tuple[Method, ...] = (
    _record(
        _FREEMAN_HALTON,
        ("Freeman GH, Halton JH (1951), Biometrika 38:141-149", "Mehta CR, Patel NR (1983), JASA 78:427-434"),
        freeman_halton,
    ),
    _record(_PEARSON, ("Pearson K (1900), Philos Mag 50:157-175",), pearson_exact),
    _record(_LIKELIHOOD, ("Agresti A, Wackerly D (1977), Psychometrika 42:111-125",), likelihood_ratio_exact),
    _record(_KRUSKAL_WALLIS, ("Kruskal WH, Wallis WA (1952), JASA 47:583-621",), kruskal_wallis),
)
