"""The trace in words, neutral: what the numbers are consistent with, never what anybody did."""

from biomarker_stats import wording
from biomarker_stats.claims.tracing.decoys import Rate
from biomarker_stats.claims.tracing.found import FamilyTrace, Prediction, SingleMatch, SpecificationClass
from biomarker_stats.wording import count, listing

_SINGLES_SHOWN = 6
_EXACT = {
    "paired": "paired test of {units} units",
    "unpaired": "test of {units} units before and after as two separate samples",
    "increased": "test of the number increased of {units} units",
    "between": "test of {units} units between arms",
    "after only": "test of the second reading of {units} units between arms",
}
_MEANING = {
    "identified": "the printed P values, taken together, are consistent with one class of specifications only",
    "set-identified": "the printed P values, taken together, are consistent with a few classes of specifications",
    "not identified": "the printed P values do not tell specifications apart",
    "no match": "no specification of the space gives all printed P values",
}


def family_lines(family: FamilyTrace) -> list[str]:
    """Return the trace of one family as lines of text, each on its own."""
    claims = ", ".join(f"{claim} {printed_as(text)}" for claim, text in family.printed.items())
    lines = [
        f"{family.family}: {family.answer}",
        f"  {meaning(family)}.",
        f"  claims: {claims}",
        f"  space: S = {family.size:,} specifications ({family.tests:,} tests × 3 rounding rules), "
        f"laid down before the search; SHA-256 {family.sha256[:16]}…",
    ]
    lines += [f"  {line}" for line in class_lines(family)]
    lines += [f"  {line}" for line in (*lattice_lines(family), *single_lines(family), *prediction_lines(family))]
    lines += [f"  {line}" for line in (*decoy_lines(family), *cost_lines(family))]
    return [*lines, *(f"  note: {note}" for note in family.notes)]


def meaning(family: FamilyTrace) -> str:
    """Return what an answer means, and why it is given."""
    return f"{_MEANING[family.answer]} ({family.reason})"


def class_lines(family: FamilyTrace) -> list[str]:
    """Return every class that prints all claims."""
    return [
        f"consistent with all claims ({each.rounding}): {class_words(each)}: "
        + ", ".join(f"{claim} {wording.p_value(p)}" for claim, p in each.p_values.items())
        for each in family.classes
    ]


def class_words(each: SpecificationClass) -> str:
    """Return a class by its plainest specification, and how many others agree with it everywhere."""
    others = each.specifications - 1
    more = f" (and {count(others, 'other')} that agree on every claim: {listing(list(each.methods))})" if others else ""
    return f"{each.words}{more}"


def lattice_lines(family: FamilyTrace) -> list[str]:
    """Return which exact tests cannot print a claim whatever the coding, from their number of arrangements alone."""
    found = [
        f"lattice: no exact {_EXACT[floor.contrast].format(units=floor.units)} can print {floor.claim} "
        f"{printed_as(family.printed[floor.claim])}; smallest attainable P {wording.p_value(floor.smallest_two_sided)} "
        f"two-sided, {wording.p_value(floor.smallest_one_sided)} one-sided ({floor.ruled_out:,} tests ruled out)"
        for floor in family.floors
        if floor.ruled_out == floor.tests > 0
    ]
    return found or ["lattice: it rules out no whole family of exact tests here"]


def single_lines(family: FamilyTrace) -> list[str]:
    """Return what prints each claim alone."""
    lines = []
    for claim, text in family.printed.items():
        own = [each for each in family.singles if each.claim == claim]
        total = sum(each.specifications for each in own)
        if not own:
            lines.append(f"{claim} {printed_as(text)} alone: nothing prints it")
            continue
        among = "" if total == 1 else ", among them"
        lines.append(f"{claim} {printed_as(text)} alone: {count(total, 'test prints', 'tests print')} it{among}")
        lines += [f"  {single_words(each)}" for each in own[:_SINGLES_SHOWN]]
        if len(own) > _SINGLES_SHOWN:
            lines.append(f"  and {len(own) - _SINGLES_SHOWN} other P values")
    return lines


def single_words(each: SingleMatch) -> str:
    """Return a single match by its plainest specification and the methods that share its P value."""
    others = [name for name in each.methods if name != each.words.split(",")[0]]
    also = f" (also {listing(others)})" if others else ""
    return f"{wording.p_value(each.p_value)}  {each.words}{also}"


def prediction_lines(family: FamilyTrace) -> list[str]:
    """Return what the other claims predict of each claim."""
    return [f"left out {each.claim}: {prediction_words(family, each)}" for each in family.predictions]


def prediction_words(family: FamilyTrace, each: Prediction) -> str:
    """Return one prediction in words."""
    text = family.printed[each.claim]
    if not each.specifications:
        return "no test prints the other claims"
    values = listing([wording.p_value(p) for p in each.p_values[:4]], "or")
    more = " …" if len(each.p_values) > 4 else ""
    tests = count(each.specifications, "test prints", "tests print")
    said = f"P {text}" if text[:1] in "<>~n" else text
    how_many = "none of them prints" if not each.prints else count(each.prints, "of them prints", "of them print")
    return f"{tests} the others and would give {values}{more}; {how_many} {said}"


def decoy_lines(family: FamilyTrace) -> list[str]:
    """Return how often luck matches."""
    if family.decoys is None:
        return ["decoys: none were drawn, so luck is not measured"]
    tables, truths = family.decoys.random_tables, family.decoys.hidden_truths
    shape = f"decoys, random tables of the same shape, which match by luck alone (seed {family.decoys.seed})"
    lines = [f"{shape}: {_rate(tables, 'the printed P values')}"]
    if truths.n:
        lines.append(
            f"decoys, P values of a hidden specification taken out of the space: {_rate(truths, 'its P values')}"
        )
    return lines


def _rate(rate: Rate, what: str) -> str:
    alone = listing([f"{claim} {k} of {rate.n_alone}" for claim, k in rate.alone.items()])
    return f"something prints all of {what} in {rate.together} of {rate.n}" + (f"; one alone: {alone}" if alone else "")


def cost_lines(family: FamilyTrace) -> list[str]:
    """Return what naming specifications costs against what the printed decimals say."""
    claims = len(family.printed)
    each = f", one for each claim {claims * family.bits_named:.1f}" if claims > 1 else ""
    return [
        f"complexity, in bits (answers of yes or no): naming one specification costs log2 S = {family.bits_named:.1f} "
        f"bits{each}; "
        f"the printed decimals say {family.bits_printed:.1f} bits"
    ]


def printed_as(text: str) -> str:
    """Return ``= 0.025`` or ``< 0.01``."""
    return text if text[:1] in "<>~n" else f"= {text}"
