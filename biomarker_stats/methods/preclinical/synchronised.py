"""The exact test of a 2 × 2 interaction by synchronised permutations, which main effects do not disturb.

Within each of two blocks (control and A; B and the combination) ν units change places between the two arms, the same ν
in both blocks. A main effect moves both blocks alike and cancels in their difference; what is left is the interaction.
Reference: Pesarin F, Salmaso L (2010), Permutation Tests for Complex Data, section 8.2; Basso D et al. (2009),
Permutation Tests for Stochastic Ordering and ANOVA, chapter 4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from math import comb, factorial
from typing import Any, Literal

import numpy as np

from biomarker_stats import wording
from biomarker_stats.design.scores import at_few_digits, exact_scores
from biomarker_stats.errors import ExactTooLarge, MethodMismatch, UsageError
from biomarker_stats.methods.options import plain_seed
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.result import Effect, Result

Kind = Literal["constrained", "unconstrained"]
_MOST = 1_000_000
_MOST_DRAWN = 20_000_000  # arrangements counted over all draws of the positions
_DRAWS = 999
_LARGEST = 2**62
MANY = "many"


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
    draws: Literal["one", "many"] = "one",
    facts: Mapping[str, Any] | None = None,
) -> Result:
    """Test the interaction +control − A − B + combination by synchronised permutations. H0: it is 0.

    Estimand: that contrast of arm means. ``constrained``: units change places by their position, the same positions in
    both blocks; these arrangements form a group, so the test is exact. Positions carry no meaning, so they are drawn at
    random, by ``seed``: a randomised test, whose p value is another with another draw. ``draws="many"`` takes every
    draw of them (or 999 where there are more) and gives twice the median of their p values, which is valid however the
    draws depend on each other, and reproducible; the median and the range are its effects. ``unconstrained``: any ν
    units in each block. Its floor is far lower, but its arrangements form no group: at 3 an arm its p falls to its
    floor of 0.0122 in about 2% of experiments without an interaction, so it is approximate, and said to be.

    Args:
        values: the units' outcomes in control, A, B and combination.
        names: the arms' names.
        kind: ``constrained`` or ``unconstrained``.
        seed: what draws the positions.
        draws: ``one``, or ``many`` to combine draws of the positions (of ``constrained`` only).
        facts: title and estimand other than the defaults.

    Raises:
        MethodMismatch: no pairing of arms has blocks of like sizes.
        ExactTooLarge: there are too many arrangements to count.

    References: Rüger B (1978), Metrika 25:171-178 (twice the median of p values); Meinshausen N, Meier L, Bühlmann P
    (2009), J Am Stat Assoc 104:1671-1681.

    >>> arms = [np.array(v) for v in ([5.0, 6, 7], [1.0, 2, 3], [2.0, 3, 1], [20.0, 21, 22])]
    >>> synchronised_test(arms, ["C", "A", "B", "AB"]).p_value
    0.1
    """
    if kind not in {"constrained", "unconstrained"}:
        msg = f"kind must be 'constrained' or 'unconstrained', got {kind!r}"
        raise UsageError(msg)
    if draws not in {"one", MANY} or (draws == MANY and kind == "unconstrained"):
        msg = f"draws must be 'one', or 'many' of kind 'constrained', got {draws!r} of kind {kind!r}"
        raise UsageError(msg)
    blocks = blocks_of(values, names)
    whole = _as_integers(blocks.values)
    n = len(whole[0]), len(whole[1])
    if max((comb(n[0], v) * comb(n[1], v) for v in range(min(n) + 1)), default=1) > _MOST:
        msg = f"{max(n)} units an arm have too many synchronised permutations to count — use the Welch contrast"
        raise ExactTooLarge(msg)
    drawn = _drawn(whole, n, kind, draws, int(plain_seed(seed) or 0))
    estimate = float(values[0].mean() - values[1].mean() - values[2].mean() + values[3].mean())
    given = {"title": f"{kind} synchronised permutation test", "estimand": "control − A − B + combination"}
    return Result(
        method=f"synchronised-permutation-{kind}",
        **{**given, **drawn, **(facts or {})},
        alternative="two-sided",
        n={name: len(v) for name, v in zip(names, values, strict=True)},
        n_used=sum(map(len, values)),
        estimate=estimate,
        null_value=0.0,
        statistic=estimate,
        statistic_name="contrast of arm means",
        two_sided="absolute",
    )


def _drawn(whole: tuple[Any, ...], n: tuple[int, int], kind: Kind, draws: str, seed: int) -> dict[str, Any]:
    """Return p value, floor, reference, seed, effects and notes of a Result."""
    floor = synchronised_floor(*n, kind)
    if kind == "unconstrained":
        extreme, total = _count(whole, n, kind)
        note = "unconstrained synchronised permutations form no group: p is approximate"
        facts = {"p_value": extreme / total, "p_min_attainable": floor, "reference": "approximate"}
        return {**facts, "seed": None, "notes": (note,)}
    generator = np.random.default_rng(seed)
    if draws != MANY:
        extreme, total = _count(tuple(generator.permutation(v) for v in whole), n, kind)
        note = f"a randomised test: positions were drawn once (seed {seed}), and another draw gives another p"
        facts = {"p_value": extreme / total, "p_min_attainable": floor, "reference": "exact"}
        return {**facts, "seed": seed, "notes": (note,)}
    p_values, every = _p_of_draws(whole, n, generator)
    middle, low, high = float(np.median(p_values)), float(p_values.min()), float(p_values.max())
    how = f"{'all ' if every else ''}{len(p_values)} draws of the positions"
    limits = f"{wording.p_value(low)} to {wording.p_value(high)}"
    note = (
        f"the test is randomised: over {how}{'' if every else f' (seed {seed})'} its p ranges from "
        f"{limits}, median {wording.p_value(middle)}; p is twice the median, "
        "which is valid whatever the draws"
    )
    named = {"median p over draws": middle, "least p over draws": low, "greatest p over draws": high}
    return {
        "title": f"{kind} synchronised permutation test (randomised: twice the median p over {how}, range {limits})",
        "p_value": min(1.0, 2 * middle),
        "p_min_attainable": min(1.0, 2 * floor),
        "reference": "exact",
        "seed": None if every else seed,
        "effects": tuple(Effect(name=name, estimate=p) for name, p in named.items()),
        "notes": (note,),
    }


def _p_of_draws(whole: tuple[Any, ...], n: tuple[int, int], generator: np.random.Generator) -> tuple[FloatArray, bool]:
    """Return the p value of many draws of the positions, and whether they are all there are.

    Only how the positions of the two blocks fall together matters, so that the first block keeps its own: there are
    n₁!·n₂! draws. All are taken where they are at most ``_DRAWS`` (4 units an arm), else that many at random, fewer
    where an arm is so large that counting would take long.
    """
    first, second = n
    total = _arrangements(first, second, "constrained")
    every = factorial(first) * factorial(second) <= _DRAWS
    if every:
        orders = [np.array(list(permutations(range(k)))) for k in n]
        one = np.repeat(orders[0], len(orders[1]), axis=0)
        two = np.tile(orders[1], (len(orders[0]), 1))
    else:
        count = max(19, min(_DRAWS, _MOST_DRAWN // total))
        one, two = (generator.permuted(np.tile(np.arange(k), (count, 1)), axis=1) for k in n)
    observed = _observed(whole, n)
    extreme = np.zeros(len(one), dtype=np.int64)
    for moved in range(min(n) + 1):
        out, into = (np.array(list(combinations(range(k), moved)), dtype=np.int64) for k in n)
        fixed = (first + second) * _exchanges(whole[0], whole[1], moved)
        for draw in range(len(one)):
            lost = whole[2][one[draw]][out].sum(axis=1)
            gained = whole[3][two[draw]][into].sum(axis=1)
            contrast = observed + fixed - (first + second) * (gained[None, :] - lost[:, None]).ravel()
            extreme[draw] += np.count_nonzero(np.abs(contrast) >= abs(observed))
    return extreme / total, every


def _as_integers(values: tuple[FloatArray, ...]) -> tuple[Any, ...]:
    """Return the values as integers: decimals exactly, computed values at 12 significant digits of the largest."""
    together = np.concatenate(values)
    scores = exact_scores(together)
    whole = scores.integers
    n = max(map(len, values))
    if whole is None or int(np.abs(whole).max()) * 8 * n * n >= _LARGEST:
        whole = at_few_digits(together[np.newaxis])[0][0].astype(np.int64)
    return tuple(np.split(whole, np.cumsum([len(v) for v in values])[:-1]))


def _observed(whole: tuple[Any, ...], n: tuple[int, int]) -> Any:
    first, second = n
    return (second * whole[0].sum() - first * whole[1].sum()) - (second * whole[2].sum() - first * whole[3].sum())


def _count(whole: tuple[Any, ...], n: tuple[int, int], kind: Kind) -> tuple[int, int]:
    """Return how many arrangements are at least as far from 0 as the observed one, and how many there are.

    With arms of n₁ and n₂ the contrast of means times n₁n₂ is n₂·(sum of the first) − n₁·(sum of the second) in the
    first block, less the same in the second; exchanging units x and y changes it by (n₁ + n₂)·(y − x).
    """
    first, second = n
    weight = first + second
    observed = _observed(whole, n)
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
