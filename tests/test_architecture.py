"""Imports only look left along the spine, and the quick paths load nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "biomarker_stats"
SPINE = (
    ("terms", "errors", "wording", "engine", "dask_workers"),
    ("study",),
    ("design",),
    ("exact",),
    ("methods",),
    ("claims", "planning", "panel", "pathways"),
    ("plots",),
    ("reporting",),
    ("terminal", "commands", "cli", "pytest_plugin", "__main__"),
)
LEVEL = {name: level for level, names in enumerate(SPINE) for name in names}
HEAVY = ("pandas", "scipy", "matplotlib", "numpy", "seaborn", "statsmodels", "pingouin")


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_names(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(PACKAGE)) for path in FILES])
def test_imports_only_look_left(path: Path) -> None:
    own = part_of(path)
    own_level = LEVEL[own]
    for name in imported_names(path):
        parts = name.split(".")
        if parts[0] == "biomarker_stats" and len(parts) > 1:
            other = parts[1]
            at_an_end = own_level == LEVEL[other] and own_level in (0, len(SPINE) - 1)
            assert other == own or LEVEL[other] < own_level or at_an_end, name


@pytest.mark.parametrize("path", [p for p in FILES if part_of(p) == "exact"], ids=lambda p: p.name)
def test_the_exact_engine_knows_no_pandas_and_does_no_io(path: Path) -> None:
    roots = {name.split(".")[0] for name in imported_names(path)}
    assert not roots & {"pandas", "pathlib", "io", "os", "json", "csv", "matplotlib", "statsmodels", "pingouin"}


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(' '.join(sorted(name for name in sys.modules if '.' not in name)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_importing_the_package_or_its_command_line_loads_nothing_heavy() -> None:
    assert not loaded_by("import biomarker_stats.cli") & set(HEAVY)
    assert not loaded_by("import biomarker_stats") & set(HEAVY)


def test_help_loads_nothing_heavy() -> None:
    statement = (
        "sys.argv = ['biomarker-stats', '--help']\n"
        "import contextlib, io\n"
        "from biomarker_stats.cli import main\n"
        "with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.suppress(SystemExit):\n"
        "    main()"
    )
    assert not loaded_by(statement) & set(HEAVY)


def test_loading_a_study_needs_neither_scipy_nor_matplotlib() -> None:
    loaded = loaded_by("import biomarker_stats as bs; bs.load_study('carracedo2008')")
    assert not loaded & {"scipy", "matplotlib", "statsmodels", "pingouin", "seaborn"}
