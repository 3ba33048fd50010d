"""What the unit of a pre-clinical table is called, read off its column."""


def worded(column: str) -> str:
    """Return a column's name as words.

    >>> worded("mouse_id"), worded("dish")
    ('mouse id', 'dish')
    """
    return column.replace("_", " ").strip() or "unit"
