"""What a loaded study answers."""

import hashlib
import math
from collections.abc import Callable
from pathlib import Path

import pytest

import biomarker_stats as bs
from biomarker_stats.study.manifest import Condition


def condition(column: str, **bounds: object) -> Condition:
    return Condition.model_validate({"column": column, **bounds})


def test_cells_have_the_types_they_are_declared_with(folder: Path) -> None:
    frame = bs.load_study(folder).tables["trial"]
    assert frame.dtypes.astype(str).to_dict() == {
        "patient": "object",
        "schedule": "object",
        "dose": "int64",
        "size": "float64",
        "pre": "object",
        "post": "object",
        "note": "object",
    }
    assert frame["note"].tolist() == [None, "late", None, None]
    assert math.isnan(frame["size"][2])


def test_a_whole_number_column_with_an_empty_cell_is_float(folder: Path, edit: Callable[[str, str, str], None]) -> None:
    edit("study.toml", 'dose = { type = "integer",', 'dose = { type = "integer", optional = true,')
    edit("trial.csv", "C,Daily,5", "C,Daily,")
    assert bs.load_study(folder).tables["trial"]["dose"].dtype == "float64"


@pytest.mark.parametrize(
    ("conditions", "patients"),
    [
        ([], "ABCD"),
        ([condition("schedule", **{"in": ("Weekly",)})], "AB"),
        ([condition("schedule", not_in=("Weekly",))], "CD"),
        ([condition("note", not_in=("late",))], "ACD"),
        ([condition("note", **{"in": ("late",)})], "B"),
        ([condition("dose", at_least=10, at_most=50)], "AD"),
        ([condition("size", at_least=0)], "ABD"),
        ([condition("dose", **{"in": (5, 70)})], "BC"),
        ([condition("dose", at_least=10), condition("post", **{"in": ("+/++",)})], "D"),
        ([condition("pre", **{"in": ("-",)})], "A"),
    ],
)
def test_select(conditions: list[Condition], patients: str, folder: Path) -> None:
    study = bs.load_study(folder)
    chosen = study.select(study.tables["trial"], conditions)
    assert "".join(chosen["patient"]) == patients
    assert list(chosen.index) == ["ABCD".index(patient) for patient in patients]


def test_what_is_not_declared_is_named_with_its_nearest(folder: Path) -> None:
    study = bs.load_study(folder)
    for call, message in (
        (lambda: study.population("weakly", "trial"), "no population 'weakly' — did you mean 'weekly'"),
        (lambda: study.population("weekly", "trail"), "no table 'trail' — did you mean 'trial'"),
        (lambda: study.unit_column("trail"), "no table 'trail' — did you mean 'trial'"),
        (lambda: study.scores("prek", ["+"]), "no scale 'prek' — did you mean 'perk'"),
        (lambda: study.scores("perk", ["+++"]), r"scale 'perk' has no symbol '\+\+\+' — known: –, \+"),
        (lambda: study.scores("perk", ["+"], "uper"), "'uper' is not a coding of the scale .* did you mean 'upper'"),
    ):
        with pytest.raises(bs.UsageError, match=message):
            call()


def test_scores(folder: Path) -> None:
    study = bs.load_study(folder)
    assert study.scores("perk", ["–", "-", "+", "++", "+/++"]) == [0, 0, 1, 2, 2]
    assert study.score("perk", "+") == 1
    assert math.isnan(study.score("perk", None))


def test_every_unit_is_a_population_even_undeclared(folder: Path) -> None:
    assert len(bs.load_study(folder).population("all", "trial")) == 4


def test_hashes_are_those_of_the_files(folder: Path) -> None:
    assert bs.load_study(folder).hashes == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in ("study.toml", "trial.csv", "claims.toml")
    }


def test_a_study_without_claims_loads(folder: Path) -> None:
    (folder / "claims.toml").unlink()
    assert bs.load_study(folder).claims == ()


def test_its_face_in_a_notebook_is_escaped(folder: Path, edit: Callable[[str, str, str], None]) -> None:
    edit("study.toml", "A small study", "<script>alert(1)</script> & more")
    html = bs.load_study(folder)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html
    assert "trial (4 rows)" in html


def test_a_simulated_study_says_so_in_its_title(folder: Path, edit: Callable[[str, str, str], None]) -> None:
    edit("study.toml", 'id = "small"', 'id = "small"\nsimulated = true')
    assert bs.load_study(folder).title == "SIMULATED: A small study"
