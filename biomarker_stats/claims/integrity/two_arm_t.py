"""P of a two-arm t test from printed means and SDs: the smallest and largest that their rounding leaves open."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.claimed import Claimed, against, decision_level, within_rounding
from biomarker_stats.claims.integrity.inputs import printed_number, printed_p, printed_sd, whole
from biomarker_stats.claims.integrity.rounding import Interval, preimage, rule_named
from biomarker_stats.claims.integrity.tails import LEAST_P, Statistic
from biomarker_stats.errors import UsageError, shorten
from biomarker_stats.study.printed import Printed

_VARIANCES = ("equal", "unequal")


def p_from_summaries(
    means: Sequence[str],
    sds: Sequence[str],
    n: Sequence[int],
    *,
    p: str | None = None,
    variances: str = "equal",
    alpha: float = 0.05,
    rounding: str = "up_or_down",
) -> Check:
    """Recompute the two-sided P of a two-arm t test from printed means and SDs, at the ends of their rounding.

    The claim tested is that the printed P is that of Student's t test (Welch's for ``variances="unequal"``) of data
    whose means and SDs print so. P is smallest where the means lie furthest apart and the SDs are smallest. Under Welch
    the df change with the SDs, and the two ends are outer bounds: with the most and the fewest df possible.

    Args:
        means: two, as printed.
        sds: two, as printed.
        n: two sizes, at least 2.
        p: as printed; None to compute P only.
        variances: ``equal`` (Student) or ``unequal`` (Welch).
        alpha: the level of decisions.
        rounding: see :func:`grim`.

    Raises:
        UsageError: not two of each, a number is not as printed, or a size is below 2.

    References:
        INSPECT-SR check 4.9 (Wilkinson J et al. 2025), for P values from rounded summaries.

    >>> found = p_from_summaries(["20", "21"], ["4", "2"], [30, 30], p="0.02")
    >>> bool(found), round(found.p_value, 4), round(found.p_low, 5), found.p_high
    (True, 0.2256, 0.00561, 1.0)
    """
    printed_means, printed_sds, sizes = _pairs(means, sds, n)
    if variances not in _VARIANCES:
        msg = f"variances must be equal or unequal, got {shorten(repr(variances))}"
        raise UsageError(msg)
    rule = rule_named(rounding)
    arms = _Arms(sizes, pooled=variances == "equal")
    one, two = (preimage(mean, rule) for mean in printed_means)
    spread = [preimage(sd, rule) for sd in printed_sds]
    point = arms.p(abs(printed_means[0].value - printed_means[1].value), [sd.value for sd in printed_sds])
    low = arms.p(_furthest(one, two), [max(ends.low, Fraction(0)) for ends in spread], most_df=True)
    high = arms.p(_closest(one, two), [ends.high for ends in spread], most_df=False)
    check = Check(
        check="p-from-summaries",
        consistent=True,
        printed=" v ".join(f"{m.text} (SD {s.text})" for m, s in zip(printed_means, printed_sds, strict=True)),
        explanation=f"{'Student' if arms.pooled else 'Welch'}'s t test gives {within_rounding(point, low, high)}",
        n=arms.sizes,
        rule=rule,
        p_value=point,
        p_low=low,
        p_high=high,
        notes=_notes(arms, printed_sds),
    )
    return against(check, None if p is None else Claimed(*printed_p(p), decision_level(alpha), rule))


def _notes(arms: "_Arms", sds: Sequence[Printed]) -> tuple[str, ...]:
    notes = () if arms.pooled else ("the ends are outer bounds: the df change with the SDs",)
    if any(sd.value for sd in sds):
        return notes
    return (*notes, "with two SDs of 0 a t test has no P; what stands for it is what the SDs that print so come near")


def _pairs(means: Any, sds: Any, n: Any) -> tuple[list[Printed], list[Printed], tuple[int, int]]:
    if any(not isinstance(pair, list | tuple) or len(pair) != 2 for pair in (means, sds, n)):
        msg = "give two means, two SDs and two sizes, each as a pair"
        raise UsageError(msg)
    first, second = (whole(size, "n", least=2) for size in n)
    return [printed_number(mean, "a mean") for mean in means], [printed_sd(sd) for sd in sds], (first, second)


def _furthest(one: Interval, two: Interval) -> Fraction:
    return max(abs(one.high - two.low), abs(two.high - one.low))


def _closest(one: Interval, two: Interval) -> Fraction:
    return max(one.low - two.high, two.low - one.high, Fraction(0))


@dataclass(frozen=True, slots=True)
class _Arms:
    sizes: tuple[int, int]
    pooled: bool

    def p(self, difference: Fraction, sds: Sequence[Fraction], *, most_df: bool | None = None) -> float:
        """Return the two-sided P; under Welch with the most or fewest df instead of those of the SDs, if asked."""
        first, second = self.sizes
        total = first + second - 2
        squares = [sd * sd for sd in sds]
        if self.pooled:
            pooled = ((first - 1) * squares[0] + (second - 1) * squares[1]) / total
            error, df = pooled * (Fraction(1, first) + Fraction(1, second)), float(total)
        else:
            parts = [square / size for square, size in zip(squares, self.sizes, strict=True)]
            error = sum(parts, Fraction(0))
            shares = sum(part**2 / (size - 1) for part, size in zip(parts, self.sizes, strict=True))
            df = float(error**2 / shares) if shares else float(total)
            df = df if most_df is None else float(total if most_df else min(first, second) - 1)
        if difference == 0:
            return 1.0
        if error == 0:
            return LEAST_P
        return Statistic("t", (df,)).p(Fraction(math.sqrt(difference * difference / error)))
