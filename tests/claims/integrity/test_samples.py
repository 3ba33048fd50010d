"""SPRITE and CLOSURE against every sample by brute force."""

import math
from collections import Counter
from fractions import Fraction
from itertools import combinations_with_replacement
from time import process_time

import pytest

import biomarker_stats as bs
from biomarker_stats.errors import ExactTooLarge, UsageError


def samples(mean: str, sd: str, n: int, scale: tuple[int, int]) -> list[tuple[int, ...]]:
    """Return the counts a level of every sample whose mean and SD print so, a half either way."""
    low, high = scale
    half_mean, half_sd = (Fraction(1, 2 * 10 ** len(text.partition(".")[2])) for text in (mean, sd))
    least, most = max(Fraction(sd) - half_sd, 0) ** 2, (Fraction(sd) + half_sd) ** 2
    found = []
    for sample in combinations_with_replacement(range(low, high + 1), n):
        total, squares = sum(sample), sum(value * value for value in sample)
        variance = Fraction(n * squares - total * total, n * (n - 1))
        if abs(Fraction(total, n) - Fraction(mean)) <= half_mean and least <= variance <= most:
            counts = Counter(sample)
            found.append(tuple(counts[level] for level in range(low, high + 1)))
    return sorted(found)


CASES = [
    ("3.1", "1.4", 10, (1, 5)),
    ("2.7", "1.9", 9, (1, 5)),
    ("3.10", "1.37", 10, (1, 5)),
    ("0.9", "0.8", 12, (0, 2)),
    ("0.5", "0.5", 9, (0, 1)),
    ("2.0", "0.0", 6, (2, 2)),
    ("4.1", "1.8", 8, (1, 7)),
    ("-0.5", "1.6", 7, (-3, 3)),
    ("5", "3", 5, (0, 10)),
    ("1.95", "1.55", 12, (1, 5)),
]


@pytest.mark.parametrize(("mean", "sd", "n", "scale"), CASES)
def test_all_samples_and_no_other(mean: str, sd: str, n: int, scale: tuple[int, int]) -> None:
    expected = samples(mean, sd, n, scale)
    found = bs.closure(mean, sd, n, scale=scale, listed=True)
    assert found.count == len(expected)
    assert sorted(found.samples) == expected
    assert bool(found) is bool(expected)
    assert list(bs.sprite(mean, sd, n, scale=scale, most=100_000).samples) == list(found.samples)
    drawn = bs.sprite(mean, sd, n, scale=scale, most=len(expected) // 2, seed=7).samples
    assert set(drawn) <= set(expected)
    assert len(drawn) == len(expected) // 2


def test_5359_samples_in_under_a_second() -> None:
    """The count of the unsum README (closure_generate): n = 130, mean 2.7, SD 1.9, scale 1–5."""
    start = process_time()
    assert bs.closure("2.7", "1.9", 130, scale=(1, 5)).count == 5359
    assert process_time() - start < 1


def test_samples_are_drawn_evenly_and_the_seed_fixes_them() -> None:
    """Some 8,400 draws: chi-square on df = samples − 1 lies within six of its SDs, √(2 df), of its mean, df."""
    mean, sd, n, scale = "3.1", "1.4", 10, (1, 5)
    expected = samples(mean, sd, n, scale)
    drawn: Counter[tuple[int, ...]] = Counter()
    size = len(expected) - 1
    rounds = 8400 // size
    for seed in range(rounds):
        drawn.update(bs.sprite(mean, sd, n, scale=scale, most=size, seed=seed).samples)
    mean_count = rounds * size / len(expected)
    chi_square = sum((drawn[sample] - mean_count) ** 2 / mean_count for sample in expected)
    assert chi_square < len(expected) - 1 + 6 * math.sqrt(2 * (len(expected) - 1))
    one, two = (bs.sprite(mean, sd, n, scale=scale, most=3, seed=5).samples for _ in range(2))
    assert one == two
    assert bs.sprite(mean, sd, n, scale=scale, most=3, seed=5).seed == 5


def test_without_a_scale_values_lie_as_far_as_the_sd_lets_them() -> None:
    """Mean 5.3, SD 1.2, n = 6: within (n − 1)/√n · 1.25 = 2.6 of the mean, so 0 to 11 holds them all."""
    found = bs.sprite("5.3", "1.2", 6, most=10_000)
    assert found.count == len(samples("5.3", "1.2", 6, (0, 11))) > 0


def test_what_is_too_large_is_refused_and_says_what_to_do() -> None:
    with pytest.raises(ExactTooLarge, match="narrower scale"):
        bs.closure("50.1", "20.1", 500, scale=(0, 100))
    with pytest.raises(ExactTooLarge, match="draw some with sprite"):
        bs.closure("4.0", "1.9", 100, scale=(1, 7), listed=True)
    with pytest.raises(UsageError, match="scale"):
        bs.closure("4.0", "1.9", 10, scale=(7, 1))
    drawn = bs.sprite("4.0", "1.9", 100, scale=(1, 7), most=5)
    assert drawn.count is not None
    assert drawn.count > 100_000
    for sample in drawn.samples:
        total = sum(level * count for level, count in enumerate(sample, start=1))
        squares = sum(level**2 * count for level, count in enumerate(sample, start=1))
        assert sum(sample) == 100
        assert 395 <= total <= 405
        assert 1.85**2 <= (squares - total**2 / 100) / 99 <= 1.95**2


def test_grimmer_and_closure_are_of_one_mind() -> None:
    """Two routes to one answer: a search for one sample, and a count of them all."""
    for hundredths in range(0, 230, 3):
        sd = f"{hundredths // 100}.{hundredths % 100:02d}"
        for mean in ("1.5", "2.83", "3.00", "4.1"):
            for rounding in ("half_even", "trunc", "ceiling_or_floor"):
                counted = bs.closure(mean, sd, 12, scale=(1, 5), rounding=rounding)
                assert bool(bs.grimmer(mean, sd, 12, scale=(1, 5), rounding=rounding)) is bool(counted), (mean, sd)
