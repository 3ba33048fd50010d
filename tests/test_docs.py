"""The documentation builds without a warning and without the network, and what its pages show is what happens."""

import contextlib
import importlib
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.study.schema import json_schema

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *(DOCS / "howto").glob("*.md")])
IDS = [page.stem for page in PAGES]
EXTENSIONS = ("api_page", "command_page", "docstrings", "evidence", "formulas", "methods_page", "schema_pages")


@pytest.fixture
def extension(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    monkeypatch.syspath_prepend(str(DOCS / "_ext"))
    yield importlib.import_module
    for name in EXTENSIONS:
        sys.modules.pop(name, None)


class Assets(HTMLParser):
    """What a page makes a browser fetch, and the text of its headings and signatures."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.ids.append(given.get("id") or "")
        wanted = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "srcset", "object": "data"}
        address = given.get(wanted.get(tag, "")) or ""
        if tag in wanted and given.get("rel") not in {"next", "prev", "index", "search", "genindex", "author"}:
            self.fetched.append(address)


def looked_at(page: Path) -> Assets:
    found = Assets()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def test_the_documentation_builds_without_warnings_and_needs_no_network(tmp_path: Path) -> None:
    pytest.importorskip("sphinx")
    pytest.importorskip("myst_nb")
    pytest.importorskip("numpydoc")
    ignored = shutil.ignore_patterns("_build", "notebooks", "reference", "__pycache__")
    shutil.copytree(DOCS, tmp_path / "docs", ignore=ignored)
    for name in ("notebooks", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    built = tmp_path / "html"
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", str(built)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")

    pages = {page: looked_at(page) for page in built.rglob("*.html")}
    assert len(pages) > 20
    for page, found in pages.items():
        elsewhere = [address for address in found.fetched if re.match(r"(https?:)?//", address)]
        assert not elsewhere, page
        missing = [a for a in found.fetched if a and not (page.parent / a.split("?")[0].split("#")[0]).exists()]
        assert not [a for a in missing if not a.startswith("data:")], page
    for sheet in built.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", sheet.read_text(encoding="utf-8")), sheet

    ids = set(pages[built / "reference" / "api.html"].ids)
    for name in bs.__all__:
        assert f"biomarker_stats.{name}" in ids or f"module-biomarker_stats.{name}" in ids, name
    assert "<math" in (built / "reference" / "methods.html").read_text(encoding="utf-8")
    cases = json.loads((ROOT / "tests" / "reference" / "exact.json").read_text(encoding="utf-8"))["cases"]
    assert f"{len(cases)} cases" in (built / "validation.html").read_text(encoding="utf-8")
    assert {page.stem for page in (ROOT / "notebooks").glob("*.ipynb")} == {
        page.stem for page in (built / "notebooks").glob("*.html")
    }


def blocks(page: Path) -> list[tuple[str, str | None]]:
    """Return the Python of a page, block by block, each with the text block that follows it, or None."""
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", text, flags=re.DOTALL)
    return [(code, shown or None) for code, shown in found]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)], ids=lambda page: page.stem)
def test_python_on_a_page_runs_and_prints_what_stands_below_it(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for code, shown in blocks(page):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, str(page), "exec"), names)  # noqa: S102  # our own pages, to show that they run
        assert printed.getvalue() == (shown or ""), code


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_commands_on_a_page_exist_with_their_options(page: Path, extension: Callable[[str], ModuleType]) -> None:
    reference = extension("command_page").command_page()
    sections = {part.splitlines()[0].lstrip("# "): part for part in re.split(r"\n(?=##+ )", reference)}
    text = page.read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL) for line in block.splitlines()]
    table = [f"biomarker-stats {shown}" for shown in re.findall(r"`(check [^`]+)`", text)]
    for line in [*lines, *table]:
        words = shlex.split(line.split(" > ")[0], comments=True)
        if words[:1] != ["biomarker-stats"] or words[1].startswith("--"):
            continue
        name = max((n for n in sections if " ".join(words).startswith(n)), key=len)
        options = [word for word in words if re.match(r"--?[a-z]", word)]
        assert len(name.split()) > 1, line
        assert all(re.search(rf"(^|[\s`,]){option}\b", sections[name]) for option in options), line


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_toml_on_a_page_uses_keys_of_the_schema(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    allowed = {key for schema in json_schema().values() for key in schema["properties"]}
    for block in re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL):
        assert set(tomllib.loads(block)) <= allowed, block


def test_every_method_has_a_formula_and_every_formula_a_method(extension: Callable[[str], ModuleType]) -> None:
    formulas = extension("formulas")
    rows = [(str(name), str(takes)) for name, takes in bs.methods()["takes"].items()]
    assert all(all(formulas.formula(name, takes)) for name, takes in rows)
    known = {name for name, _ in rows} | {f"{name} {takes}" for name, takes in rows}
    assert set(formulas.FORMULAS) <= known
    page = extension("methods_page").methods_page()
    assert all(f"### `{name}`: " in page for name, _ in rows)


def test_every_key_of_the_schema_is_on_its_page(extension: Callable[[str], ModuleType]) -> None:
    for file, schema in json_schema().items():
        page = extension("schema_pages").schema_page(file)
        for definition in (schema, *schema["$defs"].values()):
            assert all(f"* - `{key}`" in page for key in definition.get("properties", {}))


def test_a_docstring_becomes_numpydoc_sections(extension: Callable[[str], ModuleType]) -> None:
    pytest.importorskip("sphinx")
    google = """Add two.

Args:
    x: the first,
        a number.

Raises:
    UsageError: it is none.

Reference: Peano G (1889).

>>> 1 + 1
2"""
    expected = """Add two.


Parameters
----------
x
    the first,
    a number.


Raises
------
UsageError
    it is none.


References
----------
Peano G (1889).


Examples
--------
>>> 1 + 1
2"""
    assert extension("docstrings").converted(google.splitlines()) == expected.splitlines()


def test_the_diagram_is_plain_svg() -> None:
    text = (DOCS / "_static" / "spine.svg").read_text(encoding="utf-8")
    assert "<title>" in text
    assert not re.search(r"<script|href=|@import|<image", text)
