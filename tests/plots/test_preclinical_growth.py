"""Growth curves, growth rates, time to a volume, diagnostics: what is drawn is what the table holds.

Expected values are worked out here from the rows of the simulated study's table, by other code than the package's:
numpy.polyfit, scipy.stats and counting.
"""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text
from scipy import stats

import biomarker_stats as bs
from biomarker_stats.errors import UsageError
from biomarker_stats.plots.captions_growth import diagnostics_words, growth_words, slope_words, time_words
from biomarker_stats.plots.diagnostics import growth_diagnostics
from biomarker_stats.plots.figure import make_figure, page_of
from biomarker_stats.plots.growth_curves import growth_curves
from biomarker_stats.plots.slope_contrast import slope_contrast
from biomarker_stats.plots.style import mark
from biomarker_stats.plots.time_to_volume import time_to_volume

ARMS = {"control": "vehicle", "agent_a": "agent A", "agent_b": "agent B", "combination": "A + B"}
NAMES = list(ARMS.values())
LIMIT = 1500.0


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return bs.load_study("combination_simulated").tables["xenograft"].rename(columns={"volume_mm3": "volume"})


@pytest.fixture(scope="module")
def growth(table: pd.DataFrame) -> bs.GrowthAnalysis:
    return bs.growth(table, arms=ARMS, threshold=LIMIT)


@pytest.fixture(scope="module")
def both(table: pd.DataFrame) -> bs.CombinationAnalysis:
    return bs.combination(table, arms=ARMS, at_day=14, margin=1.25)


def lines(ax: Axes, label: str) -> list[Line2D]:
    return [line for line in ax.lines if line.get_label() == label]


def panels(ax: Axes) -> list[Axes]:
    """Return the axes of the page that are drawn, in the order they were made."""
    return [each for each in page_of(ax).axes if each.axison]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in page_of(ax).findobj(Text) if isinstance(text, Text)]


def test_a_line_a_mouse_and_the_geometric_mean_until_the_first_loss(
    table: pd.DataFrame, growth: bs.GrowthAnalysis
) -> None:
    drawn_panels = panels(growth_curves(growth))
    for k, (ax, arm) in enumerate(zip(drawn_panels, NAMES, strict=True)):
        mine = table[table["arm"] == arm]
        mice = [rows for _, rows in mine.groupby("mouse", sort=False)]
        drawn = sorted(tuple(np.round(line.get_ydata(), 6)) for line in lines(ax, "mouse"))
        assert drawn == sorted(tuple(np.round(rows["volume"].to_numpy(float), 6)) for rows in mice)
        whole = [day for day, rows in mine.groupby("day") if len(rows) == len(mice)]
        means = [math.exp(np.log(mine.loc[mine["day"] == day, "volume"].to_numpy(float)).mean()) for day in whole]
        (mean,) = lines(ax, "mean")
        assert list(mean.get_xdata()) == whole
        assert np.allclose(mean.get_ydata(), means)
        last = mine["day"].max()
        lost = sorted(rows["day"].max() for rows in mice if rows["day"].max() < last)
        assert sorted(float(line.get_xdata()[0]) for line in lines(ax, "lost")) == lost
        assert mean.get_color() == mark(k).colour
        assert mean.get_marker() == mark(k).marker
        assert ax.get_yscale() == "log"
        assert ax.get_ylim() == drawn_panels[0].get_ylim()


def test_a_missed_reading_does_not_end_the_mean_and_a_mouse_read_once_is_not_in_it(table: pd.DataFrame) -> None:
    """A mouse that was not read on one day between two others is no loss: its own line stands in."""
    treated = table[(table["arm"] == "A + B") & (table["day"].isin([0, 2, 4, 6]))]
    mice = list(dict.fromkeys(treated["mouse"]))
    missed = (treated["mouse"] == mice[0]) & (treated["day"] == 2)
    once = (treated["mouse"] == mice[1]) & (treated["day"] > 0)
    rest = table[(table["arm"] == "vehicle") & (table["day"].isin([0, 2, 4, 6]))]
    arms = {"control": "vehicle", "agent_a": "A + B"}
    growth = bs.growth(pd.concat([rest, treated[~missed & ~once]]), arms=arms, at_day=4)
    wide = np.log(
        treated[treated["mouse"] != mice[1]].pivot(index="mouse", columns="day", values="volume").astype(float)
    )
    wide.loc[mice[0], 2] = (wide.loc[mice[0], 0] + wide.loc[mice[0], 4]) / 2  # day 2 is half-way
    (mean,) = lines(panels(growth_curves(growth))[1], "mean")
    assert list(mean.get_xdata()) == [0, 2, 4, 6]
    assert np.allclose(mean.get_ydata(), np.exp(wide.mean(axis=0)))
    caption, _ = growth_words(growth)
    assert "readings missed between two others are interpolated on the log scale (A + B 1)" in caption
    assert "read once and not in it: A + B 1" in caption


