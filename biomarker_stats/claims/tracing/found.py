"""What a trace found: plain values, ready for a terminal, a report or a file."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from biomarker_stats.claims.tracing.decoys import Decoys
from biomarker_stats.claims.tracing.lattice import Floor

if TYPE_CHECKING:
    import pandas as pd

Answer = Literal["identified", "set-identified", "not identified", "no match"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificationClass:
    """Specifications that agree on every claim: the plainest of them in words, their P values, and all their methods.

    ``rounding`` is the rule under which they print the claims.
    """

    words: str
    method: str
    methods: tuple[str, ...]
    specifications: int
    rounding: str
    p_values: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleMatch:
    """Specifications of one contrast that print one claim, taken alone, by one P value; the plainest in words."""

    claim: str
    p_value: float
    contrast: str
    methods: tuple[str, ...]
    specifications: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What the specifications that print every other claim say about the one left out.

    ``p_values`` are their distinct P values for it, the smallest and the largest ``shown`` apart; ``prints`` says how
    many of the ``specifications`` print it.
    """

    claim: str
    specifications: int
    prints: int
    p_values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyTrace:
    """The trace of one family of claims. ``answer`` is one of four words; everything else is why.

    ``size`` counts the specifications S (test × data × rounding rule), ``tests`` those rounding aside; ``sha256`` is
    the hash of the frozen space. ``bits_named`` is log2 S, what it costs to name one specification; ``bits_printed``
    what the printed decimals say, were P values evenly spread. ``without_p`` counts the tests that give no P here.
    """

    family: str
    endpoint: str
    printed: Mapping[str, str]
    stated: tuple[str, ...]
    answer: Answer
    reason: str
    classes: tuple[SpecificationClass, ...]
    singles: tuple[SingleMatch, ...]
    floors: tuple[Floor, ...]
    predictions: tuple[Prediction, ...]
    decoys: Decoys | None
    size: int
    tests: int
    ruled_out_by_lattice: int
    without_p: int
    sha256: str
    bits_named: float
    bits_printed: float
    notes: tuple[str, ...] = ()

    @property
    def matching(self) -> tuple[SpecificationClass, ...]:
        """The classes that print every claim by ordinary rounding."""
        return tuple(each for each in self.classes if each.rounding == "rounded")

    def matching_methods(self, claim: str) -> tuple[str, ...]:
        """Return every method with a specification that prints one claim, taken alone."""
        return tuple(dict.fromkeys(name for each in self.singles if each.claim == claim for name in each.methods))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The traces of a study's families of P claims, with the hashes and versions they rest on.

    ``settled`` names the families that were not traced, because all their choices are stated and they come out so.
    """

    study_id: str
    simulated: bool
    families: tuple[FamilyTrace, ...]
    settled: tuple[str, ...]
    hashes: Mapping[str, str]
    versions: Mapping[str, str]
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as JSON can hold it."""
        return {
            "study": self.study_id,
            "simulated": self.simulated,
            "families": [_plain(asdict(family)) for family in self.families],
            "settled": list(self.settled),
            "hashes": dict(self.hashes),
            "versions": dict(self.versions),
            "seed": self.seed,
        }

    def to_frame(self) -> "pd.DataFrame":
        """Return one row a match: every class that prints all claims, and every reading that prints one alone."""
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for family in self.families:
            both = {"family": family.family, "answer": family.answer}
            for each in family.classes:
                p = {f"p_{claim}": value for claim, value in each.p_values.items()}
                rows.append({**both, "claims": "all", "rounding": each.rounding, **_what(each), **p})
            for single in family.singles:
                p = {f"p_{single.claim}": single.p_value}
                rows.append({**both, "claims": single.claim, "rounding": "rounded", **_what(single), **p})
        return pd.DataFrame(rows)

    def summary(self) -> str:
        """Return the trace as lines of text."""
        from biomarker_stats.claims.tracing.words import family_lines

        parts = ["\n".join(family_lines(family)) for family in self.families]
        if self.settled:
            parts.append(f"not traced, because every choice is stated and comes out so: {', '.join(self.settled)}")
        return "\n\n".join(parts)

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        return f"<Trace {self.study_id}: {', '.join(f'{each.family} {each.answer}' for each in self.families)}>"

    def _repr_html_(self) -> str:
        from biomarker_stats.claims.tracing.as_html import family_table

        return "".join(family_table(family) for family in self.families)


def _what(each: SpecificationClass | SingleMatch) -> dict[str, Any]:
    methods = ", ".join(each.methods)
    return {"specification": each.words, "methods": methods, "specifications": each.specifications}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
