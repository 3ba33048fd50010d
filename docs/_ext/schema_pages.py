"""The reference of study.toml and claims.toml, from their JSON Schema."""

import json
from typing import Any

from biomarker_stats.study.schema import json_schema

_HEADS = {
    "study.toml": """# study.toml

What a study is: its tables and their columns, scales, endpoints, populations, analyses and experiments. This page is
made from the JSON Schema that the loader itself follows; `biomarker-stats schema study.toml` prints it for editors.
""",
    "claims.toml": """# claims.toml

Every published number, as printed, and how to recompute it. This page is made from the JSON Schema that the loader
itself follows; `biomarker-stats schema claims.toml` prints it for editors.
""",
}
_NAME = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"


def schema_page(file: str) -> str:
    """Return the page of one file: a table of its keys, then one of each kind of table in it."""
    schema = json_schema()[file]
    definitions: dict[str, Any] = schema["$defs"]
    parts = [
        _HEADS[file],
        "## Top level",
        "",
        *_keys(schema),
        "",
        "A *name* is 1 to 64 letters, digits, `_`, `.` or `-`.",
    ]
    for name in sorted(definitions):
        parts += ["", f"## {name}", "", _prose(definitions[name]), "", *_keys(definitions[name])]
    return "\n".join(parts) + "\n"


def _prose(definition: dict[str, Any]) -> str:
    text = str(definition.get("description", "")).replace("``", "`")
    return text.replace("<", "\\<").replace("[", "\\[")


def _keys(definition: dict[str, Any]) -> list[str]:
    required = definition.get("required", ())
    rows = ["```{list-table}", ":header-rows: 1", ":widths: 18 30 14 38", ":class: keys", ""]
    rows += ["* - key", "  - holds", "  - default", "  - meaning"]
    for key, value in definition.get("properties", {}).items():
        default = "**required**" if key in required else _default(value)
        told = str(value.get("description", "")).replace("``", "`").replace("\n", " ")
        rows += [f"* - `{key}`", f"  - {_kind(value)}", f"  - {default}", f"  - {told or '–'}"]
    return [*rows, "```"]


def _default(value: dict[str, Any]) -> str:
    default = value.get("default")
    if default is None or default in ("", [], {}) or isinstance(default, dict):
        return "none"
    return f"`{json.dumps(default, ensure_ascii=False)}`"


def _kind(value: dict[str, Any]) -> str:
    """Return what a key may hold, in words."""
    if "anyOf" in value:
        return " or ".join(dict.fromkeys(_kind(each) for each in value["anyOf"] if each.get("type") != "null"))
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[1]
        return f"a table: [{name}](#{name.lower()})"
    if "enum" in value:
        return ", ".join(f"`{each}`" for each in value["enum"])
    if "const" in value:
        return f"`{value['const']}`"
    return {"array": _array, "object": _object}.get(value.get("type", ""), _plain)(value)


def _array(value: dict[str, Any]) -> str:
    inside = _kind(value.get("items", {}))
    if inside.startswith("a table: "):
        return "an array of tables: " + inside.removeprefix("a table: ")
    least = f", at least {value['minItems']}" if value.get("minItems") else ""
    return f"an array{least}: {inside}"


def _object(value: dict[str, Any]) -> str:
    named = [*value.get("patternProperties", {}).values()]
    inside = value.get("additionalProperties")
    held = named or ([inside] if isinstance(inside, dict) else [])
    return f"a table of named entries, each {_kind(held[0])}" if held else "a table"


def _plain(value: dict[str, Any]) -> str:
    if value.get("pattern") == _NAME:
        return "a name"
    words = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "`true` or `false`"}
    bounds = [
        f"{sign} {value[key]:,}"
        for key, sign in (("minimum", "≥"), ("maximum", "≤"), ("exclusiveMinimum", ">"), ("exclusiveMaximum", "<"))
        if key in value
    ]
    return " ".join([words.get(value.get("type", ""), "a value"), *bounds])
