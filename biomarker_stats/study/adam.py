"""CDISC ADaM BDS: one record a subject, parameter and visit, to one row a subject with a reading before and after."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from biomarker_stats.errors import DataError, UsageError
from biomarker_stats.study.adam_checks import Record, check_records
from biomarker_stats.study.differences import differences
from biomarker_stats.study.faults import capped
from biomarker_stats.study.limits import VIOLATIONS_A_TABLE
from biomarker_stats.terms import nearest

YES = "Y"


def from_adam(
    frame: pd.DataFrame,
    *,
    visit: str | float,
    param: str | None = None,
    baseline: str | float | None = None,
    value: str = "AVAL",
    arm: str | None = "TRT01P",
    subject: str = "USUBJID",
    flag: str | None = "ANL01FL",
) -> pd.DataFrame:
    """Return one row a subject of an ADaM BDS data set: ``subject``, ``arm``, ``before``, ``after`` and ``change``.

    The reading before is that of the record with ABLFL = "Y", or of the visit that ``baseline`` names; where the
    parameter has neither flag nor ``baseline``, it is BASE (BASEC of text), and ``.attrs["before_from"]`` says so.

    ``change`` is after minus before; text (``value="AVALC"``) has none. A subject with a record of the parameter and
    without one of the two readings stays, its reading missing: ``bs.paired(…, missing="drop")`` counts it. How many
    records were of no use, by reason, is in ``.attrs["left_out"]``; the parameter in words in ``.attrs["param"]``.

    Checked, each violation with its row and subject: one record a subject, parameter and visit; BASE (BASEC of text) is
    the baseline value, or where it stands for that, one a subject; CHG is AVAL − BASE to within rounding (a relative
    1e-9); one arm a subject; one PARAM a PARAMCD; one AVISIT an AVISITN; AVAL a number.

    Args:
        frame: the data set, one record a row; other columns are ignored.
        visit: the AVISIT (text) or AVISITN (a number) of the reading after.
        param: the PARAMCD; may be left out where there is only one.
        baseline: the AVISIT or AVISITN of the reading before; when left out, the records with ABLFL = "Y",
            else BASE.
        value: ``AVAL``, or ``AVALC`` for text such as an ordinal score.
        arm: the column of arms (TRT01P, TRT01A, TRTP …), or None for none.
        subject: the column that names the subject.
        flag: only records with "Y" in this column are taken, besides the baseline; None, or a column that is not there,
            takes all.

    Raises:
        UsageError: no such column, parameter or visit.
        DataError: a check fails; every violation is listed.

    References:
        CDISC Analysis Data Model Implementation Guide v1.3 (2021), section 3.3: the Basic Data Structure.

    >>> import pandas as pd
    >>> adlb = pd.DataFrame({
    ...     "USUBJID": ["S1", "S1", "S2", "S2"], "TRT01P": ["Drug", "Drug", "Placebo", "Placebo"],
    ...     "PARAMCD": "ALT", "AVISIT": ["Baseline", "Week 4"] * 2, "AVAL": [20, 31, 25, 24], "ABLFL": ["Y", ""] * 2,
    ... })
    >>> from_adam(adlb, visit="Week 4").values.tolist()
    [['S1', 'Drug', 20.0, 31.0, 11.0], ['S2', 'Placebo', 25.0, 24.0, -1.0]]
    """
    needed = [subject, "PARAMCD", value, *([] if arm is None else [arm])]
    _need(frame, needed, arm)
    chosen = _param(frame, param)
    records = _records(frame, chosen, subject, value)
    every = flag is None or flag not in frame.columns
    base = "BASEC" if value == "AVALC" else "BASE"
    flagged = _baseline(frame, records, baseline, base)
    first = {record.row for record in flagged}
    used = [record for record in records if every or record.row in first or record.text(str(flag)) == YES]
    before = [record for record in used if record.row in first]
    after = _at(frame, used, visit, "visit")
    faults = [fault for record in used for fault in record.faults(arm)]
    wrong = [*faults, *check_records(used, before, value=value, arm=arm)]
    if wrong:
        raise DataError(capped(wrong, "", VIOLATIONS_A_TABLE))
    firsts = _given(used, base) if not flagged else {record.subject: record.value for record in before}
    found = _wide(used, firsts, after, numbers=value != "AVALC", arm=arm)
    found.attrs["before_from"] = "records" if flagged else base
    found.attrs["param"] = records[0].text("PARAM") or chosen
    found.attrs["left_out"] = {
        "other parameters": len(frame) - len(records),
        f"not flagged in {flag}": len(records) - len(used),
        "other visits": len(used) - len(first | {record.row for record in after}),
    }
    return found


def _need(frame: pd.DataFrame, columns: Iterable[str], arm: str | None) -> None:
    for column in columns:
        if column not in frame.columns:
            other = "; name the column of arms with arm=, or give arm=None" if column == arm else ""
            msg = f"the data set has no column {column!r}{nearest(column, map(str, frame.columns))}{other}"
            raise UsageError(msg)


def _param(frame: pd.DataFrame, param: str | None) -> str:
    known = [str(code).strip() for code in frame["PARAMCD"].dropna().unique()]
    known = [code for code in dict.fromkeys(known) if code]
    if param is None and len(known) == 1:
        return known[0]
    if param is None:
        msg = f"the data set has {len(known)} parameters — name one with param=: {', '.join(known[:30])}"
        raise UsageError(msg)
    if param not in known:
        msg = f"the data set has no PARAMCD {param!r}{nearest(param, known)}"
        raise UsageError(msg)
    return param


def _records(frame: pd.DataFrame, param: str, subject: str, value: str) -> list[Record]:
    chosen = (frame["PARAMCD"].astype(str).str.strip() == param).to_numpy()
    rows = zip(chosen.nonzero()[0].tolist(), frame.loc[chosen].to_dict(orient="records"), strict=True)
    return [Record(row=row + 1, cells=cells, subject_column=subject, value_column=value) for row, cells in rows]


def _at(frame: pd.DataFrame, records: list[Record], visit: str | float, what: str) -> list[Record]:
    """Return the records of a visit, named by AVISIT or numbered by AVISITN."""
    column = "AVISIT" if isinstance(visit, str) else "AVISITN"
    _need(frame, [column], None)
    found = [record for record in records if record.visit(column) == visit]
    if not found:
        known = dict.fromkeys(str(record.visit(column)) for record in records if record.visit(column) not in {None, ""})
        msg = f"no record of the parameter has {column} {visit!r} ({what}=){nearest(str(visit), known)}"
        raise UsageError(msg)
    return found


def _baseline(frame: pd.DataFrame, records: list[Record], baseline: str | float | None, base: str) -> list[Record]:
    """Return the records of the first reading; none where the column ``base`` stands for them."""
    if baseline is not None:
        return _at(frame, records, baseline, "baseline")
    found = [record for record in records if record.text("ABLFL") == YES]
    if not found and not _given(records, base):
        msg = (
            f'no record of the parameter has ABLFL = "Y", and none has {base} — name the visit of the first reading '
            "with baseline="
        )
        raise UsageError(msg)
    return found


def _given(records: list[Record], base: str) -> dict[str, float | str | None]:
    """Return the baseline value that the records of each subject give in the column ``base``."""
    filled = [record for record in records if record.text(base)]
    return {record.subject: record.text(base) if base == "BASEC" else record.number(base) for record in filled}


def _wide(
    records: list[Record],
    firsts: dict[str, float | str | None],
    after: list[Record],
    *,
    numbers: bool,
    arm: str | None,
) -> pd.DataFrame:
    seconds = {record.subject: record.value for record in after}
    subjects = {record.subject: record for record in reversed(records)}
    names = list(dict.fromkeys(record.subject for record in records))
    columns: dict[str, Any] = {"subject": names}
    if arm is not None:
        columns["arm"] = [subjects[name].text(arm) for name in names]
    kind = "float64" if numbers else object
    for role, values in (("before", firsts), ("after", seconds)):
        columns[role] = pd.Series(list(_filled(names, values, numbers)), dtype=kind)
    found = pd.DataFrame(columns)
    if numbers:
        found["change"] = differences(found["after"], found["before"])
    return found


def _filled(names: list[str], values: dict[str, Any], numbers: bool) -> Iterator[Any]:
    for name in names:
        value = values.get(name)
        yield math.nan if value is None and numbers else value
