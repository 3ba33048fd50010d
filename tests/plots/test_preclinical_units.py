"""Estimation plots of proportions, blots, qPCR, weights and wells: every mark stands where the table says.

Expected values are worked out here from the rows of the simulated study's tables, by other code than the package's.
"""

import math
from statistics import fmean

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text
from scipy import stats

import biomarker_stats as bs
from biomarker_stats.methods.preclinical.counts import UnitProportions
from biomarker_stats.plots.blot_ratios import blot_ratios
from biomarker_stats.plots.captions_units import (
    blot_words,
    harvest_words,
    in_vitro_curve_words,
    in_vitro_rate_words,
    percentages_words,
    qpcr_words,
)
from biomarker_stats.plots.figure import page_of
from biomarker_stats.plots.harvest_weights import harvest_weights
from biomarker_stats.plots.in_vitro_rates import in_vitro_curves, in_vitro_rates
from biomarker_stats.plots.qpcr_fold import qpcr_fold
from biomarker_stats.plots.unit_percentages import parts_of, unit_percentages

NAMES = ("vehicle", "agent A", "agent B", "A + B")
ROLES = dict(zip(("control", "agent_a", "agent_b", "combination"), NAMES, strict=True))
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return dict(bs.load_study("combination_simulated").tables)


@pytest.fixture(scope="module")
def brdu(tables: Tables) -> UnitProportions:
    return bs.unit_proportions(tables["brdu"], positive="positive", total="total", unit="dish", arms=NAMES)


def lines(ax: Axes, label: str) -> list[Line2D]:
    return [line for line in ax.lines if line.get_label() == label]


def contrasts(ax: Axes) -> Axes:
    """Return the axes of the contrasts, beside those of the units."""
    return [each for each in page_of(ax).axes if each.axison][1]


def estimates(ax: Axes) -> list[float]:
    return [float(line.get_xdata()[0]) for line in lines(contrasts(ax), "estimate")]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in page_of(ax).findobj(Text) if isinstance(text, Text)]


def t_interval(values: list[float]) -> tuple[float, float]:
    low, high = stats.t.interval(0.95, len(values) - 1, fmean(values), stats.sem(values))
    return float(low), float(high)


def expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def test_a_dot_is_a_dish_and_its_fields_are_faint(tables: Tables, brdu: UnitProportions) -> None:
    table = tables["brdu"]
    parts = parts_of(table, unit="dish", arm="arm", positive="positive", total="total")
    ax = unit_percentages(brdu, outcome="BrdU", parts=parts)
    for k, arm in enumerate(NAMES):
        mine = table[table["arm"] == arm]
        sums = mine.groupby("dish", sort=False)[["positive", "total"]].sum()
        share = (sums["positive"] / sums["total"]).tolist()
        assert np.allclose(lines(ax, "units")[k].get_ydata(), [100 * p for p in share])
        faint = lines(ax, "parts")[k]
        assert np.allclose(np.sort(faint.get_ydata()), np.sort(100 * mine["positive"] / mine["total"]))
        assert faint.get_markersize() < lines(ax, "units")[k].get_markersize()
        logits = [math.log(p / (1 - p)) for p in share]
        assert np.allclose(lines(ax, "centre")[k].get_ydata(), 100 * expit(fmean(logits)))
        assert np.allclose(lines(ax, "interval")[k].get_ydata(), [100 * expit(end) for end in t_interval(logits)])
    assert len(lines(ax, "units")[0].get_xdata()) == 4  # dishes, not fields


def test_comparisons_and_the_floor_stand_beside(brdu: UnitProportions) -> None:
    ax = unit_percentages(brdu, outcome="BrdU")
    assert estimates(ax) == [comparison.main.estimate for comparison in brdu.comparisons]
    assert contrasts(ax).get_xscale() == "log"
    limits = [float(line.get_xdata()[0]) for line in lines(contrasts(ax), "limit")]
    assert limits == [end for c in brdu.comparisons for end in (c.main.conf_low, c.main.conf_high)]
    floor = f"{2 / math.comb(8, 4):.4f}"  # 4 v 4: two labellings of C(8, 4) are the most extreme
    assert texts(ax).count(floor) >= len(brdu.comparisons)


