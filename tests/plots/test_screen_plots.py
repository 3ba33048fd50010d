"""The figures of a screen: what is drawn, what is said, and what is refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

import biomarker_stats as bs
from biomarker_stats.plots.figure import page_of


def panel(n: int = 8, m: int = 30) -> pd.DataFrame:
    rng = np.random.default_rng(8)
    change = rng.normal(size=(n, m)).round(2)
    change[:, :2] += 4
    change[0, 5] = np.nan
    names = [f"g{k}" for k in range(m)]
    readings = np.hstack([np.zeros_like(change), change])
    return pd.DataFrame(readings, columns=[*(f"{g}_pre" for g in names), *(f"{g}_post" for g in names)])


@pytest.fixture(scope="module")
def pairs() -> bs.Screen:
    frame = panel()
    names = list(frame.columns)
    return bs.screen(frame, before=names[:30], after=names[30:])


@pytest.fixture(scope="module")
def arms() -> bs.Screen:
    frame = panel().assign(arm=list("xyxyxyxy"))
    return bs.screen(frame, outcomes=[f"g{k}_post" for k in range(30)], arm="arm")


def words(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    key = [text.get_text() for text in legend.get_texts()] if legend else []
    return [text.get_text() for text in ax.texts] + key


def test_the_volcano_has_every_tested_marker_once_and_names_those_that_pass(pairs: bs.Screen) -> None:
    ax = bs.plots.volcano(pairs, level=0.3)
    quiet, strong = (np.asarray(points.get_offsets()) for points in ax.collections)
    passed = pairs.p_maxt <= 0.3
    assert 0 < passed.sum() < 30
    np.testing.assert_array_equal(strong, np.column_stack([pairs.estimate, pairs.p_value])[passed])
    assert len(quiet) == 30 - passed.sum()
    said = words(ax)
    assert {pairs.markers[k] for k in np.flatnonzero(passed)[:8]} <= set(said)
    assert f"smallest attainable p, {2 / 2**8:.6f}" in said  # eight pairs, two-sided


def long_named() -> bs.Screen:
    """Return a screen of 60 markers of which twelve with long, like names pass, six of them falling."""
    change = np.random.default_rng(5).normal(size=(10, 60)).round(1)
    change[:, :12] += 6
    change[:, :6] *= -1
    names = [f"pERK_T202_Y204_{k}" if k < 12 else f"marker{k}" for k in range(60)]
    before, after = [f"{name}_pre" for name in names], [f"{name}_post" for name in names]
    frame = pd.DataFrame(np.hstack([0 * change, change]), columns=[*before, *after])
    return bs.screen(frame, before=before, after=after)


def test_long_names_stay_apart_and_run_over_neither_the_axis_nor_the_dashed_line() -> None:
    ax = bs.plots.volcano(long_named(), level=0.2)
    page_of(ax).draw_without_rendering()
    named = [text for text in ax.texts if "…" in text.get_text()]
    assert len({text.get_text() for text in named}) == len(named) == 8
    assert {text.get_ha() for text in named} == {"left", "right"}  # on both sides
    (level,) = {line.get_ydata()[0] for line in ax.lines if line.get_linestyle() == "--"}  # type: ignore[index]
    dashes = ax.transData.transform((0.0, level))[1]
    for text in named:
        box = text.get_window_extent()
        assert box.x0 > ax.bbox.x0 + 1
        assert box.y1 < dashes
        others = [other.get_window_extent() for other in named if other is not text]
        assert not any(box.overlaps(other) for other in others)


def test_long_names_stay_apart_in_the_heat_map_too() -> None:
    names = [tick.get_text() for tick in bs.plots.heat_map(long_named()).get_yticklabels()]
    assert len(set(names)) == len(names) == 25


def test_the_heat_map_shows_each_change_as_a_share_of_the_markers_largest(pairs: bs.Screen) -> None:
    ax = bs.plots.heat_map(pairs, most=30)
    drawn = np.asarray(ax.images[0].get_array(), dtype=float)
    frame = panel()
    k = pairs.shown.index(0)
    change = frame["g0_post"].to_numpy()
    np.testing.assert_allclose(drawn[k], change / np.abs(change).max())
    missing = drawn[pairs.shown.index(5)]
    assert np.isnan(missing[0])
    assert len(ax.patches) == 1  # the one missing cell is crossed out


def test_units_stand_arm_by_arm(arms: bs.Screen) -> None:
    ax = bs.plots.heat_map(arms)
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["0", "2", "4", "6", "1", "3", "5", "7"]
    assert {"x", "y", "maxT p"} <= set(words(ax))


@pytest.mark.parametrize("name", ["volcano", "heat_map"])
def test_nothing_is_drawn_off_the_page_and_simulated_data_say_so(name: str, arms: bs.Screen, pairs: bs.Screen) -> None:
    for screen in (arms, pairs):
        ax = getattr(bs.plots, name)(screen, simulated=True)
        page = page_of(ax)
        assert "SIMULATED DATA" in [text.get_text() for text in page.texts]
        page.draw_without_rendering()
        drawn = ax.get_tightbbox()
        assert drawn.x0 >= 0
        assert drawn.y0 >= 0
        assert drawn.x1 <= page.bbox.width
        assert drawn.y1 <= page.bbox.height


def test_screens_without_readings_and_other_things_are_refused(tmp_path: Path) -> None:
    frame = panel().T
    frame.columns = [f"u{k}" for k in range(8)]
    frame.insert(0, "marker", list(frame.index))
    frame.to_parquet(tmp_path / "rows.parquet")
    first, second = ["u0", "u1", "u2"], ["u3", "u4", "u5"]
    found = bs.screen(tmp_path / "rows.parquet", marker="marker", before=first, after=second)
    bs.plots.volcano(found)
    with pytest.raises(bs.UsageError, match="kept no readings"):
        bs.plots.heat_map(found)
    with pytest.raises(bs.UsageError, match=r"give what bs\.screen returned"):
        bs.plots.volcano("screen")  # type: ignore[arg-type]  # on purpose
