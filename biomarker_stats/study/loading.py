"""A study folder on disk to a Study in memory, or to every violation in it at once."""

import hashlib
from pathlib import Path

import pandas as pd

from biomarker_stats.errors import StudyError, Violation
from biomarker_stats.study.cells import typed_table
from biomarker_stats.study.claim import Claim, ClaimsFile
from biomarker_stats.study.claim_references import claim_violations
from biomarker_stats.study.documents import parse_toml
from biomarker_stats.study.files import decode, read_inside
from biomarker_stats.study.limits import FILE_BYTES, TOML_BYTES
from biomarker_stats.study.locate import CLAIMS, MANIFEST, locate
from biomarker_stats.study.manifest import StudyManifest
from biomarker_stats.study.manifest_references import manifest_violations
from biomarker_stats.study.models import Model, known_part, validate
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
    manifest = loader.document(StudyManifest, MANIFEST)
    claims = loader.claims(manifest)
    tables = {} if manifest is None else loader.tables(manifest)
    if loader.wrong or manifest is None:
        raise StudyError(loader.wrong)
    return Study(manifest=manifest, claims=claims, tables=tables, folder=folder, hashes=loader.hashes)


class _Loader:
    """Reads one folder, collecting violations instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wrong: list[Violation] = []
        self.hashes: dict[str, str] = {}

    def document(self, model: type[Model], name: str) -> Model | None:
        """Return a TOML file as its model; where only unknown keys are wrong, the rest, so that it is checked too."""
        try:
            data = read_inside(self.folder, name, TOML_BYTES)
            self.hashes[name] = hashlib.sha256(data).hexdigest()
            text = decode(data, name, table=False)
            parsed = parse_toml(text, name)
        except StudyError as error:
            self.wrong += error.violations
            return None
        found, wrong = validate(model, parsed, name, text)
        self.wrong += wrong
        return found if found is not None else known_part(model, parsed)

    def claims(self, manifest: StudyManifest | None) -> tuple[Claim, ...]:
        """Return the claims of the folder; a folder may have none."""
        if not (self.folder / CLAIMS).exists():
            return ()
        found = self.document(ClaimsFile, CLAIMS)
        if found is None:
            return ()
        if manifest is not None:
            self.wrong += claim_violations(found, manifest)
        return found.claim

    def tables(self, manifest: StudyManifest) -> dict[str, pd.DataFrame]:
        """Return every declared table, typed."""
        self.wrong += manifest_violations(manifest)
        frames: dict[str, pd.DataFrame] = {}
        for key, spec in manifest.tables.items():
            pairs = [
                (endpoint.before, endpoint.after)
                for endpoint in manifest.endpoints.values()
                if endpoint.table == key and endpoint.before in spec.columns and endpoint.after in spec.columns
            ]
            try:
                data = read_inside(self.folder, spec.file, FILE_BYTES)
                self.hashes[spec.file] = hashlib.sha256(data).hexdigest()
                text = read_text_table(data, spec.file)
            except StudyError as error:
                self.wrong += error.violations
                continue
            whole = [(before, after) for before, after in pairs if before is not None and after is not None]
            table = typed_table(text, spec.file, spec, manifest.scales, whole)
            self.wrong += table.violations
            frames[key] = table.frame
        return frames
