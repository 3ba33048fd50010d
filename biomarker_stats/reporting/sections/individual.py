"""Section 10: the data themselves, every unit and every column as printed."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, Kind, Words, clean, heading, paragraph, table
from biomarker_stats.wording import count

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
        cells = [_cells(whole[column])[: len(frame)] for column in columns]
        decimals = any("." in cell for column in columns for cell in _numbers(whole[column]))
        if name == context.table:
            scored = _scores(context, frame)
            header += scored
            cells += scored.values()
        rows: list[list[Words]] = [list(row) for row in zip(*cells, strict=True)]
        align = "l" * len(columns) + "r" * (len(header) - len(columns))
        title = spec.title or name
        shown = f"{len(whole)} rows" if len(frame) == len(whole) else f"the first {len(frame)} of {len(whole)} rows"
        how = "as printed, the numbers of a column all to as many decimals" if decimals else "as printed"
        altered = sum(" ".join(cell.split()) != clean(cell) for column in cells for cell in column)
        hidden = f"; invisible control characters in {count(altered, 'cell')} are left out" if altered else ""
        blocks.append(paragraph(f"{title}, {shown}, {how}{hidden} ({spec.file})."))
        shape: Kind = "stacked" if spec.kind == "units" else "columns"
        blocks.append(table(header, rows, caption=title, align=align, kind=shape))
    return blocks


def _header(context: ReportContext, table_name: str, column: str) -> str:
    declared = context.manifest.tables[table_name].columns[column]
    title = declared.title or column.replace("_", " ")
    return f"{title}, {declared.unit}" if declared.unit else title


def _cells(column: "pd.Series[Any]") -> list[str]:
    """Return the cells of a column as text: numbers all to as many decimals as the one that has most."""
    values = [None if value is None or pd.isna(value) else value for value in column.tolist()]
    places = max((_decimals(value) for value in values if isinstance(value, float)), default=0)
    return ["" if value is None else _cell(value, places) for value in values]


def _numbers(column: "pd.Series[Any]") -> list[str]:
    return _cells(column) if pd.api.types.is_numeric_dtype(column) else []


def _cell(value: Any, places: int) -> str:
    if isinstance(value, float) and math.isfinite(value):
        return f"{Decimal(repr(value)):.{places}f}".replace("-", wording.MINUS)
    return str(value).replace("-", wording.MINUS) if isinstance(value, int | float) else str(value)


def _decimals(value: float) -> int:
    """Return how many decimals the shortest text of a number has."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent if math.isfinite(value) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _scores(context: ReportContext, frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return the scores before, after and their difference, as the primary analysis used them; no column twice.

    Readings that are numbers are their own scores and stand in the table, and the differences may do so too.
    """
    primary = context.primary
    if primary is None or "change" not in primary.frame or "before" not in primary.frame:
        return {}
    titles = {"before": "Score before", "after": "Score after", "change": "Change"}
    units = frame[context.study.unit_column(context.table)].astype(str).tolist()
    if primary.scale is None:
        changes = dict(zip(primary.frame["unit"].tolist(), primary.frame["change"].tolist(), strict=True))
        return {} if _stands(frame, [changes.get(unit) for unit in units]) else {"Change": _signed(units, changes)}
    found: dict[str, list[str]] = {}
    for role, title in titles.items():
        scores = dict(zip(primary.frame["unit"].tolist(), primary.frame[role].tolist(), strict=True))
        found[title] = [_score(scores.get(unit), signed=role == "change") for unit in units]
    return found


def _stands(frame: pd.DataFrame, changes: Sequence[float | None]) -> bool:
    """Whether a column of numbers holds these changes already."""
    wanted = pd.Series(list(changes), index=frame.index).astype("float64")
    return any(cells.astype("float64").equals(wanted) for _, cells in frame.select_dtypes("number").items())


def _signed(units: Sequence[str], changes: Mapping[str, float]) -> list[str]:
    """Return the change of each unit with its sign, all to as many decimals as the one that has most."""
    cells = _cells(pd.Series([changes.get(unit) for unit in units], dtype="float64"))
    return [f"+{cell}" if (changes.get(unit) or 0) > 0 else cell for unit, cell in zip(units, cells, strict=True)]


def _score(value: float | None, *, signed: bool) -> str:
    if value is None:
        return ""
    return f"+{wording.number(value)}" if signed and value > 0 else wording.number(value)
