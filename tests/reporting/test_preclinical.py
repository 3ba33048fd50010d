"""The pre-clinical section: what a reader must find there, SIMULATED on everything simulated, nothing behind a bar."""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from report_reading import Page, read_page

import biomarker_stats as bs
from biomarker_stats.methods.preclinical.simulation_truth import ARMS
from biomarker_stats.reporting.build import report

FORMATS = ["html", "md", "json"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report("combination_simulated", out=tmp_path_factory.mktemp("reports") / "simulated", formats=FORMATS)


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return read_page((folder / "report.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def markdown(folder: Path) -> str:
    return (folder / "report.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def designs(tmp_path_factory: pytest.TempPathFactory) -> str:
    out = report("carracedo2008", out=tmp_path_factory.mktemp("reports") / "carracedo2008", formats=["md"])
    text = (out / "report.md").read_text(encoding="utf-8")
    return text[text.index("## Pre-clinical experiments") : text.index("## Individual data")]


def experiment(markdown: str, title: str) -> str:
    """Return the part of the report on one experiment."""
    start = markdown.index(f"### {title}")
    ends = [markdown.find(mark, start + 5) for mark in ("\n### ", "\n## ")]
    return markdown[start : min(end for end in ends if end > 0)]


def test_simulated_is_said_in_the_title_in_the_section_on_every_figure_and_in_the_footer(
    folder: Path, page: Page, markdown: str
) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "<title>SIMULATED: " in text
    assert markdown.startswith("# SIMULATED: ")
    assert "SIMULATED DATA · combination_simulated" in text
    section = markdown[markdown.index("## Pre-clinical experiments") : markdown.index("## Published claims")]
    headings = [line for line in section.splitlines() if line.startswith("### ")]
    assert len(headings) == 8
    assert all("SIMULATED" in line for line in headings)
    figures = sorted((folder / "figures").glob("*.svg"))
    assert len(figures) >= 12
    assert page.tags.count("figcaption") == len(figures)
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", text, re.DOTALL)
    assert all("SIMULATED DATA." in re.sub(r"<[^>]+>", "", caption) for caption in captions)


def test_the_sections_of_a_study_of_experiments_alone(markdown: str) -> None:
    sections = [line.removeprefix("## ") for line in markdown.splitlines() if line.startswith("## ")]
    assert sections == [
        "Objectives",
        "Statistical methods",
        "Pre-clinical experiments",
        "Published claims",
        "Individual data",
        "Limitations",
        "Provenance",
    ]


def test_the_answer_is_the_verdict_with_its_index_and_interval(markdown: str) -> None:
    opening = markdown[: markdown.index("## Objectives")]
    index = bs.run_experiments(bs.load_study("combination_simulated"))[0].combination.index
    assert "Verdict on the combination: synergistic" in opening
    assert f"combination index {index.estimate:.4g} (95% {index.conf_low:.4g} to {index.conf_high:.4g})" in opening


def test_growth_has_warning_five_lines_balance_losses_and_every_way_of_estimating(markdown: str) -> None:
    part = experiment(markdown, "Tumour growth")
    assert "**Warning.** Animals were lost (vehicle from day 18)" in part
    for line in (
        "(a\\) Bliss",
        "(b\\) combination index",
        "(c\\) highest single",
        "(d\\) response",
        "(e\\) index within",
    ):
        assert f"\\{line}" in part
    assert "**Synergistic** at level 0.05" in part
    for told in (
        "Baseline balance on the first day",
        "Animals at risk by day",
        "p, Welch",
        "p, one variance",
        "p, Kenward–Roger",
        "Smallest exact p",
        "synchronised permutation test",
        "TGI, 1 − ΔT/ΔC",
        "(mRECIST)",
        "exact log-rank tests",
        "Loewe additivity cannot be had from single doses",
    ):
        assert told in part
    at_risk = next(line for line in part.splitlines() if re.match(r"\|\s*vehicle\s*\|\s*8\s*\|\s*8\s*\|\s*8", line))
    numbers = [int(cell) for cell in at_risk.split("|")[2:-1]]
    assert numbers == sorted(numbers, reverse=True)
    assert (numbers[0], numbers[-1]) == (8, 4)  # four of eight reached 1500 mm³ before day 20 (xenograft.csv)


def test_units_spreads_and_floors_are_named(markdown: str) -> None:
    brdu = experiment(markdown, "Proliferation in dishes (BrdU)")
    assert "| 1 Study design: experimental unit | Dish |" in brdu
    assert "2 Sample size: dishes in each arm | vehicle 4, agent A 4, agent B 4, A + B 4" in brdu
    assert "ICC of cells within dish" in brdu
    assert "design effect" in brdu
    assert "48 fields summarised to 16 dishes" in brdu
    assert "arms; SD is between units" in brdu  # no column is an SE
    assert "0.028571" in brdu  # 2 / C(8, 4): the floor of 4 v 4
    blots = experiment(markdown, "Phosphorylation (western blots)")
    assert "it is not set to 1" in blots
    assert "taken for independent samples, although each gel holds them all" in blots
    assert re.search(r"\| agent A v vehicle \|.*\| 0\.25 \|", blots)  # paired by three gels
    assert "3 v 3 gels can give is 0.1" in blots  # as independent samples, in the published style
    pcr = experiment(markdown, "Expression of CCND1 (qPCR)")
    assert "arms; SD and SE are between units" in pcr
    for told in (
        "SD of ΔCt",
        "SE of ΔCt",
        "which is no confidence interval",
        "SD between samples",
        "efficiency: ",
        "2^",
    ):
        assert told.casefold() in pcr.casefold()


def test_the_published_style_stands_beside_with_its_symbols_and_their_legend(markdown: str) -> None:
    for title in ("Tumour growth", "Tumour weight", "Proliferation in tumours", "Growth in vitro", "Phosphorylation"):
        part = experiment(markdown, title)
        assert "pairwise Student t tests adjusted by Holm" in part
        assert "p, exact permutation" in part
        assert "Symbols these would earn" in part
        assert "adjusted by Holm over 6 comparisons" in part


def test_arrive_items_left_out_say_not_reported(markdown: str) -> None:
    table = markdown[markdown.index("ARRIVE 2.0, items") : markdown.index("### Tumour growth")]
    rows = dict(re.findall(r"^\| (\d+ .*?) \| (.*?) \|$", table, re.MULTILINE))
    assert len(rows) == 12
    assert rows["5 Blinding"] == "**NOT REPORTED**"
    assert rows["8 Experimental animals: species"] == "None: the data are SIMULATED."


def test_results_hold_every_experiment(folder: Path) -> None:
    payload = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert [each["experiment"]["id"] for each in payload["experiments"]] == [
        "xenograft", "weights", "ki67", "tunel", "brdu", "growth_in_vitro", "blots", "qpcr",
    ]  # fmt: skip
    assert payload["study"]["simulated"] is True
    assert payload["experiments"][0]["combination"]["verdict"] == "synergistic"
    rows = list(csv.DictReader(io.StringIO((folder / "results.csv").read_text(encoding="utf-8"))))
    assert {row["analysis"] for row in rows} == {each["experiment"]["id"] for each in payload["experiments"]}
    welch = [row for row in rows if row["comparison"] == "agent A v vehicle" and row["method"] == "welch-t"]
    assert {row["analysis"] for row in welch if row["endpoint"] == "analysis"} == {"ki67", "tunel", "brdu", "qpcr"}


def test_designs_hold_no_number_that_is_neither_printed_nor_a_floor(designs: str, seed_study: bs.Study) -> None:
    """Every number of the section stands in study.toml, or is a floor or a t quantile of 3 v 3 or 4 v 4 units.

    2/C(6,3) = 0.1, 2/C(8,4) = 0.0286, paired 2/2³ = 0.25; t(4, 0.995)·√(2/3) = 3.76, t(6, 0.995)·√(2/4) = 2.62.
    """
    printed = set(re.findall(r"\d+(?:\.\d+)?", (seed_study.folder / "study.toml").read_text(encoding="utf-8")))
    counted = {"0.1", "0.0286", "0.25", "3.76", "2.62", "0.01", "18"}
    items = {str(k) for k in range(1, 17)} | {"2.0"}  # of ARRIVE 2.0
    assert set(re.findall(r"\d+(?:\.\d+)?", designs)) <= printed | counted | items
    assert "No number behind a bar or a band is known" in designs
    assert "interval" not in designs
    assert designs.count("NOT REPORTED") >= 15


def test_the_design_of_every_figure_is_shown_with_what_its_n_allows(designs: str) -> None:
    rows = [line for line in designs.splitlines() if "*Figure" in line]
    assert len(rows) == 17
    assert "10 mg/kg/day" in rows[0]
    assert "| 3 mice |" in rows[0]
    assert rows[0].rstrip().endswith("| 0.1 | 3.76 SD |")
    assert any("| 4 mice |" in row and row.rstrip().endswith("| 0.0286 | 2.62 SD |") for row in rows)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(bs.load_study("combination_simulated").folder, tmp_path / "study"))
    text = (folder / "study.toml").read_text(encoding="utf-8")
    kept = text[: text.index('[[experiments]]\nid = "ki67"')]
    nasty = '<script>alert(1)</script> [x](javascript:1) #read(\\"/etc/passwd\\")'
    kept = kept.replace('title = "Tumour growth (SIMULATED)"', f'title = "{nasty}"\nnote = "{nasty}"')
    kept = kept.replace('species = "None: the data are SIMULATED."', f'species = "{nasty}"')
    kept = kept.replace("simulated = true\n", "")
    (folder / "study.toml").write_text(kept, encoding="utf-8")
    (folder / "claims.toml").unlink()
    return folder


def height(svg: Path) -> float:
    found = re.search(r'height="([\d.]+)pt"', svg.read_text(encoding="utf-8"))
    assert found is not None
    return float(found[1])


def test_text_of_a_study_file_is_text_and_data_not_called_simulated_get_no_stamp(
    hostile: Path, folder: Path, tmp_path: Path
) -> None:
    out = report(hostile, out=tmp_path / "out", formats=["html"])
    for name in ("xenograft-growth-curves.svg", "xenograft-growth-rates.svg", "weights-weights.svg"):
        assert height(folder / "figures" / name) > height(out / "figures" / name)  # lettering is outlines: the stamp
    html = (out / "report.html").read_text(encoding="utf-8")
    page = read_page(html)
    assert "<script>alert" not in html
    assert "<script>alert(1)</script> [x](javascript:1)" in page.text
    assert all(value.startswith(("#", "https://doi.org/10.")) for value in page.values("href"))


def test_a_fault_of_a_table_stops_the_report_with_its_place(
    hostile: Path, tmp_path: Path, run: Callable[..., object]
) -> None:
    rows = (hostile / "xenograft.csv").read_text(encoding="utf-8")
    (hostile / "xenograft.csv").write_text(rows.replace("\nV2,vehicle,2,", "\nV2,agent A,2,"), encoding="utf-8")
    told = run("report", hostile, "-o", tmp_path / "out")
    assert told.code == 3
    assert "xenograft.csv row 13, column mouse: 'V2' is in arm 'agent A' here" in told.err
    assert not (tmp_path / "out").exists()


def test_arms_are_named_as_declared_everywhere(markdown: str) -> None:
    assert all(arm in experiment(markdown, title) for arm in ARMS for title in ("Tumour growth", "Growth in vitro"))
