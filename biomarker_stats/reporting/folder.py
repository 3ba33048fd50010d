"""Writing a report folder whole: a reader finds the old report or the new one, never a part of either.

A folder that holds anything this package did not write is left alone unless ``force`` is given, and even then
nothing of it is deleted.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from biomarker_stats.errors import OutputError
from biomarker_stats.reporting.swap import discard, recover, stage, swap, walk
from biomarker_stats.wording import count, listing

MARKER = "biomarker_stats report"
MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 4 * 1024 * 1024


def check_folder(folder: Path, *, force: bool = False) -> Path:
    """Return the absolute path of ``folder`` if a report may be written there; put back what a killed run left aside.

    Raises:
        OutputError: it is a file, a link, the working folder, or a folder with files that are not an earlier report's.

    """
    target = Path(os.path.abspath(folder))  # noqa: PTH100 - Path.resolve would follow a link, which is refused below
    with _as_output_error(target):
        if target.is_symlink():
            msg = f"{target} is a symbolic link — give the folder it points to, or another one, with -o"
            raise OutputError(msg)
        if target == Path.cwd() or target in Path.cwd().parents:
            msg = f"{target} is, or holds, the folder you are working in — give a folder inside it with -o"
            raise OutputError(msg)
        if target.parent.is_dir():
            recover(target, lambda folder: _listed(folder) or {MANIFEST})
        if not target.exists():
            return target
        if not target.is_dir():
            msg = f"{target} is a file, and a report is a folder — give another folder with -o"
            raise OutputError(msg)
        foreign = _foreign(target)
        if foreign and not force:
            raise OutputError(_refusal(target, foreign))
    return target


def write_report(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> Path:
    """Write ``files`` (relative name to content, ``manifest.json`` among them) as the whole of ``folder``.

    With ``force``, files that are not ours stay: they are copied over, those whose name a report file needs as
    ``name.orig``.

    Raises:
        OutputError: the folder may not or cannot be written; whatever report was there is still there.

    """
    target = check_folder(folder, force=force)
    with _as_output_error(target):
        ours = _listed(target) or frozenset()
        staging = stage(target)
        try:
            _fill(staging, files)
            copies = _keep_foreign(target, staging, files)
            old = swap(staging, target)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)  # made above, and holds nothing but what was written here
            raise
        left = [] if old is None else discard(old, target, ours=ours, copies=copies)
    if left:
        msg = f"the report is written, but {listing(left[:5])} changed meanwhile and was left in {old} — move it back"
        raise OutputError(msg)
    return target


@contextmanager
def _as_output_error(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        msg = f"{target} cannot be written ({reason}) — make the folder above it writable or give another one with -o"
        raise OutputError(msg) from error


def _refusal(target: Path, foreign: list[str]) -> str:
    named = listing(foreign[:5] + ([count(len(foreign) - 5, "more file")] if len(foreign) > 5 else []))
    what = "also holds" if _listed(target) is not None else "is not a report of this package; it holds"
    return f"{target} {what} {named} — give another folder with -o, or keep them beside the report with --force"


def _listed(folder: Path) -> frozenset[str] | None:
    """Return the files an earlier report names as its own, or None where there is no such report."""
    path = folder / MANIFEST
    try:
        if path.is_symlink() or path.stat().st_size > _LARGEST_MANIFEST:
            return None
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict) or manifest.get("marker") != MARKER:
        return None
    files = manifest.get("files")
    return frozenset(map(str, files)) | {MANIFEST} if isinstance(files, dict) else None


def _foreign(folder: Path) -> list[str]:
    ours = _listed(folder) or frozenset()
    return [name for name in walk(folder) if name not in ours]


def _fill(staging: Path, files: Mapping[str, bytes]) -> None:
    """Write and flush every file; the manifest first, so that what a killed run leaves can be told to be ours."""
    for name in sorted(files, key=lambda name: (name != MANIFEST, name)):
        path = staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.write(files[name])
            stream.flush()
            os.fsync(stream.fileno())


def _keep_foreign(target: Path, staging: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """Copy what is not ours into the staging folder; return the name of each copy."""
    copies = {name: _free_name(name, files) for name in (_foreign(target) if target.exists() else [])}
    for name, free in copies.items():
        source, copy = target / name, staging / free
        if name.endswith("/"):
            copy.mkdir(parents=True, exist_ok=True)
        elif source.is_symlink() or source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy, follow_symlinks=False)
        else:
            msg = f"{source} is neither a file nor a folder and cannot be kept — move it away first"
            raise OutputError(msg)
    return copies


def _free_name(name: str, files: Mapping[str, bytes]) -> str:
    """Return ``name``, with ``.orig`` after the first part of it that a file or folder of the report needs."""
    folders = {str(parent) for file in files for parent in PurePosixPath(file).parents} - {"."}
    parts = list(PurePosixPath(name).parts)
    for depth in range(1, len(parts) + 1):
        path = "/".join(parts[:depth])
        is_file = depth == len(parts) and not name.endswith("/")
        if path in files or (is_file and path in folders):
            parts[depth - 1] += ".orig"
            break
    return "/".join(parts)
