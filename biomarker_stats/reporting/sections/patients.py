"""Section 2: who was studied: treatment, flow by arm, and the baseline table as counts and medians."""

from collections.abc import Iterator

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.fields import field_table
from biomarker_stats.reporting.nodes import Block, Words, heading, table
from biomarker_stats.reporting.table_one import EVERYONE, study_rows
from biomarker_stats.reporting.unit_flow import USED, needed_columns, reasons
from biomarker_stats.study.reading_words import ReadingWords


def patients(context: ReportContext) -> list[Block]:
    """Return what the study says of its units, their flow, and Table 1."""
    title = f"{context.units().capitalize()} and flow"
    blocks = [heading(title, identifier="patients")]
    blocks.append(field_table(context, "patients", "treatment", "design", "timing"))
    return [*blocks, _flow(context), _baseline(context)]


def _groups(context: ReportContext) -> dict[str, pd.DataFrame]:
    frame = context.frame
    groups = {EVERYONE: frame}
    for arm in context.arms:
        groups[arm] = frame[frame[context.arm].astype(str) == arm]
    return groups


def _flow(context: ReportContext) -> Block:
    groups, primary = _groups(context), context.primary
    rows: list[list[Words]] = [["In the table", *(str(len(frame)) for frame in groups.values())]]
    if primary is not None:
        rows += _analysed(context, primary, groups)
    return table(
        ("Step", *groups),
        rows,
        caption=f"Flow of {context.units()}" + (f" by {context.column_title(context.arm)}" if context.arm else ""),
        align="l" + "r" * len(groups),
    )


def _analysed(
    context: ReportContext, primary: AnalysisResults, groups: dict[str, pd.DataFrame]
) -> Iterator[list[Words]]:
    """Yield how many units were read, analysed, higher and lower, and left out for each reason, in each group."""
    needed, why = needed_columns(context, primary), reasons(context, primary)
    complete = context.frame[needed].notna().all(axis=1)
    told = {name: why.loc[frame.index] for name, frame in groups.items()}
    yield [f"With {_needed(context, needed)}", *(str(int(complete.loc[cells.index].sum())) for cells in told.values())]
    yield ["In the primary analysis", *(str(int((cells == USED).sum())) for cells in told.values())]
    if "change" in primary.frame:
        members = context.study.population(primary.analysis.population, context.table).index
        changes = pd.Series(primary.frame["change"].tolist(), index=members).reindex(why.index)
        used = {name: changes.loc[cells.index[cells == USED]] for name, cells in told.items()}
        for word, chosen in _directions(used, primary.readings).items():
            yield [f"… {word}", *chosen]
    left_out = list(dict.fromkeys(why[why != USED]))
    for reason in left_out:
        yield [f"Excluded: {reason}", *(str(int((cells == reason).sum())) for cells in told.values())]
    if not left_out:
        yield ["Excluded", *("0" for _ in groups)]


def _needed(context: ReportContext, columns: list[str]) -> str:
    return wording.listing([context.column_title(name) for name in columns]) or "the endpoint"


def _directions(changes: dict[str, "pd.Series[float]"], readings: ReadingWords) -> dict[str, list[str]]:
    each = changes.values()
    return {
        readings.higher: [str(int((change > 0).sum())) for change in each],
        "the same": [str(int((change == 0).sum())) for change in each],
        "lower": [str(int((change < 0).sum())) for change in each],
    }


def _baseline(context: ReportContext) -> Block:
    """Return Table 1; a column that only serves to define a yes/no endpoint is shown as that endpoint."""
    groups = _groups(context)
    rows: list[list[Words]] = [[context.units().capitalize(), *(str(len(frame)) for frame in groups.values())]]
    rows += [[row.label, *row.cells] for row in study_rows(context.study, context.table, groups, by=context.arm)]
    return table(
        ("Characteristic", *groups),
        rows,
        caption="Table 1. Counts as k/n, numbers as median (smallest to largest); no test is made here",
        align="l" + "r" * len(groups),
    )
