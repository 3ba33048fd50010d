"""The web pages of every bundled study, and of one whose every text is an attack."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_study import SmallStudy, quoted

import biomarker_stats as bs
from biomarker_stats.reporting import build

pytestmark = pytest.mark.browser
BUNDLED = bs.bundled_studies()
HOSTILE = (
    "</script><script>window.taken = 1</script>",
    '"><img src=x onerror="window.taken = 1">',
    "'};window.taken = 1;//<!-- <script> & \u2028 \u202e ]]>",
    "W" * 300,
)
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize("study", [each for each in BUNDLED if each != "carracedo2008"])
def test_the_page_of_a_bundled_study(
    opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, violations: Callable[[Any], list[str]], study: str
) -> None:
    monkeypatch.setattr(build, "_DECOYS", 1)  # how often luck matches is a number in the text
    path = bs.report(study, out=tmp_path / "out", formats=["html"]) / "report.html"
    assert path.stat().st_size < 1_500_000
    for width, mode in ((1280, "light"), (390, "dark")):
        with opened(path, width=width, mode=mode) as seen:
            assert seen.page.evaluate(OVERFLOW) <= 0
            assert not violations(seen.page)
            assert (
                seen.page.locator(".long:not([tabindex='0'])").count() == 0
            )  # what scrolls is reached with the keyboard
        assert not seen.complaints
        assert not seen.requests


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_a_study_neither_runs_nor_breaks_the_page(opened: Any, tmp_path: Path, text: str) -> None:
    study = SmallStudy(
        title=text,
        question=text,
        units=(text, "B", "C", "D"),
        sites=(text, text, "liver", "liver"),
        arms=("high", "high", f"low {text}", f"low {text}"),
        reporting={"assay": text},
        limitation=text,
        note=text,
        column_title=text,
        quote=text,
        extra=f"[populations.first]\ntitle = {quoted(text)}\nwhere = [{{ column = 'dose', in = [9] }}]",
    )
    path = bs.report(study.write(tmp_path / "study"), out=tmp_path / "out", formats=["html"]) / "report.html"
    for width in (1280, 390):
        with opened(path, width=width) as seen:
            assert seen.page.evaluate("window.taken") is None
            assert seen.page.evaluate(OVERFLOW) <= 0
            assert " ".join(text.replace("\u202e", "").split())[:20] in seen.page.locator("h1").inner_text()
            seen.page.get_by_role("slider").press("End")
            assert seen.page.locator(".readout dd").first.is_visible()
            assert seen.page.evaluate("window.taken") is None
        assert not seen.complaints
        assert not seen.requests


def test_a_box_that_scrolls_says_so_and_no_other_does(opened: Any, tmp_path: Path) -> None:
    arms = ["Everolimus by mouth, continuously"] * 2 + ["Placebo by mouth, continuously"] * 2
    folder = SmallStudy(arms=arms).write(tmp_path / "study")
    page = bs.report(folder, out=tmp_path / "out", formats=["html"]) / "report.html"
    with opened(page, width=320) as seen:
        boxes = seen.page.evaluate(
            """[...document.querySelectorAll(".scroll")].map((box) => [
              box.scrollWidth > box.clientWidth + 1, getComputedStyle(box, "::before").content])"""
        )
    assert any(scrolls for scrolls, _ in boxes)
    assert all(("scrolls sideways" in hint) is scrolls for scrolls, hint in boxes)
