"""The report as a whole: its files, its sections, and that it is the same twice."""

import base64
import csv
import hashlib
import json
import math
import re
from pathlib import Path

import pytest
from report_reading import Page, read_markdown, read_page, visible

import biomarker_stats as bs
from biomarker_stats.errors import OutputError, UsageError
from biomarker_stats.reporting import report
from biomarker_stats.reporting.document import SECTIONS

IDENTIFIERS = [
    "title",
    "objectives",
    "patients",
    "specimens",
    "methods",
    "primary",
    "by-arm",
    "claims",
    "trace",
    "sensitivity",
    "preclinical",
    "designs",
    "data",
    "limitations",
    "checklist",
    "provenance",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, seed_study: bs.Study) -> Path:
    return report(seed_study, out=tmp_path_factory.mktemp("reports") / "carracedo2008")


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return read_page((folder / "report.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def markdown(folder: Path) -> str:
    return (folder / "report.md").read_text(encoding="utf-8")


def test_the_manifest_lists_every_file_with_its_hash(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    assert set(manifest["files"]) | {"manifest.json"} == set(found)
    for name, digest in manifest["files"].items():
        assert hashlib.sha256(found[name].read_bytes()).hexdigest() == digest
    assert {"report.html", "report.pdf", "report.docx", "report.md", "results.json", "results.csv"} < set(found)
    assert {"numpy", "pandas", "scipy", "pandoc", "python"} < set(manifest["versions"])


def test_every_section_is_there_in_both_formats(page: Page, markdown: str) -> None:
    identifiers = page.values("id")
    assert [name for name in identifiers if name in IDENTIFIERS] == IDENTIFIERS
    headings = [line for line in markdown.splitlines() if line.startswith("## ")]
    assert len(headings) == len(SECTIONS) - 2  # the first opens the page, the trace stands within Published claims


def test_the_page_needs_nothing_beside_it_and_runs_its_own_script_alone(page: Page) -> None:
    assert not {"link", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert page.tags.count("script") == 1
    (policy,) = [value for value in page.values("content") if "default-src 'none'" in value]
    (script,) = page.scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert [part.split() for part in policy.split(";") if "script-src" in part] == [
        ["script-src", f"'sha256-{digest}'"]
    ]
    assert {value.split(",")[0] for value in page.values("src")} == {"data:image/svg+xml;base64"}
    assert all(value.startswith(("#", "https://doi.org/10.")) for value in page.values("href"))
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]


def test_the_page_can_be_read_by_everyone(page: Page) -> None:
    assert page.tags.count("h1") == 1
    assert page.tags.count("main") == 1
    assert ("html", "lang", "en") in page.attributes
    assert ("meta", "name", "viewport") in page.attributes
    scopes = page.values("scope")
    assert page.tags.count("th") == len(scopes)
    assert set(scopes) == {"col", "row"}
    images = page.tags.count("img")
    assert images == len([text for text in page.values("alt") if len(text) > 40]) >= 4
    targets = {value[1:] for value in page.values("href") if value.startswith("#")}
    assert targets <= set(page.values("id"))
    assert len(set(page.values("id"))) == len(page.values("id"))


def test_every_figure_has_its_files_and_stands_once_in_each_format(folder: Path, page: Page, markdown: str) -> None:
    names = {path.stem for path in (folder / "figures").iterdir()}
    assert {path.suffix for path in (folder / "figures").iterdir()} == {".svg", ".png"}
    assert sorted(re.findall(r"\]\(figures/([a-z0-9-]+)\.png\)", markdown)) == sorted(names)
    assert sorted(name.removeprefix("figure-") for name in page.values("id") if name.startswith("figure-")) == sorted(
        names
    )


def test_markdown_holds_no_html_and_no_other_link(markdown: str) -> None:
    tokens = read_markdown(markdown)
    assert not [token for token in tokens if token.type in {"html_block", "html_inline"}]
    links = {token.attrs["href"] for token in tokens if token.type == "link_open"}
    assert links == {"https://doi.org/10.1172/JCI34739"}


# Reference values: CARRACEDO2008, computed with scipy 1.17 and R 4.2 (coin, exactRankTests); to six decimals.
@pytest.mark.parametrize(
    "text",
    [
        "0.0625",  # signed-rank, both zero rules, sign, McNemar, permutation: all ten
        "0.125",  # the same, weekly
        "0.024846",  # paired t, all ten, coding as published
        "0.013847",  # weekly
        "0.363217",  # daily
        "0.03319",  # all ten, midpoint coding
        "0.047619",  # Fisher, increased by schedule
        "0.014286",  # rank-sum on the change
        "0.142857",  # Fisher, breast only
        "0.085714",  # rank-sum on the change, breast only
        "0.004762",  # Fisher, tumour cells only
        "0.1871 to 0.8129",  # Clopper–Pearson, 5 of 10
        "0.3976 to 1",  # 4 of 4
        "0.004211 to 0.6412",  # 1 of 6
    ],
)
def test_the_reference_values_stand_in_both_formats(page: Page, markdown: str, text: str) -> None:
    assert text in page.text
    assert text in visible(read_markdown(markdown))


@pytest.mark.parametrize(
    "sentence",
    [
        "higher after than before in 5 of 10 patients, the same in 5 and lower in none",
        "p = 0.0625",
        "Increased p-ERK by schedule, Weekly (4 of 4) against Daily (1 of 6): Fisher's exact test, two-sided, "
        "p = 0.047619. Schedule cannot be told from RAD001 dose: they change together.",
        "Schedule and RAD001 dose are completely confounded: Weekly 50–70 mg and Daily 5–10 mg.",
        "Tumour is partly confounded: Melanoma and Colon only in Daily.",
        "Weekly (4 patients, 4 of them changed): the smallest two-sided p that the Wilcoxon signed-rank test can give "
        "with these is 0.125, above 0.05 whatever their direction.",
        "Patient F starts at the top of the scale and cannot increase.",
        "NOT REPORTED",
        "biomarker-stats report carracedo2008",
    ],
)
def test_sentences_are_written_from_the_results(page: Page, markdown: str, sentence: str) -> None:
    assert sentence in page.text
    assert sentence in visible(read_markdown(markdown))


def test_every_claim_stands_with_its_verdict(page: Page, seed_study: bs.Study) -> None:
    for verdict in bs.verify(seed_study).verdicts:
        assert verdict.claim.id in page.text
        assert " ".join(verdict.claim.quote.split()) in page.text
        assert verdict.word.replace("_", " ") in page.text


def test_every_patient_stands_with_every_printed_cell(folder: Path, seed_study: bs.Study) -> None:
    markdown = (folder / "report.md").read_text(encoding="utf-8")
    data = markdown.split("## Individual data")[1].split("## ")[0].replace("\\", "")
    lines = [line.strip("|").split("|") for line in data.splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line] for line in lines]
    for _, printed in seed_study.tables["trial"].iterrows():
        row = next(row for row in rows if row[0] == printed["patient"])
        assert [str(cell) for cell in printed if isinstance(cell, str | int)] == [
            cell for cell in row[: len(printed)] if cell
        ]


def test_results_json_is_strict_and_at_full_precision(folder: Path) -> None:
    text = (folder / "results.json").read_text(encoding="utf-8")

    def refuse(word: str) -> None:
        raise AssertionError(word)

    results = json.loads(text, parse_constant=refuse)
    assert text == json.dumps(results, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    by_id = {each["id"]: each for each in results["analyses"]}
    fisher = by_id["increased_by_schedule"]["results"][0]
    assert math.isclose(fisher["p_value"], 1 / 21, rel_tol=1e-12)  # hypergeometric: 10 of C(10,4) = 210 tables
    assert fisher["estimate"] == "Infinity"
    assert by_id["change_all"]["results"][0]["p_value"] == 2 / 2**5  # five changes, all up: two of 2^5 sign patterns
    assert len(by_id["change_all"]["units"]) == 10
    assert results["claims"]["ok"] is True
    assert [each["column"] for each in results["confounding"] if each["complete"]] == ["dose_mg"]


def test_results_csv_has_one_row_a_result(folder: Path) -> None:
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    with (folder / "results.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    expected = [r for each in (*results["analyses"], *results["other_codings"]) for r in each["results"]]
    assert len(rows) == len(expected)
    for row, result in zip(rows, expected, strict=True):
        assert row["method"] == result["method"]
        assert float(row["p_value"]) == result["p_value"]


def test_two_runs_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = report("carracedo2008", out=tmp_path / "again")
    first = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    second = {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}
    assert {path.suffix for path in first} >= {".html", ".pdf", ".docx", ".md", ".json", ".csv", ".svg", ".png"}
    assert first == second


def test_formats_can_be_chosen(tmp_path: Path, seed_study: bs.Study) -> None:
    out = report(seed_study, out=tmp_path / "x", formats=["md"])
    assert sorted(path.name for path in out.iterdir()) == ["figures", "manifest.json", "report.md"]


def test_the_csv_can_be_had_alone_and_is_the_one_beside_the_json(tmp_path: Path, seed_study: bs.Study) -> None:
    out = report(seed_study, out=tmp_path / "x", formats=["csv"])
    assert sorted(path.name for path in out.iterdir()) == ["figures", "manifest.json", "results.csv"]
    both = report(seed_study, out=tmp_path / "y", formats=["json"])
    assert (both / "results.csv").read_bytes() == (out / "results.csv").read_bytes()


@pytest.mark.parametrize(("formats", "message"), [(["htm"], "did you mean 'html'"), ([], "at least one format")])
def test_a_format_there_is_not_is_refused_before_anything_is_written(
    tmp_path: Path, formats: list[str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        report("carracedo2008", out=tmp_path / "x", formats=formats)
    assert not (tmp_path / "x").exists()


def test_a_folder_of_other_files_is_refused_before_the_work_begins(tmp_path: Path, seed_study: bs.Study) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    steps: list[str] = []
    with pytest.raises(OutputError, match=r"mine\.txt"):
        report(seed_study, out=tmp_path, progress=steps.append)
    assert not steps


def test_the_default_folder_and_the_progress(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed_study: bs.Study
) -> None:
    monkeypatch.chdir(tmp_path)
    steps: list[str] = []
    out = report(seed_study, formats=["json"], progress=steps.append)
    assert out == tmp_path / "reports" / "carracedo2008"
    assert len(steps) >= 4
