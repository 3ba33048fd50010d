"""Which specifications are the published ones: those that the P claims of a study are recomputed by."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from biomarker_stats.claims.choices.choice import Choice
from biomarker_stats.claims.choices.plan import Plan
from biomarker_stats.study.claim import Claim, Derivation
from biomarker_stats.study.symbols import symbol_scores

if TYPE_CHECKING:
    from biomarker_stats.study import Study


def published(study: "Study", plan: Plan, choices: Sequence[Choice]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Return the claims behind choices, by the place of the choice, and the ids of the claims behind none.

    Only claims of a P value that are recomputed from the same table are looked for.
    """
    found: dict[int, list[str]] = {}
    missed: list[str] = []
    for claim, derivation in _p_claims(study, plan):
        scores = _scores(study, plan, derivation)
        places = [k for k, choice in enumerate(choices) if _is(choice, derivation, scores, plan)]
        if not places:
            missed.append(claim.id)
        for place in places:
            found.setdefault(place, []).append(claim.id)
    return {place: ", ".join(ids) for place, ids in found.items()}, tuple(missed)


def _p_claims(study: "Study", plan: Plan) -> Iterator[tuple[Claim, Derivation]]:
    for claim in study.claims:
        derivation = claim.derivation
        if derivation is None or derivation.quantity != "p" or derivation.endpoint is None:
            continue
        if study.manifest.endpoints[derivation.endpoint].table == plan.endpoint.table:
            yield claim, derivation


def _scores(study: "Study", plan: Plan, derivation: Derivation) -> Mapping[str, float]:
    column = plan.endpoint.before or plan.endpoint.column or ""
    scale = study.manifest.tables[plan.endpoint.table].columns[column].scale
    return {} if scale is None else symbol_scores(study.manifest.scales[scale], derivation.coding)


def _is(choice: Choice, derivation: Derivation, scores: Mapping[str, float], plan: Plan) -> bool:
    test = choice.test
    same_arms = choice.question == "paired" or (
        derivation.by == plan.by and derivation.arms in {(), plan.arms, plan.arms[::-1]}
    )
    return (
        choice.question == derivation.type
        and same_arms
        and choice.outcome != "cut"
        and not (choice.without_ceiling or derivation.where or derivation.strata)
        and choice.endpoint == derivation.endpoint
        and choice.population == derivation.population
        and all(scores.get(symbol) == score for symbol, score in choice.coding)
        and (test.method, test.alternative, test.two_sided, test.zeros, test.reference, test.mid_p)
        == (
            derivation.method,
            derivation.alternative,
            derivation.two_sided,
            derivation.zeros,
            derivation.reference,
            derivation.mid_p,
        )
    )
