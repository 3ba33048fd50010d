"""Where the data that come with the package lie."""

from pathlib import Path

from biomarker_stats.errors import DataError
from biomarker_stats.study.faults import fault


def dataset_folder(name: str) -> Path:
    """Return the bundled folder ``name``, in an installed package or in its source.

    Raises:
        DataError: the package was installed without it.

    >>> dataset_folder("pathways").name
    'pathways'
    """
    package = Path(__file__).resolve().parents[1]
    for root in (package, package.parent):
        if (root / "datasets" / name).is_dir():
            return root / "datasets" / name
    raise DataError([fault("is not installed", "install the package again, with its datasets", value=name)])
