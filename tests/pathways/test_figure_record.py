"""Figure records: the two that ship, counted by hand; organisms; malformed records refused with the line."""

import random
from pathlib import Path

import pytest
import yaml

from biomarker_stats.errors import DataError, UsageError
from biomarker_stats.pathways.bundled import dataset_folder
from biomarker_stats.pathways.figure_record import bundled_figures, load_figure, parse_figure
from biomarker_stats.pathways.front_matter import front_matter
from biomarker_stats.pathways.gmt import GeneSet, gene_sets, parse_gmt, read_gmt, to_gmt, write_gmt
from biomarker_stats.pathways.organisms import FLY, HUMAN, MOUSE, told_apart

HER2, MTOR = "PMC4267894__nihms-640515-f0007", "PMC11954216__13287_2025_4218_Fig2_HTML"

# Cut by hand from the list of the record of PMC4267894: three blocks, in the order of its organisms_ner.
BY_HAND = {
    MOUSE: "Erbb2 Zhx2 Mdk Ephb2 Mapk1 Nfkb1 Dusp1 Mapk8 Om",
    HUMAN: "ERBB2 ZHX2 ARAF BRAF RAF1 MAP2K7 MAP2K1 MAP2K2 EPHB2 MAPK1 MAPK3 NFKB1 DUSP1 MAPK8 MAPK9 MAPK10",
    FLY: "Raf Dsor1 Mtk link Erk7 rl Dif dl Rel bsk om Ser",
}

# Tallied by hand from the record of PMC11954216, by first letter: A = ARHGEF7, 3 AKT, ATP8A2, APRT, 10 ALDH;
# P = PROCR, 3 PIK3, 2 PPP1, 7 PRKA; and so on. HRG stands twice, and Glucose is no gene.
INITIALS = {"A": 16, "C": 3, "E": 3, "G": 2, "H": 2, "I": 2, "M": 7, "N": 5, "P": 13, "R": 2, "S": 8, "T": 5, "Z": 1}


def record(**changes: str) -> str:
    parts = {
        "figid": "figid: f",
        "figtitle": "figtitle: mTOR pathway",
        "organisms_ner": "organisms_ner:\n- Homo sapiens",
        "schema-jsonld": "schema-jsonld:\n  keywords:\n  - MTOR",
    }
    return "---\n" + "\n".join({**parts, **changes}.values()) + "\n---\n"


def test_the_her2_record_has_the_genes_counted_by_hand() -> None:
    figure = load_figure(HER2)
    assert figure.counts() == {MOUSE: 9, HUMAN: 16, FLY: 12}
    assert {organism: " ".join(figure.symbols(organism)) for organism in BY_HAND} == BY_HAND
    assert figure.pmcid == "PMC4267894"
    assert figure.licence == "CC0"


def test_the_mtor_record_has_the_genes_counted_by_hand() -> None:
    figure = load_figure(MTOR)
    symbols = figure.symbols(HUMAN)
    tally = {letter: sum(s.startswith(letter) for s in symbols) for letter in sorted({s[0] for s in symbols})}
    assert tally == INITIALS
    assert figure.counts() == {HUMAN: 69, "not told": 1}
    assert [g.symbol for g in figure.genes if g.times == 2] == ["HRG"]
    assert [g.symbol for g in figure.genes if g.organism is None] == ["Glucose"]
    assert any("HRG" in note for note in figure.notes)
    assert any("Glucose" in note for note in figure.notes)


def test_expansions_are_kept_but_marked() -> None:
    figure = load_figure(MTOR)
    # printed among the words of the caption, by eye: IGF-1R, HIF-1α, ST8SIA1, EMP3, SOX2, miR-99a, mTOR
    assert figure.symbols(expansions=False) == ("IGF1R", "HIF1A", "ST8SIA1", "EMP3", "SOX2", "MIR99A", "MTOR")
    marked = {gene.symbol for gene in figure.genes if gene.expansion}
    assert {"AKT1", "AKT2", "AKT3", "ERBB2", "NOTCH1"} <= marked & set(figure.symbols())
    assert load_figure(HER2).symbols(expansions=False) == ()


@pytest.mark.parametrize("name", [HER2, MTOR])
def test_the_front_matter_reads_as_yaml_does(name: str) -> None:
    text = (dataset_folder("pathways") / f"{name}.md").read_text(encoding="utf-8")
    assert front_matter(text, name) == yaml.load(text.split("---\n")[1], Loader=yaml.BaseLoader)  # noqa: S506


def damaged(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.randint(1, 3)):
        k = chance.randrange(len(lines))
        cut = chance.randrange(len(lines[k]) + 1)
        ways = [
            lines[k][:cut] + chance.choice("'\":-#[]{}&*!|> ,@%?~") + lines[k][cut:],
            f"{lines[k]}\n{chance.choice(lines)}",
            " " * chance.randrange(4) + lines[k].strip(),
            lines[k] + chance.choice(["'", '"', " #x", ":", " : y"]),
        ]
        lines[k] = chance.choice(ways)
    return "\n".join(lines)


