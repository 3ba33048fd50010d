"""The true parameters of the SIMULATED study."""

from collections.abc import Sequence
from dataclasses import dataclass

STUDY = "combination_simulated"
MARK = "SIMULATED"
ARMS = ("vehicle", "agent A", "agent B", "A + B")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueParameters:
    """The truth behind the tables; every tuple is in the order vehicle, agent A, agent B, A + B.

    Growth in the mouse and in the well, and Ki-67 and BrdU on the logit, hold a combination whose effect exceeds the
    sum of the agents' effects, so the combination contrasts are below 0.
    """

    mice: int = 8
    days: tuple[int, ...] = tuple(range(0, 21, 2))
    start_volume: float = 300.0
    sd_log_start: float = 0.15
    growth_rate: tuple[float, ...] = (0.085, 0.060, 0.055, 0.005)
    sd_growth_rate: float = 0.010
    sd_log_volume: float = 0.08
    size_limit: float = 1500.0
    grams_per_mm3: float = 0.00105
    sd_log_weight: float = 0.10
    dishes: int = 4
    fields: int = 3
    cells: tuple[int, int] = (150, 200)
    brdu: tuple[float, ...] = (0.40, 0.30, 0.27, 0.13)
    sd_logit_dish: float = 0.15
    sd_logit_field: float = 0.10
    tumours: int = 6
    ki67_fields: int = 4
    ki67_cells: tuple[int, int] = (100, 160)
    ki67: tuple[float, ...] = (0.60, 0.48, 0.45, 0.25)
    sd_logit_tumour: float = 0.20
    tunel: tuple[float, ...] = (0.04, 0.07, 0.08, 0.18)
    sd_logit_tunel: float = 0.25
    experiments: int = 3
    wells: int = 3
    well_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    absorbance: float = 0.12
    well_rate: tuple[float, ...] = (0.50, 0.38, 0.36, 0.18)
    sd_rate_experiment: float = 0.03
    sd_rate_arm: float = 0.02
    sd_rate_well: float = 0.01
    sd_log_absorbance: float = 0.03
    gels: int = 3
    phospho_over_total: tuple[float, ...] = (1.0, 1.8, 0.35, 0.40)
    sd_log_gel: float = 0.50
    sd_log_lane: float = 0.20
    sd_log_loading: float = 0.15
    samples: int = 4
    fold_change: tuple[float, ...] = (1.0, 0.60, 0.55, 0.25)
    efficiency: tuple[float, ...] = (1.95, 2.00, 1.92)
    genes: tuple[str, ...] = ("CCND1", "GUSB", "TBP")
    cycles: tuple[float, ...] = (25.0, 21.0, 24.0)
    sd_log2_sample: float = 0.25
    sd_log2_input: float = 0.40
    sd_ct_well: float = 0.08
    technical: int = 3

    @property
    def growth_contrast(self) -> float:
        """Control − A − B + combination of the tumours' growth rates, per day."""
        return _contrast(self.growth_rate)

    @property
    def well_contrast(self) -> float:
        """The same contrast of growth rates in vitro, per day."""
        return _contrast(self.well_rate)


def _contrast(values: Sequence[float]) -> float:
    control, a, b, both = values
    return control - a - b + both


TRUTH = TrueParameters()
