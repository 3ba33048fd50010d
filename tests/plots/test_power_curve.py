"""The power curve shows the numbers it was given, marks where power falls, and is tidy."""

from collections.abc import Callable

import pytest
from matplotlib.axes import Axes

import biomarker_stats as bs
from biomarker_stats.planning.plan import PairedChanges, TwoProportions
from biomarker_stats.plots import power_curve

Tidy = Callable[[Axes], None]


def test_it_draws_every_size_and_rings_every_fall() -> None:
    curve = bs.plan.power_curve(TwoProportions(0.2, 0.6), range(10, 21))
    ax = power_curve(curve, target=0.7)
    target, line, *falls = ax.lines
    assert list(line.get_xdata()) == list(range(10, 21))
    assert tuple(line.get_ydata()) == curve.power
    assert tuple(mark.get_xdata()[0] for mark in falls) == curve.drops()
    assert set(target.get_ydata()) == {0.7}


def test_a_sample_size_has_its_mark_on_the_curve() -> None:
    found = bs.plan.sample_size(PairedChanges(0.6, 0.0), target=0.8, up_to=20)
    ax = power_curve(found)
    assert (list(ax.lines[-1].get_xdata()), list(ax.lines[-1].get_ydata())) == ([found.n], [found.power])
    assert "pairs" in ax.get_xlabel()


@pytest.mark.parametrize("last", [25, 60])
def test_the_key_shows_the_lines_as_they_are_drawn(last: int) -> None:
    curves = [bs.plan.power_curve(TwoProportions(0.2, 0.6), range(5, last), method=m) for m in ("fisher", "boschloo")]
    ax = power_curve(curves)
    legend = ax.get_legend()
    assert legend is not None
    key = {text.get_text(): line for text, line in zip(legend.get_texts(), legend.get_lines(), strict=True)}
    for line, curve in zip(ax.lines[1:3], curves, strict=True):
        shown = key[curve.method]
        for look in ("get_color", "get_linestyle", "get_marker", "get_markersize"):
            assert getattr(shown, look)() == getattr(line, look)()
    # a filled dot at most on a curve: the open ring means a fall and nothing else
    assert {line.get_marker() for line in ax.lines[1:3]} <= {"o", ""}
    assert key["power falls"].get_markerfacecolor() == "none" != ax.lines[1].get_markerfacecolor()


def test_marks_at_the_same_place_are_both_seen() -> None:
    found = [bs.plan.sample_size(TwoProportions(0.2, 0.6), method=m) for m in ("boschloo", "z-pooled")]
    assert found[0].n == found[1].n
    first, second = power_curve(found).lines[-2:]
    assert first.get_markersize() < second.get_markersize()
    assert first.get_zorder() > second.get_zorder()


def test_figures_are_tidy(assert_tidy: Tidy) -> None:
    truth = TwoProportions(0.2, 0.6)
    assert_tidy(power_curve([bs.plan.sample_size(truth, method=m, up_to=30) for m in ("fisher", "boschloo")]))
    assert_tidy(power_curve(bs.plan.power_curve(PairedChanges(1.0, 0.0), [5])))
    several = [bs.plan.power_curve(PairedChanges(up, 0.1), range(5, 41)) for up in (0.3, 0.5, 0.7)]
    assert_tidy(power_curve(several))


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(bs.UsageError, match="1 to 7"):
        power_curve([])
    with pytest.raises(bs.UsageError, match="equal arms"):
        power_curve(bs.plan.power_curve(TwoProportions(0.2, 0.6), [(4, 6)]))
