"""How the numbers of each experiment were made, written from its declaration and its results."""

from collections.abc import Callable, Mapping

from biomarker_stats import wording
from biomarker_stats.methods.preclinical.experiment_results import ExperimentResults
from biomarker_stats.methods.preclinical.volume import FORMULAS
from biomarker_stats.reporting.sections.preclinical_units import adjusted_by
from biomarker_stats.study.experiment_spec import ROLES, ExperimentKind

_GROWTH = (
    "Growth rate: the least-squares slope of log volume on day, mouse by mouse. Contrasts of mean rates by "
    "Welch–Satterthwaite, one variance beside it, and by a linear mixed model on log volume with random intercept and "
    "slope (REML, Kenward–Roger degrees of freedom). "
)
_COMBINATION = (
    "Combination: the Bliss contrast control − A − B + combination of growth rates; exp(contrast × days) as its index; "
    "highest single agent as an intersection–union test; response additivity on the raw scale{exact}. The verdict "
    "rests on {by}. "
)
_EXACT = (
    "; synchronised permutations as the exact test of the interaction, a randomised test whose p is twice the median "
    "over the draws"
)
_BY = {
    "welch": "the Welch–Satterthwaite contrast",
    "pooled": "the contrast with one variance",
    "mixed": "the mixed model",
}
_WEIGHTS = "Welch–Satterthwaite contrasts of mean log weight, back-transformed to ratios of geometric means. "
_COUNTS = (
    "Proportion of each unit on the {transform} scale; Welch's t test (main), exact permutation and rank-sum tests of "
    "the same values{counts}. "
)
_IN_VITRO = "Growth rate: the least-squares slope of log absorbance on day, well by well; {how}. "
_CONTRAST = "The combination contrast is control − A − B + combination of mean rates. "
_BLOT = (
    "Logarithm of {measure}, lane by lane; arms compared within gels by the paired t test, exact sign flips beside it. "
    "The control keeps its own spread: it is not set to 1. "
)
_QPCR = (
    "ΔCt = log2(E)·Ct of {target} less the mean of log2(E)·Ct of {references}, one a sample; Welch's t test of ΔCt, "
    "exact tests beside it; fold change 2^−ΔΔCt with its interval back-transformed. "
)
_DOSE = (
    "Four-parameter log-logistic curves; the IC50 is relative, between the fitted ends, and is given where an F test "
    "tells the curve from a constant. "
)


def methods_text(found: ExperimentResults) -> str:
    """Return the statistical methods of an experiment in words; empty where nothing was analysed."""
    if found.design_only:
        return ""
    text = _TEXTS[found.experiment.kind](found)
    return f"{text}{_pairwise(found)}All tests are two-sided unless said otherwise.".strip()


def _growth(found: ExperimentResults) -> str:
    experiment = found.experiment
    formula = f"Volume: {FORMULAS[experiment.formula]}. " if experiment.formula else ""
    text = formula + _GROWTH
    if found.combination is None:
        return text
    exact = _EXACT if any(result.method.startswith("synchronised") for result in found.combination.beside) else ""
    text += _COMBINATION.format(exact=exact, by=_BY[experiment.by])
    day = f"Stated day: {wording.number(float(experiment.day))}. " if experiment.day is not None else ""
    if experiment.margin is None:
        return f"{text}{day}No margin of equivalence was stated. "
    ends = wording.interval(1 / float(experiment.margin), float(experiment.margin))
    return f"{text}{day}Equivalence margin of the index: {ends}, two one-sided tests. "


def _counts(found: ExperimentResults) -> str:
    counts = ", and a quasi-binomial regression of the counts" if found.experiment.kind == "counts" else ""
    pooling = "Intraclass correlations say what pooling would have cost. " if getattr(found.analysis, "icc", ()) else ""
    return _COUNTS.format(transform=found.experiment.transform, counts=counts) + pooling


def _in_vitro(found: ExperimentResults) -> str:
    by_well = found.experiment.columns.well == found.unit
    averaged = (
        "wells are averaged, and arms compared within experiments by the paired t test, exact sign flips beside it"
    )
    how = "wells, each treated on its own, compared by Welch's contrast" if by_well else averaged
    blank = f"; a blank of {wording.number(float(found.experiment.blank))} subtracted" if found.experiment.blank else ""
    arms = found.experiment.arms
    contrast = _CONTRAST if arms is not None and len(arms.roles) == len(ROLES) else ""
    return _IN_VITRO.format(how=f"{how}{blank}") + contrast


def _blot(found: ExperimentResults) -> str:
    return _BLOT.format(measure=getattr(found.analysis, "measure", "the ratio"))


def _qpcr(found: ExperimentResults) -> str:
    experiment = found.experiment
    return _QPCR.format(target=experiment.target, references=wording.listing(list(experiment.references)))


def _pairwise(found: ExperimentResults) -> str:
    if found.pairwise is None:
        return ""
    adjusted = adjusted_by(found.pairwise.adjust)
    return f"Beside them the published style: Student's t test of every pair of arms, {adjusted}. "


_TEXTS: Mapping[ExperimentKind, Callable[[ExperimentResults], str]] = {
    "growth": _growth,
    "weights": lambda _: _WEIGHTS,
    "counts": _counts,
    "percent-area": _counts,
    "in-vitro": _in_vitro,
    "blot": _blot,
    "qpcr": _qpcr,
    "dose-response": lambda _: _DOSE,
}
