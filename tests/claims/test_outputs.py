"""One table of verdicts as JSON, JUnit XML, SARIF and Markdown: whole, valid, and with what the verdicts rest on.

``sarif-2.1.0-rtm.5.json`` is the JSON schema of SARIF 2.1.0 as SchemaStore publishes it (Apache License 2.0), copied
unchanged from @microsoft/jest-sarif 1.0.0-beta.0 (MIT License, Microsoft Corporation).
"""

import hashlib
import json
import platform
import xml.etree.ElementTree as ET
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import jsonschema
import pytest

import biomarker_stats as bs
from biomarker_stats.claims.output.claim_lines import claim_lines
from biomarker_stats.claims.output.junit import junit_xml
from biomarker_stats.claims.output.markdown import verdicts_markdown
from biomarker_stats.claims.output.sarif import sarif_json

Write = Callable[..., Path]
SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
GOOD = 'kind = "count"\nprinted = "10"\nderivation = { quantity = "count", table = "wide" }\nquote = "10 patients"'
EXPECTED = 'expected = { verdict = "reproduced", value = "10" }'
MOVED = GOOD.replace('"10"', '"11"').replace("10 patients", "11 <patients> & | `x`")
CONTRADICTED = f'{MOVED}\nexpected = {{ verdict = "contradicted", value = "10" }}'


@pytest.fixture
def mixed(write_claims: Write) -> Path:
    """One claim as expected, one contradicted as expected, one whose verdict moved."""
    return write_claims(good=f"{GOOD}\n{EXPECTED}", as_expected=CONTRADICTED, moved=f"{MOVED}\n{EXPECTED}")


def test_sarif_is_valid_and_points_at_the_line_of_each_claim(mixed: Path) -> None:
    log = json.loads(sarif_json(bs.verify(mixed)))
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(log)
    (run,) = log["runs"]
    lines = (mixed / "claims.toml").read_text(encoding="utf-8").split("\n")
    for result, name in zip(run["results"], ("good", "as_expected", "moved"), strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert Path(unquote(urlparse(place["artifactLocation"]["uri"]).path)) == mixed / "claims.toml"
        start = place["region"]["startLine"]
        assert lines[start - 1 : start + 1] == ["[[claim]]", f'id = "{name}"']
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert [(r["kind"], r["level"]) for r in run["results"]] == [
        ("pass", "none"),
        ("review", "none"),
        ("fail", "error"),
    ]
    assert "to accept: in claims.toml, claim moved, write expected = " in run["results"][2]["message"]["text"]


def test_a_schema_that_is_held_against_a_broken_log_complains(mixed: Path) -> None:
    log = json.loads(sarif_json(bs.verify(mixed)))
    log["runs"][0]["results"][0]["level"] = "bad"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate(log)


def test_sarif_of_the_seed_study_is_valid_and_relative_to_the_working_folder(
    seed_study: bs.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(seed_study.folder.parent)
    log = json.loads(sarif_json(bs.verify(seed_study)))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in log["runs"][0]["results"]}
    assert uris == {"carracedo2008/claims.toml"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('[[claim]]\nid = "a"\n[[ claim ]] # b\nid = "b"', {"a": 1, "b": 3}),
        ('[[claim]]\nid = "a"\nnote = """\n[[claim]]\n"""\n[["claim"]]\nid = "b"', {"a": 1, "b": 6}),
        ("[[claim]]\nid = 'a'\nnote = '''x\n[[claim]]'''\n[[claim]]\nid = 'b'", {"a": 1, "b": 5}),
        ('[[claim]]\nid = "a"\nnote = """a \\""" [[\n[[claim]]\n""""" # "\n[[claim]]\nid = "b"', {"a": 1, "b": 6}),
        ('[[claim]]\nid = "a" # """\nquote = "\'\'\'"\n[[claim]]\nid = "b"', {"a": 1, "b": 4}),
        ('claim = [\n  { id = "a" },\n  { id = "b" },\n]', {"a": 2, "b": 3}),
    ],
)
def test_claims_are_found_in_every_form_of_toml(text: str, lines: dict[str, int]) -> None:
    assert claim_lines(text, ["a", "b"]) == lines


def test_junit_has_one_case_a_claim_and_fails_only_where_a_verdict_moved(mixed: Path) -> None:
    root = ET.fromstring(junit_xml(bs.verify(mixed)))  # noqa: S314
    cases = root.findall("./testsuite/testcase")
    assert [(case.get("name"), case.find("failure") is not None) for case in cases] == [
        ("good", False), ("as_expected", False), ("moved", True),
    ]  # fmt: skip
    assert (root.get("tests"), root.get("failures")) == ("3", "1")
    failure = cases[2].find("failure")
    assert failure is not None
    assert failure.get("message") == "verdict: expected reproduced, found contradicted"
    for told in ("11 <patients> & | `x`", "location: Results", "printed: 11", "found: 10", "to accept: "):
        assert told in str(failure.text)


