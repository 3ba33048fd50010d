"""Verdicts as SARIF 2.1.0, whose results point at the line of ``claims.toml`` that holds the claim.

Reference: Static Analysis Results Interchange Format (SARIF) Version 2.1.0, OASIS Standard, 2020.
"""

import json
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

from biomarker_stats.claims.output.claim_lines import claim_lines
from biomarker_stats.claims.output.words import lines
from biomarker_stats.claims.verdict import Verdict, VerdictTable
from biomarker_stats.errors import visible
from biomarker_stats.study.locate import CLAIMS
from biomarker_stats.terms import VerdictWord

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_PASSES = {"reproduced"}
_INFORMS = {"not_derivable", "consistent_not_derivable"}
_RULES = {
    "reproduced": "The number comes out of the tables as it is printed.",
    "reproduced_by_truncation": "The number comes out only if digits are cut off, not rounded.",
    "reproduced_by_ceiling": "The number comes out only if it is rounded up.",
    "reproduced_under_inferred_specification": "The number comes out under choices that the authors do not state.",
    "reproduced_under_other_specification": "The number comes out under other choices than those stated.",
    "consistent_not_derivable": "Not recomputed; arithmetic says that the number can be.",
    "contradicted": "No specification that was tried gives the number.",
    "impossible_as_printed": "No data could print the number.",
    "not_derivable": "The number was not recomputed, for the reason given.",
}


def sarif_json(table: VerdictTable) -> str:
    """Return the verdicts as a SARIF log: ``error`` where a verdict changed, else ``kind`` says pass or informational.

    >>> import biomarker_stats as bs
    >>> json.loads(sarif_json(bs.verify("carracedo2008")))["version"]
    '2.1.0'
    """
    words = list(get_args(VerdictWord))
    rules = [{"id": word, "shortDescription": {"text": _RULES[word]}} for word in words]
    driver = {"name": "biomarker-stats", "version": table.version, "rules": rules}
    where = _place(table)
    starts = _starts(table)
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
        "artifacts": [_artifact(table, name, value) for name, value in table.hashes.items()],
        "results": [_result(each, words, where, starts.get(each.claim.id, 1)) for each in table.verdicts],
        "columnKind": "unicodeCodePoints",
        "properties": {"study": table.study_id, **table.provenance()},
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(verdict: Verdict, words: list[str], where: str, line: int) -> dict[str, Any]:
    claim = verdict.claim
    if not verdict.as_expected:
        kind, level = "fail", "error"
    else:
        level = "none"
        kind = "pass" if verdict.word in _PASSES else "informational" if verdict.word in _INFORMS else "review"
    location = {"physicalLocation": {"artifactLocation": {"uri": where}, "region": {"startLine": line}}}
    return {
        "ruleId": verdict.word,
        "ruleIndex": words.index(verdict.word),
        "kind": kind,
        "level": level,
        "message": {"text": "\n".join(lines(verdict))},
        "locations": [location],
        "partialFingerprints": {"claimId/v1": claim.id},
        "properties": {key: _visible(value) for key, value in verdict.to_dict().items()},
    }


def _artifact(table: VerdictTable, name: str, sha256: str) -> dict[str, Any]:
    return {"location": {"uri": _place(table, name)}, "hashes": {"sha-256": sha256}, "roles": ["analysisTarget"]}


def _place(table: VerdictTable, name: str = CLAIMS) -> str:
    """Return the URI of a file of the study, relative to the working folder where it lies inside it."""
    if table.folder is None:
        return quote(name)
    path = (table.folder / name).resolve()
    here = Path.cwd().resolve()
    return quote(path.relative_to(here).as_posix()) if path.is_relative_to(here) else path.as_uri()


def _starts(table: VerdictTable) -> dict[str, int]:
    if table.folder is None:
        return {}
    try:
        text = (table.folder / CLAIMS).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):  # the file went away after it was verified
        return {}
    return claim_lines(text, [verdict.claim.id for verdict in table.verdicts])


def _visible(value: Any) -> Any:
    if isinstance(value, list):
        return [_visible(part) for part in value]
    return visible(value) if isinstance(value, str) else value
