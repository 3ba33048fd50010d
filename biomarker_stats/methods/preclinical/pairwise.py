"""The published style, pairwise Student t tests with adjustment, beside Welch's and the exact tests."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats.design.scores import FloatArray
from biomarker_stats.errors import UsageError
from biomarker_stats.methods.entry import compare
from biomarker_stats.methods.preclinical.analysis import Analysis, Comparison, noted
from biomarker_stats.methods.preclinical.between import Against, Scale, compare_arms, pairs_of
from biomarker_stats.methods.preclinical.readings import Readings, check_confidence, control_among
from biomarker_stats.methods.preclinical.units import count_noted, floor_note, sizes
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.scale_free import power_of_two
from biomarker_stats.terms import nearest

# Our names for adjustments, pingouin's, and what each controls.
ADJUSTMENTS = {
    "none": ("none", "nothing: p values are not adjusted"),
    "holm": ("holm", "the family-wise error rate"),
    "bonferroni": ("bonf", "the family-wise error rate"),
    "sidak": ("sidak", "the family-wise error rate of independent tests"),
    "bh": ("fdr_bh", "the false discovery rate"),
    "by": ("fdr_by", "the false discovery rate under any dependence"),
}
_NAMES = {"bh": "Benjamini and Hochberg", "by": "Benjamini and Yekutieli", "sidak": "Šidák"}
_SCALE = Scale(name="as measured", estimand="difference of means")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Pairwise(Analysis):
    """Every pair of arms by Student's t, Welch's t, permutation and rank-sum, each method's p values adjusted."""

    adjust: str = "holm"

    def lines(self) -> list[str]:
        """Return what the adjustment controls as a line."""
        controls = ADJUSTMENTS[self.adjust][1]
        return [
            f"adjusted over {len(self.comparisons)} comparisons by {adjustment_name(self.adjust)}, controls {controls}"
        ]


def adjustment_name(adjust: str) -> str:
    """Return whose adjustment it is, as a sentence names it.

    >>> adjustment_name("holm"), adjustment_name("bh")
    ('Holm', 'Benjamini and Hochberg')
    """
    return _NAMES.get(adjust, adjust.capitalize())


def pairwise(
    frame: pd.DataFrame,
    *,
    outcome: str = "outcome",
    arm: str = "arm",
    unit: str | None = None,
    arms: Sequence[Any] | None = None,
    control: Any = None,
    against: Against = "all",
    adjust: str = "holm",
    confidence: float = 0.95,
    seed: int | None = None,
) -> Pairwise:
    """Compare pairs of arms by Student's t as papers print it, with Welch's t and the exact tests beside it.

    H0: the outcome has the same mean (t tests) or distribution (exact tests) in both arms. Estimand: the difference of
    means, first arm − second. Student's p values are pingouin's ``pairwise_tests``. Each method's p values are adjusted
    over all comparisons made.

    Args:
        frame: one row a unit, or several, which are averaged (noted) where ``unit`` names their column.
        outcome: the column of numbers.
        arm: the column of arms.
        unit: the column of the experimental unit.
        arms: the arms declared, in order; without it, those found.
        control: the reference arm; without it, the first.
        against: ``"all"`` pairs of arms, or each arm against the ``"control"`` only.
        adjust: ``none``, ``holm``, ``bonferroni``, ``sidak``, ``bh`` or ``by``.
        confidence: the level of intervals (not adjusted).
        seed: of Monte-Carlo permutations, where arms are too large to enumerate.

    Raises:
        UsageError: no such column, arm or adjustment.
        DataError: a unit in two arms, one unit an arm, an undeclared arm, missing or malformed cells; all are listed.

    References: Student (1908), Biometrika 6:1-25; Holm S (1979), Scand J Stat 6:65-70; Vallat R (2018), JOSS 3:1026.

    >>> table = pd.DataFrame({"outcome": [1.0, 2, 3, 2, 4, 6, 7, 8, 9], "arm": list("aaabbbccc")})
    >>> found = pairwise(table).comparison("c v a")
    >>> round(found.main.p_value, 6), found.by_method("permutation").p_value
    (0.001826, 0.1)
    """
    check_confidence(confidence)
    if adjust not in ADJUSTMENTS:
        msg = f"no adjustment is called {adjust!r}{nearest(str(adjust), ADJUSTMENTS)}"
        raise UsageError(msg)
    table, declared, rows = _units(frame, outcome, arm, unit, arms)
    reference = control_among(control, declared)
    pairs = pairs_of(declared, reference, against)
    values, arm_of = table["value"].to_numpy(np.float64), table["arm"].tolist()
    published = _student(table, pairs, confidence)
    word = unit or "unit"
    options = {"confidence": confidence, "seed": seed}
    found = []
    for pair in pairs:
        exact = compare_arms(values, arm_of, pair, _SCALE, unit=word, **options)
        n = sizes(list(exact.main.n.values()), word)
        student = noted(published[pair], floor_note(exact.floor or 1.0, n))
        found.append(replace(exact, results=(student, *exact.results)))
    return Pairwise(
        title=f"{outcome} by {arm}: pairs of arms",
        unit=word,
        comparisons=_adjusted(found, adjust),
        units=table,
        arms=_arm_table(table, declared),
        notes=count_noted(rows, len(table), "row", word, "averaged"),
        adjust=adjust,
    )


