"""A printed mean and SD as the exact sums and sums of squares that they allow."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from biomarker_stats.claims.integrity.inputs import both_percent, printed_number, printed_sd, whole, whole_scale
from biomarker_stats.claims.integrity.rounding import preimage, rule_named
from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.study.printed import Printed
from biomarker_stats.wording import decimal_text

MOST_SUMS = 100_000


@dataclass(frozen=True, slots=True)
class Summaries:
    """Mean and SD (n − 1) of n whole numbers as printed; with a scale, sums are counted from its lowest level."""

    mean: Printed
    sd: Printed
    n: int
    rule: str
    scale: tuple[int, int] | None
    items: int = 1

    @property
    def printed(self) -> str:
        """Both as printed, for a reader."""
        return f"mean {self.mean.text}, SD {self.sd.text}"

    @property
    def lowest(self) -> int:
        """The lowest level, 0 where there is no scale."""
        return self.scale[0] * self.items if self.scale else 0

    @property
    def top(self) -> int:
        """The highest level counted from the lowest."""
        return (self.scale[1] - self.scale[0]) * self.items if self.scale else 0

    @property
    def hundred(self) -> int:
        """By what the printed numbers are divided: 100 where they are percentages."""
        return 100 if self.mean.percent else 1

    def sums(self) -> range:
        """Return the sums, counted from the lowest level, whose mean prints so.

        Raises:
            ExactTooLarge: there are too many.
        """
        found = preimage(self.mean, self.rule).scaled(Fraction(1, self.hundred)).integers(self.n * self.items)
        low, high = found.start - self.n * self.lowest, found.stop - self.n * self.lowest
        if self.scale:
            low, high = max(low, 0), min(high, self.n * self.top + 1)
        if high - low > MOST_SUMS:
            msg = f"{high - low:,} sums print as mean {self.mean.text}, more than {MOST_SUMS:,} — give a smaller n"
            raise ExactTooLarge(msg)
        return range(low, max(low, high))

    def squares(self, total: int) -> range:
        """Return the sums of squares with the parity of that sum whose SD prints so."""
        factor = Fraction(self.items**2 * (self.n - 1), self.hundred**2)
        variance = preimage(self.sd, self.rule).squared().scaled(factor, Fraction(total**2, self.n))
        found = variance.integers()
        first = found.start + (found.start - total) % 2
        return range(first, max(first, found.stop), 2)

    def allowed(self) -> Iterator[tuple[int, range]]:
        """Yield each sum with its sums of squares."""
        for total in self.sums():
            squares = self.squares(total)
            if squares:
                yield total, squares

    def neighbours(self) -> tuple[str, ...]:
        """Return the attainable means around the printed one."""
        units, sign = self.n * self.items, "%" if self.hundred == 100 else ""
        near = self.mean.value * units / self.hundred
        around = [near // 1] if near == near // 1 else [near // 1, near // 1 + 1]
        return tuple(f"{decimal_text(Fraction(self.hundred * k, units))}{sign}" for k in around)


def summaries(mean: str, sd: str, n: int, scale: tuple[int, int] | None, rounding: str, *, items: int = 1) -> Summaries:
    """Return what was printed, once it is known to be well formed.

    Raises:
        UsageError: a number is not as printed, n is below 2, the scale is none, or there is no such rule.
    """
    printed, deviation = printed_number(mean, "the mean"), printed_sd(sd)
    both_percent(printed, deviation)
    return Summaries(
        mean=printed,
        sd=deviation,
        n=whole(n, "n", least=2),
        rule=rule_named(rounding),
        scale=None if scale is None else whole_scale(scale),
        items=whole(items, "items", most=1000),
    )


def scaled_summaries(mean: str, sd: str, n: int, scale: tuple[int, int] | None, rounding: str) -> Summaries:
    """Return what was printed, for a check that needs a scale: without one, as far as the SD lets values lie.

    Raises:
        UsageError: as :func:`summaries`.
    """
    given = summaries(mean, sd, n, scale, rounding)
    if given.scale is not None:
        return given
    reach, spread = (preimage(x, given.rule).scaled(Fraction(1, given.hundred)) for x in (given.mean, given.sd))
    furthest = spread.high**2 * (given.n - 1) ** 2 / given.n
    distance = isqrt(int(furthest)) + 1
    low, high = int(reach.low // 1) - distance, int(reach.high // 1) + 1 + distance
    if high - low > 10**6:
        msg = "with an SD that large a scale is needed — give scale=(lowest, highest)"
        raise UsageError(msg)
    return Summaries(given.mean, given.sd, given.n, given.rule, (low, high))
