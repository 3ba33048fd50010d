"""The design of one experiment under ARRIVE headings, and what its numbers of units could attain."""

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.attainable import LEVELS, Attainable
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.preclinical.units import plural
from biomarker_stats.reporting.nodes import Block, Words, missing, note, paragraph, rich, table
from biomarker_stats.reporting.words import capital

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
        ["1 Study design: experimental unit", capital(found.unit)],
        ["1 Study design: arms", _arms(found)],
    ]
    rows += [["1 Study design: doses", experiment.doses]] if experiment.doses else []
    rows += [["1 Study design: schedule", experiment.schedule]] if experiment.schedule else []
    rows.append([f"2 Sample size: {plural(found.unit)} in each arm", _sizes(found)])
    if not found.design_only:
        rows.append(["3 Excluded", _excluded(found)])
    rows.append(["6 Outcome measure", experiment.readout or _OUTCOMES.get(experiment.kind, "") or rich(missing())])
    rows.append(
        ["7 Statistical methods", methods] if methods else ["7 Statistical methods", "None: nothing to analyse."]
    )
    rows += [["7 Statistical methods as published", experiment.published]] if experiment.published else []
    rows += [["Source", experiment.source]] if experiment.source else []
    return table(("ARRIVE 2.0 item", "This experiment"), rows, caption="", kind="fields")


def _arms(found: ExperimentResults) -> str:
    arms = found.experiment.arms
    if arms is None:
        return "no arms"
    roles = {name: _ROLE_NAMES[role] for role, name in arms.roles.items()}
    named = [name if name == role else f"{name} ({role})" for name, role in roles.items()]
    return "; ".join([*named, *arms.others])


def _sizes(found: ExperimentResults) -> str:
    return ", ".join(f"{arm} {n}" for arm, n in found.n.items()) or "–"


def _excluded(found: ExperimentResults) -> str:
    return "; ".join(f"{reason}: {number}" for reason, number in found.excluded.items()) or "none"


def unknown_readings(found: ExperimentResults) -> list[Block]:
    """Return what may be said of an experiment whose readings were not published."""
    said = "The readings were not published. No number behind a bar or a band is known, and none is shown here."
    blocks: list[Block] = [note(said)]
    if found.attainable:
        blocks += [paragraph(_what_can_be(found)), attainable_table(found)]
    return blocks


def _what_can_be(found: ExperimentResults) -> str:
    text = (
        "What the published numbers of units allow, whatever the readings were: an exact test cannot give less than "
        "its floor; Student's t test has none, because it assumes normal readings, and needs the difference of means "
        "to exceed so many SDs within arms."
    )
    if found.experiment.paired is None and any(each.floor_paired is not None for each in found.attainable):
        return (
            f"{text} Whether the arms were compared within blots or experiments is not stated; both floors are given."
        )
    return text


def attainable_table(found: ExperimentResults) -> Block:
    """Return one row for each kind of comparison: those of the same numbers of units are one row."""
    alike: dict[tuple[int, int], list[Attainable]] = {}
    for each in found.attainable:
        alike.setdefault(each.n, []).append(each)
    paired = any(each.floor_paired is not None for each in found.attainable)
    rows: list[list[Words]] = []
    for n, same in alike.items():
        first = same[0]
        which = "; ".join(f"{each.first} v {each.second}" for each in same)
        row: list[Words] = [which, f"{n[0]} v {n[1]}", wording.p_value(first.floor, 4)]
        row += [wording.p_value(first.floor_paired, 4)] if paired else []
        rows.append([*row, *(f"{wording.number(first.needed[level], 3)} SD" for level in LEVELS)])
    header = ["Comparison", plural(found.unit).capitalize(), "Smallest exact p, two samples"]
    header += ["Smallest exact p, paired"] if paired else []
    header += [f"t test: p < {level:g} needs" for level in LEVELS]
    caption = f"{found.title}: what the numbers of units allow, two-sided"
    return table(header, rows, caption=caption, align="l" + "r" * (len(header) - 1), kind="stacked")
