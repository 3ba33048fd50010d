"""Counts, percentages, wells, blots, qPCR and dose response, compared at the experimental unit."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.analysis import Analysis
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.preclinical.pairwise import adjustment_name
from biomarker_stats.methods.preclinical.qpcr import QuantitativePcr
from biomarker_stats.methods.result import Result
from biomarker_stats.reporting.nodes import Block, Words, bullets, paragraph, table
from biomarker_stats.reporting.rows import with_interval
from biomarker_stats.reporting.words import capital

_SHORT = {
    "welch-t": "Welch t",
    "paired-t": "paired t",
    "permutation": "exact permutation",
    "rank-sum": "exact rank-sum",
    "quasi-binomial": "quasi-binomial",
    "signed-rank": "signed-rank",
    "welch-contrast": "Welch contrast",
}
_COLUMNS = {
    "arm": "Arm",
    "n": "n",
    "mean_percent": "Mean, %",
    "sd_percent": "SD, %",
    "mean_logit": "Mean logit",
    "sd_logit": "SD of logits",
    "mean_arcsine": "Mean arcsine",
    "sd_arcsine": "SD of arcsines",
    "percent_from_mean": "Back to %",
    "geometric_mean": "Geometric mean",
    "sd_log": "SD of logs",
    "mean_delta_ct": "Mean ΔCt",
    "sd_delta_ct": "SD of ΔCt",
    "se_delta_ct": "SE of ΔCt",
    "mean_rate": "Mean rate, per day",
    "sd_rate": "SD of rates",
    "delta_delta_ct": "ΔΔCt",
    "delta_ct": "ΔCt",
    "relative_expression": "Relative expression",
    "minus_1_sd": "Less one SD",
    "plus_1_sd": "Plus one SD",
    "spread": "What the spread is",
}


def unit_blocks(found: ExperimentResults) -> list[Block]:
    """Return the comparisons, the arms with labelled spreads, and what is particular to a kind."""
    analysis = found.analysis
    if analysis is None:
        return []
    blocks = [_comparisons(analysis)]
    if len(analysis.arms):
        blocks.append(frame_table(analysis.arms, f"{found.title}: arms{_spreads(analysis.arms.columns)}"))
    if isinstance(analysis, QuantitativePcr):
        caption = "Expression relative to the control, with a band of one SD, which is no confidence interval"
        blocks.append(frame_table(analysis.relative, caption))
    lines = analysis.lines()
    return [*blocks, *([bullets([f"{capital(line)}." for line in lines])] if lines else [])]


def _spreads(columns: Iterable[str]) -> str:
    """Return what the spreads of these columns are between, or nothing where there is none."""
    named = [name.upper() for name in ("sd", "se") if any(column.startswith(f"{name}_") for column in columns)]
    return f"; {' and '.join(named)} {'are' if len(named) > 1 else 'is'} between units" if named else ""


def _comparisons(analysis: Analysis) -> Block:
    """Return one row a comparison: the main estimate, then the p of each method that has one, and the floor."""
    tested = [result for result in analysis.results if result.p_value is not None]
    methods = list(dict.fromkeys(result.method for result in tested))
    floors = any(each.floor is not None for each in analysis.comparisons)
    rows: list[list[Words]] = []
    for each in analysis.comparisons:
        by_method: dict[str, Result] = {result.method: result for result in each.results}
        estimate = "–" if each.main.estimate is None else with_interval(each.main)
        p_values = [wording.p_value(by_method[name].p_value) if name in by_method else "–" for name in methods]
        rows.append([each.name, estimate, *p_values, *([wording.p_value(each.floor)] if floors else [])])
    estimands = list(dict.fromkeys(each.main.estimand for each in analysis.comparisons))
    header = ["Comparison", "Estimate (interval)", *(f"p, {_SHORT.get(name, name)}" for name in methods)]
    header += ["Smallest exact p"] if floors else []
    caption = capital("; ".join(estimands)) + ("; none of these P values is adjusted" if tested else "")
    return table(header, rows, caption=caption, align="ll" + "r" * (len(header) - 2), kind="stacked")


def frame_table(frame: Any, caption: str) -> Block:
    """Return a tidy table of the analyses as a table of the report."""
    shown = [name for name in frame.columns if name in _COLUMNS]
    rows: list[list[Words]] = [[_cell(row[name]) for name in shown] for row in frame.to_dict("records")]
    align = "".join("l" if name in {"arm", "spread"} else "r" for name in shown)
    return table([_COLUMNS[name] for name in shown], rows, caption=caption, align=align, kind="stacked")


def _cell(value: Any) -> str:
    return wording.number(float(value)) if isinstance(value, float | np.floating) else str(value)


def adjusted_by(adjust: str) -> str:
    """Return how P values were adjusted, in words.

    >>> adjusted_by("holm"), adjusted_by("none")
    ('adjusted by Holm', 'not adjusted')
    """
    return "not adjusted" if adjust == "none" else f"adjusted by {adjustment_name(adjust)}"


def _in_blocks(found: ExperimentResults) -> bool:
    return found.experiment.columns.well != found.unit


def published_blocks(found: ExperimentResults) -> list[Block]:
    """Return pairwise Student t tests as papers print them beside the exact tests, and the symbols they would earn."""
    pairwise, symbols = found.pairwise, found.symbols
    if pairwise is None:
        return []
    rows: list[list[Words]] = []
    for each in pairwise.comparisons:
        student, exact = each.by_method("student-t"), each.by_method("permutation")
        rows.append(
            [
                each.name,
                with_interval(student),
                wording.p_value(student.p_value),
                wording.p_value(each.adjusted[0] if each.adjusted else None),
                wording.p_value(exact.p_value),
                wording.p_value(each.floor),
            ]
        )
    header = (
        "Comparison",
        "Difference of means",
        "p, Student t",
        "Adjusted",
        "p, exact permutation",
        "Smallest exact p",
    )
    caption = f"The published style: {found.pairwise_of}, pairwise Student t tests {adjusted_by(pairwise.adjust)}"
    blocks: list[Block] = [table(header, rows, caption=caption, align="llrrrr", kind="stacked")]
    if found.analysis is not None and found.experiment.kind in {"blot", "in-vitro"} and _in_blocks(found):
        blocks.append(
            paragraph(f"Here the arms are taken for independent samples, although each {found.unit} holds them all.")
        )
    if symbols is None:
        return blocks
    marks = "; ".join(f"{arm}: {symbols.text(arm) or 'none'}" for arm in dict.fromkeys(symbols.marks["arm"]))
    return [*blocks, paragraph(f"Symbols these would earn – {marks}. {symbols.legend}")]
