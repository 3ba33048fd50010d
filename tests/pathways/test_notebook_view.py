"""What a notebook shows of pathways: a table, with every text escaped."""

import html
import re
from dataclasses import replace
from typing import Any

import pandas as pd

from biomarker_stats.pathways import (
    agreement,
    load_feedback,
    load_figure,
    over_representation,
    set_sign_flips,
)
from biomarker_stats.pathways.figure_record import parse_figure

HOSTILE = "<script>alert('x')</script>"
MODEL = load_feedback()


def seen(result: Any) -> str:
    """Return the text a reader sees; the HTML must be made of tables and paragraphs alone."""
    shown = result._repr_html_()
    assert "<table>" in shown
    assert not set(re.findall(r"</?([a-z]+)", shown)) - {"table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def test_over_representation_is_a_table_the_smallest_p_first() -> None:
    sets = {"later": ["D"], "first": ["A", "B", "C", "X"], "none": ["Y"]}
    shown = seen(over_representation(sets, hits=["A", "B", "C"], measured=list("ABCDEFGHIJ")))
    # one of the 120 draws of three genes is A, B, C: 1/120, mid-p 1/240; "later" has no hit: p 1, and at best 36/120
    assert "first 3 of 4 3 0.9 0.008333 0.004167 0.008333" in shown
    assert "later 1 of 1 0 0.3 1 0.65 0.3" in shown
    assert shown.index("first 3 of 4") < shown.index("later 1 of 1")
    assert "H0: the hits are a simple random sample of the measured genes" in shown
    assert "not tested: none: none of its genes was measured" in shown
    assert "note: 3 hits among 10 measured genes" in shown


def test_the_sign_flip_test_says_what_was_adjusted_and_how() -> None:
    frame = pd.DataFrame([[1.0, 2, 3, 4], [2.0, 1, 5, 3]], index=["A", "B"])
    shown = seen(set_sign_flips(frame, sets={"s": ["A", "B"]}))
    assert "s 2 of 2" in shown
    assert "0.125 0.0625 0.125 0.125" in shown  # 2 of 16 sign patterns, alone in its family
    assert "family-wise error rate" in shown


def test_the_feedback_table_has_a_row_a_direction_and_says_what_changed() -> None:
    found = agreement(MODEL)
    assert found._repr_html_().count("<tr>") == 1 + 31  # test_feedback counts the 31 directions
    shown = seen(found)
    assert "agrees 24, disagrees 2, ambiguous 5" in shown
    assert "7F, G PD0325901 untreated growth unchanged down disagrees" in shown
    assert "NOT AS EXPECTED" not in shown
    unexpected = replace(found.rows[0], outcome="disagrees")
    assert f"NOT AS EXPECTED: {unexpected.claim.id}: expected agrees, found disagrees (up)" in seen(
        replace(found, rows=(unexpected, *found.rows[1:]))
    )


def test_a_model_and_a_prediction_are_shown() -> None:
    shown = seen(MODEL)
    assert "S6K ⊣ IRS1" in shown
    assert "directions reported 31" in shown
    assert seen(MODEL.predict(["rapamycin", "UO126"], versus=["rapamycin"])["ERK"]) == "ERK down by MEK → ERK"


def test_a_figure_shows_its_genes_by_organism_and_its_notes() -> None:
    shown = seen(load_figure("PMC4267894__nihms-640515-f0007"))
    assert "Mus musculus, 9 symbols Erbb2, Zhx2, Mdk, Ephb2, Mapk1, Nfkb1, Dusp1, Mapk8, Om" in shown
    assert "licence CC0" in shown
    assert "organism not told" not in shown
    mtor = seen(load_figure("PMC11954216__13287_2025_4218_Fig2_HTML"))
    assert "organism not told Glucose" in mtor
    assert "listed more than once and counted once: HRG" in mtor


def test_texts_from_files_are_escaped() -> None:
    text = f'---\nfigid: x\nfigtitle: "{HOSTILE}"\nreftext: "{HOSTILE}"\norganisms_ner:\n- Homo sapiens\n'
    assert seen(parse_figure(f"{text}schema-jsonld:\n  keywords:\n  - MTOR\n---")).count(HOSTILE) == 2
    sets = {HOSTILE: ["A"], f"{HOSTILE}2": ["Y"]}
    assert seen(over_representation(sets, hits=["A"], measured=["A", "B"])).count(HOSTILE) == 2
    frame = pd.DataFrame([[1.0, 2, 3]], index=["A"])
    assert HOSTILE in seen(set_sign_flips(frame, sets={HOSTILE: ["A"]}))


def test_texts_of_a_model_are_escaped() -> None:
    named = {"title": HOSTILE, "citation": HOSTILE, "nodes": {HOSTILE: next(iter(MODEL.graph.nodes.values()))}}
    assert seen(replace(MODEL, graph=MODEL.graph.model_copy(update=named))).count(HOSTILE) == 3
    found = agreement(MODEL)
    claim = found.rows[0].claim.model_copy(update={"figure": HOSTILE, "treatment": (HOSTILE,), "readout": HOSTILE})
    hostile = replace(found, title=HOSTILE, citation=HOSTILE, rows=(replace(found.rows[0], claim=claim),))
    assert seen(hostile).count(HOSTILE) == 5
    # names of nodes are held to letters and digits where a file is read; a graph made in code is not
    assert HOSTILE in seen(replace(MODEL.predict(["rapamycin"])["ERK"], node=HOSTILE))
