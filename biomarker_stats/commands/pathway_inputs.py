"""What the commands for gene sets read: lists of genes, the table of a screen, and changes from a panel."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biomarker_stats.errors import DataError, UsageError

if TYPE_CHECKING:
    import pandas as pd


def genes_of(path: Path) -> list[str]:
    """Return the lines of a text file that are not empty."""
    from biomarker_stats.study.files import decode, read_file
    from biomarker_stats.study.limits import FILE_BYTES

    text = decode(read_file(path, FILE_BYTES), path.name, table=False)
    return [line.strip() for line in text.splitlines() if line.strip()]


def hits_from(path: Path, hits: Path | None, by: str | None, level: float | None) -> dict[str, Any]:
    """Return the hits and measured genes of two lists, or of the table of a screen, as the test takes them.

    Raises:
        UsageError: options of one with the other, or no table of a screen where there is no list of hits.
    """
    if hits is not None:
        if by is not None or level is not None:
            msg = "--by and --level tell hits in the table of a screen; with --hits they are told already"
            raise UsageError(msg)
        return {"measured": genes_of(path), "hits": genes_of(hits)}
    from biomarker_stats.study import read_table

    remedy = "give a list of hits with --hits, or in its place the table that screen -o writes"
    if path.suffix.lower() == ".txt":
        msg = f"{path.name} is a list of genes, without hits — {remedy}"
        raise UsageError(msg)
    table = read_table(path)
    absent = [name for name in ("marker", "p_value") if name not in table.columns]
    if absent:
        msg = f"{path.name} is no table of a screen: it has no column {' and no '.join(absent)} — {remedy}"
        raise UsageError(msg)
    return {"screen": table, "by": by or "p_maxt", "level": 0.05 if level is None else level}


def changes_from(
    path: Path, before_suffix: str | None, after_suffix: str | None, *, unit: str | None, marker: str | None
) -> "pd.DataFrame":
    """Return changes, one row a gene and one column a pair: those of the file, or taken from a panel of readings.

    Raises:
        UsageError: one ending without the other, a column that is not there, or the p values of a screen.
        DataError: a cell of the panel that is no number.
    """
    from biomarker_stats.pathways.changes import paired_changes, row_names
    from biomarker_stats.study import read_table

    if (before_suffix is None) != (after_suffix is None):
        msg = "give --before-suffix and --after-suffix together"
        raise UsageError(msg)
    if before_suffix is None and (unit is not None or marker is not None):
        msg = "--unit and --marker go with --before-suffix and --after-suffix"
        raise UsageError(msg)
    frame = read_table(path)
    if before_suffix is None or after_suffix is None:
        if {"marker", "p_value"} <= set(frame.columns):
            remedy = "give the table that was screened, with --before-suffix and --after-suffix"
            msg = f"{path.name} holds the p values of a screen and no changes — {remedy}"
            raise UsageError(msg)
        genes = row_names(frame, frame.columns[0], what="gene")
        return frame.iloc[:, 1:].set_axis(genes, axis="index")
    from biomarker_stats.panel.naming import by_suffix

    before, after = by_suffix(list(frame.columns), before_suffix, after_suffix)
    changes = paired_changes(frame, before=before, after=after, unit=unit, marker=marker)
    stems = [name.removesuffix(before_suffix) for name in before]
    return changes.set_axis(stems, axis="index" if marker is None else "columns")


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Name the file in every Violation that names none."""
    try:
        yield
    except DataError as error:
        told = [v if v.file else replace(v, file=path.name) for v in error.violations]
        raise (DataError(told) if told else error) from None
