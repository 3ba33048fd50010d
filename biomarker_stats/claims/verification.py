"""A verdict on every published number of a study."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import biomarker_stats
from biomarker_stats.claims.claim_checks import claim_checks
from biomarker_stats.claims.flags import flags_of_text
from biomarker_stats.claims.judge import Judge
from biomarker_stats.claims.provenance import specifications_hash, versions
from biomarker_stats.claims.verdict import Verdict, VerdictTable
from biomarker_stats.errors import ExactTooLarge, StudyError, UsageError, Violation
from biomarker_stats.study.loading import load_study
from biomarker_stats.wording import listing

if TYPE_CHECKING:
    from biomarker_stats.study import Study


def verify(study: "Study | str | Path", *, progress: Callable[[str], None] | None = None) -> VerdictTable:
    """Recompute every claim of a study and give each a verdict from the ladder.

    Comparisons are between exact decimals, under the rounding rule the claim names. A claim whose inputs were not
    published is ``not_derivable``, or ``consistent_not_derivable`` where arithmetic on the sizes printed beside it
    says that it can be; that is an answer, not a failure. ``VerdictTable.ok`` says whether every verdict, value and
    flag is what the claims file expects.

    Args:
        study: a study, its folder, or the name of a bundled one.
        progress: called with a word on each claim, and on each step of a search.

    Raises:
        StudyError: the folder cannot be loaded, or a derivation names something the study does not have, or a test too
            large to be exact; every such claim is named.

    References:
        Nuijten MB et al. (2016) Behavior Research Methods 48:1205-1226, for recomputing printed P values;
        Brown NJL, Heathers JAJ (2017) Soc Psychol Personal Sci 8:363-369, for means and percentages against n.

    >>> verify("carracedo2008").ok
    True
    """
    loaded = load_study(study) if isinstance(study, str | Path) else study
    flags = flags_of_text(loaded.claims)
    step = progress or (lambda _: None)
    judge = Judge(loaded, step)
    verdicts: list[Verdict] = []
    wrong: list[Violation] = []
    for number, claim in enumerate(loaded.claims, 1):
        step(f"claim {number} of {len(loaded.claims)}: {claim.id}")
        try:
            found = judge.verdict(claim, flags[claim.id])
        except (UsageError, ExactTooLarge, MemoryError) as error:
            wrong.append(_wrong(claim.id, error))
        else:
            verdicts.append(replace(found, changed=_changes(found)))
    if wrong:
        raise StudyError(wrong)
    step("integrity checks")
    return VerdictTable(
        study_id=loaded.id,
        simulated=loaded.manifest.simulated,
        verdicts=tuple(verdicts),
        hashes=loaded.hashes,
        version=biomarker_stats.__version__,
        versions=versions(),
        space_hash=specifications_hash(judge.searched),
        folder=loaded.folder,
        checks=claim_checks(loaded),
    )


def _wrong(name: str, error: Exception) -> Violation:
    message, remedy = str(error), "correct its derivation or its printed value"
    if isinstance(error, MemoryError):
        message, remedy = "needs more memory than there is", "narrow its population, or name a test of fewer units"
    return Violation(file="claims.toml", label=f"claim {name}", message=message, remedy=remedy)


def _changes(found: Verdict) -> tuple[str, ...]:
    expected = found.claim.expected
    changes = []
    if found.word != expected.verdict:
        changes.append(f"verdict: expected {expected.verdict}, found {found.word}")
    if found.value != expected.value:
        changes.append(f"value: expected {expected.value or 'none'}, found {found.value or 'none'}")
    if set(found.flags) != set(expected.flags):
        expected_flags, flags = listing(list(expected.flags)) or "none", listing(list(found.flags)) or "none"
        changes.append(f"flags: expected {expected_flags}, found {flags}")
    return tuple(changes)
