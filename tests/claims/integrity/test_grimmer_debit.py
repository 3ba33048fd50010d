"""GRIMMER and DEBIT against brute force over every sample."""

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, product

import pytest

import biomarker_stats as bs
from biomarker_stats.claims.integrity.sums_of_squares import ScaleSearch, whole_numbers_exist


def multisets(n: int, low: int, high: int) -> Iterator[tuple[int, int]]:
    for sample in combinations_with_replacement(range(low, high + 1), n):
        yield sum(sample), sum(value * value for value in sample)


def half_up(square: Fraction, decimals: int) -> str:
    """Return the square root of an exact number, rounded half up: floor(2 √(100^d x)) + 1, halved."""
    twice = math.isqrt(math.floor(4 * 100**decimals * square))
    whole = (twice + 1) // 2
    return f"{whole // 10**decimals}.{whole % 10**decimals:0{decimals}d}"


@pytest.mark.parametrize(("n", "pairs"), [(12, 655), (15, 978), (18, 1391)])
def test_no_false_alarm_on_any_attainable_pair(n: int, pairs: int) -> None:
    """Scale 1–5, mean to one decimal, SD to two: all attainable pairs by enumeration.

    R scrutiny 0.6.1 grimmer() calls 108, 277 and 544 of them inconsistent.
    """
    sums = set(multisets(n, 1, 5))
    printed = {
        (half_up(Fraction(s, n) ** 2, 1), half_up(Fraction(n * q - s * s, n * (n - 1)), 2)) for s, q in sums
    }  # fmt: skip
    assert len(printed) == pairs
    assert [pair for pair in printed if not bs.grimmer(*pair, n, scale=(1, 5))] == []
    assert [pair for pair in printed if not bs.grimmer(*pair, n)] == []


@pytest.mark.parametrize(("n", "scale", "decimals"), [(5, (1, 5), (2, 2)), (7, (0, 3), (1, 2)), (4, (-2, 4), (2, 1))])
def test_consistent_is_attainable_and_nothing_else(n: int, scale: tuple[int, int], decimals: tuple[int, int]) -> None:
    """Half up, every SD on the grid: the check passes what enumeration attains and refuses the rest."""
    sums = set(multisets(n, *scale))
    printed = set()
    for s, q in sums:
        mean = half_up(Fraction(s, n) ** 2, decimals[0])
        sign = "-" if s < 0 and float(mean) else ""
        printed.add((sign + mean, half_up(Fraction(n * q - s * s, n * (n - 1)), decimals[1])))
    step = 10 ** decimals[1]
    sds = [f"{k // step}.{k % step:0{decimals[1]}d}" for k in range(5 * step)]
    means = {mean for mean, _ in printed}
    for mean, sd in product(means, sds):
        found = bs.grimmer(mean, sd, n, scale=scale, rounding="half_up")
        assert bool(found) is ((mean, sd) in printed), (mean, sd)


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_whole_numbers_with_a_sum_and_a_sum_of_squares(n: int) -> None:
    """The theorem against every sample on −6 to 6, for sums of squares that leave no room for larger numbers."""
    reach = 6
    known = set(multisets(n, -reach, reach))
    for total in range(-2 * n, 2 * n + 1):
        for squares in range((reach + 1) ** 2):
            assert whole_numbers_exist(n, total, squares) is ((total, squares) in known), (total, squares)


@pytest.mark.parametrize(("n", "top"), [(1, 5), (2, 7), (3, 9), (4, 6), (6, 4), (8, 3), (5, 5)])
def test_the_search_on_a_scale(n: int, top: int) -> None:
    known = set(multisets(n, 0, top))
    search = ScaleSearch()
    for total in range(-1, n * top + 2):
        for squares in range(n * top * top + 2):
            assert search.exists(n, total, squares, top) is ((total, squares) in known), (total, squares)


def test_items_are_a_finer_scale() -> None:
    """Three units, two items on 1–5 each: every sample of three sums of two."""
    attained = {
        (half_up(Fraction(s, 6) ** 2, 2), half_up(Fraction(3 * q - s * s, 6) / 4, 2)) for s, q in multisets(3, 2, 10)
    }
    means = {mean for mean, _ in attained}
    for mean, hundredths in product(means, range(0, 300, 3)):
        sd = f"{hundredths // 100}.{hundredths % 100:02d}"
        found = bs.grimmer(mean, sd, 3, items=2, scale=(1, 5), rounding="half_up")
        assert bool(found) is ((mean, sd) in attained)


@pytest.mark.parametrize("n", [2, 3, 6, 11, 24])
@pytest.mark.parametrize("rounding", ["half_up", "trunc", "ceiling"])
def test_debit_is_exact(n: int, rounding: str) -> None:
    """Every mean and SD to two decimals, against every count of ones."""

    def prints(square: Fraction) -> str:
        scaled = 10_000 * square
        whole = math.isqrt(math.floor(scaled))
        if rounding == "half_up":
            whole += 4 * scaled >= (2 * whole + 1) ** 2
        if rounding == "ceiling":
            whole += whole * whole < scaled
        return f"{whole // 100}.{whole % 100:02d}"

    attained = {(prints(Fraction(k, n) ** 2), prints(Fraction(k * (n - k), n * (n - 1)))) for k in range(n + 1)}
    for mean, sd in product(range(101), range(73)):
        pair = f"{mean // 100}.{mean % 100:02d}", f"0.{sd:02d}"
        assert bool(bs.debit(*pair, n, rounding=rounding)) is (pair in attained), pair


def test_debit_counts_the_ones_that_fit() -> None:
    """Every count of 1683 by enumeration."""
    fitting = [
        k
        for k in range(1684)
        if abs(Fraction(k, 1683) - Fraction(34, 100)) <= Fraction(1, 200)
        and Fraction(465, 1000) ** 2 <= Fraction(k * (1683 - k), 1683 * 1682) <= Fraction(475, 1000) ** 2
    ]
    assert bs.debit("0.34", "0.47", 1683).count == len(fitting) > 0


@pytest.mark.parametrize("n", [3, 6, 7])
def test_percentages_of_yes_and_no_by_enumeration(n: int) -> None:
    # k ones of n: mean 100·k/n %, SD 100·√(k(n − k) / (n(n − 1))) %; no half falls on these roundings but exactly
    attainable = set()
    for k in range(n + 1):
        mean, sd = 100 * k / n, 100 * math.sqrt(k * (n - k) / (n * (n - 1)))
        attainable.add((f"{mean:.0f}%", f"{sd:.0f}%"))
    for mean, sd in product([f"{x}%" for x in range(0, 101, 1)], {sd for _, sd in attainable}):
        expected = (mean, sd) in attainable
        assert bool(bs.debit(mean, sd, n, rounding="half_even")) == expected
        assert bool(bs.grimmer(mean, sd, n, scale=(0, 1), rounding="half_even")) == expected


def test_percentages_show_percentages() -> None:
    assert bs.debit("17%", "41%", 6).nearest == ("1 of 6: mean 16.67%, SD 40.82%",)
    assert bs.grimmer("3.4%", "18.1%", 100).nearest == ("mean 3%", "mean 4%")
    assert bs.debit("0.17", "0.41", 6).nearest == ("1 of 6: mean 0.1667, SD 0.4082",)


@pytest.mark.parametrize("check", [bs.debit, bs.grimmer])
def test_a_percentage_beside_a_plain_number_is_refused(check: Callable[..., object]) -> None:
    with pytest.raises(bs.UsageError, match=r"mean '17%' and SD '0.41': write % behind both or behind neither"):
        check("17%", "0.41", 6)
