"""Integrity checks run by themselves on the claims of a study."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import biomarker_stats as bs
from biomarker_stats.claims.claim_checks import claim_checks
from biomarker_stats.claims.integrity import Check

MANIFEST = """
format = 1
id = "made-up"
title = "Made up for a test"
[tables.t]
file = "t.csv"
unit = "mouse"
[tables.t.columns]
mouse = { type = "id" }
litter = { type = "integer" }
"""
CLAIM = """
[[claim]]
id = "{id}"
quote = "{printed}"
location = "here"
kind = "{id}"
printed = "{printed}"
family = "litter"
derivation = {{ quantity = "{id}", column = "litter" }}
expected = {{ verdict = "contradicted" }}
"""


def checks_of(study: bs.Study, check: str) -> dict[tuple[str, ...], bool]:
    return {each.claims: each.check.consistent for each in claim_checks(study) if each.check.check == check}


def test_percentages_of_the_seed_study_against_their_n(seed_study: bs.Study) -> None:
    # 5 of 10 is 50%, 4 of 4 is 100%, and no whole number of 6 rounds to 16% (1 of 6 is 16.67%)
    assert checks_of(seed_study, "grim") == {
        ("increased-all-percent",): True,
        ("increased-weekly-percent",): True,
        ("increased-daily-percent",): False,
    }


def test_counts_by_tumour_add_up(seed_study: bs.Study) -> None:
    ids = ("patients-total", "patients-breast", "patients-melanoma", "patients-colon")
    assert checks_of(seed_study, "subtotal") == {ids: True}  # 8 + 1 + 1 = 10
    claims = tuple(
        claim.model_copy(update={"printed": "7"}) if claim.id == "patients-breast" else claim
        for claim in seed_study.claims
    )
    assert checks_of(replace(seed_study, claims=claims), "subtotal") == {ids: False}


def lattices_of(study: bs.Study, claim: str, derivation: dict[str, object], stated: dict[str, object]) -> list[Check]:
    """Return the lattice checks of one claim of a study whose test, by derivation and by statement, is another."""
    (given,) = (each for each in study.claims if each.id == claim)
    assert given.derivation is not None
    changed = given.model_copy(
        update={
            "derivation": given.derivation.model_copy(update=derivation),
            "stated": given.stated.model_copy(update={"methods": (), **stated}),
        }
    )
    return [each.check for each in claim_checks(replace(study, claims=(changed,)))]


def test_p_values_against_the_lattice_of_the_test_they_are_said_to_be_of(seed_study: bs.Study) -> None:
    signed_rank = {"method": "signed-rank"}
    (weekly,) = lattices_of(seed_study, "p-weekly", signed_rank, {})
    assert weekly.p_floor == 2 / 2**4  # four pairs
    assert not weekly.consistent
    (stated,) = lattices_of(seed_study, "p-weekly", {}, {"methods": ("sign", "paired-t")})
    assert "two-sided sign" in stated.explanation
    # Holm or Bonferroni, an approximation, mid-p or a t test is on no such lattice
    for stated_so in ({"adjustment": "holm"}, {"reference": "asymptotic"}, {"mid_p": True}, {"continuity": True}):
        assert lattices_of(seed_study, "p-weekly", signed_rank, stated_so) == []
    assert lattices_of(seed_study, "p-weekly", signed_rank | {"mid_p": True}, {}) == []
    assert lattices_of(seed_study, "p-weekly", signed_rank, {"methods": ("paired-t", "student-t")}) == []


@pytest.mark.parametrize("study", ["student1908_sleep", "carracedo2008"])
def test_no_lattice_of_a_rank_test_is_held_against_a_t_test(study: str) -> None:
    assert not any(each.check.check == "attainable" for each in claim_checks(bs.load_study(study)))


@pytest.mark.parametrize(
    ("mean", "sd", "grim", "grimmer"),
    [
        # 3, 5, 7, 9: mean 6, SD √(20/3) = 2.58
        ("6.00", "2.58", True, True),
        # four whole numbers cannot have a mean that prints as 6.10: quarters are .00, .25, .50, .75
        ("6.10", "2.58", False, False),
        # mean 6: the sum of squares is 144 + 3·SD²; SD 2.60 to ±0.005 needs 164.20 to 164.36, no whole number
        ("6.00", "2.60", True, False),
    ],
)
def test_means_and_sds_of_whole_numbers(tmp_path: Path, mean: str, sd: str, grim: bool, grimmer: bool) -> None:
    (tmp_path / "t.csv").write_text("mouse,litter\na,3\nb,5\nc,7\nd,9\n", encoding="utf-8")
    (tmp_path / "study.toml").write_text(MANIFEST, encoding="utf-8")
    claims = CLAIM.format(id="mean", printed=mean) + CLAIM.format(id="sd", printed=sd)
    (tmp_path / "claims.toml").write_text(f"format = 1\n{claims}", encoding="utf-8")
    study = bs.load_study(tmp_path)
    assert checks_of(study, "grim") == {("mean",): grim}
    assert checks_of(study, "grimmer") == {("mean", "sd"): grimmer}


def test_checks_inform_and_decide_nothing(run: Callable[..., "object"]) -> None:
    table = bs.verify("carracedo2008")
    assert table.ok
    assert not all(each.check.consistent for each in table.checks)
    shown = run("verify")
    assert shown.code == 0
    assert "integrity: 4 checks, 1 not passed" in shown.out
    payload = json.loads(run("verify", "--json").out)
    assert len(payload["checks"]) == len(table.checks)


SIGN = 'quantity = "p", endpoint = "change", method = "sign"'


@pytest.mark.parametrize(
    ("more", "stated", "checked"),
    [
        ("", "", True),
        (', adjustment = { method = "bonferroni", size = 3 }', "", False),  # three times a P value of the lattice
        ("", 'stated = { adjustment = "holm" }', False),
        ("", 'stated = { adjustment = "none" }', True),
        (', reference = "asymptotic"', "", False),
        ("", 'stated = { reference = "asymptotic" }', False),
        (", mid_p = true", "", False),
    ],
)
def test_only_a_p_value_of_a_counted_test_is_held_against_its_lattice(
    more: str, stated: str, checked: bool, write_claims: Callable[..., Path]
) -> None:
    claim = f'kind = "p"\nprinted = "0.004"\nderivation = {{ {SIGN}{more} }}\n{stated}'
    study = bs.load_study(write_claims(claim=claim))
    assert bool(checks_of(study, "attainable")) is checked
