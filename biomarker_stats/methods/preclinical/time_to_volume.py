"""Time to a stated volume: Kaplan–Meier curves and the exact log-rank test between arms."""

import math
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from biomarker_stats.methods.entry import compare
from biomarker_stats.methods.preclinical.growth_table import GrowthTable
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.result import Result


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TimeToVolume:
    """Days until each mouse's first reading of at least ``threshold`` mm³; ``event`` is False where none was.

    ``curves`` has one row an arm and day of an event: at risk, events, censored before the next, share still below.
    ``medians`` holds None where fewer than half reached the volume. ``tests`` are exact log-rank tests.
    """

    threshold: float
    time: FloatArray
    event: NDArray[np.bool_]
    curves: pd.DataFrame
    medians: dict[str, float | None]
    tests: tuple[Result, ...]


def time_to_volume(table: GrowthTable, threshold: float, pairs: tuple[tuple[int, int], ...]) -> TimeToVolume:
    """Return times, curves and tests; a mouse that never reaches ``threshold`` is censored on its last day.

    Days count from the table's first; a mouse already that large then has time 0. The log-rank tests compare the
    ``pairs`` of role codes by ``bs.compare(…, method="log-rank")``. References: Kaplan EL, Meier P (1958), JASA
    53:457-481; Peto R, Peto J (1972), JRSS A 135:185-207.
    """
    m, start = len(table.mice), float(table.day.min())
    reached = np.full(m, math.inf)
    over = table.volume >= threshold
    np.minimum.at(reached, table.mouse[over], table.day[over])
    event = np.isfinite(reached)
    time = np.where(event, reached, table.last_day) - start
    rows: list[dict[str, Any]] = []
    medians: dict[str, float | None] = {}
    for code, name in enumerate(table.arm_names):
        mine = table.role_of == code
        steps = kaplan_meier(time[mine], event[mine])
        rows += [{"arm": name, **step} for step in steps]
        medians[name] = median_time(steps)
    frame = pd.DataFrame(
        {"time": time, "event": event.astype(int), "arm": [table.arm_names[r] for r in table.role_of.tolist()]}
    )
    tests = tuple(
        compare(
            frame,
            outcome="time",
            event="event",
            method="log-rank",
            arms=[table.arm_names[first], table.arm_names[second]],
        )
        for first, second in pairs
        if event[(table.role_of == first) | (table.role_of == second)].any()
    )
    columns = ["arm", "day", "at_risk", "events", "censored", "share_below"]
    return TimeToVolume(
        threshold=threshold,
        time=time,
        event=event,
        curves=pd.DataFrame(rows, columns=columns),
        medians=medians,
        tests=tests,
    )


def kaplan_meier(time: FloatArray, event: NDArray[np.bool_]) -> list[dict[str, Any]]:
    """Return the Kaplan–Meier steps: one row a distinct time.

    >>> steps = kaplan_meier(np.array([3.0, 5, 5]), np.array([True, True, False]))
    >>> [(step["day"], round(step["share_below"], 4)) for step in steps]
    [(3.0, 0.6667), (5.0, 0.3333)]
    """
    share, steps = 1.0, []
    for day in np.unique(time).tolist():
        at_risk = int((time >= day).sum())
        events = int((event & (time == day)).sum())
        censored = int((~event & (time == day)).sum())
        share *= 1 - events / at_risk
        steps.append({"day": day, "at_risk": at_risk, "events": events, "censored": censored, "share_below": share})
    return steps


def median_time(steps: list[dict[str, Any]]) -> float | None:
    """Return the median of a Kaplan–Meier curve: midway along a step at exactly 1/2, as R's survfit; else its crossing.

    >>> median_time(kaplan_meier(np.array([3.0, 5.0]), np.array([True, True])))
    4.0
    """
    deaths = [step for step in steps if step["events"]]
    for step, after in zip_longest(deaths, deaths[1:]):
        if abs(step["share_below"] - 0.5) < 1e-9 and after is not None:
            return float(step["day"] + after["day"]) / 2
        if step["share_below"] < 0.5 + 1e-9:
            return float(step["day"])
    return None
