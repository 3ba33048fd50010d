"""The exact test of a 2 × 2 interaction by synchronised permutations, which main effects do not disturb.

Within each of two blocks (control and A; B and the combination) ν units change places between the two arms, the same ν
in both blocks. A main effect moves both blocks alike and cancels in their difference; what is left is the interaction.
Reference: Pesarin F, Salmaso L (2010), Permutation Tests for Complex Data, section 8.2; Basso D et al. (2009),
Permutation Tests for Stochastic Ordering and ANOVA, chapter 4.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any, Literal

import numpy as np

from biomarker_stats.errors import ExactTooLarge, MethodMismatch, UsageError
from biomarker_stats.methods.options import plain_seed
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.result import Result

Kind = Literal["constrained", "unconstrained"]
_MOST = 1_000_000
_DIGITS = 40  # values are counted as integers of this many bits, so that ties are ties


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The two blocks of a 2 × 2 design: (first, second) arm of each, units of the same number in like places."""

    names: tuple[str, str, str, str]
    values: tuple[FloatArray, FloatArray, FloatArray, FloatArray]


def blocks_of(values: Sequence[FloatArray], names: Sequence[str]) -> Blocks:
    """Return control, A | B, combination as two blocks of like size; control, B | A, combination where those match.

    Raises:
        MethodMismatch: neither pairing has blocks of like arm sizes.
    """
    n = [len(v) for v in values]
    for order in ((0, 1, 2, 3), (0, 2, 1, 3)):
        if n[order[0]] == n[order[2]] and n[order[1]] == n[order[3]]:
            chosen = [values[k] for k in order]
            return Blocks(
                names=(names[order[0]], names[order[1]], names[order[2]], names[order[3]]),
                values=(chosen[0], chosen[1], chosen[2], chosen[3]),
            )
    sizes = ", ".join(f"{name} {size}" for name, size in zip(names, n, strict=True))
    msg = f"synchronised permutations need two blocks of like arm sizes, got {sizes} — use the Welch contrast"
    raise MethodMismatch(msg)


def synchronised_floor(first: int, second: int, kind: Kind = "constrained") -> float:
    """Return the smallest two-sided p value of blocks of ``first`` and ``second`` units an arm.

    >>> [round(synchronised_floor(n, n), 5) for n in (3, 4)], round(synchronised_floor(4, 4, "unconstrained"), 6)
    ([0.1, 0.02857], 0.001105)
    """
    total = _arrangements(first, second, kind)
    return min(1.0, (2 if first == second else 1) / total)


def _arrangements(first: int, second: int, kind: Kind) -> int:
    power = 1 if kind == "constrained" else 2
    return sum((comb(first, v) * comb(second, v)) ** power for v in range(min(first, second) + 1))


