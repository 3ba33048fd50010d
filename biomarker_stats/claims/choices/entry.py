"""From a study to its multiverse."""

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import biomarker_stats
from biomarker_stats.claims.choices.choice import Choice, Question
from biomarker_stats.claims.choices.evaluate import Evaluated, evaluate
from biomarker_stats.claims.choices.exchange import MOST_EXACT, Arrangements, flips, relabellings
from biomarker_stats.claims.choices.joint import infer
from biomarker_stats.claims.choices.multiverse_result import Multiverse
from biomarker_stats.claims.choices.plan import Plan, plan_of
from biomarker_stats.claims.choices.published import published
from biomarker_stats.claims.choices.question_result import QuestionResult
from biomarker_stats.claims.choices.readings import Readings, readings_of
from biomarker_stats.claims.choices.series import Series, series_of
from biomarker_stats.design.scores import IntArray
from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.study.loading import load_study
from biomarker_stats.study.manifest import Analysis
from biomarker_stats.study.unit_noun import nouns, unit_noun
from biomarker_stats.wording import count, listing

if TYPE_CHECKING:
    from biomarker_stats.study import Study

RESAMPLES = (1_999, 199)
"""Random arrangements where all are too many, and where those are too much work."""
_LIBRARIES = ("numpy", "scipy", "pandas")


def multiverse(study: "Study | str | Path") -> Multiverse:
    """Return every defensible specification of a study, and joint inference over all of them at once.

    The choices are those of ``[multiverse]`` in ``study.toml``: codings of the mixed cells, endpoints, populations,
    methods. Left out, they are every permissible score of every mixed cell that occurs; the change, its direction and
    the declared yes/no endpoints; all units and each declared population that the arms do not define, each also
    without the units that the top of the scale keeps from rising (between arms those that begin there; within units
    those that are there both times, so that a fall from the top still counts); and a dozen usual two-sided tests.

    Two questions are kept apart, each with its own H0. *Paired change*: the two readings of a unit may change places,
    independently of other units; every specification, populations included, is evaluated anew after each flip. *Effect
    of the arms*: the labels of the arms may be permuted. Under H0 each arrangement is equally likely, so the rank of
    the smallest P value, of the median effect and of the share below alpha among all arrangements is an exact P value,
    whatever the specifications have in common. Where there are more than 16,384 arrangements, or too many tests, a
    random sample of them is taken, its seed recorded, and one is added.

    Raises:
        StudyError: the study cannot be loaded.
        UsageError: nothing in it can be compared, or a declared choice does not fit.
        DataError: no unit has a reading.
        ExactTooLarge: the choices make more work than the bound allows; the message says what to leave out.

    References:
        Steegen S et al. (2016) Perspectives on Psychological Science 11:702-712; Simonsohn U et al. (2020) Nature Human
        Behaviour 4:1208-1214; Westfall PH, Young SS (1993) Resampling-Based Multiple Testing, section 2.3.

    >>> found = multiverse("carracedo2008")
    >>> change = found.question("paired")
    >>> change.arrangements, change.smallest.p_value, change.smallest.floor
    (1024, 0.0625, 0.0625)
    """
    loaded = load_study(study) if isinstance(study, str | Path) else study
    plan = plan_of(loaded)
    readings = readings_of(loaded, plan.endpoint, named=plan.spec.codings, cuts=plan.spec.cuts)
    every = series_of(loaded, plan, readings)
    arms = _arm_codes(plan, readings)
    asked = {question: series for question, series in every.items() if _can_be_asked(question, series, arms)}
    if not asked:
        msg = f"nothing can be compared in study {loaded.id!r}: {'; '.join(plan.notes) or 'no method is left to try'}"
        raise UsageError(msg)
    questions = tuple(_answer(loaded, plan, question, series, arms) for question, series in asked.items())
    return Multiverse(
        study_id=loaded.id,
        title=loaded.title,
        simulated=loaded.manifest.simulated,
        questions=questions,
        notes=(*plan.notes, *_notes(loaded, plan, readings, questions)),
        hashes=loaded.hashes,
        specifications_sha256=_hash_of(choice for each in questions for choice in each.choices),
        versions={
            "biomarker_stats": biomarker_stats.__version__,
            "python": platform.python_version(),
            **{name: version(name) for name in _LIBRARIES},
        },
    )


def _arm_codes(plan: Plan, readings: Readings) -> IntArray:
    """Return 0 for units of the first arm, 1 for those of the second, −1 for all others."""
    if plan.by is None:
        return np.full(len(readings.frame), -1, dtype=np.int64)
    code = {arm: k for k, arm in enumerate(plan.arms)}
    return np.array([code.get(str(cell), -1) for cell in readings.frame[plan.by]], dtype=np.int64)


def _can_be_asked(question: Question, series: Sequence[Series], arms: IntArray) -> bool:
    return bool(series) and (question == "paired" or {0, 1} <= set(arms.tolist()))


