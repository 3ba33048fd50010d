"""What a design could ever show, how narrow an interval it gives, and what the seed study would have needed."""

import itertools
import json
from math import comb
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.planning.plan import OrdinalArms, OrdinalChange, PairedChanges, TwoProportions

PLAN = bs.plan


def test_five_pairs_cannot_show_anything_and_six_can() -> None:
    # 2 / 2^5 = 0.0625 and 2 / 2^6 = 0.03125: the two-sided P of n changes out of n.
    five, six = (PLAN.could_show(PairedChanges(0.5, 0.1), n) for n in (5, 6))
    assert (five.p_min_attainable, five.can_reject, five.first_n) == (0.0625, False, 6)
    assert (six.p_min_attainable, six.can_reject) == (0.03125, True)
    assert "nothing it could observe would reach P ≤ 0.05" in five.summary()
    # the same by ranks: every change up, whatever its size
    assert PLAN.could_show(OrdinalChange({1: 0.5, 2: 0.5}), 5).p_min_attainable == 0.0625


def test_the_border_is_the_least_that_is_significant() -> None:
    found = PLAN.could_show(PairedChanges(0.5, 0.1), 10)
    for down, up in found.border:
        significant = [b for b in range(down + 1, 11 - down) if sign_p(b, down) <= 0.05]
        assert up == (significant[0] if significant else None)
    assert "6 with 0; 8 with 1" in found.summary()


def sign_p(up: int, down: int) -> float:
    m = up + down
    return min(1.0, 2 * sum(comb(m, k) for k in range(max(up, down), m + 1)) / 2**m)


def test_two_arms_of_three_cannot_show_anything() -> None:
    # The most extreme table, 3/3 against 0/3, has two-sided P 2 / C(6, 3) = 0.1; 4/4 against 0/4 has 2 / 70.
    found = PLAN.could_show(TwoProportions(0.2, 0.6), 3)
    assert found.p_min_attainable == pytest.approx(0.1)
    assert (found.can_reject, found.first_n) == (False, 4)
    arms = PLAN.could_show(OrdinalArms([0.5, 0.5, 0.0], [0.0, 0.5, 0.5]), 3)
    assert arms.p_min_attainable == pytest.approx(0.1)
    seed = PLAN.could_show(TwoProportions(0.2, 0.6), (4, 6))  # 4 weekly and 6 daily patients
    assert seed.p_min_attainable == pytest.approx(1 / comb(10, 4))
    for down, up in seed.border:
        p = {a: bs.table([[a, 4 - a], [down, 6 - down]], method="fisher").p_value or 1.0 for a in range(5)}
        higher = [a for a in range(5) if a / 4 > down / 6 and p[a] <= 0.05]
        assert up == (min(higher) if higher else None)


def test_a_border_below_is_the_most_that_is_still_significant() -> None:
    arms = PLAN.could_show(TwoProportions(0.2, 0.6), 8, alternative="less")
    for second, first in arms.border:
        p = [
            bs.table([[a, 8 - a], [second, 8 - second]], method="fisher", alternative="less").p_value for a in range(9)
        ]
        significant = [a for a, found in enumerate(p) if found is not None and found <= 0.05]
        assert first == (max(significant) if significant else None)
        assert significant == [*range(len(significant))]  # fewer events than the most are significant too
    assert "the most events in the first arm that are still significant" in arms.summary()
    assert "4 with 8" in arms.summary()
    found = PLAN.could_show(PairedChanges(0.1, 0.5), 8, alternative="less")
    for down, up in found.border:
        # one-sided P of at most ``up`` among up + down
        ok = [
            b
            for b in range(min(down, 8 - down) + 1)
            if b < down and 20 * sum(comb(b + down, k) for k in range(b + 1)) <= 2 ** (b + down)
        ]
        assert up == (max(ok) if ok else None)


@pytest.mark.parametrize("method", ["clopper-pearson", "wilson", "jeffreys"])
def test_expected_widths_average_the_catalogues_intervals(method: str) -> None:
    p, n = 0.3, 12
    expected = 0.0
    for k in range(n + 1):
        result = bs.proportion(k, n, method=method)
        assert result.conf_low is not None
        assert result.conf_high is not None
        expected += comb(n, k) * p**k * (1 - p) ** (n - k) * (result.conf_high - result.conf_low)
    found = PLAN.precision(p, width=0.4, method=method, up_to=60)
    assert found.expected_widths[n - 1] == pytest.approx(expected, abs=1e-9)
    assert found.n is not None
    assert max(found.expected_widths[found.n - 1 :]) <= 0.4 < found.expected_widths[found.n - 2]


