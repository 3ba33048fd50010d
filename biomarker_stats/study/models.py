"""Plain data to a model, with every error of pydantic told as a Violation."""

import tomllib
import types
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from biomarker_stats.errors import Violation
from biomarker_stats.study.documents import Path, key_path, spelled
from biomarker_stats.study.faults import capped, fault
from biomarker_stats.study.limits import VIOLATIONS_A_DOCUMENT
from biomarker_stats.study.manifest import MethodChoice
from biomarker_stats.study.multiverse_spec import MultiverseMethod
from biomarker_stats.terms import closest, did_you_mean
from biomarker_stats.wording import count

Model = TypeVar("Model", bound=BaseModel)

_AS_TABLE = ("must be a table", "write it as a [section] or an inline table { key = value }")
_KINDS: Mapping[str, tuple[str, str]] = {
    "string_type": ("must be text", "put quotes round it"),
    "int_type": ("must be a whole number", "write it without quotes and without decimals"),
    "int_from_float": ("must be a whole number", "write it without decimals"),
    "float_type": ("must be a number", "write it without quotes"),
    "bool_type": ("must be true or false", "write true or false, without quotes"),
    "tuple_type": ("must be an array", "put it in square brackets: [ … ]"),
    "dict_type": _AS_TABLE,
    "model_type": _AS_TABLE,
    "string_pattern_mismatch": (
        "is not a valid name",
        "use letters, digits, '_', '.' and '-', at most 64 and beginning with a letter or a digit",
    ),
    "missing": ("is required and is missing", "add the key"),
}
_UNIONS = {
    "text or a number": "write text in quotes, a number without",
    "a number": "write it without quotes",
}


def validate(model: type[Model], data: Any, file: str, source: str) -> tuple[Model | None, list[Violation]]:
    """Return the validated model, or None with one Violation a fault; ``source`` is the TOML text, for its spelling."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        wrong = error.errors(include_url=False)
    as_written = tomllib.loads(source, parse_float=str)
    found: dict[Path, Violation] = {}
    for details in wrong[: VIOLATIONS_A_DOCUMENT + 1]:
        path, owner, union = located(model, details["loc"])
        if path in found and details["type"] != "extra_forbidden":
            continue  # each kind of a union has its own complaint about one value
        message, remedy = (f"must be {union}", _UNIONS[union]) if union else _told(details, owner)
        label = key_path(path, data) or "top level"
        found[path] = fault(message, remedy, file=file, label=label, value=_value(details, path, as_written))
    return None, list(capped(list(found.values()), file, VIOLATIONS_A_DOCUMENT))


def located(model: Any, location: tuple[int | str, ...]) -> tuple[Path, Any, str]:
    """Follow ``location`` through the model: the path without pydantic's own tags, the owner, and a union's kinds."""
    here: Any = model
    owner: Any = model
    path: list[int | str] = []
    for part in location:
        here = _plain(here)
        choices = _choices(here)
        if len(choices) > 1:
            return tuple(path), owner, "text or a number" if str in choices else "a number"
        if part == "[key]":
            continue
        owner = here
        path.append(part)
        here = _inside(here, part)
    here = _plain(here)
    return tuple(path), owner if here is None else here, ""


def known_keys(owner: Any) -> list[str]:
    """Return the keys a model knows, as they are written in the file."""
    if isinstance(owner, type) and issubclass(owner, BaseModel):
        return [field.alias or name for name, field in owner.model_fields.items()]
    return []


def _value(details: ErrorDetails, path: Path, as_written: Any) -> str | None:
    if details["type"] == "extra_forbidden" or details["loc"][-1:] == ("[key]",):
        return str(path[-1])
    return None if details["type"] in {"missing", "too_short"} else spelled(as_written, path)


def _told(details: ErrorDetails, owner: Any) -> tuple[str, str]:
    kind, last, context = details["type"], details["loc"][-1], details.get("ctx", {})
    if kind == "string_type" and last == "printed":
        told = ("must be text, because trailing zeros are evidence", "put quotes round it, as the paper prints it")
    elif kind == "extra_forbidden":
        told = ("is not a known key", did_you_mean(str(last), known_keys(owner)))
    elif kind == "literal_error":
        told = _one_of([str(choice) for choice in get_args(owner)], str(details["input"]))
    elif kind == "string_too_long":
        told = (f"has more than {context.get('max_length'):,} characters", "shorten it")
    elif kind in {"too_short", "string_too_short"}:
        what = ("entry", "entries") if kind == "too_short" else ("character", "characters")
        told = (f"needs at least {count(int(context.get('min_length', 1)), *what)}", "fill it")
    elif kind == "model_type" and owner in {MethodChoice, MultiverseMethod}:
        told = ("must be a method", 'write its name in quotes, or a table such as { method = "sign" }')
    else:
        told = _KINDS.get(kind, (details["msg"][:1].lower() + details["msg"][1:], "compare it with the schema"))
    return told


def _one_of(allowed: list[str], given: str) -> tuple[str, str]:
    if len(allowed) == 1:
        return f"must be {allowed[0]}", f"write {allowed[0]}"
    near = closest(given, allowed)
    return f"must be one of {', '.join(allowed)}", f"did you mean {near!r}?" if near else "choose one of them"


def _plain(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    choices = _choices(annotation)
    return _plain(choices[0]) if len(choices) == 1 else annotation


def _choices(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) not in {Union, types.UnionType}:
        return ()
    return tuple(choice for choice in get_args(annotation) if choice is not type(None))


def _inside(annotation: Any, part: int | str) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = next((f for name, f in annotation.model_fields.items() if part in (name, f.alias)), None)
        return None if field is None else field.annotation
    arguments = get_args(annotation)
    if get_origin(annotation) is dict:
        return arguments[1]
    return arguments[0] if get_origin(annotation) is tuple else None
