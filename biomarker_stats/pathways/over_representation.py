"""Over-representation: whether a gene set holds more hits of a screen than a random draw would give it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.exact.hypergeometric import first_cell_distribution, hypergeometric_counts
from biomarker_stats.methods.multiplicity import adjust
from biomarker_stats.pathways.chosen_sets import Sets, chosen_sets, repeated
from biomarker_stats.pathways.screens import Screened, hits_of
from biomarker_stats.pathways.set_result import SetTest, SetTests
from biomarker_stats.terms import Alternative

if TYPE_CHECKING:
    import pandas as pd

MOST_GENES = 200_000


def over_representation(
    sets: Sets,
    *,
    hits: Sequence[str] | None = None,
    measured: Sequence[str] | None = None,
    screen: "Screened | pd.DataFrame | None" = None,
    by: str = "p_maxt",
    level: float = 0.05,
    alternative: Alternative = "greater",
    adjustment: str = "tarone-holm",
) -> SetTests:
    """Test each gene set for more (or fewer) hits than a random draw of as many measured genes would give.

    H0 of each set: the hits are a simple random sample of the measured genes: those in the set are hypergeometric.
    The estimand is the share of hits in the set against that outside it. This null takes genes, not patients, as the
    sampling units and genes as independent; :func:`set_sign_flips` does neither.

    Args:
        sets: GeneSets, or a mapping from name to genes; only measured genes count.
        hits: the genes the screen picked out, each among ``measured``.
        measured: every gene the screen could have picked.
        screen: instead of both, a result of ``bs.screen``, or its table: the markers it tested are measured, and those
            with an adjusted p of at most ``level`` are hits, whichever way they changed.
        by: which adjusted p: ``p_maxt``, ``p_tarone`` or ``q_discrete``.
        level: from above 0 to below 1.
        alternative: ``greater`` for more hits, ``less`` for fewer, ``two-sided`` by the minimum-likelihood rule.
        adjustment: a method of ``bs.adjust``; discrete ones know which p values each set can attain.

    Raises:
        DataError: no sets, a hit that was not measured, a gene twice, more than 200,000 genes.
        UnknownMethod: no such adjustment.
        UsageError: genes given as one text, both a screen and lists, or an adjusted p the screen does not have.

    References: Fisher RA (1935), J R Stat Soc 98:39-82; Rivals I et al. (2007), Bioinformatics 23:401-407.

    >>> measured = list("ABCDEFGHIJ")
    >>> found = over_representation({"s": ["A", "B", "C", "X"]}, hits=["A", "B", "C"], measured=measured)
    >>> round(found.tests[0].p_value * 120)  # 1 of the 120 draws of three genes
    1
    """
    hits, measured, notes = _genes(hits, measured, screen, by, level)
    _check(hits, measured)
    within, sizes, excluded = chosen_sets(sets, measured)
    if not within:
        message, remedy = "no gene of any set was measured", "check that sets and measurements spell symbols alike"
        raise DataError([Violation(message=message, remedy=remedy)])
    picked = set(hits)
    found = {name: tuple(gene for gene in genes if gene in picked) for name, genes in within.items()}
    nulls = {name: _null(len(genes), len(measured), len(hits)) for name, genes in within.items()}
    p = {name: nulls[name].p_value(len(found[name]), alternative, "minlike") for name in within}
    attainable = [nulls[name].attainable_p(alternative, "minlike") for name in within]
    adjusted = adjust(p, method=adjustment, supports=[support.tolist() for support in attainable])
    tests = tuple(
        SetTest(
            name=name,
            size=sizes[name],
            measured=len(within[name]),
            statistic=float(len(found[name])),
            expected=len(within[name]) * len(hits) / len(measured),
            p_value=p[name],
            mid_p_value=nulls[name].mid_p_value(len(found[name]), alternative, "minlike"),
            p_min_attainable=nulls[name].p_min(alternative, "minlike"),
            p_adjusted=after,
            hits=found[name],
        )
        for name, after in zip(within, adjusted.adjusted, strict=True)
    )
    return SetTests(
        method=f"exact over-representation (hypergeometric), {alternative}",
        null_hypothesis="the hits are a simple random sample of the measured genes",
        statistic_name="hits",
        adjustment=adjusted.title,
        controls=adjusted.controls,
        reference="exact",
        tests=tests,
        excluded=excluded,
        notes=(*notes, f"{len(hits)} hits among {len(measured)} measured genes", *adjusted.notes),
    )


def _genes(
    hits: Sequence[str] | None,
    measured: Sequence[str] | None,
    screen: "Screened | pd.DataFrame | None",
    by: str,
    level: float,
) -> tuple[Sequence[str], Sequence[str], tuple[str, ...]]:
    if screen is not None and hits is None and measured is None:
        return hits_of(screen, by, level)
    if screen is not None or hits is None or measured is None:
        msg = "give the hits and the measured genes, or a screen in place of both"
        raise UsageError(msg)
    return hits, measured, ()


def _null(in_set: int, measured: int, hits: int) -> ExactDistribution:
    return first_cell_distribution(*hypergeometric_counts(in_set, measured - in_set, hits))


def _check(hits: Sequence[str], measured: Sequence[str]) -> None:
    if isinstance(hits, str) or isinstance(measured, str):
        msg = "hits and measured must be lists of genes, got one text"
        raise UsageError(msg)
    wrong = repeated(hits, "is a hit twice", "name each hit once")
    there = set(measured)
    missing = [gene for gene in hits if gene not in there]
    remedy = "list every gene that could have been a hit among the measured ones"
    wrong += [Violation(message="is a hit that was not measured", remedy=remedy, value=str(g)) for g in missing[:10]]
    if len(measured) > MOST_GENES:
        message = f"has {len(measured):,} genes, at most {MOST_GENES:,} are taken"
        wrong.append(Violation(message=message, remedy="leave out genes that no set names", file="measured"))
    if wrong:
        raise DataError(wrong)
