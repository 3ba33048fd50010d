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
EffectSize = Literal["hedges", "cohen"]

ClaimKind = Literal["p", "percent", "count", "mean", "sd", "statistic", "ci", "range", "text"]
Comparator = Literal["=", "<", "<=", ">", ">=", "ns", "~"]
Rounding = Literal["half_up", "half_even", "trunc", "ceiling", "unknown"]
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
    "comparator_unlike_siblings",
    "printed_not_in_quote",
]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `` — did you mean 'x'?`` for the known word nearest to ``word``, or the list of known words."""
    words = list(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    return f" — did you mean {close[0]!r}?" if close else f" — known: {', '.join(words)}"