def test_symbols_stand_over_their_arm_and_the_caption_has_their_legend(brdu: UnitProportions) -> None:
    units = brdu.units.assign(outcome=brdu.units["percent"])
    symbols = bs.significance_symbols(bs.pairwise(units, outcome="outcome", arm="arm", unit="unit", arms=NAMES))
    ax = unit_percentages(brdu, outcome="BrdU", symbols=symbols)
    over = [(t.get_position()[0], t.get_text()) for t in ax.texts if set(t.get_text()) <= set("*#$ ")]
    for place, arm in enumerate(NAMES):
        shown = symbols.text(arm) if arm != "vehicle" else ""
        assert " ".join(text for x, text in over if x == place) == shown
    assert any(text for _, text in over)
    caption = percentages_words(brdu, "BrdU", symbols=symbols)[0]
    assert symbols.legend in caption
    assert symbols.legend not in percentages_words(brdu, "BrdU")[0]


def test_a_line_joins_the_lanes_of_one_gel(tables: Tables) -> None:
    table = tables["blots"]
    found = bs.blots(table, phospho="phospho", total="total", arms=NAMES)
    ax = blot_ratios(found)
    ratio = (table["phospho"] / table["total"]).groupby([table["gel"], table["arm"]]).first()
    drawn = [list(line.get_ydata()) for line in lines(ax, "block")]
    gels = list(dict.fromkeys(table["gel"]))
    assert np.allclose(drawn, [[ratio[gel, arm] for arm in NAMES] for gel in gels])
    for k, arm in enumerate(NAMES):
        logs = [math.log(ratio[gel, arm]) for gel in gels]
        assert np.allclose(lines(ax, "centre")[k].get_ydata(), math.exp(fmean(logs)))
    assert not lines(ax, "interval")  # arms are compared within gels
    assert np.ptp(lines(ax, "units")[0].get_ydata()) > 0  # the control is not set to 1
    assert estimates(ax) == [comparison.main.estimate for comparison in found.comparisons]


def test_expression_is_relative_to_the_control_and_keeps_its_spread(tables: Tables) -> None:
    table = tables["qpcr"]
    names = {"target": "CCND1", "references": ["GUSB", "TBP"], "efficiency": "efficiency", "technical": "technical"}
    found = bs.qpcr(table, arms=NAMES, **names)  # type: ignore[arg-type]  # one keyword each
    weighted = np.log2(table["efficiency"].astype(float)) * table["ct"].astype(float)
    mean = weighted.groupby([table["sample"], table["gene"]]).mean().unstack()
    delta = mean["CCND1"] - (mean["GUSB"] + mean["TBP"]) / 2
    arm_of = table.drop_duplicates("sample").set_index("sample")["arm"]
    base = float(delta[arm_of[arm_of == "vehicle"].index].mean())
    ax = qpcr_fold(found, target="CCND1")
    for k, arm in enumerate(NAMES):
        mine = [float(delta[sample]) - base for sample in arm_of[arm_of == arm].index]
        assert np.allclose(lines(ax, "units")[k].get_ydata(), [2**-d for d in mine])
        assert np.allclose(lines(ax, "centre")[k].get_ydata(), 2 ** -fmean(mine))
        ends = t_interval([-d for d in mine])
        assert np.allclose(lines(ax, "interval")[k].get_ydata(), [2**end for end in ends])
    assert np.allclose(lines(ax, "centre")[0].get_ydata(), 1.0)
    ticks = [math.log2(tick) for tick in ax.get_yticks()]
    assert ticks == [round(tick) for tick in ticks]  # doublings
    assert "confidence interval (no SD, no SE)" in qpcr_words(found, "CCND1")[0]


def test_weights_and_ratios(tables: Tables) -> None:
    table = tables["weights"]
    found = bs.harvest(table, weight="tumour_weight_g", arms=ROLES)
    ax = harvest_weights(found, table, weight="tumour_weight_g", axis="Tumour weight (g)")
    logs = {}
    for k, arm in enumerate(NAMES):
        mine = table.loc[table["arm"] == arm, "tumour_weight_g"].astype(float)
        assert np.allclose(lines(ax, "units")[k].get_ydata(), mine)
        logs[arm] = float(np.log(mine).mean())
    control, a, b, together = (logs[arm] for arm in NAMES)
    expected = [control - a - b + together, a - control, b - control, together - control, together - a, together - b]
    assert np.allclose(estimates(ax), np.exp(expected))
    assert "agent A / vehicle" in texts(ax)


