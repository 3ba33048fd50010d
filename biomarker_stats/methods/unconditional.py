"""Unconditional exact tests of two proportions: Boschloo, Barnard's z, Santner–Snell, Berger–Boos."""

import math
from dataclasses import dataclass, replace

from biomarker_stats.design.problem import Table
from biomarker_stats.errors import UsageError
from biomarker_stats.exact.binomial import logit_family
from biomarker_stats.exact.orderings import Ordering, Statistic
from biomarker_stats.exact.shift_interval import level
from biomarker_stats.exact.unconditional import (
    check_size,
    difference_limits,
    unconditional_mid_p,
    unconditional_p,
)
from biomarker_stats.methods.fisher import risk_effects
from biomarker_stats.methods.mcnemar_unconditional import MCNEMAR_UNCONDITIONAL
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result
from biomarker_stats.methods.table_input import (
    agree,
    chosen_interval,
    n_by_row,
    refuse_reference,
    reported_rule,
    row_labels,
    two_by_two,
)
from biomarker_stats.terms import Alternative, TwoSided

_BERGER_BOOS = 0.001
_FISHER_RULES: tuple[TwoSided, ...] = ("minlike", "central", "blaker", "absolute")
_Z_RULES: tuple[TwoSided, ...] = ("absolute", "central")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Naming:
    name: str
    title: str
    statistic: Statistic
    statistic_name: str
    rules: tuple[TwoSided, ...]
    gamma: float = 0.0


_BOSCHLOO = _Naming(
    name="boschloo",
    title="Boschloo's unconditional exact test",
    statistic="fisher",
    statistic_name="Fisher's p",
    rules=_FISHER_RULES,
)
_BOSCHLOO_MID_P = _Naming(
    name="boschloo-mid-p",
    title="Unconditional exact test, tables ordered by Fisher's mid-p",
    statistic="fisher-mid-p",
    statistic_name="Fisher's mid-p",
    rules=("central", "minlike", "blaker", "absolute"),
)
_Z_POOLED = _Naming(
    name="z-pooled",
    title="Barnard's unconditional exact test, pooled z",
    statistic="z-pooled",
    statistic_name="pooled z",
    rules=_Z_RULES,
)
_Z_UNPOOLED = _Naming(
    name="z-unpooled",
    title="Barnard's unconditional exact test, unpooled z",
    statistic="z-unpooled",
    statistic_name="unpooled z",
    rules=_Z_RULES,
)
_SANTNER_SNELL = _Naming(
    name="santner-snell",
    title="Santner–Snell unconditional exact test",
    statistic="difference",
    statistic_name="difference of proportions",
    rules=_Z_RULES,
)
_BERGER = _Naming(
    name="berger-boos",
    title="Berger–Boos unconditional exact test, pooled z",
    statistic="z-pooled",
    statistic_name="pooled z",
    rules=_Z_RULES,
    gamma=_BERGER_BOOS,
)


def boschloo(table: Table, options: Options) -> Result:
    """Run Boschloo's test: tables ordered by Fisher's p, its largest size over the common proportion as p.

    H0: both arms have the same probability of the event, whatever it is. Estimand: p1 − p2 (row 1 − row 2). Uniformly
    more powerful than Fisher's test. ``two_sided="minlike"`` (the default) orders by the two-sided Fisher p;
    ``"central"`` doubles the smaller one-sided p.

    Args:
        table: one 2 × 2 table, rows are arms, columns event and no event.
        options: ``interval="none"`` leaves the interval out.

    Raises:
        MethodMismatch: the table is not 2 × 2, or there are several.
        ExactTooLarge: an arm has more than 500 units.

    References: Boschloo RD (1970), Stat Neerl 24:1-35.

    >>> import numpy as np
    >>> round(boschloo(Table(counts=np.array([[[4, 0], [1, 5]]])), Options()).p_value, 6)
    0.021484
    """
    return _run(table, options, _BOSCHLOO)


def boschloo_mid_p(table: Table, options: Options) -> Result:
    """Run the unconditional test that orders tables by Fisher's mid-p; still exact, with fewer ties.

    H0: both arms have the same probability of the event. Estimand: p1 − p2 (row 1 − row 2). Central unless another
    rule is chosen.

    References: Fay MP, Hunsberger SA (2021), Stat Surv 15:72-110.

    >>> import numpy as np
    >>> round(boschloo_mid_p(Table(counts=np.array([[[7, 3], [2, 8]]])), Options()).p_value, 4)
    0.0414
    """
    return _run(table, options, _BOSCHLOO_MID_P)


