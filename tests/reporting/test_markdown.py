"""Any text survives GitHub's Markdown: written by pandoc, read back by another parser, it is the same text."""

import random
import re

import panflute as pf
import pytest
from report_reading import read_markdown, visible

from biomarker_stats.reporting.document import PANDOC_API
from biomarker_stats.reporting.nodes import Block, bullets, clean, heading, paragraph, strong, table
from biomarker_stats.reporting.writers.markdown import write_markdown

CHARACTERS = "\\`*_[]<>&!|~$#(){}+-=.:;\"'/@^%, ab1é–x "
PLACES = {
    "paragraph": (paragraph, "{}"),
    "heading": (heading, "{}"),
    "list": (lambda text: bullets([text]), "{}"),
    "strong": (lambda text: paragraph(strong(text), " z"), "{}z"),
    "first cell": (lambda text: table(["h", "k"], [[text, "q"]], caption="c"), "chk{}q"),
    "cell": (lambda text: table(["h", "k"], [["q", text]], caption="c"), "chkq{}"),
    "caption": (lambda text: table(["h", "k"], [["q", "w"]], caption=text), "{}hkqw"),
}


def random_texts(number: int) -> list[str]:
    source = random.Random(118)  # noqa: S311 - a repeatable choice, no secret
    made = ["".join(source.choices(CHARACTERS, k=source.randint(1, 14))) for _ in range(number)]
    return [text for text in map(clean, made) if text]


@pytest.mark.parametrize("place", PLACES)
def test_any_text_reads_back_as_itself(place: str) -> None:
    make, frame = PLACES[place]
    texts = random_texts(200)
    blocks: list[Block] = []
    for number, text in enumerate(texts):
        blocks += [paragraph(f"MARK{number}Q"), make(text)]
    tokens = read_markdown(write_markdown(pf.Doc(*blocks, api_version=PANDOC_API)))
    assert not {"html_block", "html_inline", "link_open", "image", "hr", "fence"} & {token.type for token in tokens}
    found = re.split(r"MARK\d+Q", visible(tokens))[1:]
    assert ["".join(text.split()) for text in found] == ["".join(frame.format(text).split()) for text in texts]
