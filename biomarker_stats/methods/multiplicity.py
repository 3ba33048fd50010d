"""P values adjusted for the number of hypotheses: classical and discrete procedures."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from biomarker_stats.errors import DataError, UnknownMethod, UsageError, Violation, shorten
from biomarker_stats.exact import multiplicity as discrete
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.methods.adjusted import AdjustedP
from biomarker_stats.methods.result import Result
from biomarker_stats.terms import nearest

if TYPE_CHECKING:
    import pandas as pd

Supports = Sequence[FloatArray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One way to adjust p values: its name, what it controls and when, its source, and the function that does it."""

    name: str
    title: str
    controls: str
    reference: str
    adjusted: Callable[[FloatArray, Supports], FloatArray]
    discrete: bool


def _statsmodels(name: str) -> Callable[[FloatArray, Supports], FloatArray]:
    def adjusted(p: FloatArray, _: Supports) -> FloatArray:
        from statsmodels.stats.multitest import multipletests

        return np.minimum(np.asarray(multipletests(p, method=name)[1], dtype=np.float64), 1.0)

    return adjusted


_benjamini_hochberg = _statsmodels("fdr_bh")


def _benjamini_hochberg_mid_p(p: FloatArray, supports: Supports) -> FloatArray:
    return _benjamini_hochberg(discrete.mid_p(p, supports), supports)


PROCEDURES: tuple[Procedure, ...] = (
    Procedure(
        name="holm",
        title="Holm's step-down procedure",
        controls="the family-wise error rate under any dependence",
        reference="Holm S (1979), Scand J Stat 6:65-70",
        adjusted=_statsmodels("holm"),
        discrete=False,
    ),
    Procedure(
        name="hochberg",
        title="Hochberg's step-up procedure",
        controls="the family-wise error rate when the tests are independent or positively dependent",
        reference="Hochberg Y (1988), Biometrika 75:800-802",
        adjusted=_statsmodels("simes-hochberg"),
        discrete=False,
    ),
    Procedure(
        name="bh",
        title="Benjamini–Hochberg procedure",
        controls="the false discovery rate when the tests are independent or positively dependent",
        reference="Benjamini Y, Hochberg Y (1995), J R Stat Soc B 57:289-300",
        adjusted=_benjamini_hochberg,
        discrete=False,
    ),
    Procedure(
        name="tarone",
        title="Tarone's single-step procedure",
        controls="the family-wise error rate under any dependence",
        reference="Tarone RE (1990), Biometrics 46:515-522",
        adjusted=discrete.tarone,
        discrete=True,
    ),
    Procedure(
        name="tarone-holm",
        title="Tarone–Holm step-down procedure",
        controls="the family-wise error rate under any dependence",
        reference="Hommel G, Krummenauer F (1998), Biometrics 54:673-681",
        adjusted=discrete.tarone_holm,
        discrete=True,
    ),
    Procedure(
        name="dbh",
        title="discrete Benjamini–Hochberg procedure (DBH)",
        controls="no error rate with proof; by simulation the false discovery rate when the tests are independent",
        reference="Heyse JF (2011); Heller R, Gur H (2011), arXiv:1112.4627",
        adjusted=discrete.discrete_benjamini_hochberg,
        discrete=True,
    ),
    Procedure(
        name="dbl",
        title="discrete Benjamini–Liu step-down procedure (DBL)",
        controls="the false discovery rate when the tests are independent",
        reference="Heller R, Gur H (2011), arXiv:1112.4627",
        adjusted=discrete.discrete_benjamini_liu,
        discrete=True,
    ),
    Procedure(
        name="bh-midp",
        title="Benjamini–Hochberg procedure on mid-p values",
        controls="no error rate with proof: a mid-p value can reject more often than its level says",
        reference="Heller R, Gur H (2011), arXiv:1112.4627",
        adjusted=_benjamini_hochberg_mid_p,
        discrete=True,
    ),
)


def adjust(
    p_values: "Sequence[float] | Sequence[Result] | Mapping[str, float] | Mapping[str, Result] | pd.Series[float]",
    *,
    method: str = "holm",
    supports: Sequence[Sequence[float]] | None = None,
) -> AdjustedP:
    """Adjust the p values of several hypotheses for their number.

    H0: each hypothesis's own. The estimand is none: an adjusted p value is the smallest level at which the procedure
    rejects the hypothesis. With m hypotheses, p_(1) ≤ … ≤ p_(m), and F_j(t) the largest p value up to t that test j
    can attain (0 if none):

    * ``holm``: the largest of (m − k + 1)·p_(k) over k ≤ i; controls the family-wise error rate.
    * ``hochberg``: the smallest of (m − k + 1)·p_(k) over k ≥ i; likewise, if tests are independent or positively
      dependent.
    * ``bh``: the smallest of m·p_(k)/k over k ≥ i; controls the false discovery rate, under the same condition.
    * ``tarone``: p_i times the number of tests that can attain a p value of p_i or less; controls the family-wise
      error rate, as does its step-down version ``tarone-holm``, which at step i counts among the tests (i) … (m) only.
    * ``dbh``: the smallest of Σ_j F_j(p_(k))/k over k ≥ i; the false discovery rate, without proof.
    * ``dbl``: the largest of (m − k + 1)/m·(1 − Π_{j ≥ k} (1 − F_(j)(p_(k)))) over k ≤ i; controls the false discovery
      rate for independent tests.
    * ``bh-midp``: ``bh`` on mid-p values, each halfway between p and the next smaller attainable one; without proof.

    Args:
        p_values: one a hypothesis, between 0 and 1: numbers, a mapping or Series from name to number, or Results.
        method: one of the names above.
        supports: for the discrete methods (``tarone`` and below) the p values that each test can attain, in the order
            of ``p_values``; Results bring their own (``Result.distribution.attainable_p``).

    Raises:
        UnknownMethod: no such method; the nearest is named.
        UsageError: a discrete method without supports, or not one for each p value.
        DataError: a p value is missing or outside 0 … 1, or is not among those its test can attain.

    References: Holm S (1979), Scand J Stat 6:65-70; Hochberg Y (1988), Biometrika 75:800-802; Benjamini Y, Hochberg Y
    (1995), J R Stat Soc B 57:289-300; Tarone RE (1990), Biometrics 46:515-522; Hommel G, Krummenauer F (1998),
    Biometrics 54:673-681; Heyse JF (2011), Recent Advances in Biostatistics, 43-58; Heller R, Gur H (2011),
    arXiv:1112.4627.

    >>> adjust([0.01, 0.04, 0.03]).adjusted
    (0.03, 0.06, 0.06)
    >>> adjust({"p-ERK": 0.0325, "Ki-67": 0.4737}, method="tarone", supports=[[0.0325, 1], [0.4737, 1]]).adjusted
    (0.0325, 0.9474)
    """
    procedure = _procedure(method)
    names, values, results = _read(p_values)
    p = _checked(names, values)
    notes: tuple[str, ...] = ()
    attainable: Supports = ()
    if procedure.discrete:
        attainable = _checked_supports(names, p, supports if supports is not None else _supports_of(results, method))
    elif supports is not None:
        notes = (f"{method} does not use the attainable p values it was given",)
    return AdjustedP(
        method=procedure.name,
        title=procedure.title,
        controls=procedure.controls,
        source=procedure.reference,
        names=names,
        p_values=tuple(p.tolist()),
        adjusted=tuple(procedure.adjusted(p, attainable).tolist()),
        notes=notes,
    )


