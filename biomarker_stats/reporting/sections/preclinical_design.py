"""The design of one experiment under ARRIVE headings, and what its numbers of units could attain."""

from collections.abc import Sequence

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.attainable import Attainable
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.preclinical.units import plural
from biomarker_stats.reporting.nodes import (
    Block,
    Words,
    bullets,
    heading,
    label,
    missing,
    note,
    paragraph,
    rich,
    strong,
    table,
)
from biomarker_stats.reporting.words import capital
from biomarker_stats.wording import count

_LEVEL = 0.01

_ROLE_NAMES = {"control": "control", "agent_a": "agent A", "agent_b": "agent B", "combination": "combination"}

_OUTCOMES = {
    "growth": "Tumour volume; its growth rate on the log scale is compared.",
    "weights": "Tumour weight at harvest.",
    "in-vitro": "Absorbance; its growth rate on the log scale is compared.",
    "blot": "Band intensity, as a ratio.",
    "dose-response": "Response by dose.",
}


def design_table(found: ExperimentResults, methods: str) -> Block:
    """Return unit, arms, numbers, exclusions, outcome and methods, each under its ARRIVE item."""
    experiment = found.experiment
    rows: list[list[Words]] = [
        ["1 Study design: experimental unit", capital(spoken(found))],
        ["1 Study design: arms", _arms(found)],
    ]
    rows += [["1 Study design: doses", experiment.doses]] if experiment.doses else []
    rows += [["1 Study design: schedule", experiment.schedule]] if experiment.schedule else []
    rows.append([f"2 Sample size: {plural(spoken(found))} in each arm", _sizes(found)])
    rows.append(["3 Excluded", _excluded(found)])
    rows.append(["6 Outcome measure", experiment.readout or _OUTCOMES.get(experiment.kind, "") or rich(missing())])
    rows.append(["7 Statistical methods", methods])
    rows += [["7 Statistical methods as published", experiment.published]] if experiment.published else []
    rows += [["Source", experiment.source]] if experiment.source else []
    return table(("ARRIVE 2.0 item", "This experiment"), rows, caption="", kind="fields")


def spoken(found: ExperimentResults) -> str:
    """Return what one unit is called in a sentence."""
    return found.unit.replace("_", " ")


def _arms(found: ExperimentResults) -> str:
    arms = found.experiment.arms
    if arms is None:
        return "no arms"
    roles = {name: _ROLE_NAMES[role] for role, name in arms.roles.items()}
    named = [name if name == role else f"{name} ({role})" for name, role in roles.items()]
    return "; ".join([*named, *arms.others])


def _sizes(found: ExperimentResults) -> str:
    if found.n:
        return ", ".join(f"{arm} {n}" for arm, n in found.n.items())
    units = found.frame[found.unit].nunique() if found.unit in found.frame else 0
    return f"{count(units, spoken(found), plural(spoken(found)))}, without arms" if units else "–"


def _excluded(found: ExperimentResults) -> str:
    return "; ".join(f"{reason}: {number}" for reason, number in found.excluded.items()) or "none"


_UNKNOWN = "The readings were not published. No number behind a bar or a band is known, and none is shown here."
_ALLOWED = (
    "What the published numbers of units allow, whatever the readings were: an exact test cannot give less than its "
    "floor. Student's t test has none, because it assumes normal readings; the last column says by how many SDs within "
    "arms the means must differ for it to give less."
)
_PAIRED = (
    "Where arms may share a gel or an experiment and the publication does not say so, the floor of a paired test "
    "stands beside it."
)


def design_blocks(designs: Sequence[ExperimentResults]) -> list[Block]:
    """Return what may be said of experiments whose readings were not published: design, and what their n allows."""
    if not designs:
        return []
    stated = any(each.floor_paired is not None for found in designs for each in found.attainable)
    said = [_ALLOWED, *([_PAIRED] if stated else [])]
    rows: list[list[Words]] = [_design_row(found) for found in designs]
    header = (
        "Experiment",
        "Arms",
        "Units in each arm",
        "Outcome measure",
        "Smallest exact p",
        f"t: p < {_LEVEL:g} needs",
    )
    caption = "Experiments known by design only, two-sided"
    blocks: list[Block] = [
        heading("Experiments whose readings were not published", level=3, identifier="designs"),
        note(_UNKNOWN),
        paragraph(" ".join(said)),
        table(header, rows, caption=caption, align="llllll", kind="stacked"),
    ]
    published: dict[str, list[str]] = {}
    for found in designs:
        if found.experiment.published:
            published.setdefault(found.experiment.published, []).append(found.title)
    notes: list[Words] = [
        rich(strong(f"{found.title}. "), found.experiment.note) for found in designs if found.experiment.note
    ]
    notes += [
        rich(strong("Statistics as published. "), f"{'; '.join(titles)}: {text}") for text, titles in published.items()
    ]
    return [*blocks, *([bullets(notes)] if notes else [])]


def _design_row(found: ExperimentResults) -> list[Words]:
    experiment = found.experiment
    title = rich(f"{found.title} ", label(experiment.source, "place")) if experiment.source else found.title
    dosing = "; ".join(filter(None, [experiment.doses, experiment.schedule]))
    arms = " v ".join(found.arms)
    treated: Words = f"{arms}. {capital(dosing)}" if arms and dosing else arms or dosing or rich(missing())
    sizes: Words = _same_or_each(found) if found.n else rich(missing())
    floors = list(dict.fromkeys(_floor(each) for each in found.attainable))
    needed = list(dict.fromkeys(f"{wording.number(each.needed[_LEVEL], 3)} SD" for each in found.attainable))
    outcome: Words = experiment.readout or rich(missing())
    return [title, treated, sizes, outcome, "; ".join(floors) or "–", "; ".join(needed) or "–"]


def _same_or_each(found: ExperimentResults) -> str:
    sizes = set(found.n.values())
    return (
        count(sizes.pop(), found.unit, plural(found.unit))
        if len(sizes) == 1
        else f"{_sizes(found)} {plural(found.unit)}"
    )


def _floor(each: Attainable) -> str:
    floor = wording.p_value(each.floor, 4)
    return floor if each.floor_paired is None else f"{floor}; paired {wording.p_value(each.floor_paired, 4)}"
