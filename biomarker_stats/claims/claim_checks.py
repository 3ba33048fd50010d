"""The integrity checks that apply to the claims of a study, run on what was printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from biomarker_stats.claims import summaries
from biomarker_stats.claims.integrity import Check, attainable, grim, grimmer, subtotal
from biomarker_stats.claims.unpublished_checks import unpublished_checks
from biomarker_stats.design.measure import endpoint_of
from biomarker_stats.errors import BiomarkerStatsError
from biomarker_stats.study.claim import Claim, Derivation
from biomarker_stats.study.printed import parse_printed
from biomarker_stats.terms import Alternative, Rounding, TwoSided

if TYPE_CHECKING:
    from biomarker_stats.study import Study

_PAIRED, _COMPARED = ("sign", "mcnemar", "signed-rank"), ("rank-sum", "fisher")
_MOST_PAIRS, _MOST_UNITS = 12, 12  # beyond, the lattice with every pattern of ties takes long and excludes little
_MOST_CHECKS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCheck:
    """One integrity check, and the ids of the claims it speaks of."""

    claims: tuple[str, ...]
    check: Check

    def to_dict(self) -> dict[str, Any]:
        """Return the check as JSON can hold it."""
        return {"claims": list(self.claims), **self.check.to_dict()}


def claim_checks(study: "Study") -> tuple[ClaimCheck, ...]:
    """Return every integrity check that the claims of a study allow, in the order of the claims file.

    GRIM for percentages and for means of whole numbers, GRIMMER for a mean and an SD of one family, subtotals where
    the counts of every level are printed, and the lattice of an exact test for the P values of few units that are said
    to be its; of claims whose data were not published, the checks between numbers printed together. A check that a
    claim's size rules out is not made, nor more than 500 or so of all but subtotals.
    """
    found: list[ClaimCheck] = []
    for claim in study.claims:
        if len(found) >= _MOST_CHECKS:
            break
        try:
            if claim.derivation is None:
                checks = unpublished_checks(study.claims, claim)
                found += [ClaimCheck(claims=ids, check=check) for ids, check in checks]
            elif claim.comparator == "=":
                found += _of_claim(study, claim, claim.derivation)
        except BiomarkerStatsError:  # verification says what is wrong with this claim
            continue
    return (*found, *_subtotals(study))


def _of_claim(study: "Study", claim: Claim, derivation: Derivation) -> Iterator[ClaimCheck]:
    if claim.kind == "percent":
        n = len(summaries.yes_or_all(study, derivation))
        yield ClaimCheck(claims=(claim.id,), check=grim(claim.printed, n, percent=True, rounding=claim.rounding))
    elif claim.kind == "mean" and derivation.quantity == "mean" and _whole(study, derivation):
        n = _size(study, derivation)
        yield ClaimCheck(claims=(claim.id,), check=grim(claim.printed, n, rounding=claim.rounding))
        for sd in _spreads(study, claim, derivation):
            check = grimmer(claim.printed, sd.printed, n, rounding=claim.rounding)
            yield ClaimCheck(claims=(claim.id, sd.id), check=check)
    elif claim.kind == "p" and derivation.quantity == "p" and derivation.endpoint is not None:
        yield from _lattices(study, claim, derivation)


def _lattices(study: "Study", claim: Claim, derivation: Derivation) -> Iterator[ClaimCheck]:
    """Say whether the exact tests that a P value is said to be of can give it, whatever ties and zeros there are.

    The tests are those that the authors state; where they state none, the one that recomputes the claim.
    """
    methods = claim.stated.methods or (derivation.method,)
    if not _counted(claim, derivation):
        return
    sizes = _arms(study, derivation) if derivation.type == "compare" else (_size(study, derivation),)
    few = _MOST_PAIRS if len(sizes) == 1 else _MOST_UNITS
    if "%" in claim.printed or derivation.type == "proportion" or len(sizes) > 2 or sum(sizes) > few or min(sizes) < 1:
        return
    rule = derivation.two_sided if len(sizes) == 2 and derivation.alternative == "two-sided" else None
    for method in _PAIRED if len(sizes) == 1 else _COMPARED:
        if method in methods:
            asked = _Lattice("sign" if method == "mcnemar" else method, sizes, derivation.alternative, rule)
            yield ClaimCheck(claims=(claim.id,), check=_lattice(claim.printed, claim.rounding, asked))


def _counted(claim: Claim, derivation: Derivation) -> bool:
    """Whether a claim is of a P value as the counts of an exact test give it, neither adjusted nor approximated."""
    stated = claim.stated
    adjusted = derivation.adjustment is not None or stated.adjustment not in {None, "none"}
    near = "asymptotic" in {derivation.reference, stated.reference} or derivation.continuity or stated.continuity
    return not (adjusted or near or derivation.mid_p or stated.mid_p or derivation.strata)


@dataclass(frozen=True, slots=True)
class _Lattice:
    method: str
    sizes: tuple[int, ...]
    alternative: Alternative
    two_sided: TwoSided | None


@lru_cache(maxsize=500)
def _lattice(printed: str, rounding: Rounding, asked: _Lattice) -> Check:
    sizes = asked.sizes
    return attainable(
        printed,
        method=asked.method,
        n=sizes[0] if len(sizes) == 1 else (sizes[0], sizes[1]),
        zero_or_tied=True,
        alternative=asked.alternative,
        two_sided=asked.two_sided,
        rounding=rounding,
    )


def _arms(study: "Study", derivation: Derivation) -> tuple[int, ...]:
    cells = summaries.rows(study, derivation)[str(derivation.by)].dropna().astype(str)
    counted = cells.value_counts()
    return tuple(int(counted.get(arm, 0)) for arm in (derivation.arms or tuple(counted.index)))


def _size(study: "Study", derivation: Derivation) -> int:
    return len(summaries.rows(study, derivation))


def _whole(study: "Study", derivation: Derivation) -> bool:
    """Whether the values behind a mean are whole numbers by declaration, one arm or none."""
    if derivation.by is not None or derivation.column is None:
        return False
    column = study.manifest.tables[_table(study, derivation)].columns.get(derivation.column)
    return column is not None and column.type == "integer"


def _spreads(study: "Study", claim: Claim, derivation: Derivation) -> Iterator[Claim]:
    """Yield the SDs (divisor n − 1) printed of the same numbers as a mean."""
    same = derivation.model_copy(update={"quantity": "sd", "ddof": 1})
    for other in study.claims:
        if other.kind == "sd" and other.family == claim.family and other.derivation == same:
            yield other


def _subtotals(study: "Study") -> Iterator[ClaimCheck]:
    """Yield a check for every column all of whose levels have a printed count, against the printed total."""
    counts = [c for c in study.claims if c.kind == "count" and c.comparator == "=" and c.derivation is not None]
    for total in counts:
        whole = total.derivation
        if whole is None or whole.quantity != "count" or whole.endpoint is not None or whole.where:
            continue
        parts: dict[str, dict[str, Claim]] = {}
        for claim in counts:
            column, level = _level_counted(claim, whole)
            if column:
                parts.setdefault(column, {}).setdefault(level, claim)
        for column, found in parts.items():
            levels = study.manifest.tables[_table(study, whole)].columns[column].levels
            if levels and set(levels) == set(found) and _whole_numbers([total, *found.values()]):
                numbers = [int(parse_printed(found[level].printed).value) for level in levels]
                check = subtotal(numbers, int(parse_printed(total.printed).value))
                yield ClaimCheck(claims=(total.id, *(found[level].id for level in levels)), check=check)


def _level_counted(claim: Claim, whole: Derivation) -> tuple[str, str]:
    """Return the column and the one level of it that a claim counts within the same units, or empty strings."""
    own = claim.derivation
    if own is None or own.model_copy(update={"where": ()}) != whole or len(own.where) != 1:
        return "", ""
    (condition,) = own.where
    listed = condition.is_in or ()
    bounded = condition.not_in is not None or condition.at_least is not None or condition.at_most is not None
    return (condition.column, str(listed[0])) if len(listed) == 1 and not bounded else ("", "")


def _table(study: "Study", derivation: Derivation) -> str:
    if derivation.table is not None:
        return derivation.table
    if derivation.endpoint is not None:
        return endpoint_of(study, derivation.endpoint).table
    return next(iter(study.manifest.tables))


def _whole_numbers(claims: Sequence[Claim]) -> bool:
    values = [parse_printed(claim.printed).value for claim in claims]
    return all(value.denominator == 1 and value >= 0 for value in values)
