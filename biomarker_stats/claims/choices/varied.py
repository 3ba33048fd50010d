"""What the specifications of a question differ in, and which of their effects are of one kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from biomarker_stats.claims.choices.choice import Choice, Question


@dataclass(frozen=True, slots=True)
class Varied:
    """Which choices differ between specifications."""

    coding: bool
    outcome: bool
    population: bool
    test: bool


def varied(choices: Sequence[Choice], *, on_scale: bool) -> Varied:
    """Return what differs between specifications of one question.

    To score a grade or only to compare it is a choice of outcome. Of numbers off a scale a test of direction takes the
    direction and any other the size; where each test has one outcome, that is no choice of its own.
    """
    outcomes: dict[tuple[Question, str], set[tuple[str, str]]] = {}
    for choice in choices:
        outcomes.setdefault((choice.question, choice.test.words), set()).add((choice.outcome_words, choice.endpoint))
    return Varied(
        coding=len({choice.coding for choice in choices if choice.outcome != "yes"}) > 1,
        outcome=len(set.union(*outcomes.values())) > 1 if on_scale else any(map(_several, outcomes.values())),
        population=len({(choice.population, choice.without_ceiling) for choice in choices}) > 1,
        test=len({choice.test for choice in choices}) > 1,
    )


def _several(found: set[tuple[str, str]]) -> bool:
    return len(found) > 1


def of_one_kind(choices: Sequence[Choice]) -> tuple[bool, ...]:
    """Return whose effect shares the common estimand: sizes where any outcome is a size, else shares of the units.

    A mean or median of sizes and a share of units that rose are different quantities; one axis holds one of them.
    """
    sizes = tuple(choice.outcome == "score" for choice in choices)
    return sizes if any(sizes) else (True,) * len(sizes)
