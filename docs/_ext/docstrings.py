"""The package's docstrings (Google sections, a doctest at the end) as numpydoc reads them."""

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from sphinx.util.typing import stringify_annotation

_SECTIONS = {"Args": "Parameters", "Raises": "Raises", "Returns": "Returns", "References": "References"}
_HEAD = re.compile(rf"({'|'.join(_SECTIONS)}|Reference):(?: (.*))?")
_ENTRY = re.compile(r"    ([\w.* ,]+): (.*)")
_CITED = re.compile(r"(.*\S)[.;,]? (References?: .*)")


def as_numpydoc(_app: object, what: str, _name: str, obj: Any, _options: object, lines: list[str]) -> None:
    """Rewrite ``lines`` in place, as Sphinx's event asks; a dataclass gets a list of its fields."""
    lines[:] = converted(lines)
    if what == "class" and is_dataclass(obj):
        shown = [(field.name, _short(field.type)) for field in fields(obj) if field.repr or field.name[0] != "_"]
        lines += ["", "Attributes", "----------", *(f"{name} : {kind}" for name, kind in shown)]


def without_constructor(_app: object, what: str, _name: str, obj: Any, *_: object) -> tuple[str, str] | None:
    """Leave out how a dataclass is made: the package makes them, and their fields are listed."""
    return ("", "") if what == "class" and is_dataclass(obj) else None


def _short(annotation: Any) -> str:
    """Return a type in words without the modules it is from."""
    text = annotation if isinstance(annotation, str) else stringify_annotation(annotation)
    return re.sub(r"[\w.]+\.(\w+)", r"\1", text)


def converted(lines: Iterable[str]) -> list[str]:
    """Return the lines with numpydoc's headings; a doctest outside a section becomes the Examples.

    >>> converted(["Add.", "", "Args:", "    x: a number.", "", ">>> 1 + 1", "2"])[2:6]
    ['Parameters', '----------', 'x', '    a number.']
    """
    prose: list[str] = []
    sections: list[str] = []
    examples: list[str] = []
    into, section = prose, ""
    for line in _split_references(lines):
        head = _HEAD.fullmatch(line)
        if head:
            into, section = sections, _SECTIONS.get(head[1], "References")
            sections += ["", section, "-" * len(section)]
            sections += [head[2]] if head[2] else []
        elif line.startswith(">>>") or into is examples:
            into = examples
            examples.append(line)
        elif section in {"Parameters", "Raises", "Returns"} and into is sections:
            sections += _entry(line)
        else:
            into.append(line.removeprefix("    ") if into is sections else line)
    heading = ["", "Examples", "--------"] if examples else []
    return [*prose, *sections, *heading, *examples]


def _split_references(lines: Iterable[str]) -> Iterable[str]:
    """Yield the lines, with references that stand at the end of a line of prose on a line of their own."""
    for line in lines:
        cited = None if line.startswith((" ", ">>>")) else _CITED.fullmatch(line)
        if cited:
            yield from (cited[1] if cited[1].endswith(".") else cited[1] + ".", "", cited[2])
        else:
            yield line


def _entry(line: str) -> list[str]:
    entry = _ENTRY.fullmatch(line)
    if entry is None:
        return [line.removeprefix("    ")]
    return [entry[1], f"    {entry[2]}"]
