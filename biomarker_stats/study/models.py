"""Plain data to a model, with every error of pydantic told as a Violation."""

import types
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from biomarker_stats.errors import Violation
from biomarker_stats.study.documents import Path, key_path, source_text
from biomarker_stats.study.nearest import did_you_mean

Model = TypeVar("Model", bound=BaseModel)

_NAME = "letters, digits, '_', '.' and '-', beginning with a letter or a digit, at most 64"
_KINDS: Mapping[str, tuple[str, str]] = {
    "string_type": ("must be text", "put quotes round it"),
    "int_type": ("must be a whole number", "write it without quotes and without decimals"),
    "int_from_float": ("must be a whole number", "write it without decimals"),
    "float_type": ("must be a number", "write it without quotes"),
    "bool_type": ("must be true or false", "write true or false, without quotes"),
    "tuple_type": ("must be an array", "put it in square brackets: [ … ]"),
    "dict_type": ("must be a table", "write it as a [section] or an inline table { key = value }"),
    "model_type": ("must be a table", "write it as a [section] or an inline table { key = value }"),
    "string_pattern_mismatch": ("is not a valid name", f"use {_NAME} characters"),
    "missing": ("is required and is missing", "add the key"),
}


def validate(model: type[Model], data: Any, file: str, source: str) -> tuple[Model | None, list[Violation]]:
    """Return the validated model, or None with one Violation a fault; ``source`` is the TOML text, for its spelling."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, _violations(model, error.errors(), data, file, source)


def known_part(model: type[Model], data: Any) -> Model | None:
    """Return the model of ``data`` without the keys it does not know, or None where more than that is wrong.

    It lets the rest of a folder be checked although one key is misspelt; the fault itself is reported elsewhere.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = error.errors()
    for fault in faults:
        if fault["type"] != "extra_forbidden":
            return None
        data = _without(data, fault["loc"])
    try:
        return model.model_validate(data)
    except ValidationError:
        return None


def _without(data: Any, path: Path) -> Any:
    if isinstance(data, dict):
        if len(path) == 1:
            return {key: value for key, value in data.items() if key != path[0]}
        return {key: _without(value, path[1:]) if key == path[0] else value for key, value in data.items()}
    if isinstance(data, tuple):
        return tuple(_without(value, path[1:]) if index == path[0] else value for index, value in enumerate(data))
    return data


def _violations(
    model: type[BaseModel], faults: list[ErrorDetails], data: Any, file: str, source: str
) -> list[Violation]:
    found: dict[Path, Violation] = {}
    for fault in faults:
        path, owner, union = _walk(model, fault["loc"])
        if path in found and fault["type"] != "extra_forbidden":
            continue
        message, remedy = (
            ("must be " + union, "see the remark on this key in the schema") if union else _told(fault, owner)
        )
        if path and path[-1] == "printed" and fault["type"] == "string_type":
            message = "must be text, because trailing zeros are evidence"
            remedy = "put quotes round it, exactly as the paper prints it"
        value = _value(fault, path, source)
        found[path] = fault(message, remedy, file=file, label=key_path(path, data) or "top level", value=value)
    return list(found.values())


def _value(fault: ErrorDetails, path: Path, source: str) -> str | None:
    if fault["type"] == "extra_forbidden" or fault["loc"][-1:] == ("[key]",):
        return str(path[-1])
    return None if fault["type"] == "missing" else source_text(source, path)


def _told(fault: ErrorDetails, owner: Any) -> tuple[str, str]:
    kind = fault["type"]
    context = fault.get("ctx", {})
    if kind == "extra_forbidden":
        return "is not a known key", did_you_mean(str(fault["loc"][-1]), _keys(owner))
    if kind == "literal_error":
        allowed = [str(choice) for choice in get_args(owner)]
        return f"must be one of {', '.join(allowed)}", did_you_mean(str(fault["input"]), allowed)
    if kind == "string_too_long":
        return f"has more than {context.get('max_length'):,} characters", "shorten it"
    if kind in {"too_short", "string_too_short"}:
        least = context.get("min_length")
        return f"needs at least {least} {'character' if kind.startswith('string') else 'entry'}", "fill it"
    told = _KINDS.get(kind)
    return told or (fault["msg"][:1].lower() + fault["msg"][1:], "compare it with the schema")


def _walk(model: Any, location: tuple[int | str, ...]) -> tuple[Path, Any, str]:
    """Follow ``location`` through the model: the path without pydantic's own tags, the owner, and a union's kinds."""
    here: Any = model
    owner: Any = model
    path: list[int | str] = []
    for part in location:
        here = _plain(here)
        choices = _choices(here)
        if len(choices) > 1:
            return tuple(path), owner, _union_words(choices)
        if part == "[key]":
            continue
        owner = here
        path.append(part)
        here = _inside(here, part)
    here = _plain(here)
    return tuple(path), owner if here is None else here, ""


def _plain(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    choices = _choices(annotation)
    return _plain(choices[0]) if len(choices) == 1 else annotation


def _choices(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) not in {Union, types.UnionType}:
        return ()
    return tuple(choice for choice in get_args(annotation) if choice is not type(None))


def _union_words(choices: tuple[Any, ...]) -> str:
    return "text or a number" if str in choices else "a number"


def _inside(annotation: Any, part: int | str) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = next((f for name, f in annotation.model_fields.items() if part in (name, f.alias)), None)
        return None if field is None else field.annotation
    arguments = get_args(annotation)
    if get_origin(annotation) is dict:
        return arguments[1]
    return arguments[0] if get_origin(annotation) is tuple else None


def _keys(owner: Any) -> list[str]:
    if isinstance(owner, type) and issubclass(owner, BaseModel):
        return [field.alias or name for name, field in owner.model_fields.items()]
    return []
