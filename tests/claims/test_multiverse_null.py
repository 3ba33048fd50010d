"""Under H0 the adjusted P value of the search is below alpha in at most a share alpha of studies."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import biomarker_stats as bs
from biomarker_stats.study.multiverse_spec import MultiverseSpec

STUDIES = 500
SYMBOLS = np.array(["–", "+", "++", "++/–", "+/++"])
SHARES = (0.3, 0.25, 0.25, 0.1, 0.1)
CHOICES = MultiverseSpec(
    codings=("as-published", "midpoint"),
    populations=("all", "breast"),
    paired=("signed-rank", "paired-t", {"method": "mcnemar", "mid_p": True}),
    between=("rank-sum", "student-t", "fisher", {"method": "fisher", "mid_p": True}),
    also=(),
)
LEVELS = (0.01, 0.05, 0.1, 0.25)


@pytest.fixture(scope="module")
def null_p_values(seed_study: bs.Study) -> dict[str, np.ndarray]:
    """Adjusted P values of studies in which nothing has an effect: 10 patients, both readings from one urn."""
    chance = np.random.default_rng(20081)
    manifest = seed_study.manifest.model_copy(update={"multiverse": CHOICES})
    table = seed_study.tables["trial"]
    found: dict[str, list[tuple[float, float, float]]] = {"paired": [], "compare": []}
    for _ in range(STUDIES):
        readings = chance.choice(SYMBOLS, size=(2, len(table)), p=SHARES)
        new = table.assign(perk_pre=readings[0], perk_post=readings[1], schedule=chance.permutation(table["schedule"]))
        study = replace(seed_study, manifest=manifest, tables={"trial": pd.DataFrame(new)}, claims=())
        for question in bs.multiverse(study).questions:
            joints = (question.smallest, question.median, question.share)
            found[question.question].append(tuple(each.p_value for each in joints))
    return {name: np.array(values) for name, values in found.items()}


@pytest.mark.parametrize("question", ["paired", "compare"])
@pytest.mark.parametrize("statistic", ["smallest", "median", "share"])
def test_no_more_rejections_than_the_level_allows(
    null_p_values: dict[str, np.ndarray], question: str, statistic: str
) -> None:
    p = null_p_values[question][:, ("smallest", "median", "share").index(statistic)]
    assert len(p) == STUDIES
    for level in LEVELS:
        allowed = stats.binom.ppf(0.999, STUDIES, level)  # what chance gives a test of exactly this level
        assert (p <= level).sum() <= allowed, level


def test_it_does_reject(null_p_values: dict[str, np.ndarray]) -> None:
    """The bound above is no accident of P values that are all 1: at 0.25 the test is close to its level."""
    for values in null_p_values.values():
        assert 0.1 < (values[:, 0] <= 0.25).mean() <= 0.32


def test_the_smallest_p_value_itself_is_not_to_be_trusted(seed_study: bs.Study) -> None:
    """The search adjusts for something: in the seed study the smallest of 252 P values is a quarter of its joint P."""
    found = bs.multiverse(seed_study).question("paired")
    assert found is not None
    assert found.smallest.observed < 0.05 < found.smallest.p_value
