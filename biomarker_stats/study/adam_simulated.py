"""SIMULATED data in the shape of CDISC ADaM BDS, for examples: no patient, no trial, the truth is known."""

from decimal import Decimal
from random import Random

DEFAULT_SEED = 2008
HEADER = "STUDYID,USUBJID,TRT01P,PARAMCD,PARAM,AVISIT,AVISITN,AVAL,BASE,CHG,ABLFL,ANL01FL"  # one record a visit
_ARMS = ("Active", "Placebo")
_SUBJECTS_AN_ARM = 6
_VISITS = (("Baseline", 0), ("Week 4", 4), ("Week 8", 8))
_PARAMETERS = {
    # code: name, mean at baseline, SD between subjects, SD of a reading, mean change from baseline a week by arm
    "SUMDIAM": ("Sum of target lesion diameters (mm)", 60.0, 15.0, 8.0, {"Active": -1.0, "Placebo": 0.5}),
    "LDH": ("Lactate dehydrogenase (U/L)", 220.0, 30.0, 10.0, {"Active": 0.0, "Placebo": 0.0}),
}
_DROPOUT = ("SIM-012", "Week 8")  # one subject without a last visit, so that there is something to leave out


def adam_bds_simulated(seed: int = DEFAULT_SEED) -> str:
    """Return a SIMULATED BDS data set as csv: 12 subjects in two arms, two parameters, three visits.

    A reading is the subject's level plus the arm's mean change up to that week plus a normal error, to one decimal.
    Truth: SUMDIAM changes by −1.0 mm a week in the arm Active and by +0.5 mm in Placebo; LDH does not change.

    >>> adam_bds_simulated().splitlines()[1]
    'SIM,SIM-001,Active,SUMDIAM,Sum of target lesion diameters (mm),Baseline,0,...'
    """
    random = Random(seed)  # noqa: S311  # a simulation, not a secret
    lines = [HEADER]
    for number in range(1, 2 * _SUBJECTS_AN_ARM + 1):
        subject, arm = f"SIM-{number:03d}", _ARMS[(number - 1) // _SUBJECTS_AN_ARM]
        for code in _PARAMETERS:
            lines += _records(random, subject, arm, code)
    return "\n".join(lines) + "\n"


def _records(random: Random, subject: str, arm: str, code: str) -> list[str]:
    name, mean, between, error, slopes = _PARAMETERS[code]
    level = random.gauss(mean, between)
    base: Decimal | None = None
    lines = []
    for visit, week in _VISITS:
        value = _to_one_decimal(level + slopes[arm] * week + random.gauss(0.0, error))
        base = value if base is None else base
        if (subject, visit) != _DROPOUT:
            change, flag = ("", "Y") if week == 0 else (str(value - base), "")
            cells = ("SIM", subject, arm, code, name, visit, week, value, base, change, flag, "Y")
            lines.append(",".join(map(str, cells)))
    return lines


def _to_one_decimal(value: float) -> Decimal:
    return Decimal(round(value * 10)) / 10
