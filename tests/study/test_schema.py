"""The JSON Schema accepts what loads and refuses unknown keys."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import biomarker_stats as bs
from biomarker_stats.study.locate import bundled_studies
from biomarker_stats.study.schema import json_schema

SCHEMAS = json_schema()


def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(SCHEMAS[name])


def complaints(name: str, data: dict[str, Any]) -> list[str]:
    return [error.message for error in validator(name).iter_errors(data)]


@pytest.mark.parametrize("name", ["study.toml", "claims.toml"])
def test_it_is_a_schema_and_plain_json(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(SCHEMAS[name])) == SCHEMAS[name]


@pytest.mark.parametrize("study", bundled_studies())
@pytest.mark.parametrize("name", ["study.toml", "claims.toml"])
def test_it_accepts_the_bundled_studies(study: str, name: str) -> None:
    text = (bs.load_study(study).folder / name).read_text(encoding="utf-8")
    assert complaints(name, tomllib.loads(text)) == []


def test_it_accepts_the_small_study_and_a_scaffold(folder: Path, run: Callable[..., Any]) -> None:
    assert run("init", folder / "new", "--table", folder / "trial.csv").code == 0
    for place in (folder, folder / "new"):
        for name in SCHEMAS:
            assert complaints(name, tomllib.loads((place / name).read_text(encoding="utf-8"))) == []


PLACES: list[tuple[str, tuple[str | int, ...]]] = [
    ("study.toml", ()),
    ("study.toml", ("tables", "trial")),
    ("study.toml", ("tables", "trial", "columns", "dose")),
    ("study.toml", ("scales", "perk")),
    ("study.toml", ("endpoints", "strong")),
    ("study.toml", ("endpoints", "strong", "when", 0)),
    ("study.toml", ("populations", "weekly")),
    ("study.toml", ("analyses", 0)),
    ("claims.toml", ()),
    ("claims.toml", ("claim", 0)),
    ("claims.toml", ("claim", 0, "derivation")),
    ("claims.toml", ("claim", 0, "expected")),
]


@pytest.mark.parametrize(("name", "path"), PLACES, ids=[".".join(map(str, (name, *path))) for name, path in PLACES])
def test_it_refuses_an_unknown_key_everywhere(name: str, path: tuple[str | int, ...], folder: Path) -> None:
    data: Any = tomllib.loads((folder / name).read_text(encoding="utf-8"))
    here = data
    for key in path:
        here = here[key]
    assert complaints(name, data) == []
    here["xyzzy"] = 1
    assert complaints(name, data)


@pytest.mark.parametrize("section", ["tables", "scales", "endpoints", "populations"])
def test_it_refuses_names_that_are_none(section: str, folder: Path) -> None:
    data: Any = tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))
    data[section]["no name"] = next(iter(data[section].values()))
    assert complaints("study.toml", data)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("claims.toml", 'printed = "4"', "printed = 4"),
        ("claims.toml", 'kind = "p"', 'kind = "pvalue"'),
        ("study.toml", "format = 1", "format = 2"),
        ("study.toml", 'levels = ["–", "+", "++"]', 'levels = ["–"]'),
        ("study.toml", "maximum = 100", 'maximum = "100"'),
        ("study.toml", 'methods = ["sign"]', "methods = []"),
    ],
)
def test_it_refuses_what_the_loader_refuses(name: str, old: str, new: str, folder: Path) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    assert complaints(name, tomllib.loads(text.replace(old, new)))


def test_the_command_line_prints_it(run: Callable[..., Any]) -> None:
    assert json.loads(run("schema").out) == SCHEMAS
    assert json.loads(run("schema", "study.toml").out) == SCHEMAS["study.toml"]
    told = run("schema", "stduy.toml")
    assert told.code == 2
    assert "did you mean 'study.toml'?" in told.err
