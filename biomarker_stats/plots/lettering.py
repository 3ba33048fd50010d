"""Text on figures: what a font can draw, how wide it is, and where it is cut or wrapped."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path

from biomarker_stats.plots.style import MM_PER_POINT, SIZE

REPLACEMENT: Final = "\ufffd"
_LONGEST: Final = 400
_INVISIBLE: Final = {"Cc", "Cf", "Cs", "Co", "Cn"}


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    path = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    return frozenset(FT2Font(str(path)).get_charmap())


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    r"""Return ``text`` as one line that the figures' font can draw.

    Line breaks become spaces, control and formatting characters go, and a character the font lacks becomes ``�``.

    >>> plain("dose\n10 mg/kg"), plain("日本 $x^2$")
    ('dose 10 mg/kg', '�� $x^2$')
    """
    spaced = (" " if c.isspace() else c for c in text[:_LONGEST])
    kept = (c for c in spaced if unicodedata.category(c) not in _INVISIBLE)
    return " ".join("".join(c if ord(c) in _drawable() else REPLACEMENT for c in kept).split())


@lru_cache(maxsize=4096)
def width_mm(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return the width of one line of ``text`` in mm at ``size`` points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return float(width) * MM_PER_POINT * 1.02  # a screen renderer hints glyphs a little wider


def widest_mm(texts: Sequence[str], size: float = SIZE) -> float:
    """Return the width in mm of the widest of ``texts``; 0 when there is none."""
    return max((width_mm(text, size) for text in texts), default=0.0)


def line_mm(size: float = SIZE) -> float:
    """Return the height of one line of text in mm."""
    return size * MM_PER_POINT * 1.25


def cut(text: str, limit_mm: float, size: float = SIZE, *, bold: bool = False) -> str:
    """Return ``text`` as drawable, with an ellipsis in place of what does not fit into ``limit_mm``.

    >>> cut("a very long name of a patient group", 20.0)
    'a very long…'
    """
    text = plain(text)
    if width_mm(text, size, bold=bold) <= limit_mm:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (
            (middle, high) if width_mm(_cut_at(text, middle), size, bold=bold) <= limit_mm else (low, middle - 1)
        )
    return _cut_at(text, low)


def cut_all(names: Sequence[str], limit_mm: float, size: float = SIZE) -> tuple[str, ...]:
    """Return names that fit into ``limit_mm``; where one does not, they lose what all have in common first.

    >>> cut_all(["SUBJECT-2008-0001", "SUBJECT-2008-0002"], 15.0)
    ('SUBJEC…1', 'SUBJEC…2')
    """
    names = [plain(name) for name in names]
    if len(set(names)) > 1 and widest_mm(names, size) > limit_mm:
        start = _shared(names)
        end = _shared([name[start:][::-1] for name in names])
        end = end if end > 1 else 0
        heads = [names[0][:kept].rstrip() + "…" for kept in range(start - 2, -1, -1)] if start > 1 else [""]
        start = start if start > 1 else 0
        cores = [f"{name[start : len(name) - end]}{'…' * bool(end)}" for name in names]
        room = limit_mm - widest_mm(cores, size)
        head = next((head for head in heads if width_mm(head, size) <= room), heads[-1])
        names = [head + core for core in cores]
    return tuple(cut(name, limit_mm, size) for name in names)


def _shared(names: Sequence[str]) -> int:
    """Return how many characters all names begin with in common."""
    first, last = min(names), max(names)
    return next((k for k, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))


def _cut_at(text: str, length: int) -> str:
    return f"{text[:length].rstrip()}…"


def wrap(text: str, limit_mm: float, size: float = SIZE, *, lines: int = 2) -> tuple[str, ...]:
    """Return ``text`` broken between words into at most ``lines`` lines of ``limit_mm``; the last may be cut.

    >>> wrap("p-ERK before treatment", 20.0)
    ('p-ERK before', 'treatment')
    """
    words = plain(text).split(" ")
    found: list[str] = []
    while words and len(found) < lines - 1:
        taken = 1
        while taken < len(words) and width_mm(" ".join(words[: taken + 1]), size) <= limit_mm:
            taken += 1
        found.append(cut(" ".join(words[:taken]), limit_mm, size))
        words = words[taken:]
    if words:
        found.append(cut(" ".join(words), limit_mm, size))
    return tuple(found)


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return ``places`` (increasing) moved as little as needed to lie ``gap`` apart, inside ``low`` to ``high``.

    Places that would touch form a block centred on their mean, as in isotonic regression.

    >>> spread([1.0, 1.0, 5.0], 1.0, 0.0, 6.0)
    [0.5, 1.5, 5.0]
    """
    blocks: list[tuple[float, int]] = []  # (first place, how many)
    gap = min(gap, (high - low) / (len(places) - 1)) if len(places) > 1 else gap
    for place in places:
        blocks.append((place, 1))
        while len(blocks) > 1 and blocks[-2][0] + blocks[-2][1] * gap > blocks[-1][0] + 1e-12:
            (first, size), (other, more) = blocks[-2], blocks[-1]
            merged = (first * size + (other - size * gap) * more) / (size + more)
            blocks[-2:] = [(_within(merged, size + more, gap, (low, high)), size + more)]
        blocks[-1] = (_within(blocks[-1][0], blocks[-1][1], gap, (low, high)), blocks[-1][1])
    return [first + k * gap for first, size in blocks for k in range(size)]


def _within(first: float, size: int, gap: float, bounds: tuple[float, float]) -> float:
    return max(min(first, bounds[1] - (size - 1) * gap), bounds[0])
