"""Dose-response curves: readings as in the table, lines through the IC50, failures without a line."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

import biomarker_stats as bs
from biomarker_stats.methods.preclinical.dose_response import DoseResponse
from biomarker_stats.plots.captions_units import dose_words
from biomarker_stats.plots.dose_response_curves import dose_axis, dose_response_curves

DOSES = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Return two agents in three experiments, without noise, their IC50s 2·1.1ᵏ and 15·1.1ᵏ; and one that is flat."""
    rows = [
        (name, run, dose, 100 / (1 + dose / (ic50 * 1.1**run)) if ic50 else 100.0)
        for name, ic50 in (("A", 2.0), ("B", 15.0), ("inert", 0.0))
        for run in range(3)
        for dose in DOSES
    ]
    return pd.DataFrame(rows, columns=["agent", "run", "dose", "viability"])


@pytest.fixture(scope="module")
def found(table: pd.DataFrame) -> DoseResponse:
    return bs.dose_response(table, response="viability", curve="agent", unit="run")


def lines(ax: Axes, label: str) -> list[Line2D]:
    return [line for line in ax.lines if line.get_label() == label]


def test_readings_and_a_line_a_unit(table: pd.DataFrame, found: DoseResponse) -> None:
    ax = dose_response_curves(found, dose="dose (nM)", response="viability (%)")
    zero = dose_axis(found).zero
    assert zero is not None
    for k, name in enumerate(("A", "B", "inert")):
        mine = table[table["agent"] == name]
        drawn = lines(ax, "readings")[k]
        assert np.allclose(drawn.get_ydata(), mine["viability"])
        assert np.allclose(drawn.get_xdata(), [dose or zero for dose in mine["dose"]])
    assert ax.get_xticklabels()[0].get_text() == "0"
    assert len(lines(ax, "fit")) == 6  # the flat curve has no fit
    for line, ic50 in zip(lines(ax, "fit"), [2.0 * 1.1**k for k in range(3)], strict=False):
        assert np.interp(math.log(ic50), np.log(line.get_xdata()), line.get_ydata()) == pytest.approx(50, abs=0.1)


def test_ic50s_stand_above(found: DoseResponse) -> None:
    ax = dose_response_curves(found)
    drawn = [float(line.get_xdata()[0]) for line in lines(ax, "estimate")]
    assert drawn == pytest.approx([2.0 * 1.1, 15.0 * 1.1], rel=1e-3)  # geometric means of three
    readings = max(float(y) for line in lines(ax, "readings") for y in line.get_ydata())
    assert all(float(line.get_ydata()[0]) > readings for line in lines(ax, "estimate"))


def test_the_caption_names_unit_n_interval_and_failures(found: DoseResponse) -> None:
    caption, alt = dose_words(found, "dose (nM)", "viability (%)")
    for words in ("n of runs: A 3, B 3, inert 0", "t interval", "No hypothesis is tested", "four-parameter"):
        assert words in caption
    assert "no p value" not in caption
    assert "A: 2.2" in alt
    for note in found.comparison("inert").main.notes:
        assert note[1:].rstrip(".") in caption


@pytest.mark.parametrize("names", [("A",), ("a very long name of an agent, its salt and its vehicle", "$x^2$ 日本")])
def test_tidy(names: tuple[str, ...], table: pd.DataFrame, assert_tidy: Callable[[Axes], None]) -> None:
    mine = table[table["agent"].isin(["A", "B"][: len(names)])]
    mine = mine.assign(agent=mine["agent"].map(dict(zip("AB", names, strict=False))))
    found = bs.dose_response(mine, response="viability", curve="agent")
    assert_tidy(
        dose_response_curves(found, dose="dose of the agent in the medium (nmol per litre)", response="viability")
    )
