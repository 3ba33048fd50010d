"""What is timed: cases, each with its runners, and what was measured."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from numpy.typing import NDArray

Kind = Literal["ours", "engine", "exact", "other"]
Numbers = Sequence[float] | NDArray[Any]


def _no_data() -> Mapping[str, Numbers]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """One way to answer a case in Python.

    ``factor`` scales the time where a part of the case is run, or where the case is about one of many. ``part`` says
    that the answer is of a part only, so that it cannot be compared.
    """

    name: str
    kind: Kind
    call: Callable[[], float]
    note: str = ""
    factor: float = 1.0
    part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One data set of a job: who answers it, how fast this package should be, and the task for R, if any.

    ``target`` is the largest ratio of our time to the fastest exact peer's that is good enough (None: none is set).
    ``quoted`` holds times in seconds measured elsewhere for peers that are rarely installed; they are printed as such
    and enter no ratio. ``r_factor`` scales the times of the peers in R, as ``factor`` does those of a runner.
    ``most_seconds`` is how long the public call may take, whoever else is quick.
    """

    job: str
    title: str
    n: int
    target: float | None
    runners: tuple[Runner, ...]
    task: str = ""
    data: Mapping[str, Numbers] = field(default_factory=_no_data)
    tolerance: float = 1e-7
    quoted: tuple[tuple[str, float], ...] = ()
    scipy_target: float | None = None
    r_factor: float = 1.0
    most_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A runner, in Python or R, that has answered and can be timed: ``run`` does one run, returns seconds a call."""

    name: str
    kind: Kind
    answer: float | None = None
    note: str = ""
    run: Callable[[], float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One runner's answer and its time in seconds (the median); without a time, ``note`` says why."""

    name: str
    kind: Kind
    answer: float | None = None
    seconds: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A case and everything measured on it."""

    case: Case
    measured: tuple[Measured, ...]

    @property
    def reference(self) -> float | None:
        """The answer of this package, by its public call or else by its engine."""
        answers = [m.answer for m in self.measured if m.kind in {"ours", "engine"} and m.answer is not None]
        return answers[0] if answers else None

    def agrees(self, measured: Measured) -> bool:
        """Whether the answer is this package's, within the case's tolerance."""
        if self.reference is None or measured.answer is None:
            return False
        return abs(measured.answer - self.reference) <= self.case.tolerance * max(1.0, abs(self.reference))

    @property
    def best_peer(self) -> Measured | None:
        """The fastest exact peer that agrees."""
        peers = [m for m in self.measured if m.kind == "exact" and m.seconds is not None and self.agrees(m)]
        return min(peers, key=lambda m: m.seconds or 0.0, default=None)

    @property
    def disagreements(self) -> tuple[Measured, ...]:
        """Answers that claim to be exact and differ from this package's."""
        claim = [m for m in self.measured if m.kind != "other" and m.answer is not None]
        return tuple(m for m in claim if not self.agrees(m)) if self.reference is not None else ()

    @property
    def late(self) -> bool:
        """Whether the public call takes longer than the case allows."""
        most = self.case.most_seconds
        ours = [m.seconds for m in self.measured if m.kind == "ours" and m.seconds is not None]
        return most is not None and any(seconds > most for seconds in ours)

    def ratio(self, measured: Measured) -> float | None:
        """One of our times over the fastest exact peer's."""
        best = self.best_peer
        if best is None or not best.seconds or measured.seconds is None:
            return None
        return measured.seconds / best.seconds