def _units(
    frame: pd.DataFrame, outcome: str, arm: str, unit: str | None, arms: Sequence[Any] | None
) -> tuple[pd.DataFrame, list[str], int]:
    readings = Readings(frame, [outcome, arm, unit])
    values, (arm_of, declared) = readings.numbers(outcome), readings.arms(arm, arms)
    labels = readings.labels(unit) if unit else [str(row + 1) for row in range(len(frame))]
    readings.one_arm_each(labels, arm_of, str(unit), "correct the arm, or name the units apart")
    table = pd.DataFrame({"unit": labels, "arm": arm_of, "value": values})
    grouped = table.groupby(["unit", "arm"], sort=False)["value"].mean().reset_index()
    counted = {name: int((grouped["arm"] == name).sum()) for name in declared}
    readings.enough_units(counted, unit or "unit", arm)
    readings.stop()
    return grouped, declared, len(table)


def _student(table: pd.DataFrame, pairs: list[tuple[str, str]], confidence: float) -> dict[tuple[str, str], Result]:
    """Return Student's t of each pair, its statistic and p value from pingouin."""
    import pingouin

    values = table["value"].to_numpy(np.float64)
    units = table.assign(value=np.ldexp(values, -power_of_two(values)))  # t is the same in any unit; squares are not
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # arms without variance; our own result has words for them
        raw = pingouin.pairwise_tests(data=units, dv="value", between="arm", correction=False, padjust="none")
    rows = raw.rename(columns=lambda name: str(name).replace("-", "_"))  # pingouin has spelled them both ways
    by_pair = {frozenset((row["A"], row["B"])): row for _, row in rows.iterrows()}
    found = {}
    for first, second in pairs:
        ours = compare(table, outcome="value", method="student-t", arms=[first, second], confidence=confidence)
        ours = _SCALE.rescale(ours)
        row = by_pair[frozenset((first, second))]
        p, t = float(row.get("p_unc", np.nan)), float(row.get("T", np.nan))  # left out where no arm varies
        if ours.statistic is not None and np.isfinite(p) and np.isfinite(t):
            sign = 1.0 if row["A"] == first else -1.0
            ours = replace(ours, p_value=p, statistic=sign * t, title="Student t test (pingouin)")
        found[first, second] = ours
    return found


def _adjusted(found: list[Comparison], adjust: str) -> tuple[Comparison, ...]:
    """Return the comparisons with the p values of each method adjusted over all of them."""
    methods = [result.method for result in found[0].results]
    by_method = {method: adjusted_p_values([c.by_method(method).p_value for c in found], adjust) for method in methods}
    return tuple(
        replace(comparison, adjusted=tuple(by_method[method][k] for method in methods))
        for k, comparison in enumerate(found)
    )


def adjusted_p_values(p_values: list[float | None], adjust: str) -> list[float | None]:
    """Return p values adjusted by one of ``ADJUSTMENTS``, by pingouin; a comparison without p keeps none.

    >>> adjusted_p_values([0.01, 0.04], "bonferroni")
    [0.02, 0.08]
    """
    import pingouin

    if adjust == "none":
        return list(p_values)
    given: FloatArray = np.array([np.nan if p is None else p for p in p_values], dtype=np.float64)
    adjusted = np.asarray(pingouin.multicomp(given, method=ADJUSTMENTS[adjust][0])[1], dtype=np.float64)
    return [None if np.isnan(p) else min(float(p), 1.0) for p in adjusted]


def _arm_table(table: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Return each arm's mean with SD and SE, both between units."""
    grouped = table.groupby("arm", sort=False)["value"]
    found = pd.DataFrame({"n": grouped.size(), "mean": grouped.mean(), "sd": grouped.std(ddof=1)})
    return found.assign(se=found["sd"] / found["n"] ** 0.5).loc[list(arms)].reset_index()
