"""The PDF: tagged, complete, within its margins, the same twice, and unable to read anything."""

import re
from pathlib import Path

import panflute as pf
import pytest
import typst
from paper import assert_nothing_leaves_the_page, needs_poppler, pages, poppler, squeezed, words
from small_study import SmallStudy

import biomarker_stats as bs
from biomarker_stats.reporting import report
from biomarker_stats.reporting.document import PANDOC_API
from biomarker_stats.reporting.nodes import paragraph, rich, strong, table
from biomarker_stats.reporting.writers import pdf as pdf_writer
from biomarker_stats.reporting.writers.page_words import PageWords
from biomarker_stats.reporting.writers.pdf import compile_typst, write_pdf
from biomarker_stats.reporting.writers.typst import typst_source

WORDS = PageWords(title="A title", footer="A footer", simulated=False, author="someone", description="")
HEAD = '#set document(title: "x", date: none)\n#set text(font: ("Libertinus Serif", "DejaVu Sans"))\n'


@pytest.fixture(scope="module")
def seed_folder(tmp_path_factory: pytest.TempPathFactory, seed_study: bs.Study) -> Path:
    return report(seed_study, out=tmp_path_factory.mktemp("pdf") / "out", formats=["pdf", "md"])


@pytest.fixture(scope="module")
def seed_pdf(seed_folder: Path) -> bytes:
    return (seed_folder / "report.pdf").read_bytes()


def document(*blocks: pf.Block) -> pf.Doc:
    return pf.Doc(pf.Header(pf.Str("A"), level=1), *blocks, api_version=PANDOC_API)


def test_it_says_what_it_is(seed_pdf: bytes, seed_study: bs.Study) -> None:
    assert seed_pdf.startswith(b"%PDF-1.7")
    metadata = seed_pdf.decode("utf-8", errors="ignore")
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata  # Typst refuses to write this over a document that is not
    assert f'<rdf:li xml:lang="x-default">{seed_study.title}</rdf:li>' in metadata
    assert "<rdf:li>en-GB</rdf:li>" in metadata
    assert f"<rdf:li>biomarker_stats {bs.__version__}</rdf:li>" in metadata
    assert "CreationDate" not in metadata
    assert "CreateDate" not in metadata


@needs_poppler
def test_every_page_has_its_provenance_and_its_number(seed_pdf: bytes, tmp_path: Path) -> None:
    texts = pages(seed_pdf, tmp_path)
    assert len(texts) > 5
    for number, text in enumerate(texts, start=1):
        assert re.search(r"carracedo2008 · data [0-9a-f]{16} · biomarker_stats \S+ · verdicts as recorded", text)
        assert f"{number} / {len(texts)}" in text
        assert "SIMULATED" not in text


@needs_poppler
def test_nothing_leaves_the_page(seed_pdf: bytes, tmp_path: Path) -> None:
    assert_nothing_leaves_the_page(seed_pdf, tmp_path)


@needs_poppler
def test_it_says_what_the_markdown_says(seed_folder: Path, seed_pdf: bytes, tmp_path: Path) -> None:
    text = squeezed(" ".join(pages(seed_pdf, tmp_path)))
    markdown = (seed_folder / "report.md").read_text(encoding="utf-8")
    headings = [line.lstrip("# ") for line in markdown.splitlines() if line.startswith("#")]
    captions = re.findall(r"^\*\*([^*]+)\*\*", markdown, flags=re.MULTILINE)
    assert len(headings) > 15
    assert len(captions) > 20
    for said in [*headings, *captions]:
        assert squeezed(said.replace("\\", "")) in text


@needs_poppler
def test_its_structure_is_tagged(seed_folder: Path, seed_pdf: bytes, tmp_path: Path) -> None:
    tags = re.findall(
        r"^ *(H1|H2|H3|Figure|Table|TH|Caption)\b", poppler("pdfinfo", seed_pdf, tmp_path, "-struct"), re.M
    )
    pictures = len(list((seed_folder / "figures").glob("*.svg")))
    assert tags.count("H1") == 1
    assert tags.count("Figure") == pictures >= 4
    assert tags.count("Table") > 10
    assert tags.count("TH") > 50


