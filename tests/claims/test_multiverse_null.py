"""Under H0 the adjusted P value of the search is below alpha in at most a share alpha of studies."""

from dataclasses import replace

import numpy as np
import pandas as pd
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
    between=("student-t", "fisher", {"method": "fisher", "mid_p": True}),
    also=(),
)
LEVELS = (0.01, 0.05, 0.1, 0.25)


def joint_p_values(seed_study: bs.Study) -> dict[str, np.ndarray]:
    """P values of studies in which nothing has an effect: 10 patients, both readings from one urn, arms at random."""
    chance = np.random.default_rng(20081)
    manifest = seed_study.manifest.model_copy(update={"multiverse": CHOICES})
    table = seed_study.tables["trial"]
    found: dict[str, list[tuple[float, float, float]]] = {"paired": [], "compare": []}
    for _ in range(STUDIES):
        readings = chance.choice(SYMBOLS, size=(2, len(table)), p=SHARES)
        new = table.assign(perk_pre=readings[0], perk_post=readings[1], schedule=chance.permutation(table["schedule"]))
        study = replace(seed_study, manifest=manifest, tables={"trial": pd.DataFrame(new)}, claims=())
        for question in bs.multiverse(study).questions:
            found[question.question].append(
                (question.smallest.p_value, question.median.p_value, question.share.p_value)
            )
    return {name: np.array(values) for name, values in found.items()}


def test_no_more_rejections_than_the_level_allows(seed_study: bs.Study) -> None:
    for question, values in joint_p_values(seed_study).items():
        assert values.shape == (STUDIES, 3)
        for statistic, p in zip(("smallest", "median", "share"), values.T, strict=True):
            for level in LEVELS:
                allowed = stats.binom.ppf(0.999, STUDIES, level)  # what chance gives a test of exactly this level
                assert (p <= level).sum() <= allowed, (question, statistic, level)
        # the bound is no accident of P values that are all 1: at 0.25 the test is close to its level
        assert (values[:, 0] <= 0.25).mean() > 0.1, question


def test_the_search_is_adjusted_for(seed_study: bs.Study) -> None:
    found = bs.multiverse(seed_study).question("paired")
    assert found is not None
    assert found.smallest.observed < 0.05 < found.smallest.p_value
