"""The exact paired test of every marker of a block, by sign flips.

A pair without both readings scores 0, and so does a pair without change: neither moves any sum, whatever its sign. So
each marker's p value is that of its own complete pairs, while all markers still share one set of sign flips.
"""

import numpy as np

from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.exact.batch_sign_flips import batch_sign_flip_p
from biomarker_stats.exact.sign_flips import sign_flip_distribution
from biomarker_stats.panel.numbers import BoolArray, WholeRows, whole_rows
from biomarker_stats.panel.plan import Block, BlockResult, Plan, digest, narrowed
from biomarker_stats.panel.ranking import doubled_midranks, row_medians


def pairs_tested(block: Block, plan: Plan) -> BlockResult:
    """Return the exact p value, estimate and scores of every marker.

    H0 of each: after − before is symmetric about 0. Estimands as in ``bs.paired``: the pseudo-median of the changes
    (``signed-rank``), the probability that a change is an increase (``sign``), the mean change (``permutation``).
    """
    if block.after is None:
        msg = "a block of pairs has two readings"
        raise ValueError(msg)
    complete = ~(np.isnan(block.readings) | np.isnan(block.after))
    both = np.hstack([np.where(complete, block.readings, 0.0), np.where(complete, block.after, 0.0)])
    rows = whole_rows(both, block.names)
    scores, estimate = _scored(rows, complete, plan)
    p = batch_sign_flip_p(scores, alternative=plan.alternative)
    changed = np.count_nonzero(scores, axis=1)
    p_min = np.minimum(2.0 ** (float(plan.alternative == "two-sided") - changed), 1.0)
    none = ~complete.any(axis=1)
    for column in (p, p_min, estimate):
        column[none] = np.nan
    support, supports = _supports(scores, plan)
    return BlockResult(
        names=block.names,
        p=p,
        p_min=p_min,
        estimate=estimate,
        n_used=np.count_nonzero(complete, axis=1),
        n_changed=changed,
        scores=narrowed(scores),
        support=support,
        supports=supports,
        digest=digest(block.readings, block.after),
        computed=rows.computed,
    )


def _scored(rows: WholeRows, complete: BoolArray, plan: Plan) -> tuple[IntArray, FloatArray]:
    """Return signed integer scores and estimates."""
    n = complete.shape[1]
    change = rows.values[:, n:] - rows.values[:, :n]
    if plan.method == "permutation":
        used = np.maximum(np.count_nonzero(complete, axis=1), 1)
        return change, change.sum(axis=1) / (used * rows.denominator)
    signs = np.sign(change)
    if plan.method == "sign":
        moved, rising = np.count_nonzero(signs, axis=1), np.count_nonzero(signs > 0, axis=1)
        return signs, np.where(moved > 0, rising / np.maximum(moved, 1), np.nan)
    ranks = doubled_midranks(np.abs(change), signs != 0, plan.stratum)
    return ranks * signs, _pseudo_medians(change.astype(np.float64), rows.denominator, plan.stratum)


def _pseudo_medians(change: FloatArray, denominator: FloatArray, stratum: IntArray) -> FloatArray:
    """Return the median of the averages of all two changes of a stratum, unchanged pairs left out."""
    left, right = np.triu_indices(change.shape[1])
    inside = stratum[left] == stratum[right]
    left, right = left[inside], right[inside]
    found = np.empty(len(change))
    step = max(1, 2**20 // max(len(left), 1))
    for start in range(0, len(change), step):
        part = change[start : start + step]
        part = np.where(part == 0, np.nan, part)
        found[start : start + step] = row_medians(part[:, left] + part[:, right])
    return np.where(np.isnan(found), 0.0, found) / (2 * denominator)


def _supports(scores: IntArray, plan: Plan) -> tuple[IntArray, list[FloatArray]]:
    """Return which attainable p values each marker has, one set a kind of scores."""
    if not plan.keeps_supports:
        return np.full(len(scores), -1), []
    kinds, which = np.unique(np.sort(np.abs(scores), axis=1), axis=0, return_inverse=True)
    return which.ravel(), [sign_flip_distribution(kind).attainable_p(plan.alternative) for kind in kinds]