def test_a_weight_of_0_has_no_place_and_is_said(tables: Tables) -> None:
    table = tables["weights"].copy()
    table.loc[table["mouse"] == "C1", "tumour_weight_g"] = 0.0
    found = bs.harvest(table, weight="tumour_weight_g", arms=ROLES)
    ax = harvest_weights(found, table, weight="tumour_weight_g")
    assert len(lines(ax, "units")[3].get_xdata()) == 7
    caption = harvest_words(found, "mouse", "tumour weight")[0]
    assert "A + B 7" in caption
    assert "1 weight of 0" in caption


def test_rates_of_experiments_are_joined_and_those_of_wells_are_not(tables: Tables) -> None:
    table = tables["growth_in_vitro"]
    by_experiment = bs.in_vitro_growth(table, experiment="experiment", **ROLES)
    ax = in_vitro_rates(by_experiment)
    wells = table.groupby(["experiment", "arm", "well"], sort=False)
    slopes = wells[["day", "absorbance"]].apply(
        lambda rows: float(np.polyfit(rows["day"], np.log(rows["absorbance"].astype(float)), 1)[0])
    )
    means = slopes.groupby(level=["experiment", "arm"]).mean().unstack()[list(NAMES)]
    assert np.allclose([line.get_ydata() for line in lines(ax, "block")], means.to_numpy())
    assert not lines(ax, "interval")
    by_well = bs.in_vitro_growth(table[table["experiment"] == table["experiment"].iloc[0]], unit="well", **ROLES)
    ax = in_vitro_rates(by_well)
    assert len(lines(ax, "interval")) == 4
    assert not lines(ax, "block")
    assert "treated on its own" in in_vitro_rate_words(by_well)[0]


def test_growth_in_vitro_is_relative_to_the_first_day(tables: Tables) -> None:
    table = tables["growth_in_vitro"]
    found = bs.in_vitro_growth(table, experiment="experiment", **ROLES)
    keys = [table["experiment"], table["well"]]
    first = table["absorbance"].astype(float).where(table["day"] == 0).groupby(keys).transform("max")
    relative = table["absorbance"].astype(float) / first
    for k, arm in enumerate(NAMES):
        line = lines(in_vitro_curves(found), "mean")[k]
        expected = relative[table["arm"] == arm].groupby(table["day"]).mean()
        assert np.allclose(line.get_ydata(), expected)
        assert np.abs(np.asarray(line.get_xdata()) - expected.index.to_numpy(float)).max() < 0.1


def test_one_experiment_is_drawn_without_a_test(tables: Tables) -> None:
    table = tables["growth_in_vitro"]
    one = table[table["experiment"] == table["experiment"].iloc[0]]
    found = bs.in_vitro_growth(one, experiment="experiment", **ROLES)
    ax = in_vitro_rates(found)
    assert estimates(ax) == [comparison.main.estimate for comparison in found.comparisons]
    assert not lines(contrasts(ax), "limit")
    assert "no p value" in in_vitro_rate_words(found)[1]


def test_captions_name_test_unit_n_and_floor(tables: Tables, brdu: UnitProportions) -> None:
    lanes = bs.blots(tables["blots"], phospho="phospho", total="total", arms=NAMES)
    wells = bs.in_vitro_growth(tables["growth_in_vitro"], experiment="experiment", **ROLES)
    weights = bs.harvest(tables["weights"], weight="tumour_weight_g", arms=ROLES)
    two = f"{2 / math.comb(8, 4):.6f}"  # 4 v 4 dishes
    eight = f"{2 / math.comb(16, 8):.6f}"  # 8 v 8 mice
    for words, unit, test, floor in (
        (percentages_words(brdu, "BrdU", part="field"), "n of dishes: vehicle 4", "Welch t test", two),
        (blot_words(lanes), "n of gels: vehicle 3", "paired Student t test", "3 pairs: 0.25"),
        (in_vitro_rate_words(wells), "n of experiments: vehicle 3", "paired Student t test", "3 pairs: 0.25"),
        (harvest_words(weights, "mouse", "weight"), "n of mice: vehicle 8", "Welch–Satterthwaite", eight),
    ):
        assert unit in words[0]
        assert "experimental unit" in words[0]
        assert test in words[0]
        assert floor in words[0]
        assert "exact floor" in words[1]
    assert "not the spread that tests use" in in_vitro_curve_words(wells)[0]
    assert brdu.icc[0].sentence() in percentages_words(brdu, "BrdU")[0]
