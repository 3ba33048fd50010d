"""A pathway figure as a record of its genes: read from the Markdown front matter of the Pathway Figure OCR project."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.pathways.bundled import dataset_folder
from biomarker_stats.pathways.front_matter import LARGEST_BYTES, front_matter
from biomarker_stats.pathways.organisms import told_apart
from biomarker_stats.study.faults import fault
from biomarker_stats.study.files import decode, read_file
from biomarker_stats.terms import nearest
from biomarker_stats.wording import count, listing

if TYPE_CHECKING:
    import pandas as pd

_GREEK = str.maketrans({"α": "a", "β": "b", "γ": "g", "δ": "d", "κ": "k"})
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_MOST_SYMBOLS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneMention:
    """One symbol of a record. ``organism`` is None where the record does not tell which it is.

    ``expansion`` says that the symbol itself stands neither in the title nor in the caption (read without case, hyphens
    and Greek letters): the record has it from an alias, a family name or a word of the image. ``times`` counts how
    often the record lists it.
    """

    symbol: str
    organism: str | None
    expansion: bool
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PathwayFigure:
    """One pathway figure: where it was published, which organisms it is about, and the symbols listed for it."""

    figid: str
    title: str
    paper: str
    pmcid: str
    licence: str
    organisms: tuple[str, ...]
    organisms_of_genes: tuple[str, ...]
    genes: tuple[GeneMention, ...]
    notes: tuple[str, ...] = ()

    def symbols(self, organism: str | None = None, *, expansions: bool = True) -> tuple[str, ...]:
        """Return the symbols of one organism (of all that have one without ``organism``), in the record's order.

        Raises:
            UsageError: the record lists no genes of that organism.
        """
        if organism is not None and organism not in self.organisms_of_genes:
            msg = f"{self.figid} has no genes of {organism!r}{nearest(organism, self.organisms_of_genes)}"
            raise UsageError(msg)
        wanted = self.organisms_of_genes if organism is None else (organism,)
        return tuple(g.symbol for g in self.genes if g.organism in wanted and (expansions or not g.expansion))

    def counts(self) -> dict[str, int]:
        """Return how many different symbols each organism has, and under ``not told`` how many have none."""
        found = {organism: len(self.symbols(organism)) for organism in self.organisms_of_genes}
        untold = sum(gene.organism is None for gene in self.genes)
        return {**found, "not told": untold} if untold else found

    def to_frame(self) -> "pd.DataFrame":
        """Return one row a symbol: ``symbol``, ``organism``, ``expansion``, ``times``."""
        import pandas as pd

        columns = ("symbol", "organism", "expansion", "times")
        return pd.DataFrame([{name: getattr(g, name) for name in columns} for g in self.genes], columns=list(columns))

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON can hold it."""
        plain = {name: getattr(self, name) for name in ("figid", "title", "paper", "pmcid", "licence")}
        genes = [
            {"symbol": g.symbol, "organism": g.organism, "expansion": g.expansion, "times": g.times} for g in self.genes
        ]
        lists = {"organisms": list(self.organisms), "counts": self.counts(), "genes": genes, "notes": list(self.notes)}
        return {**plain, **lists}

    def _repr_html_(self) -> str:
        from biomarker_stats.methods.as_html import labelled

        genes = [
            (f"{organism}, {count(len(found), 'symbol')}", ", ".join(found))
            for organism in self.organisms_of_genes
            if (found := self.symbols(organism))
        ]
        untold = [gene.symbol for gene in self.genes if gene.organism is None]
        rows = [("figure", self.figid), ("paper", self.paper), ("licence", self.licence), *genes]
        rows += [("organism not told", ", ".join(untold)), *(("note", note) for note in self.notes)]
        return labelled(rows, self.title)


def bundled_figures() -> tuple[str, ...]:
    """Return the ids of the figure records that come with the package.

    >>> bundled_figures()
    ('PMC11954216__13287_2025_4218_Fig2_HTML', 'PMC4267894__nihms-640515-f0007')
    """
    return tuple(sorted(path.stem for path in dataset_folder("pathways").glob("PMC*.md")))


