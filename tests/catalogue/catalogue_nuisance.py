"""Unconditional tests by brute force: orderings of all tables in fractions, suprema over the nuisance proportion."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from operator import eq, ge

import numpy as np
from catalogue_checks import Side, extremeness, tails
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Cells = tuple[int, int, int, int]
GRID = np.linspace(0.0, 1.0, 401)
"""The proportions at which validity is checked, and between which suprema are sought."""


@dataclass(frozen=True)
class Design:
    """All tables a design could have given, and their probabilities at any nuisance proportions, shape (π, tables)."""

    tables: tuple[Cells, ...]
    chances: Callable[[FloatArray], FloatArray]


def two_arms(n1: int, n2: int) -> Design:
    """Two binomials with one common proportion; tables are [[a, b], [c, d]]."""
    tables = tuple((a, n1 - a, c, n2 - c) for a, c in product(range(n1 + 1), range(n2 + 1)))
    ways = np.array([math.comb(n1, a) * math.comb(n2, c) for a, _, c, _ in tables], dtype=np.float64)
    events = np.array([a + c for a, _, c, _ in tables])
    return Design(tables, lambda p: ways * p[:, None] ** events * (1 - p[:, None]) ** (n1 + n2 - events))


def paired(n: int) -> Design:
    """A trinomial: pairs change up or down with the same probability, half the nuisance proportion."""
    tables = tuple((n - b - c, b, c, 0) for b in range(n + 1) for c in range(n + 1 - b))
    ways = np.array([math.comb(n, b + c) * math.comb(b + c, b) / 2 ** (b + c) for _, b, c, _ in tables])
    changed = np.array([b + c for _, b, c, _ in tables])
    return Design(tables, lambda p: ways * p[:, None] ** changed * (1 - p[:, None]) ** (n - changed))


def supremum(design: Design, weights: FloatArray, low: float = 0.0, high: float = 1.0) -> float:
    """Return the largest Σ weight · probability over the proportions in [low, high], to about 1e-9."""
    grid = np.linspace(low, high, 161)
    best = 0.0
    for _ in range(3):
        sums = design.chances(grid) @ weights
        top = int(np.argmax(sums))
        best = max(best, float(sums[top]))
        grid = np.linspace(grid[max(top - 1, 0)], grid[min(top + 1, len(grid) - 1)], 41)
    return best


Key = Fraction | float


def z_pooled(cells: Cells) -> Key:
    """Return the signed square of the pooled z, but for a factor that all tables share."""
    a, b, c, d = cells
    gap = a * (c + d) - c * (a + b)
    return _signed_square(gap, (a + c) * (b + d))


def z_unpooled(cells: Cells) -> Key:
    a, b, c, d = cells
    gap = Fraction(a, a + b) - Fraction(c, c + d)
    return _signed_square(gap, Fraction(a * b, (a + b) ** 3) + Fraction(c * d, (c + d) ** 3))


def difference(cells: Cells) -> Key:
    a, b, c, d = cells
    return Fraction(a, a + b) - Fraction(c, c + d)


def mcnemar_z(cells: Cells) -> Key:
    _, b, c, _ = cells
    return _signed_square(b - c, b + c)


def _signed_square(gap: Fraction | int, variance: Fraction | int) -> Key:
    if gap == 0:
        return Fraction(0)
    if variance == 0:
        return math.copysign(math.inf, gap)
    return (1 if gap > 0 else -1) * Fraction(gap * gap) / variance


def by_statistic(statistic: Callable[[Cells], Key], design: Design, alternative: str, _: str | None) -> list[Key]:
    values = [statistic(cells) for cells in design.tables]
    return {"greater": values, "less": [-v for v in values]}.get(alternative, [abs(v) for v in values])


def by_fisher(mid: bool, design: Design, alternative: str, rule: str | None) -> list[Key]:
    """Order tables by their conditional p (or mid-p) value, small ones first."""
    return [-_fisher_p(cells, alternative, rule, mid) for cells in design.tables]


def _fisher_p(cells: Cells, alternative: str, rule: str | None, mid: bool) -> Fraction:
    a, b, c, d = cells
    support = list(range(max(0, a - d), min(a + b, a + c) + 1))
    ways = [math.comb(a + b, k) * math.comb(c + d, a + c - k) for k in support]
    tail, equal = tails(extremeness(support, ways, Side(alternative, rule)), ways)
    place = support.index(a)
    return Fraction(2 * tail[place] - mid * equal[place], 2 * sum(ways))


Ordering = Callable[[Design, str, str | None], Sequence[Key]]


@dataclass(frozen=True)
class Unconditional:
    """A test: how it orders tables (larger: more extreme), its two-sided rules, and what Berger and Boos add to p."""

    designs: Callable[[], Iterator[Design]]
    ordering: Ordering
    rules: tuple[str, ...]
    gamma: float = 0.0

    def questions(self, design: Design) -> list[tuple[str, str | None]]:
        """Return alternatives and rules to ask: all of a small design; fewer of a large one, or of one turned round."""
        first, second = sum(design.tables[0][:2]), sum(design.tables[0][2:])
        default = ("two-sided", self.rules[0])
        if max(first, second) <= 3 or len(self.rules) == 1:
            return [("greater", None), ("less", None), *(("two-sided", rule) for rule in self.rules)]
        return [default if first <= second else ("greater", None)]

    def p_values(self, design: Design, alternative: str, rule: str | None) -> tuple[FloatArray, FloatArray]:
        """Return the p and mid-p value of every table of a design."""
        doubled = alternative == "two-sided" and rule == "central"
        sides = ("greater", "less") if doubled else (alternative,)
        found = [self._suprema(design, self.ordering(design, side, rule)) for side in sides]
        p, mid = (np.minimum.reduce([one[k] for one in found]) for k in (0, 1))
        return np.minimum(1.0, (1 + doubled) * (p + self.gamma)), np.minimum(1.0, (1 + doubled) * mid)

    def _suprema(self, design: Design, keys: Sequence[Key]) -> tuple[FloatArray, FloatArray]:
        p, mid = {}, {}
        for k, own in enumerate(keys):
            low, high = self._nuisance(design.tables[k])
            if (own, low) in p:
                continue
            above, equal = (np.array([test(key, own) for key in keys], dtype=np.float64) for test in (ge, eq))
            p[own, low] = supremum(design, above, low, high)
            mid[own, low] = supremum(design, above - equal / 2, low, high)
        lows = [self._nuisance(cells)[0] for cells in design.tables]
        return tuple(np.array([one[own, low] for own, low in zip(keys, lows, strict=True)]) for one in (p, mid))

    def _nuisance(self, cells: Cells) -> tuple[float, float]:
        """Return the proportions searched: all, or the Clopper–Pearson interval at 1 − gamma of all the events."""
        if not self.gamma:
            return 0.0, 1.0
        from scipy.stats import beta

        n, k = sum(cells), cells[0] + cells[2]
        low = float(beta.ppf(self.gamma / 2, k, n - k + 1)) if k else 0.0
        high = float(beta.isf(self.gamma / 2, k + 1, n - k)) if k < n else 1.0
        return low, high


_BY_Z, _BY_FISHER = ("absolute", "central"), ("minlike", "central", "blaker", "absolute")


def up_to_5() -> Iterator[Design]:
    for n1, n2 in product(range(1, 6), repeat=2):
        yield two_arms(n1, n2)


def up_to_6_pairs() -> Iterator[Design]:
    for n in range(1, 7):
        yield paired(n)


UNCONDITIONAL: dict[tuple[str, str], Unconditional] = {
    ("table", "boschloo"): Unconditional(up_to_5, partial(by_fisher, False), _BY_FISHER),
    ("table", "boschloo-mid-p"): Unconditional(up_to_5, partial(by_fisher, True), _BY_FISHER),
    ("table", "z-pooled"): Unconditional(up_to_5, partial(by_statistic, z_pooled), _BY_Z),
    ("table", "z-unpooled"): Unconditional(up_to_5, partial(by_statistic, z_unpooled), _BY_Z),
    ("table", "santner-snell"): Unconditional(up_to_5, partial(by_statistic, difference), _BY_Z),
    ("table", "berger-boos"): Unconditional(up_to_5, partial(by_statistic, z_pooled), _BY_Z, 0.001),
    ("paired-table", "mcnemar-unconditional"): Unconditional(
        up_to_6_pairs, partial(by_statistic, mcnemar_z), ("absolute",)
    ),
}
