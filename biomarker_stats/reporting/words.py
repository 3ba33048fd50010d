"""Small changes to a word or two, so that text from a study file and from the catalogue fits into a sentence."""

_NAMES = ("Wilcoxon", "McNemar", "Student", "Welch", "Fisher", "Clopper", "Mann", "Pratt", "Boschloo", "Barnard")


def capital(text: str) -> str:
    """Return ``text`` with a capital first letter.

    >>> capital("exact sign test")
    'Exact sign test'
    """
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return ``text`` with a small first letter, unless it begins with a person's name or an abbreviation.

    >>> lower_first("Exact sign test"), lower_first("Wilcoxon signed-rank test"), lower_first("RAD001 dose")
    ('exact sign test', 'Wilcoxon signed-rank test', 'RAD001 dose')
    """
    named = text.startswith(_NAMES) or text[1:2].isupper() or text[1:2].isdigit()
    return text if named else text[:1].lower() + text[1:]
