"""SAS transport (.xpt, versions 5 and 8) and SPSS (.sav) files, as text, through pyreadstat in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from biomarker_stats.errors import MissingExtra, StudyError
from biomarker_stats.study.faults import fault
from biomarker_stats.study.limits import CELLS, COLUMNS, ROWS, UNPACKED_BYTES
from biomarker_stats.study.lines import Lines

_CHILD = Path(__file__).with_name("statistical_child.py")
_SECONDS = 120
_RECORD = 80
_KINDS = {".xpt": ("xpt", "a SAS transport file"), ".sav": ("sav", "an SPSS file")}
_STARTS = {
    "xpt": (b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!", b"HEADER RECORD*******LIBV8   HEADER RECORD!!!!!!!"),
    "sav": (b"$FL2", b"$FL3"),
}
_MEMBERS = (b"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!", b"HEADER RECORD*******MEMBV8  HEADER RECORD!!!!!!!")
STATISTICAL = tuple(_KINDS)


def read_statistical(data: bytes, name: str) -> tuple[list[list[str]], dict[str, str]]:
    """Return the lines of an .xpt or .sav file, its variable names first, and the label of each variable that has one.

    Missing values become empty cells: the special ones of SAS (``.A`` to ``.Z``, ``._``) and the user-missing of SPSS
    too. A code of SPSS becomes its value label where the variable is not declared ``scale`` and every code that occurs
    has a label of its own; otherwise the codes stay.

    Raises:
        StudyError: the bytes are no such file, truncated, damaged, hold several data sets, or are larger than what is
            read (found before it is unpacked).
        MissingExtra: pyreadstat is not installed.
    """
    kind, what = _KINDS[name[name.rfind(".") :].lower()]
    _check_bytes(data, kind, what, name)
    there = find_spec("pyreadstat") is not None
    found: dict[str, Any] = _from_child(data, kind, what, name) if there else {"not_installed": ""}
    if "not_installed" in found:
        why = f" ({found['not_installed']})" if found["not_installed"] else ""
        msg = f"{name}: reading {what} needs pyreadstat{why} — python -m pip install 'biomarker-stats[formats]'"
        raise MissingExtra(msg)
    if "not_utf8" in found:
        raise StudyError([fault("holds text that is not UTF-8", "export it again with UTF-8 text", file=name)])
    if "too_large" in found:
        message = f"has more than {found['too_large']}"
        raise StudyError([fault(message, "leave out what the study does not use", file=name)])
    columns = [
        _labelled(cells, variable, found) for variable, cells in zip(found["names"], found["columns"], strict=True)
    ]
    lines = Lines(name)
    lines.add(found["names"])
    for row in zip(*columns, strict=True):
        lines.add(row)
    return lines.found, {variable: str(label).strip() for variable, label in found["labels"].items()}


def _check_bytes(data: bytes, kind: str, what: str, name: str) -> None:
    if not data.startswith(_STARTS[kind]):
        raise _unreadable(name, f"is not {what}: it does not begin like one")
    if kind == "xpt":
        if len(data) % _RECORD:
            whole = f"a transport file is a whole number of {_RECORD}-byte records, this has {len(data):,} bytes"
            raise _unreadable(name, f"is truncated: {whole}")
        members = sum(data.startswith(_MEMBERS, place) for place in range(0, len(data), _RECORD))
        if members != 1:
            message, remedy = f"holds {members} data sets", "export one data set a file"
            raise StudyError([fault(message, remedy, file=name)])


def _from_child(data: bytes, kind: str, what: str, name: str) -> dict[str, Any]:
    limits = json.dumps({"rows": ROWS, "columns": COLUMNS, "cells": CELLS, "bytes": UNPACKED_BYTES})
    command = [sys.executable, "-P", "-W", "ignore", str(_CHILD), kind, limits]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise _unreadable(name, f"took longer than {_SECONDS} seconds to read") from None
    except OSError as error:
        told = (error.strerror or "unknown reason").lower()
        raise _unreadable(name, f"cannot be read: a process to read it in was not started: {told}") from None
    if done.returncode:
        raise _unreadable(name, f"cannot be read as {what}: it is damaged, encrypted or of a version not supported")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _labelled(cells: Sequence[Any], variable: str, found: dict[str, Any]) -> list[Any]:
    """Return the value labels of a variable's codes, or the codes where they are numbers or not all told apart."""
    labels = {value: label.strip() for value, label in found["value_labels"].get(variable, ())}
    present = {cell for cell in cells if cell is not None}
    told = [labels.get(cell, "") for cell in present]
    if found["measure"].get(variable) == "scale" or not all(told) or len(set(told)) < len(present):
        return list(cells)
    return [None if cell is None else labels[cell] for cell in cells]


def _unreadable(name: str, message: str) -> StudyError:
    return StudyError([fault(message, "export it again, or save the table as csv", file=name)])
