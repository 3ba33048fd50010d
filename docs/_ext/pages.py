"""Write the pages that are made from the package, and copy the notebooks, before Sphinx looks for documents."""

import shutil
from pathlib import Path

from api_page import api_page
from command_page import command_page
from methods_page import methods_page
from schema_pages import schema_page
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to the start of a build."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write_pages(app: Sphinx) -> None:
    """Write what has changed only, so that a second build is quick."""
    docs = Path(app.srcdir)
    pages = {
        "methods.md": methods_page(),
        "study_file.md": schema_page("study.toml"),
        "claims_file.md": schema_page("claims.toml"),
        "command_line.md": command_page(),
        "api.md": api_page(),
    }
    for name, text in pages.items():
        _write(docs / "reference" / name, text.encode())
    notebooks = sorted((docs.parent / "notebooks").glob("*.ipynb"))
    for path in notebooks:
        _write(docs / "notebooks" / path.name, path.read_bytes())
    for stale in set((docs / "notebooks").glob("*.ipynb")) - {docs / "notebooks" / path.name for path in notebooks}:
        stale.unlink()
    shutil.rmtree(docs / "notebooks" / ".ipynb_checkpoints", ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
