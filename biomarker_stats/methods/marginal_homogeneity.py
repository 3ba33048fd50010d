"""Square tables of two readings of the same units, and whether their two margins are the same."""

from dataclasses import replace

import numpy as np

from biomarker_stats.design.problem import Pairs, Table
from biomarker_stats.design.scores import Scores, exact_scores
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.nominal_margins import NOMINAL_MARGINS
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.paired import permutation
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.table_input import single_stratum


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
    *NOMINAL_MARGINS,
)
