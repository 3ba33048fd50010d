"""The search for another specification: what R prints by default, other conventions, and where the search ends."""

from collections.abc import Callable
from pathlib import Path

import pytest

import biomarker_stats as bs
from biomarker_stats.claims import Verdict
from biomarker_stats.claims.space import MOST_EXACT_UNITS, MOST_UNITS

Judged = Callable[..., Verdict]
INFERRED, OTHER = "reproduced_under_inferred_specification", "reproduced_under_other_specification"


def paired(printed: str, method: str = "signed-rank", stated: str = "") -> str:
    derivation = f'derivation = {{ quantity = "p", endpoint = "change", method = "{method}" }}'
    return f'kind = "p"\nprinted = "{printed}"\n{derivation}\n{stated}'


def between(printed: str, method: str = "rank-sum", quantity: str = "p", kind: str = "p") -> str:
    return (
        f'kind = "{kind}"\nprinted = "{printed}"\nderivation = {{ quantity = "{quantity}", type = "compare", '
        f'endpoint = "extra", by = "drug", arms = ["dextro", "laevo"], method = "{method}" }}\n'
    )


# R 4.2.2, data set sleep: x <- extra[group == 1]; y <- extra[group == 2]
FROM_R = [
    # wilcox.test(y, x, paired = TRUE): V = 45, p-value = 0.009091 (a zero and ties, so normal with correction)
    (paired("0.009091"), "asymptotic reference, continuity correction"),
    # wilcox.test(y, x, paired = TRUE, correct = FALSE): p-value = 0.007632
    (paired("0.007632"), "two-sided signed-rank, asymptotic reference"),
    # wilcox.test(x, y): W = 25.5, p-value = 0.06933; correct = FALSE: 0.06372
    (between("0.06933"), "two-sided rank-sum, asymptotic reference, continuity correction"),
    (between("0.06372"), "two-sided rank-sum, asymptotic reference"),
    # t.test(x, y): t = -1.8608, df = 17.776, p-value = 0.07939; var.equal = TRUE: 0.07919
    (paired("0.07939", "paired-t"), "two-sided welch-t, after against before as two separate samples"),
    (paired("0.07919", "paired-t"), "two-sided student-t, after against before as two separate samples"),
    (between("0.07939", "student-t"), "two-sided welch-t"),
    # wilcox.test(y, x): p-value = 0.06933
    (paired("0.06933"), "two-sided rank-sum, after against before as two separate samples, asymptotic reference"),
]


@pytest.mark.parametrize(("text", "said"), FROM_R)
def test_what_r_prints_by_default_is_found(text: str, said: str, judged: Judged) -> None:
    found = judged(text)
    assert found.word == INFERRED, found.explanation
    assert said in found.explanation


def test_what_is_found_against_what_is_stated(judged: Judged) -> None:
    stated = 'stated = { methods = ["signed-rank"], alternative = "two-sided" }'
    assert judged(paired("0.009091", stated=stated)).word == OTHER


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        # wilcox.test(x, y): W = 25.5, which is U of the first arm; the ranks of 20 add up to 210, U and U' to 100
        ("25.5", "Mann–Whitney's U of dextro (25.5)"),
        ("74.5", "Mann–Whitney's U of laevo (74.5)"),
        ("129.5", "rank sum of laevo (129.5)"),
        # t.test(x, y): t = -1.8608
        ("-1.8608", "student-t (-1.860813)"),
        ("1.8608", "student-t, the other way round (1.860813)"),
    ],
)
def test_the_statistics_of_two_arms_by_other_names(printed: str, said: str, judged: Judged) -> None:
    own = judged(between("80.5", quantity="statistic", kind="statistic"))  # 25.5 + 10 · 11 / 2
    assert own.value == "80.5"
    assert own.word == INFERRED  # nothing stated
    found = judged(between(printed, quantity="statistic", kind="statistic"))
    assert found.word == INFERRED
    assert said in found.explanation
    assert "specifications tried" in found.explanation


