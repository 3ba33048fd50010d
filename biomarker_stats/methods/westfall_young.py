"""Westfall–Young adjustment for many endpoints of the same patients, by shared sign flips or relabellings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import pandas as pd

from biomarker_stats.design.endpoints import arm_endpoints_from, paired_endpoints_from
from biomarker_stats.design.frames import ScaleLike
from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.exact.arrangements import Arrangements
from biomarker_stats.exact.bounds import LARGEST_WORK
from biomarker_stats.exact.reference import chosen_seed
from biomarker_stats.exact.shared_statistics import shared_statistics
from biomarker_stats.exact.westfall_young import adjust_by_maximum, adjust_by_minimum_p
from biomarker_stats.methods.adjusted import AdjustedP
from biomarker_stats.methods.options import plain_seed, refuse_odd_size
from biomarker_stats.methods.shared_design import SharedDesign, arm_design, paired_design
from biomarker_stats.terms import Alternative, Reference

MOST_ARRANGEMENTS = 2**24

Statistic = Literal["t", "sum", "minp"]
ScoreKind = Literal["values", "ranks"]
Step = Literal["down", "single"]

_SOURCE = "Westfall PH, Young SS (1993), Resampling-Based Multiple Testing, algorithms 2.8 and 4.1"
_CONTROLS = "the family-wise error rate, whatever the dependence between endpoints (under subset pivotality)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choices:
    statistic: Statistic
    scores: ScoreKind
    step: Step
    alternative: Alternative
    reference: Reference
    n_resamples: int
    seed: int | None


def westfall_young(
    frame: pd.DataFrame,
    *,
    before: Sequence[str] | None = None,
    after: Sequence[str] | None = None,
    outcomes: Sequence[str] | None = None,
    arm: str | None = None,
    arms: Sequence[str] | None = None,
    strata: str | None = None,
    statistic: Statistic = "t",
    scores: ScoreKind = "values",
    step: Step = "down",
    alternative: Alternative = "two-sided",
    reference: Reference = "auto",
    scale: ScaleLike | None = None,
    missing: str = "error",
    n_resamples: int = 99_999,
    seed: int | None = None,
) -> AdjustedP:
    """Adjust the p values of many endpoints of the same units by their joint permutation distribution.

    H0 of each endpoint: paired, the difference after − before is symmetric about 0, so signs may flip; in two arms, the
    outcome has the same distribution in both (within strata), so labels may be exchanged. All endpoints of a unit flip
    or move together, which keeps their dependence. There is no estimand: an adjusted p value is the probability, if all
    H0 were true, that the most extreme endpoint (for ``step="down"``: of those no more extreme than this one) is at
    least as extreme as this one.

    Args:
        frame: one row per unit, one column per endpoint and reading.
        before: for pairs, the columns of first readings.
        after: for pairs, the columns of second readings, in the same order.
        outcomes: for two arms, the columns of the endpoints.
        arm: for two arms, the column of labels.
        arms: which two labels, the first of them the larger under ``alternative="greater"``.
        strata: for two arms, a column within whose levels labels are exchanged.
        statistic: ``"t"`` compares endpoints by Student's (paired) t, in strata by the sum over its permutation
            standard deviation; ``"sum"`` by the sum of scores itself, for endpoints on one scale; ``"minp"`` by the
            permutation p value of that sum, so that endpoints which cannot reach a small p take nothing from others.
        scores: ``"values"``, or ``"ranks"``: signed midranks without zeros, or midranks (within strata).
        step: ``"down"`` or ``"single"``.
        alternative: ``"two-sided"`` (large sums of either sign), ``"greater"`` or ``"less"``.
        reference: ``"exact"`` takes all arrangements, up to 2^24; ``"monte-carlo"`` draws ``n_resamples`` with ``seed``
            and adds the observed one; ``"auto"`` the former where it fits.
        scale: for ordinal text, the levels from lowest to highest, or a mapping from symbol to score.
        missing: ``"error"``, or ``"drop"`` to leave units out that lack any endpoint, and count them.
        n_resamples: how many random arrangements Monte Carlo draws.
        seed: of the random arrangements; without one a fresh seed is drawn and recorded.

    Raises:
        ExactTooLarge: more arrangements than fit; the message names Monte Carlo.
        UsageError: no such column, arm or option, or neither or both designs.
        DataError: cells are missing, not numbers or not on the scale; every one is listed.

    References: Westfall PH, Young SS (1993), Resampling-Based Multiple Testing; Ge Y, Dudoit S, Speed TP (2003), Test
    12:1-77; Phipson B, Smyth GK (2010), Stat Appl Genet Mol Biol 9:39.

    >>> import pandas as pd
    >>> blots = pd.DataFrame({"erk_pre": [0, 0, 1, 0], "erk_post": [2, 1, 2, 2], "s6_pre": [2, 1, 1, 2],
    ...                       "s6_post": [1, 1, 2, 2]})
    >>> westfall_young(blots, before=["erk_pre", "s6_pre"], after=["erk_post", "s6_post"]).adjusted
    (0.125, 1.0)
    """
    choices = _Choices(
        statistic=statistic,
        scores=scores,
        step=step,
        alternative=alternative,
        reference=reference,
        n_resamples=n_resamples,
        seed=plain_seed(seed),
    )
    _check(choices)
    ranks, one_scale = scores == "ranks", statistic == "sum"
    if before is not None and after is not None and outcomes is None and arm is None:
        if strata is not None or arms is not None:
            msg = "the signs of pairs flip independently of strata and arms — leave strata= and arms= out"
            raise UsageError(msg)
        pairs = paired_endpoints_from(frame, before=before, after=after, scale=scale, missing=missing)
        return _adjusted(paired_design(pairs, alternative=alternative, ranks=ranks, one_scale=one_scale), choices)
    if outcomes is not None and arm is not None and before is None and after is None:
        two = arm_endpoints_from(
            frame, outcomes=outcomes, arm=arm, arms=arms, strata=strata, scale=scale, missing=missing
        )
        return _adjusted(arm_design(two, alternative=alternative, ranks=ranks, one_scale=one_scale), choices)
    msg = "name the columns of one design: before= and after= (pairs), or outcomes= and arm= (two arms)"
    raise UsageError(msg)


def _check(choices: _Choices) -> None:
    allowed: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("statistic", get_args(Statistic)),
        ("scores", get_args(ScoreKind)),
        ("step", get_args(Step)),
        ("alternative", get_args(Alternative)),
        ("reference", ("auto", "exact", "monte-carlo")),
    )
    for name, values in allowed:
        value = getattr(choices, name)
        if value not in values:
            msg = f"{name} must be one of {', '.join(values)}, got {value!r}"
            raise UsageError(msg)
    refuse_odd_size(choices.n_resamples)


def _adjusted(design: SharedDesign, choices: _Choices) -> AdjustedP:
    """Take the arrangements asked for, adjust, and say what was done."""
    too_large = _too_large(design)
    if too_large and choices.reference == "exact":
        raise ExactTooLarge(too_large)
    arrangements, seed, notes = design.every, None, []
    if too_large or choices.reference == "monte-carlo":
        seed = chosen_seed(choices.seed)
        arrangements = design.sample(choices.n_resamples, seed)
        notes = [f"{choices.n_resamples:,} random arrangements, seed {seed}, and the observed one"]
    if too_large and choices.reference == "auto":
        notes.insert(0, f"reference='auto' chose Monte Carlo: {too_large}")
    return _result(design, choices, arrangements, seed, notes)


def _too_large(design: SharedDesign) -> str:
    """Return why not all arrangements can be taken, or nothing."""
    m, count = design.scores.shape[0], design.every.count
    if count <= MOST_ARRANGEMENTS and m * count <= LARGEST_WORK:
        return ""
    return (
        f"{m:,} endpoints under {design.n_arrangements:.3g} arrangements are more than are enumerated "
        f"({MOST_ARRANGEMENTS:,} arrangements, {LARGEST_WORK:.1e} statistics) — "
        "ask for reference='monte-carlo' with a seed"
    )


def _result(
    design: SharedDesign, choices: _Choices, arrangements: Arrangements, seed: int | None, notes: list[str]
) -> AdjustedP:
    minimum_p = choices.statistic == "minp"
    statistics = shared_statistics(
        design.scores,
        design.variance,
        kind="t" if choices.statistic == "t" else "sum",
        signed=choices.alternative != "two-sided",
    )
    found = (adjust_by_minimum_p if minimum_p else adjust_by_maximum)(statistics, arrangements)
    if not statistics.decides_ties_exactly:
        notes.append(
            "the values have too many digits to be compared as integers: statistics closer than rounding count as equal"
        )
    if minimum_p and seed is not None:
        notes.append("p values ranked within the sample: chance breaks ties between endpoints")
    name = "minP" if minimum_p else "maxT"
    single = choices.step == "single"
    return AdjustedP(
        method=f"westfall-young-{name.lower()}-{'single-step' if single else 'step-down'}",
        title=f"Westfall–Young {'single-step' if single else 'step-down'} {name}",
        controls=_CONTROLS,
        source=_SOURCE,
        names=design.names,
        p_values=tuple(found.raw.tolist()),
        adjusted=tuple((found.single_step if single else found.step_down).tolist()),
        alternative=choices.alternative,
        reference="exact" if seed is None else "monte-carlo",
        n=design.n,
        n_arrangements=design.n_arrangements,
        n_resamples=None if seed is None else choices.n_resamples,
        seed=seed,
        p_min_attainable=found.p_min_attainable if seed is None else None,
        excluded=design.excluded,
        strata=design.strata,
        notes=tuple(notes),
    )
