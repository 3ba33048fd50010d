"""The notebooks run, print what is committed, and show the known numbers; py and ipynb are in step."""

import html
import importlib.util
import itertools
import json
import re
import tempfile
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

import biomarker_stats as bs

jupytext = pytest.importorskip("jupytext")
nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
SOURCES = sorted(FOLDER.glob("[0-9][0-9]_*.py"))
REMEDY = "run: python notebooks/refresh.py"

# Of each notebook, expressions over its variables, and what they must be.
KNOWN: dict[str, dict[str, Any]] = {
    "01_ten_patients": {
        "everyone.p_value": 2 / 2**5,  # five up, none down: two of the 2^5 signs are as extreme
        "everyone.p_min_attainable": 2 / 2**5,
        "sorted(set(exact.values()))": [2 / 2**5],
        "round(t_test.p_value, 6)": 0.024846,  # R 4.2.2: t.test(c(2,1,1,2,0,0,1,0,0,0))$p.value
        "weekly.p_value": 2 / 2**4,
        "round(schedules.p_value, 6)": round(10 / 210, 6),  # C(5,4) / C(10,4) = 5/210, and its mirror
        "verdicts.ok": True,
    },
    "02_which_test": {
        "family.answer": "identified",
        "len(family.matching)": 1,
        "family.matching[0].method": "paired-t",
        "round(family.matching[0].p_values['p-all'], 6)": 0.024846,
        "[bool(lattice), lattice.p_floor]": [False, 2 / 2**4],
        "[bool(rounded), bool(cut)]": [False, True],  # 1/6 = 16.67%: 16 only if cut off
    },
    "03_your_own_study": {
        "change.p_value": 2 / 2**6,  # six fall, none rises, two stay
        "main.p_value": 2 / 2**6,
        "len(problems)": 2,
        "[each.word for each in verdicts.verdicts]": ["reproduced"],  # 0.03125 rounds to 0.03
        "study.title.startswith('SIMULATED')": True,
    },
    "04_xenografts_and_combinations": {
        "study.title.startswith('SIMULATED')": True,
        "dict(growth.n)": {"vehicle": 8, "agent A": 8, "agent B": 8, "A + B": 8},
        "bool(interaction.conf_low < -0.025 < interaction.conf_high)": True,  # the truth that was simulated
        "brdu.comparison('A + B v vehicle').floor": 2 / 70,  # C(8,4) = 70
        "blots.comparison('A + B v vehicle').by_method('permutation').p_value": 2 / 2**3,
    },
    "05_planning_the_next_trial": {
        "four.p_min_attainable": 2 / 2**4,
        "needed.needed[0].analysis": "change_all",
        "[fisher.n, boschloo.n]": [27, 23],
        # Simon R (1989), Control Clin Trials 10:1-10, table 1, p0 = .05, p1 = .25, alpha = beta = .10
        "[designs.optimal.r1, designs.optimal.n1, designs.optimal.r, designs.optimal.n]": [0, 9, 2, 24],
        "[designs.minimax.r1, designs.minimax.n1, designs.minimax.r, designs.minimax.n]": [0, 13, 2, 20],
        "list(screening.screen)": [156, 235],
    },
    "06_a_panel_of_biomarkers": {
        "panels[6, 200].least_tarone": 1.0,  # 200 times 2/2^6 is more than 1
        "panels[12, 60].least_tarone": 60 * 2 / 2**12,
        "len(patterns) / 2**9 - panels[10, 60].least_maxt": 0.0,  # sign patterns counted in the notebook, no method run
        "all(panels[key].least_maxt > 0.05 for key in ((6, 20), (6, 200), (8, 20), (10, 60), (12, 200)))": True,
        "float(alone.p_value)": 2 / 2**12,  # MAPK1 rises in all twelve
        "sorted(set(hits)) == sorted(rising)": True,  # the truth that was simulated
        "round(float(schedules.p_min[0]) * 70 * 924, 9)": 2.0,  # C(8,4) times C(12,6) labellings within centres
        # all 8 hits among the 16 genes of the set, of 60: C(16,8) of the C(60,8) draws
        "round(enriched.tests[0].p_value * 2558620845, 3)": 12870.0,
        "risen.tests[0].p_min_attainable": 1 / 2**12,
        "[bool(agreement), len(agreement.rows)]": [True, 31],
    },
}


