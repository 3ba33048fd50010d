"""Two readings of the same units as changes: one row a marker, one column a unit, as set tests take them."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from biomarker_stats.design.endpoints import pair_names
from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.study.numerals import number_of
from biomarker_stats.terms import nearest

if TYPE_CHECKING:
    import pandas as pd

_MOST = 50


def paired_changes(
    table: "pd.DataFrame",
    *,
    before: Sequence[str],
    after: Sequence[str],
    unit: str | None = None,
    marker: str | None = None,
) -> "pd.DataFrame":
    """Return after minus before of a panel, one row a marker and one column a unit, for :func:`set_sign_flips`.

    Markers are named as in ``bs.screen`` of the same columns. A change of which a reading is missing is missing.

    Args:
        table: one row a unit, two columns a marker; with ``marker`` one row a marker, two columns a unit.
        before: the columns of first readings.
        after: the columns of second readings, in the same order.
        unit: the column that names the units, where a row is a unit; else they are named by the index.
        marker: the column that names the markers, where a row is a marker.

    Raises:
        UsageError: no such column, columns that do not pair, or both ``unit`` and ``marker``.
        DataError: a cell that is no finite number, with its row, column and value.

    >>> import pandas as pd
    >>> panel = pd.DataFrame({"who": ["a", "b"], "ERK_pre": [1, 2], "ERK_post": [3, 2], "S6_pre": [2, 2],
    ...                       "S6_post": [1, 0]})
    >>> paired_changes(panel, before=["ERK_pre", "S6_pre"], after=["ERK_post", "S6_post"], unit="who")
           a    b
    ERK  2.0  0.0
    S6  -1.0 -2.0
    """
    import pandas as pd

    if unit is not None and marker is not None:
        msg = "a row is a unit or a marker: name the column of units or that of markers, not both"
        raise UsageError(msg)
    labels = unit if marker is None else marker
    _require(table, [*before, *after, *([] if labels is None else [labels])])
    if len(before) != len(after) or not before:
        msg = f"name as many columns before as after, at least one; got {len(before)} and {len(after)}"
        raise UsageError(msg)
    names = row_names(table, labels, what="unit" if marker is None else "marker")
    first, second = numbers(table[list(before)], names), numbers(table[list(after)], names)
    if marker is not None:
        return pd.DataFrame(second - first, index=names, columns=list(pair_names(before, after)))
    return pd.DataFrame((second - first).T, index=list(pair_names(before, after)), columns=names)


def numbers(part: "pd.DataFrame", names: Sequence[str]) -> FloatArray:
    """Return cells as floats, NaN where one is empty; ``names`` label the rows in messages.

    Raises:
        DataError: cells that are no finite numbers, and these alone; the first fifty are listed and the rest counted.
    """
    if all(isinstance(kind, np.dtype) and kind.kind in "iuf" for kind in part.dtypes):
        plain = part.to_numpy(dtype=np.float64)
        if not np.isinf(plain).any():
            return plain
    found = np.full(part.shape, np.nan)
    wrong = []
    for j, column in enumerate(part.columns):
        cells, filled = part.iloc[:, j].tolist(), part.iloc[:, j].notna().to_numpy()
        for i in np.flatnonzero(filled).tolist():
            value = finite(cells[i])
            if value is None:
                place: dict[str, Any] = {"row": i + 1, "label": names[i], "column": str(column), "value": str(cells[i])}
                wrong.append(Violation(message="is no finite number", remedy="mend or empty the cell", **place))
            else:
                found[i, j] = value
    if len(wrong) > _MOST:
        message = f"{len(wrong) - _MOST:,} more cells are wrong in the same way"
        wrong = [*wrong[:_MOST], Violation(message=message, remedy="mend these too")]
    if wrong:
        raise DataError(wrong)
    return found


def finite(cell: object) -> float | None:
    """Return a cell as a finite number, or None where it is none."""
    if isinstance(cell, str):
        return number_of(cell)
    try:
        value = float(cell)  # type: ignore[arg-type]  # what is no number is refused by float itself
    except (TypeError, ValueError):
        return None
    return value if np.isfinite(value) and not isinstance(cell, bool) else None


def name_of(cell: object) -> str:
    """Return a name as text; a whole number, such as an Entrez id that a table holds as a float, without decimals.

    >>> name_of("MTOR"), name_of(2475.0)
    ('MTOR', '2475')
    """
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def row_names(table: "pd.DataFrame", column: str | None, *, what: str) -> list[str]:
    """Return the name of each row; in a column, each is there and stands once.

    Raises:
        DataError: a name is missing, or stands twice; ``what`` says of what.
    """
    names = [name_of(name) for name in (table.index if column is None else table[column])]
    if column is None:
        return names
    wrong = [
        Violation(message="is missing", remedy=f"name the {what}, or leave the row out", row=row + 1, column=column)
        for row in np.flatnonzero(table[column].isna()).tolist()
    ]
    times = Counter(names)
    remedy = f"one row is one {what}: average replicates first, or name them apart"
    wrong += [
        Violation(message=f"is there {times[name]} times", remedy=remedy, row=row, column=column, value=name)
        for row, (name, there) in enumerate(zip(names, table[column].notna(), strict=True), 1)
        if there and times[name] > 1
    ]
    if wrong:
        raise DataError(wrong[:_MOST])
    return names


def _require(table: "pd.DataFrame", columns: Sequence[str]) -> None:
    known = [str(name) for name in table.columns]
    for name in columns:
        if known.count(name) != 1:
            what = "has no column" if name not in known else "has more than one column"
            msg = f"the table {what} {name!r}{nearest(str(name), known)}"
            raise UsageError(msg)
