"""Strings become words and spaces, and nothing else."""

import panflute as pf
import pytest

from biomarker_stats.reporting.nodes import clean, inlines, paragraph, rich, strong, table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("line\nbreak\r\n\ttab\u2028end", "line break tab end"),
        ("\u202egnp.exe\u2066x\u2069", "gnp.exex"),
        ("  spaced   out ", "spaced out"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("–, ≥ and \u05e9\u05dc\u05d5\u05dd stay", "–, ≥ and \u05e9\u05dc\u05d5\u05dd stay"),
        ("\u0645\u200c\u06cc zero-width joiners stay", "\u0645\u200c\u06cc zero-width joiners stay"),
        ("", ""),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_strings_become_words_and_spaces_only() -> None:
    nodes = inlines("<b>x</b> *y*  $z$\n`{=html}`")
    assert {type(node) for node in nodes} == {pf.Str, pf.Space}
    assert "".join(getattr(node, "text", " ") for node in nodes) == "<b>x</b> *y* $z$ `{=html}`"


def test_a_space_at_an_end_parts_what_stands_beside() -> None:
    assert pf.stringify(paragraph(strong("One. "), "two")).strip() == "One. two"
    assert pf.stringify(paragraph(rich("a", " "), "b")).strip() == "a b"


def test_every_header_cell_has_a_scope_and_every_other_its_label() -> None:
    made = table(["Test", "p <b>"], [["sign", "0.5"]], caption="A").content[0]
    cells = [cell for row in made.head.content for cell in row.content]
    assert [cell.attributes for cell in cells] == [{"scope": "col"}, {"scope": "col"}]
    first, second = made.content[0].content[0].content
    assert first.attributes == {"scope": "row"}
    assert second.attributes == {"label": "p <b>"}
