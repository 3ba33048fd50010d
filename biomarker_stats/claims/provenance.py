"""What a verdict rests on, so that it can be checked later: versions, and the specifications that were looked at."""

import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

import biomarker_stats

_PACKAGES = ("numpy", "scipy", "pandas")


def versions() -> dict[str, str]:
    """Return the versions of Python, of this package and of the libraries that compute its numbers.

    >>> sorted(versions())
    ['biomarker_stats', 'numpy', 'pandas', 'python', 'scipy']
    """
    found = {"python": platform.python_version(), "biomarker_stats": biomarker_stats.__version__}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # a library that was put on the path without its metadata
            found[name] = "unknown"
    return found


def specifications_hash(specifications: Iterable[str]) -> str:
    """Return the SHA-256 of the specifications that verification looked at, in an order that does not depend on it.

    >>> specifications_hash(["b", "a"]) == specifications_hash(["a", "b", "a"])
    True
    """
    return hashlib.sha256("\n".join(sorted(set(specifications))).encode()).hexdigest()
