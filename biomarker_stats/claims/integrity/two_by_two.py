"""P of a 2 × 2 table under the nine conventions that papers use, each by name."""

import math
from collections.abc import Sequence
from fractions import Fraction

from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.claimed import Claimed, decision_level
from biomarker_stats.claims.integrity.inputs import printed_p, whole
from biomarker_stats.claims.integrity.rounding import rule_named
from biomarker_stats.claims.integrity.tails import LEAST_P
from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.exact.hypergeometric import hypergeometric_counts
from biomarker_stats.exact.large_sample import chi_square_p_value, normal_p_value
from biomarker_stats.wording import listing, p_value

CONVENTIONS = {
    "wald_z": "z of the difference of proportions, unpooled variance",
    "likelihood_ratio": "likelihood-ratio chi-square (G)",
    "pearson": "Pearson's chi-square, uncorrected",
    "n1_chisq": "(N − 1)/N times Pearson's chi-square",
    "fisher_midp": "twice the one-sided mid-P of Fisher's test",
    "fisher_midp_sas": "Fisher's P less half the probability of the observed table",
    "fisher_central": "twice the smaller one-sided Fisher P",
    "fisher": "Fisher's exact test: tables no more probable than the observed one",
    "yates": "chi-square with Yates's correction",
}
_MOST_UNITS = 20_000
_NO_VARIANCE = "each row is all of one column, so that its variance is 0"


def two_by_two(table: Sequence[Sequence[int]], p: str | None = None, *, rounding: str = "up_or_down") -> Check:
    """Compute the two-sided P of a 2 × 2 table under nine conventions, and name those that agree with a printed P.

    Rows are arms. The claim tested is that the printed P is one of these; a match is consistent with a convention and
    no proof of it. Fisher's P values are compared as exact fractions. With an empty row or column every P is 1; where
    each row is all of one column the Wald z divides by 0, so that ``wald_z`` is NaN and matches nothing.

    Args:
        table: four counts, rows first.
        p: as printed; None to compute only.
        rounding: see :func:`grim`.

    Raises:
        UsageError: the table is not 2 × 2 of whole numbers from 0 up.
        ExactTooLarge: more than 20,000 units.

    References:
        Campbell I (2007) Statistics in Medicine 26:3661-3675 (N − 1); Yates F (1984) J R Stat Soc A 147:426-463;
        Lancaster HO (1961) JASA 56:223-234 (mid-P).

    >>> two_by_two([[7, 0], [1, 6]], "0.0047").matching
    ('fisher_central', 'fisher')
    """
    cells = _cells(table)
    rule = rule_named(rounding)
    exact = _conventions(*cells)
    values = {name: _shown(p) for name, p in sorted(exact.items(), key=lambda each: each[1] or 0)}
    shown = f"[[{cells[0]}, {cells[1]}], [{cells[2]}, {cells[3]}]]"
    claim = None if p is None else Claimed(*printed_p(p), decision_level(0.05), rule)
    matching = tuple(name for name in values if claim is not None and _gives(claim, exact[name]))
    known = [value for value in values.values() if not math.isnan(value)]
    all_of = "the nine conventions" if len(known) == len(values) else "the eight conventions that are defined here"
    if claim is None:
        why = f"{all_of} give P from {_from(min(known))} to {_from(max(known))}"
    elif matching:
        why = f"P {claim.text} is consistent with {listing(list(matching), 'or')}"
    else:
        why = f"none of {all_of} gives P {claim.text}"
    return Check(
        check="two-by-two",
        consistent=claim is None or bool(matching),
        printed=shown if claim is None else f"{shown}, P {claim.text}",
        explanation=why,
        n=(cells[0] + cells[1], cells[2] + cells[3]),
        rule=rule,
        values=values,
        matching=matching,
        notes=() if len(known) == len(values) else (f"wald_z is not defined: {_NO_VARIANCE}",),
    )


def _gives(claim: Claimed, p: Fraction | float | None) -> bool:
    return p is not None and claim.admits(Fraction(p))


def _from(p: float) -> str:
    return p_value(p).replace("< ", "below ")


def _shown(p: Fraction | float | None) -> float:
    """Return a P value as a float that is not 0, which no P value is; NaN where it is not defined."""
    return math.nan if p is None else max(float(p), LEAST_P)


def _cells(table: Sequence[Sequence[int]]) -> tuple[int, int, int, int]:
    rows = [list(row) for row in table] if isinstance(table, list | tuple) and len(table) == 2 else []
    if [len(row) for row in rows] != [2, 2]:
        msg = "a table is two rows of two counts, such as [[7, 0], [1, 6]]"
        raise UsageError(msg)
    a, b, c, d = (whole(cell, "a count", least=0) for row in rows for cell in row)
    if a + b + c + d > _MOST_UNITS:
        msg = f"the table holds {a + b + c + d:,} units, more than the {_MOST_UNITS:,} that are counted exactly"
        raise ExactTooLarge(msg)
    return a, b, c, d


def _conventions(a: int, b: int, c: int, d: int) -> dict[str, Fraction | float | None]:
    """Return P by convention, as a fraction where it counts tables; None where it is not defined."""
    rows, columns, total = (a + b, c + d), (a + c, b + d), a + b + c + d
    if 0 in (*rows, *columns):
        return dict.fromkeys(CONVENTIONS, 1.0)
    first, second = a / rows[0], c / rows[1]
    error = math.sqrt(first * (1 - first) / rows[0] + second * (1 - second) / rows[1])
    cross = a * d - b * c
    margins = rows[0] * rows[1] * columns[0] * columns[1]
    pearson = total * cross * cross / margins
    corrected = total * max(abs(cross) - total / 2, 0) ** 2 / margins
    expected = [row * column / total for row in rows for column in columns]
    ratio = 2 * sum(x * math.log(x / e) for x, e in zip((a, b, c, d), expected, strict=True) if x)
    return {
        "wald_z": _normal((first - second) / error) if error else None,
        "likelihood_ratio": chi_square_p_value(max(ratio, 0.0), 1),
        "pearson": chi_square_p_value(pearson, 1),
        "n1_chisq": chi_square_p_value(pearson * (total - 1) / total, 1),
        **_fisher(a, rows, columns[0]),
        "yates": chi_square_p_value(corrected, 1),
    }


def _normal(z: float) -> float:
    return normal_p_value(z, "two-sided")


def _fisher(a: int, rows: tuple[int, int], column: int) -> dict[str, Fraction | float | None]:
    """Return Fisher's two-sided P values: counts of arrangements over all of them."""
    low, counts = hypergeometric_counts(*rows, column)
    own, arrangements = counts[a - low], sum(counts)
    tail = min(sum(counts[: a - low + 1]), sum(counts[a - low :]))
    likely = sum(count for count in counts if count <= own)
    return {
        "fisher_midp": min(Fraction(1), Fraction(2 * tail - own, arrangements)),
        "fisher_midp_sas": Fraction(2 * likely - own, 2 * arrangements),
        "fisher_central": min(Fraction(1), Fraction(2 * tail, arrangements)),
        "fisher": Fraction(likely, arrangements),
    }
