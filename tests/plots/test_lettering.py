from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biomarker_stats.plots.lettering import cut, cut_all, plain, spread, width_mm, wrap

words = st.text(max_size=80)


@given(words)
def test_plain_is_one_drawable_line(text: str) -> None:
    drawn = plain(text)
    assert "\n" not in drawn
    assert all(ord(c) >= 32 for c in drawn)
    assert plain(drawn) == drawn


@given(words, st.floats(8, 60))
def test_cut_fits(text: str, limit: float) -> None:
    assert width_mm(cut(text, limit)) <= limit


@given(words, st.floats(15, 60), st.integers(1, 3))
def test_wrap_fits(text: str, limit: float, lines: int) -> None:
    found = wrap(text, limit, lines=lines)
    assert 1 <= len(found) <= lines
    assert all(width_mm(line) <= limit for line in found)


def test_names_stay_distinct_when_cut() -> None:
    names = [f"SUBJECT-2008-{k:04d}-baseline" for k in range(20)]
    assert len(set(cut_all(names, 14.0))) == 20


def test_control_and_bidirectional_characters_go() -> None:
    assert plain("a\x00b\u202ec\u200bd\te") == "abcd e"


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40).map(sorted))
def test_spread_keeps_order_gap_and_range(places: list[float]) -> None:
    moved = spread(places, 2.0, 0.0, 100.0)
    assert len(moved) == len(places)
    assert all(b - a >= 2.0 - 1e-6 for a, b in pairwise(moved))
    assert moved[0] >= -1e-6
    assert moved[-1] <= 100.0 + 1e-6


def test_spread_leaves_what_has_room() -> None:
    assert spread([1.0, 5.0, 9.0], 2.0, 0.0, 10.0) == [1.0, 5.0, 9.0]


def test_spread_with_too_little_room_is_even() -> None:
    assert spread([5.0] * 6, 3.0, 0.0, 10.0) == pytest.approx([0.0, 2.0, 4.0, 6.0, 8.0, 10.0])
