"""Power of the test of a 2 × 2 interaction between arms: from the noncentral t, and by simulation."""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import nctdtr, stdtr, stdtrit

from biomarker_stats import wording
from biomarker_stats.engine import Engine, EngineName
from biomarker_stats.errors import UsageError
from biomarker_stats.exact.reference import Draws, pieces_of
from biomarker_stats.methods.options import plain_seed
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray

Spread = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionPower:
    """Power to see an interaction of ``effect`` with ``n`` mice an arm whose growth rates have SD ``sd``.

    ``analytic`` is exact for the pooled t test with one variance; ``simulated`` is of the Welch–Satterthwaite contrast,
    with its Monte-Carlo standard error.
    """

    n: int
    effect: float
    sd: tuple[float, float, float, float]
    level: float
    analytic: float
    simulated: float
    monte_carlo_error: float
    n_simulations: int
    seed: int

    def rows(self) -> list[tuple[str, str]]:
        """Return (label, text) rows for printing."""
        spread = wording.listing([wording.number(sd) for sd in dict.fromkeys(self.sd)])
        error = f"Monte-Carlo standard error {wording.number(self.monte_carlo_error, 2)}"
        return [
            ("H0", "control − A − B + combination = 0"),
            ("assumed truth", f"an interaction of {wording.number(self.effect)}, SD between mice {spread}"),
            ("test", f"two-sided, level {self.level:g}"),
            ("n", f"{self.n} mice an arm"),
            ("power, pooled t test", wording.number(self.analytic)),
            ("power, Welch, SIMULATED", f"{wording.number(self.simulated)} ({self._drawn()}, {error})"),
        ]

    def _drawn(self) -> str:
        return f"{self.n_simulations:,} simulated studies, seed {self.seed}"

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled

        return labelled(self.rows())


def interaction_power(
    *,
    n: int,
    effect: float,
    sd: float | tuple[float, float, float, float] = 1.0,
    level: float = 0.05,
    n_simulations: int = 20_000,
    seed: int = 0,
    engine: EngineName = "memory",
    scheduler: str | None = None,
    timeout: float = 10.0,
) -> InteractionPower:
    """Return the power of the two-sided test of L = control − A − B + combination. H0: L = 0.

    Args:
        n: mice an arm, at least 2.
        effect: the interaction, in the units of ``sd``.
        sd: between-mouse SD of the growth rate, one for all arms or one each.
        level: of the test.
        n_simulations: simulated studies.
        seed: of the simulation.
        engine: ``"memory"``, or ``"dask"``: studies are simulated by the processes of a Dask scheduler; same numbers.
        scheduler: the address of a Dask scheduler, ``tcp://host:8786``; without one two local processes are started.
        timeout: seconds to wait for the scheduler.

    Raises:
        UsageError: an argument is out of range, or no scheduler is there.
        MissingExtra: ``engine="dask"`` without Dask; the message says how to get it.

    References:
        Cohen J (1988) Statistical Power Analysis, section 8.3 (noncentral t).

    >>> round(interaction_power(n=4, effect=3.0).analytic, 2)  # about 80% at three SDs
    0.79
    """
    if not 1 <= n_simulations <= 10_000_000:
        msg = f"give 1 to 10,000,000 simulations, got {n_simulations}"
        raise UsageError(msg)
    chosen = plain_seed(seed)
    if chosen is None:
        msg = "give a seed: it is what makes the simulation the same the next time"
        raise UsageError(msg)
    spread = spread_of(sd)
    analytic = pooled_power(n, effect, spread, level)
    work = partial(_rejections, (n, effect, np.array(spread)), level)
    with Engine(name=engine, scheduler=scheduler, timeout=timeout).workers() as shared:
        simulated = sum(shared(work, pieces_of(n_simulations, chosen))) / n_simulations
    return InteractionPower(
        n=n,
        effect=effect,
        sd=spread,
        level=level,
        analytic=analytic,
        simulated=simulated,
        monte_carlo_error=math.sqrt(simulated * (1 - simulated) / n_simulations),
        n_simulations=n_simulations,
        seed=chosen,
    )


def spread_of(sd: float | tuple[float, float, float, float]) -> Spread:
    """Return the SD of each of the four arms.

    Raises:
        UsageError: there is neither one nor four, or one is not above 0.
    """
    spread = (sd,) * 4 if isinstance(sd, int | float) else tuple(sd)
    if len(spread) != 4 or not all(math.isfinite(s) and s > 0 for s in spread):
        msg = f"give sd > 0, one for all arms or four, got {sd}"
        raise UsageError(msg)
    return float(spread[0]), float(spread[1]), float(spread[2]), float(spread[3])


def pooled_power(n: int, effect: float, spread: Spread, level: float) -> float:
    """Return the power of the pooled two-sided t test of the interaction, exact where the four SDs are equal.

    Raises:
        UsageError: an argument is out of range.

    >>> round(pooled_power(4, 3.0, (1.0, 1.0, 1.0, 1.0), 0.05), 2)
    0.79
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 2 or not 0 < level < 1 or not math.isfinite(effect):
        msg = f"give n ≥ 2, a finite effect and 0 < level < 1, got n={n}, effect={effect}, level={level}"
        raise UsageError(msg)
    error = math.sqrt(sum(s**2 for s in spread) / n)
    freedom = 4.0 * (n - 1)
    shift, critical = effect / error, -float(stdtrit(freedom, level / 2))
    return float(nctdtr(freedom, shift, -critical) + nctdtr(freedom, -shift, -critical))


def _rejections(design: tuple[int, float, FloatArray], level: float, draws: Draws) -> int:
    """Return in how many of the simulated studies the Welch–Satterthwaite contrast is significant."""
    n, effect, sd = design
    generator, rejected, done = draws.generator(), 0, 0
    while done < draws.n:
        size = min(draws.n - done, max(1, 1_000_000 // n))
        values = generator.normal(size=(size, 4, n)) * sd[:, None]
        values[:, 3] += effect
        means, parts = values.mean(axis=2), values.var(axis=2, ddof=1) / n
        total = parts.sum(axis=1)
        freedom = total**2 / (parts**2 / (n - 1)).sum(axis=1)
        t = (means[:, 0] - means[:, 1] - means[:, 2] + means[:, 3]) / np.sqrt(total)
        rejected += int(np.count_nonzero(2 * stdtr(freedom, -np.abs(t)) <= level))
        done += size
    return rejected
