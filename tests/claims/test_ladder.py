"""The whole ladder of verdicts and every flag, each from data or arithmetic that a reader can redo by hand."""

from collections.abc import Callable
from fractions import Fraction
from math import comb
from pathlib import Path
from typing import get_args

import pytest

import biomarker_stats as bs
from biomarker_stats.claims import Verdict
from biomarker_stats.claims.possible import exact_floors
from biomarker_stats.study.claim import DesignFacts
from biomarker_stats.terms import Flag, VerdictWord

Judged = Callable[..., Verdict]
SIGN = 'derivation = { quantity = "p", endpoint = "change", method = "sign" }'  # 2/2⁹ = 0.00390625
PERCENT = 'derivation = { quantity = "percent", table = "wide", endpoint = "gained" }'  # 5 of 10
WHY = 'why_not = "the readings were not published"'

LADDER: list[tuple[VerdictWord, str]] = [
    ("reproduced", f'kind = "percent"\nprinted = "50"\n{PERCENT}'),
    (
        "reproduced_by_truncation",  # the mean of laevo in the first five patients is 3.8 / 5 = 0.76
        'kind = "mean"\nprinted = "0.7"\n'
        'derivation = { quantity = "mean", table = "wide", column = "laevo", population = "first_five" }',
    ),
    (
        "reproduced_by_ceiling",  # the mean of laevo is 2.33
        'kind = "mean"\nprinted = "3"\nderivation = { quantity = "mean", table = "wide", column = "laevo" }',
    ),
    ("reproduced_under_inferred_specification", f'kind = "p"\nprinted = "0.004"\n{SIGN}'),
    (
        "reproduced_under_other_specification",
        f'kind = "p"\nprinted = "0.004"\n{SIGN}\nstated = {{ methods = ["paired-t"] }}',
    ),
    ("consistent_not_derivable", f'kind = "percent"\nprinted = "33"\ndesign = {{ denominator = 6 }}\n{WHY}'),
    ("contradicted", f'kind = "p"\nprinted = "0.333"\n{SIGN}'),
    ("impossible_as_printed", f'kind = "p"\nprinted = "0.000"\n{SIGN}'),
    ("not_derivable", f'kind = "p"\nprinted = "0.01"\n{WHY}'),
]


@pytest.mark.parametrize(("word", "text"), LADDER, ids=[word for word, _ in LADDER])
def test_each_rung(word: VerdictWord, text: str, judged: Judged) -> None:
    found = judged(text)
    assert found.word == word, found.explanation
    assert found.explanation


def test_no_rung_is_left_out() -> None:
    assert tuple(word for word, _ in LADDER) == get_args(VerdictWord)


def design(text: str, sizes: str, more: str = "") -> str:
    return f"{text}\ndesign = {{ {sizes} }}\n{WHY}\n{more}"


P_01 = 'kind = "p"\nprinted = "0.01"\ncomparator = "<"'
P_05 = 'kind = "p"\nprinted = "0.05"\ncomparator = "<"'
GREATER = 'stated = { alternative = "greater" }'


@pytest.mark.parametrize(
    ("text", "flagged", "floors"),
    [
        # 2 / C(6, 3) = 1/10; 2 / C(8, 4) = 1/35 = 0.028571, one-sided 1/70 = 0.014286
        (design(P_01, "arms = [3, 3]"), True, "0.1 two-sided, 0.05 one-sided"),
        (design(P_05, "arms = [3, 3]"), True, "0.1 two-sided, 0.05 one-sided"),  # 0.05 is not below 0.05
        (design(P_01, "arms = [4, 4]"), True, "0.028571 two-sided, 0.014286 one-sided"),
        (design(P_05, "arms = [4, 4]"), False, "0.028571 two-sided, 0.014286 one-sided"),
        (design(P_05, "pairs = 5"), False, "0.0625 two-sided, 0.03125 one-sided"),
        (design(P_05, "pairs = 5", 'stated = { alternative = "two-sided" }'), True, "0.0625 two-sided"),
        (design(P_05, "pairs = 5", GREATER), False, "0.03125 one-sided"),
        (design('kind = "p"\nprinted = "0.014"', "arms = [4, 4]"), False, "0.014286 one-sided"),
        (design('kind = "p"\nprinted = "0.013"', "arms = [4, 4]"), True, "0.014286 one-sided"),
        (design('kind = "p"\nprinted = "ns"\ncomparator = "ns"', "arms = [3, 3]"), False, "P ns can be"),
        (design('kind = "p"\nprinted = "0.01"\ncomparator = ">"', "arms = [3, 3]"), False, "P > 0.01 can be"),
        (design('kind = "p"\nprinted = "0.1"\ncomparator = "<="', "arms = [3, 3]"), False, "0.1 two-sided"),
    ],
)
def test_a_design_claim_is_held_against_the_smallest_attainable_p(
    text: str, flagged: bool, floors: str, judged: Judged
) -> None:
    found = judged(text)
    assert found.word == "consistent_not_derivable"
    assert floors in found.explanation
    assert ("below_exact_floor" in found.flags) is flagged
    assert found.explanation.endswith("; a t test can") is flagged
    assert found.explanation.startswith("the readings were not published; ")


