"""Dots of one arm set beside each other where they would hide each other."""

from collections.abc import Sequence


def swarm(heights: Sequence[float], diameter: float, widest: float) -> list[float]:
    """Return how far to the side each dot goes, in the units of ``heights``, so that none hides another.

    Dots are placed from the lowest up, each as near to the middle as those before it allow. Where they would reach
    further than ``widest`` to either side, all are drawn together until they fit.

    >>> swarm([0.0, 0.0, 9.0], 1.0, 3.0)
    [0.0, 1.0, 0.0]
    """
    placed: list[tuple[float, float]] = []
    found = [0.0] * len(heights)
    for k in sorted(range(len(heights)), key=lambda k: (heights[k], k)):
        near = [x for x, y in placed if abs(y - heights[k]) < diameter]
        steps = [0.0, *(side * step * diameter for step in range(1, len(near) + 1) for side in (1, -1))]
        found[k] = next(at for at in steps if all(abs(at - x) > 0.99 * diameter for x in near))
        placed.append((found[k], heights[k]))
    reach = max(map(abs, found), default=0.0)
    return [at * widest / reach for at in found] if reach > widest else found
