"""``results.parquet``: the rows of ``results.csv`` with their types, for programs; infinities are numbers here."""

import math
from typing import Any

from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.writers.results import result_table

_NUMBERS = (
    "p_value",
    "estimate",
    "null_value",
    "conf_low",
    "conf_high",
    "conf_level",
    "conf_attained",
    "statistic",
    "mid_p_value",
    "p_min_attainable",
)
_WHOLE = ("n_used", "n_resamples", "seed", "n_zero", "n_tied")


def write_parquet(context: ReportContext) -> bytes:
    """Return one row a result: numbers as float64, counts as int64, the rest as text; what is undefined is null."""
    import pyarrow
    import pyarrow.parquet

    rows = result_table(context)
    names = list(dict.fromkeys(name for row in rows for name in row))
    kinds = {name: _kind(pyarrow, name) for name in names}
    columns = [pyarrow.array([_value(row.get(name), name) for row in rows], kinds[name]) for name in names]
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.table(columns, names=names), sink)
    return bytes(sink.getvalue().to_pybytes())


def _kind(pyarrow: Any, name: str) -> Any:
    return pyarrow.float64() if name in _NUMBERS else pyarrow.int64() if name in _WHOLE else pyarrow.string()


def _value(value: Any, name: str) -> Any:
    if value is None or name in _WHOLE:
        return None if value is None else int(value)
    if name in _NUMBERS:
        number = float(value)  # "Infinity" too
        return None if math.isnan(number) else number
    return str(value)
