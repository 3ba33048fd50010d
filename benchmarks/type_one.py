"""Levels and coverage by simulation: ``python -m benchmarks.type_one [--simulations 2000] [--seed 1] [--quick]``.

4 arms × 4 mice × 6 days without an interaction, nominal level 5%. The package's analyses (``ours``) keep it; ``naive``
ones, beside them, do not; ``warns`` marks where the package's output says that an assumption does not hold. Every
interval the package prints is counted too. It takes about a minute; progress is on stderr.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.type_one_growth import (
    CONDITIONS,
    DAYS,
    Condition,
    bootstrap_covers,
    constrained_synchronised,
    mixed_all,
    monte_carlo_error,
    p_t,
    p_z,
    pooled_all,
    readings_as_independent,
    slopes_of,
    studies,
    welch_all,
)
from benchmarks.type_one_intervals import additivity_truth, coverage
from benchmarks.type_one_other import blots, cells, dropout

LEVEL, COVERED = 0.05, 0.94
LIMIT, LARGER = 1500.0, 0.85  # sacrifice past this volume, in tumours that start e^0.85 times as large


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One simulated share: what was done, in which condition, how often; whether the package relies on it, or warns."""

    condition: str
    what: str
    share: float
    n: int
    ours: bool
    limit: float
    warns: bool = False

    @property
    def within(self) -> bool:
        """Whether a level keeps its limit, give or take three Monte-Carlo standard errors; a coverage, as it stands."""
        reach = 3 * monte_carlo_error(self.limit, self.n)
        return self.share <= self.limit + reach if self.limit < 0.5 else self.share >= self.limit


