"""Simon's two-stage designs of a single-arm phase II trial, by exhaustive search.

References: Simon R (1989), Control Clin Trials 10:1-10; Jung SH, Lee T, Kim K, George SL (2004), Stat Med 23:561-569
(admissible designs).
"""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from biomarker_stats import wording
from biomarker_stats.errors import ExactTooLarge, UsageError
from biomarker_stats.exact.bernstein import binomial_matrix
from biomarker_stats.exact.distribution import FloatArray
from biomarker_stats.planning.checks import check_probability

_LARGEST = 200
_CLOSE = 1e-12
_ROOM = 1.6  # times the size of the single-stage design: how far the search goes where no bound is given


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoStage:
    """One design: stop after ``n1`` patients at ``r1`` responses or fewer; reject the drug at ``r`` or fewer of ``n``.

    ``type_one`` and ``power`` are exact; ``expected_n`` and ``stops_early`` (the probability of early termination) are
    those at p0. ``kinds`` says what the design is: optimal, minimax, admissible.
    """

    r1: int
    n1: int
    r: int
    n: int
    expected_n: float
    stops_early: float
    type_one: float
    power: float
    kinds: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the design as plain values."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "kinds"} | {"kinds": list(self.kinds)}

    def words(self) -> str:
        """Return the design in words."""
        return (
            f"stop at ≤ {self.r1}/{self.n1} responses, else go on to {self.n}; promising at > {self.r}/{self.n}. "
            f"Expected n at p0 {wording.number(self.expected_n)}, P(stops early) {wording.number(self.stops_early)}, "
            f"type I error {wording.number(self.type_one)}, power {wording.number(self.power)}"
        )

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled

        return labelled([(", ".join(self.kinds) or "two stages", self.words())])


