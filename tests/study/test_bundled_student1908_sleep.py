"""Student's sleep data: the table against the printed one, and every number against R.

Student, The probable error of a mean, Biometrika 1908;6(1):1–25, Section IX, Illustration I, page 20. R 4.2.2, package
stats; ``d`` and ``l`` are the columns of drug 1 and drug 2, also in its data frame ``sleep``.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs

# patient, 1 (dextro), 2 (laevo), difference: the printed table, transcribed here a second time and by hand
PRINTED = [
    ("1", "+.7", "+1.9", "+1.2"),
    ("2", "-1.6", "+.8", "+2.4"),
    ("3", "-.2", "+1.1", "+1.3"),
    ("4", "-1.2", "+.1", "+1.3"),
    ("5", "-.1", "-.1", "0"),
    ("6", "+3.4", "+4.4", "+1.0"),
    ("7", "+3.7", "+5.5", "+1.8"),
    ("8", "+.8", "+1.6", "+.8"),
    ("9", "0", "+4.6", "+4.6"),
    ("10", "+2.0", "+3.4", "+1.4"),
]
MEANS = {"dextro": "0.75", "laevo": "2.33", "difference": "1.58"}  # printed under the columns
# t.test(x, alternative = "greater") of x = d, l and l - d: statistic and p
T_TESTS = {
    "dextro_gain": (1.325710141, 0.1087988900),
    "laevo_gain": (3.679915895, 0.002538066325),
    "laevo_over_dextro": (4.062127683, 0.001416445099),
}


@pytest.fixture(scope="module")
def study() -> bs.Study:
    return bs.load_study("student1908_sleep")


@pytest.fixture(scope="module")
def verdicts(study: bs.Study) -> dict[str, Any]:
    return {verdict.claim.id: verdict for verdict in bs.verify(study).verdicts}


def column(study: bs.Study, name: str) -> list[Fraction]:
    return [Fraction(str(cell)) for cell in study.tables["sleep"][name]]


def paired(study: bs.Study, endpoint: str, **options: Any) -> bs.Result:
    spec = study.manifest.endpoints[endpoint]
    return bs.paired(study.tables["sleep"], before=spec.before, after=spec.after, **options)


def test_the_table_is_as_printed(study: bs.Study) -> None:
    assert list(study.tables["sleep"]["patient"]) == [row[0] for row in PRINTED]
    for position, name in enumerate(("dextro", "laevo", "difference"), start=1):
        assert column(study, name) == [Fraction(row[position]) for row in PRINTED]
    assert column(study, "control") == [0] * 10


def test_columns_and_means_agree_with_each_other(study: bs.Study) -> None:
    first, second = column(study, "dextro"), column(study, "laevo")
    assert [b - a for a, b in zip(first, second, strict=True)] == column(study, "difference")
    for name, mean in MEANS.items():
        assert sum(column(study, name)) == 10 * Fraction(mean)


def test_every_verdict_is_as_expected(run: Callable[..., Any], verdicts: dict[str, Any]) -> None:
    assert run("verify", "student1908_sleep").code == 0
    assert len(verdicts) == 18


@pytest.mark.parametrize(
    ("claim", "divisor_n", "divisor_n_less_1"),
    [  # sqrt(9/10) * sd(x), and sd(x)
        ("sd-dextro", 1.697203582, 1.789009658),
        ("sd-laevo", 1.899499934, 2.002248736),
        ("sd-difference", 1.166876172, 1.229995483),
    ],
)
def test_standard_deviations_have_divisor_n(
    study: bs.Study, verdicts: dict[str, Any], claim: str, divisor_n: float, divisor_n_less_1: float
) -> None:
    assert verdicts[claim].word == "reproduced"
    assert float(verdicts[claim].value) == pytest.approx(divisor_n, abs=1e-6)
    name = claim.removeprefix("sd-")
    assert study.tables["sleep"][name].std() == pytest.approx(divisor_n_less_1)
    assert f"{divisor_n_less_1:.2f}" != verdicts[claim].claim.printed


@pytest.mark.parametrize(
    ("claim", "endpoint", "word"),
    [
        ("probability-dextro", "dextro_gain", "contradicted"),
        ("probability-laevo", "laevo_gain", "reproduced_by_truncation"),
        ("probability-difference", "laevo_over_dextro", "reproduced_by_truncation"),
    ],
)
def test_the_printed_probabilities_are_complements(
    study: bs.Study, verdicts: dict[str, Any], claim: str, endpoint: str, word: str
) -> None:
    statistic, p = T_TESTS[endpoint]
    result = paired(study, endpoint, method="paired-t", alternative="greater")
    assert (result.statistic, result.p_value) == pytest.approx((statistic, p))
    assert verdicts[claim].word == word
    assert float(verdicts[claim].value) == pytest.approx(1 - p, abs=1e-6)


@pytest.mark.parametrize(("endpoint", "z"), [("dextro_gain", 0.44), ("laevo_gain", 1.23), ("laevo_over_dextro", 1.35)])
def test_z_of_the_paper_is_t_over_the_root_of_n_less_1(study: bs.Study, endpoint: str, z: float) -> None:
    assert round(float(paired(study, endpoint, method="paired-t").statistic or 0) / 3, 2) == z


def test_the_interval_of_the_difference(study: bs.Study) -> None:
    result = paired(study, "laevo_over_dextro", method="paired-t")  # t.test(l, d, paired = TRUE)
    assert (result.p_value, result.conf_low, result.conf_high) == pytest.approx((0.002832890, 0.7001142, 2.459885763))


def test_exact_tests_of_the_difference(study: bs.Study) -> None:
    tenths = [int(10 * cell) for cell in column(study, "difference")]
    flips = [sum(s * d for s, d in zip(signs, tenths, strict=True)) for signs in product((-1, 1), repeat=10)]
    extreme = sum(abs(total) >= sum(tenths) for total in flips)  # brute force over 1,024 sign flips
    permutation = paired(study, "laevo_over_dextro", method="permutation")
    assert permutation.p_value == extreme / 1024
    # exactRankTests 0.8-35: wilcox.exact(l, d, paired = TRUE); stats: binom.test(9, 9)
    assert paired(study, "laevo_over_dextro", method="signed-rank").p_value == 0.00390625
    assert paired(study, "laevo_over_dextro", method="sign").p_value == 0.00390625


def test_the_report_names_what_the_paper_does_not_say(study: bs.Study, tmp_path: Path) -> None:
    bs.report(study, out=tmp_path / "report", formats=("md",))
    text = (tmp_path / "report" / "report.md").read_text(encoding="utf-8")
    assert "NOT REPORTED" in text
    assert "Senn and Richardson 1994" in text
    assert "18 published numbers checked" in text
