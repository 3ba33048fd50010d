"""The exact paired test of every marker of a block, by sign flips.

A pair without both readings scores 0, and so does a pair without change: neither moves any sum, whatever its sign. So
each marker's p value is that of its own complete pairs, while all markers still share one set of sign flips.
"""

import numpy as np

from biomarker_stats.design.scores import FloatArray, IntArray
from biomarker_stats.exact.batch_sign_flips import batch_sign_flip_p
from biomarker_stats.exact.sign_flips import sign_flip_distribution
from biomarker_stats.panel.numbers import BoolArray, WholeRows, exact_integers, ordered_beyond_doubt, whole_rows
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
    scores, estimate = _scored(both, complete, block.names, plan)
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
    )


def _scored(both: FloatArray, complete: BoolArray, names: list[str], plan: Plan) -> tuple[IntArray, FloatArray]:
    """Return signed integer scores and estimates."""
    n = complete.shape[1]
    rows = whole_rows(both)
    change, denominator = rows.values[:, n:] - rows.values[:, :n], rows.denominator
    if plan.method == "permutation":
        whole, denominator = exact_integers(rows, both, names)
        scores = whole[:, n:] - whole[:, :n]
        used = np.maximum(np.count_nonzero(complete, axis=1), 1)
        return scores, scores.sum(axis=1) / (used * denominator)
    ordered = change
    if not rows.exact.all():
        ordered = _orderly(change, both, rows, names)
    signs = np.sign(ordered).astype(np.int64)
    if plan.method == "sign":
        moved, rising = np.count_nonzero(signs, axis=1), np.count_nonzero(signs > 0, axis=1)
        return signs, np.where(moved > 0, rising / np.maximum(moved, 1), np.nan)
    ranks = doubled_midranks(np.abs(ordered), signs != 0, plan.stratum)
    return ranks * signs, _pseudo_medians(change, denominator, plan.stratum)


def _orderly(change: FloatArray, both: FloatArray, rows: WholeRows, names: list[str]) -> FloatArray:
    """Return numbers in the true order of the changes: where rounding might blur it, fractions decide."""
    ordered, n = change.copy(), change.shape[1]
    inexact = np.flatnonzero(~rows.exact)
    sizes = np.abs(change[inexact])
    largest = np.abs(both[inexact]).max(axis=1)
    sizes = np.hstack([sizes, np.zeros((len(sizes), 1))])
    for k in inexact[~ordered_beyond_doubt(sizes, largest)].tolist():
        one = WholeRows(both[[k]], np.ones(1), np.zeros(1, dtype=bool))
        whole, _ = exact_integers(one, both[[k]], [names[k]])
        exact = whole[0, n:] - whole[0, :n]
        _, place = np.unique(np.concatenate([[0], np.abs(exact)]), return_inverse=True)
        ordered[k] = place[1:] * np.sign(exact)
    return ordered


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
