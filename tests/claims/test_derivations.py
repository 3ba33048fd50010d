"""What a derivation, a design or a statement gets wrong is said in one line, with the remedy."""

from collections.abc import Callable

import pytest

import biomarker_stats as bs
from biomarker_stats.study.derivation_references import QUANTITIES
from biomarker_stats.terms import ClaimKind, Quantity

Faults = Callable[..., list[str]]
MEAN = 'kind = "mean"\nprinted = "1"\n'
P = 'kind = "p"\nprinted = "0.01"\n'
SIGN = 'quantity = "p", endpoint = "change", method = "sign"'
WHY = 'why_not = "no data"\n'
D = "claims.toml (claim['claim'].derivation"
C = "claims.toml (claim['claim']"

CASES = [
    (MEAN + 'derivation = { quantity = "sd", table = "wide", column = "dextro" }',
     f"{D}.quantity): 'sd' does not recompute a claim of kind mean — use mean or median or difference or estimate"),
    (MEAN + 'derivation = { quantity = "mean", table = "wide" }',
     f"{D}.column): is needed by mean, or else an endpoint — add column = … or endpoint = …"),
    (MEAN + 'derivation = { quantity = "mean", endpoint = "change", column = "dextro" }',
     f"{D}.column): does not go with an endpoint: the number is of the one or the other — leave one of them out"),
    (MEAN + 'derivation = { quantity = "mean", table = "wide", column = "patient" }',
     f"{D}.column): 'patient' is a column of type id; here it must be integer or number — choose another column, or "
     "change its type"),
    (MEAN + 'derivation = { quantity = "mean", table = "wide", column = "dextro", method = "sign" }',
     f"{D}.method): does not go with quantity mean — leave it out"),
    (MEAN + 'derivation = { quantity = "mean", table = "wide", column = "dextro", ddof = 0 }',
     f"{D}.ddof): does not go with quantity mean — leave it out"),
    (MEAN + 'derivation = { quantity = "mean", endpoint = "gained" }',
     f"{D}.endpoint): 'gained' is an endpoint of type binary; mean needs change or value here — choose another "
     "endpoint"),
    (MEAN + 'derivation = { quantity = "mean", endpoint = "extra", reading = "before" }',
     f"{D}.reading): does not go with an endpoint of type value — leave it out"),
    (MEAN + 'derivation = { quantity = "mean", endpoint = "extra", by = "drug" }',
     f"{D}.arms): must name one arm of a column: a mean is of one arm — give by = … and one name in arms, or leave "
     "both out"),
    (MEAN + 'derivation = { quantity = "mean", endpoint = "extra", by = "drug", arms = ["laevoo"] }',
     f"{D}.arms): 'laevoo' is not a level of column 'drug' — did you mean 'laevo'? known: dextro, laevo"),
    (MEAN + 'derivation = { quantity = "difference", endpoint = "extra" }',
     f'{D}): compares arms and needs the column that holds them — add by = "…"'),
    (P + f"derivation = {{ {SIGN}, confidence = 0.9 }}",
     f"{D}.confidence): does not go with quantity p — leave it out"),
    (P + f'derivation = {{ {SIGN}, strata = "sex" }}',
     f"{D}.strata): 'sex' is not a column of the table — known: patient, dextro, laevo"),
    (P + f'derivation = {{ {SIGN}, type = "proportion" }}',
     f"{D}.endpoint): 'change' is an endpoint of type change; p needs binary here — choose another endpoint"),
    (P + f'derivation = {{ {SIGN}, adjustment = {{ method = "holm", size = 3 }} }}',
     f"{D}.adjustment.size): '3' alone does not give a P value adjusted by holm, which uses every P of the family — "
     "name the family's claims instead"),
    (P + f'derivation = {{ {SIGN}, adjustment = {{ method = "holm" }} }}',
     f"{D}.adjustment): needs either size or claims — give one of them"),
    (P + f'derivation = {{ {SIGN}, adjustment = {{ method = "holm", claims = ["claim", "clam"] }} }}',
     f"{D}.adjustment.claims): 'clam' is no claim — did you mean 'claim'? known: claim"),
    (P + f'derivation = {{ {SIGN}, adjustment = {{ method = "holm", claims = ["claim", "claim"] }} }}',
     f"{D}.adjustment.claims): 'claim' is named twice — name each claim once"),
    (P + f"derivation = {{ {SIGN} }}\ndesign = {{ pairs = 3 }}",
     f"{C}.design): does not go with a derivation: what is recomputed needs no arithmetic on its sizes — leave it out"),
    (P + WHY + "design = { arms = [3, 3], pairs = 3 }",
     f"{C}.design): has arms and pairs, but a test compares either two arms or the two readings of each unit — keep "
     "one of them"),
    (P + WHY + "design = { denominator = 3 }",
     f"{C}.design.denominator): does not go with kind p — use arms or pairs"),
    (P + WHY + "design = {}",
     f"{C}.design): says nothing that arithmetic could use — add arms or pairs, or leave it out"),
    ('kind = "percent"\nprinted = "50"\n' + WHY + "design = { numerator = 3 }",
     f"{C}.design.numerator): needs denominator beside it — add denominator = …"),
    ('kind = "percent"\nprinted = "50"\n' + WHY + "design = { numerator = 3, denominator = 2 }",
     f"{C}.design.numerator): '3' is above the denominator 2 — exchange them"),
    ('kind = "ci"\nprinted = "0.19"\n' + WHY,
     f"{C}.printed): '0.19' is not an interval of two numbers, which a claim of kind ci prints — write it as printed, "
     'such as 0.19 to 0.81, or use kind = "text"'),
    ('kind = "ci"\nprinted = "0.1 to 0.2"\ncomparator = "<"\n' + WHY,
     f"{C}.comparator): '<' does not go with kind ci, which is compared as it stands — leave it out"),
    ('kind = "mean"\nprinted = "ns"\ncomparator = "ns"\n' + WHY,
     f"{C}.comparator): 'ns' is said of a P value, not of a claim of kind mean — leave comparator out, or use "
     'kind = "p"'),
    ('kind = "p"\nprinted = "0.30"\ncomparator = "ns"\n' + WHY,
     f"{C}.printed): '0.30' is a number, and a claim of ns compares none — leave comparator out to have the number "
     'checked, or give the word that is printed, such as "ns"'),
    *(
        (f'kind = "{kind}"\nprinted = "{printed}"\n{WHY}',
         f"{C}.printed): '{printed}' is not one number, which a claim of kind {kind} prints — write {remedy}")
        for kind, printed, remedy in (
            ("p", "< 0.4", 'comparator = "<" and printed = "0.4"'),
            ("p", "P≤0.05", 'comparator = "<=" and printed = "0.05"'),
            ("mean", ">= 3.1", 'comparator = ">=" and printed = "3.1"'),
            ("p", "≈0.4", 'comparator = "~" and printed = "0.4"'),
            ("p", "P = 0.4", 'printed = "0.4"'),
            ("p", "< many", 'it as printed, such as 0.025 or 16%, or use kind = "text"'),
        )
    ),
    (P + f'derivation = {{ {SIGN} }}\nstated = {{ endpoint = "chnge", population = "first" }}',
     f"{C}.stated.endpoint): 'chnge' is not a declared endpoint — did you mean 'change'? known: change, gained, extra, "
     "crop"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line"), CASES)
def test_each_fault_is_one_line_with_its_remedy(text: str, line: str, faults: Faults) -> None:
    assert line in faults(text)


def test_every_kind_and_every_quantity_is_spoken_for() -> None:
    from typing import get_args

    assert set(QUANTITIES) == set(get_args(ClaimKind))
    assert {quantity for each in QUANTITIES.values() for quantity in each} == set(get_args(Quantity))


def test_a_method_without_the_number_that_is_asked_for_names_the_claim(write_claims: Callable[..., object]) -> None:
    claim = 'kind = "statistic"\nprinted = "1"\n'
    claim += 'derivation = { quantity = "statistic", endpoint = "change", method = "sgn" }'
    with pytest.raises(bs.StudyError, match=r"claims.toml \(claim statistic\): no method is called 'sgn' — did you"):
        bs.verify(write_claims(statistic=claim))  # type: ignore[arg-type]
