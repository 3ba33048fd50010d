"""The bundled study against the printed table, transcribed here a second time and by hand.

Carracedo A et al., J Clin Invest 2008;118(9):3065–3074, Table 1, and the passages of the text that quote it.
"""

from fractions import Fraction

import pytest

import biomarker_stats as bs

# patient, footnote, tumour, location, mg, schedule, before, footnote, after, footnote
TABLE_1 = [
    ("A", "A", "Breast", "Skin", 50, "Weekly", "–", None, "++", None),
    ("B", "A", "Breast", "Skin", 70, "Weekly", "++/–", "B", "++", None),
    ("C", "A", "Breast", "Skin", 70, "Weekly", "+", None, "++", None),
    ("D", "A", "Breast", "Skin", 50, "Weekly", "–", None, "++", None),
    ("E", None, "Breast", "Skin", 5, "Daily", "–", None, "–", None),
    ("F", None, "Breast", "Skin", 5, "Daily", "++", None, "++", None),
    ("G", "A", "Breast", "Skin", 5, "Daily", "+", None, "+/++", "C"),
    ("H", None, "Breast", "Skin", 5, "Daily", "–", None, "–", None),
    ("I", None, "Melanoma", "Lymph node", 10, "Daily", "+", None, "+", None),
    ("J", None, "Colon", "Liver Mx", 10, "Daily", "+", None, "+", None),
]
# score after minus score before, on 0, 1, 2, with the mixed cells of B before as 1 and of G after as 2 or 1.5
CHANGES = {
    "as-published": [2, 1, 1, 2, 0, 0, 1, 0, 0, 0],
    "midpoint": [2, 1, 1, 2, 0, 0, 0.5, 0, 0, 0],
}


def test_the_table_is_as_printed(seed_study: bs.Study) -> None:
    frame = seed_study.tables["trial"]
    assert [tuple(row) for row in frame.itertuples(index=False)] == TABLE_1
    assert frame["dose_mg"].dtype == "int64"
    assert all("\u2013" in cell for cell in frame["perk_pre"] if cell not in {"+", "++"})


def test_the_scale_and_its_two_codings(seed_study: bs.Study) -> None:
    scale = seed_study.manifest.scales["perk"]
    assert scale.levels == ("–", "+", "++")
    assert scale.default_coding == "as-published"
    assert scale.mixed == {"++/–": (0, 1, 2), "+/++": (1, 1.5, 2)}
    assert scale.codings == {"as-published": {"++/–": 1, "+/++": 2}, "midpoint": {"++/–": 1, "+/++": 1.5}}
    frame = seed_study.tables["trial"]
    for coding, changes in CHANGES.items():
        before, after = (seed_study.scores("perk", frame[column], coding) for column in ("perk_pre", "perk_post"))
        assert [b - a for a, b in zip(before, after, strict=True)] == changes


@pytest.mark.parametrize(
    ("name", "patients"),
    [
        ("all", "ABCDEFGHIJ"),
        ("weekly", "ABCD"),
        ("daily", "EFGHIJ"),
        ("breast", "ABCDEFGH"),
        ("breast_weekly", "ABCD"),
        ("breast_daily", "EFGH"),
    ],
)
def test_populations(name: str, patients: str, seed_study: bs.Study) -> None:
    frame = seed_study.population(name, "trial")
    assert "".join(frame["patient"]) == patients
    assert list(frame.index) == ["ABCDEFGHIJ".index(patient) for patient in patients]


def test_who_increased_as_marked_and_in_tumour_cells(seed_study: bs.Study) -> None:
    endpoints = seed_study.manifest.endpoints
    marked = seed_study.select(seed_study.tables["trial"], endpoints["increased"].when)
    tumour_cells = seed_study.select(seed_study.tables["trial"], endpoints["increased_tumour_cells"].when)
    assert "".join(marked["patient"]) == "ABCDG"
    assert "".join(tumour_cells["patient"]) == "ABCD"


def test_the_citation(seed_study: bs.Study) -> None:
    cited = seed_study.manifest.citation
    assert cited is not None
    assert (cited.authors, cited.journal, cited.year) == ("Carracedo A et al.", "J Clin Invest", 2008)
    assert (cited.volume, cited.issue, cited.pages, cited.doi) == ("118", "9", "3065–3074", "10.1172/JCI34739")


def test_the_report_declares_one_primary_analysis_and_calls_everything_exploratory(seed_study: bs.Study) -> None:
    analyses = seed_study.manifest.analyses
    assert [analysis.id for analysis in analyses if analysis.role == "primary"] == ["change_all"]
    assert all(analysis.exploratory for analysis in analyses)


PRINTED = {
    "count": {"10", "8", "1", "2", "6", "4", "5", "3", "150", "350"},
    "percent": {"50", "100", "16"},
    "range": {"50 to 70", "5 to 10"},
    "p": {"0.025", "0.014", "0.4", "0.05", "0.01"},
}


def test_every_number_table_1_bears_on_is_a_claim(seed_study: bs.Study) -> None:
    assert len(seed_study.claims) >= 30
    for kind, printed in PRINTED.items():
        assert printed <= {claim.printed for claim in seed_study.claims if claim.kind == kind}
    assert len({claim.id for claim in seed_study.claims}) == len(seed_study.claims)


def test_the_three_p_values_are_one_family_whose_coding_sidedness_and_pairing_nobody_stated(
    seed_study: bs.Study,
) -> None:
    family = [claim for claim in seed_study.claims if claim.family == "table1-p"]
    assert {claim.printed: claim.expected.value for claim in family} == {
        "0.025": "0.024846",
        "0.014": "0.013847",
        "0.4": "0.363217",
    }
    for claim in family:
        assert "Student's t test" in claim.stated.text
        assert claim.stated.alternative is claim.stated.coding is None
        assert claim.expected.verdict == "reproduced_under_inferred_specification"


def test_no_animal_number_is_claimed_to_be_derivable(seed_study: bs.Study) -> None:
    figures = [c for c in seed_study.claims if c.location.startswith(("Figure", "Methods")) and c.kind != "text"]
    assert len(figures) >= 15
    assert all(claim.derivation is None and claim.why_not for claim in figures)


def test_expected_percentages_are_those_of_the_counts(seed_study: bs.Study) -> None:
    expected = {c.id: c.expected.value for c in seed_study.claims if c.kind == "percent"}
    assert expected == {
        "increased-all-percent": str(Fraction(5, 10) * 100),
        "increased-weekly-percent": str(Fraction(4, 4) * 100),
        "increased-daily-percent": "16.666667",
    }
