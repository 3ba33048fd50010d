"""Which methods answer which question, and what each makes of an outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

from biomarker_stats.claims.choices.choice import Question
from biomarker_stats.claims.choices.method_choice import MethodChoice
from biomarker_stats.errors import MethodMismatch, UnknownMethod
from biomarker_stats.methods.catalogue import CATALOGUE
from biomarker_stats.methods.method import Takes
from biomarker_stats.study.multiverse_spec import MultiverseMethod
from biomarker_stats.terms import nearest

PAIRED: tuple[MultiverseMethod, ...] = (
    MultiverseMethod(method="signed-rank"),
    MultiverseMethod(method="signed-rank", zeros="pratt"),
    MultiverseMethod(method="permutation"),
    MultiverseMethod(method="paired-t"),
    MultiverseMethod(method="sign"),
    MultiverseMethod(method="mcnemar"),
    MultiverseMethod(method="mcnemar", mid_p=True),
)
BETWEEN: tuple[MultiverseMethod, ...] = (
    MultiverseMethod(method="rank-sum"),
    MultiverseMethod(method="permutation"),
    MultiverseMethod(method="student-t"),
    MultiverseMethod(method="welch-t"),
    MultiverseMethod(method="fisher"),
    MultiverseMethod(method="fisher", mid_p=True),
    MultiverseMethod(method="boschloo"),
)
"""The methods tried when the study declares none: those a reader of the field would defend, two-sided."""

_SCORE: dict[Question, Takes] = {"paired": "pairs", "compare": "arms"}
_YES: dict[Question, Takes] = {"paired": "paired-table", "compare": "table"}
_SIGNS_ONLY = ("sign",)
MEDIAN = ("signed-rank", "rank-sum")


@dataclass(frozen=True, slots=True)
class Answer:
    """A method for a question. ``of_score``: whether it uses how large an outcome is, or only its direction."""

    test: MethodChoice
    of_score: bool

    @property
    def by_median(self) -> bool:
        """Whether its effect is a median rather than a mean."""
        return self.test.method in MEDIAN


def answers(declared: Sequence[MultiverseMethod], question: Question) -> tuple[Answer, ...]:
    """Return the declared methods as tests of the catalogue, each once.

    Raises:
        UnknownMethod: the catalogue has no method of that name.
        MethodMismatch: it does not answer this question.
    """
    return tuple(dict.fromkeys(_answer(choice, question) for choice in declared))


def _answer(choice: MultiverseMethod, question: Question) -> Answer:
    every = {method.name: None for method in CATALOGUE}
    if choice.method not in every:
        msg = f"the catalogue has no method {choice.method!r}{nearest(choice.method, every)}"
        raise UnknownMethod(msg)
    known = {method.name: method.takes for method in reversed(CATALOGUE) if method.takes == _YES[question]}
    known |= {method.name: method.takes for method in reversed(CATALOGUE) if method.takes == _SCORE[question]}
    if choice.method not in known:
        what = "a change within units" if question == "paired" else "a difference between two arms"
        msg = f"method {choice.method!r} does not test {what}{nearest(choice.method, known)}"
        raise MethodMismatch(msg)
    takes = known[choice.method]
    test = MethodChoice(
        method=choice.method,
        takes=takes,
        alternative=choice.alternative,
        two_sided=choice.two_sided,
        zeros=choice.zeros,
        reference=choice.reference,
        mid_p=choice.mid_p,
    )
    return Answer(test, takes == _SCORE[question] and choice.method not in _SIGNS_ONLY)
