"""The document as a Word file: real styles, real tables with widths, pictures with alternative text."""

import io
import re
import struct
import zipfile
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import panflute as pf

from biomarker_stats.reporting.nodes import clean
from biomarker_stats.reporting.writers.docx_reference import FOOTER_WORDS, HEADER_WORDS, REFERENCE, zipped
from biomarker_stats.reporting.writers.docx_styles import label_style
from biomarker_stats.reporting.writers.page_words import PageWords
from biomarker_stats.reporting.writers.pandoc import run_pandoc_bytes
from biomarker_stats.reporting.writers.tables import SMALL, WHOLE_ROWS, Paper, fit

_PAPER = Paper(text=493.0, normal=8.5, small=7.0, padding=8.0, face=1.06)  # 174 mm, as the reference document sets it
_BLOCKS = {"note": "Note", "answer": "Answer"}
_WIDEST, _HIGHEST = 174.0, 200.0  # millimetres; the rest of the page is for the caption
_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_MARK = "TableIs"  # begins the style name by which a table is known again


def write_docx(document: pf.Doc, pictures: Mapping[str, bytes], words: PageWords) -> bytes:
    """Return the document as a Word file, the same bytes each time. The tree is used up.

    Args:
        document: the syntax tree.
        pictures: figure name to PNG.
        words: the title, and what each page says.

    """
    document.walk(_fit_tables).walk(lambda element, _: _dress(element, pictures))
    blocks = list(document.content)
    first = next((k for k, block in enumerate(blocks) if isinstance(block, pf.Header) and block.level > 1), len(blocks))
    document.content = [*blocks[:first], *_contents(blocks[first:]), *blocks[first:]]
    made = run_pandoc_bytes(document, ["--to=docx", f"--reference-doc={REFERENCE}"])
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = _finished(parts["word/document.xml"].decode()).encode()
    numbering = parts["word/numbering.xml"].decode()
    parts["word/numbering.xml"] = re.sub(
        r'w:left="720" w:hanging="360"', 'w:left="300" w:hanging="240"', numbering
    ).encode()
    parts["docProps/core.xml"] = _core(words).encode()
    return zipped({name: _with_words(name, part, words) for name, part in parts.items()})


def _with_words(name: str, part: bytes, words: PageWords) -> bytes:
    """Return a part of the file; header and footer with the words of the report in them."""
    if not re.fullmatch(r"word/(header|footer)\d*\.xml", name):
        return part
    simulated = "SIMULATED DATA" if words.simulated else ""
    text = part.decode().replace(HEADER_WORDS, simulated).replace(FOOTER_WORDS, escape(clean(words.footer)))
    return text.encode()


def _fit_tables(element: pf.Element, _: pf.Doc | None) -> Any:
    if not isinstance(element, pf.Table):
        return None
    made: list[pf.Block] = []
    for part in fit(element, _PAPER):
        part.attributes["custom-style"] = _MARK + "".join(
            name for flag, name in ((SMALL, "Small"), (WHOLE_ROWS, "Whole")) if flag in part.classes
        )
        made.append(part)
    return made


def _styled(blocks: list[pf.Block], style: str) -> pf.Block:
    return pf.Div(*blocks, attributes={"custom-style": style})


def _dress(element: pf.Element, pictures: Mapping[str, bytes]) -> Any:
    """Give each group and label its style, and put each picture in."""
    if isinstance(element, pf.Div) and "custom-style" not in element.attributes:
        style = next((_BLOCKS[name] for name in element.classes if name in _BLOCKS), None)
        return list(element.content) if style is None else _styled(list(element.content), style)
    if isinstance(element, pf.Span):
        element.attributes["custom-style"] = label_style(next((c for c in element.classes if c != "label"), ""))
    if isinstance(element, pf.Image):
        png = pictures[Path(element.url).stem]
        element.attributes["width"] = f"{_millimetres(png):.1f}mm"
        element.url = f"data:image/png;base64,{b64encode(png).decode()}"
    return None


def _millimetres(png: bytes) -> float:
    """Return how wide a picture is to be: as drawn, or less where the page is too small for it."""
    across, down = struct.unpack(">II", png[16:24])
    place = png.find(b"pHYs")
    dots = struct.unpack(">I", png[place + 4 : place + 8])[0] if place > 0 else 11811  # a metre; 300 an inch
    return float(min(across / dots * 1000, _WIDEST, _HIGHEST * across / down))


def _contents(blocks: list[pf.Block]) -> list[pf.Block]:
    """Return a paragraph of links to the sections."""
    parts: list[pf.Inline] = []
    for block in blocks:
        if isinstance(block, pf.Header) and block.level == 2:
            between = [pf.Space(), pf.Str("·"), pf.Space()] if parts else []
            parts += [*between, pf.Link(pf.Str(pf.stringify(block)), url=f"#{block.identifier}")]
    return [_styled([pf.Para(*parts)], "Contents")] if parts else []


def _finished(xml: str) -> str:
    """Return ``document.xml`` with what pandoc cannot be told: text styles and whole rows in tables."""
    xml = re.sub(r'(<pic:cNvPr) descr="data:[^"]*"', r"\1", xml)  # pandoc repeats the picture itself here
    return _TABLE.sub(lambda found: _table(found[0]), xml)


def _table(xml: str) -> str:
    found = re.search(rf'<w:tblStyle w:val="{_MARK}(Small)?(Whole)?" ?/>', xml)
    if found is None:
        return xml
    small, whole = found[1] or "", bool(found[2])
    head, *rows = xml.replace(found[0], '<w:tblStyle w:val="Table"/>').split("<w:tr>")
    made = [_row(row, small, whole=whole) for row in rows]
    return "<w:tr>".join([head, *made]) + '<w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>'


def _row(xml: str, small: str, *, whole: bool) -> str:
    is_head = "<w:tblHeader" in xml
    style = f'<w:pStyle w:val="Table{"Head" if is_head else "Text"}{small}"/>'
    first, *cells = xml.replace('<w:pStyle w:val="Compact" />', style).split("</w:tc>")
    if is_head:  # stays with the row below it; said of the first cell too, LibreOffice keeps the whole table in one
        return "</w:tc>".join([first, *(cell.replace(style, f"{style}<w:keepNext/>") for cell in cells)])
    before = "<w:trPr><w:cantSplit/></w:trPr>" if whole else ""
    return "</w:tc>".join([before + first, *cells])


def _core(words: PageWords) -> str:
    """Return the properties of the file; without dates, which would differ from run to run."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>'
        f"{escape(clean(words.title))}</dc:title><dc:creator>{escape(clean(words.author))}</dc:creator>"
        f"<dc:description>{escape(clean(words.description))}</dc:description><dc:language>en-GB</dc:language>"
        "</cp:coreProperties>\n"
    )
