"""Arabic and Hebrew on the page: a cell or paragraph of it runs its own way; a name of it turns no sentence round."""

from pathlib import Path

import panflute as pf
import pytest
from small_study import SmallStudy

from biomarker_stats.reporting import report
from biomarker_stats.reporting.nodes import image, inlines
from biomarker_stats.reporting.writers.direction import directed
from biomarker_stats.reporting.writers.html import write_html
from biomarker_stats.reporting.writers.pandoc import run_pandoc

ARABIC = "\u0645\u0631\u0643\u0632 \u0627\u0644\u0634\u0631\u0642"  # two words
HEBREW = "\u05e9\u05dc\u05d5\u05dd"


def html(text: str) -> str:
    document = pf.Doc(pf.Para(*inlines(text)), api_version=(1, 23, 1))
    document.walk(directed)
    return " ".join(run_pandoc(document, ["--to=html5", "--wrap=none"]).split())


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("All in English.", "<p>All in English.</p>"),
        (f"{ARABIC} (12 patients): p = 1.", f'<p><span dir="auto">{ARABIC}</span> (12 patients): p = 1.</p>'),
        (f"Centres: South and ({ARABIC}).", f'<p>Centres: South and (<span dir="auto">{ARABIC}</span>).</p>'),
        (
            f"{ARABIC} is {HEBREW}, as they all said there",
            f'<p><span dir="auto">{ARABIC}</span> is <span dir="auto">{HEBREW}</span>, as they all said there</p>',
        ),
        (f"{ARABIC} {ARABIC} x", f'<div dir="auto"> <p>{ARABIC} {ARABIC} x</p> </div>'),
    ],
)
def test_words_from_right_to_left_are_set_apart(text: str, page: str) -> None:
    assert html(text) == page


def test_cells_and_headings_of_a_study_carry_their_direction(tmp_path: Path) -> None:
    study = SmallStudy(title=ARABIC, units=(HEBREW, "B", "C", "D"), limitation=f"{ARABIC} {ARABIC}.")
    page = report(study.write(tmp_path / "s"), out=tmp_path / "out", formats=["html"]) / "report.html"
    text = page.read_text(encoding="utf-8")
    assert f'dir="auto">{HEBREW}</th>' in text
    assert f'<h1 dir="auto" id="title">{ARABIC}</h1>' in text or f'<h1 id="title" dir="auto">{ARABIC}</h1>' in text
    assert 'dir="auto">B</th>' not in text


def test_a_figure_described_from_right_to_left_is_a_figure_still() -> None:
    figure = image("x", f"{ARABIC} {ARABIC}", ARABIC, f"{ARABIC} {HEBREW}", 89)
    page = write_html(pf.Doc(figure, api_version=(1, 23, 1)), {"x": b"<svg/>"}, title="t", footer="f")
    assert f'alt="{ARABIC} {HEBREW}"' in " ".join(page.split())
    assert '<div dir="auto">' in page.partition("<figcaption")[2]
