"""Odd and hostile studies get an answer or a clear refusal."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.claims.choices import entry, evaluate
from biomarker_stats.study.multiverse_spec import MultiverseSpec
from biomarker_stats.study.schema import json_schema

HEAD = """
format = 1
id = "odd"
title = "Odd"
[tables.t]
file = "t.csv"
unit = "patient"
[tables.t.columns]
patient = { type = "id" }
arm = { type = "category", optional = true }
before = { type = "number", optional = true }
after = { type = "number", optional = true }
"""
CHANGE = """
[endpoints.change]
title = "Change"
type = "change"
table = "t"
before = "before"
after = "after"
"""
BY_ARM = """
[[analyses]]
id = "by_arm"
title = "By arm"
type = "compare"
endpoint = "change"
by = "arm"
methods = ["rank-sum"]
"""
ROWS = ("A,x,1,2", "B,x,2,4", "C,y,3,3", "D,y,1,0")

Make = Callable[..., bs.Study]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def write(*parts: str, rows: tuple[str, ...] = ROWS) -> bs.Study:
        (tmp_path / "study.toml").write_text("".join((HEAD, *parts)), encoding="utf-8")
        (tmp_path / "t.csv").write_text("\n".join(["patient,arm,before,after", *rows, ""]), encoding="utf-8")
        return bs.load_study(tmp_path)

    return write


def test_numbers_without_mixed_cells_and_without_arms(make: Make) -> None:
    found = bs.multiverse(make(CHANGE))
    assert [question.question for question in found.questions] == ["paired"]
    assert "the arms are not compared" in found.notes[0]
    rows = found.to_frame()
    assert set(rows["coding"]) == {""}
    # changes 1, 2, 0, −1; the sign test of two up and one down is 1, and their mean is 0.5 of a range of 4
    assert rows.set_index("method").loc["sign", "p_value"] == 1.0
    assert rows.set_index("method").loc["paired-t", "effect_scaled"] == pytest.approx(0.5 / 4)


def test_no_change_anywhere(make: Make) -> None:
    found = bs.multiverse(make(CHANGE, BY_ARM, rows=("A,x,1,1", "B,x,2,2", "C,y,3,3", "D,y,1,1")))
    for question in found.questions:
        assert (question.smallest.p_value, question.smallest.floor) == (1.0, 1.0)
        assert question.inference.below == 0
        assert question.share.p_value == 1.0
        assert question.median.observed == 0.0
    assert bs.multiverse(make(CHANGE)).summary()


@pytest.mark.parametrize("rows", [("A,x,1,2",), ("A,x,1,1",)])
def test_one_patient(make: Make, rows: tuple[str, ...]) -> None:
    found = bs.multiverse(make(CHANGE, BY_ARM, rows=rows))
    assert [question.question for question in found.questions] == ["paired"]
    assert any("the arms are not compared" in note for note in found.notes)
    assert found.questions[0].smallest.p_value == 1.0
    assert found.questions[0].arrangements == 2


def test_units_without_readings_or_arm_are_counted(make: Make) -> None:
    found = bs.multiverse(make(CHANGE, BY_ARM, rows=(*ROWS, "E,x,,", "F,,1,5")))
    assert any("1 patient without readings is left out" in note for note in found.notes)
    assert any("1 patient in neither of the two arms is not" in note for note in found.notes)
    assert [question.units for question in found.questions] == [5, 4]
    assert set(found.to_frame().groupby("question")["n"].max()) == {5, 4}
    with pytest.raises(bs.DataError, match="no unit of table 't' has a reading"):
        bs.multiverse(make(CHANGE, rows=("A,x,,", "B,y,,")))


def test_three_arms_are_no_comparison_unless_two_are_named(make: Make) -> None:
    rows = (*ROWS, "E,z,1,2", "F,z,1,3")
    assert any("3 arms, not two" in note for note in bs.multiverse(make(CHANGE, BY_ARM, rows=rows)).notes)
    named = make(CHANGE, '[multiverse]\nendpoint = "change"\nby = "arm"\narms = ["x", "z"]\n', rows=rows)
    compare = bs.multiverse(named).question("compare")
    assert compare is not None
    assert (compare.units, compare.arrangements) == (4, 6)
    with pytest.raises(bs.UsageError, match=re.escape("arms = [first, second]")):
        bs.multiverse(make(CHANGE, '[multiverse]\nendpoint = "change"\nby = "arm"\n', rows=rows))


def test_equal_outcomes_in_each_arm_give_a_t_test_no_p_value(make: Make) -> None:
    found = bs.multiverse(make(CHANGE, BY_ARM, rows=("A,x,0,1", "B,x,0,1", "C,y,0,0", "D,y,0,0")))
    rows = found.to_frame()
    assert rows.loc[rows["method"] == "student-t", "p_value"].isna().all()
    assert rows.loc[rows["method"] == "student-t", "p_adjusted"].isna().all()
    assert not (rows["p_value"] == 0).any()
    compare = found.question("compare")
    assert compare is not None
    assert compare.defined < len(compare.choices)
    assert "counted as 1" in found.summary()


def test_nothing_to_compare_is_refused_with_a_remedy(make: Make) -> None:
    with pytest.raises(bs.UsageError, match=r"declares no change and no value to compare — add an endpoint"):
        bs.multiverse(make())
    value = '[endpoints.after]\ntitle = "After"\ntype = "value"\ntable = "t"\ncolumn = "after"\n'
    with pytest.raises(bs.UsageError, match="nothing can be compared in study 'odd': the arms are not compared"):
        bs.multiverse(make(value))


def test_a_value_between_arms(make: Make) -> None:
    value = '[endpoints.after]\ntitle = "After"\ntype = "value"\ntable = "t"\ncolumn = "after"\n'
    found = bs.multiverse(make(value, '[multiverse]\nendpoint = "after"\nby = "arm"\n'))
    assert [question.question for question in found.questions] == ["compare"]
    rows = found.to_frame().set_index("method")
    assert rows.loc["rank-sum", "p_value"] == pytest.approx(4 / 6)  # ranks 2 and 4: 4 of 6 pairs are as far from 5
    assert rows.loc["student-t", "effect"] == pytest.approx(3 - 1.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('endpoint = "chance"', "'chance' is not a declared endpoint — did you mean 'change'?"),
        ('populations = ["al"]', "'al' is not a declared population — did you mean 'all'?"),
        ('endpoint = "change"\nby = "arms"', "'arms' is not a column of the table — did you mean 'arm'?"),
        ('arms = ["x", "y"]', "needs the column that holds the arms"),
        ('populations = ["all", "all"]', "'all' is named twice"),
        ('endpoint = "change"\ncodings = ["upper"]', "'upper' is a coding, but the endpoint is not ordinal"),
        ('paired = [{ metod = "sign" }]', "'metod' is not a known key — did you mean 'method'?"),
        ("paired = [3]", "must be a method"),
        ("alpha = 2.0", "multiverse.alpha"),
        ("resamples = 10000000000", "multiverse.resamples"),
    ],
)
def test_a_faulty_declaration_is_a_violation(make: Make, text: str, said: str) -> None:
    with pytest.raises(bs.StudyError) as caught:
        make(CHANGE, f"[multiverse]\n{text}\n")
    assert said in str(caught.value)
    assert "study.toml (multiverse" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('paired = ["singed-rank"]', "did you mean 'signed-rank'"),
        ('paired = ["rank-sum"]', "does not test a change within units"),
        ('cuts = ["++"]', "is no level above the lowest"),
    ],
)
def test_what_only_the_catalogue_or_the_data_can_tell_is_a_usage_error(make: Make, text: str, said: str) -> None:
    study = make(CHANGE, f"[multiverse]\n{text}\n")
    with pytest.raises(bs.UsageError, match=re.escape(said)):
        bs.multiverse(study)


def test_many_units_take_random_flips_and_say_so(make: Make) -> None:
    rows = tuple(f"p{k},{'xy'[k % 2]},{k % 3},{(k * 7) % 5}" for k in range(40))
    study = make(
        CHANGE, BY_ARM, '[multiverse]\nresamples = 199\nseed = 5\npaired = ["sign"]\nbetween = ["fisher"]\n', rows=rows
    )
    found = bs.multiverse(study)
    for question, total in zip(found.questions, (2**40, 137846528820), strict=True):  # 40 choose 20
        assert (question.arrangements, question.tried, question.seed, question.exact) == (total, 200, 5, False)
        assert question.smallest.p_value * 200 == pytest.approx(round(question.smallest.p_value * 200))
        assert question.smallest.p_value >= 1 / 200
        assert "199 random" in question.arrangement_words()
        assert "seed 5" in question.arrangement_words()
    assert found.to_dict()["questions"][0]["seed"] == 5
    assert [each.smallest for each in bs.multiverse(study).questions] == [each.smallest for each in found.questions]


def test_too_many_codings_are_refused_before_any_work(seed_study: bs.Study) -> None:
    scale = seed_study.manifest.scales["perk"]
    many = tuple(k / 1000 for k in range(2001))
    crowded = scale.model_copy(update={"mixed": {"++/–": many, "+/++": many}})
    manifest = seed_study.manifest.model_copy(update={"scales": {"perk": crowded}})
    with pytest.raises(bs.ExactTooLarge, match=re.escape("4,004,001 ways, more than 2,000")):
        bs.multiverse(replace(seed_study, manifest=manifest))
    populations = {f"p{k}": seed_study.manifest.populations["breast"] for k in range(1000)}
    manifest = seed_study.manifest.model_copy(update={"populations": populations})
    with pytest.raises(bs.ExactTooLarge, match="name fewer codings, cuts, populations or methods"):
        bs.multiverse(replace(seed_study, manifest=manifest))


def test_too_much_work_is_sampled_and_then_refused(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    study = make(CHANGE, "[multiverse]\nresamples = 99\n")
    few = lambda series, arrangements: evaluate.evaluate(series, arrangements, most=3)  # noqa: E731
    monkeypatch.setattr(entry, "evaluate", few)
    with pytest.raises(bs.ExactTooLarge, match="too much work even under 99 random arrangements — name fewer codings"):
        bs.multiverse(study)


def test_a_table_in_any_order_gives_the_same(seed_study: bs.Study) -> None:
    spec = MultiverseSpec(codings=("as-published",))
    manifest = seed_study.manifest.model_copy(update={"multiverse": spec})
    table = seed_study.tables["trial"]
    shuffled = table.iloc[np.random.default_rng(1).permutation(len(table))]
    first, second = (
        bs.multiverse(replace(seed_study, manifest=manifest, tables={"trial": each})).to_frame()
        for each in (table, shuffled)
    )
    pd.testing.assert_frame_equal(first, second)


def test_more_work_than_a_study_should_cost_takes_fewer_resamples_and_then_is_refused(make: Make) -> None:
    rows = tuple(f"p{k},{'xy'[k % 2]},{k},{(k * 37) % 101}" for k in range(40))
    found = bs.multiverse(make(CHANGE, '[multiverse]\npaired = ["signed-rank", "paired-t"]\n', rows=rows))
    assert found.questions[0].tried == 2000
    both = '[multiverse]\npaired = ["signed-rank", "paired-t", "permutation"]\npopulations = ["all", "a", "b", "c"]\n'
    parts = [
        f'[populations.{p}]\ntitle = "{p}"\nwhere = [{{ column = "before", at_least = {k} }}]\n'
        for k, p in enumerate("abc")
    ]
    assert bs.multiverse(make(CHANGE, *parts, both, rows=rows)).questions[0].tried == 200
    with pytest.raises(bs.ExactTooLarge, match="too much work even under 1,999 random arrangements"):
        bs.multiverse(make(CHANGE, *parts, both, "resamples = 1999\n", rows=rows))


def test_very_many_units_are_refused_before_anything_is_drawn(make: Make) -> None:
    rows = tuple(f"p{k},x,{k},{k % 7}" for k in range(20_000))
    with pytest.raises(bs.ExactTooLarge, match="a multiverse is for small studies"):
        bs.multiverse(make(CHANGE, rows=rows))


def test_the_table_in_the_study_file_is_in_the_schema(make: Make, tmp_path: Path) -> None:
    text = '[multiverse]\nendpoint = "change"\nalpha = 0.1\npaired = ["sign", { method = "sign", mid_p = true }]\n'
    assert bs.multiverse(make(CHANGE, text)).questions[0].alpha == 0.1
    schema = jsonschema.Draft202012Validator(json_schema()["study.toml"])
    loaded = tomllib.loads((tmp_path / "study.toml").read_text(encoding="utf-8"))
    assert list(schema.iter_errors(loaded)) == []
    loaded["multiverse"]["methods"] = ["sign"]
    assert [error.message for error in schema.iter_errors(loaded)] != []
