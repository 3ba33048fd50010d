"""Where a study lives: a folder of the user's, or one of the bundled studies."""

from pathlib import Path

from biomarker_stats.errors import StudyError
from biomarker_stats.study.faults import fault
from biomarker_stats.terms import did_you_mean

MANIFEST = "study.toml"
CLAIMS = "claims.toml"


def bundled_studies() -> tuple[str, ...]:
    """Return the ids of the studies that come with the package.

    >>> "carracedo2008" in bundled_studies()
    True
    """
    root = _bundle()
    return () if root is None else tuple(sorted(entry.parent.name for entry in root.glob(f"*/{MANIFEST}")))


def locate(id_or_folder: str | Path) -> Path:
    """Return the folder that ``id_or_folder`` names: an existing folder first, then a bundled study.

    Raises:
        StudyError: there is neither; the nearest bundled study is named.

    """
    text = str(id_or_folder)
    try:
        folder = Path(id_or_folder)
        if text and folder.is_dir():
            return folder
        is_file = bool(text) and folder.exists()
    except (OSError, ValueError):  # a name too long for the file system, or one with a NUL
        is_file = False
    if is_file:
        raise StudyError([fault("is a file, not a study folder", "name the folder that holds study.toml", value=text)])
    root = _bundle()
    if isinstance(id_or_folder, str) and root is not None and id_or_folder in bundled_studies():
        return root / id_or_folder
    suggestion = did_you_mean(text, bundled_studies(), none="none are bundled")
    remedy = f"name a folder that holds study.toml, or a bundled study: {suggestion}"
    raise StudyError([fault("is neither a folder nor a bundled study", remedy, value=text)])


def _bundle() -> Path | None:
    package = Path(__file__).resolve().parents[1]
    if (package / "datasets").is_dir():
        return package / "datasets"
    source = package.parent
    return source / "datasets" if (source / "pyproject.toml").is_file() and (source / "datasets").is_dir() else None
