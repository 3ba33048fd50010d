"""What of a faulty document can still be checked, so that one wrong key does not hide the faults of a whole folder."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from biomarker_stats.errors import Violation
from biomarker_stats.study.documents import Path
from biomarker_stats.study.limits import VIOLATIONS_A_DOCUMENT
from biomarker_stats.study.models import Model, known_keys, located
from biomarker_stats.terms import closest

_ROUNDS = 4
_NAMED = ("tables", "scales", "endpoints", "populations")
_PLACEHOLDERS: Mapping[str, object] = {"format": 1, "id": "study", "title": "–"}


def salvaged(model: type[Model], data: Any) -> tuple[Model | None, frozenset[str]]:
    """Return the model of what is right in ``data``, and the names of what was left out; None where too little is left.

    A misspelt key stands for the one it is nearest to. Anything else that is wrong takes its column, table, scale,
    endpoint, population, analysis or claim with it.
    """
    left_out: set[str] = set()
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(data), frozenset(left_out)
        except ValidationError as error:
            if error.error_count() > VIOLATIONS_A_DOCUMENT:
                break
            faults = [(located(model, details["loc"]), details["type"]) for details in error.errors(include_url=False)]
        drop: set[Path] = set()
        rename: dict[Path, str] = {}
        for (path, owner, _), kind in faults:
            if kind == "extra_forbidden":
                _rename(path, owner, data, rename, drop)
            else:
                part = _part(path)
                if part is None:
                    return None, frozenset()
                drop.add(part)
                left_out |= {str(part[-1])} if part[0] in _NAMED else set()
        data = _rebuilt(data, (), drop, rename)
        data |= {key: value for key, value in _PLACEHOLDERS.items() if (key,) in drop and key in model.model_fields}
    return None, frozenset()


def unrelated(violations: Iterable[Violation], left_out: frozenset[str]) -> list[Violation]:
    """Return the violations that do not merely follow from what was left out."""
    return [
        violation
        for violation in violations
        if not any(name in {violation.value, violation.column} or repr(name) in violation.message for name in left_out)
    ]


def _part(path: Path) -> Path | None:
    """Return the smallest part of a document that can be left out whole and holds ``path``."""
    if path[:1] and path[0] in _NAMED:
        if len(path) < 2:
            return None
        return path[:4] if path[2:3] == ("columns",) and len(path) > 3 else path[:2]
    if path[2:3] == ("methods",) and len(path) > 3:
        return path[:4]
    return path[:2] if len(path) > 1 and isinstance(path[1], int) else path[:1]


def _rename(path: Path, owner: Any, data: Any, rename: dict[Path, str], drop: set[Path]) -> None:
    parent = data
    for key in path[:-1]:
        parent = parent[key]
    near = (
        closest(str(path[-1]), known_keys(owner)) if isinstance(owner, type) and issubclass(owner, BaseModel) else None
    )
    if near is None or near in parent or near in {new for old, new in rename.items() if old[:-1] == path[:-1]}:
        drop.add(path)
    else:
        rename[path] = near


def _rebuilt(value: Any, path: Path, drop: set[Path], rename: Mapping[Path, str]) -> Any:
    if isinstance(value, dict):
        return {
            rename.get((*path, key), key): _rebuilt(inner, (*path, key), drop, rename)
            for key, inner in value.items()
            if (*path, key) not in drop
        }
    if isinstance(value, tuple):
        kept = ((*path, index) for index in range(len(value)))
        return tuple(_rebuilt(value[place[-1]], place, drop, rename) for place in kept if place not in drop)  # type: ignore[index]  # the last step is an index
    return value
