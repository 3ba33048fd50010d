"""The prevalences that the HER2 poster states: as worded, and as numbers to plan with."""

from pathlib import Path

import pytest

import biomarker_stats as bs

# The poster's own words, transcribed a second time: what is stated, and the ends the words allow.
STATED = {
    "her2-breast": ("20-30% of all breast cancers are thought to be HER2+", 0.2, 0.3),
    "p95-of-her2": ("~30% of HER2+ breast cancers express the p95HER2 fragment", 0.3, 0.3),
    "braf-melanoma": ("B-Raf mutations are present in >60% of melanomas", 0.6, 1.0),
    "mapk-third": (
        "Dysregulation of the MAPK/ERK signaling cascade is found in approximately 1/3 of all human cancers",
        1 / 3,
        1 / 3,
    ),
}


def test_the_poster_is_transcribed() -> None:
    found = bs.plan.stated_prevalences()
    assert {name: (each.quote, each.low, each.high) for name, each in found.items()} == STATED
    assert found["p95-of-her2"].comparator == "~"
    assert "her2_pathway_facts" not in bs.bundled_studies()  # it has no tables, so it is no study


def test_a_plan_starts_from_them() -> None:
    facts = bs.plan.stated_prevalences()
    chain = bs.plan.screening_yield(10, facts["her2-breast"].prevalence, then=[facts["p95-of-her2"].prevalence])
    assert chain == bs.plan.screening_yield(10, (0.2, 0.3), then=[0.3])


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    claim = '[[claim]]\nid = "{}"\nquote = "q"\nlocation = "here"\nkind = "{}"\nprinted = "{}"\n{}'
    why = 'why_not = "no counts"\nexpected = {{ verdict = "not_derivable" }}\n'.replace("{{", "{").replace("}}", "}")
    rows = [
        claim.format("rare", "percent", "5%", 'comparator = "<"\n' + why),
        claim.format("a-count", "count", "5", why),
        claim.format("no-percent", "range", "5 to 10", why),
        claim.format("words", "text", "common", why),
    ]
    (tmp_path / "claims.toml").write_text("format = 1\n" + "\n".join(rows), encoding="utf-8")
    found = bs.plan.stated_prevalences(tmp_path)
    assert {name: each.prevalence for name, each in found.items()} == {"rare": (0.0, 0.05)}


ODD = """format = 1
[[claim]]
id = "odd"
quote = "often"
location = "here"
kind = "percent"
printed = "often"
why_not = "no counts"
expected = { verdict = "not_derivable" }
"""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ODD, "claims.toml.*'often'"),
        (None, "cannot be read"),
        ("format = 2\n", "claims.toml"),
        ("x =", "not valid TOML"),
    ],
)
def test_a_faulty_folder_is_refused(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "claims.toml").write_text(content, encoding="utf-8")
    with pytest.raises(bs.DataError, match=message):
        bs.plan.stated_prevalences(tmp_path)