def test_one_day_of_a_mean_is_said_once() -> None:
    days = {"v1": (0, 2, 4), "v2": (0, 2, 4), "t1": (0, 2), "t2": (2, 4)}
    rows = [(mouse, mouse[0], day, 100.0 + 50 * day) for mouse, own in days.items() for day in own]
    frame = pd.DataFrame(rows, columns=["mouse", "arm", "day", "volume"])
    _, alternative = growth_words(bs.growth(frame, arms={"control": "v", "agent_a": "t"}, at_day=2))
    assert "v: 2 at the start, 2 on day 4; geometric mean 100 mm³ on day 0, 300 mm³ on day 4." in alternative
    assert alternative.endswith("geometric mean 200 mm³ on day 2 alone.")


def test_losses_are_there_to_be_drawn(growth: bs.GrowthAnalysis) -> None:
    ax = growth_curves(growth)
    assert len(lines(ax, "lost")) == 4  # vehicle: 8 mice, 4 still read on the last day of the table
    assert list(lines(ax, "mean")[0].get_xdata())[-1] < growth.days["day"].max()


def test_n_at_risk_is_counted_under_each_tick(table: pd.DataFrame, growth: bs.GrowthAnalysis) -> None:
    for ax, arm in zip(panels(growth_curves(growth)), NAMES, strict=True):
        last = table[table["arm"] == arm].groupby("mouse")["day"].max()
        below = [t.get_text() for t in ax.texts if t.get_text().isdigit()]
        assert below == [str(int((last >= day).sum())) for day in ax.get_xticks()]


def test_the_size_limit_is_a_line(growth: bs.GrowthAnalysis, table: pd.DataFrame) -> None:
    for ax in panels(growth_curves(growth)):
        assert any(set(line.get_ydata()) == {LIMIT} for line in ax.lines)
    without = bs.growth(table, arms=ARMS)
    assert not any(set(line.get_ydata()) == {LIMIT} for line in growth_curves(without).lines)
    assert any(set(line.get_ydata()) == {900.0} for line in growth_curves(without, limit=900.0).lines)


def slopes(table: pd.DataFrame, arm: str) -> list[float]:
    mice = table[table["arm"] == arm].groupby("mouse", sort=False)
    return [float(np.polyfit(rows["day"], np.log(rows["volume"].astype(float)), 1)[0]) for _, rows in mice]


def test_growth_rates_arm_means_and_t_intervals(table: pd.DataFrame, growth: bs.GrowthAnalysis) -> None:
    ax = slope_contrast(growth)
    for k, arm in enumerate(NAMES):
        expected = slopes(table, arm)
        assert np.allclose(lines(ax, "units")[k].get_ydata(), expected)
        assert np.allclose(lines(ax, "centre")[k].get_ydata(), np.mean(expected))
        interval = stats.t.interval(0.95, len(expected) - 1, np.mean(expected), stats.sem(expected))
        assert np.allclose(lines(ax, "interval")[k].get_ydata(), interval)


def test_contrasts_stand_on_their_own_axis_in_the_order_of_their_names(
    growth: bs.GrowthAnalysis, both: bs.CombinationAnalysis
) -> None:
    rates = panels(slope_contrast(growth, both))[1]
    main = [c.welch.estimate for c in growth.contrasts]
    assert growth.interaction is not None
    assert growth.interaction.mixed is not None
    wanted = [both.bliss.estimate, growth.interaction.mixed.estimate, both.highest_single_agent.estimate, *main[1:]]
    drawn = lines(rates, "estimate")
    assert [float(line.get_xdata()[0]) for line in drawn] == wanted
    heights = [float(line.get_ydata()[0]) for line in drawn]
    assert heights == sorted(heights, reverse=True)
    assert drawn[1].get_markerfacecolor() == "white"  # the mixed model stands beside
    limits = [float(line.get_xdata()[0]) for line in lines(rates, "limit")]
    assert limits[:2] == [both.bliss.conf_low, both.bliss.conf_high]
    (arrow,) = [line for line in lines(rates, "limit") if line.get_marker() == "<"]
    assert arrow.get_xdata()[0] == rates.get_xlim()[0]  # the one-sided limit has no lower end


def test_the_equivalence_margin_is_a_band_where_it_was_stated(
    table: pd.DataFrame, growth: bs.GrowthAnalysis, both: bs.CombinationAnalysis
) -> None:
    index = panels(slope_contrast(growth, both))[2]
    (band,) = index.patches
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((1 / 1.25, 1.25))
    assert "equivalence margin, 0.8 to 1.25" in texts(index)
    assert [float(line.get_xdata()[0]) for line in lines(index, "estimate")] == [both.index.estimate] * 2
    without = bs.combination(table, arms=ARMS, at_day=14)
    assert not panels(slope_contrast(growth, without))[2].patches


