"""Text of a study that looks like code: inert and legible in every format of one report."""

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from paper import (
    as_pdf,
    assert_nothing_leaves_the_page,
    docx_parts,
    docx_text,
    needs_libreoffice,
    needs_poppler,
    pages,
    poppler,
    squeezed,
)
from report_reading import Page, read_markdown, read_page, visible
from small_study import SmallStudy

from biomarker_stats.reporting import report
from biomarker_stats.reporting.nodes import clean

SCRIPT = "<script>alert(1)</script> </style></title><img src=x onerror=alert(1)> &lt;b&gt; <!-- c -->"
TYPST = '#let x = 1; #read("/etc/passwd") #image("/etc/passwd") $x^2$ @ref <label> \\ `raw` // c /* d */ ~ -- --- ... #'
TYPST_BLOCKS = '= heading ] } ) "; #set page(fill: red) ``` #raw("a") \\u{41} \\" #{ panic() } #[ *b* _i_ 1. - + /'
MARKDOWN = "*bold* [x](javascript:alert(1)) ![i](file:///etc/passwd) # h - item 1. item | a | ~~c~~ [^1] `<b>`{=html}"
TEX = r"\input{/etc/passwd} \write18{id} $$y$$ \textbf{a} \( z \) % comment"
WORD = '</w:t></w:r><w:r><w:fldSimple w:instr="INCLUDETEXT /etc/passwd"/> { INCLUDETEXT } TOC \\o ]]>'
FORMULA = '=HYPERLINK("https://evil.example","click")'
RIGHT_TO_LEFT = "\u202eשלום עולם مرحبا بالعالم"
LONG = "word" * 500
NOTE = " ".join([SCRIPT, TYPST, TYPST_BLOCKS, MARKDOWN, TEX, WORD, FORMULA, RIGHT_TO_LEFT, LONG])
TEXTS = (SCRIPT, TYPST, TYPST_BLOCKS, MARKDOWN, TEX, WORD, FORMULA, LONG)
FIRST_LINE = "root:"  # begins the first line of /etc/passwd


def study(title: str, units: tuple[str, ...]) -> SmallStudy:
    """Return a study with hostile text as title, patient ids, notes, arms, headers of columns and quotations."""
    analyses = SmallStudy().analyses.replace('title = "Change"', "title = '''=1+1'''")
    return SmallStudy(
        title=title,
        question=TYPST,
        units=units,
        sites=(MARKDOWN, MARKDOWN, "liver", "liver"),
        arms=("high", "high", TEX, TEX),
        reporting={"assay": NOTE, "objectives": NOTE},
        limitation=NOTE,
        note=NOTE,
        column_title=LONG,
        quote=f"4 {NOTE}",
        analyses=analyses,
    )


STUDIES = {
    "scripts": study(f"{SCRIPT} {TYPST}", (FORMULA, TYPST, RIGHT_TO_LEFT, LONG)),
    "a long word": study(LONG, (TYPST_BLOCKS, MARKDOWN, TEX, WORD)),
    "a formula": study(FORMULA, (SCRIPT, "-1+1", "@SUM(A1)", "+1")),
    "right to left": study(f"{RIGHT_TO_LEFT} {TEX}", ("א", "ب", "[", "#")),
}


@pytest.fixture(scope="module", params=STUDIES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    chosen = STUDIES[request.param]
    path = tmp_path_factory.mktemp("hostile")
    made = report(chosen.write(path / "study"), out=path / "out")
    (made / "title.txt").write_text(chosen.title, encoding="utf-8")
    (made / "units.json").write_text(json.dumps(chosen.units), encoding="utf-8")
    return made


def said_in(folder: Path) -> list[str]:
    """Return every text that a reader must find, as ``clean`` leaves it."""
    units = json.loads((folder / "units.json").read_text(encoding="utf-8"))
    return [clean(text) for text in ((folder / "title.txt").read_text(encoding="utf-8"), *units, *TEXTS)]


def assert_said(folder: Path, text: str) -> None:
    squeezed_text = squeezed(text)
    for said in said_in(folder):
        assert squeezed(said) in squeezed_text
    assert FIRST_LINE not in text


def test_html(folder: Path) -> None:
    page: Page = read_page((folder / "report.html").read_text(encoding="utf-8"))
    assert not {"iframe", "object", "b", "form"} & set(page.tags)
    assert all(value.startswith("data:image/svg+xml;base64,") for value in page.values("src"))
    assert all(value.startswith("#") for value in page.values("href"))
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert page.tags.count("h1") == page.tags.count("title") == 1
    assert_said(folder, page.text)


def test_markdown(folder: Path) -> None:
    tokens = read_markdown((folder / "report.md").read_text(encoding="utf-8"))
    assert not {"html_block", "html_inline", "link_open", "hr", "fence", "code_block"} & {t.type for t in tokens}
    assert all(token.attrs["src"].startswith("figures/") for token in tokens if token.type == "image")
    assert_said(folder, visible(tokens))


def test_docx(folder: Path) -> None:
    docx = (folder / "report.docx").read_bytes()
    parts = docx_parts(docx)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)  # noqa: S314 - each part is well-formed
            assert FIRST_LINE.encode() not in content
    document = parts["word/document.xml"]
    assert not re.search(rb"<w:(fldSimple|instrText|altChunk|object)\b", document)
    assert b'TargetMode="External"' not in parts["word/_rels/document.xml.rels"]
    assert_said(folder, docx_text(docx))


@needs_libreoffice
def test_docx_as_libreoffice_prints_it(folder: Path, tmp_path: Path) -> None:
    texts = pages(as_pdf((folder / "report.docx").read_bytes(), tmp_path), tmp_path)
    assert 3 < len(texts) < 60
    whole = squeezed(" ".join(texts))
    assert LONG in whole
    assert squeezed(FORMULA) in whole
    assert FIRST_LINE not in whole


@needs_poppler
def test_pdf(folder: Path, tmp_path: Path) -> None:
    pdf = (folder / "report.pdf").read_bytes()
    texts = pages(pdf, tmp_path)
    assert 3 < len(texts) < 60
    whole = squeezed(" ".join(texts))
    for said in said_in(folder):
        if not re.search("[\u0590-\u06ff]", said):
            assert squeezed(said) in whole
    for word in ("שלום", "עולם", "مرحبا", "بالعالم"):
        assert word in whole
    assert FIRST_LINE not in whole
    assert "evil.example" not in poppler("pdfinfo", pdf, tmp_path, "-url")


@needs_poppler
def test_pdf_keeps_its_margins(folder: Path, tmp_path: Path) -> None:
    assert_nothing_leaves_the_page((folder / "report.pdf").read_bytes(), tmp_path)


def test_pdf_metadata_hold_the_title_as_text(folder: Path) -> None:
    pdf = (folder / "report.pdf").read_bytes().decode("utf-8", errors="ignore")
    metadata = ElementTree.fromstring(pdf[pdf.index("<x:xmpmeta") : pdf.index("</x:xmpmeta>")] + "</x:xmpmeta>")  # noqa: S314
    title = metadata.find(".//{http://purl.org/dc/elements/1.1/}title//{*}li")
    assert title is not None
    assert title.text == clean((folder / "title.txt").read_text(encoding="utf-8"))


def test_json_and_csv(folder: Path) -> None:
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert results["study"]["title"] == (folder / "title.txt").read_text(encoding="utf-8")
    with (folder / "results.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len({len(row) for row in rows}) == 1
    assert any(cell == "'=1+1" for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t", "\r"))]
