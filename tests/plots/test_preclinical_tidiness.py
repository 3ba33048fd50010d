"""No text on a pre-clinical figure touches another or leaves the page, and hostile names are only text."""

import xml.etree.ElementTree as ET
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

import biomarker_stats as bs
from biomarker_stats.plots.blot_ratios import blot_ratios
from biomarker_stats.plots.diagnostics import growth_diagnostics
from biomarker_stats.plots.figure import make_figure, page_of
from biomarker_stats.plots.growth_curves import growth_curves
from biomarker_stats.plots.in_vitro_rates import in_vitro_curves, in_vitro_rates
from biomarker_stats.plots.slope_contrast import slope_contrast
from biomarker_stats.plots.time_to_volume import time_to_volume
from biomarker_stats.plots.unit_percentages import parts_of, unit_percentages

ROLES = ("control", "agent_a", "agent_b", "combination")
HOSTILE = ("$\\frac{1}{0}$", "_private <script>alert(1)</script>", "日本 \u202eabc\x07", "]]>&<!-- --")
LONG = tuple(
    f"{drug} by mouth on every day of the week, in two doses" for drug in ("Vehicle", "RAD001", "PD032", "Both")
)


def volumes(arms: tuple[str, ...], n: int, days: tuple[float, ...], *, lost: float | None = None) -> pd.DataFrame:
    """Return a made-up xenograft; with ``lost``, all but one mouse of the first arm leave after that day."""
    chance = np.random.RandomState(len(arms) * 100 + n)
    rows = []
    for k, arm in enumerate(arms):
        for mouse in range(n):
            start, rate = 5 + 0.2 * chance.standard_normal(), 0.12 - 0.03 * k + 0.01 * chance.standard_normal()
            for day in days:
                if lost is not None and k == 0 and mouse and day > lost:
                    break
                rows.append(
                    (f"{k}.{mouse}", arm, day, float(np.exp(start + rate * day + 0.1 * chance.standard_normal())))
                )
    return pd.DataFrame(rows, columns=["mouse", "arm", "day", "volume"])


CASES: dict[str, tuple[tuple[str, ...], int, tuple[float, ...], float | None]] = {
    "two arms": (("vehicle", "drug"), 4, tuple(range(0, 22, 3)), None),
    "three days": (("vehicle", "A", "B"), 3, (0, 7, 14), None),
    "long names, twelve mice": (LONG, 12, tuple(range(0, 43, 3)), None),
    "an arm lost at once": (("vehicle", "A", "B", "A + B"), 4, (0, 3, 7, 10, 14, 17, 21), 3),
    "hostile names": (HOSTILE, 3, (0, 4, 8), None),
}


@pytest.mark.parametrize("case", CASES)
def test_growth_is_tidy(case: str, assert_tidy: Callable[[Axes], None]) -> None:
    arms, n, days, lost = CASES[case]
    table, roles = volumes(arms, n, days, lost=lost), dict(zip(ROLES, arms, strict=False))
    growth = bs.growth(table, arms=roles, threshold=900)
    both = bs.combination(table, arms=roles, margin=1.25) if len(arms) == 4 else None
    for ax in (growth_curves(growth), slope_contrast(growth, both), time_to_volume(growth), growth_diagnostics(growth)):
        assert_tidy(ax)


@pytest.mark.parametrize("arms", [("a", "b"), ("vehicle", "A", "B", "A + B"), LONG, HOSTILE])
@pytest.mark.parametrize("n", [2, 12])
def test_units_are_tidy(arms: tuple[str, ...], n: int, assert_tidy: Callable[[Axes], None]) -> None:
    chance = np.random.RandomState(n)
    rows = [
        (f"{k}.{unit}", arm, int(chance.binomial(100, (0.5, 0.02, 0.0, 0.3)[k])), 100, 10.0 ** chance.uniform(-3, 3))
        for k, arm in enumerate(arms)
        for unit in range(n)
        for _ in range(3)
    ]
    table = pd.DataFrame(rows, columns=["mouse", "arm", "positive", "total", "band"])
    found = bs.unit_proportions(table, positive="positive", total="total", unit="mouse")
    parts = parts_of(table, unit="mouse", arm="arm", positive="positive", total="total")
    units = found.units.assign(outcome=found.units["percent"])
    symbols = bs.significance_symbols(bs.pairwise(units, outcome="outcome", arm="arm", unit="unit"))
    assert_tidy(unit_percentages(found, outcome="positive cells", parts=parts, symbols=symbols))
    lanes = table.drop_duplicates("mouse").assign(gel=lambda rows: rows["mouse"].str.split(".").str[1])
    assert_tidy(blot_ratios(bs.blots(lanes, phospho="band", total="total")))
    wells = pd.DataFrame(
        [(unit, f"{arm}{unit}", arm, day, 0.1 * 1.5**day) for arm in arms for unit in range(n) for day in range(4)],
        columns=["experiment", "well", "arm", "day", "absorbance"],
    )
    wells["absorbance"] *= np.exp(0.1 * chance.standard_normal(len(wells)))
    rates = bs.in_vitro_growth(wells, experiment="experiment", **dict(zip(ROLES, arms, strict=False)))
    assert_tidy(in_vitro_curves(rates))
    assert_tidy(in_vitro_rates(rates))


def test_hostile_names_are_only_text() -> None:
    table = volumes(HOSTILE, 3, (0, 4, 8))
    growth = bs.growth(table, arms=dict(zip(ROLES, HOSTILE, strict=True)))
    for draw in (lambda: growth_curves(growth), lambda: slope_contrast(growth), lambda: growth_diagnostics(growth)):
        figure = make_figure(draw, name="x", title="X", caption="C.", alt_text="A.")
        ET.fromstring(figure.svg)  # noqa: S314 - our own bytes
        assert b"script" not in figure.svg


def test_arms_whose_names_do_not_fit_are_numbered_and_named_in_the_key() -> None:
    growth = bs.growth(volumes(LONG, 4, (0, 7, 14)), arms=dict(zip(ROLES, LONG, strict=True)))
    ax = slope_contrast(growth)
    drawn = [text.get_text() for text in page_of(ax).findobj(Text) if isinstance(text, Text)]
    assert "(2) − (1)" in drawn
    for k, name in enumerate(LONG, 1):
        assert f"({k}) {name}" in drawn
    assert not any("…" in text for text in drawn)


def test_a_short_name_beside_long_ones_is_numbered_too() -> None:
    names = (*LONG[:3], "A")
    growth = bs.growth(volumes(names, 4, (0, 7, 14)), arms=dict(zip(ROLES, names, strict=True)))
    drawn = [text.get_text() for text in page_of(slope_contrast(growth)).findobj(Text) if isinstance(text, Text)]
    assert {"(4) − (1)", "(4) − (3)", "(4) A"} <= set(drawn)
