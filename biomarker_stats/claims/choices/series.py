"""One number a unit for every endpoint, coding and population: what the methods are put to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from biomarker_stats.claims.choices.choice import Choice, Coding, Outcome, Question
from biomarker_stats.claims.choices.methods import Answer
from biomarker_stats.claims.choices.plan import Plan
from biomarker_stats.claims.choices.readings import BoolArray, Readings, membership
from biomarker_stats.design.measure import endpoint_of
from biomarker_stats.design.scores import IntArray
from biomarker_stats.errors import ExactTooLarge, UsageError

if TYPE_CHECKING:
    from biomarker_stats.study import Study

MOST_SPECIFICATIONS = 20_000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Series:
    """The outcome of every unit under one set of choices, the method aside.

    ``values`` (n whole numbers, each ``unit`` large) turn to their negatives where the two readings of a unit change
    places; ``member`` (2, n) says who is in the population as observed and after such a swap. ``unit / span`` brings
    an effect to the common scale.
    """

    question: Question
    endpoint: str
    outcome: Outcome
    cut: str
    coding: Coding
    population: str
    without_ceiling: bool
    values: IntArray
    member: BoolArray
    unit: float
    span: float
    answers: tuple[Answer, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The specifications of this series, one a method."""
        return tuple(
            Choice(
                question=self.question,
                endpoint=self.endpoint,
                outcome=self.outcome,
                cut=self.cut,
                coding=self.coding,
                population=self.population,
                without_ceiling=self.without_ceiling,
                test=answer.test,
            )
            for answer in self.answers
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Maker:
    """What the series of both questions are made from."""

    study: "Study"
    plan: Plan
    readings: Readings
    members: Mapping[str, BoolArray]

    def all_of(self, question: Question) -> Iterator[Series]:
        asked = self.plan.paired if question == "paired" else self.plan.between
        of_score = tuple(answer for answer in asked if answer.of_score)
        of_yes = tuple(answer for answer in asked if not answer.of_score)
        for place, coding in enumerate(self.readings.codings):
            score, cuts = self._outcomes(place)
            if of_score:
                yield from self._series(question, ("score", "", self.plan.name), score, place, of_score)
            if of_yes and self.readings.first is not None:
                yield from self._series(question, ("direction", "", self.plan.name), np.sign(score), place, of_yes)
            for cut, values in cuts.items() if of_yes else ():
                yield from self._series(question, ("cut", cut, self.plan.name), values, place, of_yes)
            if coding == self._default_coding and question == "compare" and of_yes:
                for name in self.plan.also:
                    yes, known = self._yes(name)
                    yield from self._series(question, ("yes", "", name), yes, place, of_yes, known=known)

    def _outcomes(self, place: int) -> tuple[IntArray, dict[str, IntArray]]:
        """Return the outcome under one coding, and cut at every level."""
        first, second = self.readings.first, self.readings.second[place]
        if first is None:
            return second, {cut: (second >= level).astype(np.int64) for cut, level in self.readings.cuts.items()}
        cuts = {
            cut: (second >= level).astype(np.int64) - (first[place] >= level)
            for cut, level in self.readings.cuts.items()
        }
        return second - first[place], cuts

    def _series(
        self,
        question: Question,
        named: tuple[Outcome, str, str],
        values: IntArray,
        place: int,
        answers: tuple[Answer, ...],
        *,
        known: BoolArray | None = None,
    ) -> Iterator[Series]:
        outcome, cut, endpoint = named
        scored = outcome == "score"
        for population in self.plan.populations:
            if question == "compare" and self._by_arms(population):
                continue
            for without_ceiling in (False, True) if self._has_ceiling(question) else (False,):
                member = self.members[population] if known is None else self.members[population] & known
                if without_ceiling:
                    member = member & ~self._at_top(question, place)
                yield Series(
                    question=question,
                    endpoint=endpoint,
                    outcome=outcome,
                    cut=cut,
                    coding=() if outcome == "yes" else self.readings.codings[place],
                    population=population,
                    without_ceiling=without_ceiling,
                    values=values,
                    member=member,
                    unit=1 / self.readings.denominator if scored else 1.0,
                    span=(self.readings.span or 1.0) if scored else 1.0,
                    answers=answers,
                )

    def _by_arms(self, population: str) -> bool:
        declared = self.study.manifest.populations.get(population)
        return declared is not None and self.plan.by in {condition.column for condition in declared.where}

    def _has_ceiling(self, question: Question) -> bool:
        """Whether the ceiling leaves any unit out under any coding: the same answer under every arrangement."""
        return self.plan.spec.ceiling and any(
            self._at_top(question, k).any() for k in range(len(self.readings.codings))
        )

    def _at_top(self, question: Question, place: int) -> BoolArray:
        """Return which units the top of the scale keeps from rising.

        Between arms those that begin there. Within units only those that are there both times: to leave out a unit
        that begins at the top and falls, but keep it had it risen there, would count rises and not falls.
        """
        first, second, top = self.readings.first, self.readings.second, self.readings.top
        if first is None or top is None:
            return np.zeros(len(self.readings.frame), dtype=bool)
        begins: BoolArray = first[place] >= top
        ends: BoolArray = second[place] >= top
        return begins & ends if question == "paired" else begins

    @property
    def _default_coding(self) -> Coding:
        """The coding under which a declared yes/no, which is not coded itself, meets the ceiling."""
        scale = (
            self.study.manifest.tables[self.plan.endpoint.table]
            .columns[self.plan.endpoint.before or self.plan.endpoint.column or ""]
            .scale
        )
        spec = None if scale is None else self.study.manifest.scales[scale]
        chosen = {} if spec is None or spec.default_coding is None else spec.codings[spec.default_coding]
        symbols = [symbol for symbol, _ in self.readings.codings[0]]
        wanted = tuple((symbol, chosen[symbol]) for symbol in symbols if symbol in chosen)
        return wanted if wanted in self.readings.codings else self.readings.codings[0]

    def _yes(self, name: str) -> tuple[IntArray, BoolArray]:
        """Return 1 for a yes and 0 for another unit, and of which units it is known."""
        spec = endpoint_of(self.study, name)
        if self.plan.by in {condition.column for condition in spec.when}:
            msg = f"[multiverse] also: {name!r} has a condition on {self.plan.by!r}, the column of the arms"
            raise UsageError(msg)
        answers = self.study.answers(self.readings.frame, spec)
        yes: IntArray = np.asarray(answers == 1, dtype=np.int64)
        return yes, np.asarray(answers.notna(), dtype=np.bool_)


def series_of(study: "Study", plan: Plan, readings: Readings) -> dict[Question, tuple[Series, ...]]:
    """Return the series of each question that the study can be asked.

    Raises:
        ExactTooLarge: there are more specifications than the bound allows.
        UsageError: a population or an endpoint names a column that is not there.
    """
    members = {name: membership(study, plan.endpoint, readings.frame, name) for name in plan.populations}
    maker = _Maker(study, plan, readings, members)
    asked: list[Question] = []
    if plan.paired:
        asked.append("paired")
    if plan.by is not None and plan.between:
        asked.append("compare")
    most = len(readings.codings) * (2 + len(readings.cuts)) * len(plan.populations) * 2
    most *= max(len(plan.paired), len(plan.between), 1)
    if most > MOST_SPECIFICATIONS:
        msg = (
            f"the declared choices make up to {most:,} specifications, more than {MOST_SPECIFICATIONS:,} — "
            "name fewer codings, cuts, populations or methods under [multiverse]"
        )
        raise ExactTooLarge(msg)
    return {question: tuple(maker.all_of(question)) for question in asked}
