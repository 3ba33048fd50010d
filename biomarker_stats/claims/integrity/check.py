"""The one return type of every integrity check."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from biomarker_stats.wording import p_value


def _none() -> Mapping[str, float]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What one check of a printed number found; true in a condition when the number is consistent.

    None means "not defined for this check". ``nearest`` holds the attainable values around the printed one, ``count``
    how many samples (or counts, or specifications) print as it, ``samples`` some of them, each as one count a level of
    the scale, lowest first. ``p_low`` and ``p_high`` are the ends of what rounding leaves open; ``p_floor`` is the
    smallest attainable P. ``values`` holds named numbers and ``matching`` the names of those that print as claimed.
    """

    check: str
    consistent: bool
    printed: str
    explanation: str
    n: int | tuple[int, ...] | None = None
    rule: str = ""
    nearest: tuple[str, ...] = ()
    count: int | None = None
    samples: tuple[tuple[int, ...], ...] = ()
    seed: int | None = None
    p_value: float | None = None
    p_low: float | None = None
    p_high: float | None = None
    p_floor: float | None = None
    decision_error: bool | None = None
    values: Mapping[str, float] = field(default_factory=_none)
    matching: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.consistent

    def to_dict(self) -> dict[str, Any]:
        """Return every field as JSON can hold it."""
        row = {f.name: getattr(self, f.name) for f in fields(self)}
        row["values"] = {name: _finite(value) for name, value in self.values.items()}
        row["samples"] = [list(sample) for sample in self.samples]
        for name in ("nearest", "matching", "notes"):
            row[name] = list(row[name])
        row["n"] = list(self.n) if isinstance(self.n, tuple) else self.n
        return row

    def rows(self) -> list[tuple[str, str]]:
        """Return the check as (label, text) rows, as every display shows it."""
        sizes = self.n if isinstance(self.n, tuple) else () if self.n is None else (self.n,)
        ends = "" if self.p_low is None else f"{p_value(self.p_low)} to {p_value(self.p_high)}"
        error = {None: "", True: "yes", False: "no"}[self.decision_error]
        found = [
            ("check", self.check),
            ("printed", self.printed),
            ("n", " v ".join(f"{size}" for size in sizes)),
            ("verdict", "consistent" if self.consistent else "inconsistent"),
            ("why", self.explanation),
            ("rounding", self.rule),
            ("nearest attainable", "; ".join(self.nearest)),
            ("how many", "" if self.count is None else f"{self.count}"),
            ("p", "" if self.p_value is None else p_value(self.p_value)),
            ("p within rounding", ends),
            ("smallest attainable p", "" if self.p_floor is None else p_value(self.p_floor)),
            ("decision error", error),
        ]
        found += [(name, p_value(value)) for name, value in self.values.items()]
        found += [("matching", ", ".join(self.matching))]
        found += [("sample", " ".join(str(k) for k in sample)) for sample in self.samples]
        found += [("note", note) for note in self.notes]
        return [(label, text) for label, text in found if text]

    def summary(self) -> str:
        """Return the check as aligned lines of text."""
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


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
