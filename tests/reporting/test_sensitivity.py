"""The section on sensitivity says what the multiverse found, in words and tables."""

from dataclasses import replace

import panflute as pf
import pytest

import biomarker_stats as bs
from biomarker_stats.plots import curve_figure
from biomarker_stats.reporting.document import PANDOC_API
from biomarker_stats.reporting.nodes import Block
from biomarker_stats.reporting.sections.sensitivity import sensitivity
from biomarker_stats.reporting.writers.markdown import write_markdown
from biomarker_stats.study.multiverse_spec import MultiverseSpec


def written(blocks: list[Block]) -> str:
    return " ".join(write_markdown(pf.Doc(*blocks, api_version=PANDOC_API)).split())


@pytest.fixture(scope="module")
def text(seed_study: bs.Study) -> str:
    found = bs.multiverse(seed_study)
    return written(sensitivity(found, curve_figure(found, seed_study)))


def test_both_questions_with_their_floors(text: str) -> None:
    for words in (
        "## Sensitivity: every defensible choice",
        "tested in 528 defensible ways",
        "it is no vote",
        "252 specifications, by all 1,024 sign flips",
        "276 specifications, by all 210 relabellings",
        "| Smallest p, adjusted for the search | 0.015217 | 0.0625 | 0.0625 |",
        "Under no arrangement of these data could the search have given less than 0.0625",
        "Allowing for all 276 specifications, p = 0.004762, the smallest such a search can give here.",
        "Paired Student t test (published: p-all)",
        "Without ceiling: without the units that were at the top of the scale both times, which could not rise.",
        "figures/specification-curve.png",
        "p-weekly and p-daily",
    ):
        assert words in text, words


def test_a_study_with_nothing_to_compare_says_so() -> None:
    assert "Not done: the study declares nothing that could be compared" in written(sensitivity(None))
    assert "Not done: too much work." in written(sensitivity(None, why="too much work"))


def test_text_of_the_study_is_inert(seed_study: bs.Study) -> None:
    hostile = "<script>alert(1)</script> | *x* `{=html}`"
    endpoint = seed_study.manifest.endpoints["change"].model_copy(update={"title": hostile})
    update = {
        "endpoints": {**seed_study.manifest.endpoints, "change": endpoint},
        "multiverse": MultiverseSpec(codings=("midpoint",), paired=({"method": "sign"},), between=()),
    }
    study = replace(seed_study, manifest=seed_study.manifest.model_copy(update=update))
    assert "<script>" not in written(sensitivity(bs.multiverse(study)))
