"""Fixed-day response measures by arm: T/C, tumour growth inhibition, adjusted AUC and log cell kill."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.growth_table import GrowthTable
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmResponse:
    """One treated arm against the control on one day; None where a measure is not defined.

    ``t_over_c``: ratio of mean volumes. ``t_over_c_geometric``: of geometric means. ``tgi_absolute``: 1 − ΔT/ΔC, Δ the
    mean change of volume since the first day. ``tgi_relative``: 1 − ΔT/ΔC with the change of relative volume V/V₀.
    ``n`` and ``n_control`` count mice with both readings.
    """

    arm: str
    day: float
    n: int
    n_control: int
    t_over_c: float | None
    t_over_c_geometric: float | None
    tgi_absolute: float | None
    tgi_relative: float | None


def arm_responses(table: GrowthTable, day: float) -> tuple[ArmResponse, ...]:
    """Return the response of every treated arm on ``day``, each over the mice read then and on the first day.

    ΔT and ΔC are changes from each arm's own baseline, so that 1 − ΔT/ΔC is finite wherever the control has grown:
    nothing is divided by a difference of baselines. References: Corbett T et al. (2003), Invest New Drugs 21:327-343
    (T/C); Houghton PJ et al. (2007), Pediatr Blood Cancer 49:928-940 (relative volume).
    """
    now, start = table.at(day), table.baseline
    known = np.isfinite(now) & np.isfinite(start)
    control = known & (table.role_of == 0)
    found = []
    for code, name in enumerate(table.arm_names[1:], 1):
        treated = known & (table.role_of == code)
        found.append(
            ArmResponse(
                arm=name,
                day=day,
                n=int(treated.sum()),
                n_control=int(control.sum()),
                t_over_c=_ratio(_mean(now[treated]), _mean(now[control])),
                t_over_c_geometric=_ratio(_geometric(now[treated]), _geometric(now[control])),
                tgi_absolute=_inhibition(now - start, treated, control),
                tgi_relative=_inhibition(_relative(now, start) - 1, treated, control),
            )
        )
    return tuple(found)


def _relative(now: FloatArray, start: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(start > 0, now / start, math.nan)


def _inhibition(change: FloatArray, treated: Any, control: Any) -> float | None:
    ratio = _ratio(_mean(change[treated]), _mean(change[control]))
    return None if ratio is None else 1 - ratio


def _mean(values: FloatArray) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if len(finite) else math.nan


def _geometric(values: FloatArray) -> float:
    return float(np.exp(np.log(values).mean())) if len(values) and (values > 0).all() else math.nan


def _ratio(above: float, below: float) -> float | None:
    if math.isnan(above) or math.isnan(below) or below == 0:
        return None
    return above / below


def adjusted_auc(table: GrowthTable, up_to: float | None = None) -> FloatArray:
    """Return each mouse's adjusted area under log volume: 2·∫(log(V + 1) − log(V₀ + 1))dt / T², shape (m,).

    The integral is by trapezoids from the mouse's first day to its last (at most ``up_to``), T days later; V is in mm³.
    Under exponential growth it is the growth rate, whatever T is, so that mice followed for different times compare;
    log(V + 1) keeps volumes of 0. NaN with fewer than two days. References: Mao B, Guo S (2023), Cancer Res Commun
    3:2146-2157.
    """
    keep = np.ones(len(table.day), dtype=bool) if up_to is None else table.day <= up_to
    mouse, day, y = table.mouse[keep], table.day[keep], np.log(table.volume[keep] + 1)
    m = len(table.mice)
    first, last, start = np.full(m, math.nan), np.full(m, math.nan), np.full(m, math.nan)
    first[mouse[::-1]], start[mouse[::-1]], last[mouse] = day[::-1], y[::-1], day
    same = mouse[1:] == mouse[:-1]
    above = (y[1:] + y[:-1]) / 2 - start[mouse[1:]]
    area = np.bincount(mouse[1:], weights=np.where(same, above * np.diff(day), 0.0), minlength=m)
    span = last - first
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(span > 0, 2 * area / span**2, math.nan)


def log_cell_kill(
    median_treated: float | None, median_control: float | None, control_slopes: FloatArray
) -> tuple[float | None, str]:
    """Return log₁₀ cell kill (T − C)/(3.32·Td) and why it is not defined where it is None.

    T and C are the median days to the stated volume, Td the control's doubling time, ln 2 over its mean growth rate;
    3.32 = log₂ 10. References: Corbett TH et al. (1987), in Rodent Tumor Models in Experimental Cancer Therapy,
    241-262.
    """
    rate = float(control_slopes.mean()) if len(control_slopes) else math.nan
    if median_treated is None:
        return None, "fewer than half of the treated mice reached the volume"
    if median_control is None:
        return None, "fewer than half of the control mice reached the volume"
    if not rate > 0:
        return None, "the control did not grow"
    return (median_treated - median_control) / (math.log2(10) * math.log(2) / rate), ""


def fixed_day_warning(table: GrowthTable, day: float) -> str:
    """Return the warning that a comparison on ``day`` is of survivors, or nothing where no arm has lost an animal."""
    left = table.role_of[table.gone & (table.last_day < day)]
    gone = dict(zip(table.arm_names, np.bincount(left, minlength=len(table.arm_names)).tolist(), strict=True))
    lost = [f"{name} {count} of {table.n[name]}" for name, count in gone.items() if count]
    if not lost:
        return ""
    return (
        f"by day {wording.number(day)} animals are gone ({wording.listing(lost)}): comparing survivors on a fixed "
        "day is biased where animals leave because of their tumours — read the growth rates or the mixed model instead"
    )


def day_rows(table: GrowthTable) -> list[dict[str, Any]]:
    """Return one row an arm and day: mice at risk and read, mean, SD and geometric mean of volume."""
    rows: list[dict[str, Any]] = []
    for code, name in enumerate(table.arm_names):
        mine = table.role_of[table.mouse] == code
        last, gone = (each[table.role_of == code] for each in (table.last_day, table.gone))
        for day in np.unique(table.day[mine]).tolist():
            here = table.volume[mine & (table.day == day)]
            rows.append(
                {
                    "arm": name,
                    "day": day,
                    "n_at_risk": int(((last >= day) | ~gone).sum()),
                    "n": len(here),
                    "mean": float(here.mean()),
                    "sd": float(here.std(ddof=1)) if len(here) > 1 else math.nan,
                    "geometric_mean": _geometric(here),
                }
            )
    return rows


def baseline_rows(table: GrowthTable) -> list[dict[str, Any]]:
    """Return one row an arm: volume on the first day, and its standardised log difference from the control.

    The difference is of mean log volumes over the pooled SD of log volumes within arms.
    """
    start = table.baseline
    usable = np.isfinite(start) & (start > 0)
    logs = [np.log(start[usable & (table.role_of == code)]) for code in range(len(table.arm_names))]
    spread = _pooled_sd(logs)
    rows = []
    for code, name in enumerate(table.arm_names):
        mine = start[np.isfinite(start) & (table.role_of == code)]
        shift = float(logs[code].mean() - logs[0].mean()) if len(logs[code]) and len(logs[0]) else math.nan
        rows.append(
            {
                "arm": name,
                "n": len(mine),
                "mean": _mean(mine),
                "sd": float(mine.std(ddof=1)) if len(mine) > 1 else math.nan,
                "geometric_mean": _geometric(mine),
                "standardised_difference": shift / spread if spread > 0 else math.nan,
            }
        )
    return rows


def _pooled_sd(groups: Sequence[FloatArray]) -> float:
    freedom = sum(max(len(g) - 1, 0) for g in groups)
    squares = sum(float(((g - g.mean()) ** 2).sum()) for g in groups if len(g))
    return math.sqrt(squares / freedom) if freedom else math.nan
