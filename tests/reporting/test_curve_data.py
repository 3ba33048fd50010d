"""The specifications that travel with the curve: what was drawn, where it was drawn, and nothing that could act."""

import json
from dataclasses import replace
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.plots.figure import Figure
from biomarker_stats.plots.specification_figure import curve_figure, titles_of
from biomarker_stats.reporting import curve_data
from biomarker_stats.reporting.curve_data import NAMES, specifications
from biomarker_stats.wording import p_value


@pytest.fixture(scope="module")
def found(seed_study: bs.Study) -> bs.Multiverse:
    return bs.multiverse(seed_study)


@pytest.fixture(scope="module")
def figure(found: bs.Multiverse, seed_study: bs.Study) -> Figure:
    drawn = curve_figure(found, seed_study)
    assert drawn is not None
    return drawn


def rows_of(told: dict[str, Any], number: int) -> list[dict[str, str]]:
    words = [told["words"][place] for place in told["questions"][number]["rows"]]
    wide = len(NAMES)
    return [dict(zip(NAMES, words[k : k + wide], strict=True)) for k in range(0, len(words), wide)]


def test_every_specification_is_told_in_the_order_of_the_curve(
    found: bs.Multiverse, figure: Figure, seed_study: bs.Study
) -> None:
    told = json.loads(specifications(found, figure, titles_of(seed_study)))
    assert told["names"] == list(NAMES)
    for number, question in enumerate(found.questions):
        rows = rows_of(told, number)
        ordered = sorted(row["p_value"] for row in question.rows)
        assert [row["p"] for row in rows] == [p_value(p) for p in ordered]
        assert sum(bool(row["published"]) for row in rows) == len(question.published)
    (published,) = [row for row in rows_of(told, 0) if row["published"]]
    # Carracedo 2008, Table 1, P = 0.025: paired t on the ten patients, coding as published; scipy 1.17 gives 0.024846
    assert (published["p"], published["test"], published["n"]) == ("0.024846", "paired-t", "10")


def test_the_box_of_a_question_holds_its_panels(found: bs.Multiverse, figure: Figure) -> None:
    boxes = [each["box"] for each in json.loads(specifications(found, figure, {}))["questions"]]
    for left, top, right, bottom in boxes:
        assert 0 < left < right < 1
        assert 0 < top < bottom < 1
    assert boxes[0][3] < boxes[1][1]  # one question stands above the other


def test_text_of_the_study_is_plain_ascii_json(found: bs.Multiverse, figure: Figure) -> None:
    hostile = "</script>\u2028\u202e\u0000é"
    told = specifications(found, figure, {"all": hostile})
    assert told.isascii()
    assert "</script> é" in json.loads(told)["words"]  # a line separator is a space, a control is left out


def test_too_many_specifications_stay_a_picture(
    found: bs.Multiverse, figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert specifications(found, replace(figure, panels=()), {}) == ""
    monkeypatch.setattr(curve_data, "MOST", len(found) - 1)
    assert specifications(found, figure, {}) == ""
