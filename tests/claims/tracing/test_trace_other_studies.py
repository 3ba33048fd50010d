"""The trace of other studies than the seed: comparisons of arms, inequalities, missing readings, and refusals."""

import sys
from pathlib import Path

import pytest

import biomarker_stats as bs

MANIFEST = """
format = 1
id = "made-up"
title = "Made up for a test"
[tables.t]
file = "t.csv"
unit = "mouse"
[tables.t.columns]
mouse = {{ type = "id" }}
arm = {{ type = "category", levels = ["drug", "vehicle"] }}
weight = {{ type = "number", optional = true }}
[endpoints.weight]
title = "Weight"
type = "value"
table = "t"
column = "weight"
"""
CLAIM = """
[[claim]]
id = "{id}"
quote = "P {comparator} {printed}"
location = "here"
kind = "p"
printed = "{printed}"
comparator = "{comparator}"
family = "weights"
[claim.derivation]
quantity = "p"
type = "compare"
endpoint = "weight"
by = "arm"
arms = ["drug", "vehicle"]
method = "student-t"
[claim.expected]
verdict = "reproduced"
"""


def study(folder: Path, rows: list[tuple[str, str, object]], claims: list[dict[str, str]]) -> bs.Study:
    folder.mkdir()
    cells = "\n".join(f"{mouse},{arm},{weight}" for mouse, arm, weight in rows)
    (folder / "t.csv").write_text(f"mouse,arm,weight\n{cells}\n", encoding="utf-8")
    (folder / "study.toml").write_text(MANIFEST.format(), encoding="utf-8")
    text = "format = 1\n" + "".join(CLAIM.format(**claim) for claim in claims)
    (folder / "claims.toml").write_text(text, encoding="utf-8")
    return bs.load_study(folder)


EIGHT = [
    *((f"d{k}", "drug", w) for k, w in enumerate([1.2, 2.9, 3.1, 2.2])),
    *((f"v{k}", "vehicle", w) for k, w in enumerate([4.4, 5.1, 3.9, 6.0])),
]
# R 4.2.2: t.test(c(1.2,2.9,3.1,2.2), c(4.4,5.1,3.9,6.0), var.equal = TRUE)$p.value = 0.007162287; Welch 0.007214326
STUDENT = "0.00716"


def test_a_comparison_of_arms_is_traced(tmp_path: Path) -> None:
    claims = [{"id": "a", "printed": STUDENT, "comparator": "="}]
    found = bs.trace(study(tmp_path / "s", EIGHT, claims), decoys=0).families[0]
    assert "student-t" in found.matching_methods("a")
    assert "rank-sum" not in found.matching_methods("a")  # 4 v 4: no exact P below 2/70
    floor = next(f for f in found.floors if f.contrast == "between")
    assert floor.smallest_one_sided == pytest.approx(1 / 70)
    assert found.classes


def test_inequalities_bind_too(tmp_path: Path) -> None:
    claims = [
        {"id": "a", "printed": STUDENT, "comparator": "="},
        {"id": "b", "printed": "0.005", "comparator": "<"},
    ]
    found = bs.trace(study(tmp_path / "s", EIGHT, claims), decoys=0).families[0]
    assert found.answer == "no match"  # the same P cannot be 0.00716 and below 0.005
    assert found.printed == {"a": "0.00716", "b": "< 0.005"}


def test_units_without_a_reading_are_left_out_and_noted(tmp_path: Path) -> None:
    claims = [{"id": "a", "printed": STUDENT, "comparator": "="}]
    made = study(tmp_path / "s", [*EIGHT, ("x", "drug", "")], claims)
    found = bs.trace(made, decoys=0).families[0]
    assert any("1 unit without a reading" in note for note in found.notes)
    assert "student-t" in found.matching_methods("a")


def test_nothing_to_trace_is_said(tmp_path: Path) -> None:
    with pytest.raises(bs.UsageError, match="nothing to trace"):
        bs.trace(study(tmp_path / "s", EIGHT, []))


def test_a_large_study_is_refused_with_the_remedy(tmp_path: Path) -> None:
    rows = [(f"m{k}", "drug" if k % 2 else "vehicle", float(k)) for k in range(200)]
    claims = [{"id": "a", "printed": "0.05", "comparator": "="}]
    with pytest.raises(bs.UsageError, match=r"200 units.*use verify"):
        bs.trace(study(tmp_path / "s", rows, claims))


def test_long_decimals_and_extreme_values_end_in_an_answer(tmp_path: Path) -> None:
    rows = [(mouse, arm, sys.float_info.max if mouse == "d0" else weight) for mouse, arm, weight in EIGHT]
    claims = [{"id": "a", "printed": "0." + "1" * 30, "comparator": "="}]
    assert bs.trace(study(tmp_path / "s", rows, claims), decoys=0).families[0].answer == "no match"


def test_what_is_stated_in_full_and_comes_out_is_traced_only_by_name() -> None:
    found = bs.trace("azt_antigen_1988", decoys=0)
    assert found.families == ()
    assert "signed-rank-exact-two" in found.settled
    (named,) = bs.trace("azt_antigen_1988", family="signed-rank-exact-two", decoys=0).families
    assert "signed-rank" in {name for each in named.matching for name in each.methods}
