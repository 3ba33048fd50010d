"""Options are used or refused, and the two-sided rule in use is named."""

import itertools
import math
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.planning.plan import (
    DoseTrend,
    OrdinalArms,
    OrdinalChange,
    PairedChanges,
    StratifiedProportions,
    TwoProportions,
)
from biomarker_stats.planning.planned_test import RULES

PLAN = bs.plan
ARMS, PAIRS, CHANGE = TwoProportions(0.9, 0.2), PairedChanges(0.5, 0.1), OrdinalChange({0: 0.5, 1: 0.5})
LEVELS, TREND = OrdinalArms([0.5, 0.5], [0.2, 0.8]), DoseTrend([0.1, 0.3, 0.6])


@pytest.mark.parametrize(
    ("method", "rule"), [(method, rule) for method, rules in RULES.items() if method != "cmh" for rule in rules]
)
def test_every_rule_against_every_table(method: str, rule: Any) -> None:
    n1, n2, expected, mid = 5, 4, 0.0, method == "fisher-mid-p"
    for a, b in itertools.product(range(n1 + 1), range(n2 + 1)):
        name = "fisher" if mid else method
        test = bs.table([[a, n1 - a], [b, n2 - b]], method=name, two_sided=rule, interval="none")
        p = test.mid_p_value if mid else test.p_value
        if p is not None and p <= 0.1 * (1 + 1e-9):
            ways = math.comb(n1, a) * math.comb(n2, b)
            expected += ways * 0.9**a * 0.1 ** (n1 - a) * 0.2**b * 0.8 ** (n2 - b)
    found = PLAN.power(ARMS, (n1, n2), method=method, two_sided=rule, alpha=0.1)
    assert found.power == pytest.approx(expected, abs=1e-12)
    assert f"{method}, two-sided ({rule}), level 0.1" in found.summary()


@pytest.mark.parametrize("method", [name for name in RULES if name not in {"cmh", "fisher-mid-p"}])
def test_the_usual_rule_is_that_of_the_catalogue(method: str) -> None:
    usual = bs.table([[4, 1], [1, 3]], method=method, interval="none").two_sided
    assert PLAN.power(ARMS, 4, method=method).two_sided == usual == RULES[method][0]


def test_the_usual_rule_of_strata_is_that_of_the_catalogue() -> None:
    usual = bs.table([[[4, 1], [1, 3]], [[2, 1], [1, 3]]], method="cmh", interval="none").two_sided
    assert PLAN.power(StratifiedProportions([0.2], [0.6]), 4).two_sided == usual == RULES["cmh"][0]


@pytest.mark.parametrize(
    ("scenario", "options", "message"),
    [
        (ARMS, {"method": "z-pooled", "two_sided": "minlike"}, "no two-sided rule 'minlike' — choose one of absolute"),
        (PAIRS, {"two_sided": "blaker"}, "'mcnemar' is planned with one two-sided rule only — leave two_sided out"),
        (LEVELS, {"two_sided": "central"}, "'rank-sum' is planned with one two-sided rule only"),
        (TREND, {"two_sided": "central"}, "'cochran-armitage' is planned with one two-sided rule only"),
        (ARMS, {"method": "chi2", "two_sided": "central"}, "'chi2' is planned with one two-sided rule only"),
        (ARMS, {"two_sided": "central", "alternative": "less"}, "does not apply to alternative='less'"),
        (ARMS, {"zeros": "pratt"}, "zeros='pratt' applies to method 'signed-rank', not to 'fisher'"),
        (CHANGE, {"method": "sign", "zeros": "pratt"}, "applies to method 'signed-rank', not to 'sign'"),
        (ARMS, {"ratio": 2}, "there is no option 'ratio' — known: alternative, alpha, two_sided, zeros"),
        (ARMS, {"alternativ": "less"}, "there is no option 'alternativ' — did you mean 'alternative'"),
    ],
)
@pytest.mark.parametrize("call", [PLAN.power, PLAN.could_show])
def test_an_option_that_does_not_apply_is_refused(
    call: Any, scenario: Any, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(bs.UsageError, match=message):
        call(scenario, 5, **options)
    with pytest.raises(bs.UsageError, match=message):
        PLAN.sample_size(scenario, **options)


def test_the_test_row_names_what_is_chosen_and_no_more() -> None:
    assert PLAN.power(ARMS, 4, alternative="less").summary().count("fisher, less, level 0.05") == 1
    assert "signed-rank, two-sided, zeros dropped, level 0.05" in PLAN.power(CHANGE, 4).summary()
    pratt = PLAN.power(CHANGE, 4, zeros="pratt")
    assert "signed-rank, two-sided, zeros ranked (pratt), level 0.05" in pratt.summary()
    assert (pratt.to_dict()["zeros"], pratt.to_dict()["two_sided"]) == ("pratt", None)
