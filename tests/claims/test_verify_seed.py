"""The seed study's claims: every verdict, and that any change to data or to a printed number is noticed.

Expected numbers: Carracedo et al. 2008 (printed), recomputed with scipy 1.17 and R 4.2 for the study's README.
"""

import csv
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from math import comb
from pathlib import Path

import pytest

import biomarker_stats as bs

BY_ID = {verdict.claim.id: verdict for verdict in bs.verify("carracedo2008").verdicts}
CLAIMS = tuple(BY_ID)
P_CLAIMS = {"0.025": "0.024846", "0.014": "0.013847", "0.4": "0.363217"}


def test_there_are_enough_claims_and_each_is_as_expected() -> None:
    table = bs.verify("carracedo2008")
    assert len(table.verdicts) >= 24
    assert table.ok


def test_the_three_p_values_are_consistent_with_one_inferred_specification() -> None:
    table1 = [verdict for verdict in BY_ID.values() if verdict.claim.family == "table1-p"]
    assert {v.claim.printed: v.value for v in table1} == P_CLAIMS
    for verdict in table1:
        assert verdict.word == "reproduced_under_inferred_specification"
        assert "as-published" in verdict.explanation
        assert "Student's t test" in verdict.explanation
        assert "inferred" in verdict.explanation


def test_sixteen_percent_is_one_sixth_cut_off() -> None:
    (verdict,) = [v for v in BY_ID.values() if v.claim.printed == "16" and v.claim.kind == "percent"]
    assert (verdict.word, verdict.value) == ("reproduced_by_truncation", "16.666667")


def test_the_greater_than_sign_of_figure_6_is_flagged() -> None:
    flagged = [v for v in BY_ID.values() if "comparator_unlike_siblings" in v.flags]
    assert [(v.claim.comparator, v.claim.printed, v.word) for v in flagged] == [
        (">", "0.01", "consistent_not_derivable")
    ]


def test_figure_only_numbers_are_not_derivable() -> None:
    figures = [
        v for v in BY_ID.values() if v.claim.location.startswith(("Figure 3", "Figure 4", "Figure 6", "Figure 7"))
    ]
    assert len(figures) >= 8
    assert {v.word for v in figures} == {"not_derivable", "consistent_not_derivable"}
    assert {v.value for v in figures} == {None}


def test_printed_thresholds_are_held_against_the_smallest_exact_p_of_their_n() -> None:
    """With 3 v 3 the smallest two-sided exact P is 2/C(6,3) = 0.1, with 4 v 4 it is 2/C(8,4) = 0.0286."""
    sized = {v.claim.id: v for v in BY_ID.values() if v.claim.design is not None}
    floors = {(3, 3): 2 / comb(6, 3), (4, 4): 2 / comb(8, 4)}
    for verdict in sized.values():
        claim = verdict.claim
        below = claim.comparator == "<" and float(claim.printed) < floors[claim.design.arms]
        assert ("below_exact_floor" in verdict.flags) is below
        assert ("a t test can" in verdict.explanation) is below
    assert {sized[name].claim.design.arms for name in ("figure3-p", "figure7-vehicle-2-g")} == {(3, 3)}
    assert sum("below_exact_floor" in v.flags for v in sized.values()) == 11


def test_the_construct_of_figure_5_has_two_names() -> None:
    """Printed: HAS6K1 E389 D3A in the text, E389 D3E in the legend and the methods."""
    names = {name: (BY_ID[name].claim.printed, BY_ID[name].word) for name in ("has6k1-text", "has6k1-legend")}
    assert names == {"has6k1-text": ("E389 D3A", "contradicted"), "has6k1-legend": ("E389 D3E", "reproduced")}


def changed_text(printed: str) -> str:
    """Return another number of the same shape: its last digit moved on by one."""
    place = max(match.start() for match in re.finditer(r"\d", printed))
    return printed[:place] + str((int(printed[place]) + 1) % 10) + printed[place + 1 :]


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_another_printed_number_exits_1_and_names_the_claim(
    claim_id: str, seed_copy: Path, run: Callable[..., object]
) -> None:
    printed = BY_ID[claim_id].claim.printed
    other = changed_text(printed) if re.search(r"\d", printed) else f"{printed}x"
    path = seed_copy / "claims.toml"
    lines = path.read_text(encoding="utf-8").split("\n")
    start = next(k for k, line in enumerate(lines) if re.match(rf'id\s*=\s*"{re.escape(claim_id)}"', line))
    place = next(k for k in range(start, len(lines)) if re.match(r"printed\s*=", lines[k]))
    lines[place] = f"printed = {json.dumps(other, ensure_ascii=False)}"
    path.write_text("\n".join(lines), encoding="utf-8")
    result = run("verify", seed_copy)
    assert result.code == 1
    assert re.search(rf"✗ {re.escape(claim_id)} ", result.out)