def test_a_width_out_of_reach_is_said() -> None:
    found = PLAN.precision(0.5, width=0.1, up_to=20)
    assert found.n is None
    assert "none up to 20" in found.summary()
    assert len(found.to_frame()) == len(json.loads(json.dumps(found.to_dict()))["expected_widths"]) == 20


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"p": 50, "width": 0.2}, "write 25% as 0.25"),
        ({"p": 0.5, "width": 0.2, "method": "wald"}, "no interval method 'wald'"),
        ({"p": 0.5, "width": 2}, "0 < width < 1"),
        ({"p": 0.5, "width": 0.2, "up_to": 10**7}, "up_to ≤ 5000"),
    ],
)
def test_bad_precision_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(bs.UsageError, match=message):
        PLAN.precision(options.pop("p"), **options)


def test_what_the_seed_study_would_have_needed(seed_study: bs.Study) -> None:
    found = PLAN.for_study(seed_study, up_to=16)
    needed = {each.analysis: each for each in found.needed}
    # Table 1: 5 of 10 patients unchanged, 3 up by one level, 2 by two; signed-rank P 2/32 with all five changes up.
    everyone = needed["change_all"]
    assert (everyone.n_observed, everyone.p_observed) == (10, 0.0625)
    assert everyone.size is not None
    # Only increases can occur, so P <= 0.05 exactly when six patients or more change (2/2^6 is the first below).
    power = [1 - sum(comb(n, k) for k in range(6)) / 2**n for n in range(1, 17)]
    assert list(everyone.size.curve.power[:16]) == pytest.approx(power, abs=1e-12)
    assert everyone.size.n == 1 + next(n for n, p in reversed(list(enumerate(power, start=1))) if p < 0.8)
    arms = needed["increased_by_schedule"]
    assert arms.method == "fisher"
    assert arms.size is not None
    assert arms.size.scenario == "p1 = 1, p2 = 0.166667"  # 4 of 4 weekly, 1 of 6 daily
    assert "read them as the least that would be needed" in found.summary()
    assert len(found.to_frame()) == len(json.loads(json.dumps(found.to_dict()))["needed"]) == len(needed)


PRATT = """
[[analyses]]
id = "pratt"
title = "Change in p-ERK, zeros ranked"
type = "paired"
endpoint = "change"
population = "all"
methods = [{ method = "signed-rank", zeros = "pratt", alternative = "greater" }]
"""


def test_a_study_is_planned_with_its_own_options_and_without_its_empty_cells(seed_copy: Path) -> None:
    manifest, table = seed_copy / "study.toml", seed_copy / "trial.csv"
    text = manifest.read_text(encoding="utf-8")
    for when in ("before", "after"):
        column = f'title = "p-ERK {when}", scale = "perk" }}'
        assert text.count(column) == 1
        text = text.replace(column, column.replace(" }", ", optional = true }"))
    manifest.write_text(text + PRATT, encoding="utf-8")
    cells = table.read_text(encoding="utf-8")
    assert cells.count("Weekly,–,,++,") == 2  # patients A and D, up by two levels
    cells = cells.replace("Weekly,–,,++,", "Weekly,,,,", 1)
    same = next(line for line in cells.splitlines() if line.startswith("F,"))
    assert same.endswith(",++,,++,")
    table.write_text(cells.replace(same, same.replace(",++,,++,", ",++,,–,")), encoding="utf-8")
    needed = PLAN.for_study(seed_copy, up_to=11).needed[-1]
    # Table 1 without patient A, and with a fall in patient F, for whom there was no change
    truth = PLAN.OrdinalChange({-2: 1 / 9, 0: 4 / 9, 1: 3 / 9, 2: 1 / 9})
    assert needed.n_observed == 9
    assert needed.size is not None
    assert needed.size.scenario == truth.describe()
    expected = PLAN.power_curve(truth, range(1, 12), zeros="pratt", alternative="greater")
    assert needed.size.curve.power[:11] == expected.power
    assert expected.power != PLAN.power_curve(truth, range(1, 12), alternative="greater").power


def test_what_cannot_be_planned_is_said() -> None:
    azt = PLAN.for_study(bs.load_study("azt_antigen_1988"))  # antigen levels: too many values to enumerate
    assert all(each.size is None and "at most 12 levels" in each.note for each in azt.needed)
    none = PLAN.for_study(bs.load_study("combination_simulated"))
    assert none.needed == ()
    assert "no paired analysis" in none.summary()
    assert none.to_dict()["needed"] == []


def test_interaction_power_is_the_preclinical_one() -> None:
    assert PLAN.interaction_power is bs.interaction_power


def test_every_name_of_the_namespace_is_there_and_documented() -> None:
    for name in PLAN.__all__:
        assert getattr(PLAN, name).__doc__
    assert all(a < b for a, b in itertools.pairwise(PLAN.__all__))
