"""Section 10: the data themselves, every unit and every column as printed."""

from typing import Any

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, Kind, Words, heading, paragraph, table

MOST_ROWS = 1000
"""A longer table is cut here, and said to be; the study's file holds the rest."""


def individual(context: ReportContext) -> list[Block]:
    """Return every table of the study in full; the primary analysis's scores stand beside its units."""
    blocks = [heading("Individual data", identifier="data")]
    for name, spec in context.manifest.tables.items():
        whole = context.study.tables[name]
        frame = whole.head(MOST_ROWS)
        columns = [column for column in spec.columns if not frame[column].isna().all()]
        header = [_header(context, name, column) for column in columns]
        cells = [[_cell(value) for value in frame[column].tolist()] for column in columns]
        if name == context.table:
            scored = _scores(context, frame)
            header += scored
            cells += scored.values()
        rows: list[list[Words]] = [list(row) for row in zip(*cells, strict=True)]
        align = "l" * len(columns) + "r" * (len(header) - len(columns))
        title = spec.title or name
        shown = f"{len(whole)} rows" if len(frame) == len(whole) else f"the first {len(frame)} of {len(whole)} rows"
        blocks.append(paragraph(f"{title}, {shown}, as printed ({spec.file})."))
        shape: Kind = "stacked" if spec.kind == "units" else "columns"
        blocks.append(table(header, rows, caption=title, align=align, kind=shape))
    return blocks


def _header(context: ReportContext, table_name: str, column: str) -> str:
    declared = context.manifest.tables[table_name].columns[column]
    title = declared.title or column.replace("_", " ")
    return f"{title}, {declared.unit}" if declared.unit else title


def _cell(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _scores(context: ReportContext, frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return the scores before, after and their difference, as the primary analysis used them."""
    primary = context.primary
    if primary is None or "change" not in primary.frame or "before" not in primary.frame:
        return {}
    titles = {"before": "Score before", "after": "Score after", "change": "Change"}
    units = frame[context.study.unit_column(context.table)].astype(str).tolist()
    found: dict[str, list[str]] = {}
    for role, title in titles.items():
        scores = dict(zip(primary.frame["unit"].tolist(), primary.frame[role].tolist(), strict=True))
        found[title] = [_score(scores.get(unit), signed=role == "change") for unit in units]
    return found


def _score(value: float | None, *, signed: bool) -> str:
    if value is None:
        return ""
    return f"+{wording.number(value)}" if signed and value > 0 else wording.number(value)