BEARING = {
    "patient_mark": {"A": "", "": "A"},
    "tumour": {"Breast": "Colon", "Melanoma": "Breast", "Colon": "Breast"},
    "dose_mg": {"50": "60", "70": "60", "5": "7", "10": "7"},
    "schedule": {"Weekly": "Daily", "Daily": "Weekly"},
    "perk_pre": {"–": "+", "+": "–", "++": "+", "++/–": "++"},
    "perk_post": {"–": "+", "+": "++", "++": "–", "+/++": "+"},
    "perk_post_mark": {"": "C", "C": ""},
}


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "trial.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write_rows(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / "trial.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def changed_tables(rows: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    """Return the table with one cell changed, for each value a schedule has in a column, and two larger changes."""
    for column, changes in BEARING.items():
        kinds = [(row[column], row["schedule"]) for row in rows]
        for k, row in enumerate(rows):
            if kinds.index(kinds[k]) < k:
                continue
            yield [*rows[:k], {**row, column: changes[row[column]]}, *rows[k + 1 :]]
    yield rows[:-1]
    yield [{**row, "schedule": "Weekly"} for row in rows]


def test_for_every_derivable_claim_a_changed_table_is_noticed(seed_copy: Path) -> None:
    noticed: set[str] = set()
    for table in changed_tables(rows_of(seed_copy)):
        write_rows(seed_copy, table)
        changed = {verdict.claim.id for verdict in bs.verify(seed_copy).verdicts if not verdict.as_expected}
        noticed |= changed
    shutil.copy(Path(bs.load_study("carracedo2008").folder) / "trial.csv", seed_copy / "trial.csv")
    constructs = seed_copy / "constructs.csv"
    for old, new in (('E389 D3E\n"', 'E389 D3A\n"'), ("D3E,E389 D3E\n", "D3E,E389 D3A\n")):
        text = constructs.read_text(encoding="utf-8")
        constructs.write_text(new.join(text.rsplit(old, 1)), encoding="utf-8")
        noticed |= {verdict.claim.id for verdict in bs.verify(seed_copy).verdicts if not verdict.as_expected}
    assert {v.claim.id for v in BY_ID.values() if v.claim.derivation is not None} <= noticed


@pytest.mark.parametrize(
    ("place", "named"),
    [((0, "perk_post", "–"), "0.025"), ((4, "schedule", "Weekly"), "4"), ((9, "dose_mg", "70"), "5 to 10")],
)
def test_a_changed_cell_exits_1_and_names_the_claims(
    place: tuple[int, str, str], named: str, seed_copy: Path, run: Callable[..., object]
) -> None:
    row, column, value = place
    rows = rows_of(seed_copy)
    rows[row][column] = value
    write_rows(seed_copy, rows)
    result = run("verify", seed_copy)
    assert result.code == 1
    touched = [v.claim.printed for v in bs.verify(seed_copy).verdicts if not v.as_expected]
    assert named in touched
    for verdict in bs.verify(seed_copy).verdicts:
        assert (f"✗ {verdict.claim.id} " in result.out) is not verdict.as_expected


def test_verify_json_is_one_object_and_exit_0(run: Callable[..., object]) -> None:
    result = run("verify", "--json")
    payload = json.loads(result.out)
    assert result.code == 0
    assert payload["ok"] is True
    assert set(payload["hashes"]) == {"study.toml", "claims.toml", "trial.csv", "constructs.csv"}
    assert len(payload["verdicts"]) == len(CLAIMS)


def test_the_claims_file_holds_what_was_printed_as_text(seed_study: bs.Study) -> None:
    claims = tomllib.loads((seed_study.folder / "claims.toml").read_text(encoding="utf-8"))["claim"]
    assert all(isinstance(claim["printed"], str) for claim in claims)
