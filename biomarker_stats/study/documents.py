"""TOML text to plain data, bounded: nothing too deep, no number a model could not hold, no control characters."""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Any

from biomarker_stats.errors import StudyError, Violation, shorten
from biomarker_stats.study.faults import capped, fault
from biomarker_stats.study.limits import TOML_DEPTH, TOML_VALUES, VIOLATIONS_A_DOCUMENT

Key = str | int
Path = tuple[Key, ...]

_LARGEST = 2**63
_LONG_KEY = re.compile(
    rf"""(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){{{TOML_DEPTH + 1}}}""",
)


def parse_toml(text: str, file: str) -> tuple[dict[str, Any], list[Violation]]:
    """Return the data of a TOML document, arrays as tuples, and a Violation for each value that no study file needs.

    Raises:
        StudyError: invalid TOML (line and column), or nested too deep.

    >>> parse_toml('a = [1, 2]', "study.toml")
    ({'a': (1, 2)}, [])
    """
    if _LONG_KEY.search(text):  # tomllib would take hours over a key of a million parts
        raise _too_deep(file)
    try:
        data = tomllib.loads(text)
        _bound(data, file)
    except tomllib.TOMLDecodeError as error:
        message = f"is not valid TOML: {error}"
        raise StudyError([fault(message, "fix the syntax at that place", file=file)]) from None
    except RecursionError:
        raise _too_deep(file) from None
    except StudyError:
        raise
    except ValueError:
        message = "is not valid TOML: a number has too many digits"
        raise StudyError([fault(message, "shorten it, or put quotes round it", file=file)]) from None
    found = (violation for path, leaf in _leaves(data) for violation in _leaf_violations(path, leaf, data, file))
    violations = list(islice(found, VIOLATIONS_A_DOCUMENT + 1))
    frozen: dict[str, Any] = _with_tuples(data)
    return frozen, list(capped(violations, file, VIOLATIONS_A_DOCUMENT))


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
            text += f".{shorten(key)}" if text else shorten(key)
        else:
            name = here.get("id") if isinstance(here, dict) else None
            text += f"[{shorten(name)!r}]" if isinstance(name, str) else f"[{key + 1}]"
    return text


def spelled(as_written: Any, path: Path) -> str | None:
    """Return the value at ``path`` of TOML data with unconverted numbers as text, or None where there is none to show.

    >>> spelled({"claim": [{"printed": "0.0250"}]}, ("claim", 0, "printed")), spelled({"a": True}, ("a",))
    ('0.0250', 'true')
    """
    here = as_written
    for key in path:
        here = _step(here, key)
    if here is None or isinstance(here, str):
        return here
    if isinstance(here, bool):
        return str(here).lower()
    if isinstance(here, list):
        return "[…]" if here else "[]"
    return "{…}" if isinstance(here, dict) else str(here)


def _too_deep(file: str) -> StudyError:
    message = f"is nested more than {TOML_DEPTH} levels deep"
    return StudyError([fault(message, "a study file needs fewer than ten", file=file)])


def _step(here: Any, key: Key) -> Any:
    if isinstance(here, dict):
        return here.get(key)
    if isinstance(here, list | tuple) and isinstance(key, int) and key < len(here):
        return here[key]
    return None


def _bound(data: dict[str, Any], file: str) -> None:
    """Refuse what is nested too deep or holds too many values, before anything walks through it by recursion."""
    waiting: list[tuple[int, Any]] = [(1, data)]
    seen = 0
    while waiting:
        level, value = waiting.pop()
        inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        seen += len(inner)
        if inner and level > TOML_DEPTH:
            raise _too_deep(file)
        if seen > TOML_VALUES:
            remedy = "keep what the study needs, and put data into tables"
            raise StudyError([fault(f"holds more than {TOML_VALUES:,} values", remedy, file=file)])
        waiting += [(level + 1, part) for part in inner]


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
            yield fault(message, "remove it", file=file, label=key_path(path, data), value=leaf)
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
