"""Which columns of a user's table seem to be two readings of one thing, and why others of such names are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biomarker_stats.study.names import valid_name
from biomarker_stats.study.text_table import TextTable
from biomarker_stats.wording import count

if TYPE_CHECKING:
    from biomarker_stats.study.guess import ColumnGuess

_VISITS = (("pre", "post"), ("before", "after"), ("baseline", "followup"))
_MEASURES = ("ordinal", "integer", "number")


@dataclass(frozen=True, slots=True)
class PairGuess:
    """Two columns whose names say that one was read before the other; ``stem`` is what they share.

    ``yes_no`` says that they are read on two levels only; ``incomplete`` is how many rows lack one reading or both.
    """

    name: str
    stem: str
    before: "ColumnGuess"
    after: "ColumnGuess"
    yes_no: bool = False
    incomplete: int = 0


def partners(names: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return the places of each two columns called pre and post, before and after, or the like, and what they share.

    >>> partners(["patient", "perk_pre", "perk_post", "age"])
    [(1, 2, 'perk')]
    """
    found: list[tuple[int, int, str]] = []
    by_name: dict[str, int] = {}
    for place, name in enumerate(names):
        by_name.setdefault(name.lower(), place)
    for before, after in _VISITS:
        token = re.compile(rf"(?:^|(?<=[_.-])){before}(?=$|[_.-])")
        for name, place in by_name.items():
            other = by_name.get(token.sub(after, name))
            if token.search(name) and other is not None:
                stem = re.sub(token.pattern, "", names[place], flags=re.IGNORECASE)
                found.append((place, other, re.sub(r"[_.-]+", " ", stem).strip() or "reading"))
    return found


def guess_pairs(text: TextTable, guesses: Sequence["ColumnGuess"], unit: "ColumnGuess") -> tuple[PairGuess, ...]:
    """Return the pairs of columns called pre and post, or the like, that are read on one scale, in one row at least."""
    found: list[PairGuess] = []
    for first, second, stem in partners([guess.name for guess in guesses]):
        before, after = guesses[first], guesses[second]
        if not _why_not(text, (first, second), guesses, unit):
            name = valid_name(
                re.sub(r"[^a-z0-9]+", "_", f"change_{stem.lower()}"), "change", [pair.name for pair in found]
            )
            incomplete = sum(not (row[first] and row[second]) for row in text.rows)
            yes_no = before.scale is not None and len(before.scale_levels) == 2
            found.append(PairGuess(name, stem, before, after, yes_no, incomplete))
    return tuple(found)


def remarks_on_pairs(text: TextTable, guesses: Sequence["ColumnGuess"], unit: "ColumnGuess") -> list[str]:
    """Return what the user should know of the guess: half pairs, pairs that are none, and that no analysis was made."""
    pairs = guess_pairs(text, guesses, unit)
    remarks = [
        f"{pair.before.name} and {pair.after.name}: {count(pair.incomplete, 'row')} of {len(text.rows)} "
        f"{'lacks' if pair.incomplete == 1 else 'lack'} a reading; analyses leave out such units and count them"
        for pair in pairs
        if pair.incomplete
    ]
    for first, second, _ in partners([guess.name for guess in guesses]):
        why = _why_not(text, (first, second), guesses, unit)
        if why:
            remarks.append(f"{guesses[first].name} and {guesses[second].name} were not taken as a pair: {why}")
    if not pairs:
        remarks.append(
            "no endpoint and no analysis was written, because no two columns called pre and post, before and after, or "
            "baseline and followup make a pair: declare them in study.toml"
        )
    return remarks


def _why_not(text: TextTable, places: tuple[int, int], guesses: Sequence["ColumnGuess"], unit: "ColumnGuess") -> str:
    """Return why two columns are no two readings of one thing; "" where they are."""
    before, after = (guesses[place] for place in places)
    if unit in (before, after):
        return f"{unit.name} names the rows"
    for guess, place in zip((before, after), places, strict=True):
        if not any(row[place] for row in text.rows):
            return f"{guess.name} is empty"
        if guess.type not in _MEASURES:
            return f"{guess.name} holds words in no known order"
    if before.scale != after.scale:
        return "they are not read on one scale"
    if not any(row[places[0]] and row[places[1]] for row in text.rows):
        return "no row has both readings"
    return ""
