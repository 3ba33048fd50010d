"""What an analysis of tumour growth returns: contrasts, tidy tables, warnings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.analysis import records
from biomarker_stats.methods.preclinical.contrast import floor_text
from biomarker_stats.methods.preclinical.mixed_model import MixedModel
from biomarker_stats.methods.preclinical.time_to_volume import TimeToVolume
from biomarker_stats.methods.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowthContrast:
    """One contrast of growth rates by slopes (Welch, the default; pooled beside it) and by the mixed model."""

    name: str
    welch: Result
    pooled: Result
    mixed: Result | None

    @property
    def results(self) -> tuple[Result, ...]:
        """All of them, the default first."""
        return tuple(r for r in (self.welch, self.pooled, self.mixed) if r is not None)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GrowthAnalysis:
    """Growth of tumours by arm. ``contrasts`` begins with the interaction where all four arms are there.

    ``mice``, ``arms``, ``days``, ``baseline``, ``response`` and ``readings`` are tidy frames: one row a mouse, an arm,
    an arm and day, an arm (first day), a treated arm (on ``at_day``), and a reading (diagnostics). ``warnings`` are to
    be read before any number.
    """

    at_day: float
    n: Mapping[str, int]
    contrasts: tuple[GrowthContrast, ...]
    mixed: MixedModel | None
    mice: pd.DataFrame = field(repr=False)
    arms: pd.DataFrame = field(repr=False)
    days: pd.DataFrame = field(repr=False)
    baseline: pd.DataFrame = field(repr=False)
    response: pd.DataFrame = field(repr=False)
    readings: pd.DataFrame = field(repr=False)
    time_to_volume: TimeToVolume | None
    lost: Mapping[str, float]
    excluded: Mapping[str, int]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def interaction(self) -> GrowthContrast | None:
        """The interaction, control − A − B + combination; None unless all four arms are there."""
        first = self.contrasts[0]
        return first if len(first.welch.n) == 4 else None

    @property
    def results(self) -> tuple[Result, ...]:
        """Every Result, contrast by contrast, then the log-rank tests."""
        tests = () if self.time_to_volume is None else self.time_to_volume.tests
        return (*(r for contrast in self.contrasts for r in contrast.results), *tests)

    def contrast(self, name: str) -> GrowthContrast:
        """Return the contrast of that name, such as ``A+B − vehicle``.

        Raises:
            KeyError: there is none.
        """
        for contrast in self.contrasts:
            if contrast.name == name:
                return contrast
        raise KeyError(name)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a contrast and method, with a Result's columns."""
        rows = []
        for contrast in self.contrasts:
            for result in contrast.results:
                row = result.to_dict()
                effects = {e["name"].replace(" ", "_"): e["estimate"] for e in row.pop("effects")}
                rows.append({"contrast": contrast.name, **row, **effects})
        frame = pd.DataFrame(rows)
        for name in ("n", "excluded"):
            frame[name] = ["; ".join(f"{key}={count}" for key, count in value.items()) for value in frame[name]]
        for name in ("strata", "notes"):
            frame[name] = ["; ".join(value) for value in frame[name]]
        return frame

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON can hold it."""
        row: dict[str, Any] = {"at_day": self.at_day, "n": dict(self.n)}
        row["contrasts"] = [{"name": c.name, "results": [r.to_dict() for r in c.results]} for c in self.contrasts]
        row["mixed"] = None if self.mixed is None else self.mixed.to_dict()
        for name in ("mice", "arms", "days", "baseline", "response", "readings"):
            row[name] = records(getattr(self, name))
        times = self.time_to_volume
        if times is not None:
            row["time_to_volume"] = {
                "threshold": times.threshold,
                "medians": dict(times.medians),
                "curves": records(times.curves),
                "tests": [test.to_dict() for test in times.tests],
            }
        row |= {"lost": dict(self.lost), "excluded": dict(self.excluded)}
        return row | {"warnings": list(self.warnings), "notes": list(self.notes)}

    def summary(self) -> str:
        """Return the analysis as text: warnings, contrasts, arms, response."""
        sizes = ", ".join(f"{name} {count}" for name, count in self.n.items())
        lines = [f"tumour growth, n: {sizes}", *(f"WARNING: {text}" for text in self.warnings)]
        for contrast in self.contrasts:
            lines.append(contrast.name)
            for result in contrast.results:
                limits = wording.interval(result.conf_low, result.conf_high)
                lines.append(
                    f"  {result.title}: {wording.number(result.estimate)} per day "
                    f"({wording.percent(result.conf_level)} interval {limits}), {result.statistic_name} = "
                    f"{wording.number(result.statistic)}, {wording.p_phrase(result.p_value)}{floor_text(result)}"
                )
        for title, frame in (("arms", self.arms), (f"response on day {wording.number(self.at_day)}", self.response)):
            lines += [title, *_text(frame)]
        for test in () if self.time_to_volume is None else self.time_to_volume.tests:
            lines.append(test.sentence())
        lines += [f"excluded: {reason} {count}" for reason, count in self.excluded.items()]
        said = dict.fromkeys([*self.notes, *(note for result in self.results for note in result.notes)])
        return "\n".join([*lines, *(f"note: {note}" for note in said)])

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {count}" for name, count in self.n.items())
        return f"<GrowthAnalysis: {sizes}>"

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.preclinical.as_html import Rows, frame_table, paragraphs, results_table

        sizes = ", ".join(f"{name} {count}" for name, count in self.n.items())
        rows = [Rows(name=contrast.name, results=contrast.results) for contrast in self.contrasts]
        said = [*self.notes, *(note for result in self.results for note in result.notes)]
        caption = f"growth rates of log volume, per day; n: {sizes}"
        parts = [paragraphs(self.warnings, "WARNING"), results_table(rows, caption, leave_out=["estimand"])]
        parts += [frame_table(self.arms, "by arm")]
        parts += [frame_table(self.response, f"response on day {wording.number(self.at_day)}")]
        left_out = [f"{reason} {k}" for reason, k in self.excluded.items()]
        return "".join([*parts, paragraphs(left_out, "excluded"), paragraphs(said, "note")])


def _text(frame: pd.DataFrame) -> list[str]:
    shown = frame.map(lambda cell: wording.number(float(cell)) if isinstance(cell, float) else cell)
    return [f"  {line}" for line in shown.to_string(index=False).splitlines()]


def vars_of(record: Any) -> dict[str, Any]:
    """Return the fields of a slotted dataclass as a dictionary."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}