@needs_poppler
def test_simulated_data_say_so_on_every_page(tmp_path: Path) -> None:
    study = SmallStudy(simulated=True).write(tmp_path / "study")
    made = (report(study, out=tmp_path / "out", formats=["pdf"]) / "report.pdf").read_bytes()
    texts = pages(made, tmp_path)
    assert all(text.startswith("SIMULATED DATA") for text in texts)
    assert all(text.count("SIMULATED DATA") >= 2 for text in texts)  # in the head of the page and in its foot


def test_the_same_bytes_twice(seed_study: bs.Study, seed_pdf: bytes, tmp_path: Path) -> None:
    again = report(seed_study, out=tmp_path / "again", formats=["pdf"])
    assert (again / "report.pdf").read_bytes() == seed_pdf


def test_every_figure_comes_with_its_alternative_text() -> None:
    picture = pf.Image(*[pf.Str('A "slope"')], url="figures/slope.png")
    figure = pf.Figure(pf.Plain(picture), caption=pf.Caption(pf.Plain(pf.Str("Caption"))), identifier="figure-slope")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="100.5pt" height="50pt" viewBox="0 0 1 1"></svg>'
    source = typst_source(document(figure), {"slope": svg}, WORDS)
    assert '#picture("slope.svg", 100.5pt, 50pt, "A \\"slope\\"")[' in source
    assert compile_typst(source, {"slope.svg": svg}).startswith(b"%PDF")


@needs_poppler
@pytest.mark.parametrize("text", ["– − × ≥ ∞ ⚑ † ↑ → ≤ ± µ α β Δ χ ² ½ °", "שלום עולם", "مرحبا بالعالم"])
def test_the_fonts_that_come_along_are_enough(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_writer, "_last_resort", lambda: False)
    made = write_pdf(document(paragraph(text)), {}, WORDS)
    assert squeezed(text) in squeezed(pages(made, tmp_path)[0])
    fonts = {line.split()[0].split("+")[-1] for line in poppler("pdffonts", made, tmp_path).splitlines()[2:]}
    assert {name.split("-")[0] for name in fonts} <= {"LibertinusSerif", "DejaVuSans", "DejaVuSansMono"}


@needs_poppler
def test_a_character_that_no_font_has_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_writer, "_last_resort", lambda: False)
    assert "[U+4E2D][U+6587] end" in pages(write_pdf(document(paragraph("中文 end")), {}, WORDS), tmp_path)[0]


@needs_poppler
def test_a_character_that_no_font_has_does_not_stop_the_report(tmp_path: Path) -> None:
    text = pages(write_pdf(document(paragraph("中文 \U0001f9ec end")), {}, WORDS), tmp_path)[0]
    assert "中文 \U0001f9ec end" in text or "[U+4E2D][U+6587] [U+1F9EC] end" in text


@pytest.mark.parametrize(
    "code",
    ['#read("/etc/passwd")', '#image("/etc/hostname.svg")', '#include "../x.typ"'],
)
def test_typst_itself_can_read_nothing_else(code: str) -> None:
    with pytest.raises(typst.TypstError, match=r"access denied|not found|escape"):
        compile_typst(f"{HEAD}= A\n{code}", {})


def test_a_solid_line_with_an_empty_list_of_dashes_is_drawn() -> None:
    """matplotlib writes ``stroke-dasharray: ;`` for the line style ``(0, ())``; Typst draws no such line."""
    line = '<path d="M 0 5 L 100 5" style="fill: none; {}stroke: #0072b2; stroke-width: 2"/>'
    page = '<svg xmlns="http://www.w3.org/2000/svg" width="100pt" height="10pt" viewBox="0 0 100 10">{}</svg>'
    figure = pf.Figure(
        pf.Plain(pf.Image(pf.Str("alt"), url="figures/f.png")),
        caption=pf.Caption(pf.Plain(pf.Str("c"))),
        identifier="f",
    )
    sizes = {
        dashes: len(write_pdf(document(figure), {"f": page.format(drawn).encode()}, WORDS))
        for dashes, drawn in {
            "none": "",
            "solid": line.format(""),
            "empty": line.format("stroke-dasharray: ; "),
        }.items()
    }
    assert sizes["empty"] == sizes["solid"] > sizes["none"]


