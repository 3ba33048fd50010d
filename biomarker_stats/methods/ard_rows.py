"""One Result as rows of analysis results data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from biomarker_stats import wording
from biomarker_stats.methods.result import Result

COLUMNS = (
    "group1",
    "group1_level",
    "variable",
    "context",
    "stat_name",
    "stat_label",
    "stat",
    "warning",
    "error",
    "method",
)
Row = dict[str, Any]
Statistic = tuple[str, str, Any]
"""A name for programs, a label for readers, and the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the rows of one Result share: where they belong."""

    group: str | None = None
    variable: str | None = None
    context: str = ""
    method: str | None = None


def result_rows(result: Result, place: Place, more: Mapping[str, tuple[str, Any]] | None = None) -> Iterator[Row]:
    """Yield the rows of one Result; ``more`` holds further statistics, each a label and a value.

    A statistic that is None has no row: it is not defined for the method.
    """
    warning = "; ".join(result.notes) or None
    compared = len(result.n) > 1 and place.group is not None
    for level, size in result.n.items():
        group, at = (place.group, level) if compared else (None, None)
        yield _row(place, ("n", f"N, {level}", size), warning, group, at)
    group = place.group if compared else None
    further = [(name, label, value) for name, (label, value) in (more or {}).items()]
    for statistic in (*_statistics(result), *_effects(result), *further, *_choices(result)):
        if statistic[2] is not None:
            yield _row(place, statistic, warning, group)


def error_row(place: Place, error: Exception) -> Row:
    """Return the row of an analysis that could not be computed."""
    row = _row(place, ("p_value", "P value", None), None, place.group)
    return {**row, "error": str(error)}


def _row(
    place: Place, statistic: Statistic, warning: str | None, group: str | None = None, level: str | None = None
) -> Row:
    name, label, value = statistic
    found = (group, level, place.variable, place.context, name, label, _plain(value), warning, None, place.method)
    return dict(zip(COLUMNS, found, strict=True))


def _statistics(result: Result) -> Iterator[Statistic]:
    interval = f"{wording.percent(result.conf_level, 0 if result.conf_level * 100 % 1 == 0 else 1)} interval"
    bounded = result.conf_low is not None or result.conf_high is not None
    yield "n_used", "N that carried information", result.n_used
    yield "n_zero", "N with a difference of zero", result.n_zero
    yield "n_tied", "N that share a rank", result.n_tied
    for number, (reason, size) in enumerate(result.excluded.items(), start=1):
        yield f"n_excluded_{number}", f"N excluded: {reason}", size
    yield "estimate", _capital(result.estimand), result.estimate
    yield "null_value", "Value under the null hypothesis", result.null_value
    yield "conf_low", f"{interval}, lower limit", result.conf_low
    yield "conf_high", f"{interval}, upper limit", result.conf_high
    yield "conf_level", "Level of the interval", result.conf_level if bounded else None
    yield "conf_attained", "Coverage the interval is known to reach", result.conf_attained
    yield "statistic", result.statistic_name or "Statistic", result.statistic
    yield "p_value", "P value", result.p_value
    yield "mid_p_value", "Mid-P value", result.mid_p_value
    yield "p_min_attainable", "Smallest attainable P value", result.p_min_attainable


def _effects(result: Result) -> Iterator[Statistic]:
    for number, effect in enumerate(result.effects, start=1):
        name, label = f"effect_{number}", _capital(effect.name)
        yield f"{name}_estimate", label, effect.estimate
        yield f"{name}_conf_low", f"{label}, lower limit", effect.conf_low
        yield f"{name}_conf_high", f"{label}, upper limit", effect.conf_high
        yield f"{name}_conf_method", f"{label}, interval by", effect.conf_method or None


def _choices(result: Result) -> Iterator[Statistic]:
    yield "conf_method", "Interval by", result.conf_method or None
    yield "alternative", "Alternative hypothesis", result.alternative
    yield "two_sided", "Rule of the two-sided P value", result.two_sided
    yield "reference", "Reference distribution", result.reference
    yield "n_resamples", "Resamples", result.n_resamples
    yield "seed", "Seed", result.seed
    yield "strata", "Strata", "; ".join(result.strata) or None


def _plain(value: Any) -> Any:
    """Return a NumPy number as Python's, so that a cell prints and saves the same wherever it came from."""
    return value.item() if hasattr(value, "item") else value


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
