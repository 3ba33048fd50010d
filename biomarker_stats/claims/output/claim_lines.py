"""Where each claim stands in ``claims.toml``, for readers that jump to a line."""

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*\[\[\s*(?:claim|\"claim\"|'claim')\s*\]\]")
_QUOTES = re.compile(r'"""|\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#')


def claim_lines(text: str, ids: Sequence[str]) -> dict[str, int]:
    r"""Return the line, from 1, at which each claim begins: its ``[[claim]]``, or where its id stands.

    Claims written in another form of TOML (an array of inline tables) are found by their quoted id, else at line 1.

    >>> claim_lines('format = 1\n[[claim]]\nid = "a"\n\n[[claim]]\nid = "b"\n', ["a", "b"])
    {'a': 2, 'b': 5}
    """
    lines = text.split("\n")
    headers = [number for number, line in _outside_long_strings(lines) if _HEADER.match(line)]
    if len(headers) == len(ids):
        return dict(zip(ids, headers, strict=True))
    return {name: next((k for k, line in enumerate(lines, 1) if _names(line, name)), 1) for name in ids}


def _names(line: str, name: str) -> bool:
    return f'"{name}"' in line or f"'{name}'" in line


def _outside_long_strings(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Return the numbered lines that do not begin inside a string of several lines."""
    inside = ""
    found = []
    for number, line in enumerate(lines, 1):
        if not inside:
            found.append((number, line))
        inside = _after(line, inside)
    return found


def _after(line: str, inside: str) -> str:
    """Return the delimiter of the long string that is open at the end of ``line``, or an empty string."""
    place = 0
    while True:
        if inside:
            end = _closing(line, inside, place)
            if end < 0:
                return inside
            inside, place = "", end
            continue
        match = _QUOTES.search(line, place)
        if match is None or match[0] == "#":
            return ""
        place = match.end()
        if match[0] in {'"""', "'''"}:
            inside = match[0]


def _closing(line: str, delimiter: str, place: int) -> int:
    """Return where the long string ends in ``line``, or −1; a backslash hides a quote of the \"\"\" kind."""
    while place < len(line):
        if line[place] == "\\" and delimiter == '"""':
            place += 2
        elif line.startswith(delimiter, place):
            place += len(delimiter)
            while line.startswith(delimiter[0], place):  # up to two quotes may stand before the delimiter
                place += 1
            return place
        else:
            place += 1
    return -1
