"""Square tables of two readings of the same units, and whether their two margins are the same."""

from dataclasses import replace

import numpy as np

from biomarker_stats.design.problem import Pairs, Table
from biomarker_stats.design.scores import Scores, exact_scores
from biomarker_stats.errors import MethodMismatch
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.paired import permutation
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.table_input import refuse_reference, single_stratum


def marginal_homogeneity(table: Table, options: Options) -> Result:
    """Run the exact marginal homogeneity test on ordered categories with scores.

    H0: a unit's two readings are exchangeable, so that the sign of each difference of scores may flip. Estimand: the
    mean difference of scores, second reading (columns) − first (rows). It is the paired permutation test of the table.

    Args:
        table: one square table, rows are the first reading; ``row_scores`` are the scores (0, 1, 2 … when left out).
        options: as for ``permutation``.

    Raises:
        MethodMismatch: there are several strata.

    References: Agresti A (1983), Statistics and Probability Letters 1:333-337; Kuritz SJ, Landis JR, Koch GG (1988),
    Annu Rev Public Health 9:123-160.

    >>> result = marginal_homogeneity(Table(counts=np.array([[[28, 13], [7, 27]]]), paired=True), Options())
    >>> round(result.p_value, 6)
    0.263176
    """
    counts = single_stratum(table, "marginal-homogeneity", "permutation")
    first, second = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape))
    scores: Scores = table.row_scores or exact_scores(np.arange(len(counts)))
    pairs = Pairs(
        before=scores.take(first),
        after=scores.take(second),
        stratum=np.zeros(len(first), dtype=np.int64),
        excluded=table.excluded,
    )
    result = permutation(pairs, options)
    return replace(
        result,
        method="marginal-homogeneity",
        title="exact marginal homogeneity test",
        estimand="mean of second − first score",
    )


def stuart_maxwell(table: Table, options: Options) -> Result:
    """Run the Stuart–Maxwell test on nominal categories.

    H0: the margins of the two readings are the same. It has no estimand; large samples only, chi-square with r − 1 df.

    Raises:
        MethodMismatch: there are several strata.
        UsageError: another reference than the asymptotic one was asked for.

    References: Stuart A (1955), Biometrika 42:412-416; Maxwell AE (1970), Br J Psychiatry 116:651-655.

    >>> readings = Table(counts=np.array([[[20, 10, 5], [3, 30, 15], [0, 5, 40]]]), paired=True)
    >>> result = stuart_maxwell(readings, Options())
    >>> round(result.statistic, 4), result.reference
    (13.7647, 'asymptotic')
    """
    return _chi_square(table, options, "stuart-maxwell", "Stuart–Maxwell test", "stuart_maxwell")


def bhapkar(table: Table, options: Options) -> Result:
    """Run Bhapkar's test on nominal categories.

    H0: the margins of the two readings are the same. It has no estimand; large samples only, chi-square with r − 1 df,
    the variance estimated without assuming H0.

    Raises:
        MethodMismatch: there are several strata.
        UsageError: another reference than the asymptotic one was asked for.

    References: Bhapkar VP (1966), JASA 61:228-235.

    >>> readings = Table(counts=np.array([[[20, 10, 5], [3, 30, 15], [0, 5, 40]]]), paired=True)
    >>> stuart = stuart_maxwell(readings, Options()).statistic
    >>> round(bhapkar(readings, Options()).statistic - stuart / (1 - stuart / 128), 9)  # Keefe TJ (1982)
    0.0
    """
    return _chi_square(table, options, "bhapkar", "Bhapkar's test", "bhapkar")


def _chi_square(table: Table, options: Options, name: str, title: str, statistic: str) -> Result:
    """Return the test of statsmodels on the categories that any unit is in."""
    counts = single_stratum(table, name, "marginal-homogeneity")
    refuse_reference(options, name, ("auto", "asymptotic"))
    if options.alternative != "two-sided":
        msg = f"method {name!r} has no direction — use 'marginal-homogeneity' with scores"
        raise MethodMismatch(msg)
    used = counts.sum(axis=0) + counts.sum(axis=1) > 0
    kept = counts[np.ix_(used, used)].astype(float)
    notes: tuple[str, ...] = ("a large-sample test: with few units use marginal-homogeneity",)
    value, p_value, df = 0.0, 1.0, max(0, len(kept) - 1)
    if (kept == kept.T).all() or (kept.sum(axis=0) == kept.sum(axis=1)).all():
        notes = (*notes, "the two margins are equal, so p = 1")
    else:
        from statsmodels.stats.contingency_tables import SquareTable

        found = SquareTable(kept, shift_zeros=False).homogeneity(method=statistic)
        value, p_value, df = float(found.statistic), float(found.pvalue), int(found.df)
    return Result(
        method=name,
        title=title,
        estimand="none: whether the margins differ",
        statistic=value,
        statistic_name=f"chi-square({df})",
        p_value=p_value,
        alternative="two-sided",
        reference="asymptotic",
        n={"pairs": int(counts.sum())},
        n_used=int(counts.sum() - np.trace(counts)),
        excluded=table.excluded,
        notes=notes,
    )


MARGINAL_HOMOGENEITY: tuple[Method, ...] = (
    Method(
        name="marginal-homogeneity",
        title="exact marginal homogeneity test",
        takes="paired-table",
        null="a unit's two readings are exchangeable",
        estimand="mean of second − first score",
        ties="scores as given",
        zeros="units that do not change carry no information",
        strata="no (use permutation with strata)",
        interval="inversion of the same test",
        references=("Agresti 1983", "Kuritz, Landis and Koch 1988"),
        source="R coin mh_test(distribution = 'exact')",
        run=marginal_homogeneity,
    ),
    Method(
        name="stuart-maxwell",
        title="Stuart–Maxwell test",
        takes="paired-table",
        null="the margins of the two readings are the same",
        estimand="none: whether the margins differ",
        ties="nominal",
        zeros="units that do not change carry no information",
        strata="no",
        interval="none",
        references=("Stuart 1955", "Maxwell 1970"),
        source="statsmodels SquareTable.homogeneity",
        run=stuart_maxwell,
    ),
    Method(
        name="bhapkar",
        title="Bhapkar's test",
        takes="paired-table",
        null="the margins of the two readings are the same",
        estimand="none: whether the margins differ",
        ties="nominal",
        zeros="units that do not change carry no information",
        strata="no",
        interval="none",
        references=("Bhapkar 1966",),
        source="statsmodels SquareTable.homogeneity",
        run=bhapkar,
    ),
)
