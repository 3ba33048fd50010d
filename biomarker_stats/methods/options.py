"""What a caller may choose about a test, gathered once and passed whole."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from biomarker_stats.engine import Engine, EngineName
from biomarker_stats.errors import UsageError
from biomarker_stats.terms import Alternative, EffectSize, Ranks, Reference, TwoSided, Zeros, nearest

_MOST_DRAWN = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The choices behind one result. ``two_sided`` and ``interval`` None mean the method's own convention.

    ``continuity`` moves a rank statistic by half a rank towards its mean before the normal approximation, as R's
    wilcox.test does by default; it needs ``reference="asymptotic"`` and has no interval.

    ``engine="dask"`` draws the pieces of a Monte-Carlo sample in the processes of the Dask scheduler at ``scheduler``
    (``tcp://host:8786``; two processes here without one), waited for at most ``timeout`` seconds; the numbers are the
    same, and other references do not use it.
    """

    alternative: Alternative = "two-sided"
    two_sided: TwoSided | None = None
    zeros: Zeros = "drop"
    ranks: Ranks = "within"
    reference: Reference = "auto"
    continuity: bool = False
    interval: str | None = None
    effect_size: EffectSize | None = None
    confidence: float = 0.95
    n_resamples: int = 99_999
    seed: int | None = None
    engine: EngineName = "memory"
    scheduler: str | None = None
    timeout: float = 10.0

    @property
    def where(self) -> Engine:
        """Which processes draw a Monte-Carlo sample."""
        return Engine(name=self.engine, scheduler=self.scheduler, timeout=self.timeout)


def options_from(given: dict[str, Any], default_alternative: Alternative) -> Options:
    """Return the options a caller named, the others as they usually are.

    Raises:
        UsageError: no such option, or a value it cannot have.
    """
    known = tuple(Options.__dataclass_fields__)
    for name in given:
        if name not in known:
            msg = f"no option is called {name!r}{nearest(name, known)}"
            raise UsageError(msg)
    options = Options(**{"alternative": default_alternative, **given})
    allowed: dict[str, tuple[str | None, ...]] = {
        "alternative": ("two-sided", "greater", "less"),
        "two_sided": (None, "absolute", "central", "minlike", "blaker"),
        "zeros": ("drop", "pratt"),
        "ranks": ("within", "overall"),
        "reference": ("auto", "exact", "monte-carlo", "asymptotic"),
        "effect_size": (None, "hedges", "cohen"),
    }
    for name, values in allowed.items():
        value = getattr(options, name)
        if value not in values:
            msg = f"{name} must be one of {', '.join(str(v) for v in values if v)}, got {value!r}"
            raise UsageError(msg)
    refuse_odd_confidence(options.confidence)
    refuse_odd_size(options.n_resamples)
    _ = options.where  # refuses an engine that there is not
    return replace(options, seed=plain_seed(options.seed))


def is_whole(value: Any, least: int, most: int) -> bool:
    """Return whether ``value`` is a whole number, of Python or NumPy, from ``least`` to ``most``.

    >>> is_whole(3, 1, 5), is_whole(True, 1, 5), is_whole("3", 1, 5)
    (True, False, False)
    """
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and least <= int(value) <= most


def plain_seed(seed: Any) -> int | None:
    """Return a seed as an int, or None where there is none.

    Raises:
        UsageError: it is no whole number from 0 to 2⁶³ − 1.

    >>> plain_seed(7), plain_seed(None)
    (7, None)
    """
    if seed is None:
        return None
    if not is_whole(seed, 0, 2**63 - 1):
        msg = f"seed must be a whole number from 0 to {2**63 - 1:,}, got {seed!r}"
        raise UsageError(msg)
    return int(seed)


def refuse_odd_size(n_resamples: Any) -> None:
    """Refuse a number of random arrangements that cannot be drawn.

    Raises:
        UsageError: it is no whole number from 1 to 100,000,000.
    """
    if not is_whole(n_resamples, 1, _MOST_DRAWN):
        msg = f"n_resamples must be between 1 and {_MOST_DRAWN:,}, got {n_resamples!r}"
        raise UsageError(msg)


def refuse_odd_confidence(confidence: Any) -> None:
    """Refuse a level that no interval has.

    Raises:
        UsageError: it is no number from 0.5 to below 1.
    """
    if not isinstance(confidence, int | float | np.floating) or not 0.5 <= confidence < 1:
        msg = f"confidence must be at least 0.5 and below 1 (0.95 for 95%), got {confidence!r}"
        raise UsageError(msg)
