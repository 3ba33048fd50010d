"""The report of studies of numbers: no scale, no arms; readings that are a before and an after, and that are not."""

from dataclasses import replace

import pandas as pd
import panflute as pf
import pytest

import biomarker_stats as bs
from biomarker_stats.methods.analyse import run_analyses
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.document import PANDOC_API
from biomarker_stats.reporting.nodes import Block
from biomarker_stats.reporting.sections.by_arm import by_arm
from biomarker_stats.reporting.sections.claims import claims
from biomarker_stats.reporting.sections.individual import individual
from biomarker_stats.reporting.sections.limitations import limitations
from biomarker_stats.reporting.sections.patients import patients
from biomarker_stats.reporting.sections.primary import primary
from biomarker_stats.reporting.sections.sensitivity import sensitivity_section
from biomarker_stats.reporting.sections.statistics import statistics
from biomarker_stats.reporting.writers.markdown import write_markdown


def context_of(study: bs.Study, *, choices: bool = False) -> ReportContext:
    return ReportContext(
        study=study,
        analyses=run_analyses(study),
        codings=(),
        verdicts=bs.verify(study),
        figures=(),
        version="0",
        multiverse=bs.multiverse(study) if choices else None,
    )


def lines(blocks: list[Block]) -> list[str]:
    """Return the blocks as lines of Markdown, the cells of tables without the space that lines them up."""
    text = write_markdown(pf.Doc(*blocks, api_version=PANDOC_API))
    return [" ".join(line.split()) for line in text.splitlines()]


@pytest.fixture(scope="module")
def sleep() -> ReportContext:
    return context_of(bs.load_study("student1908_sleep"), choices=True)


@pytest.fixture(scope="module")
def azt() -> ReportContext:
    return context_of(bs.load_study("azt_antigen_1988"))


@pytest.fixture(scope="module")
def seed(seed_study: bs.Study) -> ReportContext:
    return context_of(seed_study)


def test_drugs_given_in_parallel_are_no_before_and_after(sleep: ReportContext) -> None:
    blocks = [*patients(sleep), *statistics(sleep), *primary(sleep), *by_arm(sleep), *limitations(sleep)]
    text = "\n".join(lines(blocks))
    assert "2 (laevo) higher than 1 (dextro) in 9 of 10 patients, the same in 1 and lower in none." in text
    assert "| … 2 (laevo) higher than 1 (dextro) | 9 |" in text
    assert "| Median of 1 (dextro) | Median of 2 (laevo) |" in text
    assert "mean of 2 (laevo) − 1 (dextro): 1.58" in text
    assert "second reading − first reading is symmetric about 0" in text
    assert "2 (laevo) and 1 (dextro) are compared within the same patients" in text
    for words in ("after", "Median before", "passing of time"):
        assert words not in text, words


def test_before_and_after_stay_so(azt: ReportContext, seed: ReportContext) -> None:
    for context, seen in ((azt, "higher after than before in 2 of 20"), (seed, "higher after than before in 5 of 10")):
        text = "\n".join(lines([*primary(context), *patients(context)]))
        assert seen in text
        assert "… higher after than before" in text
        assert "Median before" in text


def test_analyses_of_several_endpoints_name_them(sleep: ReportContext, azt: ReportContext) -> None:
    text = lines(by_arm(sleep))
    assert "### Each analysis by itself" in " ".join(text)
    told = [line for line in text if "the smallest two-sided p" in line]
    assert [line.split(" (10")[0] for line in told[:2]] == [
        "- Sleep gained with 1 (dextro), all patients",
        "- Sleep gained with 2 (laevo), all patients",
    ]
    assert any(line.startswith("- Without patient 20 (19 patients") for line in lines(by_arm(azt)))


def test_tests_in_the_manner_of_the_publication_say_which_side(azt: ReportContext) -> None:
    text = " ".join(lines(primary(azt)))
    assert "the Wilcoxon signed-rank test (one-sided, less) gives p = 0.001068, the exact sign test" in text
    assert "correlation −0.8235 (Wilcoxon signed-rank test); matched" in text
    assert "correlation −0.8 (Wilcoxon signed-rank test, zeros kept in the ranking (Pratt))" in text


def test_numbers_keep_the_decimals_of_their_column(sleep: ReportContext) -> None:
    rows = [line for line in lines(individual(sleep)) if line.startswith("| ")]
    # sleep.csv, as Student 1908 prints it: patient 2 −1.6 and 2.4, patient 6 1.0, patient 10 2.0
    assert rows[2] == "| 2 | 0 | −1.6 | 0.8 | 2.4 |"
    assert rows[6] == "| 6 | 0 | 3.4 | 4.4 | 1.0 |"
    assert rows[10] == "| 10 | 0 | 2.0 | 3.4 | 1.4 |"
    assert "Score" not in rows[0]
    assert "Change" not in rows[0]  # the column of differences, as printed, is just that


def test_whole_numbers_stay_whole_and_their_change_is_shown_once(azt: ReportContext) -> None:
    rows = [line for line in lines(individual(azt)) if line.startswith("| ")]
    assert rows[0] == "| Patient | Serum antigen before, pg/ml | Serum antigen after, pg/ml | Change |"
    assert rows[1] == "| 1 | 149 | 0 | −149 |"
    assert rows[4] == "| 4 | 259 | 385 | +126 |"


def test_scores_of_a_scale_stay_beside_its_symbols(seed: ReportContext) -> None:
    header = next(line for line in lines(individual(seed)) if line.startswith("| Patient"))
    assert header.endswith("| Score before | Score after | Change |")


def test_a_missing_reading_has_no_change() -> None:
    study = bs.load_study("student1908_sleep")
    table = study.tables["sleep"].drop(columns="difference")
    table.loc[0, "laevo"] = float("nan")
    manifest = study.manifest
    spec = manifest.tables["sleep"]
    columns = {name: column for name, column in spec.columns.items() if name != "difference"}
    tables = {"sleep": spec.model_copy(update={"columns": columns})}
    changed = replace(
        study, claims=(), manifest=manifest.model_copy(update={"tables": tables}), tables={"sleep": pd.DataFrame(table)}
    )
    rows = [line for line in lines(individual(context_of(changed))) if line.startswith("| ")]
    assert rows[1] == "| 1 | 0 | 0.7 | | |"
    assert rows[2] == "| 2 | 0 | −1.6 | 0.8 | +2.4 |"


def test_claims_that_were_not_recomputed_leave_the_reason_to_the_study(sleep: ReportContext) -> None:
    text = " ".join(lines(claims(sleep)))
    assert "### Not recomputed" in text
    assert "not published" not in text
    assert "Odds are no quantity of this file" in text
    assert "One-sided (less) paired-t gives P = 0.891201" in text
    assert "Less paired-t" not in text


def test_sensitivity_in_the_words_of_the_study(sleep: ReportContext) -> None:
    text = " ".join(lines(sensitivity_section(sleep)))
    assert "A reader could have chosen the population and tested in 10 defensible ways. All were tried. Each" in text
    assert "| Test | Population | Effect | p | p adjusted for the search |" in text
    assert (
        "| Paired Student t test | All patients | 1.58 | 0.002833 |" in text
    )  # R 4.2 t.test(sleep, paired): p = 0.002833, mean 1.58
    assert "| Exact sign test | All patients | – | 0.003906 |" in text
    assert "as a fraction of the range of the readings (7.1 hours gained)" in text
    for words in ("mixed cells", "relabelling", "Coding", "of the scale"):
        assert words not in text, words
