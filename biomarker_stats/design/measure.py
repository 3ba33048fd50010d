"""From a study to one row per unit: an endpoint, measured in a population, under a coding."""

from typing import TYPE_CHECKING

import pandas as pd

from biomarker_stats.errors import UsageError
from biomarker_stats.study.manifest import Endpoint
from biomarker_stats.terms import nearest

if TYPE_CHECKING:
    from biomarker_stats.study import Study


def measure(
    study: "Study",
    *,
    endpoint: str,
    population: str = "all",
    coding: str | None = None,
    by: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Return one row per unit of ``population`` with the endpoint as numbers.

    Columns: ``unit``; for a change ``before_printed``, ``after_printed``, ``before``, ``after``, ``change``; for a
    yes/no ``yes``; for a value ``value``; then ``arm`` and ``stratum`` where ``by`` and ``strata`` name columns.

    Raises:
        UsageError: the study has no such endpoint, population, coding or column.

    >>> import biomarker_stats as bs
    >>> measure(bs.load_study("carracedo2008"), endpoint="change", population="weekly")["change"].tolist()
    [2.0, 1.0, 1.0, 2.0]
    """
    spec = endpoint_of(study, endpoint)
    frame = study.population(population, spec.table)
    measured = pd.DataFrame({"unit": frame[study.unit_column(spec.table)].astype(str)})
    if spec.type == "change" and spec.before is not None and spec.after is not None:
        for role, column in (("before", spec.before), ("after", spec.after)):
            measured[f"{role}_printed"] = frame[column].astype(str)
            measured[role] = _numbers(study, spec, column, frame[column], coding)
        measured["change"] = measured["after"] - measured["before"]
    elif spec.type == "binary":
        measured["yes"] = frame.index.isin(study.select(frame, spec.when).index)
    elif spec.column is not None:
        measured["value_printed"] = frame[spec.column].astype(str)
        measured["value"] = _numbers(study, spec, spec.column, frame[spec.column], coding)
    for role, name in (("arm", by), ("stratum", strata)):
        if name is not None:
            if name not in frame.columns:
                msg = f"table {spec.table!r} has no column {name!r}{nearest(name, map(str, frame.columns))}"
                raise UsageError(msg)
            measured[role] = frame[name].astype(str)
    return measured.reset_index(drop=True)


def endpoint_of(study: "Study", name: str) -> Endpoint:
    """Return the endpoint ``name`` declares; UsageError, naming the nearest, when there is none."""
    endpoints = study.manifest.endpoints
    if name not in endpoints:
        msg = f"study {study.id!r} has no endpoint {name!r}{nearest(name, endpoints)}"
        raise UsageError(msg)
    return endpoints[name]


def scale_of(study: "Study", endpoint: str) -> str | None:
    """Return the scale an endpoint is scored on, or None where its columns hold numbers or it is a yes/no."""
    spec = endpoint_of(study, endpoint)
    column = spec.before if spec.type == "change" else spec.column
    return None if column is None else study.manifest.tables[spec.table].columns[column].scale


def _numbers(study: "Study", spec: Endpoint, column: str, cells: "pd.Series[str]", coding: str | None) -> list[float]:
    scale = study.manifest.tables[spec.table].columns[column].scale
    if scale is None:
        return [float(cell) for cell in cells]
    return [float(score) for score in study.scores(scale, list(cells), coding)]
