"""A self-contained test of gene sets in paired data: every gene's differences change sign together, pair by pair."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

import numpy as np

from biomarker_stats.errors import DataError, ExactTooLarge, UsageError, Violation
from biomarker_stats.exact.arrangements import AllSignFlips, Arrangements, RandomSignFlips
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.methods.multiplicity import PROCEDURES, adjust
from biomarker_stats.pathways.changes import numbers
from biomarker_stats.pathways.chosen_sets import Sets, chosen_sets
from biomarker_stats.pathways.screens import Screened, changes_of, is_screen
from biomarker_stats.pathways.set_null import Direction, Scores, SetNull, null_of, signed_scores
from biomarker_stats.pathways.set_result import SetTest, SetTests
from biomarker_stats.terms import Reference, nearest

if TYPE_CHECKING:
    import pandas as pd

MOST_PAIRS = 20
_STATISTIC = {
    "any": "sum over genes of squared rank sums",
    "same": "absolute rank sum over all genes",
    "up": "rank sum over all genes",
    "down": "rank sum over all genes",
}


def set_sign_flips(
    differences: "pd.DataFrame | Screened",
    *,
    sets: Sets,
    direction: Direction = "any",
    scores: Scores = "ranks",
    adjustment: str = "tarone-holm",
    reference: Reference = "auto",
    n_resamples: int = 9_999,
    seed: int = 1,
) -> SetTests:
    """Test each gene set for any change between the two readings of the same patients (a self-contained test).

    H0 of each set: the vectors of differences of its genes are symmetric about 0, so that all genes of a patient change
    sign together; dependence between genes is kept. Within a gene the absolute differences become midranks with sign
    (or signs alone). The estimand is the set's statistic: the sum over genes of squared signed-rank sums (``any``), or
    the signed-rank sum over all genes (``same`` in absolute value, ``up``, ``down``). Every sign pattern is counted.

    Args:
        differences: one row a gene (the index), one column a pair: after minus before. An empty cell counts 0. Or a
            result of ``bs.screen`` of pairs that holds the changes of every marker (up to 40); of a larger panel
            :func:`paired_changes` takes them from the table.
        sets: GeneSets, or a mapping from name to genes.
        direction: ``any``, or all genes the same way: ``same``, ``up`` or ``down``.
        scores: ``ranks`` or ``signs``.
        adjustment: a method of ``bs.adjust``; Monte-Carlo p values need a classical one, such as ``holm``.
        reference: ``exact`` (up to 20 pairs), ``monte-carlo``, or ``auto``: exact where it fits.
        n_resamples: random sign patterns of ``monte-carlo``.
        seed: fixes them.

    Raises:
        DataError: a gene twice, a value that is no finite number, no pairs, or no gene of any set.
        ExactTooLarge: more than 20 pairs with ``exact``, or scores whose sums do not fit.
        UsageError: no such direction, scores, reference, seed or number of resamples; a screen without all changes.

    References: Goeman JJ, Bühlmann P (2007), Bioinformatics 23:980-987 (self-contained nulls); Fisher RA (1935), The
    Design of Experiments, section 21 (sign flips); Phipson B, Smyth GK (2010), Stat Appl Genet Mol Biol 9:39.

    >>> import pandas as pd
    >>> frame = pd.DataFrame([[1.0, 2, 3, 4], [2.0, 1, 5, 3]], index=["A", "B"])
    >>> set_sign_flips(frame, sets={"s": ["A", "B"]}).tests[0].p_value  # 2 of 16 sign patterns
    0.125
    """
    _check_words(direction, scores, reference)
    _check_numbers(n_resamples, seed)
    differences = _frame(differences)
    genes = [str(gene) for gene in differences.index]
    within, sizes, excluded = chosen_sets(sets, genes)
    values = _numbers(differences, genes)
    if not within:
        message, remedy = "no gene of any set was measured", "check that sets and rows spell symbols alike"
        raise DataError([Violation(message=message, remedy=remedy)])
    arrangements = _arrangements(values.shape[1], reference, n_resamples, seed)
    scored = signed_scores(values, scores)
    place = {gene: k for k, gene in enumerate(genes)}
    nulls = {
        name: null_of(scored[[place[gene] for gene in members]], arrangements, direction, name)
        for name, members in within.items()
    }
    extra = {} if arrangements.random else {"supports": [null.attainable().tolist() for null in nulls.values()]}
    method = _adjustment(adjustment, random=arrangements.random)
    adjusted = adjust({name: null.p_value for name, null in nulls.items()}, method=method, **extra)
    sign = -1 if direction == "down" else 1
    tests = tuple(
        _set_test(name, (sizes[name], len(within[name])), null, after, sign)
        for (name, null), after in zip(nulls.items(), adjusted.adjusted, strict=True)
    )
    return SetTests(
        method=f"self-contained gene-set test by shared sign flips, {scores}, direction {direction}",
        null_hypothesis="the differences of all genes of the set are jointly symmetric about 0",
        statistic_name=_STATISTIC[direction] if scores == "ranks" else _STATISTIC[direction].replace("rank", "sign"),
        adjustment=adjusted.title,
        controls=adjusted.controls,
        reference="monte-carlo" if arrangements.random else "exact",
        tests=tests,
        excluded=excluded,
        n_arrangements=2 ** values.shape[1],
        n_resamples=n_resamples if arrangements.random else None,
        seed=seed if arrangements.random else None,
        notes=(*_notes(values, genes, within, method != adjustment), *adjusted.notes),
    )


def _frame(differences: "pd.DataFrame | Screened") -> "pd.DataFrame":
    import pandas as pd

    if isinstance(differences, pd.DataFrame):
        return differences
    if is_screen(differences):
        return changes_of(differences)
    msg = "differences must be a DataFrame, one row a gene and one column a pair, or a result of bs.screen"
    raise UsageError(msg)


def _adjustment(adjustment: str, *, random: bool) -> str:
    """Return the adjustment to use: of Monte-Carlo p values the default, which is discrete, becomes holm."""
    if not random or adjustment not in {procedure.name for procedure in PROCEDURES if procedure.discrete}:
        return adjustment
    if adjustment != "tarone-holm":
        classical = ", ".join(procedure.name for procedure in PROCEDURES if not procedure.discrete)
        msg = f"{adjustment!r} needs the p values a set can attain, which Monte-Carlo does not give — use {classical}"
        raise UsageError(msg)
    return "holm"


def _set_test(name: str, sizes: tuple[int, int], null: SetNull, adjusted: float, sign: int) -> SetTest:
    return SetTest(
        name=name,
        size=sizes[0],
        measured=sizes[1],
        statistic=null.observed * sign,
        expected=null.expected * sign,
        p_value=null.p_value,
        mid_p_value=null.mid_p_value,
        p_min_attainable=null.p_min,
        p_adjusted=adjusted,
    )


def _arrangements(pairs: int, reference: Reference, n_resamples: int, seed: int) -> Arrangements:
    if reference == "monte-carlo" or (reference == "auto" and pairs > MOST_PAIRS):
        return RandomSignFlips(pairs, n_resamples, seed)
    if pairs > MOST_PAIRS:
        remedy = "choose the reference 'monte-carlo'"
        msg = f"{pairs} pairs have 2^{pairs} sign patterns, at most 2^{MOST_PAIRS} are counted — {remedy}"
        raise ExactTooLarge(msg)
    return AllSignFlips(pairs, halved=False)


def _numbers(differences: "pd.DataFrame", genes: Sequence[str]) -> FloatArray:
    if not differences.shape[1] or not genes:
        remedy = "give one row a gene and one column a pair"
        raise DataError([Violation(message="there are no pairs or no genes", remedy=remedy)])
    return numbers(differences, genes)


def _notes(values: FloatArray, genes: list[str], within: dict[str, tuple[str, ...]], holm: bool) -> tuple[str, ...]:
    used = {gene for members in within.values() for gene in members}
    rows = [k for k, gene in enumerate(genes) if gene in used]
    empty = int(np.isnan(values[rows]).sum())
    silent = [genes[k] for k in rows if not np.nan_to_num(values[k]).any()]
    notes = []
    if empty:
        notes.append(f"{empty} empty cells count 0: they add nothing to their gene under any sign pattern")
    if silent:
        shown = ", ".join(silent[:10]) + (" …" if len(silent) > 10 else "")
        notes.append(f"without any change, so without weight: {shown}")
    if holm:
        notes.append("Monte-Carlo p values have no attainable ones to use: adjusted by holm instead of tarone-holm")
    return tuple(notes)


def _check_words(direction: str, scores: str, reference: str) -> None:
    for name, word, known in (
        ("direction", direction, get_args(Direction)),
        ("scores", scores, get_args(Scores)),
        ("reference", reference, ("auto", "exact", "monte-carlo")),
    ):
        if word not in known:
            msg = f"{name} must be one of {', '.join(known)}, got {word!r}{nearest(str(word), known)}"
            raise UsageError(msg)


def _check_numbers(n_resamples: int, seed: int) -> None:
    if not 99 <= n_resamples <= 10_000_000:
        msg = f"n_resamples must be 99 to 10,000,000, got {n_resamples}"
        raise UsageError(msg)
    whole = isinstance(seed, int | np.integer) and not isinstance(seed, bool)
    if not whole or seed < 0:
        msg = f"seed must be a whole number, 0 or more, got {seed!r}"
        raise UsageError(msg)