def main(arguments: list[str] | None = None) -> int:
    """Simulate, print both tables; 1 where an analysis the package relies on exceeds its level."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.type_one", description=__doc__.splitlines()[0])
    parser.add_argument("--simulations", type=int, default=2000, help="studies a condition (default: 2000)")
    parser.add_argument("--seed", type=int, default=1, help="of all simulations (default: 1)")
    parser.add_argument("--quick", action="store_true", help="100 studies a condition, for a look")
    given = parser.parse_args(arguments)
    n = 100 if given.quick else given.simulations
    if n < 10 or given.seed < 0:
        print("--simulations must be at least 10, --seed at least 0", file=sys.stderr)
        return 2
    start = time.perf_counter()
    levels, covered = simulate(n, given.seed, _teller(n))
    print(f"SIMULATED: {n:,} studies a condition, seed {given.seed}, nominal level 5%, 4 arms × 4 mice × 6 days")
    print(table(levels, "rejects"))
    print(f"\ncoverage of 95% intervals (the equivalence limits: 90%), {n:,} studies a condition")
    print(table(covered, "covers"))
    print(f"\n{time.perf_counter() - start:.0f} s")
    return int(any(line.ours and not line.within for line in levels))


def simulate(n: int, seed: int, tell: Callable[[str, int], None]) -> tuple[list[Line], list[Line]]:
    """Return the levels and the coverages."""
    generator = np.random.default_rng(seed)
    levels: list[Line] = []
    covered: list[Line] = []
    for condition in CONDITIONS:
        one, two = _growth(condition, n, generator, tell)
        levels += one
        covered += two
    levels += _lost(n, generator, tell)
    levels += _other(max(n, 1000), generator)
    return levels, covered


def _growth(
    condition: Condition, n: int, generator: np.random.Generator, tell: Callable[[str, int], None]
) -> tuple[list[Line], list[Line]]:
    y = studies(condition, n, generator)
    values = slopes_of(y)
    mixed = mixed_all(y, "intercept and slope", lambda k: tell(f"{condition.name}: mixed model", k))
    naive = mixed_all(y, "intercept", lambda k: tell(f"{condition.name}: random intercept", k))
    limited = np.minimum(mixed.freedom, mixed.limit)
    equal = condition.name != "very unequal variances"
    found = [
        ("slope contrast, Welch–Satterthwaite", p_t(*welch_all(values)), True),
        ("slope contrast, one variance", p_t(*pooled_all(values)), equal),
        ("mixed model, Kenward–Roger", p_t(mixed.estimate, mixed.error, limited), equal),
        ("synchronised permutations, constrained", constrained_synchronised(values, generator), True),
        ("mixed model, z", p_z(mixed.estimate, mixed.plain), False),
        ("random intercept only, Kenward–Roger", p_t(naive.estimate, naive.error, naive.freedom), False),
        ("random intercept only, z", p_z(naive.estimate, naive.plain), False),
        ("readings as though independent", readings_as_independent(y), False),
    ]
    lines = [
        replace(
            _line(condition.name, what, float((p <= LEVEL).mean()), n, ours=ours),
            warns=not equal and what in {"slope contrast, one variance", "mixed model, Kenward–Roger"},
        )
        for what, p, ours in found
    ]
    lines.append(_line(condition.name, "(singular mixed models)", float(mixed.singular.mean()), n, ours=False))
    shares = coverage(y, mixed, additivity_truth(condition, generator))
    assumes = {name for name in shares if "one variance" in name or "mixed model" in name}
    intervals = [
        Line(
            condition=condition.name,
            what=name,
            share=share,
            n=n,
            ours=equal or name not in assumes,
            limit=COVERED - (0.05 if "90%" in name else 0.0),
            warns=not equal and name in assumes,
        )
        for name, share in shares.items()
    ]
    if condition is CONDITIONS[0]:
        for name, share in zip(("percentile", "BCa"), bootstrap_covers(values, generator), strict=True):
            what = f"bootstrap, {name} (not offered below 8 mice)"
            intervals.append(Line(condition=condition.name, what=what, share=share, n=n, ours=False, limit=COVERED))
    return lines, intervals


def _lost(n: int, generator: np.random.Generator, tell: Callable[[str, int], None]) -> list[Line]:
    """Sacrifice past a size: comparisons of a fixed day are biased, growth rates hardly."""
    condition = Condition(name="animals lost past 1500 mm³")
    y = studies(condition, n, generator) + LARGER
    found = dropout(y, DAYS, LIMIT)
    mixed = mixed_all(y, "intercept and slope", lambda k: tell("animals lost: mixed model", k), found.keep)
    level = p_t(mixed.estimate, mixed.error, np.minimum(mixed.freedom, mixed.limit))
    bias = float(mixed.estimate.mean()) * DAYS[-1]
    rows = (
        (f"last day, survivors (bias {found.survivors_bias:+.2f})", found.survivors_level, False),
        (f"last day, carried forward (bias {found.carried_bias:+.2f})", found.carried_level, False),
        (f"slope contrast, Welch (bias {found.slopes_bias * DAYS[-1]:+.2f})", found.slopes_level, True),
        (f"mixed model, Kenward–Roger (bias {bias:+.2f})", float((level <= LEVEL).mean()), True),
    )
    return [_line(condition.name, what, share, n, ours=ours) for what, share, ours in rows]


def _other(n: int, generator: np.random.Generator) -> list[Line]:
    lines = []
    for icc in (0.01, 0.02, 0.05):
        pooled, fields = cells(icc, n, generator)
        name = f"cells, 4 fields × 150, ICC {icc:g}"
        lines.append(_line(name, "pooled cells, z", pooled, n, ours=False))
        lines.append(_line(name, "fields, t", fields, n, ours=True))
    for what, share in blots(n, generator).items():
        lines.append(_line("blots, 3 gels", what, share, n, ours=what == "paired log"))
    return lines


def _line(condition: str, what: str, share: float, n: int, *, ours: bool) -> Line:
    return Line(condition=condition, what=what, share=share, n=n, ours=ours, limit=LEVEL)


def table(lines: list[Line], verb: str) -> str:
    """Return the shares as text, one line each, with two Monte-Carlo standard errors."""
    text = []
    for line in lines:
        error = 200 * monte_carlo_error(line.share, line.n)
        kept = "keeps its level" if verb == "rejects" else "at least 94%" if line.limit > 0.9 else "at least 89%"
        failed = "TOO OFTEN" if verb == "rejects" else "TOO RARELY"
        word = "" if line.what.startswith("(") else kept if line.within else failed
        mark = (
            "ours "
            if line.ours
            else "warns"
            if line.warns
            else "naive"
            if word == failed or "last day" in line.what
            else "     "
        )
        text.append(
            f"{line.condition:<32}{mark} {line.what:<54}{100 * line.share:6.1f}% ± {error:.1f}  {word}".rstrip()
        )
    return "\n".join(text)


def _teller(n: int) -> Callable[[str, int], None]:
    """Return what prints progress to stderr, ten times a task."""
    every = max(1, n // 10)

    def tell(what: str, done: int) -> None:
        if done % every == 0:
            print(f"{what} {done:,}/{n:,}", file=sys.stderr, flush=True)

    return tell


if __name__ == "__main__":
    sys.exit(main())