def z_pooled(table: Table, options: Options) -> Result:
    """Run Barnard's test with the pooled z: the score statistic, its exact size maximised over the common proportion.

    H0: both arms have the same probability of the event. Estimand: p1 − p2 (row 1 − row 2).

    References: Barnard GA (1947), Biometrika 34:123-138; Suissa S, Shuster JJ (1985), J R Stat Soc A 148:317-327.

    >>> import numpy as np
    >>> round(z_pooled(Table(counts=np.array([[[7, 27], [1, 33]]])), Options()).p_value, 6)
    0.028106
    """
    return _run(table, options, _Z_POOLED)


def z_unpooled(table: Table, options: Options) -> Result:
    """Run Barnard's test with the unpooled (Wald) z, its exact size maximised over the common proportion.

    H0: both arms have the same probability of the event. Estimand: p1 − p2 (row 1 − row 2). Complete separation has an
    infinite z.

    References: Suissa S, Shuster JJ (1985), J R Stat Soc A 148:317-327.

    >>> import numpy as np
    >>> round(z_unpooled(Table(counts=np.array([[[5, 0], [0, 5]]])), Options()).p_value, 12)
    0.001953125
    """
    return _run(table, options, _Z_UNPOOLED)


def santner_snell(table: Table, options: Options) -> Result:
    """Run the unconditional test that orders tables by the difference of proportions.

    H0: both arms have the same probability of the event. Estimand: p1 − p2 (row 1 − row 2).

    References: Santner TJ, Snell MK (1980), JASA 75:386-394.

    >>> import numpy as np
    >>> round(santner_snell(Table(counts=np.array([[[7, 8], [12, 3]]])), Options()).p_value, 6)
    0.098737
    """
    return _run(table, options, _SANTNER_SNELL)


def berger_boos(table: Table, options: Options) -> Result:
    """Run the pooled z test with the common proportion confined to a 99.9% interval; the 0.1% is added to p.

    H0: both arms have the same probability of the event. Estimand: p1 − p2 (row 1 − row 2).

    References: Berger RL, Boos DD (1994), JASA 89:1012-1016.

    >>> import numpy as np
    >>> round(berger_boos(Table(counts=np.array([[[7, 27], [1, 33]]])), Options()).p_value, 4)
    0.0291
    """
    return _run(table, options, _BERGER)


