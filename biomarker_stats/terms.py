"""The vocabularies every layer shares, as Literal types."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

Alternative = Literal["two-sided", "greater", "less"]
TwoSided = Literal["absolute", "central", "minlike", "blaker"]
"""Which outcomes are "as extreme" in a two-sided test.

``absolute``: those at least as far from the null expectation; ``central``: twice the smaller tail, capped at 1;
``minlike``: those no more probable than the observed one; ``blaker``: the smaller tail plus the largest opposite tail
that does not exceed it.
"""
Zeros = Literal["drop", "pratt"]
Ranks = Literal["within", "overall"]
Reference = Literal["auto", "exact", "monte-carlo", "asymptotic"]
SentenceStyle = Literal["sampl", "apa", "jama"]
EffectSize = Literal["hedges", "cohen"]

ClaimKind = Literal["p", "percent", "count", "mean", "sd", "statistic", "ci", "range", "text"]
Comparator = Literal["=", "<", "<=", ">", ">=", "ns", "~"]
Rounding = Literal["half_up", "half_even", "trunc", "ceiling", "unknown"]
Quantity = Literal[
    "count",
    "levels",
    "values",
    "range",
    "percent",
    "mean",
    "median",
    "sd",
    "difference",
    "statistic",
    "estimate",
    "interval",
    "p",
]
Adjustment = Literal["bonferroni", "holm", "hochberg", "bh"]
StatedAdjustment = Literal["none", "bonferroni", "holm", "hochberg", "bh", "other"]
Reading = Literal["change", "before", "after"]
VerdictWord = Literal[
    "reproduced",
    "reproduced_by_truncation",
    "reproduced_by_ceiling",
    "reproduced_under_inferred_specification",
    "reproduced_under_other_specification",
    "consistent_not_derivable",
    "contradicted",
    "impossible_as_printed",
    "not_derivable",
]
Flag = Literal[
    "decision_changed",
    "direction_changed",
    "estimand_mismatch",
    "below_exact_floor",
    "comparator_unlike_siblings",
    "printed_not_in_quote",
]

_LONGEST_WORD = 200
_MOST_WORDS = 30


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word closest to ``word``, ignoring case, or None where none is near.

    >>> closest("weekly", ["Weekly", "Daily"]), closest("xyz", ["Weekly", "Daily"])
    ('Weekly', None)
    """
    by_lower = {name.lower(): name for name in known}
    matches = get_close_matches(word[:_LONGEST_WORD].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[matches[0]] if matches else None


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
    near = closest(word, names)
    listed = ", ".join(names[:_MOST_WORDS]) + (f" and {len(names) - _MOST_WORDS} more" if names[_MOST_WORDS:] else "")
    return f"did you mean {near!r}? known: {listed}" if near is not None else f"known: {listed}"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return :func:`did_you_mean` with the dash that joins it to the message before it."""
    return f" — {did_you_mean(word, known)}"
