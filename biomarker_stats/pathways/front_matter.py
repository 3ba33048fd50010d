"""The front matter of a Markdown file: the small part of YAML that figure records use, and nothing beyond it.

Mappings, lists, and scalars (plain, 'single' or one-line "double" quoted, folded over indented lines); every scalar
stays text. Anchors, aliases, tags, block scalars and flow collections are refused, so no file can grow as it is read.
"""

import json
import re
from typing import Any

from biomarker_stats.errors import DataError
from biomarker_stats.study.documents import has_control
from biomarker_stats.study.faults import fault

LARGEST_BYTES = 2**20
MOST_LINES = 20_000
DEEPEST = 4
_KEY = re.compile(r"(?P<key>'(?:[^']|'')+'|[A-Za-z@_][\w@.-]*):(?:[ ](?P<value>.*))?$")
_REFUSED = {"&": "an anchor", "*": "an alias", "!": "a tag", "|": "a block scalar", ">": "a block scalar"}
_REFUSED |= {"{": "a flow mapping", "[": "a flow list", "%": "a directive", "@": "a reserved character", "`": "a quote"}
_REFUSED |= {",": "a comma", "}": "a brace", "]": "a bracket", "#": "a comment"}
_MARKS = ("- ", "? ", ": ")  # of lists and mappings inside a line


def front_matter(text: str, file: str) -> dict[str, Any]:
    r"""Return the front matter of ``text``: the lines between two lines of three dashes, as text, lists and mappings.

    Raises:
        DataError: there is none, it is too large or too deep, a key stands twice, or a line is none of the above; the
            line is named.

    >>> front_matter("---\ntitle: A\n  pathway\ngenes:\n- MTOR\n- 'AKT1'\n---\n", "a.md")
    {'title': 'A pathway', 'genes': ['MTOR', 'AKT1']}
    """
    if len(text) > LARGEST_BYTES or text.count("\n") > MOST_LINES:
        remedy = f"a figure record has at most {MOST_LINES:,} lines and {LARGEST_BYTES:,} characters"
        raise DataError([fault("is too large", remedy, file=file)])
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise _refused(file, 1, lines[0], "is no front matter", "begin the record with a line of three dashes")
    end = next((k for k, line in enumerate(lines) if k and line.rstrip() == "---"), None)
    if end is None:
        raise _refused(file, len(lines), "", "has no end of its front matter", "close it with a line of three dashes")
    return _Lines(file, [line.rstrip() for line in lines[:end]]).mapping(0, 1)


def _refused(file: str, line: int, value: str, message: str, remedy: str) -> DataError:
    return DataError([fault(message, remedy, file=f"{file} line {line}", value=value)])


class _Lines:
    """The lines of one record and the place reached in them."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file, self.lines, self.at = file, lines, 1
        for place, line in enumerate(lines):
            if "\t" in line or has_control(line):
                raise _refused(file, place + 1, line, "holds a tab or control character", "use spaces")

    def mapping(self, indent: int, depth: int) -> dict[str, Any]:
        """Read ``key: value`` lines that are indented by exactly ``indent``."""
        if depth > DEEPEST:
            raise self.refusal("is nested too deep", f"at most {DEEPEST} levels are read")
        found: dict[str, Any] = {}
        while self.at < len(self.lines) and (not self.line or self.indent >= indent):
            if not self.line:
                self.at += 1
                continue
            match = _KEY.match(self.line[indent:])
            if self.indent != indent or match is None:
                raise self.refusal("is no 'key: value' line", "indent it under the key it belongs to, or mend it")
            key = match["key"].strip("'").replace("''", "'")
            if key in found:
                raise self.refusal("gives a key a second time", "keep one of the two")
            self.at += 1
            found[key] = self.value(match["value"] or "", indent, depth)
        return found

    def value(self, first: str, indent: int, depth: int) -> Any:
        if first:
            self.at -= 1
            return self.scalar(first, indent)
        if self.at < len(self.lines) and re.match(rf" {{{indent}}}(?:  )?- ", self.line):
            return self.items(self.indent)
        if self.at < len(self.lines) and self.line and self.indent > indent:
            return self.mapping(self.indent, depth + 1)
        return ""

    def items(self, indent: int) -> list[str]:
        """Read ``- item`` lines."""
        found = []
        while self.at < len(self.lines) and self.line.startswith(" " * indent + "- "):
            item = self.line[indent + 2 :].strip()
            if _KEY.match(item):
                raise self.refusal("is a mapping in a list", "a list of a figure record holds words only")
            found.append(self.scalar(item, indent))
        return found

    def scalar(self, first: str, indent: int) -> Any:
        """Read a scalar that begins on this line; deeper lines belong to it."""
        if first == "[]":
            self.at += 1
            return []
        if first[0] in _REFUSED:
            raise self.refusal(f"begins with {_REFUSED[first[0]]}", "write the text itself, in single quotes")
        if first.startswith(_MARKS) or first in {"-", "?", ":"}:
            raise self.refusal("nests a list or mapping in one line", "write the text itself, in single quotes")
        start, parts = self.at, [first.strip()]
        self.at += 1
        while self.at < len(self.lines) and self.line and self.indent > indent and not self._closed(parts):
            parts.append(self.line.strip())
            self.at += 1
        text = " ".join(parts)
        if text[0] in "'\"":
            return self._unquoted(text, start)
        if re.search(r": |:$| #", text):
            raise self.refusal("holds ': ' or ' #' outside quotes", "put single quotes round the text", at=start)
        return text

    @staticmethod
    def _closed(parts: list[str]) -> bool:
        text = " ".join(parts)
        return text.startswith("'") and len(text) > 1 and text.count("'") % 2 == 0 and text.endswith("'")

    def _unquoted(self, text: str, start: int) -> str:
        if text[0] == "'" and len(text) > 1 and re.fullmatch(r"'(?:[^']|'')*'", text):
            return text[1:-1].replace("''", "'")
        try:
            value = json.loads(text) if text[0] == '"' else None
        except ValueError:
            value = None
        if not isinstance(value, str) or has_control(value):
            raise self.refusal("has a quote that does not close", "close the quote; double a quote inside it", at=start)
        return value

    @property
    def line(self) -> str:
        return self.lines[self.at]

    @property
    def indent(self) -> int:
        return len(self.line) - len(self.line.lstrip(" "))

    def refusal(self, message: str, remedy: str, at: int | None = None) -> DataError:
        place = self.at if at is None else at
        value = self.lines[place].strip() if place < len(self.lines) else ""
        return _refused(self.file, place + 1, value, message, remedy)