def _run(table: Table, options: Options, naming: _Naming) -> Result:
    a, b, c, d = two_by_two(table, naming.name, "freeman-halton")
    refuse_reference(options, naming.name)
    rule = options.two_sided or naming.rules[0]
    if options.alternative == "two-sided" and rule not in naming.rules:
        msg = f"method {naming.name!r} has no two-sided rule {rule!r} — choose one of {', '.join(naming.rules)}"
        raise UsageError(msg)
    asked = chosen_interval(options, ("difference", "none"), naming.name)
    n1, n2 = a + b, c + d
    check_size(n1, n2)
    test = _Test(n1=n1, n2=n2, naming=naming, rule=rule, alternative=options.alternative)
    p_value, notes = test.p_value((a, c))
    limits, conf_method = None, ""
    if asked == "difference" and n1 and n2:
        limits, conf_method, more = _limits(test, (a, c), p_value, options)
        notes = (*notes, *more)
    return Result(
        method=naming.name,
        title=naming.title,
        estimand="risk difference (row 1 − row 2)",
        estimate=a / n1 - c / n2 if n1 and n2 else None,
        null_value=0.0,
        conf_low=limits[0] if limits else None,
        conf_high=limits[1] if limits else None,
        conf_level=options.confidence,
        conf_method=conf_method,
        statistic=_statistic((a, b, c, d), test),
        statistic_name=naming.statistic_name,
        p_value=p_value,
        mid_p_value=test.mid_p_value((a, c)),
        p_min_attainable=test.p_min(),
        alternative=options.alternative,
        two_sided=reported_rule(options, rule),
        reference="exact",
        n=n_by_row(table),
        n_used=n1 + n2,
        excluded=table.excluded,
        effects=risk_effects((a, b, c, d), row_labels(table), options.confidence),
        notes=notes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """One unconditional test of all tables with these row totals; a doubled test has two orderings."""

    n1: int
    n2: int
    naming: _Naming
    rule: TwoSided
    alternative: Alternative

    @property
    def doubled(self) -> bool:
        return self.alternative == "two-sided" and self.rule == "central"

    def orderings(self) -> tuple[Ordering, ...]:
        sides: tuple[Alternative, ...] = ("greater", "less") if self.doubled else (self.alternative,)
        return tuple(Ordering(self.n1, self.n2, self.naming.statistic, side, self.rule) for side in sides)

    def p_value(self, observed: tuple[int, int]) -> tuple[float, tuple[str, ...]]:
        if not (self.n1 and self.n2):
            return 1.0, ("an arm is empty: there is nothing to compare, so p = 1",)
        low, high = self._nuisance(observed)
        found = min((unconditional_p(o, observed, low, high) for o in self.orderings()), key=lambda top: top.value)
        notes = [f"the supremum is at a common proportion of {found.place:.4f}, certified to 1e-10"]
        if sum(observed) in {0, self.n1 + self.n2}:
            notes.insert(0, "no unit, or every unit, had the event: no table speaks less against H0, so p = 1")
        if self.naming.gamma:
            notes.append(f"common proportion searched from {low:.4f} to {high:.4f}; {self.naming.gamma:g} added to p")
        value = found.value + self.naming.gamma
        return min(1.0, (2 if self.doubled else 1) * value), tuple(notes)

    def mid_p_value(self, observed: tuple[int, int]) -> float | None:
        if self.naming.gamma:
            return None
        if not (self.n1 and self.n2):
            return 0.5
        value = min(unconditional_mid_p(o, observed) for o in self.orderings())
        return min(1.0, (2 if self.doubled else 1) * value)

    def p_min(self) -> float | None:
        if self.naming.gamma:
            return None
        if not (self.n1 and self.n2):
            return 1.0
        value = min(unconditional_p(o, o.most_extreme()).value for o in self.orderings())
        return min(1.0, (2 if self.doubled else 1) * value)

    def _nuisance(self, observed: tuple[int, int]) -> tuple[float, float]:
        """Return the proportions to search: all of them, or a Clopper–Pearson interval for Berger–Boos."""
        if not self.naming.gamma:
            return 0.0, 1.0
        low, high = logit_family(self.n1 + self.n2).limits(sum(observed), 1 - self.naming.gamma)
        return 1 / (1 + math.exp(min(-low, 700.0))), 1 / (1 + math.exp(max(-high, -700.0)))


def _limits(
    test: _Test, observed: tuple[int, int], p_value: float, options: Options
) -> tuple[tuple[float, float] | None, str, tuple[str, ...]]:
    """Return the limits for p1 − p2, what they invert, and what a reader must know."""
    two_sided = options.alternative == "two-sided"
    tail = level(options.confidence) / (2 if two_sided else 1)
    ordering = test.orderings()[0]
    found = difference_limits(replace(ordering, two_sided="central"), observed, tail, options.alternative)
    if found is None:
        return None, "", ("no interval: this ordering of tables is not monotone, so that its test cannot be inverted",)
    words = "inversion of the two one-sided unconditional tests" if two_sided else "inversion of the unconditional test"
    if two_sided and not test.doubled:
        return found, words, (f"the interval inverts the central rule, p follows the {test.rule} rule",)
    if test.naming.gamma:
        return found, words, ("the interval is without the Berger–Boos restriction",)
    return agree(found, 0.0, p_value, options.confidence), words, ()


def _statistic(cells: tuple[int, int, int, int], test: _Test) -> float | None:
    a, b, c, d = cells
    n1, n2 = a + b, c + d
    if not (n1 and n2):
        return None
    difference = a / n1 - c / n2
    if test.naming.statistic == "difference":
        return difference
    if test.naming.statistic.startswith("fisher"):
        return min(math.exp(-float(o.extremeness()[a, c])) for o in test.orderings()) * (2 if test.doubled else 1)
    pooled = (a + c) / (n1 + n2)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    if test.naming.statistic == "z-unpooled":
        variance = a * b / n1**3 + c * d / n2**3
    if difference == 0:
        return 0.0
    return difference / math.sqrt(variance) if variance else math.copysign(math.inf, difference)


def _record(naming: _Naming, references: tuple[str, ...], run: object) -> Method:
    return Method(
        name=naming.name,
        title=naming.title,
        takes="table",
        null="both arms have the same probability of the event",
        estimand="risk difference (row 1 − row 2)",
        ties="decided in integers",
        zeros="an empty row or column gives p = 1",
        strata="no (use cmh)",
        interval="inverts the two one-sided tests of the same ordering; certified supremum",
        references=references,
        source="R Exact and exact2x2; scipy; enumeration in rational arithmetic",
        run=run,  # type: ignore[arg-type]
    )


UNCONDITIONAL: tuple[Method, ...] = (
    _record(_BOSCHLOO, ("Boschloo RD (1970), Stat Neerl 24:1-35",), boschloo),
    _record(_BOSCHLOO_MID_P, ("Fay MP, Hunsberger SA (2021), Stat Surv 15:72-110",), boschloo_mid_p),
    _record(_Z_POOLED, ("Suissa S, Shuster JJ (1985), J R Stat Soc A 148:317-327",), z_pooled),
    _record(_Z_UNPOOLED, ("Suissa S, Shuster JJ (1985), J R Stat Soc A 148:317-327",), z_unpooled),
    _record(_SANTNER_SNELL, ("Santner TJ, Snell MK (1980), JASA 75:386-394",), santner_snell),
    _record(_BERGER, ("Berger RL, Boos DD (1994), JASA 89:1012-1016",), berger_boos),
    *MCNEMAR_UNCONDITIONAL,
)
