"""Every kind of claim is recomputed: summaries against Student (1908), tests against R, adjustments by hand.

R 4.2, ``t.test(sleep$extra[11:20], sleep$extra[1:10], paired = TRUE)``: t = 4.0621, df = 9, p-value = 0.002833, 95
percent confidence interval 0.7001142 to 2.4598858, mean difference 1.58. ``t.test(extra ~ group, data = sleep)``
(Welch): t = -1.8608, p-value = 0.07939, interval -3.3654832 to 0.2054832. ``binom.test(5, 10)``: 0.187 to 0.813.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import pytest

import biomarker_stats as bs
from biomarker_stats.claims import Verdict
from biomarker_stats.claims.summaries import square_root, standard_deviation

Judged = Callable[..., Verdict]
CROPS = (1, 4, 2, 0, 5, 7, 3, 6)  # those of tests/claims/conftest.py, in order

STUDENT_1908 = [  # Biometrika 6, p. 20: means and standard deviations (divisor n) of the three columns
    ("mean", "+.75", '{ quantity = "mean", table = "wide", column = "dextro" }'),
    ("mean", "+2.33", '{ quantity = "mean", table = "wide", column = "laevo" }'),
    ("mean", "+1.58", '{ quantity = "mean", endpoint = "change" }'),
    ("mean", "0.75", '{ quantity = "mean", endpoint = "change", reading = "before" }'),
    ("mean", "2.33", '{ quantity = "mean", endpoint = "change", reading = "after" }'),
    ("mean", "2.33", '{ quantity = "mean", endpoint = "extra", by = "drug", arms = ["laevo"] }'),
    ("mean", "-1.58", '{ quantity = "difference", endpoint = "extra", by = "drug", arms = ["dextro", "laevo"] }'),
    (
        "mean",
        "1.58",
        '{ quantity = "difference", table = "long", column = "extra", by = "drug", arms = ["laevo", "dextro"] }',
    ),
    ("mean", "0.35", '{ quantity = "median", table = "wide", column = "dextro" }'),  # between 0.0 and 0.7
]


@pytest.mark.parametrize(("kind", "printed", "derivation"), STUDENT_1908)
def test_means_of_columns_readings_arms_and_differences(
    kind: str, printed: str, derivation: str, judged: Judged
) -> None:
    found = judged(f'kind = "{kind}"\nprinted = "{printed}"\nderivation = {derivation}')
    assert (found.word, found.flags) == ("reproduced", ("printed_not_in_quote",))


@pytest.mark.parametrize(("column", "printed"), [("dextro", "1.70"), ("laevo", "1.90")])
def test_students_standard_deviations_have_the_divisor_n(column: str, printed: str, judged: Judged) -> None:
    claim = f'kind = "sd"\nprinted = "{printed}"\nderivation = {{ quantity = "sd", table = "wide", column = "{column}"'
    declared = judged(f"{claim}, ddof = 0 }}\nstated = {{ ddof = 0 }}")
    assert declared.word == "reproduced"
    unstated = judged(f"{claim}, ddof = 0 }}")
    assert unstated.word == "reproduced_under_inferred_specification"
    assert "inferred: the divisor n" in unstated.explanation
    searched = judged(f"{claim} }}")
    assert searched.word == "reproduced_under_inferred_specification"
    assert "of one specification tried, consistent with divisor n (" in searched.explanation
    against = judged(f"{claim}, ddof = 0 }}\nstated = {{ ddof = 1 }}")
    assert against.word == "reproduced_under_other_specification"
    assert "stated: divisor n − 1" in against.explanation


def test_a_standard_deviation_of_a_change_and_one_of_neither_divisor(judged: Judged) -> None:
    claim = 'kind = "sd"\nderivation = { quantity = "sd", endpoint = "change" }\nprinted = '
    assert judged(f'{claim}"1.23"').word == "reproduced"  # R: sd(sleep$extra[11:20] - sleep$extra[1:10]) = 1.229995
    assert judged(f'{claim}"1.17"').word == "reproduced_under_inferred_specification"  # Student 1908, p. 20
    neither = judged(f'{claim}"1.20"')
    assert neither.word == "contradicted"
    assert "the one specification tried does not give it" in neither.explanation


def test_standard_deviations_are_exact_where_they_are_fractions_and_never_on_a_tie_elsewhere() -> None:
    assert standard_deviation([Fraction(0), Fraction(1, 4)], 0) == Fraction(1, 8)
    assert square_root(Fraction(2)) ** 2 < 2 < (square_root(Fraction(2)) + Fraction(1, 10**59)) ** 2
    with pytest.raises(bs.DataError, match="1 value has no standard deviation"):
        standard_deviation([Fraction(1)], 1)


PAIRED = 'type = "paired", endpoint = "change", method = "paired-t"'
STATED = 'stated = { methods = ["paired-t"], alternative = "two-sided" }'
WELCH = 'type = "compare", endpoint = "extra", by = "drug", arms = ["dextro", "laevo"], method = "welch-t"'
R_TESTS = [
    ("p", "0.002833", f'{{ quantity = "p", {PAIRED} }}'),
    ("statistic", "4.0621", f'{{ quantity = "statistic", {PAIRED} }}'),
    ("mean", "1.58", f'{{ quantity = "estimate", {PAIRED} }}'),
    ("ci", "0.7001142 to 2.4598858", f'{{ quantity = "interval", {PAIRED} }}'),
    ("ci", "(0.70, 2.46)", f'{{ quantity = "interval", {PAIRED} }}'),
    ("p", "0.07939", f'{{ quantity = "p", {WELCH} }}'),
    ("statistic", "−1.8608", f'{{ quantity = "statistic", {WELCH} }}'),
    ("ci", "[-3.3654832; 0.2054832]", f'{{ quantity = "interval", {WELCH} }}'),
]


@pytest.mark.parametrize(("kind", "printed", "derivation"), R_TESTS)
def test_statistics_estimates_intervals_and_p_values_of_tests(
    kind: str, printed: str, derivation: str, judged: Judged
) -> None:
    method = "welch-t" if "welch" in derivation else "paired-t"
    stated = f'stated = {{ methods = ["{method}"], alternative = "two-sided" }}'
    found = judged(f'kind = "{kind}"\nprinted = "{printed}"\nderivation = {derivation}\n{stated}')
    assert found.word == "reproduced", found.explanation


@pytest.mark.parametrize("printed", ["0.19 to 0.81", "19% to 81%", "(0.187, 0.813)", "18.7–81.3%"])
def test_the_interval_of_a_proportion_is_compared_end_by_end(printed: str, judged: Judged) -> None:
    derivation = (
        'derivation = { quantity = "interval", type = "proportion", endpoint = "gained", method = "clopper-pearson" }'
    )
    stated = 'stated = { methods = ["clopper-pearson"] }'
    assert judged(f'kind = "ci"\nprinted = "{printed}"\n{derivation}\n{stated}').word == "reproduced"
    one_end = judged(f'kind = "ci"\nprinted = "0.19 to 0.83"\n{derivation}\n{stated}')
    assert (one_end.word, one_end.value) == ("contradicted", "0.187086 to 0.812914")


@pytest.mark.parametrize(
    ("printed", "word", "flags"),
    [
        ("1.02 to ∞", "reproduced_under_inferred_specification", ()),
        ("1.02 to 40", "contradicted", ()),
        ("0.98 to ∞", "contradicted", ("decision_changed",)),  # it would hold the odds ratio 1
    ],
)
def test_an_interval_with_an_infinite_end(printed: str, word: str, flags: tuple[str, ...], seed_copy: Path) -> None:
    """R 4.2, fisher.test(matrix(c(4, 1, 0, 5), 2)): odds ratio Inf, 95 percent interval 1.0248 to Inf."""
    test = 'type = "compare", endpoint = "increased", by = "schedule", method = "fisher", two_sided = "central"'
    claim = (
        f'\n[[claim]]\nid = "odds"\nquote = "{printed}"\nlocation = "Results"\nkind = "ci"\nprinted = "{printed}"\n'
        f'derivation = {{ quantity = "interval", {test} }}\nexpected = {{ verdict = "reproduced" }}\n'
    )
    with (seed_copy / "claims.toml").open("a", encoding="utf-8") as handle:
        handle.write(claim)
    found = bs.verify(seed_copy).verdicts[-1]
    assert (found.word, found.flags) == (word, flags)
    low, high = str(found.value).split(" to ")
    assert float(low) == pytest.approx(1.0248, abs=5e-5)  # R stops its search of the root at 1e-4
    assert high == "∞"


# nine of ten changes are above 0, one is 0: 2/2⁹ two-sided, 1/2⁹ one-sided; mid-p halves the one outcome of a tail
@pytest.mark.parametrize(
    ("printed", "options"),
    [
        ("0.00390625", ""),
        ("0.001953125", ', alternative = "greater"'),
        ("0.001953125", ", mid_p = true"),
        ("1.000", ', alternative = "less"'),
    ],
)
def test_sidedness_and_mid_p(printed: str, options: str, judged: Judged) -> None:
    derivation = f'{{ quantity = "p", endpoint = "change", method = "sign"{options} }}'
    found = judged(f'kind = "p"\nprinted = "{printed}"\nderivation = {derivation}\nfamily = "sign"')
    assert found.word == "reproduced_under_inferred_specification"
    assert ("the mid-p value" in found.explanation) is ("mid_p" in options)


def test_an_asymptotic_reference_with_and_without_continuity_correction(judged: Judged) -> None:
    """R 4.2, wilcox.test(extra ~ group, sleep, exact = FALSE): p = 0.06933; without: 0.06372."""
    test = 'type = "compare", endpoint = "extra", by = "drug", method = "rank-sum"'
    base = f'quantity = "p", {test}, reference = "asymptotic"'
    for printed, more in (("0.06933", ", continuity = true"), ("0.06372", "")):
        found = judged(f'kind = "p"\nprinted = "{printed}"\nderivation = {{ {base}{more} }}')
        assert found.word == "reproduced_under_inferred_specification", found.explanation
        assert "the reference distribution" in found.explanation


def test_a_stratified_p_value_against_enumeration(judged: Judged) -> None:
    pairs = list(product(combinations(range(4), 2), combinations(range(4, 8), 2)))
    totals = [sum(CROPS[k] for k in (*first, *second)) for first, second in pairs]
    centre = Fraction(sum(totals), len(totals))
    observed = abs(CROPS[0] + CROPS[1] + CROPS[4] + CROPS[5] - centre)
    p = Fraction(sum(abs(total - centre) >= observed for total in totals), len(totals))
    derivation = (
        '{ quantity = "p", type = "compare", endpoint = "crop", by = "arm", method = "permutation", strata = "block" }'
    )
    found = judged(f'kind = "p"\nprinted = "{float(p):.6f}"\nderivation = {derivation}')
    assert found.word == "reproduced_under_inferred_specification"
    assert "strata block" in found.explanation


# the seed study's three P values, 0.024846, 0.013847 and 0.363217, adjusted by hand
ADJUSTED = [
    ("bonferroni", "0.0745", "0.0415", "1.0000"),
    ("holm", "0.0497", "0.0415", "0.3632"),
    ("hochberg", "0.0497", "0.0415", "0.3632"),
    ("bh", "0.0373", "0.0373", "0.3632"),
]


@pytest.mark.parametrize("row", ADJUSTED, ids=[row[0] for row in ADJUSTED])
def test_adjusted_p_values_over_the_claims_of_a_family(row: tuple[str, ...], seed_copy: Path) -> None:
    method, *printed = row
    path = seed_copy / "claims.toml"
    text = path.read_text(encoding="utf-8")
    adjustment = f'adjustment = {{ method = "{method}", claims = ["p-all", "p-weekly", "p-daily"] }}'
    text = text.replace('coding = "as-published" }', f'coding = "as-published", {adjustment} }}')
    for old, new in zip(("0.025", "0.014", "0.4"), printed, strict=True):
        text = text.replace(f'printed = "{old}"', f'printed = "{new}"')
    path.write_text(text, encoding="utf-8")
    found = [v for v in bs.verify(seed_copy).verdicts if v.claim.family == "table1-p"]
    assert {v.word for v in found} == {"reproduced_under_inferred_specification"}
    assert all("the adjustment" in v.explanation for v in found)


def test_bonferroni_by_the_size_of_the_family_and_a_search_of_other_adjustments(judged: Judged) -> None:
    base = f'{{ quantity = "p", {PAIRED}, adjustment = {{ method = "bonferroni", size = 4 }} }}'
    stated = 'stated = { methods = ["paired-t"], alternative = "two-sided", adjustment = "bonferroni" }'
    four_times = judged(f'kind = "p"\nprinted = "0.0113"\nderivation = {base}\n{stated}')  # 4 × 0.002833
    assert four_times.word == "reproduced"
    raw = judged(f'kind = "p"\nprinted = "0.0028"\nderivation = {base}\n{stated}')
    assert raw.word == "reproduced_under_other_specification"
    assert "consistent with two-sided paired-t, not adjusted" in raw.explanation
    neither = judged(f'kind = "p"\nprinted = "0.0200"\nderivation = {base}\n{stated}')
    assert neither.word == "contradicted"


@pytest.mark.parametrize(
    ("printed", "word"),
    [("b, a", "reproduced"), ("b and a", "reproduced"), ("a", "contradicted"), ("B, a", "contradicted")],
)
def test_text_claims_compare_values_by_exact_text(printed: str, word: str, judged: Judged) -> None:
    derivation = '{ quantity = "values", table = "blocks", column = "block" }'
    found = judged(f'kind = "text"\nprinted = "{printed}"\nderivation = {derivation}')
    assert (found.word, found.value) == (word, "b, a")  # in the order in which study.toml declares the levels


def test_a_range_of_decimals_and_an_empty_selection(judged: Judged) -> None:
    derivation = '{ quantity = "range", table = "wide", column = "dextro" }'
    assert judged(f'kind = "range"\nprinted = "-1.6 to 3.7"\nderivation = {derivation}').word == "reproduced"
    column = 'table = "wide", column = "dextro"'
    where = 'where = [{ column = "dextro", at_least = 9 }]'
    empty = judged(f'kind = "mean"\nprinted = "1"\nderivation = {{ quantity = "mean", {column}, {where} }}')
    assert (empty.word, empty.value) == ("contradicted", None)
    assert "no value is left for the mean" in empty.explanation


# the mean crop of block b is 21/4: 5.3 rounded half up, 5.2 half to even or truncated, 5.3 by ceiling
@pytest.mark.parametrize(
    ("rule", "printed", "word"),
    [
        ("half_up", "5.3", "reproduced"),
        ("half_up", "5.2", "reproduced_by_truncation"),
        ("half_even", "5.2", "reproduced"),
        ("half_even", "5.3", "reproduced_by_ceiling"),
        ("trunc", "5.2", "reproduced"),
        ("ceiling", "5.3", "reproduced"),
        ("unknown", "5.2", "reproduced"),
        ("unknown", "5.3", "reproduced"),
        ("unknown", "5.4", "contradicted"),
    ],
)
def test_every_rounding_rule_is_named(rule: str, printed: str, word: str, judged: Judged) -> None:
    derivation = '{ quantity = "mean", table = "blocks", column = "crop", where = [{ column = "block", in = ["b"] }] }'
    found = judged(f'kind = "mean"\nprinted = "{printed}"\nrounding = "{rule}"\nderivation = {derivation}')
    assert (found.word, found.value) == (word, "5.25")
