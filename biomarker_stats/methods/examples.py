"""Small published data sets for the examples in docstrings."""

import numpy as np

from biomarker_stats.design.problem import Arms, Pairs
from biomarker_stats.design.scores import exact_scores


def _pairs(before: list[float], after: list[float]) -> Pairs:
    n = len(before)
    both = exact_scores([*before, *after])
    return Pairs(before=both.take(slice(n)), after=both.take(slice(n, None)), stratum=np.zeros(n, dtype=np.int64))


def _arms(*arms: list[float], event: list[int] | None = None) -> Arms:
    values = [value for arm in arms for value in arm]
    return Arms(
        outcome=exact_scores(values),
        arm=np.repeat(np.arange(len(arms)), [len(arm) for arm in arms]),
        arm_names=("first", "second", "third", "fourth", "fifth")[: len(arms)],
        stratum=np.zeros(len(values), dtype=np.int64),
        event=None if event is None else np.array(event, dtype=bool),
    )


def _blocks(*subjects: list[float]) -> Arms:
    """Return subjects as strata and treatments, the columns, as arms."""
    treatments = len(subjects[0])
    return Arms(
        outcome=exact_scores([value for subject in subjects for value in subject]),
        arm=np.tile(np.arange(treatments), len(subjects)),
        arm_names=("first", "second", "third", "fourth", "fifth")[:treatments],
        stratum=np.repeat(np.arange(len(subjects)), treatments),
        stratum_names=tuple(f"subject {k + 1}" for k in range(len(subjects))),
    )


BIOPSIES = _pairs([0, 1, 1, 0, 0, 2, 1, 0, 1, 1], [2, 2, 2, 2, 0, 2, 2, 0, 1, 1])
"""p-ERK before and during treatment, scores 0, 1, 2; Carracedo and others (2008), J Clin Invest 118:3065, table 1."""

P24 = _pairs(
    [149, 0, 0, 259, 106, 255, 0, 52, 340, 65, 180, 0, 84, 89, 212, 554, 500, 424, 112, 2600],
    [0, 51, 0, 385, 0, 235, 0, 0, 48, 65, 77, 0, 0, 0, 53, 150, 0, 165, 98, 0],
)
"""Serum antigen before and after treatment of AIDS; StatXact-6 manual p. 290."""

BLOOD_PRESSURE = _arms([94, 108, 110, 90], [80, 94, 85, 90, 90, 90, 108, 94, 78, 105, 88])
"""Systolic blood pressure of treated and control patients; StatXact-6 manual pp. 340-394."""

MACHINES = _arms([10.8, 11.1, 10.4, 10.1, 11.3], [10.8, 10.5, 11, 10.9, 10.8, 10.7, 10.8])
"""Fill of two machines; StatXact-9 manual p. 182."""

TYRES = _arms([177, 200, 227, 230, 232, 268, 272, 297], [47, 105, 126, 142, 158, 172, 197, 220, 225, 230, 262, 270])
"""Failure times of two types of tyre; StatXact-9 manual p. 195."""

LUNG_CANCER = _arms(
    [257, 476, 355, 1779, 355],
    [191, 563, 242, 285, 16, 16, 16, 257, 16],
    event=[0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1],
)
"""Survival in days after two chemotherapies of lung cancer; StatXact-6 manual p. 415."""

PAIN = _arms([1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1], [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4])
"""Pain scores of two groups; Neubert and Brunner (2007), Comput Stat Data Anal 51:5192-5204."""

KNOWLEDGE_OF_RESULTS = _arms([40, 35, 38, 43, 44, 41], [38, 40, 47, 44, 40, 42], [48, 40, 45, 43, 46, 44])
"""Pieces made under none, rough and accurate information; Hollander and Wolfe (1999), table 6.6, p. 205."""

HYPNOSIS = _blocks([23, 58, 11, 24, 34], [23, 53, 10, 20, 40], [23, 54, 22, 21, 22])
"""Skin potential under five emotions; StatXact-6 manual pp. 448-449."""

COTTON = _blocks([7.46, 7.17, 7.76, 8.14, 7.63], [7.68, 7.57, 7.73, 8.15, 8.00], [7.21, 7.80, 7.74, 7.87, 7.93])
"""Strength of cotton under five amounts of potash; StatXact-6 manual p. 467."""

ANALGESIC = _blocks(
    [0, 1, 1],
    [0, 1, 1],
    [1, 0, 1],
    [0, 0, 0],
    [0, 0, 1],
    [0, 1, 1],
    [1, 0, 1],
    [0, 0, 1],
    [0, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
    [0, 0, 1],
)
"""Relief by placebo, aspirin and a new drug; StatXact-6 manual pp. 458-459."""

PERFECT = _arms([1], [2], [3], [4], [5])
"""Five units in perfect order."""
