"""The permuted Brunner–Munzel test: the probability that one arm is larger, whatever the spreads."""

from dataclasses import replace

from biomarker_stats.design.problem import Arms
from biomarker_stats.errors import MethodMismatch
from biomarker_stats.exact.brunner_munzel import BrunnerMunzel
from biomarker_stats.exact.reference import Evidence, Question, counted_evidence
from biomarker_stats.methods.linear import (
    Estimate,
    Naming,
    assemble,
    question,
    two_arms,
    used_arms,
    wants_interval,
    whole_numbers,
)
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.options import Options
from biomarker_stats.methods.result import Result


def brunner_munzel(problem: Arms, options: Options) -> Result:
    """Run the permuted, studentised Brunner–Munzel test. H0: both arms have one distribution.

    Estimand: the probability that a unit of the first arm is larger than one of the second, ties counted half. Being
    studentised the test also holds, in large samples, where that probability is ½ but the distributions differ. No
    interval. References: Brunner E, Munzel U (2000), Biom J 42:17-25; Neubert K, Brunner E (2007), Comput Stat Data
    Anal 51:5192-5204.

    Raises:
        MethodMismatch: strata were given, or an arm has fewer than two units.

    >>> from biomarker_stats.methods.examples import PAIN
    >>> result = brunner_munzel(PAIN, Options())  # R brunnermunzel 2.0, all permutations
    >>> round(result.estimate, 4), round(result.p_value, 6)
    (0.211, 0.008038)
    """
    first, outcome = two_arms(problem, _NAMING.name), whole_numbers(problem.outcome, "the outcome")
    if problem.stratum.any():
        msg = f"method 'brunner-munzel' knows no strata, got {len(problem.stratum_names)} — use van-elteren"
        raise MethodMismatch(msg)
    if min(problem.n_by_arm.values()) < 2:
        sizes = ", ".join(f"{name} {size}" for name, size in problem.n_by_arm.items())
        msg = f"method 'brunner-munzel' needs two units in each arm, got {sizes} — use rank-sum"
        raise MethodMismatch(msg)
    statistic = BrunnerMunzel(outcome, first)
    wants_interval(options, _NAMING.name)
    found = _evidence(statistic, question(options))
    estimate = Estimate(value=statistic.probability, null=0.5)
    used = used_arms(problem, outcome)
    return assemble(_NAMING, statistic.value, found, estimate, used, problem=problem, options=options)


def _evidence(statistic: BrunnerMunzel, ask: Question) -> Evidence:
    if ask.reference == "asymptotic":
        p, freedom = statistic.student_p(ask.alternative)
        note = f"t approximation, {freedom:.4g} degrees of freedom"
        return Evidence(p_value=p, reference="asymptotic", notes=(note,))
    found = counted_evidence(statistic, ask)
    if statistic.separated:
        note = "the arms do not overlap and do not vary: the statistic is infinite"
        found = replace(found, notes=(*found.notes, note))
    return found


_NAMING = Naming(
    name="brunner-munzel",
    title="permuted Brunner–Munzel test",
    estimand="probability that the first arm is larger (ties half)",
    statistic="studentised difference of mean ranks",
)
BRUNNER_MUNZEL: tuple[Method, ...] = (
    Method(
        name="brunner-munzel",
        title=_NAMING.title,
        takes="arms",
        null="the outcome has the same distribution in both arms",
        estimand=_NAMING.estimand,
        ties="midranks",
        zeros="not special",
        strata="no",
        interval="none",
        references=("Brunner and Munzel 2000", "Neubert and Brunner 2007"),
        source="R brunnermunzel 2.0",
        run=brunner_munzel,
    ),
)
