"""A printed confidence interval against the estimate and the P value printed beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.claimed import Claimed, against, decision_level, within_rounding
from biomarker_stats.claims.integrity.inputs import printed_number, printed_p
from biomarker_stats.claims.integrity.rounding import Interval, preimage, rule_named
from biomarker_stats.claims.integrity.tails import LEAST_P, Statistic, degrees_of
from biomarker_stats.errors import UsageError
from biomarker_stats.exact.large_sample import normal_quantile
from biomarker_stats.study.printed import Printed


def interval_agrees(
    estimate: str,
    low: str,
    high: str,
    *,
    p: str | None = None,
    ratio: bool = False,
    df: float | None = None,
    confidence: float = 0.95,
    rounding: str = "up_or_down",
) -> Check:
    """Say whether a printed interval agrees with its estimate, and with a P value against no effect.

    The claims tested: the estimate lies in the interval; the interval holds no effect (0, or 1 for a ratio) where P is
    above 1 − confidence and only there (else ``decision_error``); and P is that of a normal estimate, or of a t test
    with ``df``, whose interval is printed. Exact and bootstrap intervals need not follow the last: read ``p_low`` and
    ``p_high`` as what the interval suggests.

    Args:
        estimate: as printed.
        low: lower limit as printed.
        high: upper limit as printed.
        p: as printed; None to look at the interval only.
        ratio: whether no effect is 1 and the scale that of logarithms (odds ratios, hazard ratios).
        df: degrees of freedom of a t interval; None for a normal one.
        confidence: level of the interval.
        rounding: see :func:`grim`.

    Raises:
        UsageError: a number is not as printed, the limits are the wrong way round, or a ratio is not above 0.

    References:
        Altman DG, Bland JM (2011) How to obtain the P value from a confidence interval, BMJ 343:d2304.

    >>> found = interval_agrees("0.81", "0.70", "0.94", p="0.005", ratio=True)
    >>> bool(found), round(found.p_value, 3)
    (True, 0.005)
    >>> interval_agrees("1.5", "0.9", "2.4", p="0.02", ratio=True).decision_error
    True
    """
    rule, level = rule_named(rounding), decision_level(confidence)
    numbers = [printed_number(text, "the estimate or a limit") for text in (estimate, low, high)]
    if numbers[1].value > numbers[2].value or (ratio and min(number.value for number in numbers) <= 0):
        msg = "the lower limit must not be above the upper one, and a ratio and its limits must be above 0"
        raise UsageError(msg)
    point, lower, upper = (preimage(number, rule) for number in numbers)
    inside = lower.low <= point.high and point.low <= upper.high
    method = _Method(Statistic("z", ()) if df is None else Statistic("t", degrees_of(df, "t")), level, ratio)
    least, most = method.p_ends(point, lower, upper)
    middle = method.p_ends(*(Interval(number.value, number.value) for number in numbers))[0]
    where = "in the interval" if inside else "outside the interval"
    check = Check(
        check="interval",
        consistent=inside,
        printed=f"{numbers[0].text} ({numbers[1].text} to {numbers[2].text})",
        explanation=f"the estimate lies {where}, which suggests {within_rounding(middle, least, most)}",
        rule=rule,
        p_value=middle,
        p_low=least,
        p_high=most,
        notes=_notes(df, numbers),
    )
    if p is None:
        return check
    claim = Claimed(*printed_p(p), 1 - level, rule)
    null = Fraction(1 if ratio else 0)
    decision = _decides_otherwise(claim, lower.low > null or upper.high < null, lower.high < null < upper.low)
    found = against(check, claim)
    return replace(found, consistent=inside and bool(found) and not decision, decision_error=decision)


def _notes(df: float | None, numbers: Sequence[Printed]) -> tuple[str, ...]:
    notes = ("P by the normal approximation; an exact interval need not follow it",) if df is None else ()
    if numbers[1].value < numbers[2].value:
        return notes
    return (*notes, "an interval of no width has no P; what stands for it is what the limits that print so come near")


def _decides_otherwise(claim: Claimed, out: bool, held: bool) -> bool:
    """Whether no effect surely lies outside the interval, or surely may lie inside, while P says the contrary."""
    below = claim.comparator in {"=", "~", "<", "<="} and claim.value < claim.alpha
    above = (claim.comparator in {"=", "~"} and claim.value > claim.alpha) or (
        claim.comparator in {">", ">=", "ns"} and claim.value >= claim.alpha
    )
    return (out and above) or (held and below)


@dataclass(frozen=True, slots=True)
class _Method:
    """How estimate, interval and P hang together: through z or t, on the scale of the effect or of its logarithm."""

    statistic: Statistic
    level: Fraction
    ratio: bool

    def _scaled(self, value: Fraction) -> float:
        if not self.ratio:
            return float(value)
        return math.log(value) if value > 0 else -math.inf

    def p_ends(self, point: Interval, lower: Interval, upper: Interval) -> tuple[float, float]:
        """Return the smallest and largest P of an estimate and limits that lie there."""
        ends = [self._scaled(point.low), self._scaled(point.high)]
        widest = self._scaled(upper.high) - self._scaled(lower.low)
        narrowest = max(self._scaled(upper.low) - self._scaled(lower.high), 0.0)
        closest = 0.0 if ends[0] <= 0 <= ends[1] else min(map(abs, ends))
        return self._p(max(map(abs, ends)), narrowest), self._p(closest, widest)

    def _p(self, distance: float, width: float) -> float:
        if math.isclose(distance, 0.0) or math.isinf(width):
            return 1.0
        if width <= 0 or math.isinf(distance):
            return LEAST_P
        return self.statistic.p(Fraction(2 * self._quantile() * distance / width))

    def _quantile(self) -> float:
        upper = (1 + float(self.level)) / 2
        if not self.statistic.df:
            return normal_quantile(upper)
        from scipy.special import stdtrit

        return float(stdtrit(self.statistic.df[0], upper))
