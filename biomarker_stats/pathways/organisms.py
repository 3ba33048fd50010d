"""Which organism a gene symbol of a figure record belongs to, from the order of the list and how the symbol is spelled.

A record lists symbols organism by organism, in the order of ``organisms_ner``, at least one of each. Human symbols are
capitals, mouse symbols a capital and small letters, fly symbols have a small letter somewhere or are CG or CR numbers
(HGNC, MGI and FlyBase conventions; the few fly symbols in capitals are taken for human). Where these two facts leave
one way to cut the list, every symbol has its organism; a symbol that differs between the ways has none.
"""

import re
from collections.abc import Sequence

HUMAN, MOUSE, FLY = "Homo sapiens", "Mus musculus", "Drosophila melanogaster"
_SPELLING = {
    HUMAN: re.compile(r"(?:[A-Z][A-Z0-9-]*|C[0-9XY]+orf[0-9]+)"),
    MOUSE: re.compile(r"[A-Z](?:[a-z0-9-]*[a-z][a-z0-9-]*|[0-9]+)|mt-[A-Z][a-z0-9]*|[0-9]+[A-Za-z0-9]*Rik"),
    FLY: re.compile(r"C[GR][0-9]+|(?:[A-Za-z]|[A-Za-z][A-Za-z0-9:()-]*[a-z][A-Za-z0-9:()-]*|[a-z][A-Za-z0-9:()-]*)"),
}
_ANY = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._()-]*")


def spelled_like(symbol: str, organism: str) -> bool:
    """Return whether ``symbol`` is spelled as symbols of ``organism`` are; of other organisms anything is.

    >>> spelled_like("ERBB2", HUMAN), spelled_like("Erbb2", HUMAN), spelled_like("Erbb2", MOUSE)
    (True, False, True)
    """
    return _SPELLING.get(organism, _ANY).fullmatch(symbol) is not None


def told_apart(symbols: Sequence[str], organisms: Sequence[str]) -> tuple[str | None, ...]:
    """Return the organism of each symbol, None where it fits none of the listed ones or more than one way of cutting.

    A symbol that is spelled like no listed organism (a metabolite, say) is left out before the list is cut.

    >>> told_apart(["Raf1", "RAF1", "Raf", "rl"], [MOUSE, HUMAN, FLY])
    ('Mus musculus', 'Homo sapiens', 'Drosophila melanogaster', 'Drosophila melanogaster')
    >>> told_apart(["MTOR", "Glucose"], [HUMAN])
    ('Homo sapiens', None)
    """
    fits = [[spelled_like(symbol, organism) for organism in organisms] for symbol in symbols]
    kept = [k for k, row in enumerate(fits) if any(row)]
    found: list[str | None] = [None] * len(symbols)
    ahead = _reachable([fits[k] for k in kept], len(organisms))
    behind = _reachable([fits[k][::-1] for k in reversed(kept)], len(organisms))
    for place, k in enumerate(kept):
        back = behind[len(kept) - 1 - place][::-1]
        possible = [o for o in range(len(organisms)) if ahead[place][o] and back[o]]
        if len(possible) == 1:
            found[k] = organisms[possible[0]]
    return tuple(found)


def _reachable(fits: list[list[bool]], organisms: int) -> list[list[bool]]:
    """Return, for each symbol and organism, whether the symbols up to it can be cut so that it belongs there."""
    rows: list[list[bool]] = []
    before = [False] * organisms
    for place, row in enumerate(fits):
        start = [o == 0 and place == 0 for o in range(organisms)]
        here = [row[o] and (start[o] or before[o] or (o > 0 and before[o - 1])) for o in range(organisms)]
        rows.append(here)
        before = here
    return rows
