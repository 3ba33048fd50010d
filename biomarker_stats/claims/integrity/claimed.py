"""A printed P value as a claim: which P values agree with it, and which decide otherwise."""

from dataclasses import dataclass, replace
from fractions import Fraction

from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.rounding import preimage
from biomarker_stats.errors import UsageError, shorten
from biomarker_stats.study.printed import Printed
from biomarker_stats.wording import p_phrase, p_value


def decision_level(alpha: float) -> Fraction:
    """Return the level of decisions as the decimal it was written as.

    Raises:
        UsageError: it is no number between 0 and 1.

    >>> decision_level(0.05)
    Fraction(1, 20)
    """
    try:
        level = Fraction(repr(alpha)) if isinstance(alpha, float) else Fraction(0)
    except ValueError:
        level = Fraction(0)
    if not 0 < level < 1:
        msg = f"alpha must be a number between 0 and 1, such as 0.05, got {shorten(repr(alpha))}"
        raise UsageError(msg)
    return level


@dataclass(frozen=True, slots=True)
class Claimed:
    """A printed P: its comparator (``ns`` means above ``alpha``), its number, and the rule that rounded it."""

    comparator: str
    number: Printed
    alpha: Fraction
    rule: str

    @property
    def text(self) -> str:
        """The claim as printed."""
        return (
            f"> {float(self.alpha)} (ns)"
            if self.comparator == "ns"
            else f"{self.comparator} {self.number.text.strip()}"
        )

    @property
    def value(self) -> Fraction:
        """The printed number, or alpha for ns."""
        return self.alpha if self.comparator == "ns" else self.number.value

    @property
    def impossible(self) -> bool:
        """Whether it says that P is 0 or below: no test gives that."""
        return self.value == 0 and self.comparator in {"=", "<", "<=", "~"}

    def admits(self, p: Fraction) -> bool:
        """Return whether an exact P agrees with the claim."""
        return not self.impossible and self._overlaps(p, p)

    def agrees(self, low: float, high: float) -> bool:
        """Return whether some P from ``low`` to ``high`` agrees with the claim."""
        return not self.impossible and self._overlaps(Fraction(low), Fraction(high))

    def _overlaps(self, low: Fraction, high: Fraction) -> bool:
        if self.comparator in {"=", "~"}:
            ends = preimage(self.number, self.rule if self.comparator == "=" else "ceiling_or_floor")
            above = low < ends.high or (ends.high_closed and low == ends.high)
            return above and (high > ends.low or (ends.low_closed and high == ends.low))
        return {
            "<": low < self.value,
            "<=": low <= self.value,
            ">": high > self.value,
            "ns": high > self.value,
            ">=": high >= self.value,
        }[self.comparator]

    def crosses(self, p: float, statistic_comparator: str = "=") -> bool:
        """Return whether the claim and a recomputed P decide differently at alpha; P = alpha counts as below.

        A statistic printed as ``< x`` has at least this P, one printed as ``> x`` at most.
        """
        below, claimed = Fraction(p) <= self.alpha, self.value
        says_below = self.comparator in {"=", "<", "<=", "~"} and claimed <= self.alpha
        says_above = (self.comparator in {"=", "~"} and claimed > self.alpha) or (
            self.comparator in {">", ">=", "ns"} and claimed >= self.alpha
        )
        return (says_below and not below and statistic_comparator != ">") or (
            says_above and below and statistic_comparator != "<"
        )


def against(check: Check, claim: Claimed | None, comparator: str = "=") -> Check:
    """Return a check that has recomputed P with its verdict on a printed one; unchanged where none was printed.

    ``comparator`` is that of the printed statistic.
    """
    if claim is None or check.p_value is None or check.p_low is None or check.p_high is None:
        return check
    agrees = claim.agrees(check.p_low, check.p_high)
    return replace(
        check,
        consistent=agrees,
        printed=f"{check.printed}, P {claim.text}",
        explanation=f"{check.explanation}: {'consistent with' if agrees else 'not'} P {claim.text}",
        decision_error=not agrees and claim.crosses(check.p_value, comparator),
    )


def within_rounding(p: float, low: float, high: float) -> str:
    """Return a recomputed P and its ends in words.

    >>> within_rounding(0.036225, 0.035836, 0.036619)
    'P = 0.036225 (0.035836 to 0.036619 within rounding)'
    """
    return f"{p_phrase(p, 'P')} ({p_value(low)} to {p_value(high)} within rounding)"
