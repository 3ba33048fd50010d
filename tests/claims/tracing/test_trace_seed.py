"""The trace of the seed study: Carracedo and others (2008), J Clin Invest 118:3065-3074, table 1, three P values."""

import json
import re
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

import biomarker_stats as bs
from biomarker_stats.claims.tracing.families import asked_of, cells_of_family, families_of, space_of
from biomarker_stats.claims.tracing.found import FamilyTrace
from biomarker_stats.claims.tracing.lattice import possible
from biomarker_stats.claims.tracing.search import Evaluator, evaluate, joint, prints

# Table 1, scores 0, 1, 2; B's cell ++/– read as 1, G's cell +/++ as 2
BEFORE = {"A": 0, "B": 1, "C": 1, "D": 0, "E": 0, "F": 2, "G": 1, "H": 0, "I": 1, "J": 1}
AFTER = {"A": 2, "B": 2, "C": 2, "D": 2, "E": 0, "F": 2, "G": 2, "H": 0, "I": 1, "J": 1}
GROUPS = {"p-all": "ABCDEFGHIJ", "p-weekly": "ABCD", "p-daily": "EFGHIJ"}


@pytest.fixture(scope="module")
def found() -> FamilyTrace:
    return bs.trace("carracedo2008", decoys=20, alone=2).families[0]


def test_one_class_of_specifications_prints_all_three_p_values(found: FamilyTrace) -> None:
    assert found.answer == "identified"
    (only,) = found.matching
    assert only.words == "paired-t, two-sided; paired, after against before; ++/– = 1, +/++ = 2"
    assert only.methods == ("paired-t",)
    for claim, patients in GROUPS.items():  # scipy's paired t test on scores written out by hand
        reference = stats.ttest_rel([AFTER[p] for p in patients], [BEFORE[p] for p in patients]).pvalue
        assert only.p_values[claim] == pytest.approx(reference, abs=1e-12)


@pytest.mark.parametrize(
    ("claim", "p", "contrast", "method"),
    [
        ("p-all", stats.chi2.sf(5, 1), "paired", "mcnemar-chi2"),  # (5 − 0)² / (5 + 0), no continuity correction
        ("p-weekly", 3 / 210, "between", "rank-sum"),  # exact rank-sum on change: 3 of the 210 divisions into 4 and 6
        ("p-weekly", 1 / 70, "increased", "fisher"),  # one-sided Fisher, 4 of 4 against 0 of 4: 1 / C(8, 4)
        ("p-daily", 0.363217467648749, "paired", "paired-t"),  # scipy.stats.ttest_1samp([0,0,1,0,0,0], 0)
    ],
)
def test_single_claims_are_matched_by_other_tests_too(
    found: FamilyTrace, claim: str, p: float, contrast: str, method: str
) -> None:
    matches = [m for m in found.singles if m.claim == claim and m.contrast == contrast and method in m.methods]
    assert any(m.p_value == pytest.approx(p, abs=1e-9) for m in matches)


def test_the_lattice_rules_out_every_exact_paired_test_of_four_patients(found: FamilyTrace) -> None:
    (floor,) = [f for f in found.floors if f.claim == "p-weekly" and f.contrast == "paired"]
    assert (floor.smallest_two_sided, floor.smallest_one_sided) == (2 / 2**4, 1 / 2**4)
    assert floor.ruled_out == floor.tests > 0


def test_the_lattice_loses_no_match(seed_study: bs.Study) -> None:
    family = families_of(seed_study)[0]
    cells = cells_of_family(seed_study, family)
    claims = asked_of(seed_study, family, cells)
    space = space_of(seed_study, family, cells, claims)
    left, _ = possible(space, claims)
    assert not left.all()
    np.testing.assert_array_equal(joint(space, claims, Evaluator(), left), joint(space, claims, Evaluator()))
    for number, asked in enumerate(claims):  # and none of a claim alone: the ruled-out tests print nothing
        alone, _ = possible(space, [asked])
        p = evaluate(space, asked.target, Evaluator(), np.asarray(~alone.all(axis=0)))
        assert not (prints(p, asked) & ~alone).any(), number


def test_each_claim_is_predicted_by_the_others(found: FamilyTrace) -> None:
    published = {"p-all": 0.024846344, "p-weekly": 0.013846833, "p-daily": 0.363217467}  # scipy, as above
    for prediction in found.predictions:
        assert prediction.prints == 1
        assert any(p == pytest.approx(published[prediction.claim], abs=1e-8) for p in prediction.p_values)


def test_what_naming_a_specification_costs(found: FamilyTrace) -> None:
    assert found.size == 3 * found.tests
    assert found.bits_named == pytest.approx(np.log2(found.size))
    # two P values to 0.001 and one to 0.1
    assert found.bits_printed == pytest.approx(2 * np.log2(1000) + np.log2(10))


def test_the_space_is_laid_down_before_the_readings_are_looked_at(seed_study: bs.Study, found: FamilyTrace) -> None:
    from dataclasses import replace

    trial = seed_study.tables["trial"].copy()
    trial["perk_post"] = trial["perk_post"].to_numpy()[::-1]
    turned = replace(seed_study, tables={**seed_study.tables, "trial": trial})
    other = bs.trace(turned, decoys=0, joint_only=True).families[0]
    assert (other.sha256, other.size) == (found.sha256, found.size)


def test_decoys_are_counted_and_repeatable(found: FamilyTrace) -> None:
    again = bs.trace("carracedo2008", decoys=20, alone=2).families[0]
    assert again == found
    assert found.decoys is not None
    tables, truths = found.decoys.random_tables, found.decoys.hidden_truths
    assert tables.n == 20
    assert tables.n_alone == 2
    assert set(tables.alone) == set(GROUPS)
    assert 0 <= tables.together <= 1  # the published P values do not fit random tables
    assert truths.together < truths.n
    other = bs.trace("carracedo2008", decoys=20, alone=0, seed=1, joint_only=True).families[0]
    assert other.decoys != found.decoys


def test_the_words_are_neutral(found: FamilyTrace) -> None:
    text = str(bs.trace("carracedo2008", decoys=0))
    assert "consistent with" in text
    assert not re.search(r"\bauthors?\b|\bmust have\b|\bthey\b", text)
    assert "identified" in text
    assert found.sha256[:16] in text


def test_trace_on_the_command_line(run: Callable[..., "object"]) -> None:
    shown = run("trace", "--decoys", "0")
    assert shown.code == 0
    assert "table1-p: identified" in shown.out
    assert all(len(line) <= 100 for line in shown.out.splitlines())
    printed = run("trace", "carracedo2008", "--decoys", "0", "--json")
    payload = json.loads(printed.out)
    assert payload["families"][0]["answer"] == "identified"
    assert payload["families"][0]["sha256"]
    assert set(payload["hashes"]) >= {"study.toml", "claims.toml"}
    assert "scipy" in payload["versions"]
    assert run("trace", "--family", "table1").code == 2
    assert "table1-p" in run("trace", "--family", "table1").err
    assert run("trace", "--decoys", "-1").code == 2


def test_a_frame_holds_every_match() -> None:
    frame = bs.trace("carracedo2008", decoys=0).to_frame()
    assert set(frame["claims"]) == {"all", *GROUPS}
    rounded = frame[(frame["claims"] == "all") & (frame["rounding"] == "rounded")]
    assert rounded["methods"].tolist() == ["paired-t"]