def test_a_damaged_record_is_refused_or_reads_as_yaml_does() -> None:
    chance = random.Random(5)  # noqa: S311  # damage, not secrets
    text = (dataset_folder("pathways") / f"{HER2}.md").read_text(encoding="utf-8")
    read = 0
    for _ in range(400):
        broken = damaged(text, chance)
        try:
            found = front_matter(broken, "broken")
        except DataError:
            continue
        lines = broken.split("\n")
        end = next(k for k, line in enumerate(lines) if k and line.rstrip() == "---")
        assert found == yaml.load("\n".join(lines[1:end]), Loader=yaml.BaseLoader)  # noqa: S506
        read += 1
    assert 50 < read < 350


def test_symbols_that_could_be_of_two_organisms_have_none() -> None:
    assert told_apart(["Erbb2", "Raf", "rl"], [MOUSE, FLY]) == (MOUSE, None, FLY)
    assert told_apart(["ERBB2", "Erbb2"], [HUMAN, MOUSE]) == (HUMAN, MOUSE)
    figure = parse_figure(
        record(o="organisms_ner:\n- Mus musculus\n- Drosophila melanogaster")
        .replace("organisms_ner:\n- Homo sapiens\n", "")
        .replace("  - MTOR", "  - Erbb2\n  - Raf\n  - rl")
    )
    assert figure.counts() == {MOUSE: 1, FLY: 1, "not told": 1}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("figid: f\n", 1, "is no front matter"),
        ("---\nfigid: f\n", 3, "has no end"),
        ("---\nfigid: &a f\n---\n", 2, "an anchor"),
        ("---\nfigid: f\nb: *a\n---\n", 3, "an alias"),
        ("---\nfigid: !!python/object:os.system x\n---\n", 2, "a tag"),
        ("---\nfigid: |\n  x\n---\n", 2, "a block scalar"),
        ("---\nfigid: {a: b}\n---\n", 2, "a flow mapping"),
        ("---\nfigid: f\nfigid: g\n---\n", 3, "a second time"),
        ("---\nfigid: f\nno colon here\n---\n", 3, "no 'key: value' line"),
        ("---\nfigid: a: b\n---\n", 2, "outside quotes"),
        ("---\nfigid: 'open\nfigtitle: x\n---\n", 2, "does not close"),
        ("---\nfigid:\tx\n---\n", 2, "tab or control"),
        ("---\ngenes:\n- a: b\n---\n", 3, "a mapping in a list"),
        ("---\ngenes:\n- - a\n---\n", 3, "nests a list"),
        ("---\ngenes:\n- ,\n---\n", 3, "begins with a comma"),
        ("---\ngenes:\n- #a\n---\n", 3, "begins with a comment"),
        ("---\na:\n  b:\n    c:\n      d:\n        e: f\n---\n", 6, "too deep"),
    ],
)
def test_a_malformed_record_is_refused_with_the_line(text: str, line: int, message: str) -> None:
    with pytest.raises(DataError, match=f"record line {line}: .*{message}"):
        parse_figure(text)


def test_every_missing_part_is_named_at_once() -> None:
    with pytest.raises(DataError) as refused:
        parse_figure("---\nfigid:\n---\n")
    text = str(refused.value)
    assert len(refused.value.violations) == 4
    assert all(key in text for key in ("figid", "figtitle", "organisms_ner", "schema-jsonld.keywords"))


def test_too_large_and_unknown_records_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="too large"):
        parse_figure("---\n" + "a\n" * 30_000)
    with pytest.raises(DataError, match="neither a file nor a bundled figure record"):
        load_figure(tmp_path / "nowhere.md")
    with pytest.raises(UsageError, match=r"has no genes of 'Homo sapien'.*did you mean 'Homo sapiens'"):
        load_figure(HER2).symbols("Homo sapien")


def test_gmt_round_trips(tmp_path: Path) -> None:
    sets = tuple(found for name in bundled_figures() for found in gene_sets(load_figure(name)))
    assert [len(found.genes) for found in sets] == [69, 9, 16, 12]
    assert read_gmt(write_gmt(sets, tmp_path / "figures.gmt")) == sets
    assert len(gene_sets(load_figure(MTOR), expansions=False)[0].genes) == 7


def test_a_line_may_end_in_tabs_and_a_gene_in_blanks() -> None:
    assert parse_gmt("Enr\t\tMAPK1\tMAPK3 \t\n") == (GeneSet("Enr", "", ("MAPK1", "MAPK3")),)


def test_a_bad_gmt_names_every_line() -> None:
    with pytest.raises(DataError) as refused:
        parse_gmt("a\tx\tMTOR\na\tx\tAKT1\nb\tx\nc\tx\tA\tA\n", "sets.gmt")
    assert [v.file for v in refused.value.violations] == ["sets.gmt line 2", "sets.gmt line 3", "sets.gmt line 4"]
    with pytest.raises(DataError, match=r"line 1: 'a' is a set whose gene 2 is empty"):
        parse_gmt("a\tx\tMTOR\t\tAKT1\n")
    with pytest.raises(DataError, match="line 1: 'a' is a set without genes"):
        parse_gmt("a\tx\t\t\n")
    with pytest.raises(DataError, match="holds no gene set"):
        parse_gmt("\n")
    with pytest.raises(UsageError, match="there are no gene sets to write"):
        to_gmt([])
    with pytest.raises(UsageError, match="holds a tab"):
        to_gmt([GeneSet("a", "x\ty", ("MTOR",))])
    with pytest.raises(UsageError, match="must have genes and a name of its own"):
        to_gmt([GeneSet("a", "x", ())])
