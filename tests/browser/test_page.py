"""The web page of a report as a reader meets it: at a desk, on a phone, in the dark, on paper, without a script."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

import biomarker_stats as bs
from biomarker_stats.plots.specification_figure import curve_figure
from biomarker_stats.wording import p_value

pytestmark = pytest.mark.browser
VIEWS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize(("width", "mode"), VIEWS)
def test_it_opens_without_complaint_request_or_sideways_scroll(
    opened: Any, seed_page: Path, width: int, mode: str
) -> None:
    with opened(seed_page, width=width, mode=mode) as seen:
        assert seen.page.evaluate(OVERFLOW) <= 0
    assert not seen.complaints
    assert not seen.requests


@pytest.mark.parametrize(("width", "mode"), VIEWS)
def test_axe_finds_nothing_serious(
    opened: Any, seed_page: Path, violations: Callable[[Any], list[str]], width: int, mode: str
) -> None:
    with opened(seed_page, width=width, mode=mode) as seen:
        assert not violations(seen.page)


def test_figures_keep_a_white_card_in_the_dark(opened: Any, seed_page: Path) -> None:
    colour = "getComputedStyle(document.querySelector('{}')).backgroundColor"
    with opened(seed_page, mode="dark") as seen:
        assert seen.page.evaluate(colour.format(".picture")) == "rgb(255, 255, 255)"
        assert max(map(int, seen.page.evaluate(colour.format("body"))[4:-1].split(","))) < 40


def test_everything_is_reached_with_the_tab_key_and_shows_it(opened: Any, seed_page: Path) -> None:
    told = """() => {
      const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
      return [at.tagName, at.textContent.trim() || at.getAttribute("aria-label"), style.outlineStyle,
              parseFloat(style.outlineWidth), box.top < innerHeight && box.bottom > 0];
    }"""
    reached: list[tuple[str, str]] = []
    with opened(seed_page) as seen:
        for _ in range(80):
            seen.page.keyboard.press("Tab")
            tag, text, style, width, visible = seen.page.evaluate(told)
            if tag == "BODY":
                break
            assert style != "none", text
            assert width >= 2, text
            assert visible, text
            reached.append((tag, text))
    assert reached[0] == ("A", "Skip the contents")
    assert [tag for tag, _ in reached].count("INPUT") == 1
    assert {"Published claims", "all 57", "Change in p-ERK score, Weekly against Daily"} < {text for _, text in reached}


def test_claims_are_filtered_by_verdict(opened: Any, seed_page: Path, seed_study: bs.Study) -> None:
    verdicts = bs.verify(seed_study)
    with opened(seed_page) as seen:
        rows, state = seen.page.locator("tr[data-verdict]"), seen.page.get_by_role("status")
        assert rows.count() == len(verdicts.verdicts)
        for word, number in verdicts.counts().items():
            button = seen.page.get_by_role("button", name=f"{word.replace('_', ' ')} {number}", exact=True)
            button.focus()
            seen.page.keyboard.press("Enter")
            assert seen.page.locator("tr[data-verdict]:visible").count() == number
            assert seen.page.locator(f"tr[data-verdict={word}]:visible").count() == number
            assert seen.page.locator(".filter button[aria-pressed=true]").all_inner_texts() == [button.inner_text()]
            assert state.inner_text() == f"Showing {number} of {rows.count()} claims."
        assert not seen.page.get_by_role("heading", name="Recomputed from the data").is_visible()  # not derivable: none
        flagged = sum(bool(each.flags) for each in verdicts.verdicts)
        seen.page.get_by_role("button", name=f"flagged {flagged}").click()
        assert seen.page.locator("tr[data-verdict]:visible").count() == flagged
        seen.page.emulate_media(media="print")  # paper holds every claim, whatever the screen shows
        assert seen.page.locator("tr[data-verdict]:visible").count() == rows.count()
        assert not seen.page.locator(".filter").is_visible()
        seen.page.emulate_media(media="screen")
        seen.page.get_by_role("button", name=f"all {rows.count()}").click()
        assert seen.page.locator("tr[data-verdict]:visible").count() == rows.count()
    assert not seen.complaints


def reading(page: Any) -> dict[str, str]:
    """Return what the explorer says of the specification it stands on."""
    names, words = (page.locator(f".readout {tag}").all_text_contents() for tag in ("dt", "dd"))
    return dict(zip(names, words, strict=True))


def test_the_curve_is_explored_with_the_keyboard(opened: Any, seed_page: Path, seed_study: bs.Study) -> None:
    question = bs.multiverse(seed_study).question("paired")
    assert question is not None
    ordered = sorted(row["p_value"] for row in question.rows)
    with opened(seed_page) as seen:
        slider = seen.page.get_by_role("slider")
        slider.focus()
        for key, place in (("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", -1)):
            seen.page.keyboard.press(key)
            assert reading(seen.page)["p"] == p_value(ordered[place])
        assert seen.page.locator(".where").inner_text() == f"{len(ordered)} of {len(ordered)}"
        assert slider.get_attribute("aria-valuetext").startswith(f"p {p_value(ordered[-1])}; ")
    assert not seen.complaints


def test_the_published_specification_stands_where_it_is_drawn(
    opened: Any, seed_page: Path, seed_study: bs.Study
) -> None:
    figure = curve_figure(bs.multiverse(seed_study), seed_study)
    assert figure is not None
    pixels = (imread(io.BytesIO(figure.png))[..., :3] * 255).round().astype(int)
    orange = (np.abs(pixels - [0xD5, 0x5E, 0x00]) < 24).all(axis=2)  # Okabe-Ito vermillion: the published
    drawn = float(orange.sum(axis=0).argmax()) / orange.shape[1]  # its line runs through all three panels
    with opened(seed_page) as seen:
        seen.page.get_by_role("button", name="published: p-all").click()
        said = reading(seen.page)
        # 0.024846: paired t on the ten, coding as published; scipy 1.17 ttest_rel
        assert (said["p"], said["test"], said["coding"]) == ("0.024846", "paired-t", "++/– = 1, +/++ = 2")
        assert (said["n"], said["population"], said["published"]) == ("10", "All patients", "p-all")
        line, area = (seen.page.locator(name).bounding_box() for name in (".cursor", ".explored"))
        assert abs((line["x"] + line["width"] / 2 - area["x"]) / area["width"] - drawn) < 0.004


@pytest.mark.parametrize("finger", [False, True])
def test_the_curve_is_explored_by_hover_and_by_tap(opened: Any, seed_page: Path, finger: bool) -> None:
    with opened(seed_page, width=390 if finger else 1280, has_touch=finger, is_mobile=finger) as seen:
        page = seen.page
        published = page.get_by_role("button", name="published: p-all")
        published.scroll_into_view_if_needed()
        line, area = (page.locator(name).bounding_box() for name in (".cursor", ".explored"))
        page.get_by_role("slider").press("End")
        assert "published" not in reading(page)
        page.locator(".explored").evaluate("element => element.scrollIntoView({block: 'start'})")
        page.locator(".picture:has(.explored)").evaluate("element => { element.scrollLeft = 0; }")
        shown = page.locator(".explored").bounding_box()
        spot = (shown["x"] + line["x"] + line["width"] / 2 - area["x"], shown["y"] + shown["height"] * 0.08)
        if finger:
            page.touchscreen.tap(*spot)
        else:
            page.mouse.move(*spot)
        assert reading(page)["published"] == "p-all"
    assert not seen.complaints


def test_the_page_is_whole_without_a_script(opened: Any, seed_page: Path, seed_study: bs.Study) -> None:
    for width in (1280, 390):
        with opened(seed_page, width=width, java_script_enabled=False) as seen:
            assert seen.page.locator("button, input, .cursor, [hidden]").count() == 0
            assert seen.page.locator("tr[data-verdict]:visible").count() == len(bs.verify(seed_study).verdicts)
            assert seen.page.locator("figure img:visible").count() == seen.page.locator("figure").count()
        assert not seen.requests


def test_no_other_script_runs(opened: Any, seed_page: Path, tmp_path: Path) -> None:
    foreign = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\"></article>"
    page = seed_page.read_text(encoding="utf-8").replace("</article>", foreign)
    changed = tmp_path / "changed.html"
    changed.write_text(page, encoding="utf-8")
    with opened(changed) as seen:
        assert "taken" not in seen.page.title()
        assert len(seen.complaints) >= 2  # the browser says what it refused
    assert not [each for each in seen.complaints if "Content Security Policy" not in each]
