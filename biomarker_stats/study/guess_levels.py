"""The order of a column's words: that of the codes of an SPSS file, or that of words everyone puts in one order."""

from collections.abc import Collection, Sequence

from biomarker_stats.study.documents import has_control
from biomarker_stats.study.limits import CELL_CHARACTERS
from biomarker_stats.study.symbols import skeleton

_ORDERED = (
    ("no", "yes"),
    ("n", "y"),
    ("false", "true"),
    ("absent", "present"),
    ("negative", "weak", "moderate", "strong"),
    ("neg", "weak", "moderate", "strong"),
    ("none", "weak", "moderate", "strong"),
    ("negative", "positive"),
    ("neg", "pos"),
    ("none", "mild", "moderate", "severe"),
    ("low", "medium", "high"),
    ("low", "intermediate", "high"),
    ("low", "moderate", "high"),
)


def in_known_order(cells: Collection[str]) -> tuple[str, ...]:
    """Return the different words among the cells, lowest first; () where they are no two words of a known order.

    Levels that no cell names are not made up: ``neg`` and ``strong`` are two levels.

    >>> in_known_order(["Yes", "No", "Yes"]), in_known_order(["weak", "neg"]), in_known_order(["yes", "maybe"])
    (('No', 'Yes'), ('neg', 'weak'), ())
    """
    words = {cell: cell.casefold() for cell in cells if cell}
    for known in _ORDERED:
        if len(words) == len(set(words.values())) > 1 and set(words.values()) <= set(known):
            return tuple(sorted(words, key=lambda word: known.index(words[word])))
    return ()


def shared_levels(
    first: Collection[str], second: Collection[str], of_first: Sequence[str] = (), of_second: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the levels, lowest first, on which the cells of both columns are; () where there are none.

    Args:
        first: the cells of the column read first.
        second: the cells of the column read second.
        of_first: its levels in the order of their codes, where the file gives them.
        of_second: those of the second column.

    """
    cells = {cell for cell in (*first, *second) if cell}
    for levels in (tuple(of_first), tuple(of_second)):
        if cells <= set(levels) and make_a_scale(levels):
            return levels
    return in_known_order(cells)


def make_a_scale(levels: Sequence[str]) -> bool:
    """Return whether a study file can hold the words as the levels of one scale, each told from the others."""
    fit = all(len(level) <= CELL_CHARACTERS and not has_control(level) for level in levels)
    return fit and 2 <= len(levels) == len({skeleton(level) for level in levels}) and all(map(str.strip, levels))