def _procedure(method: str) -> Procedure:
    for procedure in PROCEDURES:
        if procedure.name == method:
            return procedure
    msg = f"no multiplicity method is called {method!r}{nearest(str(method), [p.name for p in PROCEDURES])}"
    raise UnknownMethod(msg)


def _read(p_values: Any) -> tuple[tuple[str, ...], list[Any], list[Result | None]]:
    """Return names, p values, and the Results they came from."""
    if isinstance(p_values, str | set) or not isinstance(p_values, Iterable) or getattr(p_values, "ndim", 1) != 1:
        given = shorten(" ".join(repr(p_values).split()))
        msg = f"give a list of p values, a mapping or Series from name to p, or Results, got {given}"
        raise UsageError(msg)
    numbered = ((f"hypothesis {k}", p) for k, p in enumerate(p_values, 1))
    pairs = list(p_values.items() if hasattr(p_values, "items") else numbered)
    results = [item if isinstance(item, Result) else None for _, item in pairs]
    values = [item.p_value if isinstance(item, Result) else item for _, item in pairs]
    if not pairs:
        message, remedy = "no p values were given", "give at least one"
        raise DataError([Violation(message=message, remedy=remedy)])
    return tuple(str(name) for name, _ in pairs), values, results


def _checked(names: tuple[str, ...], values: list[Any]) -> FloatArray:
    wrong = [
        Violation(message="is no p value", remedy="give a number from 0 to 1", label=name, value=str(value))
        for name, value in zip(names, values, strict=True)
        if not _is_p_value(value)
    ]
    if wrong:
        raise DataError(wrong)
    return np.array([float(value) for value in values])


def _is_p_value(value: Any) -> bool:
    if isinstance(value, Decimal) and value.is_nan():
        return False
    return isinstance(value, Real | Decimal) and bool(0 <= value <= 1)  # type: ignore[operator]  # as numbers do


def _supports_of(results: list[Result | None], method: str) -> list[FloatArray]:
    found = []
    for result in results:
        if result is None or result.distribution is None:
            msg = (
                f"{method!r} needs the attainable p values of every test — give supports=, or exact Results with a "
                "distribution (reference='exact')"
            )
            raise UsageError(msg)
        found.append(result.distribution.attainable_p(result.alternative, result.two_sided or "absolute"))
    return found


def _distinct(support: Any) -> FloatArray:
    """Return the distinct values in increasing order; none where they are no numbers."""
    try:
        return np.unique(np.asarray(support, dtype=np.float64))
    except (TypeError, ValueError):
        return np.zeros(0)


def _checked_supports(names: tuple[str, ...], p: FloatArray, supports: Sequence[Any]) -> Supports:
    if isinstance(supports, str) or not hasattr(supports, "__len__") or len(supports) != len(p):
        given = len(supports) if hasattr(supports, "__len__") else repr(supports)
        msg = f"supports must hold the attainable p values of each of the {len(p)} tests, got {given}"
        raise UsageError(msg)
    known: dict[int, FloatArray] = {}
    found, wrong = [], []
    for name, value, support in zip(names, p, supports, strict=True):
        attainable = known.get(id(support))
        if attainable is None:
            attainable = known.setdefault(id(support), _distinct(support))
        if attainable.ndim != 1 or not len(attainable) or not (attainable[0] > 0 and attainable[-1] <= 1):
            message, remedy = "has attainable p values that do not lie between 0 and 1", "give each test's own"
            wrong.append(Violation(message=message, remedy=remedy, label=name))
        elif np.abs(attainable - value).min() > discrete.TIE * value:
            nearby = attainable[np.abs(attainable - value).argmin()]
            message = f"is not among the p values this test can attain (the nearest is {nearby:.6g})"
            remedy = "take p and supports from the same test, unrounded: Result.distribution.attainable_p(…)"
            wrong.append(Violation(message=message, remedy=remedy, label=name, value=f"{value:.6g}"))
        found.append(attainable)
    if wrong:
        raise DataError(wrong)
    return found
