"""The tumour volumes of an experiment: a column of them, or made from two diameters."""

from dataclasses import replace

import numpy as np
import pandas as pd

from biomarker_stats.errors import DataError
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.preclinical.volume import volume_from
from biomarker_stats.study.experiment_spec import Experiment


def volumes_of(experiment: Experiment, frame: pd.DataFrame) -> FloatArray:
    """Return the volume of each row, shape (n,), in the experiment's unit; NaN where a reading is missing.

    Raises:
        DataError: a diameter is negative, or a width exceeds its length; rows count from 1, as in ``frame``.
    """
    columns = experiment.columns
    if columns.length is None or columns.width is None:
        return frame[str(columns.volume)].to_numpy(np.float64)
    length, width = (frame[name].to_numpy(np.float64) for name in (columns.length, columns.width))
    known = np.flatnonzero(np.isfinite(length) & np.isfinite(width))
    found = np.full(len(frame), np.nan)
    try:
        found[known] = volume_from(length[known], width[known], experiment.formula or "ellipsoid")
    except DataError as error:
        names = {"length": columns.length, "width": columns.width}
        raise DataError(
            replace(each, row=int(known[each.row - 1]) + 1, column=names[each.column])
            for each in error.violations
            if each.row is not None
        ) from None
    return found
