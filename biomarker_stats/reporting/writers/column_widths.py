"""The widths of a table's columns that make the table least high."""

from typing import TypeAlias

import numpy as np

Array: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"

_RAGGED = 1.08  # lines of text are not filled to the end
_ROWS_LOOKED_AT = 60
_BISECTIONS = 40
_MOVES = 25
_HEADS = 3  # the head counts so many times more: it stands on every page
_HIGH = 1.3
_BESIDE = 0.5


def share(texts: Array, least: Array, room: float) -> Array:
    """Return a width for each column: that of its longest text if all fit into ``room``, else the best that do.

    Args:
        texts: how wide each cell's text is on one line; one row a row of the table.
        least: the width no column may fall below; their sum is at most ``room``.
        room: the width of all columns together.

    """
    whole: Array = np.maximum(texts.max(axis=0), least)
    if whole.sum() <= room:
        return whole
    head = np.repeat(texts[:1], _HEADS, axis=0)
    return _improved(_balanced(whole, least, room), np.vstack([head, texts[:_ROWS_LOOKED_AT]]), least)


def lines(texts: Array, widths: Array) -> Array:
    """Return about how many lines each row takes."""
    found: Array = _cell_lines(texts, widths).max(axis=1)
    return found


def _cell_lines(texts: Array, widths: Array) -> Array:
    found: Array = np.maximum(1.0, np.ceil(_RAGGED * texts / widths))
    return found


def _balanced(whole: Array, least: Array, room: float) -> Array:
    """Return the widths that let the longest text of every column take the same number of lines."""
    low, high = 1.0, 1e4
    for _ in range(_BISECTIONS):
        middle = (low * high) ** 0.5
        if np.maximum(least, whole / middle).sum() <= room:
            high = middle
        else:
            low = middle
    found: Array = np.maximum(least, whole / high)
    return found


def _improved(widths: Array, texts: Array, least: Array) -> Array:
    """Move width from one column to another while that saves lines."""
    lowest = _heights(texts, widths[np.newaxis])[0]
    moves = np.array([[(k == take) - (k == give) for k in range(len(widths))] for give, take in _pairs(len(widths))])
    for step in widths.sum() / np.array([10.0, 25.0, 60.0]):
        for _ in range(_MOVES):
            tried = widths + step * moves
            tried = tried[(tried >= least).all(axis=1)]
            heights = _heights(texts, tried)
            if not len(heights) or heights.min() >= lowest:
                break
            lowest = heights.min()
            widths = tried[heights.argmin()]
    return _without_spare(widths, np.maximum(texts.max(axis=0), least))


def _without_spare(widths: Array, whole: Array) -> Array:
    """Give what a column has beyond its longest text to those whose texts are cut."""
    spare, wanted = np.clip(widths - whole, 0, None), np.clip(whole - widths, 0, None)
    found: Array = widths - spare + spare.sum() * wanted / max(float(wanted.sum()), 1e-9)
    return found


def _pairs(number: int) -> list[tuple[int, int]]:
    return [(give, take) for give in range(number) for take in range(number) if give != take]


def _heights(texts: Array, widths: Array) -> Array:
    """Return, for each row of ``widths``, what is to be made least.

    That is the lines of all rows, a high row weighing more, and a little of every cell.
    """
    cells = _cell_lines(texts[np.newaxis], widths[:, np.newaxis, :])
    found: Array = (cells.max(axis=2) ** _HIGH).sum(axis=1) + _BESIDE * cells.sum(axis=(1, 2))
    return found
