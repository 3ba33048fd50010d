"""The report of studies that are not the seed study: hostile text, silence, few columns, no analysis."""

import json
from pathlib import Path

import pytest
from report_reading import read_markdown, read_page, visible
from small_study import SmallStudy

from biomarker_stats.plots.figure import Figure
from biomarker_stats.reporting import build, report
from biomarker_stats.reporting.nodes import clean
from biomarker_stats.reporting.sections import individual, limitations

HOSTILE = [
    "<script>alert(1)</script>",
    "</style></title><img src=x onerror=alert(1)>",
    "*bold* _it_ **b** [x](javascript:alert(1)) ![i](file:///etc/passwd)",
    "# heading",
    "`<b>raw</b>`{=html} ```{=html}",
    "<!-- comment --> <https://evil.example>",
    "&lt;b&gt; &amp; &#60; &copy;",
    r"$x^2$ $$y$$ \input{/etc/passwd} \textbf{a} \(z\)",
    "--- === *** ___ +++ ~~~",
    "- item",
    "1. item",
    "| a | b | \\| ~~c~~",
    "=HYPERLINK(1)",
    "{{ braces }} {% raw %} $body$",
    "[^1] [ref]: x",
    "\u202eoverride \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "word" * 100,
    "--",
    "==",
    "\\",
]


def both(folder: Path) -> tuple[str, str]:
    return (folder / "report.html").read_text(encoding="utf-8"), (folder / "report.md").read_text(encoding="utf-8")


