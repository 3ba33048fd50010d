"""A study folder made from one parameter and visit of an ADaM BDS data set, behind ``biomarker-stats init --adam``."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from biomarker_stats.errors import DataError, StudyError, visible
from biomarker_stats.study.adam import from_adam
from biomarker_stats.study.lines import as_text
from biomarker_stats.study.scaffold import scaffold_of
from biomarker_stats.study.table import read_table
from biomarker_stats.study.text_table import TextTable
from biomarker_stats.wording import count

UNIT = "subject"  # what reports call one row


def scaffold_adam(
    folder: str | Path,
    table: str | Path,
    *,
    param: str,
    visit: str,
    baseline: str | None = None,
    arm: str = "TRT01P",
) -> Path:
    """Make a study folder from a BDS data set: one row a subject, with the reading at baseline and at ``visit``.

    Subjects without both readings are left out of the table and named in the README. Visits are AVISIT values, or
    AVISITN where there is no column AVISIT.

    Raises:
        StudyError: the table cannot be read, or a check of :func:`from_adam` fails; every violation is listed.
        UsageError: no such column, parameter or visit.
        OutputError: the folder is not empty, or cannot be made.
    """
    source = Path(table)
    frame = read_table(source)
    name = visible(source.name)
    try:
        first = None if baseline is None else _visit(frame, baseline)
        wide = from_adam(frame, param=param, visit=_visit(frame, visit), baseline=first, arm=arm)
    except DataError as error:
        raise StudyError([replace(violation, file=name) for violation in error.violations]) from None
    complete = wide.dropna(subset=["before", "after"])
    header = (UNIT, arm, f"{param}_before", f"{param}_after")
    at, title = baseline or "baseline", wide.attrs["param"]
    text = TextTable(
        header=header,
        rows=tuple(tuple(map(as_text, row)) for row in complete.drop(columns="change").itertuples(index=False)),
        numbers=tuple(range(1, len(complete) + 1)),
        labels={UNIT: "USUBJID", header[2]: f"{title}, {at}", header[3]: f"{title}, {visit}"},
    )
    told = _told(wide, list(wide.loc[~wide.index.isin(complete.index), "subject"]), f"{param} at {at} and {visit}")
    return scaffold_of(Path(folder), text, name, arm=arm, told=told)


def _visit(frame: pd.DataFrame, visit: str) -> str | float:
    """Return a visit as it is looked up: by its number where the data set has only numbers."""
    if "AVISIT" in frame.columns:
        return visit
    try:
        return float(visit)
    except ValueError:
        return visit


def _told(wide: pd.DataFrame, missing: list[str], what: str) -> str:
    left_out = ", ".join(f"{reason} {number}" for reason, number in wide.attrs["left_out"].items() if number)
    lines = [
        "",
        f"One row a subject: {visible(what)}, from an ADaM BDS data set. Checked: one record a subject, parameter and",
        "visit; BASE is the baseline value; CHG = AVAL − BASE; one arm a subject.",
        "",
        f"Records of no use here: {visible(left_out) or 'none'}.",
        f"{count(len(missing), 'subject')} without both readings left out: {visible(', '.join(missing)) or 'none'}.",
    ]
    return "\n".join(lines) + "\n"