@needs_poppler
def test_a_table_of_many_columns_stands_in_parts(tmp_path: Path) -> None:
    head = ["patient", *(f"measurement-{k}" for k in range(1, 40))]
    rows = [[f"P{row}", *(f"{row}.{k:04d}" for k in range(1, 40))] for row in range(75)]
    made = write_pdf(document(table(head, rows, caption="Wide")), {}, WORDS)
    assert_nothing_leaves_the_page(made, tmp_path)
    texts = pages(made, tmp_path)
    text = " ".join(texts)
    parts = int(re.findall(r"Wide \(part \d of (\d)\)", text)[0])
    assert re.findall(r"Wide \((part \d of \d)\)", text) == [f"part {k} of {parts}" for k in range(1, parts + 1)]
    for row in rows:
        assert all(cell in text for cell in row)
    assert len(texts) > parts
    assert all("patient" in page for page in texts)  # the head stands on every page
    assert all(text.count(f"P{row} ") == parts for row in range(75))


@needs_poppler
def test_words_beside_emphasis_keep_their_spaces(tmp_path: Path) -> None:
    made = write_pdf(document(paragraph(strong("One. "), "two", rich(" three ", strong("four")), ".")), {}, WORDS)
    assert "One. two three four." in pages(made, tmp_path)[0]


def narrow_tables(rows: int, copies: int) -> list[pf.Block]:
    """Return narrow tables with ever more text between them, so that they meet the end of a page in every way."""
    made: list[pf.Block] = []
    for k in range(copies):
        cells = [[f"{k}arm{row}", *(f"{k}.{row}/{column}" for column in range(4))] for row in range(rows)]
        head = ["Arm", "PR", "SD", "PD", "not evaluable"]
        made += [
            table(
                head,
                cells,
                caption=f"Best{k} response of each mouse of every arm, on each of the days on which it was read",
                align="lrrrr",
            ),
            *[paragraph("text")] * (k % 7),
        ]
    return made


def with_figures(blocks: list[pf.Block], every: int) -> pf.Doc:
    made: list[pf.Block] = []
    for k, block in enumerate(blocks):
        made.append(block)
        if k % every == 0:
            caption = pf.Caption(pf.Plain(pf.Str(f"caption{k}")))
            picture = pf.Plain(pf.Image(pf.Str("alt"), url="figures/f.png"))
            made.append(pf.Figure(picture, caption=caption, identifier=f"f{k}"))
    return document(*made)


HALF_A_PAGE = b'<svg xmlns="http://www.w3.org/2000/svg" width="490pt" height="300pt" viewBox="0 0 490 300"></svg>'


@needs_poppler
@pytest.mark.parametrize(("rows", "copies"), [(4, 40), (36, 12)], ids=["short", "long"])
def test_the_columns_of_a_narrow_table_never_stand_on_each_other(rows: int, copies: int, tmp_path: Path) -> None:
    """A caption wider than its table made columns narrower than their texts where the table broke over pages."""
    made = with_figures(narrow_tables(rows, copies), 9)
    found = words(write_pdf(made, {"f": HALF_A_PAGE}, WORDS), tmp_path)
    assert len({word.page for word in found}) > 3
    alone = {word.text for word in found}  # poppler takes texts that stand on each other for one word
    cells = {f"{k}.{row}/{column}" for k in range(copies) for row in range(rows) for column in range(4)}
    assert cells <= alone


@needs_poppler
def test_a_short_table_stays_whole_though_a_figure_floats(tmp_path: Path) -> None:
    made = with_figures(narrow_tables(4, 40), 9)
    found = words(write_pdf(made, {"f": HALF_A_PAGE}, WORDS), tmp_path)
    for k in range(40):
        own = [word for word in found if word.text in {f"Best{k}", *(f"{k}arm{row}" for row in range(4))}]
        assert len(own) == 5
        assert len({word.page for word in own}) == 1
