"""Text that runs from right to left, set apart so that it neither turns nor is turned by what stands beside it."""

import unicodedata
from collections.abc import Sequence
from typing import Any

import panflute as pf

_RIGHT_TO_LEFT = {"R", "AL"}
_AUTO = {"dir": "auto"}


def directed(element: pf.Element, _: pf.Doc | None = None) -> Any:
    """Give ``dir="auto"`` to a paragraph, heading or cell mostly written from right to left, else to such words in it.

    For ``walk``: most of a page is our own English, and a name in Arabic or Hebrew that begins a sentence must not
    turn the sentence round.
    """
    if not isinstance(element, pf.Para | pf.Plain | pf.Header) or isinstance(element.parent, pf.Figure):
        return None  # what a figure holds is a picture, whose text is no child of the page
    backward, forward = _letters(pf.stringify(element))
    if not backward:
        return None
    if backward <= forward:
        element.content = _runs_apart(list(element.content))
        return element
    owner = element if isinstance(element, pf.Header) else element.parent
    if isinstance(owner, pf.Header | pf.TableCell):
        owner.attributes |= _AUTO
        return None
    return pf.Div(element, attributes=dict(_AUTO))


def _letters(text: str) -> tuple[int, int]:
    """Return how many letters run from right to left and how many from left to right."""
    kinds = [unicodedata.bidirectional(character) for character in text]
    return sum(kind in _RIGHT_TO_LEFT for kind in kinds), kinds.count("L")


def _runs_apart(inlines: Sequence[pf.Element]) -> list[pf.Element]:
    """Return the inlines with each run of right-to-left words, and the spaces within it, in a span of its own."""
    found: list[pf.Element] = []
    run: list[pf.Element] = []
    spaces: list[pf.Element] = []
    for each in inlines:
        if isinstance(each, pf.Space):
            spaces.append(each)
            continue
        turned = isinstance(each, pf.Str) and bool(_letters(each.text)[0])
        if turned and run:
            run += [*spaces, each]
        else:
            found += [*_closed(run), *spaces]
            run = [each] if turned else []
            found += [] if turned else [each]
        spaces = []
    return [*found, *_closed(run), *spaces]


def _closed(run: list[pf.Element]) -> list[pf.Element]:
    """Return the run in its span, with the punctuation at its ends, which belongs to the sentence round it, outside."""
    if not run:
        return []
    before, first = _parted(run[0].text)
    run[0].text = first
    after, last = _parted(run[-1].text[::-1])
    run[-1].text = last[::-1]
    ends = [pf.Str(text) if text else None for text in (before, after[::-1])]
    return [each for each in (ends[0], pf.Span(*run, attributes=dict(_AUTO)), ends[1]) if each is not None]


def _parted(text: str) -> tuple[str, str]:
    """Return the characters before the first letter or digit, and the others."""
    at = next((k for k, character in enumerate(text) if character.isalnum()), len(text))
    return text[:at], text[at:]
