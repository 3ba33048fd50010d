"""The study.toml and claims.toml of the SIMULATED study, written from the parameters it was simulated from."""

from collections.abc import Sequence
from typing import NamedTuple

from biomarker_stats.methods.preclinical.simulation_truth import ARMS, MARK, STUDY, TrueParameters

_ROLES = ("control", "agent_a", "agent_b", "combination")
_DAY, _MARGIN = 14, 1.25
_ARM_COLUMN = f'arm = {{ type = "category", title = "Arm", levels = [{", ".join(f"{arm!r}" for arm in ARMS)}] }}'
_DATA_COLUMN = f'data = {{ type = "category", title = "Data", levels = ["{MARK}"] }}'


def manifest(seed: int, truth: TrueParameters) -> str:
    """Return study.toml: tables, ARRIVE fields and experiments.

    >>> from biomarker_stats.methods.preclinical.simulation_truth import TRUTH
    >>> manifest(1, TRUTH).splitlines()[2]
    'id = "combination_simulated"'
    """
    return "\n".join([_head(seed), _reporting(seed), _arrive(truth), *_tables(), *_experiments(truth)])


def claims(truth: TrueParameters) -> str:
    """Return claims.toml: the sizes that README.md states, to be counted in the tables.

    >>> from biomarker_stats.methods.preclinical.simulation_truth import TRUTH
    >>> claims(TRUTH).count("[[claim]]")
    7
    """
    one_arm = f'where = [{{ column = "arm", in = ["{ARMS[0]}"] }}]'
    of_mice, of_experiments = f"{truth.mice} mice an arm", f"{truth.experiments} experiments"
    rows = (
        _Size("xenograft-mice", "xenograft", "mouse", truth.mice, of_mice, one_arm),
        _Size("xenograft-days", "xenograft", "day", len(truth.days), f"days {_listed(truth.days)}"),
        _Size("brdu-dishes", "brdu", "dish", truth.dishes, f"{truth.dishes} dishes an arm", one_arm),
        _Size("ki67-mice", "ki67", "mouse", truth.tumours, f"tumours of {truth.tumours} mice an arm", one_arm),
        _Size("in-vitro-experiments", "growth_in_vitro", "experiment", truth.experiments, of_experiments),
        _Size("blot-gels", "blots", "gel", truth.gels, f"{truth.gels} gels"),
        _Size("qpcr-samples", "qpcr", "sample", truth.samples, f"{truth.samples} samples an arm", one_arm),
    )
    head = f"""# Nothing was published of this study: its data are {MARK}. These are sizes that README.md states,
# counted again in the tables, so that a table cut short is noticed.
format = 1
"""
    return head + "".join(map(_claim, rows))


class _Size(NamedTuple):
    """A number of README.md that a column of a table has to give again."""

    name: str
    table: str
    column: str
    size: int
    quote: str
    where: str = ""


def _claim(claimed: _Size) -> str:
    where = f", {claimed.where}" if claimed.where else ""
    in_quote = str(claimed.size) in claimed.quote.replace(",", " ").split()
    flags = "" if in_quote else ', flags = ["printed_not_in_quote"]'
    return f"""
[[claim]]
id = "{claimed.name}"
quote = "{claimed.quote}"
location = "README.md, True parameters"
kind = "count"
printed = "{claimed.size}"
derivation = {{ quantity = "levels", table = "{claimed.table}", column = "{claimed.column}"{where} }}
expected = {{ verdict = "reproduced", value = "{claimed.size}"{flags} }}
"""


def _listed(days: Sequence[int]) -> str:
    return ", ".join(map(str, days))


def _head(seed: int) -> str:
    return f"""# {MARK} data, written by `biomarker-stats simulate --seed {seed}`: nothing was measured.
format = 1
id = "{STUDY}"
title = "two agents and their combination: xenografts, cells, blots and qPCR"
question = "Do the two agents together slow growth by more than their effects added?"
simulated = true
limitations = [
  "The data are {MARK} from the parameters in README.md: they show what the analyses do, not what any agent does.",
  "Single doses were simulated: Loewe additivity cannot be had from them.",
]
"""


def _reporting(seed: int) -> str:
    return f"""[reporting]
objectives = "To show every pre-clinical analysis of the package on tables whose true parameters are known."
design = "Four arms: vehicle, agent A, agent B and both."
availability = "biomarker-stats simulate --seed {seed}"
"""


def _arrive(truth: TrueParameters) -> str:
    return f"""[arrive]
species = "None: the data are {MARK}."
sample_size = "{truth.mice} an arm in the xenograft, {truth.tumours} an arm in histology, by choice; no calculation."
exclusions = "None."
allocation = "Simulated independently of anything else, so as if at random."
humane_endpoint = "A mouse leaves when its tumour reaches {truth.size_limit:g} mm³; that reading is the last."
ethics = "No animal was used."
"""


