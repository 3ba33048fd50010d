"""Gene sets as they are given, against the genes that were measured."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from biomarker_stats.errors import DataError, Violation
from biomarker_stats.pathways.gmt import GeneSet

Sets = Mapping[str, Iterable[str]] | Iterable[GeneSet]
_MOST = 10


def chosen_sets(
    sets: Sets, measured: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, int], dict[str, str]]:
    """Return the measured genes of each set that has any, the size of every set, and why the others are left out.

    Raises:
        DataError: no sets, two of one name, a set given as one text, or a measured gene that stands twice.

    >>> chosen_sets({"a": ["MTOR", "AKT1"], "b": ["TP53"]}, ["AKT1", "ERBB2"])
    ({'a': ('AKT1',)}, {'a': 2, 'b': 1}, {'b': 'none of its genes was measured'})
    """
    pairs = list(sets.items()) if isinstance(sets, Mapping) else [(found.name, found.genes) for found in sets]
    names = [name for name, _ in pairs]
    wrong = [
        _fault("is a set given as one text", "give its genes as a list", n) for n, g in pairs if isinstance(g, str)
    ]
    wrong += [
        _fault("names two sets", "give each set a name of its own", n) for n, k in Counter(names).items() if k > 1
    ]
    wrong += repeated(measured, "is measured twice", "give each gene one row, such as the mean of its probes")
    if not pairs:
        wrong.append(Violation(message="no gene sets were given", remedy="give at least one"))
    if wrong:
        raise DataError(wrong)
    there = set(measured)
    members = {name: tuple(dict.fromkeys(genes)) for name, genes in pairs}
    within = {name: tuple(gene for gene in genes if gene in there) for name, genes in members.items()}
    excluded = {name: "none of its genes was measured" for name, genes in within.items() if not genes}
    sizes = {name: len(genes) for name, genes in members.items()}
    return {name: genes for name, genes in within.items() if genes}, sizes, excluded


def repeated(genes: Iterable[str], message: str, remedy: str) -> list[Violation]:
    """Return a Violation for each gene (the first ten of them) that stands more than once."""
    again = [gene for gene, times in Counter(genes).items() if times > 1]
    return [_fault(message, remedy, str(gene)) for gene in again[:_MOST]]


def _fault(message: str, remedy: str, value: str) -> Violation:
    return Violation(message=message, remedy=remedy, value=value)
