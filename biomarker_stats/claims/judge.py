"""The ladder of verdicts, climbed for one claim."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

from biomarker_stats.claims.conventions import other_numbers
from biomarker_stats.claims.flags import decision_flags, direction_flags
from biomarker_stats.claims.matching import as_printed, matches
from biomarker_stats.claims.possible import impossible, possible
from biomarker_stats.claims.recompute import KnownP, Recomputed, adjusted_p, p_recomputed, recompute, specification_of
from biomarker_stats.claims.space import Space, specification_space, turned_round
from biomarker_stats.claims.specification_words import derivation_in_words, in_words
from biomarker_stats.claims.stated import differences, estimand_flags, inferred
from biomarker_stats.claims.summaries import yes_or_all
from biomarker_stats.claims.verdict import Verdict
from biomarker_stats.errors import DataError, UsageError
from biomarker_stats.study.claim import Claim, Derivation, DesignFacts
from biomarker_stats.terms import Adjustment, Alternative, Flag, Rounding, VerdictWord
from biomarker_stats.wording import count, listing

if TYPE_CHECKING:
    from biomarker_stats.study import Study

_TESTS = {"p", "statistic", "estimate", "interval"}
_BY_RULE: tuple[tuple[Rounding, VerdictWord, str], ...] = (
    ("trunc", "reproduced_by_truncation", "truncated"),
    ("ceiling", "reproduced_by_ceiling", "rounded up"),
)
_ROUNDED: dict[Rounding, str] = {
    "half_up": "(halves up)",
    "half_even": "(halves to the even digit)",
    "trunc": "(digits cut off)",
    "ceiling": "(always up)",
    "unknown": "(halves either way)",
}
_TURNED: dict[Alternative, Alternative] = {"greater": "less", "less": "greater"}
_MOST_SEARCHES = 100
_NAMES = {"p": "P", "statistic": "statistic", "estimate": "estimate", "interval": "interval"}


@dataclass(slots=True)
class Judge:
    """Gives verdicts on the claims of one study; each value and each search is made once."""

    study: "Study"
    progress: Callable[[str], None] = lambda _: None
    searched: set[str] = field(default_factory=set)
    _known: KnownP = field(default_factory=dict)
    _values: dict[Derivation, Recomputed | DataError] = field(default_factory=dict)
    _spaces: dict[Derivation, Space] = field(default_factory=dict)

    def verdict(self, claim: Claim, flags: tuple[Flag, ...]) -> Verdict:
        """Return the verdict on one claim, before it is held against what the claims file expects.

        Raises:
            UsageError: the derivation names something the study does not have, or the printed text is no number.
        """
        reason = impossible(claim)
        if reason:
            return Verdict(claim=claim, word="impossible_as_printed", value=None, explanation=reason, flags=flags)
        if claim.derivation is None:
            return _not_derivable(claim, flags)
        derivation = claim.derivation
        flags = (*flags, *estimand_flags(claim, derivation))
        value = self._value(derivation)
        if isinstance(value, DataError):
            text = f"nothing to recompute: {value}"
            return Verdict(claim=claim, word="contradicted", value=None, explanation=text, flags=flags)
        found = self._compared(claim, derivation, value)
        every = (*flags, *found.flags, *decision_flags(claim, value), *direction_flags(claim, value))
        return replace(found, flags=tuple(dict.fromkeys(every)))

    def _value(self, derivation: Derivation) -> Recomputed | DataError:
        if derivation.quantity in _TESTS and derivation.type != "proportion":
            self.searched.add(repr(specification_of(derivation)))
        if derivation not in self._values:
            try:
                self._values[derivation] = recompute(self.study, derivation, self._known)
            except DataError as error:
                self._values[derivation] = error
        return self._values[derivation]

    def _compared(self, claim: Claim, derivation: Derivation, value: Recomputed) -> Verdict:
        if matches(claim, value, claim.rounding):
            word, text = self._reproduced(claim, derivation, value)
            return Verdict(claim=claim, word=word, value=value.text, explanation=text)
        for rule, word, how in _BY_RULE:
            if matches(claim, value, rule):
                text = (
                    f"{value.text} prints as {claim.printed} only if {how}, not if rounded {_ROUNDED[claim.rounding]}"
                )
                return Verdict(claim=claim, word=word, value=value.text, explanation=text)
        if derivation.quantity == "p":
            return self._other_tests(claim, derivation, value)
        if derivation.quantity == "sd":
            return self._other_divisor(claim, derivation, value)
        if derivation.quantity in _TESTS:
            return self._other_conventions(claim, derivation, value)
        text = f"the tables give {value.text}, not {as_printed(claim)}{self._no_count(claim, derivation)}"
        return Verdict(claim=claim, word="contradicted", value=value.text, explanation=text)

    def _no_count(self, claim: Claim, derivation: Derivation) -> str:
        """Say that no count of the units gives the printed percentage, where that is so."""
        if derivation.quantity != "percent":
            return ""
        sizes = DesignFacts(denominator=len(yes_or_all(self.study, derivation)))
        found = possible(claim.model_copy(update={"design": sizes}))
        return f"; {found.explanation}" if found is not None and found.word == "impossible_as_printed" else ""

    def _reproduced(self, claim: Claim, derivation: Derivation, value: Recomputed) -> tuple[VerdictWord, str]:
        text = f"the tables give {value.text}"
        if derivation.quantity in _TESTS:
            text = f"consistent with {derivation_in_words(derivation)}: {_told(_NAMES[derivation.quantity], value)}"
        elif derivation.quantity == "sd":
            text = f"{text} with divisor {'n − 1' if derivation.ddof else 'n'}"
        differs = differences(self.study, claim, derivation)
        if differs:
            return "reproduced_under_other_specification", f"{text}; {'; '.join(differs)}"
        missing = inferred(claim, derivation)
        if not missing:
            return "reproduced", text
        said = f"; stated: “{claim.stated.text}”" if claim.stated.text else ""
        return "reproduced_under_inferred_specification", f"{text}; inferred: {listing(missing)}{said}"

    def _other_tests(self, claim: Claim, derivation: Derivation, value: Recomputed) -> Verdict:
        """Look through the other specifications of a P value that its own derivation does not give."""
        said = f"P {claim.comparator}" if claim.comparator == "ns" else f"P {claim.comparator} {claim.printed}"
        text = f"{derivation_in_words(derivation)} gives {_told('P', value)}, not {said}"
        if derivation.adjustment is not None:
            tried = self._other_adjustments(derivation)
            names = [name for name, p in tried if matches(claim, p_recomputed(p), claim.rounding)]
            return _after_search(claim, value, text, names, tried=len(tried), said=_says_how(claim))
        space = self._space(claim, derivation, value)
        found = [s for s, p in space.tried if matches(claim, p_recomputed(p), claim.rounding)]
        names = [in_words(specification) for specification in found]
        verdict = _after_search(
            claim, value, text, names, tried=len(space.tried), left_out=space.left_out, said=_says_how(claim)
        )
        turned = _TURNED.get(derivation.alternative)
        if turned is not None and any(turned_round(specification, derivation, turned) for specification in found):
            return replace(verdict, flags=(*verdict.flags, "direction_changed"))
        return verdict

    def _space(self, claim: Claim, derivation: Derivation, value: Recomputed) -> Space:
        if derivation not in self._spaces:
            if len(self._spaces) >= _MOST_SEARCHES:
                msg = f"is one of more than {_MOST_SEARCHES} P values whose specifications would have to be searched"
                raise UsageError(msg)
            own = value.numbers[0] or Fraction(0)
            space = specification_space(
                self.study, derivation, own, lambda step: self.progress(f"claim {claim.id}: {step}")
            )
            self._spaces[derivation] = space
            self.searched |= {repr(specification) for specification, _ in space.tried}
        return self._spaces[derivation]

    def _other_conventions(self, claim: Claim, derivation: Derivation, value: Recomputed) -> Verdict:
        """Look through what other tests, levels and programs call the statistic, estimate or interval."""
        name = _NAMES[derivation.quantity]
        text = f"{derivation_in_words(derivation)} gives {name} = {value.text}, not {as_printed(claim)}"
        self.progress(f"claim {claim.id}: other conventions")
        tried, left_out = other_numbers(self.study, derivation)
        found = [each for each in tried if matches(claim, each[2], claim.rounding)]
        own_test = bool(found) and found[0][1].method == derivation.method
        said = bool(differences(self.study, claim, derivation)) if own_test else _says_how(claim)
        names = [f"{words} ({number.text})" for words, _, number in found]
        return _after_search(claim, value, text, names, tried=len(tried), left_out=left_out, said=said)

    def _other_adjustments(self, derivation: Derivation) -> list[tuple[str, Fraction]]:
        own = derivation.adjustment
        if own is None:
            return []
        others: list[Adjustment | None] = [None]
        others += [name for name in get_args(Adjustment) if name != own.method and (own.claims or name == "bonferroni")]
        base = in_words(specification_of(derivation))
        return [
            (f"{base}, {name}", adjusted_p(self.study, derivation, method, known=self._known))
            for method in others
            for name in ["not adjusted" if method is None else f"adjusted by {method}"]
        ]

    def _other_divisor(self, claim: Claim, derivation: Derivation, value: Recomputed) -> Verdict:
        other = derivation.model_copy(update={"ddof": 1 - derivation.ddof})
        tried = self._value(other)
        words = {0: "divisor n", 1: "divisor n − 1"}
        text = f"{words[derivation.ddof]} gives {value.text}, not {as_printed(claim)}"
        gives = not isinstance(tried, DataError) and matches(claim, tried, claim.rounding)
        found = [f"{words[1 - derivation.ddof]} ({tried.text})"] if gives and not isinstance(tried, DataError) else []
        return _after_search(claim, value, text, found, tried=1, said=_says_how(claim))


def _after_search(
    claim: Claim, value: Recomputed, text: str, found: list[str], *, tried: int, left_out: str = "", said: bool
) -> Verdict:
    """Return the verdict on a number that its own derivation does not give, after a search of other specifications.

    ``said`` is whether the authors state what the search changed.
    """
    left_out = f"; not tried: {left_out}" if left_out else ""
    if not found:
        none = f"none of the {tried} specifications tried gives it"
        none = "the one specification tried does not give it" if tried == 1 else none if tried else "no other was tried"
        return Verdict(claim=claim, word="contradicted", value=value.text, explanation=f"{text}; {none}{left_out}")
    word: VerdictWord = "reproduced_under_other_specification" if said else "reproduced_under_inferred_specification"
    more = f" and {count(len(found) - 3, 'other')}" if len(found) > 3 else ""
    of = f"of {count(tried, 'specification')} tried"
    text = f"{text}; {of.replace('of 1 ', 'of one ')}, consistent with {listing(found[:3], 'or')}{more}{left_out}"
    return Verdict(claim=claim, word=word, value=value.text, explanation=text)


def _told(name: str, value: Recomputed) -> str:
    """Return ``P = 0.5``, or ``P < 0.000001``."""
    return f"{name} {value.text}" if value.text.startswith("<") else f"{name} = {value.text}"


def _says_how(claim: Claim) -> bool:
    """Return whether the authors say how the number was computed."""
    return bool(claim.stated.methods or claim.stated.adjustment or claim.stated.ddof is not None)


def _not_derivable(claim: Claim, flags: tuple[Flag, ...]) -> Verdict:
    reason = claim.why_not or "the inputs were not published"
    found = possible(claim)
    if found is None:
        return Verdict(claim=claim, word="not_derivable", value=None, explanation=reason, flags=flags)
    text = f"{reason}; {found.explanation}"
    return Verdict(claim=claim, word=found.word, value=None, explanation=text, flags=(*flags, *found.flags))
