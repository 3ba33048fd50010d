"""Suggestions: the name that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str], *, none: str = "there are none") -> str:
    """Return ``did you mean 'x'? known: …``, or only what is known where nothing is near.

    >>> did_you_mean("perk_pots", ["perk_pre", "perk_post"])
    "did you mean 'perk_post'? known: perk_pre, perk_post"
    >>> did_you_mean("Weekly", [])
    'there are none'
    """
    names = list(known)
    if not names:
        return none
    near = nearest(word, names)
    listed = ", ".join(names[:30]) + (f" and {len(names) - 30} more" if len(names) > 30 else "")
    return f"did you mean {near!r}? known: {listed}" if near is not None else f"known: {listed}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name nearest to ``word``, ignoring case, or None.

    >>> nearest("weekly", ["Weekly", "Daily"]), nearest("xyz", ["Weekly", "Daily"])
    ('Weekly', None)
    """
    by_lower = {name.lower(): name for name in known}
    matches = get_close_matches(word[:200].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[matches[0]] if matches else None
