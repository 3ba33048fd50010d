"""The rows of an estimation plot, read from Results: estimate, interval, p values and the floor of exact tests."""

import math
from typing import TYPE_CHECKING, Final

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.contrast import FLOOR, Estimated
from biomarker_stats.plots.estimation_chart import Contrast, Panel, Scale
from biomarker_stats.plots.style import NEUTRAL, Mark

if TYPE_CHECKING:
    from biomarker_stats.methods.preclinical.analysis import Analysis, Comparison
    from biomarker_stats.methods.result import Result

DIGITS: Final = 3
DECIMALS: Final = 4
EXACT: Final = "permutation"


def comparison_panel(analysis: "Analysis", axis: str, *, scale: Scale = "linear", null: float = 0.0) -> Panel:
    """Return one row a comparison: its main result, the exact p beside it where there is one, and the floor."""
    comparisons = analysis.comparisons
    exact = any(exact_result(comparison) is not None for comparison in comparisons)
    floors = any(comparison.floor is not None for comparison in comparisons)
    columns = (f"estimate ({level_text(comparisons[0].main)} CI)", "p", *["p exact"] * exact, *["floor"] * floors)
    rows = tuple(_row(comparison, exact=exact, floors=floors) for comparison in comparisons)
    return Panel(axis, columns, rows, null, scale)


def exact_result(comparison: "Comparison") -> "Result | None":
    """Return the permutation test of a comparison, or None where there is none beside the main result."""
    return next((result for result in comparison.results[1:] if result.method == EXACT), None)


def _row(comparison: "Comparison", *, exact: bool, floors: bool) -> Contrast:
    main, beside = comparison.main, exact_result(comparison)
    texts = [limits_text(main.estimate, main.conf_low, main.conf_high), short_p(main.p_value)]
    texts += [short_p(None if beside is None else beside.p_value)] * exact
    texts += [short_p(comparison.floor)] * floors
    return Contrast(comparison.name, main.estimate, main.conf_low, main.conf_high, tuple(texts))


def result_row(name: str, result: "Result", *, mark: Mark = NEUTRAL, hollow: bool = False) -> Contrast:
    """Return one row of a Result that carries its floor as an effect: estimate, p, floor."""
    texts = (
        limits_text(result.estimate, result.conf_low, result.conf_high),
        short_p(result.p_value),
        short_p(floor_of(result)),
    )
    return Contrast(name, result.estimate, result.conf_low, result.conf_high, texts, mark, hollow)


def floor_of(result: "Result") -> float | None:
    """Return the smallest p an exact test of the result's design could give, where it is known."""
    found = [effect.estimate for effect in result.effects if effect.name.startswith(FLOOR)]
    return found[0] if found else result.p_min_attainable


def limits_text(estimate: float | None, low: float | None, high: float | None) -> str:
    """Return ``0.42 (0.3 to 0.6)``.

    >>> limits_text(0.4213, 0.3, None), limits_text(-0.0312, -0.05, -0.012)
    ('0.421', '−0.0312 (−0.05 to −0.012)')
    """
    spread = wording.interval(low, high, DIGITS)
    text = wording.number(estimate, DIGITS)
    return text if spread == "–" else f"{text} ({spread})"


def short_p(p: float | None) -> str:
    """Return p to four decimals, never as 0.

    >>> short_p(0.028571), short_p(1e-9)
    ('0.0286', '< 0.0001')
    """
    return wording.p_value(p, DECIMALS)


def level_text(result: "Result") -> str:
    """Return the level of a result's interval as text: ``95%``."""
    return wording.percent(result.conf_level)


def mean_interval(mean: float, sd: float, n: int, confidence: float) -> tuple[float | None, float | None]:
    """Return the t interval of a mean that an analysis reports with its SD and n; None where there is no spread.

    >>> low, high = mean_interval(2.0, 1.0, 3, 0.95)
    >>> round(low, 3), round(high, 3)
    (-0.484, 4.484)
    """
    if n < 2 or not math.isfinite(sd):
        return None, None
    found = Estimated(estimate=mean, standard_error=sd / math.sqrt(n), freedom=float(n - 1))
    return found.interval(confidence)