def synchronised_test(
    values: Sequence[FloatArray],
    names: Sequence[str],
    *,
    kind: Kind = "constrained",
    seed: int = 0,
    facts: Mapping[str, Any] | None = None,
) -> Result:
    """Test the interaction +control − A − B + combination by synchronised permutations. H0: it is 0.

    Estimand: that contrast of arm means. ``constrained``: units change places by their position, the same positions in
    both blocks; these arrangements form a group, so the test is exact. Positions carry no meaning, so they are drawn
    once at random, by ``seed``. ``unconstrained``: any ν units in each block. Its floor is far lower, but its
    arrangements form no group: at 3 an arm its p falls to its floor of 0.0122 in about 2% of experiments without an
    interaction, so it is approximate, and said to be.

    Args:
        values: the units' outcomes in control, A, B and combination.
        names: the arms' names.
        kind: ``constrained`` or ``unconstrained``.
        seed: what draws the positions.
        facts: title and estimand other than the defaults.

    Raises:
        MethodMismatch: no pairing of arms has blocks of like sizes.
        ExactTooLarge: there are too many arrangements to count.

    >>> arms = [np.array(v) for v in ([5.0, 6, 7], [1.0, 2, 3], [2.0, 3, 1], [20.0, 21, 22])]
    >>> synchronised_test(arms, ["C", "A", "B", "AB"]).p_value
    0.1
    """
    if kind not in {"constrained", "unconstrained"}:
        msg = f"kind must be 'constrained' or 'unconstrained', got {kind!r}"
        raise UsageError(msg)
    blocks = blocks_of(values, names)
    whole = _as_integers(blocks.values)
    n = len(whole[0]), len(whole[1])
    if max((comb(n[0], v) * comb(n[1], v) for v in range(min(n) + 1)), default=1) > _MOST:
        msg = f"{max(n)} units an arm have too many synchronised permutations to count — use the Welch contrast"
        raise ExactTooLarge(msg)
    generator = np.random.default_rng(plain_seed(seed))
    if kind == "constrained":
        whole = tuple(generator.permutation(v) for v in whole)
    extreme, total = _count(whole, n, kind)
    estimate = float(values[0].mean() - values[1].mean() - values[2].mean() + values[3].mean())
    exact = kind == "constrained"
    notes = () if exact else ("unconstrained synchronised permutations form no group: p is approximate",)
    given = {"title": f"{kind} synchronised permutation test", "estimand": "control − A − B + combination"}
    return Result(
        method=f"synchronised-permutation-{kind}",
        **{**given, **(facts or {})},
        p_value=extreme / total,
        alternative="two-sided",
        reference="exact" if exact else "approximate",
        n={name: len(v) for name, v in zip(names, values, strict=True)},
        n_used=sum(map(len, values)),
        estimate=estimate,
        null_value=0.0,
        statistic=estimate,
        statistic_name="contrast of arm means",
        p_min_attainable=synchronised_floor(*n, kind),
        two_sided="absolute",
        seed=seed if exact else None,
        notes=notes,
    )


def _as_integers(values: tuple[FloatArray, ...]) -> tuple[Any, ...]:
    largest = max(float(np.abs(v).max()) for v in values) or 1.0
    scale = 2.0 ** (_DIGITS - math.ceil(math.log2(largest)))
    return tuple(np.rint(v * scale).astype(np.int64) for v in values)


def _count(whole: tuple[Any, ...], n: tuple[int, int], kind: Kind) -> tuple[int, int]:
    """Return how many arrangements are at least as far from 0 as the observed one, and how many there are.

    With arms of n₁ and n₂ the contrast of means times n₁n₂ is n₂·(sum of the first) − n₁·(sum of the second) in the
    first block, less the same in the second; exchanging units x and y changes it by (n₁ + n₂)·(y − x).
    """
    first, second = n
    weight = first + second
    observed = (second * whole[0].sum() - first * whole[1].sum()) - (second * whole[2].sum() - first * whole[3].sum())
    extreme = total = 0
    for moved in range(min(n) + 1):
        one = weight * _exchanges(whole[0], whole[1], moved)
        other = weight * _exchanges(whole[2], whole[3], moved)
        if kind == "constrained":
            contrast = observed + one - other
            extreme += int(np.count_nonzero(np.abs(contrast) >= abs(observed)))
            total += len(one)
            continue
        ordered = np.sort(other)
        limit = abs(int(observed))
        upper = np.searchsorted(ordered, observed + one - limit, side="right")  # contrast ≥ limit
        lower = len(ordered) - np.searchsorted(ordered, observed + one + limit, side="left")  # contrast ≤ −limit
        both = len(ordered) * len(one) if limit == 0 else 0
        extreme += both or int(upper.sum() + lower.sum())
        total += len(one) * len(other)
    return extreme, total


def _exchanges(first: Any, second: Any, moved: int) -> Any:
    """Return the sums gained by the first arm for every choice of ``moved`` units of each arm that change places."""
    lost = np.array([sum(c) for c in combinations(first.tolist(), moved)], dtype=np.int64)
    gained = np.array([sum(c) for c in combinations(second.tolist(), moved)], dtype=np.int64)
    return (gained[None, :] - lost[:, None]).ravel()
