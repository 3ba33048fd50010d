"""Symbols of an ordinal scale: one canonical spelling for each, and the score it stands for."""

from collections.abc import Mapping

from biomarker_stats.errors import UsageError
from biomarker_stats.study.manifest import ScaleSpec
from biomarker_stats.study.strict import Score
from biomarker_stats.terms import did_you_mean

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_PLUSES = "\ufe62\uff0b"
_SLASHES = "\u2044\u2215\uff0f"
_PLAIN = str.maketrans(dict.fromkeys(_DASHES, "-") | dict.fromkeys(_PLUSES, "+") | dict.fromkeys(_SLASHES, "/"))


def skeleton(symbol: str) -> str:
    """Return ``symbol`` with every dash, plus and slash in its plain form, and no spaces around it or a slash in it.

    Two spellings of one symbol have the same skeleton: a spreadsheet's hyphen or minus sign is the printed en dash.

    >>> skeleton(" \u2212 ") == skeleton("–") == skeleton("—") == "-", skeleton("＋ / ++")
    (True, '+/++')
    """
    return "/".join(part.strip() for part in symbol.translate(_PLAIN).split("/"))


def canonical_symbols(scale: ScaleSpec) -> dict[str, str]:
    """Return the symbols of ``scale``, levels first, keyed by their skeletons."""
    found: dict[str, str] = {}
    for symbol in (*scale.levels, *scale.mixed):
        found.setdefault(skeleton(symbol), symbol)
    return found


def level_scores(scale: ScaleSpec) -> dict[str, Score]:
    """Return the score of each level: the declared ones, or 0, 1, 2 … from the lowest."""
    scores: tuple[Score, ...] = scale.scores or tuple(range(len(scale.levels)))
    return dict(zip(scale.levels, scores, strict=False))


def symbol_scores(scale: ScaleSpec, coding: str | None = None) -> Mapping[str, Score]:
    """Return the score of every symbol of ``scale`` under ``coding`` (None: the scale's default).

    Raises:
        UsageError: the scale has no coding of that name.
    """
    name = scale.default_coding if coding is None else coding
    if name is not None and name not in scale.codings:
        raise UsageError(
            f"{name!r} is not a coding of the scale {scale.title or ', '.join(scale.levels)!r} — "
            f"{did_you_mean(name, scale.codings, none='the scale declares no codings')}"
        )
    only = {symbol: scores[0] for symbol, scores in scale.mixed.items() if len(scores) == 1}
    return level_scores(scale) | only | (scale.codings[name] if name is not None else {})
