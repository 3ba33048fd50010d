"""``biomarker-stats pathways``: figure records, gene-set tests, and the feedback model."""

from pathlib import Path
from typing import Annotated

import typer

from biomarker_stats.commands.pathway_inputs import changes_from, hits_from, naming
from biomarker_stats.commands.shared import EXIT_CHANGED, JsonOption, print_json, print_rows, say
from biomarker_stats.errors import OutputError, UsageError

pathways = typer.Typer(
    name="pathways",
    help=(
        "Genes of a published pathway figure, exact gene-set tests, and a feedback model held against a paper.\n\n"
        "Example: biomarker-stats pathways agreement"
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

GmtOption = Annotated[Path, typer.Option("--gmt", help="Gene sets in GMT format.")]
AdjustOption = Annotated[
    str, typer.Option("--adjust", help="holm, hochberg, bh, tarone, tarone-holm, dbh, dbl or bh-midp.")
]
ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help="Folder with feedback.toml and directions.toml; else that of Carracedo et al. 2008."),
]
VersusOption = Annotated[str, typer.Option(help="What it is compared with, by commas; else untreated.")]


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


@pathways.command(short_help="The genes of a pathway figure record.")
def figure(
    record: Annotated[str, typer.Argument(help="A Markdown figure record, or a bundled one (listed without).")] = "",
    *,
    gmt: Annotated[Path | None, typer.Option("--gmt", help="Also write one gene set an organism as GMT.")] = None,
    no_expansions: Annotated[
        bool, typer.Option("--no-expansions", help="Leave symbols out of the GMT that title and caption do not print.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read a record of the Pathway Figure OCR project: its genes by organism, with what it leaves open.

    Example: biomarker-stats pathways figure

    Example: biomarker-stats pathways figure PMC4267894__nihms-640515-f0007 --gmt her2.gmt
    """
    from biomarker_stats.pathways import bundled_figures, gene_sets, load_figure, write_gmt

    if (gmt is not None and not record) or (no_expansions and gmt is None):
        msg = "--gmt needs the record whose genes to write, and --no-expansions needs --gmt"
        raise UsageError(msg)
    if not record:
        found = [load_figure(name) for name in bundled_figures()]
        if as_json:
            print_json({"figures": [{"figid": each.figid, "title": each.title} for each in found]})
        else:
            print_rows((each.figid, each.title) for each in found)
        return
    loaded, absent = load_figure(record), []
    if gmt is not None:
        sets = gene_sets(loaded, expansions=not no_expansions)
        if not sets:
            why = "prints none of its symbols in title or caption" if no_expansions else "has no symbol of an organism"
            remedy = " — leave out --no-expansions" if no_expansions else ""
            msg = f"{loaded.figid} {why}, so there is no gene set to write{remedy}"
            raise UsageError(msg)
        write_gmt(sets, gmt)
        absent = [name for name in loaded.organisms_of_genes if f"{loaded.figid} {name}" not in {s.name for s in sets}]
    if as_json:
        print_json({**loaded.to_dict(), **({} if gmt is None else {"not_in_gmt": absent})})
        return
    rows = [("figure", loaded.figid), ("title", loaded.title), ("licence", loaded.licence or "not stated")]
    for organism in loaded.organisms_of_genes:
        symbols = loaded.symbols(organism)
        marked = {gene.symbol for gene in loaded.genes if gene.expansion}
        words = [f"{symbol}*" if symbol in marked else symbol for symbol in symbols]
        rows.append((organism, f"{len(symbols)}: {', '.join(words)}"))
    if absent:
        rows.append(("not in the GMT", f"{', '.join(absent)}: no symbol printed"))
    print_rows([*rows, ("*", "not printed in title or caption"), *(("note", note) for note in loaded.notes)])


@pathways.command(name="enrich", short_help="Exact over-representation of gene sets among hits.")
def enrich(
    measured: Annotated[
        Path, typer.Argument(help="A text file: every measured gene, one a line; or the table that screen -o writes.")
    ],
    gmt: GmtOption,
    *,
    hits: Annotated[Path | None, typer.Option("--hits", help="A text file: the hits, one a line.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Of a screen: p_maxt (usual), p_tarone or q_discrete tells the hits.")
    ] = None,
    level: Annotated[float | None, typer.Option("--level", help="Of a screen: hits have at most this; 0.05.")] = None,
    adjust: AdjustOption = "tarone-holm",
    as_json: JsonOption = False,
) -> None:
    """Test each gene set for more hits than a random draw of as many measured genes would give it.

    Example: biomarker-stats pathways enrich measured.txt --hits hits.txt --gmt sets.gmt

    Example: biomarker-stats pathways enrich screened.csv --by q_discrete --level 0.1 --gmt sets.gmt
    """
    from biomarker_stats.pathways import over_representation, read_gmt

    given = hits_from(measured, hits, by, level)
    with naming(measured):
        found = over_representation(read_gmt(gmt), adjustment=adjust, **given)
    if as_json:
        print_json(found.to_dict())
    else:
        print_rows(found.rows())


@pathways.command(name="set-test", short_help="Self-contained gene-set test by shared sign flips.")
def set_test(
    table: Annotated[
        Path,
        typer.Argument(help="A table: first column genes, then after minus before, one column a pair; or a panel."),
    ],
    gmt: GmtOption,
    *,
    before_suffix: Annotated[str | None, typer.Option(help="Of a panel: how columns of first readings end.")] = None,
    after_suffix: Annotated[str | None, typer.Option(help="Of a panel: how columns of second readings end.")] = None,
    unit: Annotated[str | None, typer.Option(help="Of a panel with one row a unit: the column of units.")] = None,
    marker: Annotated[str | None, typer.Option(help="Of a panel with one row a marker: the column of markers.")] = None,
    direction: Annotated[str, typer.Option(help="any, same, up or down.")] = "any",
    scores: Annotated[str, typer.Option(help="ranks or signs.")] = "ranks",
    adjust: AdjustOption = "tarone-holm",
    reference: Annotated[str, typer.Option(help="auto, exact or monte-carlo.")] = "auto",
    seed: Annotated[int, typer.Option(min=0, help="Fixes the random sign patterns of monte-carlo.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Test each gene set for any change between two readings of the same patients, all sign patterns counted.

    Example: biomarker-stats pathways set-test differences.csv --gmt sets.gmt --direction up

    Example: biomarker-stats pathways set-test panel.csv --before-suffix _pre --after-suffix _post --gmt sets.gmt
    """
    from biomarker_stats.pathways import read_gmt, set_sign_flips

    with naming(table):
        found = set_sign_flips(
            changes_from(table, before_suffix, after_suffix, unit=unit, marker=marker),
            sets=read_gmt(gmt),
            direction=direction,  # type: ignore[arg-type]  # the test refuses any other word
            scores=scores,  # type: ignore[arg-type]
            adjustment=adjust,
            reference=reference,  # type: ignore[arg-type]
            seed=seed,
        )
    if as_json:
        print_json(found.to_dict())
    else:
        print_rows(found.rows())


@pathways.command(short_help="Which way each node of the feedback model goes.")
def predict(
    treatment: Annotated[str, typer.Argument(help="Interventions, by commas: rapamycin,UO126.")],
    *,
    versus: VersusOption = "",
    model: ModelOption = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="Also draw it: a .png, .svg or .pdf file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say which way every node goes under interventions, by the signs of the model; ambiguous ones are said to be.

    Example: biomarker-stats pathways predict rapamycin,UO126 --versus rapamycin --plot pathway.png
    """
    from biomarker_stats.pathways import load_feedback

    loaded, given, against = load_feedback(model), _names(treatment), _names(versus)
    found = loaded.predict(given, versus=against)
    if plot is not None:
        _plot(plot, given, against, model)
    if as_json:
        nodes = {n: {"direction": each.direction, "held": each.held, "why": each.words} for n, each in found.items()}
        print_json({"treatment": given, "versus": against, "nodes": nodes})
    else:
        print_rows((name, each.words) for name, each in found.items())


@pathways.command(name="agreement", short_help="The feedback model against every direction the paper reports.")
def agreement_table(
    *,
    model: ModelOption = None,
    edges: Annotated[bool, typer.Option("--edges", help="Also say which directions test each edge.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Hold the model's predictions against reported directions, each with quotation and figure number.

    Exit code 0 when each stands as it did when it was entered, 1 when one has changed.

    Example: biomarker-stats pathways agreement --edges
    """
    from biomarker_stats.pathways import agreement, edge_tests, load_feedback

    loaded = load_feedback(model)
    found = agreement(loaded)
    tests = edge_tests(loaded) if edges else {}
    if as_json:
        tested = {"edges": {name: list(ids) for name, ids in tests.items()}} if edges else {}
        print_json({**found.to_dict(), **tested})
    else:
        say(f"{found.title}. {found.citation}")
        counts = found.counts()
        say(f"{counts['agrees']} agree, {counts['disagrees']} disagree, {counts['ambiguous']} ambiguous")
        if found.changed:
            say(f"CHANGED, {len(found.changed)} of {len(found.rows)}: {', '.join(found.changed)}")
        for row in found.to_dict()["directions"]:
            told = f"CHANGED: {row['changed']}." if row["changed"] else row["explanation"]
            words = (
                f"Figure {row['figure']}, “{row['quote']}” — {row['treatment']} against {row['versus']}: "
                f"{row['readout']} reported {row['reported']}, predicted {row['why']}. {told} {row['note']}"
            )
            print_rows([(f"{row['outcome']:<9}", " ".join(words.split()))])
        if not found.rows:
            say("directions.toml holds no direction, so nothing was held against the model")
        if tests:
            print_rows((name, ", ".join(ids) or "no reported direction tests it") for name, ids in tests.items())
    if not found:
        raise typer.Exit(EXIT_CHANGED)


def _plot(path: Path, treatment: list[str], versus: list[str], model: Path | None) -> None:
    from biomarker_stats.pathways import load_feedback
    from biomarker_stats.plots import pathway
    from biomarker_stats.plots.figure import page_of
    from biomarker_stats.plots.style import style

    if path.suffix.lower() not in {".png", ".svg", ".pdf"}:
        msg = f"--plot must name a .png, .svg or .pdf file, got {path.name!r}"
        raise UsageError(msg)
    with style():
        page = page_of(pathway(treatment, versus=versus, model=load_feedback(model)))
        try:
            page.savefig(path)
        except OSError as error:
            msg = f"{path} cannot be written: {(error.strerror or 'unknown reason').lower()}"
            raise OutputError(msg) from None
