"""``biomarker-stats screen``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from biomarker_stats.commands.own_words import own_words, spoken
from biomarker_stats.commands.screen_columns import Named, listed
from biomarker_stats.commands.shared import (
    AlternativeOption,
    ConfidenceOption,
    EngineOption,
    JsonOption,
    ResamplesOption,
    SchedulerOption,
    SeedOption,
    TimeoutOption,
    given,
    print_json,
    print_rows,
    progress,
)
from biomarker_stats.errors import DataError, OutputError, UsageError, Violation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from biomarker_stats.panel.result import Screen


def screen(
    table: Annotated[Path, typer.Argument(help="A table: csv, tsv, xlsx, parquet …")],
    *,
    before_suffix: Annotated[str | None, typer.Option(help="How columns of first readings end.")] = None,
    after_suffix: Annotated[str | None, typer.Option(help="How columns of second readings end.")] = None,
    outcomes: Annotated[str | None, typer.Option(help="Columns by commas, or all: every other column.")] = None,
    arm: Annotated[str | None, typer.Option(help="Column of the arms; one row a marker: a label each unit.")] = None,
    arms: Annotated[str | None, typer.Option(help="Which two arms, in order, by commas.")] = None,
    strata: Annotated[str | None, typer.Option(help="Column of the strata, or labels, as --arm.")] = None,
    ignore: Annotated[str | None, typer.Option(help="With --outcomes all: columns to leave out, by commas.")] = None,
    unit: Annotated[str | None, typer.Option(help="Column of units; with --marker a row is a unit and marker.")] = None,
    marker: Annotated[str | None, typer.Option(help="Column of markers, where a row is a marker.")] = None,
    before: Annotated[str | None, typer.Option(help="With --unit: the column of first readings.")] = None,
    after: Annotated[str | None, typer.Option(help="With --unit: the column of second readings.")] = None,
    method: Annotated[str | None, typer.Option(help="signed-rank, sign, permutation; arms: rank-sum.")] = None,
    alternative: AlternativeOption = None,
    scale: Annotated[str | None, typer.Option(help="Levels of an ordinal scale, lowest first, by commas.")] = None,
    maxt: Annotated[bool, typer.Option("--maxt/--no-maxt", help="Adjust by step-down maxT too.")] = True,
    intervals: Annotated[
        bool | None, typer.Option("--intervals/--no-intervals", help="Intervals; usual up to 50 markers.")
    ] = None,
    reference: Annotated[str, typer.Option(help="Of maxT: auto, exact or monte-carlo.")] = "auto",
    confidence: ConfidenceOption = 0.95,
    resamples: ResamplesOption = None,
    seed: SeedOption = None,
    engine: EngineOption = "memory",
    scheduler: SchedulerOption = None,
    timeout: TimeoutOption = 10.0,
    block: Annotated[int, typer.Option(min=1, help="Markers tested, or read, at once.")] = 20_000,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write all markers: csv, tsv or parquet.")] = None,
    volcano: Annotated[Path | None, typer.Option(help="Write the volcano plot: svg, pdf or png.")] = None,
    heat_map: Annotated[Path | None, typer.Option(help="Write the heat map of the strongest markers.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write a report with both figures: html.")] = None,
    simulated: Annotated[bool, typer.Option("--simulated", help="Say SIMULATED on figures and report.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Test many biomarkers exactly, and adjust for their number.

    Example: biomarker-stats screen panel.csv --before-suffix _pre --after-suffix _post

    Example: biomarker-stats screen panel.csv --outcomes all --arm schedule --ignore patient -o screened.csv

    Example: biomarker-stats screen long.csv --unit patient --marker antibody --before pre --after post

    Example: biomarker-stats screen rows.csv --marker gene --outcomes m1,m2,m3,m4 --arm weekly,weekly,daily,daily

    Example: biomarker-stats screen big.parquet --marker gene --before-suffix _pre --after-suffix _post --engine dask
    """
    named = Named(
        before_suffix=before_suffix,
        after_suffix=after_suffix,
        before=before,
        after=after,
        outcomes=outcomes,
        arm=arm,
        strata=strata,
        ignore=ignore,
        unit=unit,
        marker=marker,
    )
    streams = _streams(table, named)
    _check_outputs(out, {"volcano": volcano, "heat-map": heat_map}, report, streams=streams)
    named.check()
    asked = given(method=method, alternative=alternative, seed=seed, scheduler=scheduler, n_resamples=resamples)
    asked |= given(arms=listed(arms), scale=listed(scale))
    asked |= {"maxt": maxt, "intervals": intervals, "reference": reference, "confidence": confidence, "engine": engine}
    source, names = _source(table, streams=streams)
    from biomarker_stats.panel.screen import screen as run

    rows = () if streams else source.attrs.get("rows", ())
    with own_words(table, rows), progress("reading") as say:
        found = run(source, timeout=timeout, block=block, progress=say, **named.columns(names), **asked)
    _write(found, out, {"volcano": volcano, "heat_map": heat_map}, report, (table.name, simulated))
    if as_json:
        print_json(found.to_dict())
    else:
        print_rows(_rows(found))


