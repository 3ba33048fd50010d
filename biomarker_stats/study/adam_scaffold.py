"""A study folder made from one parameter and visit of an ADaM BDS data set, behind ``biomarker-stats init --adam``."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from biomarker_stats.errors import DataError, StudyError, UsageError, visible
from biomarker_stats.study.adam import from_adam
from biomarker_stats.study.lines import as_text
from biomarker_stats.study.scaffold import scaffold_of
from biomarker_stats.study.table import read_table
from biomarker_stats.study.text_table import TextTable
from biomarker_stats.wording import count

UNIT = "subject"  # what reports call one row
_ARM_TITLES = {
    "TRT01P": "Planned treatment",
    "TRT01A": "Actual treatment",
    "TRTP": "Planned treatment",
    "TRTA": "Actual treatment",
}  # ADaM Implementation Guide v1.3, tables 3.2.1 and 3.3.2.1, in short


def scaffold_adam(
    folder: str | Path,
    table: str | Path,
    *,
    param: str,
    visit: str,
    baseline: str | None = None,
    arm: str = "TRT01P",
    remark: Callable[[str], None] | None = None,
) -> Path:
    """Make a study folder from a BDS data set: one row a subject, with the reading at baseline and at ``visit``.

    A subject without one of the two readings keeps its row, the reading empty. Visits are AVISIT values, or AVISITN
    where there is no column AVISIT. ``remark`` is called with what the user should know; the README holds it too.

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
        told = [replace(wrong, file=name, remedy=_as_options(wrong.remedy)) for wrong in error.violations]
        raise StudyError(told) from None
    except UsageError as error:
        raise UsageError(_as_options(str(error))) from None
    header = (UNIT, arm, f"{param}_before", f"{param}_after")
    at, title = baseline or "baseline", wide.attrs["param"]
    text = TextTable(
        header=header,
        rows=tuple(tuple(map(as_text, row)) for row in wide.drop(columns="change").itertuples(index=False)),
        numbers=tuple(range(1, len(wide) + 1)),
        labels={
            UNIT: "Subject",
            arm: _arm_title(frame, arm),
            header[2]: f"{title}, {at}",
            header[3]: f"{title}, {visit}",
        },
    )
    remarks, what = _remarks(frame, wide, param, at, visit), f"{param} at {at} and {visit}"
    return scaffold_of(Path(folder), text, name, arm=arm, told=_told(wide, what), remarks=remarks, remark=remark)


def _arm_title(frame: pd.DataFrame, arm: str) -> str:
    """Return what the column of arms is called in words: its label in the file, or else the name ADaM gives it."""
    return str(frame.attrs.get("labels", {}).get(arm) or _ARM_TITLES.get(arm, arm))


def _as_options(message: str) -> str:
    """Return a message of :func:`from_adam` with the names of the command line's options for those of arguments.

    >>> _as_options("name it with baseline=, or give arm=None")
    'name it with --baseline'
    """
    message = re.sub(r",? or give arm=None", "", message)
    return re.sub(r"(?<![\w'])(visit|baseline|arm)=", r"--\1", message).replace("with param=", "with --adam")


def _remarks(frame: pd.DataFrame, wide: pd.DataFrame, param: str, at: str, visit: str) -> list[str]:
    """Return what is missing, subject by subject, and where the first reading was taken from."""
    remarks = []
    for column, when in (("before", at), ("after", visit)):
        lacking = list(wide.loc[wide[column].isna(), "subject"])
        if lacking:
            kept = "its row is kept" if len(lacking) == 1 else "their rows are kept"
            listed = ", ".join(lacking)
            remarks.append(f"{count(len(lacking), 'subject')} without {param} at {when}, {kept}: {listed}")
    names = [as_text(cell) for cell in frame["USUBJID"].dropna().unique()]
    others = [name for name in names if name and name not in set(wide["subject"])]
    if others:
        remarks.append(
            f"{count(len(others), 'subject')} of the data set without a record of {param} that is analysed, not in the "
            f"table: {', '.join(others)}"
        )
    if wide.attrs["before_from"] != "records":
        remarks.append(f'no record of {param} has ABLFL = "Y": the reading before is {wide.attrs["before_from"]}')
    return remarks


def _visit(frame: pd.DataFrame, visit: str) -> str | float:
    """Return a visit as it is looked up: by its number where the data set has only numbers."""
    if "AVISIT" in frame.columns:
        return visit
    try:
        return float(visit)
    except ValueError:
        return visit


def _told(wide: pd.DataFrame, what: str) -> str:
    left_out = ", ".join(f"{reason} {number}" for reason, number in wide.attrs["left_out"].items() if number)
    lines = [
        "",
        f"One row a subject: {visible(what)}, from an ADaM BDS data set. Checked: one record a subject, parameter and",
        "visit; BASE is the baseline value; CHG = AVAL − BASE; one arm a subject.",
        "",
        f"Records of no use here: {visible(left_out) or 'none'}.",
    ]
    return "\n".join(lines) + "\n"
