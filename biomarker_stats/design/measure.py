"""From a study to one row per unit: an endpoint, measured in a population, under a coding."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from biomarker_stats.errors import UsageError
from biomarker_stats.study.differences import differences
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
    yes/no ``yes`` (False and True, or 0 and 1 where any is missing); for a value ``value``; then ``arm`` and
    ``stratum`` where ``by`` and ``strata`` name columns. A reading that is not there is NaN, and printed "".

    Raises:
        UsageError: the study has no such endpoint, population, coding or column.

    >>> import biomarker_stats as bs
    >>> measure(bs.load_study("carracedo2008"), endpoint="change", population="weekly")["change"].tolist()
    [2.0, 1.0, 1.0, 2.0]
    """
    spec = endpoint_of(study, endpoint)
    frame = study.population(population, spec.table)
    measured: dict[str, Any] = {"unit": frame[study.unit_column(spec.table)].astype(str).tolist()}
    if spec.type == "binary":
        measured["yes"] = study.answers(frame, spec).tolist()
    roles = {"before": spec.before, "after": spec.after} if spec.type == "change" else {"value": spec.column}
    for role, column in roles.items():
        if column is not None:
            measured[f"{role}_printed"] = ["" if pd.isna(cell) else str(cell) for cell in frame[column]]
            measured[role] = _numbers(study, spec, column, frame[column].tolist(), coding)
    if spec.type == "change":
        measured["change"] = differences(measured["after"], measured["before"])
    for role, name in (("arm", by), ("stratum", strata)):
        if name is not None:
            if name not in frame.columns:
                msg = f"table {spec.table!r} has no column {name!r}{nearest(name, map(str, frame.columns))}"
                raise UsageError(msg)
            measured[role] = [None if pd.isna(cell) else str(cell) for cell in frame[name]]
    return pd.DataFrame(measured)


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


def _numbers(study: "Study", spec: Endpoint, column: str, cells: list[Any], coding: str | None) -> list[float]:
    scale = study.manifest.tables[spec.table].columns[column].scale
    if scale is None:
        return [float(cell) for cell in cells]
    return [float(score) for score in study.scores(scale, cells, coding)]