def test_every_output_carries_hashes_versions_seed_and_space(mixed: Path) -> None:
    table = bs.verify(mixed)
    digests = [hashlib.sha256((mixed / name).read_bytes()).hexdigest() for name in ("claims.toml", "wide.csv")]
    wanted = [
        *digests,
        platform.python_version(),
        version("scipy"),
        version("pandas"),
        version("numpy"),
        table.space_hash,
    ]
    for text in (json.dumps(table.to_dict()), junit_xml(table), sarif_json(table), verdicts_markdown(table)):
        assert [value for value in wanted if value not in text] == []
    assert table.seed is None
    assert len(table.space_hash) == 64


def test_the_hash_of_the_space_changes_with_the_specifications_only(write_claims: Write) -> None:
    sign = 'kind = "p"\nprinted = "0.004"\nderivation = { quantity = "p", endpoint = "change", method = "sign" }'
    first = bs.verify(write_claims(a=sign)).space_hash
    assert bs.verify(write_claims(a=sign, b=sign, c=GOOD)).space_hash == first
    assert bs.verify(write_claims(a=sign.replace("sign", "paired-t"))).space_hash != first


def test_markdown_is_one_table_that_no_text_of_a_file_breaks(mixed: Path) -> None:
    told = verdicts_markdown(bs.verify(mixed)).splitlines()
    assert told[0] == "## sleep: 3 claims, 1 verdict changed"
    rows = [line for line in told if line.startswith("|")]
    assert [row.replace("\\|", "").count("|") for row in rows] == [8] * 5
    assert rows[2].startswith("| ✗ | moved |")


def test_simulated_data_say_so_in_every_output(mixed: Path, run: Callable[..., Any]) -> None:
    path = mixed / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('id = "sleep"', 'id = "sleep"\nsimulated = true'))
    table = bs.verify(mixed)
    assert verdicts_markdown(table).startswith("## SIMULATED: sleep")
    assert table.to_dict()["simulated"] is True
    assert json.loads(sarif_json(table))["runs"][0]["properties"]["simulated"] is True
    assert 'name="simulated" value="yes"' in junit_xml(table)
    assert "SIMULATED: sleep" in run("verify", mixed).out


def test_several_outputs_at_once_and_exit_1(mixed: Path, tmp_path: Path, run: Callable[..., Any]) -> None:
    junit, sarif = tmp_path / "claims.xml", tmp_path / "claims.sarif"
    result = run("verify", mixed, "--json", "--junit", junit, "--sarif", sarif)
    assert result.code == 1
    assert json.loads(result.out)["ok"] is False
    assert ET.parse(junit).getroot().get("failures") == "1"  # noqa: S314
    assert json.loads(sarif.read_text(encoding="utf-8"))["version"] == "2.1.0"


@pytest.mark.parametrize("option", ["--junit", "--sarif", "--markdown"])
def test_a_dash_is_standard_output_and_nothing_else_is_printed(
    option: str, mixed: Path, run: Callable[..., Any]
) -> None:
    written = {"--junit": junit_xml, "--sarif": sarif_json, "--markdown": verdicts_markdown}[option]
    result = run("verify", mixed, option, "-")
    assert (result.code, result.err) == (1, "")
    assert result.out == written(bs.verify(mixed))


def test_exit_codes(write_claims: Write, tmp_path: Path, run: Callable[..., Any]) -> None:
    """0 as expected (a contradiction that is expected too), 1 a verdict moved, 2 usage, 3 invalid data."""
    as_expected = write_claims(good=f"{GOOD}\n{EXPECTED}", contradicted=CONTRADICTED)
    assert run("verify", as_expected).code == 0
    two = run("verify", as_expected, "--json", "--sarif", "-")
    assert (two.code, two.out) == (2, "")
    assert "only one output can go to standard output, not --sarif and --json" in two.err
    assert run("verify", as_expected, "--no-such-option").code == 2
    nowhere = run("verify", as_expected, "--junit", tmp_path / "nowhere" / "claims.xml")
    assert nowhere.code == 2
    assert "cannot be written: no such file or directory" in nowhere.err
    assert run("verify", write_claims(moved=f"{MOVED}\n{EXPECTED}")).code == 1
    assert run("verify", write_claims(broken=GOOD.replace("wide", "wid"))).code == 3
    assert run("verify", tmp_path / "nowhere").code == 3
