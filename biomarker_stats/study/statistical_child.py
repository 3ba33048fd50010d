"""A process of its own that reads one SAS transport or SPSS file: bytes on standard input, JSON on standard output.

The library beneath pyreadstat is written in C and a damaged file can bring it down; here that ends this process and
nothing else. The file is started by its path and imports nothing of the package.
"""

import datetime
import io
import json
import math
import sys
from typing import Any

_SECONDS = 120
_MEMORY = 4 * 2**30


def main() -> None:
    """Read standard input as the kind of file, within the limits, that the arguments name; write what was found."""
    kind, limits = sys.argv[1], json.loads(sys.argv[2])
    _bound_this_process()
    try:
        found = _found(sys.stdin.buffer.read(), kind, limits)
    except UnicodeDecodeError:
        found = {"not_utf8": True}
    except ImportError as error:
        found = {"not_installed": str(error)}
    sys.stdout.write(json.dumps(found))  # json.dump would go chunk by chunk, ten times as slowly


def _bound_this_process() -> None:
    try:
        import resource
    except ImportError:  # Windows: the caller's time limit is left
        return
    for what, limit in ((resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _found(data: bytes, kind: str, limits: dict[str, int]) -> dict[str, Any]:
    import pyreadstat

    read: Any = {"xpt": pyreadstat.read_xport, "sav": pyreadstat.read_sav}[kind]
    _, about = read(io.BytesIO(data), metadataonly=True)
    names = list(about.column_names)
    if len(names) > limits["columns"]:
        return {"too_large": f"{limits['columns']:,} columns"}
    most, what = _most_rows(about, limits)
    if (about.number_rows or 0) > most:
        return {"too_large": what}
    values, about = read(io.BytesIO(data), output_format="dict", row_limit=most + 1)
    columns = [[_plain(cell) for cell in values[name]] for name in names]
    if columns and len(columns[0]) > most:
        return {"too_large": what}
    ranges, counts = _user_missing(data, dict(zip(names, columns, strict=True))) if kind == "sav" else ({}, {})
    return {
        "missing_codes": ranges,
        "user_missing": counts,
        "names": names,
        "columns": columns,
        "labels": {name: label for name, label in about.column_names_to_labels.items() if label},
        "value_labels": {
            name: [[_plain(value), str(label)] for value, label in labels.items()]
            for name, labels in about.variable_value_labels.items()
        },
        "measure": dict(about.variable_measure or {}),
    }


def _most_rows(about: Any, limits: dict[str, int]) -> tuple[int, str]:
    """Return how many rows may be read, and in words the limit that says so; not every file tells its rows."""
    row_bytes = sum(max(8, int(size)) for size in (about.variable_storage_width or {}).values())
    bounds = (
        (limits["rows"], f"{limits['rows']:,} rows"),
        (limits["cells"] // max(1, len(about.column_names)), f"{limits['cells']:,} cells"),
        (limits["bytes"] // max(1, row_bytes), f"{limits['bytes']:,} bytes when unpacked"),
    )
    return min(bounds)


def _user_missing(data: bytes, columns: dict[str, list[Any]]) -> tuple[dict[str, Any], dict[str, int]]:
    """Return, by variable, the ranges of codes that an SPSS file declares missing, and how many cells held one."""
    import pyreadstat

    read: Any = pyreadstat.read_sav
    _, about = read(io.BytesIO(data), metadataonly=True, user_missing=True)
    ranges = {
        name: [[_plain(part["lo"]), _plain(part["hi"])] for part in declared]
        for name, declared in (about.missing_ranges or {}).items()
    }
    if not ranges:
        return {}, {}
    coded, _ = read(io.BytesIO(data), output_format="dict", user_missing=True, usecols=list(ranges))
    counts = {
        name: sum(kept is None and _plain(cell) is not None for kept, cell in zip(columns[name], cells, strict=True))
        for name, cells in coded.items()
    }
    return ranges, {name: number for name, number in counts.items() if number}


def _plain(cell: Any) -> Any:
    """Return a cell as JSON holds it: text, a number, a date as ISO writes it, None where there is none."""
    if isinstance(cell, float):  # most cells, and NumPy's float64 too
        return float(cell) if math.isfinite(cell) else None
    if hasattr(cell, "item"):
        cell = cell.item()
    if cell is None or isinstance(cell, str | int):
        return cell
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)


if __name__ == "__main__":
    main()
