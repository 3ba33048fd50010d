"""The results as data: ``results.json`` and ``results.csv``, at full precision."""

import csv
import io
import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from biomarker_stats.methods.analyse import AnalysisResults
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.result import Result
from biomarker_stats.reporting.context import ReportContext

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_json(context: ReportContext) -> str:
    """Return the results as JSON: keys sorted, floats as Python prints them, infinities as text, no NaN."""
    payload = {
        "format": 1,
        "study": {
            "id": context.study.id,
            "title": context.study.title,
            "simulated": context.manifest.simulated,
            "data_sha256": context.data_hash,
            "files": dict(context.study.hashes),
        },
        "version": context.version,
        "analyses": [_analysis(each) for each in context.analyses],
        "other_codings": [_analysis(each) for each in context.codings],
        "experiments": [each.to_dict() for each in context.experiments],
        "confounding": [asdict(each) for each in context.confounders],
        # library versions are in manifest.json: this file is the same wherever it is made
        "claims": _without_versions(context.verdicts.to_dict()),
        "trace": None if context.trace is None else _without_versions(context.trace.to_dict()),
        "multiverse": None if context.multiverse is None else _without_versions(context.multiverse.to_dict()),
    }
    return json.dumps(_plain(payload), ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True) + "\n"


def _without_versions(payload: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in payload.items() if key != "versions"}


def write_csv(context: ReportContext) -> str:
    """Return one row a result. A text that a spreadsheet would run as a formula is given a leading apostrophe."""
    rows = [row for each in (*context.analyses, *context.codings) for row in _rows(each)]
    rows += [row for each in context.experiments for row in _experiment_rows(each)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return stream.getvalue()


def result_table(context: ReportContext) -> list[dict[str, Any]]:
    """Return one row a result of every analysis, under every coding; infinities are text."""
    return [row for each in (*context.analyses, *context.codings) for row in _rows(each)]


def _analysis(results: AnalysisResults) -> dict[str, Any]:
    analysis = results.analysis
    pairs = zip(analysis.methods, results.results, strict=True)
    return {
        **analysis.model_dump(exclude={"methods"}),
        "scale": results.scale,
        "coding": results.coding,
        "units": results.frame.to_dict(orient="records"),
        "results": [
            {"choice": choice.model_dump(), "coding": choice.coding or results.coding, **result.to_dict()}
            for choice, result in pairs
        ],
    }


def _rows(results: AnalysisResults) -> Iterator[dict[str, Any]]:
    analysis = results.analysis
    for choice, result in zip(analysis.methods, results.results, strict=True):
        yield {
            "analysis": analysis.id,
            "analysis_title": analysis.title,
            "type": analysis.type,
            "endpoint": analysis.endpoint,
            "population": analysis.population,
            "by": analysis.by,
            "role": choice.role,
            "coding": choice.coding or results.coding,
            "zeros_rule": choice.zeros,
            **_flat(result),
        }


def _experiment_rows(found: ExperimentResults) -> Iterator[dict[str, Any]]:
    """Yield one row a result of an experiment; of a design without readings there is none."""
    for part, analysis in found.parts.items():
        named = getattr(analysis, "contrasts" if part == "growth" else "comparisons", ())
        pairs = [(each.name, result) for each in named for result in each.results]
        known = {id(result) for _, result in pairs}
        pairs += [("", result) for result in analysis.results if id(result) not in known]
        for name, result in pairs:
            row = {"analysis": found.id, "analysis_title": found.title, "type": found.experiment.kind}
            yield {**row, "endpoint": part, "comparison": name, **_flat(result)}


def _flat(result: Result) -> dict[str, Any]:
    """Return the fields of a result, those that hold several values as text; effects are in the JSON only."""
    row = result.to_dict()
    del row["effects"]
    for name in ("n", "excluded"):
        row[name] = "; ".join(f"{key}={value}" for key, value in row[name].items())
    for name in ("strata", "notes"):
        row[name] = "; ".join(row[name])
    return row


def _plain(value: Any) -> Any:
    """Return ``value`` in the types of JSON; NumPy numbers become Python's, a NaN becomes null, infinities text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    return value


def _cell(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, float):
        return repr(plain)
    text = str(plain)
    return f"'{text}" if isinstance(plain, str) and text.startswith(_FORMULA) and text != "-Infinity" else text
