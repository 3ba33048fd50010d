"""The multiverse of the seed study: how many specifications, which P values, and what they may be called."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.study.claim import Derivation
from biomarker_stats.study.multiverse_spec import MultiverseSpec


@pytest.fixture(scope="module")
def found(seed_study: bs.Study) -> bs.Multiverse:
    return bs.multiverse(seed_study)


@pytest.fixture(scope="module")
def frame(found: bs.Multiverse) -> pd.DataFrame:
    return found.to_frame()


def declared(study: bs.Study, **choices: object) -> bs.Study:
    return replace(study, manifest=study.manifest.model_copy(update={"multiverse": MultiverseSpec(**choices)}))


def test_at_least_300_specifications_all_different(found: bs.Multiverse, frame: pd.DataFrame) -> None:
    assert len(found) == len(frame) >= 300
    choices = list(frame.columns[: list(frame.columns).index("n")])
    assert not frame.duplicated(choices).any()
    assert set(frame["question"]) == {"paired", "compare"}


def test_every_combination_of_scores_is_there(frame: pd.DataFrame) -> None:
    # study.toml: ++/– may be 0, 1 or 2 and +/++ 1, 1.5 or 2
    expected = {f"++/– = {b}, +/++ = {g}" for b in (0, 1, 2) for g in ("1", "1.5", "2")}
    coded = frame[frame["coding"] != ""]
    assert set(coded["coding"]) == expected
    assert coded.groupby("coding").size().nunique() == 1
    assert set(frame[frame["coding"] == ""]["outcome"]) == {"increased", "increased tumour cells"}


# Carracedo et al. 2008, table 1: P values by scipy 1.17 and by coin and exactRankTests of R 4.2
REFERENCE = [
    ("paired", "paired-t", "score", "++/– = 1, +/++ = 2", "all", 0.024846),
    ("paired", "paired-t", "score", "++/– = 1, +/++ = 1.5", "all", 0.0332),
    ("paired", "signed-rank", "score", "++/– = 1, +/++ = 2", "all", 0.0625),
    ("paired", "sign", "direction", "++/– = 1, +/++ = 2", "all", 0.0625),
    ("paired", "mcnemar", "direction", "++/– = 1, +/++ = 2", "all", 0.0625),
    ("compare", "rank-sum", "score", "++/– = 1, +/++ = 2", "all", 3 / 210),
    ("compare", "permutation", "score", "++/– = 1, +/++ = 2", "all", 3 / 210),
    ("compare", "rank-sum", "score", "++/– = 1, +/++ = 2", "breast", 0.085714),
    ("compare", "fisher", "increase", "++/– = 1, +/++ = 2", "all", 0.047619),
    ("compare", "fisher", "increased", "", "all", 0.047619),
    ("compare", "fisher", "increased", "", "breast", 0.142857),
    ("compare", "fisher", "increased tumour cells", "", "all", 0.004762),
    ("compare", "boschloo", "increase", "++/– = 1, +/++ = 2", "all", 0.021484),
]


@pytest.mark.parametrize("case", REFERENCE)
def test_p_values_are_those_of_the_single_tests(
    frame: pd.DataFrame, case: tuple[str, str, str, str, str, float]
) -> None:
    question, method, outcome, coding, population, p = case
    same = (frame["question"] == question) & (frame["method"] == method) & (frame["outcome"] == outcome)
    same &= (frame["coding"] == coding) & (frame["population"] == population) & (frame["zeros"] == "drop")
    rows = frame[same & ~frame["without_ceiling"] & ~frame["mid_p"]]
    assert rows["p_value"].tolist() == pytest.approx([p], abs=6e-5 if p == 0.0332 else 6e-7)


def test_the_published_specification_is_marked_and_the_others_named(found: bs.Multiverse, frame: pd.DataFrame) -> None:
    rows = frame[frame["published"] != ""]
    assert rows["published"].tolist() == ["p-all"]
    assert rows[["method", "coding", "population"]].iloc[0].tolist() == ["paired-t", "++/– = 1, +/++ = 2", "all"]
    assert any("p-weekly and p-daily" in note for note in found.notes)


@pytest.mark.parametrize(
    ("derivation", "marked"),
    [
        (
            {
                "type": "compare",
                "endpoint": "increased",
                "by": "schedule",
                "arms": ("Daily", "Weekly"),
                "method": "fisher",
            },
            1,
        ),
        ({"type": "compare", "endpoint": "increased", "by": "tumour", "method": "fisher"}, 0),
        ({"type": "paired", "endpoint": "change", "method": "mcnemar", "coding": "midpoint", "mid_p": True}, 1),
        ({"type": "paired", "endpoint": "change", "method": "mcnemar", "coding": "midpoint", "reference": "exact"}, 0),
        ({"type": "paired", "endpoint": "change", "method": "sign", "population": "breast"}, 1),
        ({"type": "paired", "endpoint": "change", "method": "sign", "alternative": "greater"}, 0),
    ],
)
def test_only_what_recomputes_a_claim_is_marked(
    seed_study: bs.Study, derivation: dict[str, object], marked: int
) -> None:
    claim = next(claim for claim in seed_study.claims if claim.id == "p-all")
    changed = claim.model_copy(update={"derivation": Derivation(quantity="p", **derivation)})
    rows = bs.multiverse(replace(seed_study, claims=(changed,))).to_frame()
    assert (rows["published"] == "p-all").sum() == marked


def test_effects_are_those_of_the_data(frame: pd.DataFrame) -> None:
    # table 1 under ++/– = 1, +/++ = 2: changes 2 1 1 2 | 0 0 1 0 0 0; 5 up, 0 down; weekly mean 1.5, daily mean 1/6
    chosen = frame[
        (frame["coding"] == "++/– = 1, +/++ = 2") & (frame["population"] == "all") & ~frame["without_ceiling"]
    ]
    effect = chosen.set_index(["question", "method"])["effect"].groupby(level=[0, 1]).first()
    assert effect["paired", "paired-t"] == pytest.approx(0.7)
    assert effect["paired", "signed-rank"] == pytest.approx(0.5)
    assert effect["paired", "sign"] == pytest.approx(0.5)
    assert effect["compare", "student-t"] == pytest.approx(1.5 - 1 / 6)
    assert effect["compare", "rank-sum"] == pytest.approx(1.5)
    assert effect["compare", "fisher"] == pytest.approx(1 - 1 / 6)
    scaled = chosen.set_index("method")["effect_scaled"]
    assert scaled["paired-t"] == pytest.approx(0.35)  # the scale is 2 long


def test_the_questions_have_their_own_reference_sets(found: bs.Multiverse) -> None:
    paired, compare = found.question("paired"), found.question("compare")
    assert paired is not None
    assert compare is not None
    assert (paired.arrangements, compare.arrangements) == (2**10, 210)  # 10 patients; 10 choose 4
    assert paired.exact
    assert compare.exact
    # five patients changed under some coding and all of them up: of 32 distinct flips two are as extreme
    assert paired.smallest.p_value == paired.smallest.floor == 2 / 32
    # among 210 labellings only the observed one puts A to D together
    assert compare.smallest.p_value == compare.smallest.floor == 1 / 210


def test_adjusted_p_is_no_smaller_than_floor_nor_than_p_itself_on_its_own_lattice(
    frame: pd.DataFrame, found: bs.Multiverse
) -> None:
    assert (frame["p_adjusted"] >= frame["p_adjusted_floor"]).all()
    for question in found.questions:
        rows = frame[frame["question"] == question.question].sort_values("p_value")
        assert rows["p_adjusted"].is_monotonic_increasing
        assert rows["p_adjusted"].iloc[0] == question.smallest.p_value
        assert (rows["p_value"] >= rows["p_floor"]).all()


def test_it_takes_less_than_15_seconds() -> None:
    start = time.perf_counter()
    code = "import biomarker_stats as bs; print(len(bs.multiverse('carracedo2008')))"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert time.perf_counter() - start < 15


def test_nothing_changes_between_runs_and_everything_is_recorded(found: bs.Multiverse, seed_study: bs.Study) -> None:
    again = bs.multiverse("carracedo2008")
    assert json.dumps(again.to_dict(), allow_nan=False) == json.dumps(found.to_dict(), allow_nan=False)
    payload = found.to_dict()
    assert payload["hashes"] == dict(seed_study.hashes)
    assert len(payload["specifications_sha256"]) == 64
    assert {"biomarker_stats", "numpy", "scipy", "python"} <= set(payload["versions"])
    assert all(question["seed"] is None for question in payload["questions"])
    fewer = bs.multiverse(declared(seed_study, codings=("as-published",)))
    assert fewer.specifications_sha256 != found.specifications_sha256


def test_declared_choices_are_the_ones_tried(seed_study: bs.Study) -> None:
    spec = {
        "codings": ("as-published",),
        "cuts": ("++",),
        "populations": ("weekly",),
        "ceiling": False,
        "also": (),
        "paired": ({"method": "sign"}, {"method": "sign", "alternative": "greater"}),
        "between": ("fisher",),
    }
    found = bs.multiverse(declared(seed_study, **spec))
    rows = found.to_frame()
    # weekly is defined by the arms, so it is no population for the comparison of arms
    assert found.question("compare") is None
    assert rows["outcome"].tolist() == ["direction", "direction", "direction past ++", "direction past ++"]
    # A, B, C, D all rise, and all four cross from below ++ to ++: sign test 2/16, one-sided 1/16
    assert rows["p_value"].tolist() == pytest.approx([0.125, 0.0625, 0.125, 0.0625])
    assert rows["alternative"].tolist() == ["two-sided", "greater"] * 2


def test_displays_say_what_it_is(found: bs.Multiverse) -> None:
    text = found.summary()
    for words in ("all 1,024 sign flips", "all 210 relabellings", "42 of 252 (no vote)", "smallest attainable: 0.0625"):
        assert words in text
    assert str(found) == text
    assert "<table>" in found._repr_html_()
    assert "the authors used" not in text


def test_text_of_the_study_is_escaped_in_html(seed_study: bs.Study) -> None:
    endpoint = seed_study.manifest.endpoints["change"].model_copy(update={"title": "<script>x</script>"})
    endpoints = {**seed_study.manifest.endpoints, "change": endpoint}
    manifest = seed_study.manifest.model_copy(update={"endpoints": endpoints, "simulated": True})
    html = bs.multiverse(declared(replace(seed_study, manifest=manifest), codings=("midpoint",)))._repr_html_()
    assert "<script>" not in html
    assert "SIMULATED" in html


def test_the_command(run: Callable[..., object], tmp_path: object) -> None:
    result = run("multiverse", "--csv", f"{tmp_path}/table.csv")
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= 80
    for words in ("[published: p-all]", "0.015217", "all 210 relabellings", "SHA-256"):
        assert words in result.out
    table = pd.read_csv(f"{tmp_path}/table.csv")
    assert len(table) >= 300
    assert not table["coding"].dropna().str.startswith(("+", "=", "-", "@")).any()  # no formula for a spreadsheet
    payload = json.loads(run("multiverse", "--json").out)
    assert payload["n_specifications"] == len(table)
    assert run("multiverse", "--csv", f"{tmp_path}/no/such/folder/x.csv").code == 2
    assert "Example: biomarker-stats multiverse" in run("multiverse", "--help").out
