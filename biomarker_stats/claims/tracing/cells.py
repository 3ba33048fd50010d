"""The readings behind a family of claims, as codes: what every specification and every decoy starts from."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from biomarker_stats.design.measure import endpoint_of, measure, scale_of
from biomarker_stats.design.scores import IntArray, exact_scores
from biomarker_stats.study.symbols import level_scores, skeleton

if TYPE_CHECKING:
    from biomarker_stats.study import Study

BoolArray = NDArray[np.bool_]

_MOST_CODINGS = 243


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """A score for every symbol: ``scores[k]`` belongs to symbol k. ``words`` name the choices it makes."""

    words: str
    scores: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Cells:
    """What was read of each unit: codes into ``symbols``, shape (n,); ``before`` is None where nothing was paired.

    ``codings`` are whole numbers over one common denominator; ``cuts`` name the levels a score may be split at, each
    with the lowest score that counts as reached. ``drawn`` lists the codes a decoy may draw for a reading, ``fixed``
    those (mixed cells) it only moves about. ``arms`` holds, for each way to divide the units, one code a unit, −1 for
    a unit in no arm.
    """

    units: tuple[str, ...]
    symbols: tuple[str, ...]
    before: IntArray | None
    after: IntArray
    codings: tuple[Coding, ...]
    cuts: tuple[tuple[str, int], ...]
    drawn: IntArray
    fixed: frozenset[int]
    arms: Mapping[str, IntArray]
    excluded: int = 0

    @property
    def n(self) -> int:
        """The number of units."""
        return len(self.after)


def cells_of(study: "Study", endpoint: str, divisions: tuple[tuple[str, tuple[str, ...]], ...]) -> Cells:
    """Return the readings of an endpoint of every unit; ``divisions`` are (column, arms) pairs.

    A unit without a reading is left out and counted.
    """
    spec = endpoint_of(study, endpoint)
    frame = study.population("all", spec.table)
    names = frame[study.unit_column(spec.table)].astype(str).tolist()
    columns = [spec.before, spec.after] if spec.type == "change" else [spec.column]
    if spec.type == "binary":
        measured = measure(study, endpoint=endpoint)
        read = [["" if pd.isna(yes) else "yes" if yes else "no" for yes in measured["yes"]]]
    else:
        read = [["" if pd.isna(cell) else str(cell) for cell in frame[column]] for column in columns]
    complete = np.array([all(cells) for cells in zip(*read, strict=True)], dtype=bool)
    symbols, codings, cuts, fixed = _scale(study, endpoint, read)
    place = {skeleton(symbol): code for code, symbol in enumerate(symbols)}
    codes = [
        np.array([place[skeleton(cell)] for cell, whole in zip(cells, complete, strict=True) if whole], dtype=np.int64)
        for cells in read
    ]
    drawn = np.array([code for code in range(len(symbols)) if code not in fixed], dtype=np.int64)
    if spec.type == "value" or not cuts:
        drawn = np.concatenate(codes)
    return Cells(
        units=tuple(name for name, whole in zip(names, complete, strict=True) if whole),
        symbols=symbols,
        before=codes[0] if len(codes) == 2 else None,
        after=codes[-1],
        codings=codings,
        cuts=cuts,
        drawn=drawn,
        fixed=fixed,
        arms={division_name(by, arms): _arm_codes(frame, by, arms)[complete] for by, arms in divisions},
        excluded=int((~complete).sum()),
    )


def division_name(by: str, arms: tuple[str, ...]) -> str:
    """Return what a way to divide the units is called."""
    return f"{by}: {' v '.join(arms)}"


def _arm_codes(frame: pd.DataFrame, by: str, arms: tuple[str, ...]) -> IntArray:
    place = {arm: code for code, arm in enumerate(arms)}
    return np.array([place.get(str(cell), -1) for cell in frame[by]], dtype=np.int64)


def _scale(
    study: "Study", endpoint: str, read: list[list[str]]
) -> tuple[tuple[str, ...], tuple[Coding, ...], tuple[tuple[str, int], ...], frozenset[int]]:
    """Return symbols, codings, cuts and the codes of mixed cells of the scale an endpoint is on."""
    name = scale_of(study, endpoint)
    if name is None:
        symbols = tuple(sorted({cell for cells in read for cell in cells if cell}, key=_order))
        values = [0 if s == "no" else 1 if s == "yes" else float(s) for s in symbols]
        whole = exact_scores(values).integers
        scores = np.arange(len(values)) if whole is None else whole
        return symbols, (Coding(words="as measured", scores=tuple(map(int, scores))),), (), frozenset()
    scale = study.manifest.scales[name]
    levels = level_scores(scale)
    present = {skeleton(cell) for cells in read for cell in cells}
    mixed = {symbol: scores for symbol, scores in scale.mixed.items() if skeleton(symbol) in present}
    combinations = list(product(*mixed.values()))[:_MOST_CODINGS]
    every = [[*levels.values(), *chosen] for chosen in combinations]
    whole = exact_scores(np.array(every, dtype=float).ravel()).integers
    scores = np.asarray(whole).reshape(len(every), -1)
    codings = tuple(
        Coding(words=_coding_words(tuple(mixed), chosen), scores=tuple(map(int, row)))
        for chosen, row in zip(combinations, scores, strict=True)
    )
    cuts = tuple((level, int(scores[0][k])) for k, level in enumerate(levels) if k > 0)
    fixed = frozenset(range(len(levels), len(levels) + len(mixed)))
    return (*levels, *mixed), codings, cuts, fixed


def _coding_words(symbols: tuple[str, ...], chosen: tuple[float, ...]) -> str:
    return ", ".join(f"{symbol} = {score:g}" for symbol, score in zip(symbols, chosen, strict=True)) or "level scores"


def _order(symbol: str) -> tuple[float, str]:
    return (0.0, symbol) if symbol in {"no", "yes"} else (float(symbol), symbol)
