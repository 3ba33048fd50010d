"""Small invented tables for the docstrings' examples. They describe no experiment."""

import math

import pandas as pd

_SHIFT = (0.0, 0.12, -0.1)
_JITTER = ((0.05, -0.06, 0.04, -0.03), (-0.04, 0.07, -0.05, 0.02), (0.02, 0.01, -0.06, 0.03))


def _growth(rates: dict[str, float]) -> pd.DataFrame:
    rows = [
        {"mouse": f"{arm}{k + 1}", "arm": arm, "day": day, "volume": round(volume, 1)}
        for place, (arm, rate) in enumerate(rates.items())
        for k, shift in enumerate(_SHIFT)
        for j, day in enumerate((0, 4, 8, 12))
        for volume in [100 * math.exp(shift + (rate + 0.1 * shift) * day + _JITTER[(k + place) % 3][j])]
    ]
    return pd.DataFrame(rows)


XENOGRAFT = _growth({"vehicle": 0.16, "A": 0.13, "B": 0.11, "A+B": 0.03})
"""An invented four-arm growth table: 4 arms × 3 mice × 4 days."""
ARMS = {"control": "vehicle", "agent_a": "A", "agent_b": "B", "combination": "A+B"}
"""Its arms."""
