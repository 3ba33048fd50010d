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
        self.heads: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.heads += [value or "" for name, value in attributes if name == "data-label"]

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
    assert page.tags.count("img") == 2
    assert "script" not in page.tags
    assert {name for name in found.markers if name in page.text.split("\n")} == set(found.markers)
    assert found.attainable()[1:] in page.text  # its first letter is a capital there
    assert "SIMULATED DATA" in page.text
    assert not re.search(r"(src|href)=\"(https?:)?//", html)


def test_a_panel_without_a_reading_and_a_parquet_file_have_their_page(tmp_path: Path) -> None:
    empty = pd.DataFrame({"a_pre": [np.nan, np.nan], "a_post": [1.0, 2.0]})
    page = read(screen_page(bs.screen(empty, before=["a_pre"], after=["a_post"])))
    assert "img" not in page.tags
    assert "no unit has a complete reading: not tested" in page.text
    rows = pd.DataFrame({"m": [f"g{k}" for k in range(600)], "u": range(600), "v": range(1, 601)})
    rows.to_parquet(tmp_path / "rows.parquet")
    found = bs.screen(tmp_path / "rows.parquet", marker="m", outcomes=["u", "v"], arm=["x", "y"])
    page = read(screen_page(found))
    assert page.tags.count("img") == 1
    assert "100 weaker markers are not listed here" in page.text


def test_a_column_that_would_be_empty_is_left_out_and_one_with_limits_is_there() -> None:
    frame, before, after = panel()
    asked = {"before": before, "after": after}
    with_limits = read(screen_page(bs.screen(frame, **asked, intervals=True)))
    without = read(screen_page(bs.screen(frame, **asked, intervals=False, maxt=False)))
    numbers = ["n", "estimate", "interval", "p", "smallest p", "maxT p", "Tarone p", "q"]
    assert with_limits.heads == numbers * 30
    assert without.heads == [name for name in numbers if name not in {"interval", "maxT p"}] * 30


def test_the_page_ends_with_its_provenance_and_is_the_same_every_time() -> None:
    frame, before, after = panel()
    pages = [
        screen_page(bs.screen(frame, before=before, after=after), source="<b>panel.csv\n", simulated=True)
        for _ in range(2)
    ]
    assert pages[0] == pages[1]
    said = f"SIMULATED DATA · &lt;b&gt;panel.csv  · biomarker-stats screen · biomarker_stats {bs.__version__}"
    assert said in pages[0].split("<footer>")[1]


def test_markers_named_as_the_facts_are_hide_none_of_them() -> None:
    frame = pd.DataFrame({"method_pre": [1, 2, 3], "method_post": [2, 4, 6], "n_pre": [1, 1, 2], "n_post": [1, 2, 4]})
    page = read(screen_page(bs.screen(frame, before=["method_pre", "n_pre"], after=["method_post", "n_post"])))
    assert "Wilcoxon signed-rank tests, step-down maxT" in page.text
    assert "pairs 3" in page.text
