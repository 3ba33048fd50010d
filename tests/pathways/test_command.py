"""``biomarker-stats pathways``: each command in words and as JSON, and its exit codes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from biomarker_stats.pathways.bundled import dataset_folder
from biomarker_stats.pathways.gmt import read_gmt

Run = Callable[..., object]
HER2 = "PMC4267894__nihms-640515-f0007"


def test_a_figure_record(run: Run, tmp_path: Path) -> None:
    gmt = tmp_path / "her2.gmt"
    found = run("pathways", "figure", HER2, "--gmt", gmt, "--json")
    assert found.code == 0
    assert json.loads(found.out)["counts"] == {"Mus musculus": 9, "Homo sapiens": 16, "Drosophila melanogaster": 12}
    assert [len(each.genes) for each in read_gmt(gmt)] == [9, 16, 12]
    assert "Drosophila melanogaster  12: Raf*, Dsor1*" in run("pathways", "figure", HER2).out
    listed = run("pathways", "figure", "--json")
    assert [each["figid"] for each in json.loads(listed.out)["figures"]][1] == HER2
    assert HER2 in run("pathways", "figure").out


def test_a_malformed_record_is_exit_3_with_the_line(run: Run, tmp_path: Path) -> None:
    record = tmp_path / "bad.md"
    record.write_text("---\nfigid: f\nb: *alias\n---\n")
    found = run("pathways", "figure", record)
    assert found.code == 3
    assert "bad.md line 3: 'b: *alias' begins with an alias" in found.err
    assert run("pathways", "figure", "nowhere.md").code == 3


def test_gene_set_tests(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sets.gmt").write_text("s\tone\tA\tB\tC\n")
    (tmp_path / "measured.txt").write_text("\n".join("ABCDEFGHI"))
    (tmp_path / "hits.txt").write_text("A\nB\nC\n")
    arguments = (tmp_path / "measured.txt", "--hits", tmp_path / "hits.txt", "--gmt", tmp_path / "sets.gmt")
    found = json.loads(run("pathways", "enrich", *arguments, "--json").out)
    assert found["tests"][0]["p_value"] == pytest.approx(1 / 84)  # one of the draws of 3 of 9
    assert "p = 0.011905" in run("pathways", "enrich", *arguments).out
    (tmp_path / "differences.csv").write_text("gene,p1,p2,p3,p4\nA,1,2,3,4\nB,2,1,5,3\n")
    arguments = (tmp_path / "differences.csv", "--gmt", tmp_path / "sets.gmt", "--direction", "up")
    found = json.loads(run("pathways", "set-test", *arguments, "--json").out)
    assert found["tests"][0]["p_value"] == 1 / 16  # all signs as they are, of 2^4
    assert "p = 0.0625" in run("pathways", "set-test", *arguments).out
    assert run("pathways", "set-test", *arguments[:-1], "upp").code == 2


def test_predictions(run: Run, tmp_path: Path) -> None:
    picture = tmp_path / "pathway.png"
    found = run("pathways", "predict", "rapamycin, UO126", "--versus", "rapamycin", "--plot", picture, "--json")
    assert json.loads(found.out)["nodes"]["ERK"] == {"direction": "down", "held": False, "why": "down by MEK → ERK"}
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "ambiguous: up by mTORC1" in " ".join(run("pathways", "predict", "rapamycin").out.split())
    unknown = run("pathways", "predict", "rapamicin")
    assert unknown.code == 2
    assert "did you mean 'rapamycin'" in unknown.err
    assert run("pathways", "predict", "rapamycin", "--plot", tmp_path / "a.bmp").code == 2
    assert run("pathways", "predict", "rapamycin", "--plot", tmp_path / "no" / "a.png").code == 2


def test_agreement_and_its_exit_code(run: Run, tmp_path: Path) -> None:
    found = run("pathways", "agreement", "--edges", "--json")
    payload = json.loads(found.out)
    assert (found.code, payload["counts"]) == (0, {"agrees": 24, "disagrees": 2, "ambiguous": 5})
    assert payload["edges"]["AKT ⊣ TSC2"] == []
    told = " ".join(run("pathways", "agreement", "--edges").out.split())
    assert "24 agree, 2 disagree, 5 ambiguous" in told
    assert "AKT ⊣ TSC2 no reported direction tests it" in told
    folder = Path(shutil.copytree(dataset_folder("carracedo2008_feedback"), tmp_path / "model"))
    text = (folder / "feedback.toml").read_text(encoding="utf-8")
    feedback = 'parent = "S6K"\nchild = "IRS1"\nsign = "-"'
    assert feedback in text
    (folder / "feedback.toml").write_text(text.replace(feedback, feedback.replace("-", "+")), encoding="utf-8")
    assert run("pathways", "agreement", "--model", folder).code == 1
    assert run("pathways", "agreement", "--model", tmp_path).code == 3


@pytest.mark.parametrize("command", ["figure", "enrich", "set-test", "predict", "agreement"])
def test_every_command_has_an_example(run: Run, command: str) -> None:
    assert f"Example: biomarker-stats pathways {command}" in " ".join(run("pathways", command, "--help").out.split())
