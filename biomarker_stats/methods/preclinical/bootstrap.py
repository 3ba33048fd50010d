"""A bootstrap interval for the interaction, offered only where there are mice enough for it to hold."""

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr, ndtri

from biomarker_stats.errors import UsageError
from biomarker_stats.methods.options import plain_seed
from biomarker_stats.methods.preclinical.growth_contrasts import INTERACTION
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray

FEWEST = 8


def bootstrap_interval(
    groups: Sequence[FloatArray], *, confidence: float = 0.95, n_resamples: int = 9_999, seed: int = 0
) -> tuple[float, float]:
    """Return the BCa interval of +control − A − B + combination, mice drawn anew within arms.

    Raises:
        UsageError: an arm has fewer than 8 mice. With 4 an arm such a "95%" interval covers 87 to 89%.

    References:
        Efron B (1987) JASA 82:171-185.

    >>> arms = [np.arange(8.0), np.arange(8.0), np.arange(8.0), np.arange(8.0)]
    >>> low, high = bootstrap_interval(arms)
    >>> low < 0 < high
    True
    """
    if min(map(len, groups)) < FEWEST:
        sizes = ", ".join(str(len(g)) for g in groups)
        msg = f"a bootstrap interval needs {FEWEST} mice an arm, got {sizes} — use interval='t'"
        raise UsageError(msg)
    generator = np.random.default_rng(plain_seed(seed))
    drawn = np.zeros(n_resamples)
    for weight, group in zip(INTERACTION, groups, strict=True):
        drawn += weight * group[generator.integers(0, len(group), size=(n_resamples, len(group)))].mean(axis=1)
    estimate = sum(w * float(g.mean()) for w, g in zip(INTERACTION, groups, strict=True))
    below = (np.count_nonzero(drawn < estimate) + 0.5 * np.count_nonzero(drawn == estimate)) / n_resamples
    bias = float(ndtri(min(max(below, 1 / n_resamples), 1 - 1 / n_resamples)))
    influence = [w * (g - g.mean()) / len(g) for w, g in zip(INTERACTION, groups, strict=True)]
    cubes, squares = sum(float((u**3).sum()) for u in influence), sum(float((u**2).sum()) for u in influence)
    skew = cubes / (6 * squares**1.5) if squares > 0 else 0.0
    z = ndtri(np.array([(1 - confidence) / 2, (1 + confidence) / 2])) + bias
    low, high = np.quantile(drawn, ndtr(bias + z / (1 - skew * z))).tolist()
    return low, high
