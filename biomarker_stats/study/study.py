"""The study: a validated folder in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from biomarker_stats.errors import UsageError
from biomarker_stats.study.claim import Claim
from biomarker_stats.study.manifest import Condition, Population, Score, StudyManifest
from biomarker_stats.study.nearest import did_you_mean
from biomarker_stats.study.symbols import canonical_symbols, skeleton, symbol_scores


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """What a study folder holds, validated: manifest, claims, tables, and the SHA-256 of each file.

    Text, category and ordinal cells are ``str`` (ordinal ones in the scale's own spelling; an empty cell is None),
    integers ``int64`` and numbers ``float64`` (``float64`` with NaN where a cell may be empty).
    """

    manifest: StudyManifest
    claims: tuple[Claim, ...]
    tables: Mapping[str, pd.DataFrame]
    folder: Path
    hashes: Mapping[str, str]

    @property
    def id(self) -> str:
        """The study's name."""
        return self.manifest.id

    @property
    def title(self) -> str:
        """The study's title, marked when the data are simulated."""
        return f"SIMULATED: {self.manifest.title}" if self.manifest.simulated else self.manifest.title

    def unit_column(self, table: str) -> str:
        """Return the column that names the units of ``table``."""
        return self.manifest.tables[table].unit

    def select(self, frame: pd.DataFrame, conditions: Iterable[Condition]) -> pd.DataFrame:
        """Return the rows for which every condition holds; an empty cell is in no list and within no bound."""
        keep = pd.Series(data=True, index=frame.index)
        for condition in conditions:
            cells = frame[condition.column]
            if condition.is_in is not None:
                keep &= cells.isin(self._spelled(frame, condition.column, condition.is_in))
            if condition.not_in is not None:
                keep &= ~cells.isin(self._spelled(frame, condition.column, condition.not_in))
            if condition.at_least is not None:
                keep &= cells >= condition.at_least
            if condition.at_most is not None:
                keep &= cells <= condition.at_most
        return frame[keep]

    def population(self, name: str, table: str) -> pd.DataFrame:
        """Return the rows of ``table`` that belong to a population; ``all`` is every row.

        Raises:
            UsageError: the study declares no such population.
        """
        declared = self.manifest.populations
        if name not in declared and name != "all":
            msg = f"study {self.id!r} has no population {name!r} — {did_you_mean(name, ['all', *declared])}"
            raise UsageError(msg)
        return self.select(self.tables[table], declared.get(name, Population(title="All units")).where)

    def scores(self, scale: str, symbols: Iterable[str], coding: str | None = None) -> list[Score]:
        """Return the scores of ``symbols`` on a scale under a coding (None: the scale's default).

        Raises:
            UsageError: the scale has no such coding.
        """
        known = symbol_scores(self.manifest.scales[scale], coding)
        return [known[symbol] for symbol in symbols]

    def _spelled(self, frame: pd.DataFrame, column: str, values: Iterable[str | float]) -> list[str | float]:
        """Return ``values`` in the spelling of the scale the column is on, so that any dash finds its symbol."""
        for name, spec in self.manifest.tables.items():
            if column in spec.columns and set(frame.columns) == set(self.tables[name].columns):
                scale = self.manifest.scales.get(spec.columns[column].scale or "")
                if scale is not None:
                    symbols = canonical_symbols(scale)
                    return [symbols.get(skeleton(value), value) if isinstance(value, str) else value for value in values]
        return list(values)

    def _repr_html_(self) -> str:
        rows = [
            ("tables", ", ".join(f"{name} ({len(frame)} rows)" for name, frame in self.tables.items())),
            ("endpoints", "; ".join(endpoint.title for endpoint in self.manifest.endpoints.values())),
            ("populations", ", ".join(self.manifest.populations)),
            ("analyses", str(len(self.manifest.analyses))),
            ("claims", str(len(self.claims))),
            ("folder", str(self.folder)),
        ]
        body = "".join(f"<tr><th>{escape(label)}</th><td>{escape(text)}</td></tr>" for label, text in rows)
        return f"<table><caption>{escape(self.title)} ({escape(self.id)})</caption>{body}</table>"