@pytest.fixture(scope="module")
def refresh() -> ModuleType:
    spec = importlib.util.spec_from_file_location("refresh", FOLDER / "refresh.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def committed(source: Path) -> Any:
    return nbformat.read(source.with_suffix(".ipynb"), as_version=4)


def said(cells: list[Any]) -> list[list[str]]:
    """Return what each cell shows: text, the text of HTML, and of an image only that there is one."""
    return [[_said(output) for output in cell.get("outputs", ())] for cell in cells]


def _said(output: Any) -> str:
    data = output.get("data", {})
    images = [kind for kind in data if kind.startswith("image/")]
    if images:
        return images[0]
    if "text/html" in data:
        text = re.sub(r"<style.*?</style>", " ", data["text/html"], flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
    return str(data.get("text/plain") or output.get("text") or output.output_type)


def test_there_are_notebooks_and_each_is_known() -> None:
    assert [source.stem for source in SOURCES] == list(KNOWN)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_py_and_ipynb_are_in_step(source: Path) -> None:
    one, two = jupytext.read(source).cells, committed(source).cells
    assert [(c.cell_type, c.source) for c in one] == [(c.cell_type, c.source) for c in two], REMEDY


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_a_fresh_run_prints_what_is_committed_and_the_known_numbers(source: Path, refresh: ModuleType) -> None:
    known = KNOWN[source.stem]
    notebook = refresh.made(source)
    asked = ", ".join(f"{json.dumps(text)}: {text}" for text in known)
    notebook.cells.append(nbformat.v4.new_code_cell(f"import json\nprint(json.dumps({{{asked}}}))"))
    *cells, last = refresh.run(notebook).cells
    assert json.loads(last.outputs[0].text) == known
    assert said(cells) == said(committed(source).cells), REMEDY


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_nothing_of_the_machine_is_in_the_file(source: Path) -> None:
    text = source.with_suffix(".ipynb").read_text(encoding="utf-8")
    notebook = committed(source)
    assert not [place for place in (FOLDER.parent, Path.home(), tempfile.gettempdir()) if f"{place}/" in text]
    assert [output.output_type for cell in notebook.cells for output in cell.get("outputs", ())].count("error") == 0
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1)), REMEDY


def test_the_comparison_of_the_third_notebook_is_what_enumeration_gives() -> None:
    falls = [2, 2, 2, 1, 0, 1, 1, 0]  # high, then low, as the notebook makes them up
    ranks = [Fraction(sum(2 * (b < a) + (b == a) for b in falls) + 1, 2) for a in falls]
    sums = [sum(ranks[k] for k in chosen) for chosen in itertools.combinations(range(8), 4)]
    middle = Fraction(sum(sums), len(sums))
    p = Fraction(sum(abs(each - middle) >= abs(sum(ranks[:4]) - middle) for each in sums), len(sums))
    shown = "".join(
        output.get("text", "") for cell in committed(SOURCES[2]).cells for output in cell.get("outputs", ())
    )
    assert f"two-sided p = {float(p):.6f}" in shown


def test_big_results_have_a_short_repr_and_a_table() -> None:
    study = bs.load_study("combination_simulated")
    tables = study.tables
    arms = {"control": "vehicle", "agent_a": "agent A", "agent_b": "agent B", "combination": "A + B"}
    growth = {"arms": arms, "volume": "volume_mm3", "at_day": 14}
    shown = [
        study,
        bs.verify(study),
        bs.trace("carracedo2008", decoys=0, joint_only=True),
        bs.growth(tables["xenograft"], **growth),
        bs.combination(tables["xenograft"], **growth, margin=1.25),
        bs.blots(tables["blots"], phospho="phospho", total="total", control="vehicle", against="control"),
    ]
    for each in shown:
        assert len(repr(each)) < 200, type(each)
        assert "<table>" in each._repr_html_(), type(each)
    assert "SIMULATED" in shown[0]._repr_html_()
    assert "SIMULATED" in shown[1]._repr_html_()


def test_text_of_a_table_is_escaped_in_a_notebook() -> None:
    lanes = {"gel": [1, 1, 2, 2, 3, 3], "arm": ["vehicle", "<script>x</script>"] * 3}
    frame = pd.DataFrame({**lanes, "perk": [10, 21, 8, 15, 12, 27], "erk": [10, 10, 9, 9, 11, 12]})
    shown = bs.blots(frame, phospho="perk", total="erk")._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
