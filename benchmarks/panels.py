"""Job j: a screen of many markers of 10 pairs; its time a marker, its step-down maxT, and the memory of a large one."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import biomarker_stats as bs
from benchmarks.model import Case, Runner

Array = NDArray[np.float64]

_PAIRS = 10
_ALONE = 300  # markers that are tested one at a time
BEFORE = [f"before{k}" for k in range(_PAIRS)]
AFTER = [f"after{k}" for k in range(_PAIRS)]


def panel(markers: int, seed: int = 26) -> tuple[Array, pd.DataFrame]:
    """Return SIMULATED changes without ties, shape (markers, 10), and the table that holds them, a row a marker.

    Nearly all markers rise, and those of a pair go together: at 10 pairs maxT of thousands is near 1 otherwise.
    """
    generator = np.random.default_rng(seed)
    change = 5 + 4 * generator.normal(size=_PAIRS) + generator.normal(size=(markers, _PAIRS))
    frame = pd.DataFrame(np.hstack([np.zeros_like(change), change]), columns=[*BEFORE, *AFTER])
    frame.insert(0, "marker", [f"marker{k}" for k in range(markers)])
    return change, frame


def screens(quick: bool) -> tuple[Case, ...]:
    """Job j: 10,000 markers (1,000 for a look); peers that test one marker at a time do 300 of them."""
    change, frame = panel(1_000 if quick else 10_000)
    return _p_case(change, frame), _max_t_case(change, frame)


def _p_case(change: Array, frame: pd.DataFrame) -> Case:
    from biomarker_stats.exact.batch_sign_flips import batch_sign_flip_p
    from biomarker_stats.exact.endpoint_scores import paired_scores

    markers, few = len(change), change[:_ALONE]

    def public() -> float:
        found = bs.screen(frame, marker="marker", before=BEFORE, after=AFTER, maxt=False, intervals=False)
        return float(found.p_value[:_ALONE].sum())

    def engine() -> float:
        scores = np.asarray(paired_scores(change, ranks=True)[0], dtype=np.int64)
        return float(batch_sign_flip_p(scores)[:_ALONE].sum())

    def scipy() -> float:
        from scipy.stats import wilcoxon

        return float(sum(wilcoxon(row, method="exact").pvalue for row in few))

    return Case(
        job="j",
        title="signed-rank p in a screen of n markers of 10 pairs, a marker",
        n=markers,
        target=None,
        runners=(
            Runner(name="ours, bs.screen without maxT", kind="ours", call=public, factor=1 / markers),
            Runner(name="engine, batch_sign_flip_p", kind="engine", call=engine, factor=1 / markers),
            Runner(
                name="scipy, one at a time",
                kind="exact",
                call=scipy,
                note=f"{_ALONE} of the markers",
                factor=1 / _ALONE,
            ),
        ),
        task="many_signed_rank",
        data={"pairs": [_PAIRS], "d": few.ravel()},
        r_factor=1 / _ALONE,
    )


def _max_t_case(change: Array, frame: pd.DataFrame) -> Case:
    from biomarker_stats.exact.arrangements import AllSignFlips
    from biomarker_stats.exact.endpoint_scores import paired_scores
    from biomarker_stats.exact.shared_statistics import shared_statistics
    from biomarker_stats.exact.westfall_young import adjust_by_maximum

    def public() -> float:
        found = bs.screen(frame, marker="marker", before=BEFORE, after=AFTER, maxt=True, intervals=False)
        return float(found.p_maxt.sum())

    def engine() -> float:
        statistics = shared_statistics(*paired_scores(change, ranks=True), kind="t", signed=False)
        return float(adjust_by_maximum(statistics, AllSignFlips(_PAIRS, halved=True)).step_down.sum())

    return Case(
        job="j",
        title="screen of n markers of 10 pairs: signed-rank p, step-down maxT",
        n=len(change),
        target=None,
        runners=(
            Runner(name="ours, bs.screen with maxT", kind="ours", call=public),
            Runner(name="engine, adjust_by_maximum", kind="engine", call=engine, note="maxT alone"),
            Runner(
                name="plain NumPy, all 512 sign patterns",
                kind="exact",
                call=lambda: float(plain_max_t(change).sum()),
                note="maxT alone",
            ),
        ),
    )


def plain_max_t(change: Array) -> Array:
    """Return step-down maxT p values of signed ranks (no ties, no zeros) over all sign patterns, from the definition.

    A sign pattern and its mirror image give the same sizes, so that of 1,024 patterns 512 are looked at. Whole numbers
    throughout: the ranks of 10 pairs have the same sum of squares in every marker, which therefore needs no division.
    """
    ranks = (np.abs(change).argsort(axis=1).argsort(axis=1) + 1) * np.sign(change)
    n = change.shape[1]
    patterns = 1.0 - 2.0 * (np.arange(2 ** (n - 1))[:, None] >> np.arange(n) & 1)
    sizes = np.abs(ranks @ patterns.T)  # the observed pattern is the first
    order = np.argsort(-sizes[:, 0], kind="stable")
    largest = np.maximum.accumulate(sizes[order][::-1], axis=0)[::-1]
    p = (largest >= sizes[order, :1]).mean(axis=1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.maximum.accumulate(p)
    return adjusted
