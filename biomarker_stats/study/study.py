"""The study: a validated folder in memory."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from biomarker_stats.errors import UsageError
from biomarker_stats.study.claim import Claim
from biomarker_stats.study.manifest import Condition, Endpoint, Population, StudyManifest
from biomarker_stats.study.strict import Score
from biomarker_stats.study.symbols import canonical_symbols, skeleton, symbol_scores
from biomarker_stats.terms import nearest
from biomarker_stats.wording import count

Declared = TypeVar("Declared")


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """What a study folder holds, validated: manifest, claims, tables, and the SHA-256 of each file.

    Text, category and ordinal cells are ``str`` (ordinal ones in the scale's own spelling; an empty cell is None),
    integers ``int64`` and numbers ``float64`` (``float64`` with NaN where a cell may be empty). ``rows`` holds
    the number in its file of each row of a table.
    """

    manifest: StudyManifest
    claims: tuple[Claim, ...]
    tables: Mapping[str, pd.DataFrame]
    folder: Path
    hashes: Mapping[str, str]
    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The study's name."""
        return self.manifest.id

    @property
    def title(self) -> str:
        """The study's title, marked when the data are simulated."""
        return f"SIMULATED: {self.manifest.title}" if self.manifest.simulated else self.manifest.title

    def unit_column(self, table: str) -> str:
        """Return the column that names the units of ``table``; UsageError, naming the nearest, when there is none."""
        return self._declared(self.manifest.tables, table, "table").unit

    def select(self, frame: pd.DataFrame, conditions: Iterable[Condition]) -> pd.DataFrame:
        """Return the rows for which every condition holds; an empty cell is in no list and within no bound."""
        keep = pd.Series(data=True, index=frame.index)
        for condition in conditions:
            cells = frame[condition.column]
            if condition.is_in is not None:
                keep &= cells.isin(self._spelled(condition.column, condition.is_in))
            if condition.not_in is not None:
                keep &= ~cells.isin(self._spelled(condition.column, condition.not_in))
            if condition.at_least is not None:
                keep &= cells >= condition.at_least
            if condition.at_most is not None:
                keep &= cells <= condition.at_most
        return frame[keep]

    def answers(self, frame: pd.DataFrame, endpoint: Endpoint) -> "pd.Series[Any]":
        """Return whether each row is a 'yes' of a yes/no endpoint: True or False, or 1, 0 and NaN where any is missing.

        A row is missing where a column of its conditions is empty, unless the study declares ``empty = "no"`` of it.

        >>> from biomarker_stats.study import load_study
        >>> study = load_study("carracedo2008")
        >>> int(study.answers(study.tables["trial"], study.manifest.endpoints["increased"]).sum())
        5
        """
        columns = self._declared(self.manifest.tables, endpoint.table, "table").columns
        needed = dict.fromkeys(condition.column for condition in endpoint.when)
        missing = frame[[name for name in needed if columns[name].empty == "missing"]].isna().any(axis=1)
        yes = pd.Series(frame.index.isin(self.select(frame, endpoint.when).index), index=frame.index)
        return yes.astype(float).mask(missing) if missing.any() else yes

    def population(self, name: str, table: str) -> pd.DataFrame:
        """Return the rows of ``table`` that belong to a population; ``all`` is every row.

        Raises:
            UsageError: the study declares no such population or table.

        >>> from biomarker_stats.study import load_study
        >>> load_study("carracedo2008").population("weekly", "trial")["patient"].tolist()
        ['A', 'B', 'C', 'D']
        """
        every = {"all": Population(title="All units"), **self.manifest.populations}
        frame = self._declared(self.tables, table, "table")
        return self.select(frame, self._declared(every, name, "population").where)

    def score(self, scale: str, symbol: str | None, coding: str | None = None) -> Score:
        """Return the score of one symbol, as :meth:`scores` does."""
        return self.scores(scale, [symbol], coding)[0]

    def scores(self, scale: str, symbols: Iterable[str | None], coding: str | None = None) -> list[Score]:
        """Return the scores of ``symbols`` on a scale under a coding (None: the scale's default); NaN for None.

        Raises:
            UsageError: the study has no such scale, or the scale no such symbol or coding.

        >>> from biomarker_stats.study import load_study
        >>> load_study("carracedo2008").scores("perk", ["–", "+", "++", "+/++"], coding="midpoint")
        [0, 1, 2, 1.5]
        """
        spec = self._declared(self.manifest.scales, scale, "scale")
        known = {skeleton(symbol): score for symbol, score in symbol_scores(spec, coding).items()}
        listed = list(symbols)
        for symbol in listed:
            if symbol is not None and skeleton(symbol) not in known:
                msg = f"scale {scale!r} has no symbol {symbol!r} — known: {', '.join((*spec.levels, *spec.mixed))}"
                raise UsageError(msg)
        return [math.nan if symbol is None else known[skeleton(symbol)] for symbol in listed]

    def _declared(self, known: Mapping[str, Declared], name: str, what: str) -> Declared:
        if name not in known:
            msg = f"study {self.id!r} has no {what} {name!r}{nearest(name, known)}"
            raise UsageError(msg)
        return known[name]

    def _spelled(self, column: str, values: Iterable[str | float]) -> set[str | float]:
        """Return ``values``, and their spelling on the scale the column is on, so that any dash finds its symbol."""
        found = set(values)
        for table in self.manifest.tables.values():
            scale = self.manifest.scales.get(table.columns[column].scale or "") if column in table.columns else None
            symbols = {} if scale is None else canonical_symbols(scale)
            found |= {symbols.get(skeleton(value), value) for value in list(found) if isinstance(value, str)}
        return found

    def __repr__(self) -> str:
        return f"<Study {self.id}: {count(len(self.tables), 'table')}, {count(len(self.claims), 'claim')}>"

    def _repr_html_(self) -> str:
        rows = [
            ("tables", ", ".join(f"{name} ({count(len(frame), 'row')})" for name, frame in self.tables.items())),
            ("endpoints", "; ".join(endpoint.title for endpoint in self.manifest.endpoints.values())),
            ("populations", ", ".join(self.manifest.populations)),
            ("analyses", str(len(self.manifest.analyses))),
            ("experiments", str(len(self.manifest.experiments))),
            ("claims", str(len(self.claims))),
        ]
        left = "style='text-align:left'"
        body = "".join(
            f"<tr><th {left}>{escape(label)}</th><td {left}>{escape(text)}</td></tr>"
            for label, text in rows
            if text not in {"", "0"}
        )
        return f"<table><caption>{escape(self.title)} ({escape(self.id)})</caption>{body}</table>"
