"""The words of a multiverse follow what the study varies; effects shown side by side share one estimand."""

import statistics

import pytest

import biomarker_stats as bs
from biomarker_stats.claims.choices import Multiverse, QuestionResult
from biomarker_stats.claims.choices.choice import Choice
from biomarker_stats.claims.choices.method_choice import MethodChoice
from biomarker_stats.claims.choices.varied import Varied, of_one_kind, varied
from biomarker_stats.commands.multiverse_table import print_multiverse


@pytest.fixture(scope="module")
def sleep() -> Multiverse:
    return bs.multiverse("student1908_sleep")


@pytest.fixture(scope="module")
def question(sleep: Multiverse) -> QuestionResult:
    found = sleep.question("paired")
    assert found is not None
    return found


def test_numbers_off_a_scale_have_no_coding_and_no_choice_of_outcome(question: QuestionResult) -> None:
    assert question.varied == Varied(coding=False, outcome=False, population=True, test=True)
    assert (question.on_scale, question.measured_in) == (False, "hours gained")
    assert question.span == pytest.approx(5.5 + 1.6)  # Student 1908, p. 20: from −1.6 to 5.5 hours


def test_effects_are_in_hours_and_the_sign_test_has_none(question: QuestionResult) -> None:
    differences = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]  # Student 1908, p. 20, third column
    expected = {"paired-t": statistics.mean, "permutation": statistics.mean, "signed-rank": statistics.median}
    for choice, effect in zip(question.choices, question.shown_effects, strict=True):
        if choice.test.method == "sign":
            assert effect is None
            continue
        used = [value for value in differences if choice.population == "all" or value != 4.6]
        assert effect == pytest.approx(expected[choice.test.method](used))
    assert question.effect_words == "in hours gained (a mean; of rank tests a median)"
    assert "another quantity" in question.effects_left_out


def test_the_seed_study_varies_everything(seed_study: bs.Study) -> None:
    paired, compare = bs.multiverse(seed_study).questions
    assert paired.varied == compare.varied == Varied(coding=True, outcome=True, population=True, test=True)
    assert paired.whole == "the scale"
    for choice, row, effect in zip(paired.choices, paired.rows, paired.shown_effects, strict=True):
        assert effect == (row["effect_scaled"] if choice.outcome == "score" else None)


def test_directions_alone_share_an_estimand() -> None:
    test = MethodChoice(method="sign", takes="pairs")
    one = Choice(
        question="paired",
        endpoint="change",
        outcome="direction",
        cut="",
        coding=(),
        population="all",
        without_ceiling=False,
        test=test,
    )
    assert of_one_kind([one, one]) == (True, True)
    assert varied([one], on_scale=True) == Varied(coding=False, outcome=False, population=False, test=False)


def test_on_the_terminal(sleep: Multiverse, capsys: pytest.CaptureFixture[str]) -> None:
    print_multiverse(sleep)
    shown = " ".join(capsys.readouterr().out.split())
    assert "of the range of the readings (7.1 hours gained)" in shown
    assert "effect: in hours gained" in shown
    assert "score" not in shown
    assert "direction;" not in shown
