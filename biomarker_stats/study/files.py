"""Bytes of files: those of a study folder and nothing outside it, or one file that the user names."""

import os
import re
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

from biomarker_stats.errors import StudyError, Violation, visible
from biomarker_stats.study.faults import fault
from biomarker_stats.terms import did_you_mean

BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\r|\n")


def read_inside(folder: Path, name: str, limit: int) -> bytes:
    """Return the bytes of the file ``name`` of ``folder``.

    Raises:
        StudyError: the name leaves the folder, or the file is missing, no ordinary file, unreadable, or over ``limit``
            bytes (found from its size, before it is read).
    """
    try:
        return _read(_path_inside(folder, name), name, limit)
    except FileNotFoundError:
        raise StudyError([_missing(folder, name)]) from None


def read_file(path: Path, limit: int) -> bytes:
    """Return the bytes of a file the user names, wherever it is.

    Raises:
        StudyError: the file is missing, no ordinary file, unreadable, or over ``limit`` bytes.
    """
    try:
        return _read(path, path.name, limit)
    except FileNotFoundError:
        raise StudyError([fault("does not exist", "name an existing file", file=str(path))]) from None


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
        raise StudyError([_at_byte(data, nul, "holds a NUL byte", file, table)])
    try:
        return data[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        place = start + error.start
        message = f"is not valid UTF-8 (byte 0x{data[place]:02x})"
        raise StudyError([_at_byte(data, place, message, file, table)]) from None


def _read(path: Path, name: str, limit: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise StudyError([fault("is not an ordinary file", "name a file that holds the data itself", file=name)])
        if status.st_size > limit:
            raise _too_big(name, status.st_size, limit)
        with path.open("rb") as handle:
            data = handle.read(limit + 1)
    except (FileNotFoundError, StudyError):
        raise
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "its name cannot be used").lower()
        raise StudyError([fault(f"cannot be read: {reason}", "check the file and its name", file=name)]) from None
    if len(data) > limit:
        raise _too_big(name, len(data), limit)
    return data


def _path_inside(folder: Path, name: str) -> Path:
    windows = PureWindowsPath(name)
    if not PurePosixPath(name).parts:
        raise StudyError([fault("names no file", "name a file of the study folder", file="study.toml", value=name)])
    path = folder / name
    if (
        PurePosixPath(name).is_absolute()
        or bool(windows.drive or windows.root)
        or ".." in windows.parts
        or "\\" in name
        or not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
    ):
        remedy = "put the file into the study folder and name it relative to that folder, with forward slashes"
        raise StudyError([fault("is a path that leaves the study folder", remedy, file="study.toml", value=name)])
    return path


def _missing(folder: Path, name: str) -> Violation:
    try:
        present = sorted(visible(entry.name) for entry in folder.iterdir() if entry.is_file())
    except OSError:
        present = []
    remedy = f"add it to the folder; {did_you_mean(name, present, none='the folder holds no file')}"
    return fault("is missing from the study folder", remedy, file=name)


def _too_big(name: str, size: int, limit: int) -> StudyError:
    message = f"is too large: {size:,} bytes, at most {limit:,} are read"
    return StudyError([fault(message, "split the file, or leave out what the study does not use", file=name)])


def _at_byte(data: bytes, place: int, message: str, file: str, table: bool) -> Violation:
    line = len(_LINE_END.findall(data, 0, place))
    row = line if table and line else None
    where = f" at byte {place:,}" + ("" if row else f", line {line + 1}")
    return Violation(message=message + where, remedy="save the file as UTF-8 text", file=file, row=row)
