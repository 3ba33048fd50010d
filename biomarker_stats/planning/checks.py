"""What a probability, and a distribution over levels, must be."""

from collections.abc import Sequence

from biomarker_stats.errors import UsageError

SUM_TOLERANCE = 1e-9
_MOST_LEVELS = 12


def check_probability(name: str, p: float) -> None:
    """Raise a UsageError unless ``p`` is a number in [0, 1]."""
    if isinstance(p, bool) or not isinstance(p, int | float) or not 0 <= p <= 1:
        msg = f"{name} must be a probability between 0 and 1, got {p!r} — write 25% as 0.25"
        raise UsageError(msg)


def check_distribution(name: str, probabilities: Sequence[float]) -> None:
    """Raise a UsageError unless these are probabilities that add up to 1."""
    for p in probabilities:
        check_probability(name, p)
    total = sum(probabilities)
    if abs(total - 1) > SUM_TOLERANCE:
        msg = f"the probabilities of {name} must add up to 1, they add up to {total:g}"
        raise UsageError(msg)


def check_levels(levels: int) -> None:
    """Raise a UsageError when there are more levels than enumeration can take."""
    if levels > _MOST_LEVELS:
        msg = f"at most {_MOST_LEVELS} levels can be enumerated, got {levels} — merge neighbouring ones"
        raise UsageError(msg)
