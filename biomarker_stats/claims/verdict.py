"""Verdicts: what verification says of each claim, and the table of them all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from biomarker_stats.claims.claim_checks import ClaimCheck
from biomarker_stats.study.claim import Claim
from biomarker_stats.terms import Flag, VerdictWord

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One claim, its verdict and why.

    ``value`` is the recomputed value in the package's own words (None when nothing could be recomputed); ``changed``
    says, in words, what differs from the claim's ``expected`` table, and is empty when all is as expected.
    """

    claim: Claim
    word: VerdictWord
    value: str | None
    explanation: str
    flags: tuple[Flag, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def as_expected(self) -> bool:
        """Whether verdict, value and flags are those the claims file expects."""
        return not self.changed

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as JSON can hold it."""
        claim = self.claim
        return {
            "id": claim.id,
            "kind": claim.kind,
            "quote": claim.quote,
            "location": claim.location,
            "comparator": claim.comparator,
            "printed": claim.printed,
            "recomputed": self.value,
            "verdict": self.word,
            "flags": list(self.flags),
            "explanation": self.explanation,
            "as_expected": self.as_expected,
            "changed": list(self.changed),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictTable:
    """The verdicts of one study, in the order of its claims file, with what they rest on.

    ``hashes`` holds the SHA-256 of each file of the study; ``versions`` those of Python and the libraries that compute;
    ``seed`` is None where no number was drawn at random; ``space_hash`` is the SHA-256 of the specifications that were
    looked at; ``folder`` is where the study lies (None: nowhere on disk). ``checks`` are the integrity checks that the
    claims allow; they inform, and decide nothing.
    """

    study_id: str
    verdicts: tuple[Verdict, ...]
    hashes: Mapping[str, str]
    version: str
    versions: Mapping[str, str] = field(default_factory=dict)
    seed: int | None = None
    space_hash: str = ""
    folder: Path | None = None
    simulated: bool = False
    checks: tuple[ClaimCheck, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every verdict is as expected."""
        return all(verdict.as_expected for verdict in self.verdicts)

    def counts(self) -> dict[str, int]:
        """Return how many claims got each verdict, in the order of the ladder."""
        found = Counter(verdict.word for verdict in self.verdicts)
        return {word: found[word] for word in get_args(VerdictWord) if found[word]}

    def provenance(self) -> dict[str, Any]:
        """Return what the verdicts rest on, as every output carries it."""
        return {
            "hashes": dict(self.hashes),
            "versions": dict(self.versions),
            "seed": self.seed,
            "space_hash": self.space_hash,
            "simulated": self.simulated,
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the table as JSON can hold it."""
        return {
            "study": self.study_id,
            "ok": self.ok,
            "counts": self.counts(),
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
            "checks": [check.to_dict() for check in self.checks],
            "version": self.version,
            **self.provenance(),
        }

    def to_frame(self) -> "pd.DataFrame":
        """Return one row a claim."""
        import pandas as pd

        rows = [verdict.to_dict() for verdict in self.verdicts]
        for row in rows:
            row["flags"], row["changed"] = ", ".join(row["flags"]), "; ".join(row["changed"])
        return pd.DataFrame(rows)

    def to_junit(self) -> str:
        """Return JUnit XML: one case a claim, a failure only where a verdict is not the expected one."""
        from biomarker_stats.claims.output.junit import junit_xml

        return junit_xml(self)

    def to_sarif(self) -> str:
        """Return SARIF 2.1.0, whose results point at the lines of ``claims.toml``."""
        from biomarker_stats.claims.output.sarif import sarif_json

        return sarif_json(self)

    def to_markdown(self) -> str:
        """Return a Markdown table, the verdicts that changed first."""
        from biomarker_stats.claims.output.markdown import verdicts_markdown

        return verdicts_markdown(self)

    def __repr__(self) -> str:
        return f"<VerdictTable {self.study_id}: {len(self.verdicts)} claims, ok {self.ok}>"

    def _repr_html_(self) -> str:
        from html import escape

        names, left = ("id", "printed", "recomputed", "verdict", "flags", "explanation"), "style='text-align:left'"
        said = "every verdict as expected" if self.ok else "SOME VERDICTS CHANGED"
        title = f"{'SIMULATED: ' if self.simulated else ''}{self.study_id}: {len(self.verdicts)} claims, {said}"
        head = "".join(f"<th {left}>{name}</th>" for name in names)
        rows = [[_cell(name, verdict.to_dict()[name]) for name in names] for verdict in self.verdicts]
        body = "".join("<tr>" + "".join(f"<td {left}>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        caption = f"<caption>{escape(title)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(name: str, value: Any) -> str:
    text = ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return text.replace("_", " ") if name in {"verdict", "flags"} else text
