"""P of a 2 × 2 table under the nine conventions that papers use, each by name."""

import math
from collections.abc import Sequence

from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.claimed import Claimed, decision_level
from biomarker_stats.claims.integrity.inputs import printed_p, whole
from biomarker_stats.claims.integrity.rounding import rule_named
from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.exact.hypergeometric import first_cell_distribution, hypergeometric_counts
from biomarker_stats.exact.large_sample import chi_square_p_value, normal_p_value
from biomarker_stats.exact.ratios import ratio_of
from biomarker_stats.wording import listing

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


def two_by_two(table: Sequence[Sequence[int]], p: str | None = None, *, rounding: str = "up_or_down") -> Check:
    """Compute the two-sided P of a 2 × 2 table under nine conventions, and name those that agree with a printed P.

    Rows are arms. The claim tested is that the printed P is one of these; a match is consistent with a convention and
    no proof of it. With an empty row or column every P is 1.

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
    values = dict(sorted(_conventions(*cells).items(), key=lambda item: item[1]))
    shown = f"[[{cells[0]}, {cells[1]}], [{cells[2]}, {cells[3]}]]"
    claim = None if p is None else Claimed(*printed_p(p), decision_level(0.05), rule)
    matching = tuple(name for name, value in values.items() if claim is not None and claim.admits(ratio_of(value)))
    if claim is None:
        why = f"the nine conventions give P from {min(values.values()):.4g} to {max(values.values()):.4g}"
    elif matching:
        why = f"P {claim.text} is consistent with {listing(list(matching), 'or')}"
    else:
        why = f"none of the nine conventions gives P {claim.text}"
    return Check(
        check="two-by-two",
        consistent=claim is None or bool(matching),
        printed=shown if claim is None else f"{shown}, P {claim.text}",
        explanation=why,
        n=(cells[0] + cells[1], cells[2] + cells[3]),
        rule=rule,
        values=values,
        matching=matching,
    )


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


def _conventions(a: int, b: int, c: int, d: int) -> dict[str, float]:
    rows, columns, total = (a + b, c + d), (a + c, b + d), a + b + c + d
    if 0 in (*rows, *columns):
        return dict.fromkeys(CONVENTIONS, 1.0)
    first, second = a / rows[0], c / rows[1]
    error = math.sqrt(first * (1 - first) / rows[0] + second * (1 - second) / rows[1])
    wald = normal_p_value((first - second) / error, "two-sided") if error else 0.0
    cross = a * d - b * c
    margins = rows[0] * rows[1] * columns[0] * columns[1]
    pearson = total * cross * cross / margins
    corrected = total * max(abs(cross) - total / 2, 0) ** 2 / margins
    expected = [row * column / total for row in rows for column in columns]
    ratio = 2 * sum(x * math.log(x / e) for x, e in zip((a, b, c, d), expected, strict=True) if x)
    exact = first_cell_distribution(*hypergeometric_counts(rows[0], rows[1], columns[0]))
    fisher = exact.p_value(a, "two-sided", "minlike")
    own = math.comb(rows[0], a) * math.comb(rows[1], c) / math.comb(total, columns[0])
    return {
        "wald_z": wald,
        "likelihood_ratio": chi_square_p_value(max(ratio, 0.0), 1),
        "pearson": chi_square_p_value(pearson, 1),
        "n1_chisq": chi_square_p_value(pearson * (total - 1) / total, 1),
        "fisher_midp": exact.mid_p_value(a, "two-sided", "central"),
        "fisher_midp_sas": fisher - own / 2,
        "fisher_central": exact.p_value(a, "two-sided", "central"),
        "fisher": fisher,
        "yates": chi_square_p_value(corrected, 1),
    }