@dataclass(frozen=True, slots=True, kw_only=True)
class SimonDesigns:
    """The optimal, the minimax and every admissible two-stage design; all of them with n at most ``up_to``."""

    p0: float
    p1: float
    alpha: float
    power: float
    up_to: int
    optimal: TwoStage
    minimax: TwoStage
    admissible: tuple[TwoStage, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the designs as plain values, ready for JSON."""
        asked = {"p0": self.p0, "p1": self.p1, "alpha": self.alpha, "power": self.power, "up_to": self.up_to}
        designs = {"optimal": self.optimal.to_dict(), "minimax": self.minimax.to_dict()}
        return {**asked, **designs, "admissible": [design.to_dict() for design in self.admissible]}

    def to_frame(self) -> pd.DataFrame:
        """Return one row a design, from the minimax to the optimal one."""
        frame = pd.DataFrame([design.to_dict() for design in self.admissible])
        return frame.assign(kinds=[", ".join(design.kinds) for design in self.admissible])

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, text) rows for printing."""
        asked = f"p ≤ {self.p0:g}, against p ≥ {self.p1:g}; type I error ≤ {self.alpha:g}, power ≥ {self.power:g}"
        designs = [(", ".join(design.kinds), design.words()) for design in self.admissible]
        return [("H0", asked), *designs, ("searched", f"every design with n ≤ {self.up_to}")]

    def summary(self) -> str:
        """Return the designs in words."""
        return "\n".join(f"{label}: {text}" for label, text in self.rows())

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import table

        head = ("design", "stop at", "not promising at", "expected n at p0", "P(stops early)", "type I error", "power")
        rows = [
            (
                ", ".join(each.kinds),
                f"≤ {each.r1} of {each.n1}",
                f"≤ {each.r} of {each.n}",
                *map(wording.number, (each.expected_n, each.stops_early, each.type_one, each.power)),
            )
            for each in self.admissible
        ]
        facts = [f"{label}: {text}" for label, text in (self.rows()[0], self.rows()[-1])]
        return table(head, rows, "; ".join(facts))


def simon(p0: float, p1: float, *, alpha: float = 0.05, power: float = 0.8, up_to: int | None = None) -> SimonDesigns:
    """Return Simon's two-stage designs for a single-arm trial with a yes/no response. H0: P(response) ≤ p0.

    Every (r1, n1, r, n) with n ≤ ``up_to`` is enumerated and its error rates are exact. The optimal design has the
    smallest expected n at p0; the minimax one the smallest n, and of those the smallest expected n. Admissible designs
    minimise w · n + (1 − w) · expected n for some weight w.

    Args:
        p0: response probability that is of no interest.
        p1: response probability that should not be missed.
        alpha: largest type I error at p0.
        power: smallest power at p1.
        up_to: largest n searched; else 1.6 times the smallest single-stage n, at most 200.

    Raises:
        UsageError: an argument is out of range, or no design fits in ``up_to``.
        ExactTooLarge: more than 200 patients would have to be searched.

    References:
        Simon R (1989), Control Clin Trials 10:1-10, tables 1 and 2.

    >>> found = simon(0.05, 0.25)
    >>> (found.optimal.r1, found.optimal.n1, found.optimal.r, found.optimal.n)
    (0, 9, 2, 17)
    """
    _check(p0, p1, alpha, power)
    largest = _bound(p0, p1, alpha, power) if up_to is None else up_to
    if not isinstance(largest, int) or largest < 2:
        msg = f"up_to must be a whole number of at least 2, got {up_to!r}"
        raise UsageError(msg)
    if largest > _LARGEST:
        msg = f"designs of up to {largest} patients are more than the bound of {_LARGEST} — take p1 further from p0"
        raise ExactTooLarge(msg)
    best = [d for n in range(2, largest + 1) if (d := _best_of_size(n, p0, p1, alpha, power)) is not None]
    if not best:
        msg = f"no two-stage design with n ≤ {largest} has type I error ≤ {alpha:g} and power ≥ {power:g} — raise up_to"
        raise UsageError(msg)
    hull = _hull(best)
    named = [_named(design, first=k == 0, last=k == len(hull) - 1) for k, design in enumerate(hull)]
    return SimonDesigns(
        p0=p0,
        p1=p1,
        alpha=alpha,
        power=power,
        up_to=largest,
        optimal=named[-1],
        minimax=named[0],
        admissible=tuple(named),
    )


def _check(p0: float, p1: float, alpha: float, power: float) -> None:
    for name, value in (("p0", p0), ("p1", p1), ("alpha", alpha), ("power", power)):
        check_probability(name, value)
    if not 0 < p0 < p1 < 1 or not 0 < alpha < 1 or not 0 < power < 1:
        msg = f"give 0 < p0 < p1 < 1, 0 < alpha < 1 and 0 < power < 1, got {p0}, {p1}, {alpha}, {power}"
        raise UsageError(msg)


def _bound(p0: float, p1: float, alpha: float, power: float) -> int:
    """Return how far to search: well beyond the smallest design of one stage."""
    for n in range(1, _LARGEST + 1):
        null, truth = _tails(n, p0), _tails(n, p1)
        if bool(((null <= alpha) & (truth >= power)).any()):
            return max(10, min(_LARGEST, round(_ROOM * n) + 2))
    return _LARGEST + 1


@lru_cache(maxsize=1024)
def _pmf(n: int, p: float) -> FloatArray:
    return np.asarray(binomial_matrix(n, np.array([p]))[0])


@lru_cache(maxsize=1024)
def _tails(n: int, p: float) -> FloatArray:
    """Return P(X > r) for r = −1 … n."""
    upper = np.cumsum(_pmf(n, p)[::-1])[::-1]
    return np.asarray(np.append(np.minimum(upper, 1.0), 0.0))


def _best_of_size(n: int, p0: float, p1: float, alpha: float, power: float) -> TwoStage | None:
    """Return the design of ``n`` patients with the smallest expected n, or None where none holds both errors."""
    best: TwoStage | None = None
    for n1 in range(1, n):
        null, truth = _promising(n1, n, p0), _promising(n1, n, p1)
        r1s, rs = np.nonzero((null <= alpha + _CLOSE) & (truth >= power - _CLOSE))
        if not len(r1s):
            continue
        r1 = int(r1s.max())  # stopping early more often can only lower the expected n
        r = int(rs[r1s == r1].max())  # as Simon does: the largest that keeps the power
        stops = 1.0 - float(_tails(n1, p0)[r1 + 1])
        expected = n1 + (1 - stops) * (n - n1)
        if best is None or expected < best.expected_n - _CLOSE:
            best = TwoStage(
                r1=r1,
                n1=n1,
                r=r,
                n=n,
                expected_n=expected,
                stops_early=stops,
                type_one=float(null[r1, r]),
                power=float(truth[r1, r]),
            )
    return best


def _promising(n1: int, n: int, p: float) -> FloatArray:
    """Return P(more than r1 in the first stage and more than r in all), shape (r1 = 0 … n1 − 1, r = 0 … n − 1)."""
    second = n - n1
    x1, r = np.arange(n1 + 1)[:, None], np.arange(n)[None, :]
    tails = _tails(second, p)[np.clip(r - x1, -1, second) + 1]
    joint = _pmf(n1, p)[:, None] * tails
    return np.asarray(np.cumsum(joint[::-1], axis=0)[::-1][1:])


def _hull(designs: list[TwoStage]) -> list[TwoStage]:
    """Return the lower convex hull of (n, expected n), from the smallest n to the smallest expected n."""
    kept: list[TwoStage] = []
    for design in designs:  # n rises
        if kept and design.expected_n >= min(d.expected_n for d in kept) - _CLOSE:
            continue
        while len(kept) >= 2 and _above(kept[-2], kept[-1], design):
            kept.pop()
        kept.append(design)
    return kept


def _above(a: TwoStage, b: TwoStage, c: TwoStage) -> bool:
    """Return whether ``b`` lies on or above the line from ``a`` to ``c``."""
    return (b.expected_n - a.expected_n) * (c.n - a.n) >= (c.expected_n - a.expected_n) * (b.n - a.n) - _CLOSE


def _named(design: TwoStage, *, first: bool, last: bool) -> TwoStage:
    kinds = ("minimax",) * first + ("optimal",) * last or ("admissible",)
    values = {f.name: getattr(design, f.name) for f in fields(design) if f.name != "kinds"}
    return TwoStage(**values, kinds=kinds)
