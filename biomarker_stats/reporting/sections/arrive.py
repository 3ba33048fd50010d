"""What ARRIVE 2.0 asks of experiments in animals, item by item; silence is shown, never skipped."""

from collections.abc import Sequence

from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.nodes import Block, Words, missing, rich, table
from biomarker_stats.study.experiment_spec import Arrive
from biomarker_stats.wording import listing

_ITEMS: tuple[tuple[str, str, str], ...] = (
    ("sample_size", "2", "Sample size: how it was decided"),
    ("exclusions", "3", "Inclusion and exclusion criteria"),
    ("allocation", "4", "Randomisation, order of treatments and measurements"),
    ("blinding", "5", "Blinding"),
    ("species", "8", "Experimental animals: species"),
    ("strain", "8", "Experimental animals: strain"),
    ("sex", "8", "Experimental animals: sex"),
    ("age_weight", "8", "Experimental animals: age, weight"),
    ("procedures", "9", "Experimental procedures"),
    ("ethics", "14", "Ethical statement"),
    ("housing", "15", "Housing and husbandry"),
    ("humane_endpoint", "16", "Animal care and monitoring: humane endpoints"),
)


def arrive_tables(context: ReportContext) -> list[Block]:
    """Return one table for each set of experiments in animals that the study file describes alike."""
    described: dict[Arrive, list[ExperimentResults]] = {}
    own = {found.id: found.experiment.arrive for found in context.experiments}
    for found in context.experiments:
        if found.experiment.subjects == "animals":
            arrive = own[found.experiment.same_animals_as or found.id]
            described.setdefault(_merged(context.manifest.arrive, arrive), []).append(found)
    return [_table(arrive, found, alone=len(described) == 1) for arrive, found in described.items()]


def _merged(study: Arrive, own: Arrive | None) -> Arrive:
    """Return what is said of an experiment: its own words, else those of the study."""
    if own is None:
        return study
    return study.model_copy(update=own.model_dump(exclude_none=True))


def _table(arrive: Arrive, found: Sequence[ExperimentResults], *, alone: bool) -> Block:
    rows: list[list[Words]] = [
        [f"{number} {title}", getattr(arrive, name) or rich(missing())] for name, number, title in _ITEMS
    ]
    which = "every experiment in animals" if alone else listing([each.title for each in found])
    caption = f"ARRIVE 2.0, items the study file answers: {which}"
    return table(("ARRIVE 2.0 item", "What the study file says"), rows, caption=caption, kind="fields")