def test_kaplan_meier_steps_are_the_shares_that_are_still_below(table: pd.DataFrame, growth: bs.GrowthAnalysis) -> None:
    ax = time_to_volume(growth)
    for k, arm in enumerate(NAMES):
        mice = [rows for _, rows in table[table["arm"] == arm].groupby("mouse")]
        over = [rows.loc[rows["volume"].astype(float) >= LIMIT, "day"] for rows in mice]
        times = [
            (float(days.min()), True) if len(days) else (float(r["day"].max()), False)
            for days, r in zip(over, mice, strict=True)
        ]
        share, expected = 1.0, [1.0]
        for day in sorted({time for time, _ in times}):
            at_risk = sum(time >= day for time, _ in times)
            share *= 1 - sum(time == day and event for time, event in times) / at_risk
            expected.append(share)
        drawn = lines(ax, "curve")[k]
        assert drawn.get_drawstyle() == "steps-post"
        assert np.abs(np.asarray(drawn.get_ydata()) - expected).max() < 0.01  # curves are set a hairline apart
        numbers = [str(sum(time >= day for time, _ in times)) for day in ax.get_xticks()]
        row = [t.get_text() for t in ax.texts if t.get_text().isdigit()][k * len(numbers) : (k + 1) * len(numbers)]
        assert row == numbers


def test_no_threshold_no_time_to_volume(table: pd.DataFrame) -> None:
    without = bs.growth(table, arms=ARMS)
    with pytest.raises(UsageError, match="threshold="):
        time_to_volume(without)
    assert time_words(without) == ("", "")


def test_diagnostics_show_every_residual_twice(table: pd.DataFrame, growth: bs.GrowthAnalysis) -> None:
    first, second = panels(growth_diagnostics(growth))
    residuals: list[float] = []
    free: list[float] = []
    for _, rows in table.groupby("mouse", sort=False):
        logs = np.log(rows["volume"].to_numpy(float))
        day = rows["day"].to_numpy(float)
        residuals += list(logs - np.polyval(np.polyfit(day, logs, 1), day))
        free += list(1 - 1 / len(day) - (day - day.mean()) ** 2 / ((day - day.mean()) ** 2).sum())  # 1 − leverage
    freedom = len(residuals) - 2 * table["mouse"].nunique()
    spread = math.sqrt(sum(r**2 for r in residuals) / freedom)
    expected = np.sort(np.array(residuals) / (spread * np.sqrt(free)))
    for ax in (first, second):
        drawn = [y for line in ax.lines if line.get_linestyle() == "None" for y in line.get_ydata()]
        assert np.allclose(np.sort(drawn), expected)
    across = np.sort([x for line in second.lines if line.get_linestyle() == "None" for x in line.get_xdata()])
    assert np.allclose(across, stats.norm.ppf((np.arange(1, len(expected) + 1) - 0.375) / (len(expected) + 0.25)))


def test_captions_name_test_unit_n_and_floor(growth: bs.GrowthAnalysis, both: bs.CombinationAnalysis) -> None:
    sizes = "n of mice: vehicle 8, agent A 8, agent B 8, A + B 8"
    for caption, alt in (growth_words(growth), slope_words(growth, both), time_words(growth)):
        assert sizes in caption
        assert "experimental unit" in caption
        assert alt
    curves, rates, times = growth_words(growth)[0], slope_words(growth, both)[0], time_words(growth)[0]
    floor = 2 / math.comb(16, 8)  # two arms of eight: two labellings of C(16, 8) are the most extreme
    assert f"{floor:.6f}" in rates
    for word in ("Welch–Satterthwaite", "Kenward–Roger", "0.8 to 1.25", "one-sided", both.verdict):
        assert word in rates
    assert "until the first of them is lost" in curves
    assert "1500 mm³" in curves
    assert "log-rank test" in times.lower()
    assert "smallest attainable" in times
    assert "Kaplan–Meier" in times
    assert "random intercept and slope" in diagnostics_words(growth)[0]


def test_bytes_do_not_change(growth: bs.GrowthAnalysis, both: bs.CombinationAnalysis) -> None:
    def made(draw: Callable[[], Axes]) -> tuple[bytes, bytes]:
        figure = make_figure(draw, name="x", title="X", caption="C.", alt_text="A.")
        return figure.svg, figure.png

    for draw in (lambda: growth_curves(growth), lambda: slope_contrast(growth, both), lambda: time_to_volume(growth)):
        assert made(draw) == made(draw)
