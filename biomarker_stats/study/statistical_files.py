"""SAS transport (.xpt, versions 5 and 8) and SPSS (.sav) files, as text, through pyreadstat in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class StatisticalTable:
    """The lines of a file, variable names first, and what it says of its variables, by name.

    ``labels`` are the variables in words; ``levels`` the value labels of each variable whose codes they replace, in the
    order of the codes; ``ordinal`` the variables called ordinal; ``user_missing`` how many cells of a variable held a
    code declared missing.
    """

    lines: list[list[str]]
    labels: Mapping[str, str]
    levels: Mapping[str, tuple[str, ...]]
    ordinal: frozenset[str]
    user_missing: Mapping[str, int]


def read_statistical(data: bytes, name: str) -> StatisticalTable:
    """Return the cells of an .xpt or .sav file, and what it says of its variables.

    Missing values become empty cells: the special ones of SAS (``.A`` to ``.Z``, ``._``) and the user-missing of SPSS
    too, which are counted. A code of SPSS becomes its value label where the variable is not declared ``scale`` and
    every code that occurs has a label of its own; otherwise the codes stay.

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
    levels = {variable: _levels(variable, cells, found) for variable, cells in zip(*_named(found), strict=True)}
    columns = [
        [None if cell is None else levels[variable].get(cell, cell) for cell in cells]
        for variable, cells in zip(*_named(found), strict=True)
    ]
    lines = Lines(name)
    lines.add(found["names"])
    for row in zip(*columns, strict=True):
        lines.add(row)
    return StatisticalTable(
        lines=lines.found,
        labels={variable: str(label).strip() for variable, label in found["labels"].items()},
        levels={variable: tuple(told.values()) for variable, told in levels.items() if told},
        ordinal=frozenset(variable for variable, measure in found["measure"].items() if measure == "ordinal"),
        user_missing=found["user_missing"],
    )


def _named(found: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    return found["names"], found["columns"]


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


def _levels(variable: str, cells: Sequence[Any], found: dict[str, Any]) -> dict[Any, str]:
    """Return the value labels of a variable's codes, by code; {} where they are numbers or not all told apart.

    The label of a code declared missing is no level.
    """
    labels = {value: label.strip() for value, label in found["value_labels"].get(variable, ())}
    present = {cell for cell in cells if cell is not None}
    told = [labels.get(cell, "") for cell in present]
    if found["measure"].get(variable) == "scale" or not all(told) or len(set(told)) < len(present):
        return {}
    missing = found["missing_codes"].get(variable, ())
    codes = [code for code in labels if code in present or not _is_missing(code, missing)]
    return {code: labels[code] for code in sorted(codes, key=lambda code: (isinstance(code, str), code))}


def _is_missing(code: Any, ranges: Sequence[Sequence[Any]]) -> bool:
    """Whether a code is within one of the (low, high) ranges that the variable declares missing; None is no bound."""
    for low, high in ranges:
        comparable = all(bound is None or isinstance(bound, str) == isinstance(code, str) for bound in (low, high))
        if comparable and (low is None or low <= code) and (high is None or code <= high):
            return True
    return False


def _unreadable(name: str, message: str) -> StudyError:
    return StudyError([fault(message, "export it again, or save the table as csv", file=name)])
