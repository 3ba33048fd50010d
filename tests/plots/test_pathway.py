"""The figure of a pathway: every node with its direction, held and cut ones marked, nothing overlapping."""

from itertools import combinations

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

import biomarker_stats as bs
from biomarker_stats.errors import UsageError
from biomarker_stats.plots.figure import page_of


def boxes(ax: Axes) -> list[FancyBboxPatch]:
    return [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_every_node_stands_with_its_direction() -> None:
    ax = bs.plots.pathway(["rapamycin"])
    shown = words(ax)
    pairs = {title: shown[shown.index(title) + 1] for title in ("ERK", "RpS6", "AKT", "growth", "mTORC2", "mTORC1")}
    assert pairs == {
        "ERK": "▲ up",
        "RpS6": "▼ down",
        "AKT": "▲ up",
        "growth": "▲▼ ambiguous",
        "mTORC2": "– unchanged",
        "mTORC1": "▼ down",
    }
    assert {"rapamycin", "against untreated"} <= set(shown)


def test_held_nodes_have_a_thick_frame_and_their_edges_are_dashed() -> None:
    plain, held = bs.plots.pathway(), bs.plots.pathway(["rapamycin", "UO126"], versus=["rapamycin"])
    assert sum(box.get_linewidth() > 2 for box in boxes(plain)) == 0
    assert sum(box.get_linewidth() > 2 for box in boxes(held)) == 2  # mTORC1 and MEK
    assert sum(line.get_linestyle() == "--" for line in held.lines) == 2  # TSC2 ⊣ mTORC1 and Raf → MEK
    assert len(held.lines) == 16


def test_boxes_do_not_overlap_and_names_fit_into_them() -> None:
    ax = bs.plots.pathway(["mTOR-deletion"])
    page_of(ax).draw_without_rendering()
    drawn = [box.get_window_extent() for box in boxes(ax)]
    assert not [1 for a, b in combinations(drawn, 2) if a.overlaps(b)]
    titles = [text for text in ax.texts if text.get_weight() == "bold"]
    assert len(titles) == len(drawn) == 14
    for text in titles:
        extent = text.get_window_extent()
        assert any(box.x0 <= extent.x0 and extent.x1 <= box.x1 for box in drawn), text.get_text()
    page = page_of(ax).bbox
    for text in ax.texts:
        extent = text.get_window_extent()
        assert not text.get_text() or (extent.x0 >= page.x0 and extent.x1 <= page.x1 and extent.y0 >= page.y0)


def test_it_is_drawn_into_given_axes_and_refuses_what_signs_cannot_say() -> None:
    ax = Figure(figsize=(5, 6)).subplots()
    assert bs.plots.pathway(["RAD001"], ax) is ax
    with pytest.raises(UsageError, match="no intervention"):
        bs.plots.pathway(["aspirin"])


def test_long_titles_are_broken_and_stay_on_the_page() -> None:
    ax = bs.plots.pathway(["rapamycin", "active-S6K1", "PD0325901"], versus=["rapamycin", "active-S6K1"])
    page_of(ax).draw_without_rendering()
    page = page_of(ax).bbox
    for text in ax.texts:
        extent = text.get_window_extent()
        assert not text.get_text() or (page.x0 <= extent.x0 and extent.x1 <= page.x1 and extent.y1 <= page.y1)
