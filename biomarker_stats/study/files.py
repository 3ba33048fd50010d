"""Bytes of the files of a study folder, and nothing outside it."""

import os
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

from biomarker_stats.errors import StudyError, Violation
from biomarker_stats.study.faults import fault

BOM = b"\xef\xbb\xbf"


def read_inside(folder: Path, name: str, limit: int) -> bytes:
    """Return the bytes of the file ``name`` of ``folder``.

    Raises:
        StudyError: the name leaves the folder, or the file is missing, no ordinary file, unreadable, or over ``limit``
            bytes (found from its size, before it is read).

    """
    path = _path_inside(folder, name)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise StudyError([fault("is not an ordinary file", "put the file itself into the folder", file=name)])
        if status.st_size > limit:
            raise _too_big(name, status.st_size, limit)
        with path.open("rb") as handle:
            data = handle.read(limit + 1)
    except FileNotFoundError:
        raise StudyError([_missing(folder, name)]) from None
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise StudyError([fault(f"cannot be read: {reason}", "check the file", file=name)]) from None
    if len(data) > limit:
        raise _too_big(name, len(data), limit)
    return data


def decode(data: bytes, file: str, *, table: bool) -> str:
    """Return UTF-8 ``data`` as text, without a byte-order mark; ``table`` says that lines are rows under a header.

    Raises:
        StudyError: the bytes are not UTF-8, or hold a NUL.

    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise StudyError([fault("is UTF-16, not UTF-8", "save it as UTF-8", file=file)])
    start = len(BOM) if data.startswith(BOM) else 0
    nul = data.find(b"\0")
    if nul >= 0:
        raise StudyError([_at_byte(data, nul, "holds a NUL byte", "remove it, or save the file as UTF-8", file, table)])
    try:
        return data[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        place = start + error.start
        message = f"is not valid UTF-8 (byte 0x{data[place]:02x})"
        raise StudyError([_at_byte(data, place, message, "save the file as UTF-8", file, table)]) from None


def _path_inside(folder: Path, name: str) -> Path:
    windows = PureWindowsPath(name)
    parts = PurePosixPath(name).parts
    outside = PurePosixPath(name).is_absolute() or bool(windows.drive or windows.root) or ".." in windows.parts
    path = folder / name
    if (
        outside
        or not parts
        or "\\" in name
        or not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
    ):
        remedy = "put the file into the study folder and name it relative to that folder, with forward slashes"
        raise StudyError([fault("is a path that leaves the study folder", remedy, file="study.toml", value=name)])
    return path


def _missing(folder: Path, name: str) -> Violation:
    present = sorted(entry.name for entry in folder.iterdir() if entry.is_file()) if folder.is_dir() else []
    shown = ", ".join(present[:10]) or "nothing"
    return fault("is missing from the study folder", f"add it (the folder holds: {shown})", file=name)


def _too_big(name: str, size: int, limit: int) -> StudyError:
    message = f"is too large: {size:,} bytes, at most {limit:,} are read"
    return StudyError([fault(message, "split the file, or leave out what the study does not use", file=name)])


def _at_byte(data: bytes, place: int, message: str, remedy: str, file: str, table: bool) -> Violation:
    line = data.count(b"\n", 0, place)
    where = f" at byte {place:,}" + ("" if table and line else f", line {line + 1}")
    row = line if table and line else None
    return Violation(message=message + where, remedy=remedy, file=file, row=row)
