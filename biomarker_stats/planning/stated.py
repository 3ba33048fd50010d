"""Prevalences that a source states without data, as structured claims: what a screening plan may start from."""

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from biomarker_stats.errors import DataError, UsageError
from biomarker_stats.study.claim import Claim, ClaimsFile
from biomarker_stats.study.documents import parse_toml
from biomarker_stats.study.faults import fault
from biomarker_stats.study.models import validate
from biomarker_stats.study.printed import parse_printed, parse_range

_FACTS = "her2_pathway_facts"
_FILE = "claims.toml"
_LARGEST = 1_000_000
_FRACTION = re.compile(r"\b([0-9]{1,6})/([0-9]{1,6})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPrevalence:
    """A prevalence as a source words it, and the ends that its words allow."""

    id: str
    quote: str
    location: str
    printed: str
    comparator: str
    low: float
    high: float

    @property
    def prevalence(self) -> float | tuple[float, float]:
        """What :func:`screening_yield` takes: one number, or both ends."""
        return self.low if self.low == self.high else (self.low, self.high)

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled

        ends = f"{100 * self.low:.3g}%" if self.low == self.high else f"{100 * self.low:.3g}% to {100 * self.high:.3g}%"
        taken = ("taken as", ends)
        return labelled([("stated", self.quote), ("where", self.location), ("printed", self.printed), taken], self.id)


def stated_prevalences(folder: str | Path | None = None) -> dict[str, StatedPrevalence]:
    """Return the prevalences stated in the ``claims.toml`` of a folder, by claim id; else those of a HER2 poster.

    Of the claims of kind percent, range or text, those that print percentages or a fraction such as 1/3 are returned.
    ``>`` and ``<`` leave the other end open, to 1 or 0; ``~`` is taken as the number itself, for its width is not said.

    Args:
        folder: a folder with ``claims.toml``.

    Raises:
        DataError: there is no such file, or it cannot be read.

    >>> facts = stated_prevalences()
    >>> facts["her2-breast"].prevalence, facts["p95-of-her2"].prevalence, facts["braf-melanoma"].prevalence
    ((0.2, 0.3), 0.3, (0.6, 1.0))
    """
    path = (_bundled() if folder is None else Path(folder)) / _FILE
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        remedy = "name a folder with a claims.toml in UTF-8"
        raise DataError([fault("cannot be read", remedy, value=str(path))]) from None
    if len(content) > _LARGEST:
        raise DataError([fault("is larger than a megabyte", "keep the stated facts only", file=_FILE)])
    parsed, wrong = parse_toml(text, _FILE)
    found, more = validate(ClaimsFile, parsed, _FILE, text)
    if found is None or wrong or more:
        raise DataError([*wrong, *more])
    try:
        stated = [_stated(claim) for claim in found.claim]
    except UsageError as error:
        raise DataError([fault(str(error), "print it as a percentage or a range", file=_FILE)]) from None
    return {each.id: each for each in stated if each is not None}


def _bundled() -> Path:
    package = Path(__file__).resolve().parents[1]
    for root in (package, package.parent):
        if (root / "datasets" / _FACTS).is_dir():
            return root / "datasets" / _FACTS
    raise DataError([fault("is not installed", "install the package again, with its datasets", value=_FACTS)])


def _stated(claim: Claim) -> StatedPrevalence | None:
    """Return what a claim states, or None where it states no prevalence."""
    ends = _ends(claim)
    if ends is None:
        return None
    low, high = ends
    if claim.comparator in {">", ">="}:
        high = Fraction(1)
    elif claim.comparator in {"<", "<="}:
        low = Fraction(0)
    if not 0 <= low <= high <= 1:
        return None
    return StatedPrevalence(
        id=claim.id,
        quote=claim.quote,
        location=claim.location,
        printed=claim.printed,
        comparator=claim.comparator,
        low=float(low),
        high=float(high),
    )


def _ends(claim: Claim) -> tuple[Fraction, Fraction] | None:
    if claim.kind == "percent":
        share = parse_printed(claim.printed).value / 100
        return share, share
    if claim.kind == "range":
        low, high = parse_range(claim.printed)
        return (low.value / 100, high.value / 100) if low.percent or high.percent else None
    found = _FRACTION.search(claim.printed) if claim.kind == "text" else None
    if found is None or int(found[2]) == 0:
        return None
    share = Fraction(int(found[1]), int(found[2]))
    return share, share
