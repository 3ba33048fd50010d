"""The grid below a specification curve: one row a choice, and which specifications made it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from biomarker_stats.claims.choices import QuestionResult
    from biomarker_stats.claims.choices.choice import Choice

MOST_ROWS: Final = 40
"""More rows than this are not drawn: the largest group goes first, and the caption says so."""


@dataclass(frozen=True, slots=True)
class Row:
    """One choice of a group (``coding``, ``population`` …) and the places of the specifications that made it."""

    group: str
    name: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """One question, its specifications ordered by P value, then by falling effect; those without a P value last."""

    question: "QuestionResult"
    order: tuple[int, ...]
    rows: tuple[Row, ...]
    left_out: tuple[str, ...]


def curve_of(question: "QuestionResult", titles: Mapping[str, str]) -> Curve:
    """Return the curve of a question; ``titles`` says what populations and endpoints are called."""
    found = question.rows
    order = sorted(
        range(len(found)),
        key=lambda k: (found[k]["p_value"] is None, found[k]["p_value"] or 0.0, -(found[k]["effect_scaled"] or 0.0), k),
    )
    rows = [row for row in _rows(question, order, titles) if row.group != _OUTCOME or question.varied.outcome]
    left_out: list[str] = []
    while len(rows) > MOST_ROWS:
        sizes: dict[str, int] = {}
        for row in rows:
            sizes[row.group] = sizes.get(row.group, 0) + 1
        largest = max(sizes, key=lambda name: sizes[name])
        left_out.append(largest)
        rows = [row for row in rows if row.group != largest]
    return Curve(question, tuple(order), tuple(rows), tuple(left_out))


def _rows(question: "QuestionResult", order: Sequence[int], titles: Mapping[str, str]) -> list[Row]:
    """Return the rows in which specifications differ, group by group."""
    made: dict[str, dict[str, list[int]]] = {}
    for place, index in enumerate(order):
        for group, name in _made(question, question.choices[index], titles):
            made.setdefault(group, {}).setdefault(name, []).append(place)
    groups = sorted(made, key=lambda group: (_RANK.get(group, 1), group))
    return [
        Row(group, name, tuple(made[group][name]))
        for group in groups
        if len(made[group]) > 1 or group == _CEILING
        for name in _sorted(group, made[group])
    ]


_CEILING: Final = "ceiling"
_OUTCOME: Final = "outcome"
_RANK: Final[dict[str, int]] = {_OUTCOME: 2, "population": 3, _CEILING: 4, "method": 5}


def _made(question: "QuestionResult", choice: "Choice", titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for symbol, score in choice.coding:
        yield f"score of {symbol}", f"{symbol} = {score:g}"
    words = question.outcome_words(choice)
    yield _OUTCOME, titles.get(choice.endpoint, words) if choice.outcome == "yes" else words
    yield "population", titles.get(choice.population, choice.population.replace("_", " "))
    if choice.without_ceiling:
        yield _CEILING, "without ceiling"
    yield "method", choice.test.words


def _sorted(group: str, names: Mapping[str, list[int]]) -> list[str]:
    """Return scores in order of size, and other choices so that those with small P values come first."""
    if group.startswith("score of "):
        return sorted(names, key=lambda name: float(name.rpartition("= ")[2]))
    return sorted(names, key=lambda name: (sum(names[name]) / len(names[name]), name))
