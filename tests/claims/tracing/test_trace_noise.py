"""Pure noise: random tables of the seed study's shape with random printed P values must not look identified."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

import biomarker_stats as bs
from biomarker_stats.claims.tracing.decoys import draw
from biomarker_stats.claims.tracing.families import cells_of_family, families_of

STUDIES = 200


def noise(study: bs.Study, number: int) -> bs.Study:
    """Return the seed study with readings and printed P values drawn at random, to the same decimals."""
    generator = np.random.default_rng([20260101, number])
    cells = draw(cells_of_family(study, families_of(study)[0]), generator)
    trial = study.tables["trial"].copy()
    trial["perk_pre"] = [cells.symbols[code] for code in cells.before]
    trial["perk_post"] = [cells.symbols[code] for code in cells.after]
    claims = []
    for claim in study.claims:
        if claim.family == "table1-p":
            decimals = len(claim.printed.partition(".")[2])
            claim = claim.model_copy(update={"printed": f"{generator.uniform():.{decimals}f}"})  # noqa: PLW2901
        claims.append(claim)
    return replace(study, tables={**study.tables, "trial": trial}, claims=tuple(claims))


def test_noise_is_matched_no_more_often_than_the_decoys_say(seed_study: bs.Study) -> None:
    answers = [
        bs.trace(noise(seed_study, number), decoys=0, joint_only=True).families[0].answer for number in range(STUDIES)
    ]
    matched = STUDIES - answers.count("no match") - answers.count("not identified")
    luck = bs.trace(seed_study, decoys=40, alone=0, joint_only=True).families[0].decoys
    assert luck is not None
    highest = stats.beta.ppf(0.99, luck.hidden_truths.together + 1, luck.hidden_truths.n - luck.hidden_truths.together)
    # binomial noise of 200 studies about the largest rate that the decoys leave possible
    assert matched <= stats.binom.ppf(0.99, STUDIES, highest)
    assert answers.count("no match") > STUDIES / 2


def test_a_match_that_random_tables_reach_too_is_not_called_identified(seed_study: bs.Study) -> None:
    claims = tuple(
        claim.model_copy(update={"family": None}) for claim in seed_study.claims if claim.id in {"p-daily", "p-weekly"}
    )
    traced = bs.trace(replace(seed_study, claims=claims), decoys=20, alone=0)
    assert {family.family: family.answer for family in traced.families} == {
        "p-weekly": "not identified",
        "p-daily": "not identified",
    }


@pytest.mark.parametrize("decoys", [-1, 10**9, True, 2.5])
def test_the_number_of_decoys_is_bounded(decoys: object) -> None:
    with pytest.raises(bs.UsageError, match="decoys must be a whole number"):
        bs.trace("carracedo2008", decoys=decoys)  # type: ignore[arg-type]


def test_too_few_decoys_to_measure_luck_are_called_so() -> None:
    few = bs.trace("carracedo2008", decoys=5, alone=0, joint_only=True).families[0]
    assert few.answer == "identified"
    assert "5 decoys are too few to measure luck" in few.reason
