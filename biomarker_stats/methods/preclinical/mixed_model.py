"""The linear mixed model on log volume, as a reader sees it: variances, contrasts, singular fits named."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from biomarker_stats import wording
from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.methods.preclinical.contrast import Estimated
from biomarker_stats.methods.preclinical.growth_reading import read_growth
from biomarker_stats.methods.preclinical.growth_table import GrowthTable, IntArray
from biomarker_stats.methods.preclinical.kenward_roger import AdjustedCovariance, adjusted_covariance
from biomarker_stats.methods.preclinical.mixed_fit import Optimum, maximise
from biomarker_stats.methods.preclinical.mixed_layout import RANDOM, FloatArray, Random, lay_out
from biomarker_stats.terms import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedContrast:
    """A contrast of fixed effects. ``df`` is Kenward and Roger's, at most mice − arms; p and interval use it.

    ``df_kenward_roger`` and ``p_kenward_roger`` are without that limit, as the R package pbkrtest gives them;
    ``p_z`` is what a normal reference would say, too small in small studies.
    """

    estimate: float
    standard_error: float
    df: float
    p_value: float
    conf_low: float
    conf_high: float
    df_kenward_roger: float
    p_kenward_roger: float
    standard_error_uncorrected: float
    p_z: float

    @property
    def limited(self) -> bool:
        """Whether Kenward and Roger's degrees of freedom exceeded mice − arms."""
        return self.df < self.df_kenward_roger * (1 - 1e-4)  # less is rounding: both would print alike


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MixedModel:
    """log volume = arm + arm:day + random effects of the mouse, by restricted maximum likelihood.

    ``singular`` says that the fit lies on the boundary, ``boundary`` which variance is 0 or correlation ±1.
    ``fixed_effects`` and ``standard_errors`` (Kenward and Roger's) are by name: ``arm`` and ``arm:day``.
    """

    random: Random
    reml_criterion: float
    fixed_effects: Mapping[str, float]
    standard_errors: Mapping[str, float]
    standard_deviations: Mapping[str, float]
    correlation: float | None
    singular: bool
    boundary: str
    converged: bool
    n_readings: int
    n_mice: int
    df_limit: int
    covariance: AdjustedCovariance = field(repr=False)
    notes: tuple[str, ...] = ()

    def contrast(self, weights: Mapping[str, float], *, confidence: float = 0.95) -> MixedContrast:
        """Return Σ weight·fixed effect by Kenward and Roger (1997); H0: it is 0.

        Raises:
            UsageError: a name is no fixed effect.

        >>> from biomarker_stats.methods.preclinical.examples import XENOGRAFT
        >>> model = mixed_model(XENOGRAFT, arms={"control": "vehicle", "agent_a": "A"})
        >>> found = model.contrast({"A:day": 1, "vehicle:day": -1})
        >>> found.df <= model.df_limit
        True
        """
        names = list(self.fixed_effects)
        for name in weights:
            if name not in names:
                msg = f"no fixed effect is called {name!r}{nearest(name, names)}"
                raise UsageError(msg)
        vector = np.array([weights.get(name, 0.0) for name in names])
        estimate = float(vector @ np.array(list(self.fixed_effects.values())))
        error, freedom, plain = self.covariance.contrast(vector)
        limited = min(freedom, float(self.df_limit))
        found = Estimated(estimate=estimate, standard_error=error, freedom=limited)
        low, high = found.interval(confidence)
        return MixedContrast(
            estimate=estimate,
            standard_error=error,
            df=limited,
            p_value=found.p_value(),
            conf_low=low,
            conf_high=high,
            df_kenward_roger=freedom,
            p_kenward_roger=Estimated(estimate=estimate, standard_error=error, freedom=freedom).p_value(),
            standard_error_uncorrected=plain,
            p_z=float(2 * ndtr(-abs(estimate / plain))),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the fit as JSON can hold it."""
        names = ("random", "reml_criterion", "correlation", "singular", "boundary", "converged", "n_readings")
        row: dict[str, Any] = {name: getattr(self, name) for name in (*names, "n_mice", "df_limit")}
        for name in ("fixed_effects", "standard_errors", "standard_deviations"):
            row[name] = dict(getattr(self, name))
        return row | {"notes": list(self.notes)}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a fixed effect: term, estimate, Kenward and Roger's standard error."""
        rows = [(name, value, self.standard_errors[name]) for name, value in self.fixed_effects.items()]
        return pd.DataFrame(rows, columns=["term", "estimate", "std_error"])

    def summary(self) -> str:
        """Return the fit as text."""
        lines = [
            f"linear mixed model on log volume, random {self.random} of the mouse, REML",
            f"{wording.count(self.n_readings, 'reading')} of {wording.count(self.n_mice, 'mouse', 'mice')}; "
            f"REML criterion {wording.number(self.reml_criterion, 7)}",
            "standard deviations: "
            + ", ".join(f"{name} {wording.number(value)}" for name, value in self.standard_deviations.items()),
        ]
        if self.correlation is not None:
            lines.append(f"correlation of intercept and slope: {wording.number(self.correlation)}")
        lines += [
            f"{name}: {wording.number(value)} (SE {wording.number(self.standard_errors[name])})"
            for name, value in self.fixed_effects.items()
        ]
        return "\n".join([*lines, *(f"note: {note}" for note in self.notes)])

    def __str__(self) -> str:
        return self.summary()


def mixed_model(
    frame: pd.DataFrame,
    *,
    unit: str = "mouse",
    arm: str = "arm",
    day: str = "day",
    volume: str = "volume",
    arms: Mapping[str, Any],
    random: Random = "intercept and slope",
    volume_unit: str = "mm3",
    missing: str = "error",
) -> MixedModel:
    """Fit log volume = arm + arm:day, the baseline included, with random effects of the mouse, by REML.

    H0 of a contrast (``.contrast``): it is 0. Estimands: each arm's growth rate on the log scale, per day.

    Args:
        frame: one row a reading.
        unit: the column of the mice.
        arm: the column of the arms.
        day: the column of the days.
        volume: the column of the volumes.
        arms: the level of ``control``, ``agent_a``, ``agent_b`` and ``combination``; the control and another.
        random: ``intercept and slope``, ``intercept and slope, uncorrelated``, ``slope``, or ``intercept`` (for
            comparison only: its tests reject too often where slopes vary between mice).
        volume_unit: ``mm3`` or ``cm3``, of every reading.
        missing: ``error``, or ``drop`` to leave rows without a volume out and count them.

    Raises:
        UsageError: no such column, level or option.
        DataError: cells, mice or arms that cannot be analysed; or too few readings for the random effects.

    References:
        Kenward MG, Roger JH (1997) Biometrics 53:983-997.

    >>> from biomarker_stats.methods.preclinical.examples import XENOGRAFT
    >>> mixed_model(XENOGRAFT, arms={"control": "vehicle", "agent_a": "A"}).n_mice
    6
    """
    columns = {"unit": unit, "arm": arm, "day": day, "volume": volume}
    return fit_table(read_growth(frame, **columns, arms=arms, volume_unit=volume_unit, missing=missing), random)


def fit_table(table: GrowthTable, random: Random = "intercept and slope") -> MixedModel:
    """Fit the model to a validated table; see :func:`mixed_model`."""
    if random not in RANDOM:
        msg = f"random must be one of {', '.join(RANDOM)}, got {random!r}"
        raise UsageError(msg)
    keep = table.positive
    _, mouse = np.unique(table.mouse[keep], return_inverse=True)
    present = np.unique(table.mouse[keep])
    role, day = table.role_of[table.mouse[keep]], table.day[keep]
    scale = float(np.abs(day).max(initial=0.0)) or 1.0
    names = [*table.arm_names, *(f"{name}:day" for name in table.arm_names)]
    scales = np.repeat([1.0, scale], len(table.roles))
    columns = {"intercept": np.ones(len(day)), "slope": day / scale}
    wanted = [name for name in columns if name in random]
    effects = np.column_stack([columns[name] for name in wanted])
    if int(keep.sum()) <= effects.shape[1] * len(present):
        message = f"has {int(keep.sum())} readings for {effects.shape[1]} random effects of {len(present)} mice"
        remedy = "give more readings a mouse, or random='intercept'"
        raise DataError([Violation(message=message, remedy=remedy, label="mixed model")])
    fixed = np.zeros((len(day), len(names)))
    rows = np.arange(len(day))
    fixed[rows, role], fixed[rows, role + len(table.roles)] = 1.0, day / scale
    _full_rank(table, role, day)
    layout = lay_out(fixed, effects, np.log(table.volume[keep]), mouse.astype(np.int64), random)
    try:
        best = maximise(layout)
    except (ZeroDivisionError, np.linalg.LinAlgError):
        message = "has no residual variance: no mixed model can be fitted"
        raise DataError([Violation(message=message, remedy="use the slopes of the mice", label="log volume")]) from None
    return _model(best, random, names, scales, (int(keep.sum()), len(present), len(present) - len(table.roles)))


def _full_rank(table: GrowthTable, role: IntArray, day: FloatArray) -> None:
    """Refuse an arm whose volumes above 0 lie on fewer than two days: it has no growth rate."""
    short = [name for code, name in enumerate(table.arm_names) if len(np.unique(day[role == code])) < 2]
    if short:
        message = "has volumes above 0 on fewer than two days: it has no growth rate"
        remedy = "give more days, or leave the arm out"
        raise DataError([Violation(message=message, remedy=remedy, label=name) for name in short])


def _model(
    best: Optimum, random: Random, names: list[str], scales: FloatArray, sizes: tuple[int, int, int]
) -> MixedModel:
    covariance = adjusted_covariance(best.at)
    back = 1 / scales
    covariance = AdjustedCovariance(
        plain=covariance.plain * np.outer(back, back),
        adjusted=covariance.adjusted * np.outer(back, back),
        parameters=covariance.parameters,
        sensitivity=covariance.sensitivity * np.outer(scales, scales),
    )
    errors = np.sqrt(np.maximum(np.diag(covariance.adjusted), 0))
    wanted = [name for name in ("intercept", "slope") if name in random]
    units = {"intercept": 1.0, "slope": float(back[-1])}
    deviation = {name: math.sqrt(best.covariance[k, k]) * units[name] for k, name in enumerate(wanted)}
    correlation = None
    if random == "intercept and slope":
        below = math.sqrt(best.covariance[0, 0] * best.covariance[1, 1])
        correlation = float(best.covariance[1, 0] / below) if below > 0 else None
    boundary = _boundary(best, wanted) if best.singular else ""
    notes = [f"the fit is singular: {boundary}; the data cannot tell all the variances apart"] if boundary else []
    if not best.converged:
        notes.append("the search for the maximum did not converge: distrust this fit")
    return MixedModel(
        random=random,
        reml_criterion=best.at.criterion + 2 * float(np.log(scales).sum()),
        fixed_effects=dict(zip(names, (best.at.beta * back).tolist(), strict=True)),
        standard_errors=dict(zip(names, errors.tolist(), strict=True)),
        standard_deviations={**deviation, "residual": math.sqrt(best.variance)},
        correlation=correlation,
        singular=best.singular,
        boundary=boundary,
        converged=best.converged,
        n_readings=sizes[0],
        n_mice=sizes[1],
        df_limit=sizes[2],
        covariance=covariance,
        notes=tuple(notes),
    )


def _boundary(best: Optimum, wanted: list[str]) -> str:
    relative = np.sqrt(np.maximum(np.diag(best.covariance), 0) / best.variance)
    small = [f"the variance of the {name} is 0" for name, size in zip(wanted, relative, strict=True) if size < 1e-4]
    if small:
        return " and ".join(small)
    sign = "1" if best.covariance[1, 0] > 0 else f"{wording.MINUS}1"
    return f"the correlation of intercept and slope is {sign}"
