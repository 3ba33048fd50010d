"""DEBIT: whether 0/1 data of that size can have the printed mean and standard deviation."""

from fractions import Fraction
from math import ceil, floor, isqrt

from biomarker_stats.claims.integrity.check import Check
from biomarker_stats.claims.integrity.inputs import both_percent, printed_number, printed_sd, whole
from biomarker_stats.claims.integrity.rounding import RULES, Interval, preimage, rule_named
from biomarker_stats.wording import number


def debit(x: str, sd: str, n: int, *, rounding: str = "up_or_down") -> Check:
    """Say whether some number k of ones among n gives a mean k/n and an SD that print as ``x`` and ``sd``.

    The claim tested is that the data are binary. The SD has n − 1 in its denominator, so its square is
    k (n − k) / (n (n − 1)), exactly.

    Args:
        x: the mean as printed, a proportion, or a percentage with its ``%``.
        sd: the standard deviation as printed, with ``%`` if the mean has it.
        n: units, at least 2.
        rounding: see :func:`grim`; the same rule for both.

    Raises:
        UsageError: a number is not as printed, ``n`` is below 2, only one is a percentage, or there is no such rule.

    References:
        Heathers JAJ, Brown NJL (2019) DEBIT: a simple consistency test for binary data, OSF pm825.

    >>> bool(debit("0.17", "0.41", 6)), bool(debit("0.30", "0.46", 10))
    (True, False)
    >>> debit("0.30", "0.46", 10).nearest
    ('3 of 10: mean 0.3, SD 0.483',)
    """
    mean, deviation = printed_number(x, "the mean"), printed_sd(sd)
    rule, size = rule_named(rounding), whole(n, "n", least=2)
    hundred = 100 if both_percent(mean, deviation) else 1
    ones = preimage(mean, rule).scaled(Fraction(1, hundred)).integers(size)
    ones = range(max(ones.start, 0), min(ones.stop, size + 1))
    allowed = preimage(deviation, rule).squared().scaled(Fraction(size * (size - 1), hundred**2))
    pieces = [range(max(ones.start, p.start), min(ones.stop, p.stop)) for p in _counts_with(allowed, size)]
    count = sum(map(len, pieces))
    near = [*ones[:1], *(ones[-1:] if len(ones) > 1 else [])]
    printed, sign = f"mean {mean.text}, SD {deviation.text}", "%" if hundred == 100 else ""
    if count:
        why = f"{count} of the {size + 1} possible counts print as {printed} ({RULES[rule]})"
    elif not ones:
        why = f"no count of {size} gives a mean that prints as {mean.text} ({RULES[rule]})"
    else:
        why = f"of the {len(ones)} counts with that mean none has an SD that prints as {deviation.text} ({RULES[rule]})"
    return Check(
        check="debit",
        consistent=count > 0,
        printed=printed,
        explanation=why,
        n=size,
        rule=rule,
        nearest=tuple(
            f"{k} of {size}: mean {number(hundred * k / size)}{sign}, SD {number(hundred * _sd(k, size))}{sign}"
            for k in near
        ),
        count=count,
    )


def _sd(k: int, n: int) -> float:
    return float((k * (n - k) / (n * (n - 1))) ** 0.5)


def _counts_with(products: Interval, n: int) -> tuple[range, ...]:
    """Return the k of 0 … n with k (n − k) in an interval: one range, or two mirrored ones."""
    low = _first_with(products.low, n, strictly=not products.low_closed)
    beyond = _first_with(products.high, n, strictly=products.high_closed)
    if beyond > n // 2:
        return (range(low, n - low + 1),)
    return range(low, beyond), range(n - beyond + 1, n - low + 1)


def _first_with(product: Fraction, n: int, *, strictly: bool) -> int:
    """Return the smallest k of 0 … n/2 with k (n − k) ≥ ``product`` (or >), or n/2 + 1 where there is none."""
    least = floor(product) + 1 if strictly else ceil(product)
    if least <= 0:
        return 0
    if least > (n // 2) * (n - n // 2):
        return n // 2 + 1
    k = (n - isqrt(n * n - 4 * least)) // 2
    while k * (n - k) < least:
        k += 1
    while k and (k - 1) * (n - k + 1) >= least:
        k -= 1
    return k