@pytest.mark.parametrize(
    ("printed", "said"),
    [("0", "sum of the negative ranks (0)"), ("-45", "sum of the signed ranks, the other way round (-45)")],
)
def test_the_statistics_of_signed_ranks_by_other_names(printed: str, said: str, judged: Judged) -> None:
    """All nine changes are positive: V = 45 of 1 + … + 9."""
    text = f'kind = "statistic"\nprinted = "{printed}"\n'
    text += 'derivation = { quantity = "statistic", endpoint = "change", method = "signed-rank" }'
    found = judged(text)
    assert (found.value, found.word) == ("45", INFERRED)
    assert said in found.explanation


INTERVAL = 'derivation = { quantity = "interval", endpoint = "change", method = "paired-t" }'


@pytest.mark.parametrize(
    ("printed", "word", "said"),
    [
        # t.test(y, x, paired = TRUE, conf.level = .9 / .99)$conf.int
        ("0.87 to 2.29", INFERRED, "paired-t at 90% (0.866995 to 2.293005)"),
        ("0.32 to 2.84", INFERRED, "paired-t at 99% (0.315948 to 2.844052)"),
        # t.test(x, y, paired = TRUE)$conf.int: dextro less laevo
        ("-2.46 to -0.70", INFERRED, "paired-t, the other way round (-2.459886 to -0.700114)"),
        ("5 to 6", "contradicted", "specifications tried gives it"),
    ],
)
def test_intervals_at_other_levels_and_the_other_way_round(printed: str, word: str, said: str, judged: Judged) -> None:
    found = judged(f'kind = "ci"\nprinted = "{printed}"\n{INTERVAL}')
    assert found.word == word, found.explanation
    assert said in found.explanation


def test_an_interval_at_another_level_than_what_is_stated_of_the_test(judged: Judged) -> None:
    found = judged(f'kind = "ci"\nprinted = "0.87 to 2.29"\n{INTERVAL}\nstated = {{ methods = ["signed-rank"] }}')
    assert found.word == OTHER


def many(sleep: Path, units: int) -> None:
    lines = [f"p{k},{k % 7}.{k % 9},{k % 11}.{k % 4}" for k in range(units)]
    (sleep / "wide.csv").write_text("\n".join(["patient,dextro,laevo", *lines, ""]), encoding="utf-8")


def test_exact_tests_of_many_units_are_left_out_and_named(sleep: Path, judged: Judged) -> None:
    many(sleep, MOST_EXACT_UNITS + 1)
    found = judged(paired("0.999"))
    assert found.word == "contradicted"
    assert "specifications tried gives it; not tried: exact sign, signed-rank, permutation and " in found.explanation
    assert f"of {MOST_EXACT_UNITS + 1} units, too slow to search — to try another test, name it" in found.explanation


def test_beyond_a_bound_nothing_is_searched(sleep: Path, judged: Judged) -> None:
    many(sleep, MOST_UNITS + 1)
    found = judged(paired("0.999", "paired-t"))
    assert found.word == "contradicted"
    assert "; no other was tried; not tried: 5001 units, more than the 5,000 that are searched" in found.explanation


def test_progress_is_told_of_claims_and_searches(write_claims: Callable[..., Path]) -> None:
    told: list[str] = []
    bs.verify(write_claims(a=paired("0.004", "sign"), b=paired("0.333", "sign")), progress=told.append)
    assert told[0] == "claim 1 of 2: a"
    assert "claim 2 of 2: b" in told
    assert any(step.startswith("claim b: 20 of ") and step.endswith(" specifications") for step in told)
    assert told[-1] == "integrity checks"


