"""Claims files that try to run code, read outside their folder, or cost time and memory: a message, quickly."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import biomarker_stats as bs
from biomarker_stats.claims.output.junit import junit_xml
from biomarker_stats.claims.output.markdown import verdicts_markdown
from biomarker_stats.claims.output.sarif import sarif_json
from biomarker_stats.study.limits import TOML_BYTES

Faults = Callable[..., list[str]]
Write = Callable[..., Path]
COUNT = 'kind = "count"\nprinted = "10"\nderivation = { quantity = "count", table = "wide"'
P = 'kind = "p"\nprinted = "0.01"\nderivation = { quantity = "p", endpoint = "change", method = "sign"'
WHY = 'why_not = "no data"'
RUNS = "__import__('os').system('touch ran')"


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'{COUNT}, where = "{RUNS}" }}', "must be an array"),
        (f'{COUNT}, where = ["{RUNS}"] }}', "must be a table"),
        (f'{COUNT}, where = [{{ query = "{RUNS}" }}] }}', "is not a known key"),
        (f'{COUNT}, where = [{{ column = "{RUNS}", in = ["a"] }}] }}', "is not a valid name"),
        (f'{COUNT}, where = [{{ column = "patient", matches = "(a+)+$" }}] }}', "'matches' is not a known key"),
        (f'{COUNT}, where = [{{ column = "dextro", at_least = "{RUNS}" }}] }}', "must be a number"),
        (f'{COUNT}, population = "{RUNS}" }}', "is not a valid name"),
        (f'{COUNT}, column = "../../etc/passwd" }}', "is not a valid name"),
        (COUNT.replace('"wide"', '"/etc/passwd"') + " }", "is not a valid name"),
        (COUNT.replace('"wide"', '"..\\\\..\\\\boot.ini"') + " }", "is not a valid name"),
        (P.replace('"sign"', '"os.system"') + " }", "no method is called 'os.system'"),
        (P.replace('"sign"', '"__class__"') + " }", "is not a valid name"),
        (f"{P}, adjustment = {{ method = \"bonferroni\", size = 10000000000 }} }}", "less than or equal to 1000000"),
        (f"{P}, adjustment = {{ method = \"bonferroni\", size = -1 }} }}", "greater than or equal to 1"),
        (f"{P}, confidence = 1e300 }}", "less than 1"),
        (f'kind = "p"\nprinted = "0.01"\n{WHY}\ndesign = {{ arms = [10000000, 4] }}', "less than or equal to 10000"),
        (f'kind = "p"\nprinted = "0.01"\n{WHY}\ndesign = {{ pairs = {10**20} }}', "does not fit into 64 bits"),
        (f'kind = "mean"\nprinted = "0.01"\n{WHY}\ndesign = {{ n = 5, step = 0 }}', "greater than 0"),
        (f'kind = "mean"\nprinted = "0.01"\n{WHY}\ndesign = {{ n = 5, step = nan }}', "is not a finite number"),
        (f'kind = "p"\nprinted = "{"9" * 10**5}"\n{WHY}', "has more than 200 characters"),
        (f'kind = "p"\nprinted = "{"9" * 100}"\n{WHY}', "is not one number"),
        (f'kind = "p"\nprinted = "1e999999"\n{WHY}', "is not one number"),
        (f'kind = "p"\nprinted = "0x10"\n{WHY}', "is not one number"),
        (f'kind = "p"\nprinted = "nan"\n{WHY}', "is not one number"),
        (f'kind = "ci"\nprinted = "{"(" * 100 + ")" * 100}"\n{WHY}', "is not an interval"),
        (f'kind = "ci"\nprinted = "{", " * 100}"\n{WHY}', "is not an interval"),
        (f'kind = "range"\nprinted = "{"1" * 60 + " " * 60 + "-" * 60}"\n{WHY}', "is not a range"),
        (f'kind = "p"\nprinted = "0.01"\nquote = "{"q" * 10**5}"\n{WHY}', "has more than 10,000 characters"),
        (f'kind = "p"\nprinted = 0.010\n{WHY}', "must be text, because trailing zeros are evidence"),
        ('kind = "p"\nprinted = "0.01"\nwhy_not = "\\u001b[31mred"', "holds the control character U+001B"),
    ],
)  # fmt: skip
def test_it_is_refused_by_name(text: str, said: str, write_claims: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_claims(claim=text)
    monkeypatch.chdir(folder)
    with pytest.raises(bs.StudyError) as caught:
        bs.verify(folder)
    assert said in str(caught.value)
    assert all(len(str(violation)) < 1000 for violation in caught.value.violations)
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("kind", ["count", "sd", "mean", "statistic"])
def test_the_largest_and_smallest_numbers_that_are_read(kind: str, write_claims: Write) -> None:
    for printed in ("9" * 30, "1e999", "1e-999", "0." + "0" * 29 + "1", "-1e999"):
        for comparator in ("=", "<", ">", "~"):
            claim = f'kind = "{kind}"\nprinted = "{printed}"\ncomparator = "{comparator}"\n'
            quantity = {"count": "count", "statistic": "median"}.get(kind, kind)
            column = "" if kind == "count" else ', column = "dextro"'
            claim += f'derivation = {{ quantity = "{quantity}", table = "wide"{column} }}'
            (verdict,) = bs.verify(write_claims(claim=claim)).verdicts
            assert len(verdict.explanation) < 300


def test_a_million_claims_are_refused_by_size(sleep: Path) -> None:
    claim = '[[claim]]\nid="a"\n'
    text = "format = 1\n" + claim * 10**6
    assert len(text) > TOML_BYTES
    (sleep / "claims.toml").write_text(text)
    with pytest.raises(bs.StudyError, match=r"claims.toml: is too large: 17,000,011 bytes"):
        bs.verify(sleep)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "[" * 10_000, "nested more than 32 levels deep"),
        ("a = " + "{ a = " * 10_000, "nested more than 32 levels deep"),
        ("[" + "a." * 100_000 + "a]\n", "nested more than 32 levels deep"),
        ("a = [" + "1," * 60_000 + "]\n", "holds more than 50,000 values"),
        ("&a [*a,*a]\n", "is not valid TOML"),
        ("a = " + "9" * 10**5, "is not valid TOML: a number has too many digits"),
    ],
)
def test_nesting_expansion_and_numbers_that_would_fill_the_memory(text: str, said: str, sleep: Path) -> None:
    (sleep / "claims.toml").write_text(f"format = 1\n{text}")
    with pytest.raises(bs.StudyError, match=said):
        bs.verify(sleep)


def test_a_family_of_adjusted_claims_costs_no_more_than_its_tests(write_claims: Write) -> None:
    names = [f"c{k}" for k in range(40)]
    listed = ", ".join(f'"{name}"' for name in names)
    claim = f'{P}, adjustment = {{ method = "holm", claims = [{listed}] }} }}'
    found = bs.verify(write_claims(**dict.fromkeys(names, claim))).verdicts
    assert {verdict.value for verdict in found} == {"0.15625"}  # 40 × 2/2⁹, all being equal


def test_many_claims_about_one_test_are_searched_once(write_claims: Write) -> None:
    claims = {f"c{k}": f"{P} }}".replace("0.01", "0.33") for k in range(300)}
    found = bs.verify(write_claims(**claims)).verdicts
    assert {verdict.word for verdict in found} == {"contradicted"}


def test_links_and_folders_in_place_of_the_claims_file(sleep: Path) -> None:
    outside = sleep.parent / "outside.toml"
    outside.write_text("format = 1\n")
    (sleep / "claims.toml").symlink_to(outside)
    with pytest.raises(bs.StudyError, match=r"'claims\.toml' is a path that leaves the study folder"):
        bs.verify(sleep)
    (sleep / "claims.toml").unlink()
    (sleep / "claims.toml").mkdir()
    with pytest.raises(bs.StudyError, match="is not an ordinary file"):
        bs.verify(sleep)


def test_a_text_claim_of_a_hundred_thousand_values_is_refused(write_claims: Write) -> None:
    claim = 'kind = "text"\nprinted = "1"\nderivation = { quantity = "values", table = "blocks", column = "plot" }'
    folder = write_claims(claim=claim)
    lines = [f"{k},a,x,1" for k in range(100_000)]
    (folder / "blocks.csv").write_text("\n".join(["plot,block,arm,crop", *lines, ""]))
    with pytest.raises(bs.StudyError, match="column 'plot' holds more than 100 values — narrow them with where"):
        bs.verify(folder)


def test_more_searches_than_are_made_are_refused_by_claim(write_claims: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("biomarker_stats.claims.judge._MOST_SEARCHES", 1)
    first = f"{P} }}".replace("0.01", "0.33")
    other = first.replace('"sign"', '"sign", alternative = "less"')
    with pytest.raises(
        bs.StudyError, match=r"claim b\): is one of more than 1 P values whose specifications would have"
    ):
        bs.verify(write_claims(a=first, b=other, c=first))


MARKUP = "<script>alert(1)</script> ]]> & | [x](javascript:1) `id` \u202egnirts"


def test_text_of_a_claims_file_is_escaped_in_every_output(write_claims: Write, run: Callable[..., Any]) -> None:
    claim = f'{COUNT} }}\nquote = "{MARKUP}"\nlocation = "{MARKUP}"\nexpected = {{ verdict = "contradicted" }}'
    folder = write_claims(claim=claim)
    table = bs.verify(folder)
    assert "<script>" not in junit_xml(table)
    assert "<script>" not in verdicts_markdown(table)
    assert "](javascript" not in verdicts_markdown(table)
    assert "<script>" not in table._repr_html_()
    for text in (junit_xml(table), verdicts_markdown(table), sarif_json(table), run("verify", folder).out):
        assert "\u202e" not in text


COMMANDS = ("::error file=app.py::owned", "##[error]owned", "##vso[task.setvariable variable=a]owned", ":::add-mask::a")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("shift", [70, 71, 76, 77, 78, 79, 80])
def test_a_quotation_gives_no_order_to_a_build_service(
    command: str, shift: int, write_claims: Write, run: Callable[..., Any]
) -> None:
    """Wherever a line of 80 columns breaks; GitHub reads ``::`` at the start of a line, ``##[`` anywhere."""
    quote = f"{'q' * shift} {command} {command}"
    claim = f'{COUNT} }}\nquote = "{quote}"\nlocation = "{quote}"\nexpected = {{ verdict = "contradicted" }}'
    printed = run("verify", write_claims(claim=claim)).out
    assert "owned" in printed or "add-mask" in printed
    assert not any(line.lstrip().startswith("::") for line in printed.splitlines())
    assert not any(mark in printed for mark in ("##[", "##vso[", "::error", "::add"))
