"""A panel larger than memory, read from Parquet in pieces: one row a marker.

What is kept of a marker is its name, a few numbers, and its integer scores, one to eight bytes a unit: a million
markers of ten patients are some hundred megabytes, whatever the file holds beside them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.panel.assemble import assembled
from biomarker_stats.panel.gather import gathered
from biomarker_stats.panel.layout import Columns, Layout, rows_block, rows_plan
from biomarker_stats.panel.plan import Block
from biomarker_stats.panel.result import Screen
from biomarker_stats.terms import nearest

if TYPE_CHECKING:
    from biomarker_stats.panel.screen import Choices


def streamed(path: Path, columns: Columns, choices: "Choices") -> Screen:
    """Return the screen of a Parquet file.

    Raises:
        UsageError: no such column, columns that name another shape, or intervals (which need the readings at hand).
        DataError: no such file, no Parquet file, no rows, or cells that are no numbers.
    """
    from biomarker_stats.panel.screen import tested

    if columns.shape != "rows":
        msg = "a Parquet file is read with one row a marker: marker= and lists of columns, one a unit"
        raise UsageError(f"{msg} — for another shape read it first: bs.read_table({path.name!r})")
    if choices.intervals:
        msg = "intervals need all readings in memory, and a Parquet file is read in pieces — leave them out, or screen"
        raise UsageError(f"{msg} the strongest markers again as a table")
    plan, kept, excluded = rows_plan(columns)
    with _opened(path) as file:
        roles = [columns.before, columns.after] if columns.paired else [columns.outcomes]
        wanted = [str(columns.marker), *(str(list(role)[k]) for role in roles for k in kept)]
        for name in wanted:
            if name not in file.schema_arrow.names:
                msg = f"{path.name} has no column {name!r}{nearest(name, file.schema_arrow.names)}"
                raise UsageError(msg)
        if not file.metadata.num_rows:
            raise DataError([Violation(message="has no rows", remedy="give at least one marker", file=path.name)])
        plan = plan.of_size(file.metadata.num_rows)
        blocks = _blocks(file, wanted, columns, kept, choices.block)
        found = gathered(tested(blocks, plan, choices))
    empty = np.empty((0, len(plan.units)))
    nothing = Block(names=[], readings=empty, after=empty if columns.paired else None)
    layout = Layout(plan=plan, block=nothing, excluded=excluded)
    return assembled(found, layout, choices, wanted=False)


def _opened(path: Path) -> Any:
    import pyarrow
    import pyarrow.parquet

    try:
        return pyarrow.parquet.ParquetFile(path)
    except (OSError, pyarrow.ArrowException) as error:
        message = "cannot be read as Parquet" if path.exists() else "is not there"
        violation = Violation(message=f"{message}", remedy="give the path of a Parquet file", file=str(path))
        raise DataError([violation]) from error


def _blocks(file: Any, wanted: list[str], columns: Columns, kept: np.ndarray[Any, Any], size: int) -> Iterator[Block]:
    """Yield the markers of the file, ``size`` at a time."""
    row = 1
    for batch in file.iter_batches(batch_size=size, columns=list(dict.fromkeys(wanted))):
        frame = batch.to_pandas()
        block = rows_block(frame, columns, kept, first_row=row)
        row += len(frame)
        yield block
