"""Pre-clinical analyses as small HTML tables, for a notebook; every text is escaped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biomarker_stats import wording
from biomarker_stats.methods.as_html import paragraphs, table
from biomarker_stats.methods.preclinical.contrast import known_floor
from biomarker_stats.methods.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Rows", "frame_table", "paragraphs", "results_table", "table"]

_HEAD = ("", "test", "estimand", "estimate", "interval", "p", "adjusted p", "smallest exact p")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The results of one comparison; ``floor`` None leaves the smallest exact p to what each result knows."""

    name: str
    results: Sequence[Result]
    floor: float | None = None
    adjusted: Sequence[float | None] = ()


def results_table(comparisons: Iterable[Rows], caption: str, *, leave_out: Sequence[str] = ()) -> str:
    """Return one row a result, under the name of its comparison; columns that hold nothing are left out too."""
    rows = [
        (each.name if place == 0 else "", *_cells(result, each.floor, adjusted))
        for each in comparisons
        for place, (result, adjusted) in enumerate(
            zip(each.results, [*each.adjusted, *[None] * len(each.results)], strict=False)
        )
    ]
    wanted = [k for k, name in enumerate(_HEAD) if name not in leave_out]
    kept = [k for k in wanted if any(row[k] not in {"", "–"} for row in rows)]
    return table([_HEAD[k] for k in kept], [[row[k] for k in kept] for row in rows], caption)


def frame_table(frame: "pd.DataFrame", caption: str) -> str:
    """Return a tidy frame with its numbers rounded as every display rounds them."""
    rows = [
        [wording.number(c) if isinstance(c, float) else str(c) for c in row] for row in frame.itertuples(index=False)
    ]
    return table([str(name).replace("_", " ") for name in frame.columns], rows, caption)


def _cells(result: Result, floor: float | None, adjusted: float | None) -> tuple[str, ...]:
    limits = wording.interval(result.conf_low, result.conf_high)
    return (
        result.title,
        result.estimand,
        wording.number(result.estimate),
        limits if limits == "–" else f"{wording.percent(result.conf_level)}: {limits}",
        wording.p_value(result.p_value),
        wording.p_value(adjusted),
        wording.p_value(known_floor(result) if floor is None else floor),
    )
