"""Widths of columns, tables in parts, and where a long word may break."""

import time

import numpy as np
import panflute as pf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biomarker_stats.reporting.nodes import table
from biomarker_stats.reporting.writers.breaks import LONGEST, floor, pieces, width
from biomarker_stats.reporting.writers.column_widths import lines, share
from biomarker_stats.reporting.writers.tables import SMALL, WHOLE, WHOLE_ROWS, Paper, fit
from biomarker_stats.reporting.writers.typst import literal

PAPER = Paper(text=493.0, normal=9.0, small=7.5, padding=9.0)


def made(header: list[str], rows: list[list[str]]) -> list[pf.Table]:
    group = table(header, rows, caption="caption")
    return fit(group.content[0], PAPER)


def cells(part: pf.Table) -> list[list[str]]:
    rows = [*part.head.content, *(row for body in part.content for row in body.content)]
    return [[pf.stringify(cell).strip() for cell in row.content] for row in rows]


@given(st.text(min_size=1, max_size=200))
def test_pieces_of_a_word_make_the_word(word: str) -> None:
    assert "".join(pieces(word)) == word
    assert len(word) > LONGEST or pieces(word) == [word]


def test_a_mark_stays_with_its_letter() -> None:
    assert all(not piece.startswith("\u0301") for piece in pieces("e\u0301" * 50))


@given(st.text(max_size=60))
def test_a_typst_literal_ends_where_it_should(text: str) -> None:
    inside = literal(text)[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in inside
    assert "\\" not in inside
    assert "\n" not in inside


@settings(max_examples=60)
@given(
    st.integers(2, 6).flatmap(
        lambda columns: st.lists(
            st.lists(st.floats(0.5, 80), min_size=columns, max_size=columns), min_size=1, max_size=8
        )
    )
)
def test_columns_share_the_room_and_none_is_too_narrow(rows: list[list[float]]) -> None:
    texts = np.array(rows)
    least = np.minimum(texts.max(axis=0), 6.0)
    widths = share(texts, least, 50.0)
    assert widths.sum() <= 50.0 + 1e-6
    assert (widths >= least - 1e-6).all()
    if texts.max(axis=0).sum() <= 50.0:
        assert widths == pytest.approx(texts.max(axis=0))


def test_widths_that_were_improved_take_fewer_lines_than_equal_ones() -> None:
    texts = np.array([[40.0, 3.0, 90.0]] * 10)
    found = share(texts, np.array([3.0, 3.0, 3.0]), 48.0)
    assert lines(texts, found).sum() < lines(texts, np.array([16.0, 16.0, 16.0])).sum()


def test_a_narrow_table_keeps_the_width_of_its_text() -> None:
    (part,) = made(["a", "b"], [["1", "2"]])
    assert sum(share for _, share in part.colspec) < 0.2
    assert SMALL not in part.classes
    assert {WHOLE_ROWS, WHOLE} <= set(part.classes)


def test_a_long_table_may_break_over_pages() -> None:
    (part,) = made(["a", "b"], [["1", "2"]] * 40)
    assert WHOLE_ROWS in part.classes
    assert WHOLE not in part.classes


def test_a_table_that_needs_it_is_set_small() -> None:
    (part,) = made([f"column{k:02d}" for k in range(10)], [["1234567"] * 10])
    assert SMALL in part.classes
    assert sum(share for _, share in part.colspec) <= 1 + 1e-9


def test_parts_hold_every_column_once_and_the_first_in_each() -> None:
    header = ["patient", *(f"measure{k}" for k in range(1, 40))]
    rows = [[f"P{row}", *(f"{row}.{k}" for k in range(1, 40))] for row in range(5)]
    parts = made(header, rows)
    found = [cells(part) for part in parts]
    assert len(parts) > 2
    assert all([row[0] for row in part] == ["patient", *(f"P{row}" for row in range(5))] for part in found)
    joined = [[cell for part in found for cell in part[row][1:]] for row in range(6)]
    assert joined == [header[1:], *(row[1:] for row in rows)]
    assert all(sum(share for _, share in part.colspec) <= 1 + 1e-9 for part in parts)


def test_a_long_table_in_parts_is_made_in_linear_time() -> None:
    header = ["patient", *(f"measure{k}" for k in range(1, 25))]
    started = time.process_time()
    made(header, [[f"P{row}"] * 25 for row in range(500)])
    assert time.process_time() - started < 5  # a copy of the whole table with every cell took minutes


def test_a_very_high_head_becomes_a_row() -> None:
    (part,) = made(["a", "word" * 500], [["1", "2"]])
    assert not part.head.content
    assert cells(part) == [["a", "word" * 500], ["1", "2"]]
    assert WHOLE_ROWS not in part.classes


@pytest.mark.parametrize(("text", "at_least"), [("", 0.0), ("a b", width("a")), ("0.004762", width("0.004762"))])
def test_floor(text: str, at_least: float) -> None:
    assert floor(text) >= at_least


def test_a_word_that_may_break_needs_little_room() -> None:
    assert floor("w" * 2000) < floor("w" * LONGEST)
