"""Columns of single-precision floats, of whatever kind pandas keeps them in, as the decimals they print as."""

import numpy as np
import pandas as pd

from biomarker_stats.design.scores import as_doubles

_SHORT = ("float16", "float32", "Float32", "halffloat[pyarrow]", "float[pyarrow]")


def is_short(kind: object) -> bool:
    """Return whether a column of this dtype holds floats of less than double precision."""
    return str(kind) in _SHORT


def widened(column: "pd.Series[float]") -> "pd.Series[float]":
    """Return the column with double-precision floats, missing cells NaN; any other column as it is.

    >>> widened(pd.Series([0.1, None], dtype="Float32")).tolist()
    [0.1, nan]
    """
    if not is_short(column.dtype):
        return column
    plain = column.to_numpy(dtype=np.float32, na_value=np.nan)
    return pd.Series(as_doubles(plain), index=column.index, name=column.name)


def widened_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with every single-precision column widened."""
    if not any(map(is_short, frame.dtypes)):
        return frame
    columns = [widened(frame.iloc[:, k]) for k in range(frame.shape[1])]
    return pd.concat(columns, axis=1) if columns else frame
