"""The experimental unit: the floor of exact tests, and what clustering inside units costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

from biomarker_stats import wording
from biomarker_stats.design.scores import FloatArray, IntArray


def two_sample_floor(first: int, second: int) -> float:
    """Return the smallest two-sided p value any exact two-sample test of ``first`` v ``second`` units can give.

    One of the C(m + n, m) ways to label the units is the most extreme. Where the arms are equal in size its mirror
    image, every label swapped, is as extreme, so p is 2 / C; elsewhere 1 / C is the bound, and tests with symmetric
    scores, such as ranks, stop at 2 / C (``Result.p_min_attainable`` says where).

    >>> two_sample_floor(3, 3), round(two_sample_floor(4, 4), 4), round(two_sample_floor(5, 5), 4)
    (0.1, 0.0286, 0.0079)
    """
    return min(1.0, (2 if first == second else 1) / comb(first + second, first))


def paired_floor(n: int) -> float:
    """Return the smallest two-sided p value an exact paired test of ``n`` pairs can give: 2 of 2ⁿ sign patterns.

    >>> paired_floor(3), paired_floor(4)
    (0.25, 0.125)
    """
    return min(1.0, 2.0 ** (1 - n))


def floor_note(floor: float, design: str) -> str:
    """Return the sentence that stands beside a parametric p value.

    >>> floor_note(0.1, "3 v 3 dishes")
    'no exact two-sided test of 3 v 3 dishes can give p below 0.1'
    """
    return f"no exact two-sided test of {design} can give p below {wording.p_value(floor, 4)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntraclassCorrelation:
    """How alike the parts of one unit are, and by what the variance of a pooled proportion grows because of it.

    ``value`` is as estimated and may be negative; ``design_effect`` takes a negative value as 0.
    """

    parts: str
    within: str
    value: float
    design_effect: float
    n_units: int
    mean_size: float

    def sentence(self) -> str:
        """Return the values in words.

        >>> icc = IntraclassCorrelation(
        ...     parts="cells", within="dish", value=0.02, design_effect=10.0, n_units=4, mean_size=451.0)
        >>> icc.sentence()
        'ICC of cells within dish 0.02 (ANOVA estimator, 4 units of 451 cells on average), design effect 10'
        """
        where = f"ANOVA estimator, {self.n_units} units of {wording.number(self.mean_size)} {self.parts} on average"
        text = f"ICC of {self.parts} within {self.within} {wording.number(self.value)} ({where})"
        taken = " (a negative ICC is taken as 0)" if self.value < 0 else ""
        return f"{text}, design effect {wording.number(self.design_effect)}{taken}"


def binary_icc(
    positive: FloatArray, total: FloatArray, arm: IntArray, *, parts: str, within: str
) -> IntraclassCorrelation | None:
    """Return the ANOVA estimator of the ICC of binary readings in clusters, pooled over arms; None if undefined.

    Cluster i has x of n positive. With between and within mean squares MSB and MSW of the 0/1 readings, each arm about
    its own mean, ICC = (MSB − MSW) / (MSB + (n₀ − 1)·MSW), n₀ = (N − Σ_arms Σ n²/N_arm) / (k − arms). The design effect
    is 1 + (Σn²/N − 1)·ICC.

    Args:
        positive: x of each cluster, shape (k,).
        total: n of each cluster, shape (k,).
        arm: the arm code of each cluster, shape (k,).
        parts: what is counted, in the plural.
        within: what the clusters are.

    References: Ridout MS, Demétrio CGB, Firth D (1999), Biometrics 55:137-148; Kish L (1965), Survey Sampling.

    >>> positive, total, arm = np.array([4.0, 0]), np.array([4.0, 4]), np.zeros(2, dtype=np.int64)
    >>> icc = binary_icc(positive, total, arm, parts="cells", within="dish")
    >>> icc.value, icc.design_effect
    (1.0, 4.0)
    """
    arms, cells = np.unique(arm), total.sum()
    freedom = len(total) - len(arms)
    if freedom < 1 or cells <= len(total):
        return None
    share = (total**2 / _arm_sums(total, arm)).sum()
    explained = (positive**2 / total).sum()
    between = (explained - sum(positive[arm == a].sum() ** 2 / total[arm == a].sum() for a in arms)) / freedom
    within_square = (positive.sum() - explained) / (cells - len(total))
    size = (cells - share) / freedom
    return _icc(float(between), float(within_square), float(size), total, parts=parts, within=within)


def value_icc(
    values: FloatArray, unit: IntArray, arm: IntArray, *, parts: str, within: str
) -> IntraclassCorrelation | None:
    """Return the one-way ANOVA estimator of the ICC of numbers (fields) within units, pooled over arms.

    Args:
        values: one number a part, shape (n,).
        unit: the unit code of each part, shape (n,).
        arm: the arm code of each part, shape (n,).
        parts: what the numbers were read from, in the plural.
        within: what the units are.

    References: Donner A (1986), Int Stat Rev 54:67-82.

    >>> codes = np.array([0, 0, 1, 1])
    >>> value_icc(np.array([1.0, 1, 2, 2]), codes, np.zeros(4, dtype=np.int64), parts="fields", within="dish").value
    1.0
    """
    units, place = np.unique(unit, return_inverse=True)
    total = np.bincount(place).astype(np.float64)
    means = np.bincount(place, weights=values) / total
    arm_of = np.array([arm[place == k][0] for k in range(len(units))])
    arms = np.unique(arm_of)
    freedom = len(units) - len(arms)
    if freedom < 1 or len(values) <= len(units):
        return None
    grand = np.array([np.average(means[arm_of == a], weights=total[arm_of == a]) for a in arms])
    between = float((total * (means - grand[np.searchsorted(arms, arm_of)]) ** 2).sum()) / freedom
    within_square = float(((values - means[place]) ** 2).sum()) / (len(values) - len(units))
    size = float(total.sum() - (total**2 / _arm_sums(total, arm_of)).sum()) / freedom
    return _icc(between, within_square, size, total, parts=parts, within=within)


def _arm_sums(total: FloatArray, arm: IntArray) -> FloatArray:
    """Return, for each cluster, the total of its arm."""
    return np.bincount(arm, weights=total)[arm].astype(np.float64)


def _icc(
    between: float, within_square: float, size: float, total: FloatArray, *, parts: str, within: str
) -> IntraclassCorrelation | None:
    below = between + (size - 1) * within_square
    if below <= 0:
        return None
    value = (between - within_square) / below
    inflated = 1 + (float((total**2).sum() / total.sum()) - 1) * max(value, 0.0)
    return IntraclassCorrelation(
        parts=parts,
        within=within,
        value=value,
        design_effect=inflated,
        n_units=len(total),
        mean_size=float(total.mean()),
    )


def count_noted(parts: int, units: int, part: str, unit: str, verb: str = "summarised") -> tuple[str, ...]:
    """Return the note on several rows a unit, or nothing where each unit has one row.

    >>> count_noted(12, 4, "field", "dish")
    ('12 fields summarised to 4 dishes',)
    """
    if parts == units:
        return ()
    return (f"{wording.count(parts, part)} {verb} to {wording.count(units, unit, plural(unit))}",)


def unequal_noted(parts_by_unit: Sequence[int], part: str, unit: str) -> tuple[str, ...]:
    """Return the note on units that differ in how many parts they have, or nothing where they do not.

    >>> unequal_noted([2, 4, 4], "field", "dish")
    ('dishes have 2 to 4 fields; each dish counts once, whatever its number',)
    """
    least, most = min(parts_by_unit), max(parts_by_unit)
    if least == most:
        return ()
    return (f"{plural(unit)} have {least} to {most} {part}s; each {unit} counts once, whatever its number",)


def plural(noun: str) -> str:
    """Return the plural of an English noun as these tables use them.

    >>> plural("dish"), plural("gel"), plural("mouse"), plural("biopsy")
    ('dishes', 'gels', 'mice', 'biopsies')
    """
    if noun.endswith("mouse"):
        return f"{noun.removesuffix('mouse')}mice"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return noun + ("es" if noun.endswith(("sh", "ch", "s", "x")) else "s")


def sizes(n: Sequence[int], unit: str) -> str:
    """Return ``3 v 3 dishes``.

    >>> sizes([3, 4], "dish")
    '3 v 4 dishes'
    """
    return f"{' v '.join(map(str, n))} {plural(unit)}"
