"""Integer keys for products of small integers: additive, and equal when and only when the products are."""

from collections.abc import Sequence

import numpy as np

from biomarker_stats.exact.distribution import IntArray

_INT64 = 2**62


class PrimeKeys:
    """Keys of positive integers as digits of their prime exponents; the key of a product is the sum of the keys.

    Args:
        numbers: the integers that are multiplied.
        most: how many of them are multiplied at most, or, by prime, the largest exponent that a product can have.

    >>> keys = PrimeKeys([1, 2, 3, 4, 6], most=3)
    >>> int(keys.of[1] + keys.of[2]) == int(keys.of[4]), keys.product(int(keys.of[3] + keys.of[4]))
    (True, 24)
    """

    def __init__(self, numbers: Sequence[int], most: int) -> None:
        exponents = [_factors(number) for number in numbers]
        self.primes = sorted({prime for factors in exponents for prime in factors})
        self.bases = [most * max(factors.get(prime, 0) for factors in exponents) + 1 for prime in self.primes]
        places = [1]
        for base in self.bases:
            places.append(places[-1] * base)
        keys = [
            sum(place * factors.get(prime, 0) for prime, place in zip(self.primes, places, strict=False))
            for factors in exponents
        ]
        self.of: IntArray = np.array(keys, dtype=np.int64 if places[-1] < _INT64 else object)

    def product(self, key: int) -> int:
        """Return the integer that has this key."""
        number = 1
        for prime, base in zip(self.primes, self.bases, strict=True):
            key, exponent = divmod(key, base)
            number *= prime**exponent
        return number

    def exceeds(self, key: int, other: int) -> bool:
        """Return whether the integer with the first key is the larger."""
        return self.product(key) > self.product(other)


def _factors(number: int) -> dict[int, int]:
    factors: dict[int, int] = {}
    prime = 2
    while number > 1:
        if prime * prime > number:
            prime = number
        while number % prime == 0:
            factors[prime] = factors.get(prime, 0) + 1
            number //= prime
        prime += 1
    return factors
