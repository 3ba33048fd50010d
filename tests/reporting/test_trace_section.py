"""The section on the trace: what prints every claim, and what prints each alone, one table a claim."""

from types import SimpleNamespace
from typing import Any

import panflute as pf
import pytest

import biomarker_stats as bs
from biomarker_stats.reporting.document import PANDOC_API
from biomarker_stats.reporting.nodes import Block
from biomarker_stats.reporting.sections.trace import trace
from biomarker_stats.reporting.writers.markdown import write_markdown


@pytest.fixture(scope="module")
def found(seed_study: bs.Study) -> Any:
    return bs.trace(seed_study, decoys=0)


@pytest.fixture(scope="module")
def blocks(found: Any) -> list[Block]:
    return trace(SimpleNamespace(trace=found))


def tables(blocks: list[Block]) -> dict[str, list[list[str]]]:
    made = [
        inner for block in blocks if isinstance(block, pf.Div) for inner in block.content if isinstance(inner, pf.Table)
    ]
    return {
        pf.stringify(each.caption): [[pf.stringify(cell) for cell in row.content] for row in each.content[0].content]
        for each in made
    }


def test_specifications_that_differ_in_rounding_alone_share_a_row(blocks: list[Block]) -> None:
    (rows,) = [
        rows for caption, rows in tables(blocks).items() if caption.startswith("Specifications that print every")
    ]
    # paired t, as published: 0.024846, 0.013847 and 0.363217 by scipy 1.17; they print 0.025, 0.014 and 0.4 both ways
    first = next(row for row in rows if row[0].startswith("paired-t, two-sided"))
    assert first[1:] == ["rounded or rounded up", "0.024846", "0.013847", "0.363217"]
    assert len({row[0] for row in rows}) == len(rows)


def test_each_claim_alone_has_a_table_that_counts_all_it_leaves_out(found: Any, blocks: list[Block]) -> None:
    (family,) = found.families
    for claim in family.printed:
        own = [each for each in family.singles if each.claim == claim]
        ((caption, rows),) = [item for item in tables(blocks).items() if item[0].startswith(f"{claim} = ")]
        assert f"alone: {sum(each.specifications for each in own)} tests print it, by {len(own)} P values" in caption
        assert len(rows) == 6 < len(own)
        for row, each in zip(rows, own, strict=False):
            assert f"{row[1]}; {row[2]}" == each.words
            assert set(row[3].replace(" and ", ", ").split(", ")) - {"–"} <= set(each.methods)


def test_it_is_read_in_plain_markdown_too(found: Any) -> None:
    text = write_markdown(pf.Doc(*trace(SimpleNamespace(trace=found)), api_version=PANDOC_API))
    assert "| p | Plainest test | What it compares |" in " ".join(text.split())
