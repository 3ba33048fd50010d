"""From a study to a folder that holds its report."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import biomarker_stats
from biomarker_stats.claims import verify
from biomarker_stats.claims.choices import Multiverse, multiverse
from biomarker_stats.claims.tracing import trace
from biomarker_stats.claims.tracing.families import families_of
from biomarker_stats.errors import DataError, ExactTooLarge, UsageError
from biomarker_stats.methods.analyse import run_analyses
from biomarker_stats.methods.preclinical.study_run import run_experiments
from biomarker_stats.plots.catalogue import report_figures
from biomarker_stats.plots.preclinical import preclinical_figures
from biomarker_stats.plots.specification_figure import curve_figure
from biomarker_stats.reporting.codings import under_other_codings
from biomarker_stats.reporting.context import ReportContext
from biomarker_stats.reporting.document import build_document
from biomarker_stats.reporting.folder import MANIFEST, check_folder, write_report
from biomarker_stats.reporting.writers.docx import write_docx
from biomarker_stats.reporting.writers.html import write_html
from biomarker_stats.reporting.writers.manifest import write_manifest
from biomarker_stats.reporting.writers.markdown import write_markdown
from biomarker_stats.reporting.writers.page_words import page_words
from biomarker_stats.reporting.writers.pdf import write_pdf
from biomarker_stats.reporting.writers.results import write_csv, write_json
from biomarker_stats.reporting.writers.results_parquet import write_parquet
from biomarker_stats.study import load_study
from biomarker_stats.terms import nearest

if TYPE_CHECKING:
    from biomarker_stats.study import Study

_DECOYS = 20  # enough for the answer; `biomarker-stats trace` draws more
FORMATS = ("html", "pdf", "docx", "md", "json", "csv")
ON_REQUEST = ("parquet",)


def report(
    study: "Study | str | Path",
    *,
    out: Path | str | None = None,
    formats: Sequence[str] = FORMATS,
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Path:
    """Write the report of a study into one folder and return its path.

    The folder holds ``report.html``, ``report.pdf``, ``report.docx`` and ``report.md`` (one document), ``results.json``
    and ``results.csv`` (the same numbers at full precision), ``figures/`` and ``manifest.json``. It is replaced whole,
    or not at all.

    Args:
        study: a Study, the id of a bundled one, or a folder.
        out: the folder to write; ``reports/<id>`` in the working folder when left out.
        formats: any of ``html``, ``pdf``, ``docx``, ``md``, ``csv`` and ``json`` (which brings the csv), and
            ``parquet`` (``results.parquet``), which has to be asked for; figures and manifest are always written.
        force: write into a folder that holds other files too; they are kept.
        progress: called with a word on each step.

    Raises:
        UsageError: no such format.
        StudyError: the study cannot be loaded.
        OutputError: the folder may not be written; nothing in it was touched.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(path.name for path in report("carracedo2008", out=f"{folder}/new", formats=["md"]).iterdir())
    ['figures', 'manifest.json', 'report.md']

    """
    step = progress or (lambda _: None)
    chosen = _formats(formats)
    loaded = load_study(study) if isinstance(study, str | Path) else study
    folder = check_folder(Path("reports", loaded.id) if out is None else Path(out), force=force)
    files = _render(_compute(loaded, step), chosen, step)
    step("writing the folder")
    return write_report(folder, files, force=force)


def _formats(formats: Sequence[str]) -> tuple[str, ...]:
    asked = (formats,) if isinstance(formats, str) else tuple(formats)
    for name in asked:
        if name not in (*FORMATS, *ON_REQUEST):
            msg = f"there is no format {name!r}{nearest(str(name), (*FORMATS, *ON_REQUEST))}"
            raise UsageError(msg)
    if not asked:
        msg = f"name at least one format: {', '.join(FORMATS)}"
        raise UsageError(msg)
    return asked


def _compute(study: "Study", step: Callable[[str], None]) -> ReportContext:
    step("computing the tests")
    analyses = run_analyses(study)
    codings = under_other_codings(study, analyses)
    experiments = run_experiments(study)
    step("checking the published numbers")
    verdicts = verify(study)
    step("tracing the printed P values")
    traced = trace(study, decoys=_DECOYS, alone=0, hidden=0) if families_of(study) else None
    step("trying every defensible choice")
    choices, refused = _multiverse(study)
    step("drawing the figures")
    curve = curve_figure(choices, study) if choices is not None else None
    of_experiments = preclinical_figures(experiments, study=study)
    return ReportContext(
        study=study,
        analyses=analyses,
        codings=codings,
        verdicts=verdicts,
        figures=(*report_figures(study, analyses), *((curve,) if curve else ()), *of_experiments),
        version=biomarker_stats.__version__,
        trace=traced,
        multiverse=choices,
        no_multiverse=refused,
        experiments=experiments,
    )


def _multiverse(study: "Study") -> tuple[Multiverse | None, str]:
    """Return the multiverse, or why there is none."""
    try:
        return multiverse(study), ""
    except (DataError, ExactTooLarge, UsageError) as error:
        return None, str(error)


def _render(context: ReportContext, formats: Sequence[str], step: Callable[[str], None]) -> dict[str, bytes]:
    """Return every file of the report, by name, before any is written."""
    step("writing the document")
    svg = {figure.name: figure.svg for figure in context.figures}
    png = {figure.name: figure.png for figure in context.figures}
    words = page_words(context)
    files: dict[str, bytes] = {}
    if "html" in formats:
        page = write_html(build_document(context), svg, title=words.title, footer=words.footer)
        files["report.html"] = page.encode()
    if "md" in formats:
        files["report.md"] = write_markdown(build_document(context)).encode()
    if "docx" in formats:
        files["report.docx"] = write_docx(build_document(context), png, words)
    if "pdf" in formats:
        step("setting the PDF")
        files["report.pdf"] = write_pdf(build_document(context), svg, words)
    if "json" in formats:
        files["results.json"] = write_json(context).encode()
    if "csv" in formats or "json" in formats:
        files["results.csv"] = write_csv(context).encode()
    if "parquet" in formats:
        files["results.parquet"] = write_parquet(context)
    for figure in context.figures:
        files |= {f"figures/{figure.name}.svg": figure.svg, f"figures/{figure.name}.png": figure.png}
    return {**files, MANIFEST: write_manifest(context, files).encode()}
