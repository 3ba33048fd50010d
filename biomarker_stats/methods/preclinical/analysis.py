"""What a pre-clinical analysis returns: comparisons of arms, each with its Results, and the tidy tables behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats import wording
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.result import Result
from biomarker_stats.terms import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One question put to the data and its answers: the first Result is the main one, the others stand beside it.

    ``floor`` is the smallest two-sided p value an exact test of this design can give.
    """

    name: str
    results: tuple[Result, ...]
    floor: float | None = None
    adjusted: tuple[float | None, ...] = ()

    @property
    def main(self) -> Result:
        """The result that sentences and figures report."""
        return self.results[0]

    def by_method(self, method: str) -> Result:
        """Return the result of one method.

        Raises:
            UsageError: no result of that method is here.
        """
        for result in self.results:
            if result.method == method:
                return result
        msg = f"no result of method {method!r} is here{nearest(method, [r.method for r in self.results])}"
        raise UsageError(msg)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a method: the comparison, the Result's columns, the adjusted p value and the exact floor."""
        frame = pd.concat([_full(result) for result in self.results], ignore_index=True)
        frame.insert(0, "comparison", self.name)
        place = int(frame.columns.get_loc("p_value")) + 1  # type: ignore[arg-type]  # column names are unique
        if self.adjusted:
            frame.insert(place, "p_adjusted", np.array(self.adjusted, dtype=np.float64))
        frame.insert(place, "p_floor_exact", np.nan if self.floor is None else self.floor)
        return frame


def _full(result: Result) -> pd.DataFrame:
    """Return the row of a result with columns that hold nothing as objects, so that rows of several methods stack."""
    return result.to_frame().astype(object)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Analysis:
    """Comparisons of arms at the experimental unit.

    ``units`` has one row a unit with the value that was analysed; ``arms`` one row an arm with its centre and spread,
    each column saying whether it is an SD, SE or interval.
    """

    title: str
    unit: str
    comparisons: tuple[Comparison, ...]
    units: pd.DataFrame
    arms: pd.DataFrame
    excluded: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """Every Result, comparison by comparison."""
        return tuple(result for comparison in self.comparisons for result in comparison.results)

    def comparison(self, name: str) -> Comparison:
        """Return the comparison of that name.

        Raises:
            UsageError: there is none.
        """
        for comparison in self.comparisons:
            if comparison.name == name:
                return comparison
        msg = f"no comparison is called {name!r}{nearest(name, [c.name for c in self.comparisons])}"
        raise UsageError(msg)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a comparison and method."""
        frame = pd.concat([comparison.to_frame() for comparison in self.comparisons], ignore_index=True)
        return frame.infer_objects()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        row: dict[str, Any] = {"title": self.title, "unit": self.unit}
        row["comparisons"] = [
            {
                "name": comparison.name,
                "p_floor_exact": comparison.floor,
                "p_adjusted": list(comparison.adjusted),
                "results": [result.to_dict() for result in comparison.results],
            }
            for comparison in self.comparisons
        ]
        row |= {"units": records(self.units), "arms": records(self.arms)}
        row |= {"excluded": dict(self.excluded), "notes": list(self.notes)}
        return row | self._extras()

    def _extras(self) -> dict[str, Any]:
        """Return the fields a kind of analysis adds to these, as JSON can hold them."""
        own = {f.name for f in fields(Analysis)}
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name not in own}

    def lines(self) -> list[str]:
        """Return the lines a kind of analysis adds to its summary."""
        return []

    def summary(self) -> str:
        """Return the analysis as text: each comparison on a line a method, then spreads, exclusions and notes."""
        text = [self.title, f"experimental unit: {self.unit}"]
        for comparison in self.comparisons:
            text.append(f"{comparison.name}")
            padded = (*comparison.adjusted, *[None] * len(comparison.results))
            text += [f"  {_line(r, a)}" for r, a in zip(comparison.results, padded, strict=False)]
            if comparison.floor is not None:
                text.append(f"  smallest p of an exact test: {wording.p_value(comparison.floor)}")
        if len(self.arms):
            text += ["", *self.arms.map(_cell).to_string(index=False).splitlines()]
        text += self.lines()
        text += [f"excluded: {reason} {k}" for reason, k in self.excluded.items()]
        shared = dict.fromkeys([*self.notes, *(note for result in self.results for note in result.notes)])
        return "\n".join([*text, *(f"note: {note}" for note in shared)])

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join(comparison.name for comparison in self.comparisons)}>"

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.preclinical.as_html import Rows, frame_table, paragraphs, results_table

        rows = [Rows(name=c.name, results=c.results, floor=c.floor, adjusted=c.adjusted) for c in self.comparisons]
        said = [*self.notes, *(note for result in self.results for note in result.notes)]
        parts = [results_table(rows, f"{self.title}; experimental unit: {self.unit}")]
        parts += [frame_table(self.arms, "by arm")] if len(self.arms) else []
        left_out = [f"{reason} {k}" for reason, k in self.excluded.items()]
        return "".join([*parts, paragraphs(left_out, "excluded"), paragraphs(said, "note")])


def _cell(value: Any) -> Any:
    return wording.number(float(value)) if isinstance(value, float | np.floating) else value


def _line(result: Result, adjusted: float | None) -> str:
    parts = [f"{result.title}:"]
    if result.estimate is not None:
        limits = wording.interval(result.conf_low, result.conf_high)
        spread = "" if limits == "–" else f" ({wording.percent(result.conf_level)} CI {limits})"
        parts.append(f"{result.estimand} {wording.number(result.estimate)}{spread},")
    parts.append(wording.p_phrase(result.p_value) if result.p_value is not None else "no p value")
    parts += [f"({effect.name} {wording.number(effect.estimate)})" for effect in result.effects]
    if adjusted is not None:
        parts.append(f"({wording.p_phrase(adjusted, 'adjusted p')})")
    return " ".join(parts)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as plain dictionaries that JSON can hold."""
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:  # noqa: PLR0911  # one kind of value a line
    if isinstance(value, pd.DataFrame):
        return records(value)
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, np.integer | np.bool_):
        return value.item()
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return None
        return float(value) if np.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value


def noted(result: Result, *notes: str) -> Result:
    """Return ``result`` with more notes."""
    return replace(result, notes=(*result.notes, *notes))
