"""``manifest.json``: what the folder holds and what made it; the one file that names library versions."""

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.folder import MARKER
from biomarker_stats.reporting.sections.provenance import command, seeds
from biomarker_stats.reporting.writers.pandoc import pandoc_version

_LIBRARIES = (
    "numpy",
    "pandas",
    "scipy",
    "statsmodels",
    "pingouin",
    "matplotlib",
    "panflute",
    "pypandoc_binary",
    "typst",
)


def write_manifest(context: ReportContext, files: Mapping[str, bytes]) -> str:
    """Return the manifest of a report whose other files are ``files``."""
    payload = {
        "marker": MARKER,
        "format": 1,
        "study": context.study.id,
        "study_files": dict(context.study.hashes),
        "data_sha256": context.data_hash,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "command": command(context),
        "claims": {"ok": context.verdicts.ok, "verdicts": context.verdicts.counts()},
        "specification_spaces": _spaces(context),
        "seeds": seeds(context),
        "versions": {
            "biomarker_stats": context.version,
            "python": platform.python_version(),
            "pandoc": pandoc_version(),
            **{name: _version(name) for name in _LIBRARIES},
        },
    }
    return json.dumps(payload, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _spaces(context: ReportContext) -> dict[str, str]:
    """Return the SHA-256 of every list of specifications that was searched, by what searched it."""
    spaces = {"verify": context.verdicts.space_hash}
    if context.trace is not None:
        spaces |= {f"trace {family.family}": family.sha256 for family in context.trace.families}
    if context.multiverse is not None:
        spaces["multiverse"] = context.multiverse.specifications_sha256
    return spaces


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