def _tables() -> list[str]:
    def number(name: str, title: str, unit: str = "", kind: str = "number") -> str:
        told = f', unit = "{unit}"' if unit else ""
        return f'{name} = {{ type = "{kind}", title = "{title}"{told}, minimum = 0 }}'

    mouse, day = 'mouse = { type = "id", title = "Mouse" }', number("day", "Day", kind="integer")
    field = number("field", "Field", kind="integer")
    cells = [
        number("positive", "Positive cells", kind="integer"),
        number("total", "All cells counted", kind="integer"),
    ]
    grams = number("tumour_weight_g", "Tumour weight", "g")
    percent = number("percent_area", "TUNEL-positive area", "%")
    wells = ['well = { type = "text", title = "Well" }']
    bands = [number(name, f"{name.capitalize()}, band intensity") for name in ("phospho", "total", "loading")]
    pcr = [
        'gene = { type = "category", title = "Gene" }',
        number("technical", "Technical replicate", kind="integer"),
        number("efficiency", "Amplification factor a cycle"),
        number("ct", "Threshold cycle"),
    ]
    experiment = 'experiment = { type = "id", title = "Experiment" }'
    dish, gel = 'dish = { type = "id", title = "Dish" }', 'gel = { type = "id", title = "Gel" }'
    sample = 'sample = { type = "id", title = "Sample" }'
    volume = number("volume_mm3", "Tumour volume", "mm³")
    absorbance = number("absorbance", "Absorbance")
    lane = number("lane", "Lane", kind="integer")
    return [
        _table("xenograft", "growth", "Tumour volumes", [mouse, _ARM_COLUMN, day, volume]),
        _table("weights", "weights", "Tumour weight at harvest", [mouse, _ARM_COLUMN, day, grams]),
        _table("brdu", "counts", "BrdU", [dish, _ARM_COLUMN, field, *cells]),
        _table("ki67", "counts", "Ki-67", [mouse, _ARM_COLUMN, field, *cells]),
        _table("tunel", "percent-area", "TUNEL", [mouse, _ARM_COLUMN, percent]),
        _table("growth_in_vitro", "in-vitro", "Growth in vitro", [experiment, *wells, _ARM_COLUMN, day, absorbance]),
        _table("blots", "blot", "Western blots", [gel, lane, _ARM_COLUMN, *bands]),
        _table("qpcr", "qpcr", "qPCR", [sample, _ARM_COLUMN, *pcr]),
    ]


def _table(name: str, kind: str, title: str, columns: Sequence[str]) -> str:
    unit = next(line for line in columns if '"id"' in line).split(" = ")[0]
    body = "\n".join([*columns, _DATA_COLUMN]).replace("'", '"')
    return f"""[tables.{name}]
file = "{name}.csv"
title = "{title} ({MARK})"
kind = "{kind}"
unit = "{unit}"

[tables.{name}.columns]
{body}
"""


def _experiments(truth: TrueParameters) -> list[str]:
    counted = 'columns = { arm = "arm", positive = "positive", total = "total" }'
    target, *references = truth.genes
    genes = ", ".join(f'"{gene}"' for gene in references)
    growth = f"""columns = {{ arm = "arm", day = "day", volume = "volume_mm3" }}
day = {_DAY}
margin = {_MARGIN}
size_limit = {truth.size_limit:g}"""
    wells = 'columns = { arm = "arm", day = "day", well = "well", absorbance = "absorbance" }'
    bands = 'columns = { arm = "arm", phospho = "phospho", total = "total", loading = "loading" }'
    pcr = f"""columns = {{ arm = "arm", gene = "gene", ct = "ct", technical = "technical", efficiency = "efficiency" }}
target = "{target}"
references = [{genes}]"""
    area, weight = '{ arm = "arm", percent = "percent_area" }', '{ arm = "arm", weight = "tumour_weight_g" }'
    return [
        _experiment("xenograft", "Tumour growth", "growth", growth),
        _experiment("weights", "Tumour weight at harvest", "weights", f"columns = {weight}"),
        _experiment("ki67", "Proliferation in tumours (Ki-67)", "counts", counted),
        _experiment("tunel", "Cell death in tumours (TUNEL)", "percent-area", f"columns = {area}"),
        _experiment("brdu", "Proliferation in dishes (BrdU)", "counts", counted, cells=True),
        _experiment("growth_in_vitro", "Growth in vitro", "in-vitro", wells, cells=True),
        _experiment("blots", "Phosphorylation (western blots)", "blot", bands, cells=True),
        _experiment("qpcr", f"Expression of {target} (qPCR)", "qpcr", pcr, cells=True),
    ]


_READOUTS = {
    "ki67": "Ki-67-positive cells of all cells counted, summed over the fields of a mouse.",
    "tunel": "TUNEL-positive area of the tumour, in percent.",
    "brdu": "BrdU-positive cells of all cells counted, summed over the fields of a dish.",
    "blots": "Phospho over total protein, band intensities of one lane.",
    "qpcr": "Threshold cycles of the target and of two reference genes.",
}


def _experiment(name: str, title: str, kind: str, body: str, *, cells: bool = False) -> str:
    arms = ", ".join(f'{role} = "{arm}"' for role, arm in zip(_ROLES, ARMS, strict=True))
    subjects = 'subjects = "cells"\n' if cells else ""
    readout = f'readout = "{_READOUTS[name]}"\n' if name in _READOUTS else ""
    return f"""[[experiments]]
id = "{name}"
title = "{title} ({MARK})"
kind = "{kind}"
{subjects}table = "{name}"
{readout}{body}
arms = {{ {arms} }}
"""
