"""Names that fit on a figure and stay different from each other."""

from collections.abc import Sequence
from typing import Final

from biomarker_stats.plots.lettering import cut, plain, width_mm
from biomarker_stats.plots.style import SIZE

_SHARES: Final = (0.5, 0.75, 0.25, 1.0, 0.0)  # of the letters kept, at the end of the name


def apart(names: Sequence[str], limit_mm: float, size: float = SIZE) -> tuple[str, ...]:
    """Return different names as different texts that fit into ``limit_mm``.

    One that does not fit is cut in its middle, since names of markers and patients differ at their ends; where that
    makes two the same they are cut elsewhere, and at the worst they are numbered.

    >>> apart(["pERK_T202_Y204_1", "pERK_T202_Y204_2", "S6"], 19.0)
    ('pERK_…04_1', 'pERK_…04_2', 'S6')
    """
    found = [_cut_inside(plain(name), limit_mm, size, _SHARES[0]) for name in names]
    for share in _SHARES[1:]:
        for k in _repeated(found, names):
            found[k] = _cut_inside(plain(names[k]), limit_mm, size, share)
    for count, k in enumerate(_repeated(found, names), 1):
        end = f" ({count})"
        found[k] = cut(names[k], limit_mm - width_mm(end, size), size) + end
    return tuple(found)


def _repeated(found: Sequence[str], names: Sequence[str]) -> list[int]:
    """Return the places of texts that stand for several names."""
    meant: dict[str, set[str]] = {}
    for text, name in zip(found, names, strict=True):
        meant.setdefault(text, set()).add(name)
    return [k for k, text in enumerate(found) if len(meant[text]) > 1]


def _cut_inside(name: str, limit_mm: float, size: float, share: float) -> str:
    """Return as much of the name as fits, with an ellipsis for what is left out; ``share`` of it from the end."""
    if width_mm(name, size) <= limit_mm:
        return name
    low, high = 0, len(name) - 1
    while low < high:
        middle = (low + high + 1) // 2
        fits = width_mm(_joined(name, middle, share), size) <= limit_mm
        low, high = (middle, high) if fits else (low, middle - 1)
    return _joined(name, low, share)


def _joined(name: str, kept: int, share: float) -> str:
    end = int(kept * share)
    return f"{name[: kept - end].rstrip()}…{name[len(name) - end :].lstrip()}"
