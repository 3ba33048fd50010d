"""Where a line may break inside a word that is too long for it, and how wide text is; for formats with pages."""

import unicodedata
from functools import lru_cache

LONGEST = 24
"""A word of more characters may break inside: no English word is as long, and a cell of a table is no wider."""

_STEP = 4
_HYPHENATED = 12  # a longer word with a hyphen may break there
_SEPARATORS = frozenset("/_.,;:|-–=&?")
_NARROW = frozenset("iljtfrI.,;:!|'’()[]/· ")
_SQUEEZED = frozenset("mwMW%@—")


def pieces(word: str) -> list[str]:
    """Return the pieces between which ``word`` may break: one piece where it is short enough to stay whole.

    Marks that stand on the letter before them stay with it.

    >>> pieces("short")
    ['short']
    >>> pieces("analysis_of_the_primary_endpoint")
    ['anal', 'ysis', '_', 'of_', 'the_', 'prim', 'ary_', 'endp', 'oint']
    """
    if len(word) <= LONGEST:
        return [word]
    parts = [""]
    for character in word:
        full = len(parts[-1]) >= _STEP or parts[-1][-1:] in _SEPARATORS
        if parts[-1] and full and not _joins(character):
            parts.append("")
        parts[-1] += character
    return parts


def width(text: str) -> float:
    """Return about how wide ``text`` is in a common sans-serif face, in em."""
    return sum(map(_em, text))


def floor(text: str) -> float:
    """Return the width, in em, below which a word of ``text`` would not fit or would break every few letters."""
    return max((_least(word) for word in text.split()), default=0.0)


def _least(word: str) -> float:
    if len(word) > LONGEST:
        return LONGEST / 4
    parts = word.replace("-", "- ").split() if len(word) > _HYPHENATED else [word]
    return max(map(width, parts))


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    if _joins(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in _NARROW:
        return 0.32
    if character in _SQUEEZED:
        return 0.9
    return 0.7 if character.isupper() else 0.55


def _joins(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}