def _streams(table: Path, named: Named) -> bool:
    """Return whether the table is read in pieces: a Parquet file with one row a marker."""
    return named.shape == "rows" and table.suffix.lower() == ".parquet"


def _rows(found: "Screen") -> list[tuple[str, str]]:
    """Return the rows of a screen; what it says of arguments in the words of the command line."""
    from biomarker_stats.panel.result import HOW_TO_SEE_ALL

    rows = []
    for label, text in found.rows():
        if label == "…" and text.endswith(HOW_TO_SEE_ALL):
            rows.append((label, text.removesuffix(HOW_TO_SEE_ALL) + "; --out writes them all"))
        else:
            rows.append((label, spoken(text) if label == "note" and text in found.notes else text))
    return rows


def _source(table: Path, *, streams: bool) -> "tuple[Any, Sequence[str]]":
    """Return the table, or the path of a Parquet file that is read in pieces, and its columns."""
    if streams and table.suffix.lower() == ".parquet":
        import pyarrow
        import pyarrow.parquet

        try:
            return table, pyarrow.parquet.read_schema(table).names
        except (OSError, pyarrow.ArrowException) as error:
            message = "cannot be read as Parquet" if table.exists() else "is not there"
            violation = Violation(message=message, remedy="give the path of a Parquet file", file=str(table))
            raise DataError([violation]) from error
    from biomarker_stats.study import read_table

    frame = read_table(table)
    return frame, [str(name) for name in frame.columns]


def _check_outputs(out: Path | None, figures: dict[str, Path | None], report: Path | None, *, streams: bool) -> None:
    """Refuse outputs that cannot be written, before any work is done."""
    kinds = ((out, {".csv", ".tsv", ".parquet"}), *((path, {".svg", ".pdf", ".png"}) for path in figures.values()))
    for path, endings in (*kinds, (report, {".html"})):
        if path is None:
            continue
        if path.suffix not in endings:
            msg = "a table ends in .csv, .tsv or .parquet, a figure in .svg, .pdf or .png, a report in .html"
            raise UsageError(f"{path.name}: {msg}")
        if not path.parent.is_dir():
            msg = f"cannot write {path}: there is no folder {path.parent} — make it first"
            raise OutputError(msg)
    if streams and figures["heat-map"] is not None:
        msg = "--heat-map needs all readings in memory, and a Parquet file with one row a marker is read in pieces — "
        raise UsageError(msg + "leave it out, or screen the strongest markers again as a csv file")


def _write(
    found: "Screen",
    out: Path | None,
    figures: dict[str, Path | None],
    report: Path | None,
    data: tuple[str, bool],
) -> None:
    """Write what was asked for; ``data``: the name of the file, and whether its data are simulated."""
    source, simulated = data
    try:
        if out is not None and out.suffix == ".parquet":
            found.to_frame().to_parquet(out, index=False)
        elif out is not None:
            found.to_frame().to_csv(out, index=False, sep="\t" if out.suffix == ".tsv" else ",")
        for name, path in figures.items():
            if path is not None:
                from biomarker_stats import plots
                from biomarker_stats.plots.figure import page_of

                page_of(getattr(plots, name)(found, simulated=simulated)).savefig(path)
        if report is not None:
            from biomarker_stats.reporting.screen_page import screen_page

            report.write_text(screen_page(found, source=source, simulated=simulated), encoding="utf-8")
    except OSError as error:
        msg = f"cannot write: {error}"
        raise OutputError(msg) from error
