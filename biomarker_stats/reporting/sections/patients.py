"""Section 2: who was studied: treatment, flow by arm, and the baseline table as counts and medians."""

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.fields import field_table
from biomarker_stats.reporting.nodes import Block, Words, heading, table
from biomarker_stats.reporting.table_one import EVERYONE, study_rows
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
        endpoint, identifier = context.endpoint(primary), context.study.unit_column(context.table)
        units = primary.frame["unit"]
        measured = {name: primary.frame[units.isin(_names(frame, identifier))] for name, frame in groups.items()}
        needed = [name for name in (endpoint.before, endpoint.after, endpoint.column) if name is not None]
        complete = {name: frame[needed].notna().all(axis=1).sum() for name, frame in groups.items()}
        rows.append([f"With {_needed(context, needed)}", *(str(int(number)) for number in complete.values())])
        rows.append(["In the primary analysis", *(str(len(frame)) for frame in measured.values())])
        if "change" in primary.frame:
            for word, chosen in _directions(measured, primary.readings).items():
                rows.append([f"… {word}", *chosen])
        excluded = primary.main.excluded
        reasons = wording.listing([f"{reason}: {number}" for reason, number in excluded.items()])
        rows.append(["Excluded", reasons or "0", *("–" if excluded else "0" for _ in context.arms)])
    return table(
        ("Step", *groups),
        rows,
        caption=f"Flow of {context.units()}" + (f" by {context.column_title(context.arm)}" if context.arm else ""),
        align="l" + "r" * len(groups),
    )


def _names(frame: pd.DataFrame, identifier: str) -> set[str]:
    return set(frame[identifier].astype(str))


def _needed(context: ReportContext, columns: list[str]) -> str:
    return wording.listing([context.column_title(name) for name in columns]) or "the endpoint"


def _directions(measured: dict[str, pd.DataFrame], readings: ReadingWords) -> dict[str, list[str]]:
    changes = [frame["change"] for frame in measured.values()]
    return {
        readings.higher: [str(int((change > 0).sum())) for change in changes],
        "the same": [str(int((change == 0).sum())) for change in changes],
        "lower": [str(int((change < 0).sum())) for change in changes],
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
