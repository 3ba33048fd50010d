"""TOML text to plain data, bounded: nothing too deep, no number a model could not hold, no control characters."""

import math
import tomllib
import unicodedata
from collections.abc import Iterator
from typing import Any

from biomarker_stats.errors import StudyError, Violation
from biomarker_stats.study.faults import fault
from biomarker_stats.study.limits import TOML_DEPTH

Key = str | int
Path = tuple[Key, ...]

_LARGEST = 2**63


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """Return the data of a TOML document, arrays as tuples.

    Raises:
        StudyError: invalid TOML (line and column), nested too deep, or values that no study file needs.

    """
    try:
        data = tomllib.loads(text)
        too_deep = _depth(data) > TOML_DEPTH
    except tomllib.TOMLDecodeError as error:
        message = f"is not valid TOML: {error}"
        raise StudyError([fault(message, "fix the syntax at that place", file=file)]) from None
    except ValueError:
        message = "is not valid TOML: a number has too many digits"
        raise StudyError([fault(message, "shorten it, or put quotes round it", file=file)]) from None
    except RecursionError:
        too_deep = True
    if too_deep:
        message = f"is nested more than {TOML_DEPTH} levels deep"
        raise StudyError([fault(message, "a study file needs fewer than ten", file=file)])
    violations = [violation for path, leaf in _leaves(data) for violation in _leaf_violations(path, leaf, data, file)]
    if violations:
        raise StudyError(violations)
    frozen: dict[str, Any] = _with_tuples(data)
    return frozen


def key_path(path: Path, data: Any) -> str:
    """Return ``path`` as a reader writes it; an element of an array is named by its id where it has one.

    >>> key_path(("claim", 0, "printed"), {"claim": [{"id": "p-all"}]}), key_path(("claim", 1, "id"), {})
    ("claim['p-all'].printed", 'claim[2].id')
    """
    text = ""
    here = data
    for key in path:
        here = _step(here, key)
        if isinstance(key, str):
            text += f".{key}" if text else key
        else:
            name = here.get("id") if isinstance(here, dict) else None
            text += f"[{name!r}]" if isinstance(name, str) else f"[{key + 1}]"
    return text


def source_text(text: str, path: Path) -> str | None:
    """Return the value at ``path`` as it is written in the TOML ``text``, or None where there is none to show."""
    here: Any = tomllib.loads(text, parse_float=str)
    for key in path:
        here = _step(here, key)
    if here is None:
        return None
    if isinstance(here, bool):
        return str(here).lower()
    return here if isinstance(here, str) else "{…}" if isinstance(here, dict) else str(here)


def _step(here: Any, key: Key) -> Any:
    if isinstance(here, dict):
        return here.get(key)
    if isinstance(here, list | tuple) and isinstance(key, int) and key < len(here):
        return here[key]
    return None


def _depth(data: dict[str, Any]) -> int:
    deepest, waiting = 0, [(1, data.values())]
    while waiting:
        level, values = waiting.pop()
        deepest = max(deepest, level)
        if level > TOML_DEPTH:
            return level
        for value in values:
            if isinstance(value, dict):
                waiting.append((level + 1, value.values()))
            elif isinstance(value, list):
                waiting.append((level + 1, value))  # type: ignore[arg-type]  # lists and dict views are both iterated
    return deepest


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), key
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))
    else:
        yield path, value


def _leaf_violations(path: Path, leaf: Any, data: Any, file: str) -> Iterator[Violation]:
    if isinstance(leaf, str):
        bad = next((character for character in leaf if has_control(character)), None)
        if bad is not None:
            message = f"holds the control character U+{ord(bad):04X}"
            yield fault(message, "remove it", file=file, label=key_path(path, data), value=ascii(leaf[:60]))
    elif isinstance(leaf, float) and not math.isfinite(leaf):
        message = "is not a finite number"
        yield fault(message, "write a number, or put quotes round it", file, key_path(path, data), str(leaf))
    elif isinstance(leaf, int) and abs(leaf) >= _LARGEST:
        yield fault("does not fit into 64 bits", "write a smaller number", file=file, label=key_path(path, data))


def has_control(text: str) -> bool:
    """Return whether ``text`` holds a control character other than a tab or a line end.

    >>> has_control("Liver Mx"), has_control("Liver" + chr(0))
    (False, True)
    """
    return any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\t\n\r" for c in text)


def _with_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_tuples(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return tuple(_with_tuples(inner) for inner in value)
    return value
