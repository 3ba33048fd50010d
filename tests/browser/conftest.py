"""A headless Chromium for the tests of this folder, and reports opened in it without a network.

Skipped where playwright, Chromium or axe-core is missing. Chromium is that of the system (``CHROMIUM`` names another);
axe-core is the file that ``AXE`` names, or ``node_modules/axe-core/axe.min.js``.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "reporting"))  # small_study


@dataclass
class Opened:
    """A page, and what it did beside showing itself."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install '.[browser]'")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on the path; CHROMIUM may name one")
    with api.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def opened(chromium: Any) -> Callable[..., AbstractContextManager[Opened]]:
    """Return what opens a file in a context of its own, where every request but the one for that file fails."""

    @contextmanager
    def open_page(path: Path, *, width: int = 1280, mode: str = "light", **options: Any) -> Iterator[Opened]:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=mode, **options)
        context.set_default_timeout(10_000)
        try:
            seen = Opened(context.new_page())
            seen.page.route("**/*", lambda route: _answer(route, path.as_uri(), seen))
            seen.page.on("console", lambda message: seen.complaints.append(message.text))
            seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
            seen.page.on("dialog", lambda dialog: (seen.complaints.append("a dialog"), dialog.dismiss()))
            seen.page.goto(path.as_uri())
            yield seen
        finally:
            context.close()

    return open_page


def _answer(route: Any, allowed: str, seen: Opened) -> None:
    if route.request.url == allowed:
        route.continue_()
    else:
        seen.requests.append(route.request.url)
        route.abort()


@pytest.fixture(scope="session")
def seed_page(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the web page of the seed study; made only where a browser can open it."""
    del chromium
    return bs.report("carracedo2008", out=tmp_path_factory.mktemp("seed") / "out", formats=["html"]) / "report.html"


@pytest.fixture(scope="session")
def violations(chromium: Any) -> Callable[[Any], list[str]]:
    """Return what lists the serious and critical violations that axe-core finds on a page."""
    del chromium
    path = Path(os.environ.get("AXE", ROOT / "node_modules" / "axe-core" / "axe.min.js"))
    if not path.is_file():
        pytest.skip("axe-core is not there: npm install --no-save axe-core, or let AXE name its axe.min.js")
    source = path.read_text(encoding="utf-8")

    def find(page: Any) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert len(found["passes"]) > 20, "axe-core looked at the page"
        return [
            f"{each['impact']} {each['id']}: {each['nodes'][0]['html'][:200]} {each['nodes'][0]['failureSummary']}"
            for each in found["violations"]
            if each["impact"] in {"serious", "critical"}
        ]

    return find
