"""How many patients to screen so that enough of them carry the marker."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import ceil
from typing import Any

import pandas as pd
from scipy.special import bdtrc

from biomarker_stats import wording
from biomarker_stats.errors import UsageError
from biomarker_stats.planning.checks import check_probability
from biomarker_stats.planning.results import plain

Prevalence = float | tuple[float, float]
_MOST = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningYield:
    """How many to screen. Of each pair the first is for the higher end of the prevalence, the second for the lower.

    ``prevalence`` is (lowest, highest) of a patient's chance to be enrolled; ``screen`` (fewest, most) patients reach
    ``enrol`` with ``probability``; ``expected`` is enrol / prevalence, which is enough only about half of the time.
    """

    enrol: int
    probability: float
    prevalence: tuple[float, float]
    screen: tuple[int, int]
    expected: tuple[float, float]
    chance_at_expected: tuple[float, float]

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain values, ready for JSON."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}

    def to_frame(self) -> pd.DataFrame:
        """Return one row an end of the prevalence, the highest first."""
        columns = {
            "prevalence": self.prevalence[::-1],
            "screen": self.screen,
            "expected": self.expected,
            "chance_at_expected": self.chance_at_expected,
        }
        return pd.DataFrame(columns).assign(enrol=self.enrol, probability=self.probability).drop_duplicates()

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, text) rows for printing."""
        few, most = self.screen
        low, high = (f"{100 * p:.3g}%" for p in self.prevalence)
        same = self.prevalence[0] == self.prevalence[1]
        screened = f"{most:,}" if same else f"{few:,} (if {high}) to {most:,} (if {low})"
        average = f"{wording.number(self.expected[1])}, enough with probability "
        return [
            ("to enrol", f"{self.enrol:,} patients with probability {self.probability:g}"),
            ("prevalence", low if same else f"{low} to {high}"),
            ("screen", screened),
            ("enrol / prevalence", average + wording.number(self.chance_at_expected[1])),
        ]

    def summary(self) -> str:
        """Return the record in words."""
        return "\n".join(f"{label}: {text}" for label, text in self.rows())

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled

        return labelled(self.rows())


def screening_yield(
    enrol: int, prevalence: Prevalence, *, probability: float = 0.9, then: Sequence[Prevalence] = ()
) -> ScreeningYield:
    """Return how many patients to screen to enrol ``enrol`` marker-positive ones with a given probability.

    The number screened until the last is found is negative binomial; the answer is its quantile, the smallest N with
    P(at least ``enrol`` positive among N) ≥ ``probability``. Patients are taken as independent, of one prevalence.

    Args:
        enrol: marker-positive patients wanted.
        prevalence: of the marker, a number, or (lowest, highest) where only a range is known.
        probability: that screening so many is enough.
        then: further shares, each among those positive so far: a second marker, eligibility, consent.

    Raises:
        UsageError: an argument is out of range, or more than ten million patients would be needed.

    >>> screening_yield(10, (0.2, 0.3)).screen
    (45, 69)
    """
    check_probability("probability", probability)
    if isinstance(enrol, bool) or not isinstance(enrol, int) or enrol < 1 or not 0 < probability < 1:
        msg = f"give a whole number of at least 1 to enrol and 0 < probability < 1, got {enrol!r} and {probability!r}"
        raise UsageError(msg)
    low, high = 1.0, 1.0
    for place, share in enumerate((prevalence, *then)):
        ends = _ends("prevalence" if place == 0 else f"then[{place - 1}]", share)
        low, high = low * ends[0], high * ends[1]
    expected = (enrol / high, enrol / low)
    return ScreeningYield(
        enrol=enrol,
        probability=probability,
        prevalence=(low, high),
        screen=(_screened(enrol, high, probability), _screened(enrol, low, probability)),
        expected=expected,
        chance_at_expected=(_enough(ceil(expected[0]), enrol, high), _enough(ceil(expected[1]), enrol, low)),
    )


def _ends(name: str, share: Prevalence) -> tuple[float, float]:
    """Return the two ends of a prevalence."""
    ends = (share, share) if isinstance(share, int | float) else tuple(share)
    if len(ends) != 2:
        msg = f"{name} must be a number or (lowest, highest), got {share!r}"
        raise UsageError(msg)
    for end in ends:
        check_probability(name, end)
    if not 0 < ends[0] <= ends[1]:
        msg = f"{name} must be above 0, its lower end first, got {share!r}"
        raise UsageError(msg)
    return float(ends[0]), float(ends[1])


def _enough(screened: int, enrol: int, prevalence: float) -> float:
    """Return P(at least ``enrol`` positive among ``screened``)."""
    return float(bdtrc(enrol - 1, screened, prevalence)) if screened >= enrol else 0.0


def _screened(enrol: int, prevalence: float, probability: float) -> int:
    """Return the smallest number that is enough, by bisection: more patients are never less enough."""
    low, high = enrol - 1, enrol
    while _enough(high, enrol, prevalence) < probability:
        low, high = high, 2 * high
        if high > _MOST:
            msg = f"more than {_MOST:,} patients would be screened for {enrol:,} at a prevalence of {prevalence:g}"
            raise UsageError(msg)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _enough(middle, enrol, prevalence) >= probability else (middle, high)
    return high
