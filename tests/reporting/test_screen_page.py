"""The report of a screen: every marker's numbers, both figures, and inert text."""

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd

import biomarker_stats as bs
from biomarker_stats.reporting.screen_page import screen_page


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attributes if name == "id"]

    def handle_data(self, data: str) -> None:
        self.text += data + "\n"


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    return page


def panel() -> tuple[pd.DataFrame, list[str], list[str]]:
    change = np.random.default_rng(2).normal(size=(8, 30)).round(1)
    names = ["<script>alert(1)</script>", *(f"g{k}" for k in range(1, 30))]
    before, after = [f"{name}_pre" for name in names], [f"{name}_post" for name in names]
    return pd.DataFrame(np.hstack([0 * change, change]), columns=[*before, *after]), before, after


def test_every_marker_is_listed_with_both_figures_and_nothing_of_the_table_runs() -> None:
    frame, before, after = panel()
    found = bs.screen(frame, before=before, after=after)
    html = screen_page(found, simulated=True)
    page = read(html)
    assert page.tags.count("svg") == 2
    assert "script" not in page.tags
    assert len(page.ids) == len(set(page.ids))
    assert {name for name in found.markers if name in page.text.split("\n")} == set(found.markers)
    assert found.attainable() in page.text
    assert "SIMULATED DATA" in page.text
    assert not re.search(r"(src|href)=\"(https?:)?//", html)


def test_a_panel_without_a_reading_and_a_parquet_file_have_their_page(tmp_path: Path) -> None:
    empty = pd.DataFrame({"a_pre": [np.nan, np.nan], "a_post": [1.0, 2.0]})
    page = read(screen_page(bs.screen(empty, before=["a_pre"], after=["a_post"])))
    assert "svg" not in page.tags
    assert "no unit has a complete reading: not tested" in page.text
    rows = pd.DataFrame({"m": [f"g{k}" for k in range(600)], "u": range(600), "v": range(1, 601)})
    rows.to_parquet(tmp_path / "rows.parquet")
    found = bs.screen(tmp_path / "rows.parquet", marker="m", outcomes=["u", "v"], arm=["x", "y"])
    page = read(screen_page(found))
    assert page.tags.count("svg") == 1
    assert "100 weaker markers are not listed here" in page.text