def stated_exactly(method: str, more: str = "") -> str:
    return f'stated = {{ methods = ["{method}"], reference = "exact"{more} }}'


TWO_SIDED = ', alternative = "two-sided"'


@pytest.mark.parametrize(
    ("printed", "sizes", "stated", "judgement"),
    [
        ("0.01", "arms = [3, 3]", stated_exactly("rank-sum"), ("contradicted", True)),  # at least 1/20
        # with 3 v 3 untied the two-sided P values are 2, 4, 8, 14 … of 20; ties add others, none of them below 2/20
        ("0.07", "arms = [3, 3]", stated_exactly("rank-sum", TWO_SIDED), ("contradicted", True)),
        ("0.1", "arms = [3, 3]", stated_exactly("rank-sum", TWO_SIDED), ("consistent_not_derivable", False)),
        # the sign test of 4, 3, 2 or 1 changes: 2/16, 10/16; 2/8; 2/4; else 1
        ("0.125", "pairs = 4", stated_exactly("sign", TWO_SIDED), ("consistent_not_derivable", False)),
        ("0.19", "pairs = 4", stated_exactly("sign", TWO_SIDED), ("contradicted", False)),
        ("0.05", "arms = [300, 300]", stated_exactly("rank-sum"), ("consistent_not_derivable", False)),  # too many
    ],
)
def test_an_exact_test_that_is_stated_is_held_against_its_own_lattice(
    printed: str, sizes: str, stated: str, judgement: tuple[str, bool], judged: Judged
) -> None:
    found = judged(design(f'kind = "p"\nprinted = "{printed}"', sizes, stated))
    assert (found.word, "below_exact_floor" in found.flags) == judgement, found.explanation


def test_one_unit_an_arm_leaves_a_t_test_no_variance(judged: Judged) -> None:
    one_each = judged(design(P_05, "arms = [1, 1]"))
    assert one_each.word == "impossible_as_printed"
    assert "too few units are left to estimate a variance" in one_each.explanation


@pytest.mark.parametrize("arms", [(3, 3), (4, 6), (2, 5), (1, 4)])
def test_no_conditional_test_goes_below_the_floor_and_one_attains_it(arms: tuple[int, int]) -> None:
    """Brute force over 2 × 2 tables with those row totals: Fisher's two-sided P by minimum likelihood."""
    floors = exact_floors(DesignFacts(arms=arms))
    assert floors is not None
    first, second = arms
    smallest = Fraction(1)
    for total in range(first + second + 1):
        ways = {
            k: comb(first, k) * comb(second, total - k) for k in range(max(0, total - second), min(first, total) + 1)
        }
        smallest = min(
            smallest,
            *(
                Fraction(sum(w for w in ways.values() if w <= own), comb(first + second, total))
                for own in ways.values()
            ),
        )
    assert floors[0] == smallest