def hostile_study(text: str) -> SmallStudy:
    return SmallStudy(
        title=text,
        question=text,
        units=(text, "B", "C", "D"),
        sites=(text, text, "liver", "liver"),
        arms=("high", "high", f"low {text}", f"low {text}"),
        reporting={"assay": text, "objectives": text, "ethics": text},
        limitation=text,
        note=text,
        column_title=text,
        quote=f"4 {text}",
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_a_study_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    figure = Figure("x", title=text, svg=b"<svg/>", png=b"", caption=text, alt_text=text, width_mm=89)
    monkeypatch.setattr(build, "report_figures", lambda *_: (figure,))
    study = hostile_study(text).write(tmp_path / "study")
    html, markdown = both(report(study, out=tmp_path / "out", formats=["html", "md"]))
    page, tokens = read_page(html), read_markdown(markdown)
    assert not {"iframe", "b", "form"} & set(page.tags)
    assert page.tags.count("script") == 1
    assert page.scripts == [f"\n{(Path(build.__file__).parent / 'report.js').read_text(encoding='utf-8').strip()}\n"]
    assert all(value.startswith("data:image/svg+xml;base64,") for value in page.values("src"))
    assert all(value.startswith("#") for value in page.values("href"))
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert page.tags.count("h1") == page.tags.count("title") == 1
    assert not [token for token in tokens if token.type in {"html_block", "html_inline", "link_open", "hr", "fence"}]
    assert not [token for token in tokens if token.type in {"code_block", "s_open"}]
    assert all(token.attrs["src"].startswith("figures/") for token in tokens if token.type == "image")
    said = clean(text)
    assert page.text.count(said) >= 10
    assert visible(tokens).count(said) >= 10


def test_drawn_text_from_a_study_stays_text(tmp_path: Path) -> None:
    html, markdown = both(report(hostile_study(HOSTILE[2]).write(tmp_path / "study"), out=tmp_path / "out"))
    assert all(value.startswith("data:image/svg+xml;base64,") for value in read_page(html).values("src"))
    tokens = read_markdown(markdown)
    assert not [token for token in tokens if token.type in {"html_block", "html_inline", "link_open"}]
    assert len([token for token in tokens if token.type == "image"]) >= 3


def test_a_text_no_spreadsheet_runs(tmp_path: Path) -> None:
    study = SmallStudy()
    analyses = study.analyses.replace('title = "Change"', 'title = "=HYPERLINK(1)"')
    out = report(SmallStudy(analyses=analyses).write(tmp_path / "study"), out=tmp_path / "out", formats=["json"])
    assert "'=HYPERLINK(1)" in (out / "results.csv").read_text(encoding="utf-8")


def test_silence_is_shown(tmp_path: Path) -> None:
    html, markdown = both(report(SmallStudy().write(tmp_path / "study"), out=tmp_path / "out"))
    for text in (read_page(html).text, visible(read_markdown(markdown))):
        for item in ("Specimens", "Assay", "Blinding", "Sample size", "Treatment"):
            assert f"{item} NOT REPORTED" in text or f"{item}NOT REPORTED" in text
    spoken = SmallStudy(reporting={"assay": "By eye."})
    html, _ = both(report(spoken.write(tmp_path / "spoken"), out=tmp_path / "out"))
    assert "By eye." in read_page(html).text


def test_simulated_data_say_so_at_the_head_and_on_every_page(tmp_path: Path) -> None:
    html, markdown = both(report(SmallStudy(simulated=True).write(tmp_path / "study"), out=tmp_path / "out"))
    assert html.split("<footer>")[1].count("SIMULATED DATA") == 1
    assert "SIMULATED" in markdown.splitlines()[0]


def test_a_study_without_analyses_or_claims_has_a_report(tmp_path: Path) -> None:
    study = SmallStudy(analyses="").write(tmp_path / "study")
    (study / "claims.toml").write_text("format = 1\n", encoding="utf-8")
    out = report(study, out=tmp_path / "out")
    html, _ = both(out)
    assert "declares no analysis" in read_page(html).text
    assert "records no published number" in read_page(html).text
    assert json.loads((out / "results.json").read_text(encoding="utf-8"))["analyses"] == []
    assert (out / "results.csv").read_text(encoding="utf-8").strip() == ""


def test_a_study_without_arms_has_a_report(tmp_path: Path) -> None:
    analyses = SmallStudy().analyses.split("[[analyses]]")
    study = SmallStudy(analyses="[[analyses]]".join(analyses[:3])).write(tmp_path / "study")
    html, markdown = both(report(study, out=tmp_path / "out"))
    assert "## Secondary analyses" in markdown
    assert "confounded" not in read_page(html).text


def test_a_comparison_can_be_primary(tmp_path: Path) -> None:
    analyses = '[[analyses]]\nid = "c"\ntitle = "By arm"\ntype = "compare"\nendpoint = "change"\nby = "arm"\n'
    study = SmallStudy(analyses=f'{analyses}role = "primary"\nmethods = ["rank-sum"]').write(tmp_path / "study")
    html, _ = both(report(study, out=tmp_path / "out"))
    assert "By arm" in read_page(html).text


def test_confounded_doses_are_noticed_in_any_study(tmp_path: Path) -> None:
    html, _ = both(report(SmallStudy().write(tmp_path / "study"), out=tmp_path / "out"))
    text = read_page(html).text
    assert "Arm and dose are completely confounded: high 9 mg and low 1 mg." in text
    assert "Arm and site are completely confounded: high skin and low liver." in text


def test_a_long_table_is_cut_and_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(individual, "MOST_ROWS", 3)
    monkeypatch.setattr(limitations, "MOST_NAMED", 1)
    _, markdown = both(report(SmallStudy().write(tmp_path / "study"), out=tmp_path / "out"))
    data = markdown.split("## Individual data")[1].split("## ")[0]
    assert "the first 3 of 4 rows" in data
    assert len([line for line in data.splitlines() if line.startswith("| ")]) == 1 + 3
    assert "2 patients begin at – and cannot decrease." in markdown


def test_verdicts_that_changed_are_said_to_have(tmp_path: Path) -> None:
    study = SmallStudy(
        units=("A", "B", "C"),
        sites=("skin", "skin", "liver"),
        arms=("high", "high", "low"),
        doses=(9, 9, 1),
        before=("–", "–", "+"),
        after=("+", "++", "+"),
    ).write(tmp_path / "study")
    html, markdown = both(report(study, out=tmp_path / "out"))
    assert "1 verdict differs from claims.toml" in markdown
    assert "VERDICTS CHANGED" in html
    assert "n: verdict: expected reproduced, found contradicted" in visible(read_markdown(markdown))
