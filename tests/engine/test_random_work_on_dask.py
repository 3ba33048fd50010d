"""Monte-Carlo references, maxT, decoys and simulated power give the same numbers here and on two Dask workers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import biomarker_stats as bs
from biomarker_stats.exact.reference import pieces_of

pytestmark = pytest.mark.filterwarnings("ignore")  # distributed's own
RNG = np.random.default_rng(7)
PAIRS = pd.DataFrame({"before": np.zeros(30), "after": RNG.normal(0.3, 1, 30).round(3)})
ARMS = pd.DataFrame({"outcome": RNG.integers(0, 4, 40), "arm": ["a", "b"] * 20, "centre": ["x"] * 20 + ["y"] * 20})
PANEL = pd.DataFrame(RNG.normal(size=(24, 60)).round(1))
PANEL.columns = [f"g{k}_{time}" for time in ("pre", "post") for k in range(30)]
DRAWN: dict[str, Any] = {"reference": "monte-carlo", "n_resamples": 250_000, "seed": 5}


def panel(**where: Any) -> object:
    before, after = ([f"g{k}_{time}" for k in range(30)] for time in ("pre", "post"))
    return bs.screen(PANEL, before=before, after=after, **DRAWN, **where).to_dict()


CALLS: dict[str, Callable[..., object]] = {
    "signed ranks": lambda **where: bs.paired(PAIRS, interval="none", **DRAWN, **where).to_dict(),
    "rank sums in strata": lambda **where: bs.compare(
        ARMS, strata="centre", interval="none", alternative="greater", **DRAWN, **where
    ).to_dict(),
    "a table": lambda **where: bs.table(
        [[5, 2, 1], [1, 4, 3], [0, 2, 6]], method="freeman-halton", **DRAWN, **where
    ).to_dict(),
    "a square table": lambda **where: bs.table(
        [[5, 2, 1], [1, 4, 3], [0, 2, 6]], method="stuart-maxwell", paired=True, **DRAWN, **where
    ).to_dict(),
    "maxT": panel,
    "decoys": lambda **where: bs.trace("carracedo2008", decoys=5, alone=1, hidden=3, **where).to_dict(),
    "power": lambda **where: bs.interaction_power(n=4, effect=3.0, n_simulations=250_000, seed=2, **where),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
def test_the_numbers_are_the_same(call: Callable[..., object], two_workers: str) -> None:
    assert call(engine="dask", scheduler=two_workers, timeout=30.0) == call()


def test_pieces_of_a_sample_add_up_and_differ() -> None:
    pieces = pieces_of(250_000, seed=9)
    assert sum(piece.n for piece in pieces) == 250_000
    assert len({piece.generator().random() for piece in pieces}) == len(pieces)
    assert pieces_of(99_999, seed=9)[0].generator().random() == np.random.default_rng(9).random()


def test_a_sample_of_several_pieces_comes_near_the_exact_p() -> None:
    few = PAIRS.head(12)
    exact = bs.paired(few, reference="exact").p_value
    drawn = bs.paired(few, **DRAWN)
    assert drawn.n_resamples == 250_000
    assert drawn.p_value == pytest.approx(exact, abs=4 * (exact * (1 - exact) / 250_000) ** 0.5)
