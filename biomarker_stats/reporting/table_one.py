"""Table 1: who was studied, as counts k/n and medians with their range; no test is made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.errors import UsageError
from biomarker_stats.reporting.words import capital
from biomarker_stats.study.manifest import Column
from biomarker_stats.study.unit_noun import nouns, unit_noun
from biomarker_stats.terms import nearest

if TYPE_CHECKING:
    from biomarker_stats.study import Study

Groups = Mapping[str, pd.DataFrame]
EVERYONE = "All"


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """One row: what it is about, the level that is counted ("" for a number), and a cell a group."""

    name: str
    level: str = ""
    cells: tuple[str, ...]

    @property
    def label(self) -> str:
        """The row's name with its level."""
        return f"{self.name}: {self.level}" if self.level else self.name


def table_one(
    study_or_frame: "Study | pd.DataFrame",
    *,
    by: str | None = None,
    table: str | None = None,
    columns: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return Table 1 as text: columns ``characteristic``, ``level``, ``All``, and one a group of ``by``.

    A level is counted as k/n, n being the units whose value is known (of a column whose empty cells a study declares to
    mean "no", all of them); what is unknown has a row of its own. A number is a median with its smallest and largest
    value. No P value is given: differences at baseline are no hypothesis. Identifiers are left out, and named in
    ``.attrs["left_out"]``.

    Args:
        study_or_frame: a Study (titles, units and the order of levels are those it declares, and its yes/no endpoints
            come last), or a DataFrame with one row a unit (titles are those of ``.attrs["labels"]``, where there are).
        by: the column of groups; units without a group count under ``All`` only.
        table: the table of a Study; the first one when left out.
        columns: which columns, in which order; all when left out.

    Raises:
        UsageError: no such table or column.

    References:
        Lang TA, Altman DG (2013) SAMPL guidelines: counts with denominators, medians with ranges.

    >>> import biomarker_stats as bs
    >>> table_one(bs.load_study("carracedo2008"), by="schedule", columns=["dose_mg"]).values.tolist()[:2]
    [['Patients', '', '10', '4', '6'], ['RAD001 dose, mg', '', '10 (5 to 70)', '60 (50 to 70)', '5 (5 to 10)']]
    """
    if isinstance(study_or_frame, pd.DataFrame):
        rows, groups, left_out = _of_frame(study_or_frame, by, columns)
    else:
        rows, groups, left_out = _of_study(study_or_frame, by, table, columns)
    found = pd.DataFrame(
        [[row.name, row.level, *row.cells] for row in rows], columns=["characteristic", "level", *groups], dtype=object
    )
    found.attrs["left_out"] = left_out
    return found


def _of_frame(
    frame: pd.DataFrame, by: str | None, columns: Sequence[str] | None
) -> tuple[list[Characteristic], Groups, list[str]]:
    known = [str(name) for name in frame.columns]
    _check_columns(known, by, columns)
    groups = _groups(frame, by, [] if by is None else _present(frame[by]))
    every = [name for name in known if name != by]
    left_out = [name for name in every if _is_identifier(frame[name])] if columns is None else []
    labels: Mapping[str, str] = frame.attrs.get("labels", {})  # of a SAS or SPSS file
    rows = [_sizes("Units", groups)]
    for name in columns or [name for name in every if name not in left_out]:
        rows += frame_rows(name, groups, labels.get(name, name))
    return rows, groups, left_out


def _of_study(
    study: "Study", by: str | None, table: str | None, columns: Sequence[str] | None
) -> tuple[list[Characteristic], Groups, list[str]]:
    key = table if table is not None else next(iter(study.manifest.tables))
    frame = study.population("all", key)
    declared = study.manifest.tables[key].columns
    _check_columns(list(declared), by, columns)
    groups = _groups(frame, by, [] if by is None else study_levels(study, frame, by, declared[by]))
    unit = capital(nouns(unit_noun(study.manifest.tables[key])))
    rows = [_sizes(f"{unit} (SIMULATED)" if study.manifest.simulated else unit, groups)]
    rows += study_rows(study, key, groups, by=by, columns=columns)
    return rows, groups, [name for name in columns or declared if declared[name].type in {"id", "text"}]


def _check_columns(known: list[str], by: str | None, columns: Sequence[str] | None) -> None:
    for name in [*(columns or ()), *([] if by is None else [by])]:
        if name not in known:
            msg = f"there is no column {name!r}{nearest(str(name), known)}"
            raise UsageError(msg)


def study_rows(
    study: "Study", table: str, groups: Groups, *, by: str | None, columns: Sequence[str] | None = None
) -> Iterator[Characteristic]:
    """Yield the rows of a study's table; a column that only serves to define a yes/no is shown as that endpoint."""
    declared = study.manifest.tables[table].columns
    endpoints = [
        (name, endpoint)
        for name, endpoint in study.manifest.endpoints.items()
        if endpoint.type == "binary" and endpoint.table == table
    ]
    defining = {
        condition.column
        for endpoint in study.manifest.endpoints.values()
        if endpoint.type == "binary"
        for condition in endpoint.when
    }
    for name in columns or [name for name in declared if name != by and name not in defining]:
        yield from _described(study, name, declared[name], groups)
    for name, endpoint in endpoints if columns is None else ():
        answers = [study.answers(frame, endpoint) for frame in groups.values()]
        cells = tuple(_share(int(known.sum()), int(known.count())) for known in answers)
        yield Characteristic(name=endpoint.title or name, cells=cells)
        yield from _missing(endpoint.title or name, answers)


def frame_rows(name: str, groups: Groups, title: str) -> list[Characteristic]:
    """Return the rows of one column of a plain frame: a number, or its levels, as categories or as first seen."""
    cells = groups[EVERYONE][name]
    if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
        return [Characteristic(name=title, cells=tuple(_spread(frame[name]) for frame in groups.values()))]
    return _counted(title, name, _present(cells), groups, marks=False)


def study_levels(study: "Study", frame: pd.DataFrame, name: str, column: Column) -> list[Any]:
    """Return the values that occur: a category's in its declared order, a scale's from lowest to highest."""
    cells = frame[name].dropna()
    if column.type == "ordinal" and column.scale is not None:
        symbols = list(cells.unique())
        scores = study.scores(column.scale, symbols)
        return [symbol for _, symbol in sorted(zip(scores, symbols, strict=True))]
    order = {level: place for place, level in enumerate(column.levels)}
    return sorted(cells.unique(), key=lambda level: order.get(level, len(order)))


def _described(study: "Study", name: str, column: Column, groups: Groups) -> list[Characteristic]:
    title = column.title or capital(name.replace("_", " "))
    if column.type in {"integer", "number"}:
        unit = f", {column.unit}" if column.unit else ""
        return [Characteristic(name=f"{title}{unit}", cells=tuple(_spread(frame[name]) for frame in groups.values()))]
    if column.type not in {"category", "ordinal"}:
        return []
    levels = study_levels(study, groups[EVERYONE], name, column)
    return _counted(title, name, levels, groups, marks=column.empty == "no")


def _counted(title: str, name: str, levels: Sequence[Any], groups: Groups, *, marks: bool) -> list[Characteristic]:
    frames = groups.values()
    sizes = [len(frame) if marks else int(frame[name].notna().sum()) for frame in frames]
    rows = []
    for level in levels:
        counts = [int((frame[name] == level).sum()) for frame in frames]
        rows.append(Characteristic(name=title, level=str(level), cells=tuple(map(_share, counts, sizes))))
    return rows if marks else [*rows, *_missing(title, [frame[name] for frame in frames])]


def _missing(title: str, columns: Sequence["pd.Series[Any]"]) -> list[Characteristic]:
    """Return the row of how many have no reading, where any has none."""
    absent = tuple(str(int(cells.isna().sum())) for cells in columns)
    return [Characteristic(name=title, level="missing", cells=absent)] if set(absent) - {"0"} else []


def _groups(frame: pd.DataFrame, by: str | None, arms: Sequence[Any]) -> dict[str, pd.DataFrame]:
    found = {EVERYONE: frame}
    for arm in arms:
        name = str(arm) if str(arm) not in found else f"{by}: {arm}"
        found[name] = frame[frame[by] == arm]
    return found


def _present(cells: "pd.Series[Any]") -> list[Any]:
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return [level for level in cells.cat.categories if (cells == level).any()]
    return list(cells.dropna().unique())


def _is_identifier(cells: "pd.Series[Any]") -> bool:
    """Whether text tells every unit apart from every other."""
    text = not (pd.api.types.is_numeric_dtype(cells) or isinstance(cells.dtype, pd.CategoricalDtype))
    return text and len(cells) > 2 and bool(cells.notna().all()) and cells.nunique() == len(cells)


def _sizes(name: str, groups: Groups) -> Characteristic:
    return Characteristic(name=name, cells=tuple(str(len(frame)) for frame in groups.values()))


def _share(k: int, n: int) -> str:
    return f"{k}/{n}"


def _spread(cells: "pd.Series[Any]") -> str:
    present = cells.dropna()
    if present.empty:
        return "–"
    low, middle, high = (wording.number(float(value)) for value in (present.min(), present.median(), present.max()))
    return f"{middle} ({low} to {high})" + (f"; {cells.isna().sum()} missing" if len(present) < len(cells) else "")
