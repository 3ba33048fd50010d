"""Speed of the growth analyses: ``python -m benchmarks.growth [--runs 5]``.

4 arms × 8 mice × 11 days of SIMULATED volumes. The mixed model with Kenward and Roger's degrees of freedom beside lme4
and pbkrtest (where ``Rscript`` is found) and statsmodels' MixedLM; the whole analysis of four arms beside its target.
"""

import argparse
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measure import measure
from benchmarks.model import Case, Measured, Runner
from benchmarks.printing import duration, outcome_text
from benchmarks.type_one_growth import RATES

ARMS: Mapping[str, str] = {"control": "vehicle", "agent_a": "A", "agent_b": "B", "combination": "A+B"}
MIXED_TARGET, WHOLE_TARGET = 0.030, 0.200  # seconds
_BLISS = {"vehicle:day": 1.0, "A:day": -1.0, "B:day": -1.0, "A+B:day": 1.0}


def simulated(mice: int = 8, days: int = 11, seed: int = 1) -> pd.DataFrame:
    """Return SIMULATED volumes: mouse, arm, day, volume."""
    generator = np.random.default_rng(seed)
    day = np.arange(0.0, 2 * days, 2)
    rows = []
    for code, name in enumerate(ARMS.values()):
        for k in range(mice):
            rate = RATES[code] + generator.normal(0, 0.015)
            logs = 5 + generator.normal(0, 0.25) + rate * day + generator.normal(0, 0.15, days)
            rows.append(pd.DataFrame({"mouse": f"{name}{k}", "arm": name, "day": day, "volume": np.exp(logs)}))
    return pd.concat(rows, ignore_index=True)


def mixed_model_case(frame: pd.DataFrame) -> Case:
    """Fit the mixed model and test the interaction: ours, lme4 + pbkrtest, statsmodels."""
    import biomarker_stats as bs

    def ours() -> float:
        return bs.mixed_model(frame, arms=ARMS).contrast(_BLISS).p_kenward_roger

    def engine() -> float:
        return fit_table(table).contrast(_BLISS).p_kenward_roger

    from biomarker_stats.methods.preclinical.growth_reading import read_growth
    from biomarker_stats.methods.preclinical.mixed_model import fit_table

    table = read_growth(frame, unit="mouse", arm="arm", day="day", volume="volume", arms=ARMS)
    codes = {name: code for code, name in enumerate(ARMS.values())}
    data: dict[str, Any] = {
        "mouse": pd.factorize(frame["mouse"])[0],
        "arm": frame["arm"].map(codes).to_numpy(dtype=np.float64),
        "day": frame["day"].to_numpy(),
        "y": np.log(frame["volume"].to_numpy()),
    }
    runners = (
        Runner(name="bs.mixed_model, from the table", kind="ours", call=ours),
        Runner(name="the model, from arrays", kind="engine", call=engine),
        Runner(name="statsmodels MixedLM", kind="other", call=lambda: _statsmodels(frame), note="p by z"),
    )
    title = "mixed model with Kenward–Roger, 4 × 8 mice × 11 days"
    return Case(
        job="growth",
        title=title,
        n=len(frame),
        target=1.0,
        runners=runners,
        task="mixed_model",
        data=data,
        tolerance=1e-4,
    )


def whole_case(frame: pd.DataFrame) -> Case:
    """Run the whole analysis of four arms: growth and combination with all their lines."""
    import biomarker_stats as bs

    def whole(*, threshold: float | None) -> float:
        bs.growth(frame, arms=ARMS, threshold=threshold)
        return bs.combination(frame, arms=ARMS, at_day=20, margin=1.25).bliss.p_value or 0.0

    runners = (
        Runner(name="bs.growth and bs.combination", kind="ours", call=lambda: whole(threshold=None)),
        Runner(name="the same with exact log-rank", kind="ours", call=lambda: whole(threshold=500.0)),
    )
    title = "whole four-arm analysis, 4 × 8 mice × 11 days"
    return Case(job="growth", title=title, n=len(frame), target=None, runners=runners)


def _statsmodels(frame: pd.DataFrame) -> float:
    """Return the p value, by z, of the interaction in statsmodels' MixedLM."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    arm = pd.get_dummies(frame["arm"])[list(ARMS.values())].to_numpy(dtype=np.float64)
    day = frame["day"].to_numpy()[:, None]
    fixed = np.hstack([arm, arm * day])
    effects = np.hstack([np.ones_like(day), day])
    fit = MixedLM(np.log(frame["volume"].to_numpy()), fixed, groups=frame["mouse"].to_numpy(), exog_re=effects).fit()
    return float(fit.t_test(np.array([[0.0, 0, 0, 0, 1, -1, -1, 1]])).pvalue)


def main(arguments: list[str] | None = None) -> int:
    """Time everyone and print; 1 where a target is missed or a peer that should agree does not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="runs a median is taken over (default: 5)")
    given = parser.parse_args(arguments)
    if given.runs < 1:
        print("--runs must be at least 1", file=sys.stderr)
        return 2
    frame = simulated()
    model, whole = measure(mixed_model_case(frame), given.runs), measure(whole_case(frame), given.runs)
    print(outcome_text(model), end="\n\n")
    print(outcome_text(whole), end="\n\n")
    met = [
        _told("mixed model", model.measured[0], MIXED_TARGET),
        *(_told(m.name, m, WHOLE_TARGET) for m in whole.measured),
    ]
    peers = [m for m in model.measured if m.name in {"lme4 + pbkrtest", "statsmodels MixedLM"}]
    for peer in peers:
        if peer.seconds and model.measured[0].seconds:
            print(f"{peer.name}: {peer.seconds / model.measured[0].seconds:.0f} times our time")
    return int(not all(met) or bool(model.disagreements))


def _told(name: str, measured: Measured, target: float) -> bool:
    """Print a time beside its target; return whether it is met."""
    met = measured.seconds is not None and measured.seconds <= target
    print(f"{name}: {duration(measured.seconds)}, target {duration(target)}: {'met' if met else 'NOT met'}")
    return met


if __name__ == "__main__":
    sys.exit(main())
