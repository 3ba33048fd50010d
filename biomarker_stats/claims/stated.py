"""What the authors stated against what the derivation recomputes: the differences, and what had to be inferred."""

from typing import TYPE_CHECKING

from biomarker_stats.claims.recompute import result_of
from biomarker_stats.design.measure import scale_of
from biomarker_stats.study.claim import Claim, Derivation
from biomarker_stats.terms import Flag
from biomarker_stats.wording import listing

if TYPE_CHECKING:
    from biomarker_stats.study import Study

_TESTS = {"p", "statistic", "estimate", "interval"}
_DIVISOR = {0: "n", 1: "n − 1"}


def differences(study: "Study", claim: Claim, derivation: Derivation) -> list[str]:
    """Return, in words, every choice of the derivation that is not the one the authors state."""
    stated = claim.stated
    if derivation.quantity == "sd":
        differs = stated.ddof is not None and stated.ddof != derivation.ddof
        return [f"stated: divisor {_DIVISOR[stated.ddof or 0]}"] if differs else []
    if derivation.quantity not in _TESTS:
        return []
    found = []
    if stated.methods and derivation.method not in stated.methods:
        found.append(f"stated: {listing(list(stated.methods), 'or')}")
    adjustment = "none" if derivation.adjustment is None else derivation.adjustment.method
    choices: tuple[tuple[str, str | bool | None, str | bool | None], ...] = (
        ("alternative", stated.alternative, derivation.alternative),
        ("coding", stated.coding, coding_used(study, derivation)),
        ("adjustment", stated.adjustment, adjustment),
        ("reference", stated.reference, _reference_used(study, claim, derivation)),
        ("continuity correction", stated.continuity, derivation.continuity),
        ("mid-p", stated.mid_p, derivation.mid_p),
    )
    for name, said, used in choices:
        if said is not None and said != used:
            found.append(f"stated {name}: {_word(said)}, recomputed with: {_word(used)}")
    return found


def _reference_used(study: "Study", claim: Claim, derivation: Derivation) -> str:
    """Return the reference distribution that ``auto`` chose, where the authors state one."""
    if claim.stated.reference in {None, "auto"} or derivation.reference != "auto":
        return derivation.reference
    return result_of(study, derivation).reference


def inferred(claim: Claim, derivation: Derivation) -> list[str]:
    """Return, in words, every choice of the derivation that the authors do not state."""
    stated = claim.stated
    if derivation.quantity == "sd":
        return ["the divisor n"] if derivation.ddof == 0 and stated.ddof is None else []
    if derivation.quantity not in _TESTS:
        return []
    choices = (
        ("the test", stated.methods),
        ("the pairing", derivation.type == "proportion" or len(stated.methods) == 1),
        ("the sidedness", derivation.quantity != "p" or stated.alternative),
        ("the coding of the mixed cells", stated.coding or derivation.coding is None),
        ("the adjustment", derivation.adjustment is None or stated.adjustment),
        ("the reference distribution", derivation.reference == "auto" or stated.reference),
        ("the continuity correction", not derivation.continuity or stated.continuity is not None),
        ("the mid-p value", not derivation.mid_p or stated.mid_p is not None),
    )
    return [what for what, said in choices if not said]


def estimand_flags(claim: Claim, derivation: Derivation) -> tuple[Flag, ...]:
    """Return ``estimand_mismatch`` where the sentence speaks of another endpoint or population than is recomputed."""
    stated = claim.stated
    endpoint = stated.endpoint is not None and stated.endpoint != derivation.endpoint
    population = stated.population is not None and stated.population != derivation.population
    return ("estimand_mismatch",) if endpoint or population else ()


def coding_used(study: "Study", derivation: Derivation) -> str | None:
    """Return the coding of the derivation's endpoint: its own, or its scale's default."""
    if derivation.coding is not None or derivation.endpoint is None:
        return derivation.coding
    scale = scale_of(study, derivation.endpoint)
    return None if scale is None else study.manifest.scales[scale].default_coding


def _word(choice: str | bool | None) -> str:
    if isinstance(choice, str):
        return choice
    return "none" if choice is None else "yes" if choice else "no"
