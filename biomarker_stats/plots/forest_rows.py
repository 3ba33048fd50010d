"""The rows of a forest plot, and how wide its columns of text are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from biomarker_stats import wording
from biomarker_stats.plots.labels import Labels
from biomarker_stats.plots.proportions import share_text, shares
from biomarker_stats.plots.style import NEUTRAL, Mark

if TYPE_CHECKING:
    from biomarker_stats.methods.analyse import AnalysisResults
    from biomarker_stats.methods.result import Effect, Result

DIFFERENCE: Final = "risk difference"


class Row(NamedTuple):
    """One row: a heading (no estimate, no text), or an interval with the two columns of text to its right."""

    name: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    texts: tuple[str, str] = ("", "")
    mark: Mark = NEUTRAL
    heading: bool = False


class Panel(NamedTuple):
    """Rows that share an axis: ``percent`` from 0 to 1, ``ratio`` on a log scale round 1, or ``difference`` round 0.

    ``arms`` are the two whose effect is shown, the first against the second.
    """

    kind: str
    axis: str
    columns: tuple[str, str]
    rows: tuple[Row, ...]
    arms: tuple[str, ...] = ()


def panels_of(
    proportions: Sequence["AnalysisResults"], effects: Sequence["AnalysisResults"], labels: Labels
) -> tuple[Panel, ...]:
    """Return the panels that the results fill: proportions, odds ratios, risk differences."""
    found = (_proportion_panel(proportions, labels), _ratio_panel(effects, labels), _difference_panel(effects, labels))
    return tuple(panel for panel in found if panel.rows)


def _proportion_panel(proportions: Sequence["AnalysisResults"], labels: Labels) -> Panel:
    level = proportions[0].main.conf_level if proportions else 0.95
    rows = [
        (
            share.endpoint,
            Row(share.name, share.estimate, share.low, share.high, (share.counts, share_text(share)), share.mark),
        )
        for share in shares(proportions, labels)
    ]
    return Panel("percent", "percent", ("k/n", f"% ({wording.percent(level)} CI)"), _with_headings(rows, labels))


def _ratio_panel(effects: Sequence["AnalysisResults"], labels: Labels) -> Panel:
    rows = [(effect.analysis.endpoint, _ratio_row(effect, labels)) for effect in effects if is_ratio(effect.main)]
    level = wording.percent(effects[0].main.conf_level) if effects else ""
    return Panel(
        "ratio",
        "odds ratio (log scale)",
        (f"odds ratio ({level} CI)", "p"),
        _with_headings(rows, labels),
        _contrast(effects),
    )


def is_ratio(result: "Result") -> bool:
    """Whether a result estimates an odds ratio."""
    return "odds ratio" in result.estimand.lower()


def _ratio_row(effect: "AnalysisResults", labels: Labels) -> Row:
    result = effect.main
    texts = (_limits_text(result.estimate, result.conf_low, result.conf_high), wording.p_value(result.p_value))
    name = labels.population(effect.analysis.population)
    return Row(name, result.estimate, result.conf_low, result.conf_high, texts)


def differences(result: "Result") -> tuple["Effect", ...]:
    """Return the risk differences among the effects of a result."""
    return tuple(size for size in result.effects if size.name.lower().startswith(DIFFERENCE))


def _difference_panel(effects: Sequence["AnalysisResults"], labels: Labels) -> Panel:
    """Return the risk differences; p is beside them only where no odds ratio has it already."""
    rows = []
    for effect in effects:
        name = labels.population(effect.analysis.population)
        p = "" if is_ratio(effect.main) else wording.p_value(effect.main.p_value)
        for size in differences(effect.main):
            texts = (_limits_text(size.estimate, size.conf_low, size.conf_high), p)
            row = Row(name, size.estimate, size.conf_low, size.conf_high, texts)
            rows.append((effect.analysis.endpoint, row))
    level = wording.percent(effects[0].main.conf_level) if effects else ""
    columns = (f"difference ({level} CI)", "p" if any(row.texts[1] for _, row in rows) else "")
    return Panel("difference", DIFFERENCE, columns, _with_headings(rows, labels), _contrast(effects))


def _contrast(effects: Sequence["AnalysisResults"]) -> tuple[str, ...]:
    """Return the two arms, in the order of the first effect's n."""
    arms = tuple(effects[0].main.n) if effects else ()
    return arms if len(arms) == 2 else ("first", "second arm")


def _limits_text(estimate: float | None, low: float | None, high: float | None) -> str:
    return f"{wording.number(estimate, 3)} ({wording.interval(low, high, 3)})"


def _with_headings(rows: Sequence[tuple[str, Row]], labels: Labels) -> tuple[Row, ...]:
    """Return the rows under one heading an endpoint, in the order in which endpoints first appear."""
    found: list[Row] = []
    for endpoint in dict.fromkeys(endpoint for endpoint, _ in rows):
        found.append(Row(labels.endpoint(endpoint), heading=True))
        found.extend(row for of, row in rows if of == endpoint)
    return tuple(found)
