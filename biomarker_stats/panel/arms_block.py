"""The exact two-arm test of every marker of a block, by relabelling within strata.

A marker's own p value exchanges the labels of the units in which it was measured.
"""

from fractions import Fraction
from math import lcm

import numpy as np

from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.exact.distribution import ExactDistribution
from biomarker_stats.exact.relabelling import relabelling_distribution
from biomarker_stats.panel.numbers import BoolArray, WholeRows, whole_rows
from biomarker_stats.panel.plan import Block, BlockResult, Plan, digest, narrowed
from biomarker_stats.panel.ranking import doubled_midranks, row_medians

_EXACT = 2.0**53


def arms_tested(block: Block, plan: Plan) -> BlockResult:
    """Return the exact p value, estimate and centred scores of every marker.

    H0 of each: within strata the outcome has one distribution in both arms. Estimands as in ``bs.compare``: the shift
    of the first arm against the second (``rank-sum``), the difference of means (``permutation``).
    """
    observed = ~np.isnan(block.readings)
    filled = np.where(observed, block.readings, 0.0)
    rows = whole_rows(filled, block.names)
    scores, estimate = _scored(rows, observed, plan)
    m = len(scores)
    p, p_min, centred = np.full(m, np.nan), np.full(m, np.nan), np.zeros_like(scores)
    support, supports, keys = np.full(m, -1), list[FloatArray](), dict[bytes, int]()
    patterns, pattern_of = np.unique(observed, axis=0, return_inverse=True)
    for k, seen in enumerate(patterns):
        members = np.flatnonzero(pattern_of.ravel() == k)
        if not seen.any():
            continue
        _, stratum = np.unique(plan.stratum[seen], return_inverse=True)
        first, part = plan.first[seen], scores[members][:, seen]
        centred[np.ix_(members, np.flatnonzero(seen))] = _centred(part, stratum)
        for kind, inside in _alike(part, stratum):
            null = relabelling_distribution(kind, np.bincount(stratum[first], minlength=stratum.max() + 1), stratum)
            own = members[inside]
            tails = null.all_p(plan.alternative)
            p[own] = tails[np.searchsorted(null.values, part[inside][:, first].sum(axis=1))]
            p_min[own] = tails.min()
            if plan.keeps_supports:
                support[own] = _support(null, plan, supports, keys)
    return BlockResult(
        names=block.names,
        p=p,
        p_min=p_min,
        estimate=estimate,
        n_used=np.count_nonzero(observed, axis=1),
        n_changed=np.count_nonzero(centred, axis=1),
        scores=narrowed(centred),
        support=support,
        supports=supports,
        digest=digest(block.readings),
        computed=rows.computed,
    )


def _support(null: ExactDistribution, plan: Plan, supports: list[FloatArray], keys: dict[bytes, int]) -> int:
    """Return the place of the attainable p values among those known, put there if they are new."""
    attainable = null.attainable_p(plan.alternative)
    place = keys.setdefault(attainable.tobytes(), len(supports))
    if place == len(supports):
        supports.append(attainable)
    return place


def _alike(scores: IntArray, stratum: IntArray) -> list[tuple[IntArray, IntArray]]:
    """Return, for each set of scores that several markers share (stratum by stratum), the set and those markers."""
    order = np.argsort(stratum, kind="stable")
    placed = scores[:, order].copy()
    codes = stratum[order]
    for code in np.unique(codes):
        columns = np.flatnonzero(codes == code)
        placed[:, columns] = np.sort(placed[:, columns], axis=1)
    kinds, which = np.unique(placed, axis=0, return_inverse=True)
    back = np.empty_like(kinds)
    back[:, order] = kinds
    by_kind = np.argsort(which.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(which.ravel(), minlength=len(kinds)))[:-1]
    return list(zip(back, np.split(by_kind, ends), strict=True))


def _centred(scores: IntArray, stratum: IntArray) -> IntArray:
    """Return scores less the mean of their stratum, times the least common multiple of the strata's sizes."""
    sizes = np.bincount(stratum)
    scale = lcm(*(int(size) for size in sizes))
    centred = np.empty_like(scores)
    for code, size in enumerate(sizes.tolist()):
        part = scores[:, stratum == code]
        centred[:, stratum == code] = (scale // size) * (size * part - part.sum(axis=1, keepdims=True))
    return centred


def _scored(rows: WholeRows, observed: BoolArray, plan: Plan) -> tuple[IntArray, FloatArray]:
    if plan.method == "permutation":
        return rows.values, _mean_differences(rows, observed, plan)
    shifts = _shifts(rows.values.astype(np.float64), observed, plan) / rows.denominator
    return doubled_midranks(rows.values, observed, plan.stratum), shifts


def _shifts(values: FloatArray, observed: BoolArray, plan: Plan) -> FloatArray:
    """Return the median difference between a unit of the first arm and one of the second, within strata."""
    of_first, of_second = np.nonzero(
        plan.first[:, np.newaxis] & ~plan.first & (plan.stratum[:, np.newaxis] == plan.stratum)
    )
    found = np.full(len(values), np.nan)
    if not len(of_first):
        return found
    step = max(1, 2**20 // len(of_first))
    for start in range(0, len(values), step):
        part = np.where(observed[start : start + step], values[start : start + step], np.nan)
        found[start : start + step] = row_medians(part[:, of_first] - part[:, of_second])
    return found


def _mean_differences(rows: WholeRows, observed: BoolArray, plan: Plan) -> FloatArray:
    """Return the difference of means, first arm − second, weighted over strata as the test weighs them.

    It is Σ (own sum − m·sum/n) / Σ m(n − m)/n over strata: both are brought over one denominator, in whole numbers.
    """
    strata = [observed & (plan.stratum == code) for code in np.unique(plan.stratum)]
    sizes = [np.maximum(inside.sum(axis=1), 1) for inside in strata]
    common = np.lcm.reduce(np.array(sizes), axis=0)
    bound = np.abs(rows.values).max(axis=1, initial=0).astype(np.float64) * common * observed.shape[1] ** 2
    kind = np.int64 if bound.max(initial=0.0) < _EXACT else object  # Python's whole numbers where 2^53 is not enough
    excess, weight = np.zeros(len(observed), dtype=kind), np.zeros(len(observed), dtype=kind)
    for inside, size in zip(strata, sizes, strict=True):
        m, share = (inside & plan.first).sum(axis=1), (common // size).astype(kind)
        total = np.where(inside, rows.values, 0).astype(kind).sum(axis=1)
        own = np.where(inside & plan.first, rows.values, 0).astype(kind).sum(axis=1)
        excess += (own * size - m * total) * share
        weight += m * (size - m) * share
    below = weight * rows.denominator
    if kind is np.int64 and float(below.max(initial=0.0)) < _EXACT:
        return np.where(weight > 0, excess / np.where(weight > 0, below, 1.0), np.nan)
    return np.array([_quotient(*row) for row in zip(excess, weight, rows.denominator, strict=True)], dtype=np.float64)


def _quotient(excess: int, weight: int, denominator: float) -> float:
    return float(Fraction(int(excess), int(weight)) / Fraction(denominator)) if weight else np.nan
