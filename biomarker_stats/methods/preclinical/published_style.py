"""The published style: pairwise Student t tests on one value a unit, adjusted, and the symbols they earn."""

from typing import Any

import pandas as pd

from biomarker_stats import wording
from biomarker_stats.errors import DataError
from biomarker_stats.methods.preclinical.experiment_volumes import volumes_of
from biomarker_stats.methods.preclinical.growth_reading import VOLUME_UNITS
from biomarker_stats.methods.preclinical.pairwise import pairwise
from biomarker_stats.methods.preclinical.symbols import GLYPHS, significance_symbols
from biomarker_stats.study.experiment_spec import Experiment

_MOST_ARMS = len(GLYPHS) + 1
_ARM, _VALUE = "the arm", "the value"  # no column of a study can be called so


def published_style(experiment: Experiment, unit: str, frame: pd.DataFrame, parts: dict[str, Any]) -> dict[str, Any]:
    """Return ``pairwise``, ``pairwise_of`` and ``symbols`` of an experiment, or a note where they cannot be had.

    The value compared is what papers put into a bar: the volume on the stated day, the weight, the percentage, the
    growth rate, the ratio of a lane, or expression relative to the reference genes. Arms are compared as independent
    samples, in the manner of most papers, also where gels or experiments pair them.
    """
    names = () if experiment.arms is None else experiment.arms.names
    if experiment.kind == "dose-response" or len(names) < 2:
        return {}
    values, what = _values(experiment, unit, frame, parts)
    values = values[values["arm"].isin(names)].dropna(subset=["value"])
    try:
        found = pairwise(
            values.rename(columns={"unit": unit, "arm": _ARM, "value": _VALUE}),
            outcome=_VALUE,
            arm=_ARM,
            unit=unit,
            arms=names,
            adjust=experiment.adjustment,
            seed=0,
        )
    except DataError as error:
        return {"notes": (f"no pairwise tests in the published style: {error}",)}
    symbols = significance_symbols(found, references=names[:-1]) if len(names) <= _MOST_ARMS else None
    return {"pairwise": found, "pairwise_of": what, "symbols": symbols}


def _values(experiment: Experiment, unit: str, frame: pd.DataFrame, parts: dict[str, Any]) -> tuple[pd.DataFrame, str]:
    """Return one row a unit (``unit``, ``arm``, ``value``), and what the value is."""
    if experiment.kind == "growth":
        day = parts["growth"].at_day
        read = frame[frame[experiment.columns.day] == day]
        volumes = volumes_of(experiment, read) * VOLUME_UNITS[experiment.volume_unit]  # 0 counts: no logarithm is taken
        table = pd.DataFrame({"unit": read[unit], "arm": read[experiment.columns.arm], "value": volumes})
        return table, f"tumour volume on day {wording.number(day)}, mm³"
    if experiment.kind == "weights":
        columns = {"unit": frame[unit], "arm": frame[experiment.columns.arm], "value": frame[experiment.columns.weight]}
        return pd.DataFrame(columns), "tumour weight at harvest"
    units = parts["analysis"].units
    if experiment.kind in {"counts", "percent-area"}:
        value, what = units["percent"], f"percentage, one a {unit.replace('_', ' ')}"
    elif experiment.kind == "in-vitro":
        value, what = units["rate"], "growth rate, per day"
    elif experiment.kind == "blot":
        value, what = units["value"], parts["analysis"].measure
    else:
        value = 2.0 ** -units["delta_ct"]
        what = "expression relative to the reference genes, 2^−ΔCt"
    named = units["unit"] if "unit" in units else units["experiment"]
    if experiment.kind in {"blot", "in-vitro"}:  # one unit holds every arm; here each arm counts as a sample of its own
        named = named.map(str) + " · " + units["arm"].map(str)
    return pd.DataFrame({"unit": named, "arm": units["arm"], "value": value}), what
