"""Reading a PDF or a Word file back: text, places of words, structure; and what the machine may lack for it."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The page of report.typ: A4, 18 mm at the sides, 18 mm above and 21 mm below; in points.
PAGE_WIDTH, PAGE_HEIGHT, SIDE, TOP, BOTTOM = 595.28, 841.89, 51.02, 51.02, 59.53

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="LibreOffice or poppler-utils is not installed",
)


@dataclass(frozen=True)
class Word:
    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def poppler(program: str, pdf: bytes, folder: Path, *options: str) -> str:
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    output = ["-"] if program == "pdftotext" else []
    done = subprocess.run([program, *options, str(path), *output], capture_output=True, check=True)
    return done.stdout.decode()


def pages(pdf: bytes, folder: Path) -> list[str]:
    """Return the text of each page, words parted by one space, without the marks that poppler sets around Hebrew."""
    text = re.sub("[\u202a-\u202e\u2066-\u2069]", "", poppler("pdftotext", pdf, folder))
    return [" ".join(page.split()) for page in text.split("\f")[:-1]]


def words(pdf: bytes, folder: Path) -> list[Word]:
    """Return every word with its place on its page, in points from the upper left."""
    found = []
    for number, page in enumerate(poppler("pdftotext", pdf, folder, "-bbox").split("<page ")[1:], start=1):
        matches = re.finditer(r'xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)">([^<]*)<', page)
        found += [Word(number, *map(float, match.groups()[:4]), match[5]) for match in matches]
    return found


def assert_nothing_leaves_the_page(pdf: bytes, folder: Path) -> None:
    """Every word stands within the margins, and the foot of a page holds the footer and nothing else."""
    feet: dict[int, list[str]] = {}
    for word in words(pdf, folder):
        assert word.left > SIDE - 1, word
        assert word.right < PAGE_WIDTH - SIDE + 1, word
        if word.bottom > PAGE_HEIGHT - BOTTOM + 2:
            feet.setdefault(word.page, []).append(word.text)
    without_number = {tuple(foot[:-3]) for foot in feet.values()}
    assert len(without_number) == 1, without_number


def docx_parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def docx_tree(docx: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(docx_parts(docx)["word/document.xml"])  # noqa: S314 - written by ourselves


def docx_text(docx: bytes) -> str:
    """Return the text of the document, paragraphs parted by a space."""
    paragraphs = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in docx_tree(docx).iter(f"{W}p"))
    return " ".join(" ".join(paragraphs).split())


def as_pdf(docx: bytes, folder: Path) -> bytes:
    """Return the Word file as LibreOffice prints it; a profile of its own, so that no running one is disturbed."""
    path = folder / "report.docx"
    path.write_bytes(docx)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return path.with_suffix(".pdf").read_bytes()


def squeezed(text: str) -> str:
    """Return ``text`` without white space: where a line breaks is the layout's affair."""
    return "".join(text.split())
