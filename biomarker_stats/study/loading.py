"""A study folder on disk to a Study in memory, or to every violation in it at once."""

import hashlib
import os
from pathlib import Path

import pandas as pd

from biomarker_stats.errors import StudyError, Violation
from biomarker_stats.study.cells import typed_table
from biomarker_stats.study.checksums import checksum_references, checksum_violations
from biomarker_stats.study.claim import Claim, ClaimsFile
from biomarker_stats.study.claim_references import claim_violations
from biomarker_stats.study.documents import parse_toml
from biomarker_stats.study.experiment_references import arms_without_rows, experiment_violations
from biomarker_stats.study.files import decode, read_inside
from biomarker_stats.study.limits import FILE_BYTES, TOML_BYTES
from biomarker_stats.study.locate import CLAIMS, MANIFEST, locate
from biomarker_stats.study.manifest import StudyManifest
from biomarker_stats.study.manifest_references import manifest_violations
from biomarker_stats.study.models import Model, validate
from biomarker_stats.study.multiverse_references import multiverse_violations
from biomarker_stats.study.salvage import salvaged, unrelated
from biomarker_stats.study.study import Study
from biomarker_stats.study.text_table import read_text_table


def load_study(id_or_folder: str | Path) -> Study:
    """Return the study in a folder, or the bundled study of that name, validated whole.

    Raises:
        StudyError: anything is wrong; ``violations`` lists everything, each with file, row, column, value and remedy.

    >>> study = load_study("carracedo2008")
    >>> study.tables["trial"].shape, len(study.claims) > 24
    ((10, 10), True)
    """
    folder = locate(id_or_folder)
    loader = _Loader(folder)
    manifest, left_out = loader.document(StudyManifest, MANIFEST)
    if manifest is not None:
        references = (manifest_violations, multiverse_violations, experiment_violations)
        loader.wrong += unrelated([v for check in references for v in check(manifest)], left_out)
    tables = {} if manifest is None else loader.tables(manifest, left_out)
    if manifest is not None:
        loader.wrong += unrelated(arms_without_rows(manifest, tables, loader.wrong), left_out)
    claims = loader.claims(manifest, left_out)
    if loader.wrong or manifest is None:
        raise StudyError(loader.wrong)
    return Study(manifest=manifest, claims=claims, tables=tables, folder=folder, hashes=loader.hashes, rows=loader.rows)


class _Loader:
    """Reads one folder, collecting violations instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wrong: list[Violation] = []
        self.hashes: dict[str, str] = {}
        self.rows: dict[str, tuple[int, ...]] = {}

    def document(self, model: type[Model], name: str) -> tuple[Model | None, frozenset[str]]:
        """Return a TOML file as its model; of a faulty one what can still be checked, and the names left out of it."""
        try:
            data = self._read(name, TOML_BYTES)
            text = decode(data, name, table=False)
            parsed, wrong = parse_toml(text, name)
        except StudyError as error:
            self.wrong += error.violations
            return None, frozenset()
        self.wrong += wrong
        found, wrong = validate(model, parsed, name, text)
        self.wrong += wrong
        return (found, frozenset()) if found is not None else salvaged(model, parsed)

    def claims(self, manifest: StudyManifest | None, left_out: frozenset[str]) -> tuple[Claim, ...]:
        """Return the claims of the folder; a folder may have none."""
        if not os.path.lexists(self.folder / CLAIMS):
            return ()
        found, _ = self.document(ClaimsFile, CLAIMS)
        if found is None:
            return ()
        if manifest is not None:
            self.wrong += unrelated(claim_violations(found, manifest), left_out)
        return found.claim

    def tables(self, manifest: StudyManifest, left_out: frozenset[str]) -> dict[str, pd.DataFrame]:
        """Return every declared table, typed."""
        frames: dict[str, pd.DataFrame] = {}
        for key, spec in manifest.tables.items():
            try:
                text = read_text_table(self._read(spec.file, FILE_BYTES), spec.file)
            except StudyError as error:
                self.wrong += error.violations
                continue
            table = typed_table(text, spec.file, spec, manifest.scales, _pairs(manifest, key))
            self.wrong += unrelated(table.violations, left_out)
            self.wrong += checksum_references(key, spec)
            if not table.violations:
                self.wrong += checksum_violations(table.frame, key, spec, manifest.scales)
            frames[key], self.rows[key] = table.frame, text.numbers
        return frames

    def _read(self, name: str, limit: int) -> bytes:
        data = read_inside(self.folder, name, limit)
        self.hashes[name] = hashlib.sha256(data).hexdigest()
        return data


def _pairs(manifest: StudyManifest, table: str) -> list[tuple[str, str]]:
    """Return the (before, after) columns of the change endpoints of a table."""
    measures = {"ordinal", "integer", "number"}
    columns = {name for name, column in manifest.tables[table].columns.items() if column.type in measures}
    return [
        (endpoint.before, endpoint.after)
        for endpoint in manifest.endpoints.values()
        if endpoint.table == table and endpoint.before in columns and endpoint.after in columns
    ]
