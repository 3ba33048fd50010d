"""The document as a tagged PDF (PDF/UA-1), set by Typst, with the same bytes each time."""

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import panflute as pf

from biomarker_stats.errors import MissingExtra
from biomarker_stats.reporting.writers.page_words import PageWords
from biomarker_stats.reporting.writers.typst import typst_source

_EMPTY_DASHES = (b"stroke-dasharray: ; ", b"")
"""matplotlib may give a solid line an empty list of dashes, and Typst draws no line that has one."""


def write_pdf(document: pf.Doc, pictures: Mapping[str, bytes], words: PageWords) -> bytes:
    """Return the document as PDF, readable by a screen reader. The tree is used up.

    Typst sees one folder, made for it, that holds the source and the figures, and no font but its own and matplotlib's
    – unless the document uses a character that none of them has: then the fonts of the machine are asked too.

    Args:
        document: the syntax tree.
        pictures: figure name to SVG.
        words: the title, and what each page says.

    Raises:
        MissingExtra: Typst is not installed.

    """
    source = typst_source(document, pictures, words)
    return compile_typst(source, {f"{name}.svg": svg.replace(*_EMPTY_DASHES) for name, svg in pictures.items()})


def compile_typst(source: str, files: Mapping[str, bytes]) -> bytes:
    """Return ``source`` as PDF/UA-1; it can read ``files``, by name, and nothing else."""
    try:
        import typst
    except ImportError as error:
        msg = "the PDF is set by Typst, which is not installed — run: python -m pip install typst"
        raise MissingExtra(msg) from error
    foreign = {character for character in source if ord(character) > 126} - _drawn()
    if foreign and not _last_resort():
        source = "".join(f"[U+{ord(each):04X}]" if each in foreign else each for each in source)
    with tempfile.TemporaryDirectory(prefix="biomarker-stats-") as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        main = Path(folder, "report.typ")
        main.write_text(source, encoding="utf-8")
        made: bytes = typst.compile(
            str(main),
            root=folder,
            format="pdf",
            font_paths=[str(_fonts())],
            ignore_system_fonts=not (foreign and _last_resort()),
            pdf_standards=["ua-1"],
            timestamp=0,
            package_path=folder,
            package_cache_path=folder,
        )
    return made


def _fonts() -> Path:
    import matplotlib as mpl

    return Path(mpl.get_data_path(), "fonts", "ttf")


@cache
def _drawn() -> frozenset[str]:
    """Return every character that DejaVu Sans has a glyph for."""
    from matplotlib.ft2font import FT2Font

    return frozenset(map(chr, FT2Font(str(_fonts() / "DejaVuSans.ttf")).get_charmap()))


def _last_resort() -> bool:
    """Return whether there is a font that draws a box, named by its script, for a character no other font has."""
    return any(_fonts().glob("LastResort*"))