@pytest.mark.parametrize(
    ("text", "word", "said"),
    [
        (
            design('kind = "percent"\nprinted = "16"', "denominator = 6"),
            "consistent_not_derivable",
            "1 of 6 is 16.666667, which prints as 16 only if truncated",
        ),
        (
            design('kind = "percent"\nprinted = "17%"', "denominator = 6"),
            "consistent_not_derivable",
            "1 of 6 is 16.666667, which prints as 17%",
        ),
        (
            design('kind = "percent"\nprinted = "20"', "denominator = 6"),
            "impossible_as_printed",
            "no count of 6 prints as 20",
        ),
        (
            design('kind = "percent"\nprinted = "20"', "numerator = 1, denominator = 6"),
            "contradicted",
            "1 of 6 is 16.666667, which does not print as 20",
        ),
        # the example of Brown and Heathers (2017) Soc Psychol Personal Sci 8:363-369: 5.19 from n = 28
        (
            design('kind = "mean"\nprinted = "5.19"', "n = 28, step = 1"),
            "impossible_as_printed",
            "no mean of 28 multiples of 1 prints as 5.19",
        ),
        (
            design('kind = "mean"\nprinted = "5.18"', "n = 28, step = 1"),
            "consistent_not_derivable",
            "a sum of 145 over n = 28",
        ),
        (
            design('kind = "mean"\nprinted = "5.19"', "n = 28, step = 0.5"),
            "consistent_not_derivable",
            "a sum of 145.5 over n = 28 is 5.196429, which prints as 5.19 only if truncated",
        ),
        (
            design('kind = "count"\nprinted = "3"', "arms = [3, 3]"),
            "consistent_not_derivable",
            "agrees with the design: 3 or 6 units",
        ),
        (
            design('kind = "count"\nprinted = "4"', "arms = [3, 3]"),
            "contradicted",
            "the design has 3 or 6 units, not 4",
        ),
    ],
)
def test_arithmetic_on_percentages_means_and_counts(text: str, word: str, said: str, judged: Judged) -> None:
    found = judged(text)
    assert (found.word, found.value) == (word, None)
    assert said in found.explanation


def test_a_mean_of_measurements_can_be_any_number(judged: Judged) -> None:
    """3.15 from ten whole numbers cannot be, but nothing says that these were whole numbers."""
    found = judged(design('kind = "mean"\nprinted = "3.15"', "n = 10"))
    assert (found.word, found.explanation) == ("not_derivable", "the readings were not published")
    assert judged(design('kind = "mean"\nprinted = "3.15"', "n = 10, step = 1")).word == "impossible_as_printed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "p"\nprinted = "0.000"', "a P value is above 0"),
        ('kind = "p"\nprinted = "0"\ncomparator = "<"', "a P value is above 0"),
        ('kind = "p"\nprinted = "1.2"', "lies outside 0 to 1"),
        ('kind = "p"\nprinted = "1"\ncomparator = ">"', "a P value is at most 1"),
        ('kind = "percent"\nprinted = "101"\ndesign = { denominator = 6 }', "lies outside 0 to 100"),
        ('kind = "percent"\nprinted = "−1"\ndesign = { denominator = 6 }', "lies outside 0 to 100"),
        ('kind = "sd"\nprinted = "-0.4"', "no standard deviation"),
        ('kind = "count"\nprinted = "3.5"', "no whole number"),
        ('kind = "ci"\nprinted = "0.81 to 0.19"', "lies above its upper end"),
    ],
)
def test_numbers_that_no_data_could_print(text: str, said: str, judged: Judged) -> None:
    found = judged(f"{text}\n{WHY}")
    assert (found.word, found.value) == ("impossible_as_printed", None)
    assert said in found.explanation


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        (f'kind = "p"\nprinted = "0.07"\n{SIGN}', "decision_changed"),
        (f'kind = "p"\nprinted = "ns"\ncomparator = "ns"\n{SIGN}', "decision_changed"),
        (f'kind = "p"\nprinted = "0.05"\ncomparator = ">"\n{SIGN}', "decision_changed"),
        (
            'kind = "ci"\nprinted = "-0.1 to 2.5"\n'  # R: 0.70 to 2.46, without 0
            'derivation = { quantity = "interval", endpoint = "change", method = "paired-t" }',
            "decision_changed",
        ),
        (
            'kind = "mean"\nprinted = "-1.58"\nderivation = { quantity = "mean", endpoint = "change" }',
            "direction_changed",
        ),
        (
            'kind = "statistic"\nprinted = "-4.06"\n'
            'derivation = { quantity = "statistic", endpoint = "change", method = "paired-t" }',
            "direction_changed",
        ),
        (
            'kind = "p"\nprinted = "0.00195"\n'  # 1/2⁹, of the other side
            'derivation = { quantity = "p", endpoint = "change", method = "sign", alternative = "less" }',
            "direction_changed",
        ),
        (f'kind = "percent"\nprinted = "50"\n{PERCENT}\nstated = {{ population = "first_five" }}', "estimand_mismatch"),
        (f'kind = "p"\nprinted = "0.004"\n{SIGN}\nstated = {{ endpoint = "gained" }}', "estimand_mismatch"),
        (design(P_01, "arms = [3, 3]"), "below_exact_floor"),
        (f'kind = "percent"\nprinted = "50"\n{PERCENT}', "printed_not_in_quote"),
    ],
)
def test_each_flag_is_computed(text: str, flag: Flag, judged: Judged) -> None:
    assert flag in judged(text).flags


