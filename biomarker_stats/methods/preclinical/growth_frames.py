"""The tidy tables of a growth analysis: one row a mouse, one row an arm, one row a reading."""

import math

import numpy as np
import pandas as pd

from biomarker_stats.methods.preclinical.gompertz import GompertzFits
from biomarker_stats.methods.preclinical.growth_table import GrowthTable, IntArray
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.preclinical.ratio_interval import ratio_of_means
from biomarker_stats.methods.preclinical.recist import mouse_responses
from biomarker_stats.methods.preclinical.response import adjusted_auc
from biomarker_stats.methods.preclinical.slopes import Lines, slopes_by_arm


def mice_frame(table: GrowthTable, lines: Lines, gompertz: GompertzFits) -> pd.DataFrame:
    """Return one row a mouse: readings, growth rates, adjusted AUC, best response and mRECIST category."""
    responses = mouse_responses(table)
    first = np.full(len(table.mice), math.inf)
    np.minimum.at(first, table.mouse, table.day)
    with np.errstate(divide="ignore", invalid="ignore"):
        doubling = np.where(lines.slope > 0, math.log(2) / lines.slope, math.nan)
    return pd.DataFrame(
        {
            table.unit: table.mice,
            "arm": np.array(table.arm_names, dtype=object)[table.role_of],
            "n_readings": np.bincount(table.mouse, minlength=len(table.mice)),
            "first_day": first,
            "last_day": table.last_day,
            "lost": table.gone,
            "baseline": table.baseline,
            "growth_rate": lines.slope,
            "intercept": lines.intercept,
            "residual_sd": lines.spread,
            "doubling_time": doubling,
            "gompertz_rate": gompertz.rate,
            "gompertz_decay": gompertz.decay,
            "gompertz_failure": gompertz.failure,
            "adjusted_auc": adjusted_auc(table),
            "best_response": [_nan(r.best) for r in responses],
            "best_average_response": [_nan(r.best_average) for r in responses],
            "mrecist": [r.category for r in responses],
        }
    )


def arms_frame(table: GrowthTable, lines: Lines, confidence: float) -> pd.DataFrame:
    """Return one row an arm: mean growth rate, its SD, and the ratio to the control's with Fieller's interval."""
    slopes, areas = slopes_by_arm(table, lines.slope), slopes_by_arm(table, adjusted_auc(table))
    rows = []
    for code, name in enumerate(table.arm_names):
        mine = slopes[code]
        row = {
            "arm": name,
            "role": table.roles[code],
            "n": table.n[name],
            "n_slopes": len(mine),
            "growth_rate_mean": float(mine.mean()) if len(mine) else math.nan,
            "growth_rate_sd": float(mine.std(ddof=1)) if len(mine) > 1 else math.nan,
            "adjusted_auc_mean": float(areas[code].mean()) if len(areas[code]) else math.nan,
        }
        ratio = None if code == 0 or not len(mine) else ratio_of_means(mine, slopes[0], confidence)
        row |= {
            "growth_rate_ratio": math.nan if ratio is None else ratio.estimate,
            "ratio_conf_low": math.nan if ratio is None else _nan(ratio.conf_low),
            "ratio_conf_high": math.nan if ratio is None else _nan(ratio.conf_high),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def readings_frame(table: GrowthTable, lines: Lines) -> pd.DataFrame:
    """Return one row a positive reading: log volume, its mouse's line, the residual, raw and standardised.

    A standardised residual is the residual over s·√(1 − h), s the SD pooled over mice, h the reading's leverage in its
    own mouse's line; NaN where the line goes through the reading whatever it is (h = 1).
    """
    keep = table.positive
    mouse, day = table.mouse[keep], table.day[keep]
    fitted = lines.intercept[mouse] + lines.slope[mouse] * day
    known = np.isfinite(lines.residual)
    freedom = int(np.maximum(lines.n - 2, 0).sum())
    pooled = math.sqrt(float((lines.residual[known] ** 2).sum()) / freedom) if freedom else math.nan
    return pd.DataFrame(
        {
            table.unit: np.array(table.mice, dtype=object)[mouse],
            "arm": np.array(table.arm_names, dtype=object)[table.role_of[mouse]],
            "day": day,
            "log_volume": np.log(table.volume[keep]),
            "fitted": fitted,
            "residual": lines.residual,
            "standardised_residual": _standardised(lines.residual, pooled, _leverage(day, mouse)),
            "row": table.row[keep],
        }
    )


def _leverage(day: FloatArray, mouse: IntArray) -> FloatArray:
    """Return 1/n + (day − mean)²/Σ(day − mean)² of each reading in its mouse's line, 1 where that has no slope."""
    n = np.bincount(mouse)[mouse]
    centred = day - (np.bincount(mouse, weights=day)[mouse] / n)
    squares = np.bincount(mouse, weights=centred**2)[mouse]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(squares > 0, 1 / n + centred**2 / squares, 1.0), dtype=np.float64)


def _standardised(residual: FloatArray, spread: float, leverage: FloatArray) -> FloatArray:
    if not spread > 0:
        return np.full(len(residual), math.nan)
    free = 1 - leverage
    return np.asarray(residual / (spread * np.sqrt(np.where(free > 1e-9, free, math.nan))), dtype=np.float64)


def _nan(value: float | None) -> float:
    return math.nan if value is None else value
