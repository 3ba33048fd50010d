"""What a screen of many markers returns."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from biomarker_stats import wording
from biomarker_stats.design.scores import FloatArray, IntArray

if TYPE_CHECKING:
    import pandas as pd

HOW_TO_SEE_ALL = ": to_frame()"
_SHOWN = 10
_COLUMNS = (
    "n",
    "n_changed",
    "estimate",
    "conf_low",
    "conf_high",
    "p_value",
    "p_min_attainable",
    "p_maxt",
    "p_tarone",
    "q_discrete",
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Screen:
    """Exact tests of many markers of the same units, adjusted for their number; an entry a marker, NaN for none.

    ``p_maxt`` controls the family-wise error rate by the joint exact distribution (step-down maxT), ``p_tarone`` by
    what each test could have reached, ``q_discrete`` is discrete Benjamini–Hochberg. ``least_maxt`` and
    ``least_tarone`` are the smallest adjusted p values that this panel could have given. Markers without a complete
    unit are listed with NaN and are no hypotheses. ``marker_notes`` says what is odd about single markers. For figures
    the readings (changes, for pairs) of the markers ``shown`` are kept, shape (shown, units); not of a Parquet file.
    """

    method: str
    title: str
    estimand: str
    alternative: str
    reference: str
    n: Mapping[str, int]
    markers: tuple[str, ...]
    n_used: IntArray
    n_changed: IntArray
    estimate: FloatArray
    conf_low: FloatArray
    conf_high: FloatArray
    p_value: FloatArray
    p_min: FloatArray
    p_maxt: FloatArray
    p_tarone: FloatArray
    q_discrete: FloatArray
    n_tested: int
    conf_level: float = 0.95
    least_maxt: float | None = None
    least_tarone: float | None = None
    n_arrangements: int | None = None
    n_resamples: int | None = None
    seed: int | None = None
    strata: tuple[str, ...] = ()
    excluded: Mapping[str, int]
    marker_notes: Mapping[str, str]
    notes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    unit_arms: tuple[str, ...] = ()
    shown: tuple[int, ...] = ()
    shown_values: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.markers)

    def __repr__(self) -> str:
        """Say what was screened in one line; ``summary()`` tells it, ``to_frame()`` holds it all."""
        return f"<Screen: {self.title}; {self.n_tested:,} of {len(self):,} markers tested>"

    def to_frame(self) -> "pd.DataFrame":
        """Return one row a marker, in the order of the table; the note of a marker stands in ``note``."""
        import pandas as pd

        table = pd.DataFrame(dict(zip(_COLUMNS, self._columns(), strict=True)))
        table.insert(0, "marker", list(self.markers))
        table["note"] = [self.marker_notes.get(name, "") for name in self.markers]
        return table

    def _columns(self) -> tuple[FloatArray | IntArray, ...]:
        interval = (self.conf_low, self.conf_high)
        adjusted = (self.p_maxt, self.p_tarone, self.q_discrete)
        return (self.n_used, self.n_changed, self.estimate, *interval, self.p_value, self.p_min, *adjusted)

    def order(self) -> IntArray:
        """Return the places of the markers, the strongest evidence first; untested ones last."""
        return np.lexsort((-np.abs(np.nan_to_num(self.estimate)), self.p_value, self.p_maxt))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it: one object a marker in ``markers``, NaN as None."""
        arrays = {"n_used", "n_changed", "estimate", "conf_low", "conf_high", "p_value", "p_min"}
        arrays |= {"p_maxt", "p_tarone", "q_discrete", "markers", "units", "unit_arms", "shown", "shown_values"}
        row: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in arrays}
        for name in ("n", "excluded", "marker_notes"):
            row[name] = dict(row[name])
        row["strata"], row["notes"] = list(self.strata), list(self.notes)
        lists = [[_plain(value) for value in column.tolist()] for column in self._columns()]
        names = ("marker", *_COLUMNS)
        row["markers"] = [dict(zip(names, line, strict=True)) for line in zip(self.markers, *lists, strict=True)]
        row["attainable"] = self.attainable()
        return row

    def attainable(self, level: float = 0.05) -> str:
        """Return, in one sentence, whether any marker of this panel could have survived adjustment at ``level``.

        >>> import numpy as np, pandas as pd, biomarker_stats as bs
        >>> changes = np.random.default_rng(1).normal(size=(6, 200))
        >>> table = pd.DataFrame(np.hstack([0 * changes, changes])).rename(columns=str)
        >>> names = list(table.columns)
        >>> print(bs.screen(table, before=names[:200], after=names[200:]).attainable())
        at n = 6 no marker of 200 could have survived adjustment at 0.05: the smallest attainable adjusted p is 1 ...
        """
        size = ", ".join(f"{name} {k}" for name, k in self.n.items())
        where = f"at n = {next(iter(self.n.values()))}" if len(self.n) == 1 else f"at n = {size}"
        least = [(f"{p:.3g}", name) for p, name in ((self.least_maxt, "maxT"), (self.least_tarone, "Tarone")) if p]
        if not least:
            return f"{where} nothing could be tested" if not self.n_tested else ""
        smallest = min(p for p in (self.least_maxt, self.least_tarone) if p)
        said = ", ".join(f"{p} ({name})" for p, name in least)
        said = f"the smallest attainable adjusted p is {said}"
        if smallest > level:
            return f"{where} no marker of {self.n_tested:,} could have survived adjustment at {level:g}: {said}"
        return f"{where} a marker of {self.n_tested:,} could survive adjustment at {level:g}: {said}"

    def rows(self) -> list[tuple[str, str]]:
        """Return the screen as (label, text) rows, the strongest markers among them."""
        found = self.facts()
        found += [(self.markers[k], self._marker(k)) for k in self.order()[:_SHOWN].tolist()]
        left = len(self.markers) - _SHOWN
        if left > 0:
            found.append(("…", f"{left:,} more{HOW_TO_SEE_ALL}"))
        return found + [("note", note) for note in self.notes if note]

    def facts(self) -> list[tuple[str, str]]:
        """Return what was done, and whether any marker could survive, as (label, text) rows."""
        sizes = ", ".join(f"{name} {k}" for name, k in self.n.items())
        found = [
            ("method", self.title),
            ("markers", f"{self.n_tested:,} tested of {len(self.markers):,}"),
            ("n", sizes),
            ("estimand", self.estimand),
            ("p", f"{self.alternative}, exact; maxT {self.reference}"),
            ("attainable", self.attainable()),
            ("excluded", ", ".join(f"{reason} {k}" for reason, k in self.excluded.items())),
            ("strata", ", ".join(self.strata)),
        ]
        return [(label, text) for label, text in found if text]

    def _marker(self, k: int) -> str:
        if np.isnan(self.p_value[k]):
            return self.marker_notes.get(self.markers[k], "not tested")
        limits = ""
        if not np.isnan(self.conf_low[k]):
            limits = f" ({wording.interval(float(self.conf_low[k]), float(self.conf_high[k]))})"
        adjusted = [
            f"{name} {wording.p_value(float(column[k]))}"
            for name, column in (("maxT", self.p_maxt), ("Tarone", self.p_tarone), ("q", self.q_discrete))
            if not np.isnan(column[k])
        ]
        p = wording.p_phrase(float(self.p_value[k]))
        return f"{wording.number(float(self.estimate[k]))}{limits}, {p}; adjusted: {', '.join(adjusted)}"

    def summary(self) -> str:
        """Return the screen as aligned lines of text."""
        rows = self.rows()
        width = max(len(label) for label, _ in rows)
        return "\n".join(f"{label:<{width}}  {text}" for label, text in rows)

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        from html import escape

        body = "".join(
            f"<tr><th style='text-align:left'>{escape(label)}</th><td style='text-align:left'>{escape(text)}</td></tr>"
            for label, text in self.rows()
        )
        return f"<table>{body}</table>"


def _plain(value: float | int) -> float | int | str | None:
    if isinstance(value, float) and not np.isfinite(value):
        return None if np.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    return value
