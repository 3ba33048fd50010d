"""Putting a finished folder where another one is, so that a kill at any moment leaves one of the two whole.

The new folder is staged beside its target under a hidden name. ``swap`` lets the two change places (in one step where
the system can; otherwise the old one is first renamed aside), and ``recover`` finishes, at the next start, what a
killed run began. Nothing is deleted here but files known to be ours and files of which the target holds a copy.
"""

import filecmp
import os
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path

from biomarker_stats.reporting.exchange import exchange

_STAGING = ".biomarker-stats-new"
_ASIDE = ".biomarker-stats-old"
_ABANDONED_AFTER = 3600.0  # seconds: a staging folder this old belongs to a run that was killed


def stage(target: Path) -> Path:
    """Make and return an empty staging folder beside ``target``, with the permissions ``target`` has."""
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = target.with_name(f".{target.name}.{secrets.token_hex(4)}{_STAGING}")
    staging.mkdir()
    if target.exists():
        staging.chmod(target.stat().st_mode & 0o7777)
    return staging


def swap(staging: Path, target: Path) -> Path | None:
    """Put ``staging`` where ``target`` is, and return the folder that now holds what was there, if anything was.

    Raises:
        OSError: it failed, and ``target`` is as it was.

    """
    _sync_folders(staging)
    old: Path | None = None
    if not target.exists():
        staging.rename(target)
    elif exchange(staging, target):
        old = staging
    else:
        old = _aside(target)
        target.rename(old)
        try:
            staging.rename(target)
        except OSError:
            old.rename(target)
            raise
    _sync_folder(target.parent)
    return old


def recover(target: Path, ours: Callable[[Path], Collection[str]]) -> None:
    """Finish what a killed run began: put the old report back if it is all there is, and clear what is left over.

    ``ours`` names the files of a folder that a report owns.
    """
    aside = _aside(target)
    if _is_folder(aside) and not target.exists():
        aside.rename(target)
    if not _is_folder(target):
        return
    abandoned = [aside] if _is_folder(aside) else []
    before = time.time() - _ABANDONED_AFTER
    for entry in target.parent.iterdir():
        named = entry.name.startswith(f".{target.name}.") and entry.name.endswith(_STAGING)
        if named and _is_folder(entry) and entry.stat().st_mtime < before:
            abandoned.append(entry)
    for folder in abandoned:
        discard(folder, target, ours=ours(folder), copies={name: name for name in walk(folder)})


def discard(folder: Path, target: Path, *, ours: Collection[str], copies: Mapping[str, str]) -> list[str]:
    """Delete from ``folder`` the files named in ``ours`` and those ``target`` holds a copy of; return what is left.

    ``copies`` maps a name in ``folder`` to the name of its copy in ``target``. Folders left empty go too.
    """
    left = []
    for name in walk(folder):
        path = folder / name
        if name.endswith("/"):
            continue
        if name in ours or (name in copies and _same(path, target / copies[name])):
            path.unlink(missing_ok=True)
        else:
            left.append(name)
    for inside, _, _ in os.walk(folder, topdown=False):
        with suppress(OSError):  # it holds something still
            Path(inside).rmdir()
    return left


def walk(folder: Path) -> list[str]:
    """Return every file and link under ``folder`` as a relative name with slashes; an empty folder ends in one."""
    names: list[str] = []
    for entry in sorted(folder.iterdir()):
        if _is_folder(entry):
            names += [f"{entry.name}/{name}" for name in walk(entry) or [""]]
        else:
            names.append(entry.name)
    return names


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}{_ASIDE}")


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _same(first: Path, second: Path) -> bool:
    if first.is_symlink() or second.is_symlink():
        return first.is_symlink() and second.is_symlink() and first.readlink() == second.readlink()
    return second.is_file() and filecmp.cmp(first, second)


def _sync_folders(folder: Path) -> None:
    for inside, _, _ in os.walk(folder):
        _sync_folder(Path(inside))


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folder for flushing
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
