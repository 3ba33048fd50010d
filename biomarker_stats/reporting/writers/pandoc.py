"""Running pandoc on the document: sandboxed, offline, without reading any configuration of the user's."""

import io
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import panflute as pf

from biomarker_stats.errors import MissingExtra


@cache
def pandoc_path() -> Path:
    """Return the pandoc that came with ``pypandoc-binary``, and no other: another version may lay out text otherwise.

    Raises:
        MissingExtra: the package, or its pandoc, is not installed.

    """
    spec = find_spec("pypandoc")
    folder = Path(spec.origin).parent / "files" if spec is not None and spec.origin else Path()
    for name in ("pandoc", "pandoc.exe"):
        if spec is not None and (folder / name).is_file():
            return folder / name
    msg = "the report is written by pandoc, which is not installed — run: python -m pip install pypandoc-binary"
    raise MissingExtra(msg)


def run_pandoc(document: pf.Doc, options: Sequence[str]) -> str:
    """Return ``document`` as pandoc writes it; ``options`` name the format.

    The sandbox keeps pandoc from reading files other than a template named in ``options``, and from the network.
    """
    return run_pandoc_bytes(document, ["--wrap=none", "--eol=lf", *options]).decode()


def run_pandoc_bytes(document: pf.Doc, options: Sequence[str]) -> bytes:
    """Return ``document`` as ``run_pandoc`` does, for a format that is not text."""
    stream = io.StringIO()
    pf.dump(document, stream)
    return _call(["--sandbox", "--from=json", "--output=-", *options], stream.getvalue())


def pandoc_version() -> str:
    """Return the version of pandoc."""
    return _call(["--version"], "").decode().split()[1]


def _call(arguments: Sequence[str], text: str) -> bytes:
    done = subprocess.run(  # noqa: S603 - a fixed program, no shell, arguments of our own
        [str(pandoc_path()), *arguments], input=text.encode(), capture_output=True, check=False
    )
    if done.returncode:
        msg = f"pandoc failed with code {done.returncode}: {done.stderr.decode(errors='replace').strip()}"
        raise RuntimeError(msg)
    return done.stdout
