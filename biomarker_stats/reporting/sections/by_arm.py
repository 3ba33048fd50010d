"""Section 6: each stratum by itself, the effect between arms, and what is confounded with it."""

from biomarker_stats import wording
from biomarker_stats.design.confounding import Confounding
from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, Words, bullets, heading, paragraph, rich, strong, table
from biomarker_stats.reporting.rows import (
    RESULT_ALIGN,
    RESULT_HEADER,
    further_effects,
    notes_of,
    result_rows,
)
from biomarker_stats.reporting.sentences import effect_sentence, floor_of_stratum
from biomarker_stats.reporting.words import lower_first

BY_ARM_FIGURES = ("percent-activated", "forest")


def by_arm(context: ReportContext) -> list[Block]:
    """Return proportions, stratified tests, the effect between arms and its confounders."""
    title = f"By {lower_first(context.column_title(context.arm))}" if context.arm else "Secondary analyses"
    blocks = [heading(title, identifier="by-arm")]
    if not context.others:
        return [*blocks, paragraph("The study declares no further analysis.")]
    blocks += _proportions(context) + _strata(context) + _effects(context)
    if context.arm is not None:
        blocks += [heading("What is confounded with it", level=3, identifier="confounding"), _confounders(context)]
    return [*blocks, *context.images(*BY_ARM_FIGURES)]


def _proportions(context: ReportContext) -> list[Block]:
    found = [each for each in context.analyses if each.analysis.type == "proportion"]
    if not found:
        return []
    rows: list[list[Words]] = []
    for each in found:
        yes, n = int(each.frame["yes"].sum()), int(each.frame["yes"].count())
        interval = wording.interval(each.main.conf_low, each.main.conf_high)
        share = wording.percent(yes / n, 0 if (100 * yes) % n == 0 else 1) if n else "–"
        rows.append([context.endpoint(each).title, context.population_title(each), f"{yes}/{n}", share, interval])
    level = wording.percent(found[0].main.conf_level)
    return [
        table(
            ("Endpoint", "Population", "k/n", "Percent", f"{level} interval of the proportion"),
            rows,
            caption=f"Proportions with exact intervals ({found[0].main.conf_method or found[0].main.title})",
            align="llrrr",
            kind="stacked",
        )
    ]


def _strata(context: ReportContext) -> list[Block]:
    found = [each for each in context.others if each.analysis.type == "paired"]
    if not found:
        return []
    title = "Each stratum by itself" if context.arm else "Each analysis by itself"
    blocks: list[Block] = [heading(title, level=3, identifier="strata")]
    blocks.append(bullets([text for text in (floor_of_stratum(context, each) for each in found) if text]))
    return [*blocks, *(block for each in found for block in _results(each))]


def _effects(context: ReportContext) -> list[Block]:
    found = [each for each in context.others if each.analysis.type == "compare"]
    if not found:
        return []
    blocks: list[Block] = [heading("Between the arms", level=3, identifier="effect")]
    blocks.append(bullets([effect_sentence(each) for each in found]))
    return [*blocks, *(block for each in found for block in _results(each))]


def _results(results: AnalysisResults) -> list[Block]:
    title = results.analysis.title
    blocks: list[Block] = [
        table(RESULT_HEADER, result_rows(results), caption=title, align=RESULT_ALIGN, kind="stacked")
    ]
    if results.analysis.note:
        blocks.append(paragraph(results.analysis.note))
    notes = [*further_effects(results), *notes_of([results])]
    return [*blocks, bullets(notes)] if notes else blocks


def _confounders(context: ReportContext) -> Block:
    found = context.confounders
    arm = context.column_title(str(context.arm))
    complete = [_complete(context, each, arm) for each in found if each.complete]
    partly = [_partly(context, each) for each in found if not each.complete]
    if not found:
        return paragraph(f"No other column of the table lines up with {lower_first(arm)}.")
    return bullets([*complete, *partly])


def _complete(context: ReportContext, found: Confounding, arm: str) -> Words:
    title, unit = context.column_title(found.column), context.column(found.column).unit
    values = wording.listing([f"{name} {_values(found, cells, unit)}" for name, cells in found.by_arm.items()])
    words = strong(f"{arm} and {lower_first(title)} are completely confounded: ")
    tell = f"tell an effect of {lower_first(arm)} from an effect of {lower_first(title)}"
    return rich(words, f"{values}. No value occurs in more than one arm, so no analysis of these data can {tell}.")


def _partly(context: ReportContext, found: Confounding) -> Words:
    by_arm: dict[str, list[str]] = {}
    for level, arm in found.only_in:
        by_arm.setdefault(arm, []).append(str(level))
    where = "; ".join(f"{wording.listing(levels)} only in {arm}" for arm, levels in by_arm.items())
    return f"{context.column_title(found.column)} is partly confounded: {where}."


def _values(found: Confounding, cells: tuple[object, ...], unit: str) -> str:
    if not found.numeric:
        return wording.listing([str(cell) for cell in cells])
    low, high = (wording.number(float(str(cell))) for cell in cells)
    return (f"{low}–{high}" if low != high else low) + (f" {unit}" if unit else "")
