"""What the columns of a user's table seem to hold: the guesses that a scaffold writes down to be checked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from biomarker_stats.study.cells import convert
from biomarker_stats.study.documents import has_control
from biomarker_stats.study.guess_levels import in_known_order, make_a_scale, shared_levels
from biomarker_stats.study.guess_pairs import partners
from biomarker_stats.study.limits import CELL_CHARACTERS
from biomarker_stats.study.manifest import Column
from biomarker_stats.study.names import valid_name
from biomarker_stats.study.symbols import skeleton
from biomarker_stats.study.text_table import TextTable

_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "score": ("–", "+", "++", "+++", "++++"),
    "grade": ("0", "1+", "2+", "3+"),
}
_MOST_LEVELS = 12


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A column: its valid name, its header as found, and what it seems to hold; ``scale`` names its ordinal scale.

    ``title`` is its label in words, where the file has one; ``scale_levels`` are the levels of a scale of words;
    ``user_missing`` is how many cells held a code that an SPSS file declares missing.
    """

    name: str
    header: str
    type: Literal["text", "category", "ordinal", "integer", "number"]
    optional: bool
    levels: tuple[str, ...] = ()
    scale: str | None = None
    title: str = ""
    scale_levels: tuple[str, ...] = ()
    user_missing: int = 0


@dataclass(frozen=True, slots=True)
class ScaleGuess:
    """An ordinal scale: levels lowest first, scored 0, 1, 2 …, and for each mixed cell the scores it may take."""

    name: str
    levels: tuple[str, ...]
    mixed: Mapping[str, tuple[float, ...]]


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
        guess = _guess(name, header, cells, families, text.levels.get(header, ()))
        title, user_missing = _title(text.labels.get(header, "")), text.user_missing.get(header, 0)
        guesses.append(replace(guess, title=title, user_missing=user_missing))
    return _on_scales_of_words(text, guesses, columns)


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
    words = {guess.scale: guess.scale_levels for guess in guesses if guess.scale_levels}
    return (*found, *(ScaleGuess(str(name), levels, {}) for name, levels in words.items()))


def _on_scales_of_words(
    text: TextTable, guesses: Sequence[ColumnGuess], columns: Sequence[Sequence[str]]
) -> tuple[ColumnGuess, ...]:
    """Return the guesses, with words as ordinal where they are in order: two readings of a pair, and SPSS ordinals."""
    found = list(guesses)
    names = {levels: family for family, levels in _FAMILIES.items()}
    for first, second, _ in partners([guess.name for guess in guesses]):
        if all(guesses[place].type in {"category", "text"} for place in (first, second)):
            headers = guesses[first].header, guesses[second].header
            ordered = (text.levels.get(header, ()) for header in headers)
            levels = shared_levels(columns[first], columns[second], *ordered)
            for place in (first, second) if levels else ():
                found[place] = _ordinal(guesses[place], levels, names)
    for place, guess in enumerate(found):
        levels = text.levels.get(guess.header, ())
        if guess.header in text.ordinal and guess.type in {"category", "text"} and make_a_scale(levels):
            found[place] = _ordinal(guess, levels, names)
    return tuple(found)


def _ordinal(guess: ColumnGuess, levels: tuple[str, ...], names: dict[tuple[str, ...], str]) -> ColumnGuess:
    if levels not in names:
        names[levels] = valid_name(f"{levels[0]}_to_{levels[-1]}", "levels", list(names.values()))
    return replace(guess, type="ordinal", levels=(), scale=names[levels], scale_levels=levels)


def _guess(
    name: str, header: str, cells: Sequence[str], families: Collection[str], ordered: Sequence[str]
) -> ColumnGuess:
    filled = [cell for cell in cells if cell]
    optional = len(filled) < len(cells)
    for family in _FAMILIES:
        if family in families and _on_scale(filled, family):
            return ColumnGuess(name, header, "ordinal", optional, scale=family)
    for kind in ("integer", "number"):
        if filled and not convert(filled, Column(type=kind), {})[1]:
            return ColumnGuess(name, header, kind, optional)
    seen = tuple(dict.fromkeys(filled))
    levels = tuple(level for level in ordered if level in seen) or in_known_order(seen) or seen
    if 0 < len(levels) <= (_MOST_LEVELS if ordered else min(_MOST_LEVELS, max(1, len(filled) // 2))):
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
