"""The lattice check against brute force over sign flips, relabellings and tables."""

import math
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product

import pytest

import biomarker_stats as bs
from biomarker_stats.claims.integrity import lattice
from biomarker_stats.errors import ExactTooLarge, UsageError


def signed_rank_p(magnitudes: list[int]) -> set[Fraction]:
    """Return the two-sided P of every sign pattern: the share with a sum as far from its mean."""
    sums = [
        sum(m for m, s in zip(magnitudes, signs, strict=True) if s) for signs in product((0, 1), repeat=len(magnitudes))
    ]
    centre = Fraction(sum(magnitudes), 2)
    return {Fraction(sum(abs(t - centre) >= abs(s - centre) for t in sums), len(sums)) for s in set(sums)}


def midranks(values: list[int]) -> list[int]:
    """Return twice the midrank of each value."""
    return [2 * sum(w < v for w in values) + sum(w == v for w in values) + 1 for v in values]


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
def test_the_lattice_of_the_signed_rank_test(n: int) -> None:
    assert lattice.signed_rank_lattice(n, "two-sided", ties=False) == signed_rank_p(list(range(1, n + 1)))


def test_the_lattice_of_the_signed_rank_test_with_ties_and_zeros() -> None:
    """All |differences| from 0 to 5 for five pairs: every pattern of ties and zeros, dropped and Pratt."""
    expected = set()
    for sizes in combinations_with_replacement(range(6), 5):
        kept = [size for size in sizes if size]
        if kept:
            expected |= signed_rank_p(midranks(kept))
            expected |= signed_rank_p([r for r, size in zip(midranks(list(sizes)), sizes, strict=True) if size])
    assert lattice.signed_rank_lattice(5, "two-sided", ties=True) == expected


@pytest.mark.parametrize("n", [(3, 3), (2, 4), (4, 3)])
@pytest.mark.parametrize("ties", [False, True])
def test_the_lattice_of_the_rank_sum_test(n: tuple[int, int], ties: bool) -> None:
    total = sum(n)
    expected = set()
    values = range(total) if ties else None
    patterns = combinations_with_replacement(values, total) if values is not None else [tuple(range(total))]
    for pattern in patterns:
        ranks = midranks(list(pattern))
        sums = [sum(chosen) for chosen in combinations(ranks, n[0])]
        centre = Fraction(n[0] * sum(ranks), total)
        expected |= {Fraction(sum(abs(t - centre) >= abs(s - centre) for t in sums), len(sums)) for s in set(sums)}
    assert lattice.rank_sum_lattice(n, "two-sided", "absolute", ties=ties) == expected


@pytest.mark.parametrize("method", ["sign", "mcnemar"])
def test_the_lattice_of_the_sign_test(method: str) -> None:
    for n in (4, 5, 6):
        expected = {min(Fraction(2 * sum(math.comb(n, i) for i in range(k + 1)), 2**n), 1) for k in range(n // 2 + 1)}
        assert lattice.sign_lattice(n, "two-sided", zeros=False) == expected
    found = bs.attainable("0.0625", method=method, n=8, zero_or_tied=True)  # five of eight differ: 2/32
    assert found
    assert not bs.attainable("0.0625", method=method, n=8)


def test_the_lattice_of_fishers_test() -> None:
    """Every table of 4 v 5, against the P of bs.table (checked against R elsewhere)."""
    every = {bs.table([[a, 4 - a], [c, 5 - c]], interval="none").p_value for a in range(5) for c in range(6)}
    found = {float(p) for p in lattice.fisher_lattice((4, 5), None, "two-sided", "minlike")}
    assert sorted(found) == pytest.approx(sorted(p for p in every if p is not None), abs=1e-12)
    assert bs.attainable("0.0476", method="fisher", n=(4, 6), events=5)  # [[4, 0], [1, 5]]: 12/252
    assert not bs.attainable("0.0476", method="fisher", n=(4, 6), events=4)


def test_what_no_exact_test_can_give_at_that_n() -> None:
    """Floors by counting: 2/C(6, 3) = 0.1 for three v three, 2/2^4 = 0.125 for four pairs."""
    arms = bs.attainable("P < 0.01", method="rank-sum", n=(3, 3))
    assert (bool(arms), arms.p_floor) == (False, 0.1)
    assert not bs.attainable("< 0.01", method="permutation", n=(3, 3))
    pairs = bs.attainable("< 0.05", method="wilcoxon", n=4)
    assert (bool(pairs), pairs.p_floor) == (False, 0.125)
    assert bs.attainable("0.125", method="paired-permutation", n=4).p_floor == 0.125
    assert not bs.attainable("0.10", method="paired-permutation", n=4)
    assert bs.attainable("< 0.05", method="rank-sum", n=(4, 4))
    assert bs.attainable("ns", method="sign", n=2)
    assert bs.attainable("<= 0.1", method="rank-sum", n=(3, 3))
    assert not bs.attainable("< 0.1", method="rank-sum", n=(3, 3))
    assert not bs.attainable("0.000", method="signed-rank", n=100)
    assert bs.attainable("0.05", method="rank-sum", n=(3, 3), alternative="greater")  # 1/20


def test_a_permutation_lattice_is_one_of_multiples() -> None:
    """Five v four: multiples of 1/126; 0.0238 = 3/126, 0.0200 lies between 2/126 and 3/126."""
    assert bs.attainable("0.0238", method="permutation", n=(5, 4))
    found = bs.attainable("0.0200", method="permutation", n=(5, 4))
    assert not found
    assert found.nearest == ("0.015873", "0.02381")
    assert "necessary only" in found.notes[0]


def test_large_designs_stay_exact_and_too_large_ones_are_refused() -> None:
    """C(60, 30) arrangements are more than a double holds: the lowest P is exactly 2 of them."""
    found = min(lattice.rank_sum_lattice((30, 30), "two-sided", "absolute", ties=False))
    assert found == Fraction(2, math.comb(60, 30))
    for method, n in (("signed-rank", 10**6), ("rank-sum", (10**5, 10**5)), ("sign", 10**9), ("fisher", (10**6, 5))):
        with pytest.raises(ExactTooLarge, match="smaller n"):
            bs.attainable("0.05", method=method, n=n)
    with pytest.raises(UsageError, match="did you mean 'signed-rank'"):
        bs.attainable("0.05", method="singed-rank", n=5)
    with pytest.raises(UsageError, match="two arms"):
        bs.attainable("0.05", method="rank-sum", n=5)
    with pytest.raises(UsageError, match="must be between"):
        bs.attainable("0.05", method="fisher", n=(4, 5), events=11)
