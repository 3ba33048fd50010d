"""Gene sets and the GMT format: one set a line, tab-separated: name, description, genes."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from biomarker_stats.errors import DataError, OutputError, UsageError, Violation, shorten
from biomarker_stats.pathways.figure_record import PathwayFigure
from biomarker_stats.study.documents import has_control
from biomarker_stats.study.files import decode, read_file

_LARGEST_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class GeneSet:
    """A named set of genes; each stands once, in the order given."""

    name: str
    description: str
    genes: tuple[str, ...]


def gene_sets(figure: PathwayFigure, *, expansions: bool = True) -> tuple[GeneSet, ...]:
    """Return one gene set for each organism of a figure that has genes; ``expansions=False`` leaves those out.

    An organism of which nothing is left has no set.

    >>> from biomarker_stats.pathways.figure_record import load_figure
    >>> [(s.name[-12:], len(s.genes)) for s in gene_sets(load_figure("PMC11954216__13287_2025_4218_Fig2_HTML"))]
    [('Homo sapiens', 69)]
    """
    found = []
    for organism in figure.organisms_of_genes:
        genes = figure.symbols(organism, expansions=expansions)
        if genes:
            found.append(GeneSet(f"{figure.figid} {organism}", figure.title, genes))
    return tuple(found)


def to_gmt(sets: Iterable[GeneSet]) -> str:
    r"""Return gene sets as GMT text.

    Raises:
        UsageError: no sets, a name, description or gene with a tab or a line end, an empty set, or two of one name.

    >>> to_gmt([GeneSet("feedback", "Figure 8", ("MTOR", "RPS6KB1"))])
    'feedback\tFigure 8\tMTOR\tRPS6KB1\n'
    """
    lines, names = [], set()
    for found in sets:
        cells = (found.name, found.description, *found.genes)
        if not found.genes or not found.name or found.name in names or not all(found.genes):
            msg = f"gene set {shorten(found.name)!r} must have genes and a name of its own to be written as GMT"
            raise UsageError(msg)
        if any(has_control(cell) or set(cell) & set("\t\n\r") for cell in cells):
            msg = f"gene set {shorten(found.name)!r} holds a tab, line end or control character, which GMT cannot"
            raise UsageError(msg)
        names.add(found.name)
        lines.append("\t".join(cells))
    if not lines:
        msg = "there are no gene sets to write as GMT, and an empty file is none"
        raise UsageError(msg)
    return "".join(f"{line}\n" for line in lines)


def write_gmt(sets: Iterable[GeneSet], path: str | Path) -> Path:
    """Write gene sets as a GMT file, and return its path.

    Raises:
        UsageError: see :func:`to_gmt`.
        OutputError: the file cannot be written.
    """
    text = to_gmt(sets)
    try:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        msg = f"{path} cannot be written: {(error.strerror or 'unknown reason').lower()}"
        raise OutputError(msg) from None
    return Path(path)


def parse_gmt(text: str, file: str = "gmt") -> tuple[GeneSet, ...]:
    r"""Return the gene sets of GMT text; blanks around a gene and tabs at the end of a line are no part of it.

    Raises:
        DataError: a line without genes, an empty or repeated gene, a repeated name; every one is named.

    >>> parse_gmt("feedback\tFigure 8\tMTOR\tRPS6KB1\n")
    (GeneSet(name='feedback', description='Figure 8', genes=('MTOR', 'RPS6KB1')),)
    """
    found: dict[str, GeneSet] = {}
    wrong: list[Violation] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line:
            continue
        name, *rest = line.split("\t")
        genes = [gene.strip() for gene in rest[1:]]
        while genes and not genes[-1]:  # as Enrichr's libraries end their lines
            genes.pop()
        if message := _fault(name, genes, found, line):
            remedy = "write name, description and each gene once, separated by tabs"
            wrong.append(Violation(message=message, remedy=remedy, file=f"{file} line {number}", value=name))
        else:
            found[name] = GeneSet(name, rest[0], tuple(genes))
    if not found and not wrong:
        wrong.append(Violation(message="holds no gene set", remedy="give at least one line", file=file))
    if wrong:
        raise DataError(wrong)
    return tuple(found.values())


def _fault(name: str, genes: list[str], found: dict[str, GeneSet], line: str) -> str:
    if has_control(line):
        return "holds a control character"
    if not name or name in found:
        return "is a name that is empty or used twice"
    if not genes:
        return "is a set without genes"
    if not all(genes):
        return f"is a set whose gene {genes.index('') + 1} is empty"
    return "is a set that names a gene twice" if len(set(genes)) < len(genes) else ""


def read_gmt(path: str | Path) -> tuple[GeneSet, ...]:
    """Return the gene sets of a GMT file.

    Raises:
        DataError: see :func:`parse_gmt`; or the file cannot be read.
    """
    place = Path(path)
    return parse_gmt(decode(read_file(place, _LARGEST_BYTES), place.name, table=False), place.name)