def _answer(study: "Study", plan: Plan, question: Question, series: Sequence[Series], arms: IntArray) -> QuestionResult:
    arrangements, found = _arranged(plan, question, series, arms)
    stands_for, _ = published(study, plan, found.choices)
    title, null = _words(study, plan, question)
    column = study.manifest.tables[plan.endpoint.table].columns[plan.endpoint.before or plan.endpoint.column or ""]
    return QuestionResult(
        question=question,
        title=title,
        null=null,
        alpha=plan.spec.alpha,
        found=found,
        inference=infer(found, plan.spec.alpha),
        published=stands_for,
        units=int(arrangements.units.sum()),
        arrangements=arrangements.total,
        tried=len(arrangements.rows),
        seed=arrangements.seed,
        notes=tuple(_question_notes(arrangements, question, series)),
        span=max((each.span for each in series if each.outcome == "score"), default=1.0),
        on_scale=column.scale is not None,
        measured_in=column.unit,
    )


def _arranged(
    plan: Plan, question: Question, series: Sequence[Series], arms: IntArray
) -> tuple[Arrangements, Evaluated]:
    """Return the arrangements and what they give: all of them where that is little enough work, else a sample."""
    declared = plan.spec.resamples
    samples = RESAMPLES if declared is None else (declared,)
    for most, resamples in ((MOST_EXACT, samples[0]), *((0, number) for number in samples)):
        if question == "paired":
            active = np.any([(s.values != 0) | (s.member[0] != s.member[1]) for s in series], axis=0)
            arrangements = flips(active, resamples, plan.spec.seed, most=most)
        else:
            arrangements = relabellings(arms, resamples, plan.spec.seed, most=most)
        found = evaluate(series, arrangements)
        if found is not None:
            return arrangements, found
    msg = (
        f"the declared choices are too much work even under {samples[-1]:,} random arrangements — "
        "name fewer codings, populations or methods, or fewer resamples, under [multiverse]"
    )
    raise ExactTooLarge(msg)


def _words(study: "Study", plan: Plan, question: Question) -> tuple[str, str]:
    """Return the title of a question and its H0."""
    table = study.manifest.tables[plan.endpoint.table]
    unit = unit_noun(table)
    if question == "paired":
        return plan.endpoint.title, f"the two readings of each {unit} may change places"
    by = str(plan.by)
    arm = (table.columns[by].title or by.replace("_", " ")).lower()
    return (
        f"{plan.endpoint.title}, {plan.arms[0]} against {plan.arms[1]}",
        f"the labels of {arm} may be exchanged between {nouns(unit)}",
    )


def _question_notes(arrangements: Arrangements, question: Question, series: Sequence[Series]) -> Iterator[str]:
    if question != "paired":
        return
    tried = len(arrangements.rows)
    if arrangements.exact and tried < arrangements.total:
        yield f"{tried:,} of the flips are distinct: to flip a unit that did not change changes nothing"
    moving = dict.fromkeys(each.population for each in series if (each.member[0] != each.member[1]).any())
    if moving:
        yield (
            f"who belongs to {listing(list(moving))} hangs on the readings and is asked anew after each flip; "
            "rises and falls are then no mirror images, and the joint P values look one way"
        )


def _notes(study: "Study", plan: Plan, readings: Readings, questions: Sequence[QuestionResult]) -> Iterator[str]:
    """Yield what is left out, and which published P values no specification stands for."""
    unit = unit_noun(study.manifest.tables[plan.endpoint.table])
    columns = study.manifest.tables[plan.endpoint.table].columns
    table_titles = {name: column.title or name.replace("_", " ") for name, column in columns.items()}
    if readings.missing:
        yield f"{count(readings.missing, unit, nouns(unit))} without readings {_are(readings.missing)} left out"
    compared = next((each for each in questions if each.question == "compare"), None)
    if compared is None and plan.by is not None and plan.between:
        yield f"the arms are not compared: no {unit} with readings is in one of {listing(list(plan.arms))}"
    if compared is not None and compared.units < len(readings.frame):
        others = len(readings.frame) - compared.units
        yield f"{count(others, unit, nouns(unit))} in neither of the two arms {_are(others)} not in the comparison"
    strata = [each.strata for each in study.manifest.analyses if _is_compared(each, plan) and each.strata is not None]
    if compared is not None and strata:
        kept = listing([table_titles.get(name, name) for name in dict.fromkeys(strata)])
        here = f"here labels are exchanged between all {nouns(unit)}"
        yield f"the declared comparison keeps strata of {kept} apart; {here}"
    everywhere = [choice for each in questions for choice in each.choices]
    _, missed = published(study, plan, everywhere)
    if missed:
        yield f"published P values that no specification here stands for: {listing(list(missed))}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _is_compared(analysis: Analysis, plan: Plan) -> bool:
    return analysis.type == "compare" and analysis.by == plan.by and analysis.endpoint == plan.name


def _hash_of(choices: Iterator[Choice]) -> str:
    """Return the SHA-256 of the list of specifications."""
    listed: list[Mapping[str, object]] = [choice.to_dict() for choice in choices]
    return hashlib.sha256(json.dumps(listed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