@pytest.mark.parametrize(
    "text",
    [
        f'kind = "p"\nprinted = "0.004"\nquote = "P 0.004"\n{SIGN}',
        f'kind = "p"\nprinted = "0.01"\nquote = "P > 0.01"\ncomparator = "<"\n{SIGN}',
        f'kind = "percent"\nprinted = "50"\nquote = "50%"\n{PERCENT}\nstated = {{ population = "all" }}',
        'kind = "mean"\nprinted = "1.6"\nquote = "1.6"\nderivation = { quantity = "mean", endpoint = "change" }',
        'kind = "ci"\nprinted = "0.7 to 2.5"\nquote = "0.7 to 2.5"\n'
        'derivation = { quantity = "interval", endpoint = "change", method = "paired-t" }',
    ],
)
def test_no_flag_where_nothing_differs(text: str, judged: Judged) -> None:
    assert judged(text).flags == ()


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ('methods = ["paired-t", "student-t"]', "stated: paired-t or student-t"),
        ('methods = ["sign"], alternative = "greater"', "stated alternative: greater, recomputed with: two-sided"),
        ('methods = ["sign"], adjustment = "holm"', "stated adjustment: holm, recomputed with: none"),
        ('methods = ["sign"], reference = "asymptotic"', "stated reference: asymptotic, recomputed with: exact"),
        ('methods = ["sign"], mid_p = true', "stated mid-p: yes, recomputed with: no"),
        ('methods = ["sign"], continuity = true', "stated continuity correction: yes, recomputed with: no"),
    ],
)
def test_what_differs_from_what_was_stated_is_said(stated: str, said: str, judged: Judged) -> None:
    found = judged(f'kind = "p"\nprinted = "0.004"\n{SIGN}\nstated = {{ {stated} }}')
    assert found.word == "reproduced_under_other_specification"
    assert said in found.explanation


def test_a_percentage_that_no_count_of_the_units_gives_says_so(judged: Judged) -> None:
    off = judged(f'kind = "percent"\nprinted = "55"\n{PERCENT}')
    assert (off.word, off.value) == ("contradicted", "50")
    assert off.explanation == "the tables give 50, not 55; no count of 10 prints as 55"
    other = judged(f'kind = "percent"\nprinted = "60"\n{PERCENT}')
    assert other.explanation == "the tables give 50, not 60"


def test_a_search_prints_how_many_specifications_it_tried(judged: Judged) -> None:
    found = judged(f'kind = "p"\nprinted = "0.333"\n{SIGN}')
    assert "specifications tried gives it" in found.explanation
    assert found.value == "0.003906"


def test_a_p_value_is_never_told_as_0(judged: Judged) -> None:
    tiny = judged(design('kind = "p"\nprinted = "0.01"\ncomparator = "<"', "pairs = 10000"))
    assert "< 0.000001 two-sided" in tiny.explanation


@pytest.mark.parametrize(
    ("printed", "word"),
    [
        ("0.39%", "reproduced_under_inferred_specification"),  # 2/2⁹ = 0.00390625
        ("0.4%", "reproduced_under_inferred_specification"),
        ("0.41%", "contradicted"),
        ("101%", "impossible_as_printed"),
    ],
)
def test_a_p_value_may_be_printed_as_a_percentage(printed: str, word: str, judged: Judged) -> None:
    found = judged(f'kind = "p"\nprinted = "{printed}"\n{SIGN}')
    assert found.word == word, found.explanation
    assert "decision_changed" not in found.flags


def test_a_claim_that_fills_the_memory_is_named(
    write_claims: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("biomarker_stats.claims.judge.recompute", full)
    with pytest.raises(bs.StudyError, match=r"claim big\): needs more memory than there is — narrow its population"):
        bs.verify(write_claims(big=f'kind = "p"\nprinted = "0.004"\n{SIGN}'))
