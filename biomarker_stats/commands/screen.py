"""``biomarker-stats screen``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
    arm: Annotated[str | None, typer.Option(help="Column of the arms.")] = None,
    arms: Annotated[str | None, typer.Option(help="Which two arms, in order, by commas.")] = None,
    strata: Annotated[str | None, typer.Option(help="Column of the strata.")] = None,
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
    block: Annotated[int, typer.Option(help="Markers tested, or read, at once.")] = 20_000,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write all markers: csv, tsv or parquet.")] = None,
    volcano: Annotated[Path | None, typer.Option(help="Write the volcano plot: svg, pdf or png.")] = None,
    heat_map: Annotated[Path | None, typer.Option(help="Write the heat map of the strongest markers.")] = None,
    report: Annotated[Path | None, typer.Option(help="Write a report with both figures: html.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Test many biomarkers exactly, and adjust for their number.

    Example: biomarker-stats screen panel.csv --before-suffix _pre --after-suffix _post

    Example: biomarker-stats screen panel.csv --outcomes all --arm schedule --ignore patient -o screened.csv

    Example: biomarker-stats screen long.csv --unit patient --marker antibody --before pre --after post

    Example: biomarker-stats screen big.parquet --marker gene --before-suffix _pre --after-suffix _post --engine dask
    """
    _check_outputs(out, volcano, heat_map, report=report)
    asked = given(arm=arm, strata=strata, unit=unit, marker=marker, method=method, alternative=alternative, seed=seed)
    asked |= given(arms=_listed(arms), scale=_listed(scale), scheduler=scheduler, n_resamples=resamples)
    source, columns = _source(table, streams=marker is not None and unit is None)
    if before_suffix is not None and after_suffix is not None and before is None and after is None:
        from biomarker_stats.panel.naming import by_suffix

        asked["before"], asked["after"] = by_suffix(columns, before_suffix, after_suffix)
    elif before_suffix is not None or after_suffix is not None:
        msg = "give --before-suffix and --after-suffix together, and not with --before or --after"
        raise UsageError(msg)
    else:
        asked |= given(before=before, after=after)
    if outcomes is not None:
        aside = {arm, strata, unit, *(_listed(ignore) or ())}
        single = unit is not None and marker is not None
        asked["outcomes"] = _outcomes(outcomes, [name for name in columns if name not in aside], single=single)
    asked |= {"maxt": maxt, "intervals": intervals, "reference": reference, "confidence": confidence, "engine": engine}
    from biomarker_stats.panel.screen import screen as run

    with progress("reading") as say:
        found = run(source, timeout=timeout, block=block, progress=say, **asked)
    _write(found, out, {"volcano": volcano, "heat_map": heat_map}, report)
    if as_json:
        print_json(found.to_dict())
    else:
        print_rows(found.rows())


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


def _outcomes(text: str, others: "Sequence[str]", *, single: bool) -> Any:
    if single:
        return text
    return list(others) if text == "all" else _listed(text)


def _listed(text: str | None) -> list[str] | None:
    return None if text is None else [part.strip() for part in text.split(",")]


def _check_outputs(out: Path | None, *figures: Path | None, report: Path | None) -> None:
    wrong = [p for p in (out,) if p is not None and p.suffix not in {".csv", ".tsv", ".parquet"}]
    wrong += [p for p in figures if p is not None and p.suffix not in {".svg", ".pdf", ".png"}]
    wrong += [p for p in (report,) if p is not None and p.suffix != ".html"]
    for path in wrong:
        msg = f"{path.name}: a table ends in .csv, .tsv or .parquet, a figure in .svg, .pdf or .png, a report in .html"
        raise UsageError(msg)


def _write(found: "Screen", out: Path | None, figures: dict[str, Path | None], report: Path | None) -> None:
    try:
        if out is not None and out.suffix == ".parquet":
            found.to_frame().to_parquet(out, index=False)
        elif out is not None:
            found.to_frame().to_csv(out, index=False, sep="\t" if out.suffix == ".tsv" else ",")
        for name, path in figures.items():
            if path is not None:
                from biomarker_stats import plots
                from biomarker_stats.plots.figure import page_of

                page_of(getattr(plots, name)(found)).savefig(path)
        if report is not None:
            from biomarker_stats.reporting.screen_page import screen_page

            report.write_text(screen_page(found), encoding="utf-8")
    except OSError as error:
        msg = f"cannot write: {error}"
        raise OutputError(msg) from error
