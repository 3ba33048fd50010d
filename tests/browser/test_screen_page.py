"""The page of a screen as a reader meets it: at a desk, on a phone, in the dark."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.reporting.screen_page import screen_page

pytestmark = pytest.mark.browser
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
BEYOND = """() => [...document.querySelectorAll('td, th, p, h1, h2, figcaption')].filter(each => {
  const box = each.getBoundingClientRect();
  return box.width > 1 && (box.left < 0 || box.right > innerWidth + 1);
}).map(each => each.textContent)"""


@pytest.fixture(scope="module", params=[30, 80], ids=["a short list", "a long list"])
def screened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a SIMULATED panel with long names, limits or none, missing readings and notes."""
    markers = int(request.param)
    change = np.random.default_rng(7).normal(size=(10, markers)).round(1)
    change[:, :5] += 4
    change[2, 9] = np.nan
    change[:, 11] = 0.0
    names = [f"phospho-ERK1/2_T202_Y204_batch_{k}" if k < 12 else f"marker{k}" for k in range(markers)]
    before, after = [f"{name}_pre" for name in names], [f"{name}_post" for name in names]
    frame = pd.DataFrame(np.hstack([0 * change, change]), columns=[*before, *after])
    path = tmp_path_factory.mktemp("screen") / "screen.html"
    found = bs.screen(frame, before=before, after=after)
    path.write_text(screen_page(found, source="panel.csv", simulated=True), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [1280, 500, 390, 320])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_off_the_screen(opened: Any, screened: Path, width: int, mode: str) -> None:
    with opened(screened, width=width, mode=mode) as seen:
        assert seen.page.evaluate(OVERFLOW) <= 0
        assert seen.page.evaluate(BEYOND) == []
    assert not seen.complaints
    assert not seen.requests


def test_figures_are_large_at_a_desk_and_as_wide_as_a_phone(opened: Any, screened: Path) -> None:
    for width, least in ((1280, 650), (390, 320)):
        with opened(screened, width=width) as seen:
            images = seen.page.locator("figure img")
            assert images.count() == 2
            assert all(images.nth(k).bounding_box()["width"] >= least for k in range(2))


def test_names_of_markers_are_on_one_line_at_a_desk(opened: Any, screened: Path) -> None:
    with opened(screened) as seen:
        tall = seen.page.evaluate("[...document.querySelectorAll('.markers tbody th')].map(e => e.clientHeight)")
        short = seen.page.locator(".markers tbody th", has_text="marker12").first.bounding_box()["height"]
        assert max(tall[:5]) <= short + 1


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(
    opened: Any, screened: Path, violations: Callable[[Any], list[str]], width: int
) -> None:
    with opened(screened, width=width) as seen:
        assert not violations(seen.page)
