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


def test_a_gmt_without_any_gene_is_not_written(run: Run, tmp_path: Path) -> None:
    gmt = tmp_path / "her2.gmt"
    found = run("pathways", "figure", HER2, "--gmt", gmt, "--no-expansions")
    assert found.code == 2
    assert "prints none of its symbols in title or caption" in found.err
    assert not gmt.exists()
    assert "needs --gmt" in run("pathways", "figure", HER2, "--no-expansions").err
    assert run("pathways", "figure", "--gmt", gmt).code == 2
    record = tmp_path / "f.md"
    organisms = "organisms_ner:\n- Homo sapiens\n- Mus musculus"
    record.write_text(
        f"---\nfigid: f\nfigtitle: MTOR\n{organisms}\nschema-jsonld:\n  keywords:\n  - MTOR\n  - Akt1\n---\n"
    )
    said = run("pathways", "figure", record, "--gmt", gmt, "--no-expansions").out
    assert "not in the GMT  Mus musculus: no symbol printed" in said
    assert [each.name for each in read_gmt(gmt)] == ["f Homo sapiens"]


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


def test_a_screen_goes_into_gene_set_tests(run: Run, tmp_path: Path) -> None:
    panel, screened, sets = tmp_path / "panel.csv", tmp_path / "screened.csv", tmp_path / "sets.gmt"
    head = "patient,MAPK1pre,MAPK1post,MAPK3pre,MAPK3post,TP53pre,TP53post\n"
    panel.write_text(head + "".join(f"p{k},1,{2 + k},1,{3 + k},2,{1 + 2 * (k % 2)}\n" for k in range(6)))
    screened.write_text("marker,p_value,p_maxt,q_discrete\nMAPK1,.03,.03,.2\nMAPK3,.03,.04,.2\nTP53,1,1,1\nJUN,,,\n")
    sets.write_text("ERK\t\tMAPK1\tMAPK3\tDUSP1\t\n")
    found = json.loads(run("pathways", "enrich", screened, "--gmt", sets, "--json").out)
    assert found["tests"][0]["p_value"] == pytest.approx(1 / 3)  # both hits in the set: 1 of the 3 draws of 2 of 3
    assert found["tests"][0]["hits"] == ["MAPK1", "MAPK3"]
    none = run("pathways", "enrich", screened, "--gmt", sets, "--by", "q_discrete", "--level", ".1")
    assert "no marker has q_discrete of at most 0.1" in " ".join(none.out.split())
    endings = ("--before-suffix", "pre", "--after-suffix", "post")
    found = json.loads(run("pathways", "set-test", panel, *endings, "--gmt", sets, "--direction", "up", "--json").out)
    assert (found["tests"][0]["measured"], found["tests"][0]["p_value"]) == (2, 1 / 64)  # all signs as they are
    numbered = tmp_path / "numbered.csv"  # Entrez ids, which a table holds as numbers
    numbered.write_text("gene,a,b\n5594,1,2\n5595,2,2\n")
    entrez = tmp_path / "entrez.gmt"
    entrez.write_text("ERK\t\t5594\t5595\n")
    found = json.loads(run("pathways", "set-test", numbered, "--gmt", entrez, "--json").out)
    assert found["tests"][0]["measured"] == 2
    rows = tmp_path / "rows.csv"
    rows.write_text("gene,a_pre,a_post,b_pre,b_post\nMAPK1,1,2,1,3\nMAPK3,1,4,2,3\n")
    endings = ("--before-suffix", "_pre", "--after-suffix", "_post", "--marker", "gene", "--gmt", sets)
    found = json.loads(run("pathways", "set-test", rows, *endings, "--direction", "up", "--json").out)
    assert found["tests"][0]["p_value"] == 1 / 4


def test_what_is_no_screen_or_panel_is_refused(run: Run, tmp_path: Path) -> None:
    genes, screened, panel = tmp_path / "genes.txt", tmp_path / "screened.csv", tmp_path / "panel.csv"
    sets = tmp_path / "sets.gmt"
    genes.write_text("A\nB\n")
    screened.write_text("marker,p_value,p_maxt\nA,.03,.03\n")
    panel.write_text("who,A_pre,A_post\nx,1,2\ny,1,<LOD\n")
    sets.write_text("s\t\tA\n")
    endings = ("--before-suffix", "_pre", "--after-suffix", "_post")
    nameless = tmp_path / "nameless.csv"
    nameless.write_text("gene,x,y\nA,1,2\n,2,1\n")
    for code, message, arguments in [
        (2, "genes.txt is a list of genes, without hits", ("enrich", genes)),
        (2, "panel.csv is no table of a screen: it has no column marker", ("enrich", panel)),
        (2, "with --hits they are told already", ("enrich", genes, "--hits", genes, "--level", ".1")),
        (2, "screened.csv holds the p values of a screen and no changes", ("set-test", screened)),
        (2, "give --before-suffix and --after-suffix together", ("set-test", panel, "--before-suffix", "_pre")),
        (2, "--unit and --marker go with --before-suffix", ("set-test", panel, "--unit", "who")),
        (2, "'--seed'", ("set-test", panel, *endings, "--seed", "-1")),
        (3, "nameless.csv row 2, column gene: is missing", ("set-test", nameless)),
        (3, "panel.csv row 2 (y), column A_post: '<LOD' is no finite", ("set-test", panel, *endings, "--unit", "who")),
    ]:
        found = run("pathways", *arguments, "--gmt", sets)
        assert found.code == code
        assert message in " ".join(found.err.split())


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
    changed = run("pathways", "agreement", "--model", folder)
    assert changed.code == 1
    words = " ".join(changed.out.split())
    assert (
        "growth reported down, predicted down by mTORC1 → S6K → growth. CHANGED: expected ambiguous, found agrees"
        in words
    )
    assert "outweighs" not in words  # the explanations of what was ambiguous
    assert "CHANGED" not in told
    (folder / "directions.toml").write_text("format = 1\n")
    assert "nothing was held against the model" in run("pathways", "agreement", "--model", folder).out
    assert run("pathways", "agreement", "--model", tmp_path).code == 3


@pytest.mark.parametrize("command", ["figure", "enrich", "set-test", "predict", "agreement"])
def test_every_command_has_an_example(run: Run, command: str) -> None:
    assert f"Example: biomarker-stats pathways {command}" in " ".join(run("pathways", command, "--help").out.split())
