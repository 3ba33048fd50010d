"""The reference document that gives the Word report its styles, page, header and footer.

Call ``write_reference()`` after a change here or in ``docx_styles``: it writes ``reference.docx`` anew, the same bytes
each time.
"""

import io
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

from biomarker_stats.reporting.writers.docx_styles import styles
from biomarker_stats.reporting.writers.pandoc import pandoc_path

REFERENCE = Path(__file__).parent.parent / "reference.docx"
FOOTER_WORDS, HEADER_WORDS = "FOOTER WORDS", "HEADER WORDS"
"""What stands in header and footer until the words of a report replace it."""

_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# A4; margins of 18 mm at the sides, 20 mm above and below, in twentieths of a point
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId90"/><w:footerReference w:type="default" r:id="rId91"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1021" w:bottom="1134" w:left="1021" '
    'w:header="510" w:footer="510" w:gutter="0"/></w:sectPr>'
)


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def reference() -> bytes:
    """Return the reference document, made from the one that pandoc brings."""
    made = subprocess.run(  # noqa: S603 - a fixed program and fixed arguments
        [str(pandoc_path()), "--print-default-data-file=reference.docx"], capture_output=True, check=True
    )
    with zipfile.ZipFile(io.BytesIO(made.stdout)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.startswith("docProps/custom")}
    texts = {
        "word/styles.xml": styles(),
        "word/document.xml": f"{_XML}<w:document {_W}><w:body><w:p/>{_SECTION}</w:body></w:document>",
        "word/header1.xml": f'{_XML}<w:hdr {_W}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        f"<w:r><w:t>{HEADER_WORDS}</w:t></w:r></w:p></w:hdr>",
        "word/footer1.xml": f'{_XML}<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{FOOTER_WORDS}</w:t></w:r><w:r><w:tab/></w:r>{_field("PAGE")}'
        f'<w:r><w:t xml:space="preserve"> / </w:t></w:r>{_field("NUMPAGES")}</w:p></w:ftr>',
        "word/_rels/document.xml.rels": _before_end(
            parts["word/_rels/document.xml.rels"],
            "</Relationships>",
            f'<Relationship Type="{_RELATION}/header" Id="rId90" Target="header1.xml"/>'
            f'<Relationship Type="{_RELATION}/footer" Id="rId91" Target="footer1.xml"/>',
        ),
        "[Content_Types].xml": _before_end(
            parts["[Content_Types].xml"].replace(_CUSTOM, b""),
            "</Types>",
            f'<Override PartName="/word/header1.xml" ContentType="{_CONTENT}.header+xml"/>'
            f'<Override PartName="/word/footer1.xml" ContentType="{_CONTENT}.footer+xml"/>',
        ),
    }
    return zipped({**parts, **{name: text.encode() for name, text in texts.items()}})


_CUSTOM = (
    b'<Override PartName="/docProps/custom.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>'
)


def _before_end(part: bytes, end: str, text: str) -> str:
    return part.decode().replace(end, text + end)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as a zip archive with one fixed date; the list of content types first, as Word writes it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return stream.getvalue()


def write_reference() -> None:
    """Write the reference document to its place in the package."""
    REFERENCE.write_bytes(reference())
