"""Which units of the table the primary analysis used, and for each other one why it did not."""

from typing import TYPE_CHECKING

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.methods.analyse import AnalysisResults

if TYPE_CHECKING:
    from biomarker_stats.reporting.context import ReportContext

USED = ""
"""What stands for a unit that was analysed."""


def needed_columns(context: "ReportContext", results: AnalysisResults) -> list[str]:
    """Return the columns an analysis cannot do without: those of its endpoint in which an empty cell is missing."""
    endpoint = context.endpoint(results)
    columns = context.manifest.tables[endpoint.table].columns
    named = [endpoint.before, endpoint.after, endpoint.column, *(condition.column for condition in endpoint.when)]
    return list(dict.fromkeys(name for name in named if name is not None and columns[name].empty == "missing"))


def reasons(context: "ReportContext", results: AnalysisResults) -> "pd.Series[str]":
    """Return, for each row of the table, ``USED`` or the first reason for which the analysis left it out."""
    frame, analysis = context.frame, results.analysis
    found = pd.Series(USED, index=frame.index, dtype=object)
    members = context.study.population(analysis.population, context.table).index
    found[~frame.index.isin(members)] = f"not in the population {context.population_title(results)}"
    needed = needed_columns(context, results)
    found = found.where(found != USED, _missing(context, frame[needed]))
    others = [name for name in (analysis.by, analysis.strata) if name is not None]
    for name in others:
        found = found.where(found != USED, _missing(context, frame[[name]]))
    if analysis.by is not None and analysis.arms:
        elsewhere = (found == USED) & ~frame[analysis.by].astype(str).isin(analysis.arms)
        told = "in arm " + frame[analysis.by].astype(str) + ", which is not compared"
        found = found.where(~elsewhere, told)
    return found


def _missing(context: "ReportContext", cells: pd.DataFrame) -> "pd.Series[str]":
    """Return ``no <column>`` for each row with an empty cell, and ``USED`` for the others."""
    titles = [context.column_title(name) for name in cells.columns]
    told = [
        wording.listing([f"no {title}" for title, empty in zip(titles, row, strict=True) if empty]) or USED
        for row in cells.isna().itertuples(index=False)
    ]
    return pd.Series(told, index=cells.index, dtype=object)
