"""Tumour volume from calliper readings, the formula named from a short declared vocabulary."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from biomarker_stats.errors import DataError, UsageError, Violation
from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.terms import nearest

_FORMULAS: Mapping[str, tuple[str, Callable[[FloatArray, FloatArray], FloatArray]]] = {
    "ellipsoid": ("length*width^2/2", lambda length, width: length * width**2 / 2),
    "ellipsoid-pi": ("pi/6*length*width^2", lambda length, width: np.pi / 6 * length * width**2),
    "sphere": ("pi/6*((length+width)/2)^3", lambda length, width: np.pi / 6 * ((length + width) / 2) ** 3),
}
FORMULAS: Mapping[str, str] = {name: text for name, (text, _) in _FORMULAS.items()}


def volume_from(length: Any, width: Any, formula: str = "ellipsoid") -> FloatArray:
    """Return volumes from two diameters: ``ellipsoid`` is length·width²/2, the width being the smaller diameter.

    Args:
        length: the longer diameters, mm, shape (n,).
        width: the shorter diameters, mm, shape (n,).
        formula: ``ellipsoid`` (length*width^2/2), ``ellipsoid-pi`` (pi/6*length*width^2), or ``sphere`` of the mean
            diameter; the text of the formula may stand after the name, as in ``"ellipsoid: length*width^2/2"``.

    Raises:
        UsageError: no such formula, or a name with another formula's text.
        DataError: a diameter is missing, negative or not a number, or a width exceeds its length; all are listed.

    References:
        Tomayko MM, Reynolds CP (1989) Cancer Chemother Pharmacol 24:148-154.

    >>> volume_from([10.0, 12.0], [8.0, 10.0]).tolist()
    [320.0, 600.0]
    """
    name, _, text = formula.partition(":")
    if name.strip() not in _FORMULAS:
        msg = f"no formula is called {name!r}{nearest(name, _FORMULAS)}"
        raise UsageError(msg)
    said, rule = _FORMULAS[name.strip()]
    if text.strip() and text.replace(" ", "") != said:
        msg = f"formula {name.strip()!r} is {said}, got {text.strip()!r} — correct the text, or leave it out"
        raise UsageError(msg)
    sizes = [np.asarray(values, dtype=np.float64) for values in (length, width)]
    if sizes[0].shape != sizes[1].shape:
        msg = f"length and width must pair up, got shapes {sizes[0].shape} and {sizes[1].shape}"
        raise UsageError(msg)
    _check(sizes[0], sizes[1])
    return rule(sizes[0], sizes[1])


def _check(length: FloatArray, width: FloatArray) -> None:
    found = []
    for row, (long, short) in enumerate(zip(length.tolist(), width.tolist(), strict=True), 1):
        for column, size in (("length", long), ("width", short)):
            if not (np.isfinite(size) and size >= 0):
                found.append(
                    Violation(
                        message="is no diameter",
                        remedy="give a number of mm from 0 up",
                        row=row,
                        column=column,
                        value=f"{size:g}",
                    )
                )
        if short > long:
            message = f"exceeds the length {long:g}: the width is the shorter diameter"
            found.append(Violation(message=message, remedy="swap the two", row=row, column="width", value=f"{short:g}"))
    if found:
        raise DataError(found)
