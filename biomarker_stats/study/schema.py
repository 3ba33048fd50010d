"""The JSON Schema of the study files, for editors that complete keys and for checks outside Python."""

from typing import Any

from pydantic import BaseModel

from biomarker_stats.study.claim import ClaimsFile
from biomarker_stats.study.locate import CLAIMS, MANIFEST
from biomarker_stats.study.manifest import StudyManifest

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, dict[str, Any]]:
    """Return the schemas of ``study.toml`` and ``claims.toml``, keyed by file name.

    >>> sorted(json_schema()["claims.toml"]["properties"])
    ['claim', 'format']
    """
    models: dict[str, type[BaseModel]] = {MANIFEST: StudyManifest, CLAIMS: ClaimsFile}
    return {name: {"$schema": _DIALECT, **_closed(model.model_json_schema())} for name, model in models.items()}


def _closed(schema: Any) -> Any:
    """Return ``schema`` with every table whose keys are names closed to keys that are none, as the models are."""
    if isinstance(schema, list):
        return [_closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(part) for key, part in schema.items()}
    return closed | {"additionalProperties": False} if "patternProperties" in closed else closed
