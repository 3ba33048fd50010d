"""What the columns of a user's table seem to hold: the guesses that a scaffold writes down to be checked."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from biomarker_stats.study.cells import convert
from biomarker_stats.study.documents import has_control
from biomarker_stats.study.limits import CELL_CHARACTERS
from biomarker_stats.study.manifest import Column
from biomarker_stats.study.names import valid_name
from biomarker_stats.study.symbols import skeleton
from biomarker_stats.study.text_table import TextTable

_VISITS = (("pre", "post"), ("before", "after"), ("baseline", "followup"))
_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "score": ("–", "+", "++", "+++", "++++"),
    "grade": ("0", "1+", "2+", "3+"),
}
_MOST_LEVELS = 12


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A column: its valid name, its header as found, and what it seems to hold; ``scale`` names its ordinal scale.

    ``title`` is its label in words, where the file has one.
    """

    name: str
    header: str
    type: Literal["text", "category", "ordinal", "integer", "number"]
    optional: bool
    levels: tuple[str, ...] = ()
    scale: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class ScaleGuess:
    """An ordinal scale: levels lowest first, scored 0, 1, 2 …, and for each mixed cell the scores it may take."""

    name: str
    levels: tuple[str, ...]
    mixed: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class PairGuess:
    """Two columns whose names say that one was read before the other; ``stem`` is what they share."""

    name: str
    stem: str
    before: ColumnGuess
    after: ColumnGuess


def guess_columns(text: TextTable) -> tuple[ColumnGuess, ...]:
    """Return a guess for each column.

    >>> table = TextTable(("ID", "p-ERK pre"), (("A", "-"), ("B", "++")), (1, 2))
    >>> [(guess.name, guess.type) for guess in guess_columns(table)]
    [('ID', 'text'), ('p-ERK_pre', 'ordinal')]
    """
    columns = [[row[place] for row in text.rows] for place in range(len(text.header))]
    families = {
        name for cells in columns for name in _FAMILIES if _on_scale(cells, name) and any("+" in c for c in cells)
    }
    guesses: list[ColumnGuess] = []
    for place, (header, cells) in enumerate(zip(text.header, columns, strict=True), start=1):
        name = valid_name(header, f"column_{place}", [guess.name for guess in guesses])
        guesses.append(replace(_guess(name, header, cells, families), title=_title(text.labels.get(header, ""))))
    return tuple(guesses)


def guess_unit(text: TextTable, guesses: Sequence[ColumnGuess]) -> ColumnGuess | None:
    """Return the first column that names every row with a value of its own, or None."""
    for place, guess in enumerate(guesses):
        cells = [row[place] for row in text.rows]
        if all(cells) and len(set(cells)) == len(cells) and guess.type in {"text", "integer", "category"}:
            return guess
    return None


def guess_scales(text: TextTable, guesses: Sequence[ColumnGuess]) -> tuple[ScaleGuess, ...]:
    """Return the ordinal scales that columns are on, each as high as its highest cell."""
    found = []
    for family, symbols in _FAMILIES.items():
        places = [place for place, guess in enumerate(guesses) if guess.scale == family]
        cells = list(dict.fromkeys(row[place] for row in text.rows for place in places if row[place]))
        parts = {cell: _parts(cell, symbols) for cell in cells}
        highest = max([1, *(max(levels) for levels in parts.values())])
        mixed = {
            "/".join(symbols[level] for level in levels): _permissible(levels)
            for levels in parts.values()
            if len(levels) > 1
        }
        if places:
            found.append(ScaleGuess(family, symbols[: highest + 1], mixed))
    return tuple(found)


def guess_pairs(text: TextTable, guesses: Sequence[ColumnGuess], unit: ColumnGuess) -> tuple[PairGuess, ...]:
    """Return the pairs of columns called pre and post, before and after, or the like; no row has half a pair."""
    found: list[PairGuess] = []
    by_name: dict[str, ColumnGuess] = {}
    for guess in guesses:
        if guess.type in {"ordinal", "integer", "number"} and guess is not unit:
            by_name.setdefault(guess.name.lower(), guess)
    for before, after in _VISITS:
        token = re.compile(rf"(?:^|(?<=[_.-])){before}(?=$|[_.-])")
        for name, guess in by_name.items():
            other = by_name.get(token.sub(after, name))
            if token.search(name) and other is not None and _comparable(text, guesses, guess, other):
                stem = re.sub(r"[_.-]+", " ", token.sub("", name)).strip() or "reading"
                key = re.sub(r"[^a-z0-9]+", "_", f"change_{stem}")
                found.append(PairGuess(valid_name(key, "change", [pair.name for pair in found]), stem, guess, other))
    return tuple(found)


def _guess(name: str, header: str, cells: Sequence[str], families: Collection[str]) -> ColumnGuess:
    filled = [cell for cell in cells if cell]
    optional = len(filled) < len(cells)
    for family in _FAMILIES:
        if family in families and _on_scale(filled, family):
            return ColumnGuess(name, header, "ordinal", optional, scale=family)
    for kind in ("integer", "number"):
        if filled and not convert(filled, Column(type=kind), {})[1]:
            return ColumnGuess(name, header, kind, optional)
    levels = tuple(dict.fromkeys(filled))
    if 0 < len(levels) <= min(_MOST_LEVELS, max(1, len(filled) // 2)):
        return ColumnGuess(name, header, "category", optional, levels)
    return ColumnGuess(name, header, "text", optional)


def _title(label: str) -> str:
    return label if len(label) <= CELL_CHARACTERS and not has_control(label) else ""


def _on_scale(cells: Sequence[str], family: str) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_parts(cell, _FAMILIES[family]) for cell in filled)


def _parts(cell: str, symbols: Sequence[str]) -> tuple[int, ...]:
    """Return the places on a scale of the level a cell names, or of the two that a mixed cell names; () for neither."""
    places = {skeleton(symbol): place for place, symbol in enumerate(symbols)}
    parts = skeleton(cell).split("/")
    if len(parts) > 2 or len(set(parts)) < len(parts) or not all(part in places for part in parts):
        return ()
    return tuple(places[part] for part in parts)


def _permissible(levels: Sequence[int]) -> tuple[float, ...]:
    return (min(levels), sum(levels) / 2, max(levels))


def _comparable(text: TextTable, guesses: Sequence[ColumnGuess], first: ColumnGuess, second: ColumnGuess) -> bool:
    """Whether two columns are read on one scale, and no row has only one of the two readings."""
    before, after = guesses.index(first), guesses.index(second)
    whole = all(bool(row[before]) == bool(row[after]) for row in text.rows)
    return before != after and first.scale == second.scale and whole