def load_figure(id_or_path: str | Path) -> PathwayFigure:
    """Return a figure record: a bundled one by its id, or a Markdown file of yours.

    A malformed record is refused with the line. What the record leaves open is in ``notes``.

    Raises:
        DataError: the file cannot be read, or is no figure record.

    References: Hanspers K et al. (2020), Genome Biology 21:273 (pathway figures); pfocr.wikipathways.org.

    >>> load_figure("PMC4267894__nihms-640515-f0007").counts()
    {'Mus musculus': 9, 'Homo sapiens': 16, 'Drosophila melanogaster': 12}
    """
    if str(id_or_path) in bundled_figures():
        path = dataset_folder("pathways") / f"{id_or_path}.md"
    else:
        path = Path(id_or_path)
        if not path.exists():
            remedy = f"name a Markdown file, or a bundled record: {', '.join(bundled_figures())}"
            raise DataError([fault("is neither a file nor a bundled figure record", remedy, value=str(id_or_path))])
    return parse_figure(decode(read_file(path, LARGEST_BYTES), path.name, table=False), path.name)


def parse_figure(text: str, file: str = "record") -> PathwayFigure:
    r"""Return the figure record in ``text``; see :func:`load_figure`.

    >>> text = "---\nfigid: x\nfigtitle: mTOR\norganisms_ner:\n- Homo sapiens\nschema-jsonld:\n  keywords:\n  - MTOR\n"
    >>> parse_figure(text + "---").genes
    (GeneMention(symbol='MTOR', organism='Homo sapiens', expansion=False, times=1),)
    """
    matter = front_matter(text.replace("\r\n", "\n"), file)
    linked = matter.get("schema-jsonld")
    symbols = linked.get("keywords") if isinstance(linked, dict) else None
    _check(matter, symbols, file)
    listed: list[str] = list(symbols or ())
    organisms = tuple(matter["organisms_ner"])
    genes = _genes(listed, organisms, _words(f"{matter['figtitle']} {matter.get('caption', '')}"))
    return PathwayFigure(
        figid=matter["figid"],
        title=matter["figtitle"],
        paper=str(matter.get("reftext", "")),
        pmcid=str(matter.get("pmcid", "")),
        licence=str(linked.get("license", "")) if isinstance(linked, dict) else "",
        organisms=tuple(o for o in matter.get("organisms", ()) if o != "NA"),
        organisms_of_genes=organisms,
        genes=genes,
        notes=_notes(genes),
    )


def _check(matter: dict[str, Any], symbols: Any, file: str) -> None:
    wrong: list[Violation] = [
        fault("is missing or no text", f"give the record a {key}", file=file, label=key)
        for key in ("figid", "figtitle")
        if not isinstance(matter.get(key), str) or not matter[key]
    ]
    for key in ("organisms_ner", "organisms"):
        listed = matter.get(key, [] if key == "organisms" else None)
        if not isinstance(listed, list) or (key == "organisms_ner" and not listed):
            wrong.append(fault("is missing or no list", "list the organisms, one a line", file=file, label=key))
    if not isinstance(symbols, list) or not symbols or len(symbols) > _MOST_SYMBOLS:
        remedy = f"list 1 to {_MOST_SYMBOLS:,} gene symbols under keywords of schema-jsonld"
        wrong.append(fault("is missing or no list", remedy, file=file, label="schema-jsonld.keywords"))
    if wrong:
        raise DataError(wrong)


def _genes(symbols: list[str], organisms: tuple[str, ...], words: set[str]) -> tuple[GeneMention, ...]:
    """Return each symbol of each organism once; a symbol listed again counts towards the first."""
    times = Counter(symbols)
    unique = list(dict.fromkeys(symbols))
    told = told_apart(unique, organisms)
    return tuple(
        GeneMention(symbol=s, organism=o, expansion=_plain(s) not in words, times=times[s])
        for s, o in zip(unique, told, strict=True)
    )


def _plain(text: str) -> str:
    return text.lower().translate(_GREEK).replace("-", "")


def _words(text: str) -> set[str]:
    return {_plain(word) for word in _WORD.findall(text)}


def _notes(genes: tuple[GeneMention, ...]) -> tuple[str, ...]:
    again = [gene.symbol for gene in genes if gene.times > 1]
    untold = [gene.symbol for gene in genes if gene.organism is None]
    expanded = sum(gene.expansion for gene in genes)
    notes = []
    if again:
        notes.append(f"listed more than once and counted once: {listing(again)}")
    if untold:
        notes.append(
            f"spelled like no gene of the listed organisms, or of several, and in no gene set: {listing(untold)}"
        )
    if expanded:
        notes.append(
            f"{count(expanded, 'symbol')} not printed in title or caption: from an alias, a family name or the image"
        )
    return tuple(notes)