@pytest.mark.parametrize(
    ("printed", "comparator", "rounding", "changed"),
    [
        # P of the sign test is 0.00390625, below 0.05
        ("0.05", "=", "half_up", False),  # 0.045 to 0.055: on both sides
        ("0.05", "=", "trunc", True),  # 0.05 to 0.06
        ("0.05", "=", "ceiling", False),  # above 0.04, to 0.05 itself
        ("0.050", "=", "half_up", False),
        ("0.051", "=", "half_up", True),
        ("0.06", "=", "half_up", True),
        ("0.0", "=", "half_up", None),  # impossible as printed
        ("0.1", "=", "half_up", True),  # from 0.05
        ("0.04", "=", "half_up", False),
        ("0.06", "~", "half_up", True),  # 0.05 to 0.07
        ("0.05", ">", "half_up", True),
        ("0.04", ">", "half_up", False),
    ],
)
def test_a_printed_p_that_rounds_across_the_level_leaves_the_decision_open(
    printed: str, comparator: str, rounding: str, changed: bool | None, judged: Judged
) -> None:
    text = f'kind = "p"\nprinted = "{printed}"\ncomparator = "{comparator}"\nrounding = "{rounding}"\n'
    found = judged(f'{text}derivation = {{ quantity = "p", endpoint = "change", method = "sign" }}')
    if changed is None:
        assert found.word == "impossible_as_printed"
    assert ("decision_changed" in found.flags) is bool(changed)


def test_a_tail_too_thin_for_a_float_is_not_told_as_0(sleep: Path, judged: Judged) -> None:
    """60 differences of a million, one of them 0.001 more: t is about 6·10¹⁰ on 59 degrees of freedom."""
    lines = [f"p{k},0,{1_000_000 if k else 1_000_000.001}" for k in range(60)]
    (sleep / "wide.csv").write_text("\n".join(["patient,dextro,laevo", *lines, ""]), encoding="utf-8")
    found = judged(paired("0.001", "paired-t").replace("printed", 'comparator = "<"\nprinted'))
    assert (found.value, found.word) == ("< 0.000001", INFERRED)
    assert "P < 0.000001" in found.explanation


def test_the_comparator_is_told_with_the_number(judged: Judged) -> None:
    text = 'kind = "mean"\nprinted = "2.33"\ncomparator = "<"\n'
    found = judged(f'{text}derivation = {{ quantity = "mean", table = "wide", column = "laevo" }}')
    assert found.explanation == "the tables give 2.33, not < 2.33"
    assert judged(f'{text}why_not = "none"\ndesign = {{ n = 10, step = 0.1 }}').word == "not_derivable"


@pytest.mark.parametrize(
    ("reference", "word"), [("exact", "reproduced"), ("asymptotic", OTHER), ("monte-carlo", OTHER)]
)
def test_a_stated_reference_is_held_against_the_one_that_was_used(reference: str, word: str, judged: Judged) -> None:
    """The sign test of nine changes is counted: 2/2⁹."""
    stated = f'stated = {{ methods = ["sign"], alternative = "two-sided", reference = "{reference}" }}'
    assert judged(paired("0.004", "sign", stated)).word == word


@pytest.mark.parametrize("printed", ["250%", "−30%"])
def test_a_percentage_that_is_no_share_may_be_any_number(printed: str, judged: Judged) -> None:
    assert judged(f'kind = "percent"\nprinted = "{printed}"\nwhy_not = "a change"').word == "not_derivable"
    share = judged(f'kind = "percent"\nprinted = "{printed}"\nwhy_not = "a share"\ndesign = {{ denominator = 6 }}')
    assert share.word == "impossible_as_printed"


@pytest.mark.parametrize(("printed", "inside"), [("0·004", True), ("0", False), ("004", False)])
def test_a_raised_point_is_part_of_a_number_in_a_quotation(printed: str, inside: bool, judged: Judged) -> None:
    text = paired(printed, "sign").replace("printed", 'quote = "(P = 0·004)"\nprinted')
    assert ("printed_not_in_quote" not in judged(text).flags) is inside
