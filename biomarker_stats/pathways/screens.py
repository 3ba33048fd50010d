"""From a screen to gene-set tests: its hits among the markers it tested, and the changes of all its markers."""

from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

import numpy as np

from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.pathways.changes import finite, name_of
from biomarker_stats.terms import nearest
from biomarker_stats.wording import count, listing

if TYPE_CHECKING:
    import pandas as pd

ADJUSTED = ("p_maxt", "p_tarone", "q_discrete")


class Screened(Protocol):
    """What a result of ``bs.screen`` has, as far as gene-set tests need it."""

    @property
    def markers(self) -> tuple[str, ...]:
        """Every marker, in order."""
        ...

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit, in order."""
        ...

    @property
    def unit_arms(self) -> tuple[str, ...]:
        """The arm of each unit; none for pairs."""
        ...

    @property
    def shown(self) -> tuple[int, ...]:
        """The places of the markers whose readings are kept."""
        ...

    @property
    def shown_values(self) -> FloatArray | None:
        """Their readings (changes, for pairs), shape (shown, units)."""
        ...

    def to_frame(self) -> "pd.DataFrame":
        """One row a marker, with its p values."""
        ...


def hits_of(screen: "Screened | pd.DataFrame", by: str, level: float) -> tuple[list[str], list[str], tuple[str, ...]]:
    """Return the hits of a screen, the markers it tested, and notes that say how they were told.

    Raises:
        UsageError: no table of a screen, an adjusted p it does not have, or no such level.
        DataError: cells of it that are no p values.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"marker": ["A", "B", "C"], "p_value": [0.01, 0.5, None], "p_maxt": [0.03, 0.75, None]})
    >>> hits_of(table, "p_maxt", 0.05)[:2]
    (['A'], ['A', 'B'])
    """
    if by not in ADJUSTED:
        msg = f"the adjusted p must be one of {', '.join(ADJUSTED)}, got {by!r}{nearest(str(by), ADJUSTED)}"
        raise UsageError(msg)
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
        msg = f"the level of hits must be above 0 and below 1, got {level!r}"
        raise UsageError(msg)
    table = _table(screen)
    absent = [name for name in ("marker", "p_value", by) if name not in table.columns]
    if absent:
        msg = f"a screen's table has the columns marker, p_value and {by}; this one has no {', '.join(absent)}"
        raise UsageError(msg)
    names = [name_of(name) for name in table["marker"]]
    p, adjusted = (_p_values(table, column, names) for column in ("p_value", by))
    tested = ~np.isnan(p)
    if np.isnan(adjusted[tested]).any():
        others = " or ".join(name for name in ADJUSTED if name != by)
        msg = f"the screen was not adjusted by {by} — choose {others}, or screen again with it"
        raise UsageError(msg)
    measured = [names[k] for k in np.flatnonzero(tested)]
    hits = [names[k] for k in np.flatnonzero(tested & (np.nan_to_num(adjusted, nan=2.0) <= level))]
    left_out = [names[k] for k in np.flatnonzero(~tested)]
    return hits, measured, _notes(hits, left_out, f"{by} of at most {level:g}")


def _notes(hits: list[str], left_out: list[str], rule: str) -> tuple[str, ...]:
    notes = [f"hits are markers with {rule}, whichever way they changed; measured are the markers the screen tested"]
    if not hits:
        notes.append(f"no marker has {rule}, so no set can hold a hit: every p is 1")
    if left_out:
        shown = listing(left_out[:10]) + (" …" if len(left_out) > 10 else "")
        notes.append(f"{count(len(left_out), 'marker')} the screen could not test, so not measured here: {shown}")
    return tuple(notes)


def is_screen(found: object) -> TypeGuard[Screened]:
    """Return whether this is a result of ``bs.screen``."""
    return hasattr(found, "shown_values") and hasattr(found, "to_frame")


def _table(screen: "Screened | pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    if isinstance(screen, pd.DataFrame):
        return screen
    if is_screen(screen):
        return screen.to_frame()
    msg = f"the screen must be a result of bs.screen or its table, got {type(screen).__name__}"
    raise UsageError(msg)


def _p_values(table: "pd.DataFrame", column: str, names: list[str]) -> FloatArray:
    """Return a column of p values, NaN where there is none."""
    found, wrong = np.full(len(table), np.nan), []
    for row, (cell, there) in enumerate(zip(table[column].tolist(), table[column].notna().tolist(), strict=True)):
        value = finite(cell) if there else None
        if value is not None and 0 <= value <= 1:
            found[row] = value
        elif there:
            place: dict[str, Any] = {"row": row + 1, "label": names[row], "column": column, "value": str(cell)}
            wrong.append(Violation(message="is no p value", remedy="give a number from 0 to 1", **place))
    if wrong:
        raise DataError(wrong[:50])
    return found


def changes_of(screen: Screened) -> "pd.DataFrame":
    """Return the changes a screen of pairs holds, one row a marker and one column a pair.

    Raises:
        UsageError: two arms, or a screen that holds the changes of its strongest markers alone.
    """
    import pandas as pd

    if screen.unit_arms:
        msg = "signs flip in pairs, and this screen compares two arms — screen a table with two readings of each unit"
        raise UsageError(msg)
    if screen.shown_values is None or len(screen.shown) < len(screen.markers):
        kept = count(0 if screen.shown_values is None else len(screen.shown), "marker")
        msg = (
            f"this screen holds the changes of {kept} of {len(screen.markers):,}, and a test of the strongest alone "
            "would be no test — give the changes of all: bs.pathways.paired_changes(table, before=[…], after=[…])"
        )
        raise UsageError(msg)
    rows = pd.DataFrame(screen.shown_values, index=[screen.markers[k] for k in screen.shown], columns=screen.units)
    return rows.loc[list(screen.markers)]
