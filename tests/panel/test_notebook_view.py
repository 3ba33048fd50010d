"""What a notebook shows of a screen: a table, with every text escaped."""

import html
import re

import numpy as np
import pandas as pd

import biomarker_stats as bs

HOSTILE = "<script>alert('x')</script>"


def seen(screen: bs.Screen) -> str:
    """Return the text a reader sees; the HTML must be made of one table alone."""
    shown = screen._repr_html_()
    assert shown.startswith("<table>")
    assert not set(re.findall(r"</?([a-z]+)", shown)) - {"table", "tr", "th", "td"}
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def test_a_screen_of_pairs_shows_what_could_survive_the_strongest_first_and_how_many_more() -> None:
    names = [f"m{k:02}" for k in range(12)]
    before = pd.DataFrame(np.zeros((5, 12)), columns=[f"{name}_pre" for name in names])
    after = pd.DataFrame(np.tile([[1.0], [-2], [3], [-4], [5]], 12), columns=[f"{name}_post" for name in names])
    after["m07_post"] = [1.0, 2, 3, 4, 5]
    after["m03_post"] = np.nan
    shown = seen(bs.screen(pd.concat([before, after], axis=1), before=list(before.columns), after=list(after.columns)))
    assert "markers 11 tested of 12" in shown
    assert "at n = 5 no marker of 11 could have survived" in shown  # 2 / 2^5 is above 0.05 for one marker alone
    assert "m07 3" in shown
    assert "p = 0.0625" in shown  # 2 / 2^5
    assert shown.index("m07 3") < shown.index("m00 ")
    assert "… 2 more: to_frame()" in shown  # ten of twelve are shown


def test_names_of_markers_arms_and_strata_are_escaped() -> None:
    arms = pd.DataFrame(
        {HOSTILE: [1.0, 2, 3, 4, 5, 6, 7, 8], "arm": [HOSTILE, "b"] * 4, "at": [HOSTILE] * 4 + ["z"] * 4}
    )
    shown = seen(bs.screen(arms, outcomes=[HOSTILE], arm="arm", strata="at"))
    assert f"n {HOSTILE} 4, b 4" in shown
    assert f"strata {HOSTILE}, z" in shown
    assert shown.count(HOSTILE) >= 4  # the sentence on attainable p names the arms, and the marker is a row
    empty = arms.assign(**{HOSTILE: np.nan, "y": [1.0, 2, 3, 4, 5, 6, 7, 9]})
    assert f"{HOSTILE} no unit has a complete reading" in seen(bs.screen(empty, outcomes=[HOSTILE, "y"], arm="arm"))
