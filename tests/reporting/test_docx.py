"""The Word file: real styles and tables, pictures with words for them, the same twice, readable by LibreOffice."""

import re
from pathlib import Path

import panflute as pf
import pytest
from paper import W, as_pdf, docx_parts, docx_text, docx_tree, needs_libreoffice, pages, poppler, squeezed
from report_reading import read_markdown, visible
from small_study import SmallStudy

import biomarker_stats as bs
from biomarker_stats.reporting import report
from biomarker_stats.reporting.document import PANDOC_API
from biomarker_stats.reporting.nodes import paragraph, table
from biomarker_stats.reporting.writers.docx import write_docx
from biomarker_stats.reporting.writers.docx_reference import FOOTER_WORDS, HEADER_WORDS, REFERENCE, reference
from biomarker_stats.reporting.writers.page_words import PageWords

WORDS = PageWords(title="A & <b>", footer="A footer & <w:p/>", simulated=True, author="someone", description="why")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, seed_study: bs.Study) -> Path:
    return report(seed_study, out=tmp_path_factory.mktemp("docx") / "out", formats=["docx", "md"])


@pytest.fixture(scope="module")
def docx(folder: Path) -> bytes:
    return (folder / "report.docx").read_bytes()


def small(*blocks: pf.Block) -> bytes:
    title = pf.Header(pf.Str("A"), level=1, identifier="title")
    section = pf.Header(pf.Str("Section"), level=2, identifier="section")
    return write_docx(pf.Doc(title, section, *blocks, api_version=PANDOC_API), {}, WORDS)


def styles_used(docx: bytes) -> set[str]:
    kinds = (f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")
    return {element.get(f"{W}val", "") for kind in kinds for element in docx_tree(docx).iter(kind)}


def test_the_reference_document_is_what_its_script_makes() -> None:
    """After a change of the styles: call ``write_reference()`` of ``writers/docx_reference.py``."""
    assert docx_parts(REFERENCE.read_bytes()) == docx_parts(reference())


def test_every_style_in_use_is_defined(docx: bytes) -> None:
    defined = set(re.findall(r'w:styleId="([^"]+)"', docx_parts(docx)["word/styles.xml"].decode()))
    used = styles_used(docx)
    assert {"Heading1", "Heading2", "Heading3", "Answer", "Table", "TableHead", "TableText", "ImageCaption"} <= used
    assert used <= defined
    reference_styles = set(
        re.findall(r'w:styleId="([^"]+)"', docx_parts(REFERENCE.read_bytes())["word/styles.xml"].decode())
    )
    assert used <= reference_styles  # none that pandoc had to make up


def test_tables_have_widths_a_repeated_head_and_whole_rows(docx: bytes) -> None:
    tables = list(docx_tree(docx).iter(f"{W}tbl"))
    assert len(tables) > 10
    for each in tables:
        first, *rest = each.iter(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert rest
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rest)
        widths = [int(column.get(f"{W}w", "0")) for column in each.iter(f"{W}gridCol")]
        assert all(width > 200 for width in widths)  # twentieths of a point


def test_every_picture_is_there_once_with_words_for_it(folder: Path, docx: bytes) -> None:
    drawn = [element.get("descr", "") for element in docx_tree(docx).iter(f"{DRAWING}docPr")]
    pictures = {path.read_bytes() for path in (folder / "figures").glob("*.png")}
    assert len(drawn) == len(pictures) >= 4
    assert all(len(words) > 40 for words in drawn)
    parts = docx_parts(docx)
    assert {content for name, content in parts.items() if name.startswith("word/media/")} == pictures
    assert b"base64" not in parts["word/document.xml"]


def test_it_says_what_the_markdown_says(folder: Path, docx: bytes) -> None:
    said = squeezed(docx_text(docx))
    tokens = read_markdown((folder / "report.md").read_text(encoding="utf-8"))
    texts = [squeezed(token.content) for token in tokens if token.type in {"text", "code_inline"}]
    assert len(texts) > 500
    assert [text for text in texts if text not in said] == []
    assert squeezed(visible(tokens))[:40] in said


def test_header_footer_and_properties_hold_the_words_as_text() -> None:
    parts = {name: content.decode() for name, content in docx_parts(small()).items() if name.endswith(".xml")}
    footer = next(text for name, text in parts.items() if name.startswith("word/footer"))
    assert "A footer &amp; &lt;w:p/&gt;" in footer
    assert "NUMPAGES" in footer
    assert ">SIMULATED DATA<" in next(text for name, text in parts.items() if name.startswith("word/header"))
    core = parts["docProps/core.xml"]
    assert "<dc:title>A &amp; &lt;b&gt;</dc:title><dc:creator>someone</dc:creator>" in core
    assert "<dc:language>en-GB</dc:language>" in core
    assert "dcterms" not in core
    assert not any(FOOTER_WORDS in text or HEADER_WORDS in text for text in parts.values())


def test_a_very_high_head_is_a_row_like_the_others() -> None:
    high = small(table(["a", "word" * 500], [["1", "2"]], caption="c"))
    assert not list(docx_tree(high).iter(f"{W}tblHeader"))
    assert "word" * 500 in docx_text(high)


def test_the_same_bytes_twice(docx: bytes, tmp_path: Path) -> None:
    again = report("carracedo2008", out=tmp_path / "again", formats=["docx"])
    assert (again / "report.docx").read_bytes() == docx


def test_the_contents_lead_to_every_section() -> None:
    tree = docx_tree(small(paragraph("text")))
    assert [link.get(f"{W}anchor") for link in tree.iter(f"{W}hyperlink")] == ["section"]
    assert "section" in [mark.get(f"{W}name") for mark in tree.iter(f"{W}bookmarkStart")]


@needs_libreoffice
def test_libreoffice_prints_every_table_and_figure(folder: Path, docx: bytes, tmp_path: Path) -> None:
    printed = as_pdf(docx, tmp_path)
    texts = pages(printed, tmp_path)
    whole = squeezed(" ".join(texts))
    markdown = (folder / "report.md").read_text(encoding="utf-8")
    captions = re.findall(r"^\*\*([^*]+)\*\*", markdown, flags=re.MULTILINE)
    assert len(captions) > 20
    for caption in captions:
        assert squeezed(caption.replace("\\", "")) in whole
    listed = poppler("pdfimages", printed, tmp_path, "-list").splitlines()[2:]
    drawn = [line for line in listed if line.split()[2] == "image"]  # and not the mask of one
    assert len(drawn) == len(list((folder / "figures").glob("*.png")))
    assert all("carracedo2008 · data" in text and f"{k} / {len(texts)}" in text for k, text in enumerate(texts, 1))


@needs_libreoffice
def test_simulated_data_say_so_on_every_printed_page(tmp_path: Path) -> None:
    out = report(SmallStudy(simulated=True).write(tmp_path / "study"), out=tmp_path / "out", formats=["docx"])
    texts = pages(as_pdf((out / "report.docx").read_bytes(), tmp_path), tmp_path)
    assert all(text.startswith("SIMULATED DATA") for text in texts)
