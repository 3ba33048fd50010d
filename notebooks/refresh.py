"""Make each ``.ipynb`` from its ``.py`` (jupytext, py:percent), run it, and keep what it printed.

``python notebooks/refresh.py [NAME …]``. ``tests/test_notebooks.py`` holds the committed files against a fresh run.
"""

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
SOURCES = tuple(sorted(HERE.glob("[0-9][0-9]_*.py")))


def made(source: Path) -> nbformat.NotebookNode:
    """Return the notebook of a ``.py``, not run, with cell ids and metadata that are the same each time."""
    notebook = jupytext.read(source)
    for place, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{place:02}"
        cell.metadata = nbformat.NotebookNode()
    notebook.metadata = nbformat.NotebookNode(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
        jupytext={"formats": "ipynb,py:percent"},
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def run(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Run a notebook in place, and keep no times and no versions of its kernel."""
    resources = {"metadata": {"path": str(HERE)}}
    quiet = ["--log-level=40"]
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources, extra_arguments=quiet).execute()
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook


def main() -> None:
    """Refresh the named notebooks, or all."""
    for source in SOURCES:
        if len(sys.argv) == 1 or source.stem in sys.argv[1:]:
            nbformat.write(run(made(source)), source.with_suffix(".ipynb"))
            print(source.with_suffix(".ipynb").name)


if __name__ == "__main__":
    main()
