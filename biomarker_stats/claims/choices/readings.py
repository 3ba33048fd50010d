"""The readings of a study as whole numbers under every coding, and who belongs to a population."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from biomarker_stats.claims.choices.choice import Coding
from biomarker_stats.design.scores import IntArray, exact_scores
from biomarker_stats.errors import DataError, ExactTooLarge, UsageError
from biomarker_stats.study.manifest import Column, Endpoint, ScaleSpec
from biomarker_stats.study.symbols import canonical_symbols, level_scores, skeleton, symbol_scores
from biomarker_stats.terms import nearest

if TYPE_CHECKING:
    from biomarker_stats.study import Study

BoolArray = NDArray[np.bool_]
MOST_CODINGS = 2_000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Readings:
    """The units with complete readings of the endpoint at stake.

    ``second`` and, of a change, ``first`` hold a row of whole numbers a coding (in units of 1/denominator); ``top`` is
    the highest possible reading, or None where there is none. ``span`` is the range that effects are a fraction of.
    """

    frame: pd.DataFrame
    codings: tuple[Coding, ...]
    first: IntArray | None
    second: IntArray
    denominator: int
    top: int | None
    cuts: Mapping[str, int]
    span: float
    missing: int


def readings_of(study: "Study", endpoint: Endpoint, *, named: Sequence[str] | None, cuts: Sequence[str]) -> Readings:
    """Return the readings of an endpoint under the named codings, or under every combination of permissible scores.

    Raises:
        UsageError: there is no such coding or level to cut at.
        DataError: no unit has a reading, or a number has too many digits for exact arithmetic.
        ExactTooLarge: there are too many combinations.
    """
    names = [name for name in (endpoint.before, endpoint.after, endpoint.column) if name is not None]
    whole = study.tables[endpoint.table]
    frame = whole[whole[names].notna().all(axis=1)]
    if frame.empty:
        msg = f"no unit of table {endpoint.table!r} has a reading of {' and '.join(names)} — nothing can be compared"
        raise DataError(msg)
    column = study.manifest.tables[endpoint.table].columns[names[0]]
    scale = None if column.scale is None else study.manifest.scales[column.scale]
    cells = [cell for name in names for cell in frame[name]]
    codings = ((),) if scale is None else _codings(scale, cells, named)
    rows, ends = _scored(column, scale, cells, codings)
    levels = _cut_scores(scale, cuts)
    scores = exact_scores([*(value for row in rows for value in row), *ends, *levels.values()])
    if scores.integers is None:
        msg = f"the readings of {' and '.join(names)} have too many digits for exact arithmetic — round them"
        raise DataError(msg)
    body = scores.integers[: len(rows) * len(cells)].reshape(len(rows), len(names), len(frame))
    tail = scores.integers[body.size :].tolist()
    span = tail[0] - tail[1] if scale is not None else int(body.max() - body.min())
    return Readings(
        frame=frame,
        codings=codings,
        first=body[:, 0] if len(names) == 2 else None,
        second=body[:, -1],
        denominator=scores.denominator,
        top=tail[0] if ends else None,
        cuts=dict(zip(levels, tail[len(ends) :], strict=True)),
        span=span / scores.denominator,
        missing=len(whole) - len(frame),
    )


def _scored(
    column: Column, scale: ScaleSpec | None, cells: Sequence[Any], codings: Sequence[Coding]
) -> tuple[list[list[float]], list[float]]:
    """Return the cells as numbers, a row a coding, and the ends of the scale: highest and lowest, as far as known."""
    if scale is None:
        return [[float(cell) for cell in cells]], [] if column.maximum is None else [float(column.maximum)]
    levels = level_scores(scale)
    rows = [[float((levels | dict(coding))[cell]) for cell in cells] for coding in codings]
    return rows, [float(max(levels.values())), float(min(levels.values()))]


def _codings(scale: ScaleSpec, cells: Sequence[str], named: Sequence[str] | None) -> tuple[Coding, ...]:
    """Return every coding of the mixed cells that occur, each once."""
    mixed = {symbol: scores for symbol, scores in scale.mixed.items() if symbol in set(cells)}
    if named is not None:
        chosen = [symbol_scores(scale, name) for name in named]
        return tuple(dict.fromkeys(tuple((symbol, scores[symbol]) for symbol in mixed) for scores in chosen))
    number = prod(len(scores) for scores in mixed.values())
    if number > MOST_CODINGS:
        msg = (
            f"the mixed cells can be scored in {number:,} ways, more than {MOST_CODINGS:,} — "
            "name the codings to try: [multiverse] codings = […]"
        )
        raise ExactTooLarge(msg)
    return tuple(tuple(zip(mixed, scores, strict=True)) for scores in product(*map(dict.fromkeys, mixed.values())))


def _cut_scores(scale: ScaleSpec | None, cuts: Sequence[str]) -> dict[str, float]:
    levels = {} if scale is None else level_scores(scale)
    cuts = cuts if scale is None else [canonical_symbols(scale).get(skeleton(cut), cut) for cut in cuts]
    for cut in cuts:
        if cut not in levels or cut == next(iter(levels)):
            msg = f"[multiverse] cuts: {cut!r} is no level above the lowest{nearest(cut, list(levels)[1:])}"
            raise UsageError(msg)
    return {cut: float(levels[cut]) for cut in cuts}


def membership(study: "Study", endpoint: Endpoint, frame: pd.DataFrame, population: str) -> BoolArray:
    """Return who belongs to a population, shape (2, n): as observed, and had the two readings changed places.

    A condition on the readings themselves is asked of the readings as they then stand.

    Raises:
        UsageError: the population names a column that the table lacks.
    """
    declared = study.manifest.populations.get(population)
    conditions = () if declared is None else declared.where
    for condition in conditions:
        if condition.column not in frame.columns:
            msg = f"population {population!r} has a condition on {condition.column!r}, no column of {endpoint.table!r}"
            raise UsageError(msg)
    swapped = frame
    if endpoint.before is not None and endpoint.after is not None:
        swapped = frame.assign(**{endpoint.before: frame[endpoint.after], endpoint.after: frame[endpoint.before]})
    return np.array([frame.index.isin(study.select(each, conditions).index) for each in (frame, swapped)])
