"""The specification space: every slice of the data × every variant of the catalogue × every rounding rule, frozen.

It is laid down from the study file and the catalogue before any P value is computed; its size and hash are reported.
"""

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product

import numpy as np

from biomarker_stats.claims.tracing.cells import BoolArray, Cells
from biomarker_stats.claims.tracing.readings import (
    CUT,
    DIRECTION,
    INCREASED,
    SCORES,
    TAKES,
    Contrast,
    Slice,
    Target,
)
from biomarker_stats.claims.variants import Variant, variants, variants_with_directions

ROUNDINGS = ("rounded", "truncated", "rounded up")


@dataclass(frozen=True, eq=False, kw_only=True)
class Space:
    """The specifications of one family: slice after slice, each holds one a variant of its contrast.

    ``kept`` says, for each choice of units, which units it keeps, shape (n,). ``directions`` adds one-sided tests in
    a fixed direction. They are left out where no claim can be above 1/2: there a fixed direction that prints every
    claim is the direction of every effect, which is in the space already.
    """

    cells: Cells
    slices: tuple[Slice, ...]
    kept: dict[str, BoolArray]
    directions: bool = False

    def variants_of(self, contrast: Contrast) -> tuple[Variant, ...]:
        """Return the variants that can read a contrast."""
        return variants_of(contrast, directions=self.directions)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where the specifications of each slice begin, and, last, how many there are in all."""
        return tuple(np.cumsum([0, *(len(self.variants_of(each.contrast)) for each in self.slices)]).tolist())

    @property
    def tests(self) -> int:
        """The number of specifications, rounding aside."""
        return self.starts[-1]

    @property
    def size(self) -> int:
        """The number of specifications S."""
        return self.tests * len(ROUNDINGS)

    def at(self, index: int) -> tuple[Slice, Variant]:
        """Return the slice and the variant of one specification."""
        place = int(np.searchsorted(self.starts, index, side="right")) - 1
        each = self.slices[place]
        return each, self.variants_of(each.contrast)[index - self.starts[place]]

    def words(self, index: int) -> str:
        """Return one specification as a reader names it."""
        each, variant = self.at(index)
        return f"{variant.words}; {each.words(self.cells)}"

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of every specification in words, one a line, and of the rounding rules."""
        lines = (f"{self.words(index)}\n" for index in range(self.tests))
        digest = hashlib.sha256()
        for line in (*lines, *(f"{rule}\n" for rule in ROUNDINGS)):
            digest.update(line.encode())
        return digest.hexdigest()


@cache
def variants_of(contrast: Contrast, *, directions: bool = False) -> tuple[Variant, ...]:
    """Return the variants that can read a contrast, those in a fixed direction among them or not."""
    listed = variants_with_directions if directions else variants
    return tuple(variant for takes in TAKES[contrast] for variant in listed(takes))


def paired_space(
    cells: Cells, targets: list[Target], populations: dict[str, BoolArray], *, directions: bool = False
) -> Space:
    """Return the space of claims about a change within units."""
    kept = _unit_choices(cells, targets, populations)
    cuts = tuple(CUT + level for level, _ in cells.cuts)
    transforms: dict[Contrast, tuple[str, ...]] = {
        "paired": (SCORES, DIRECTION, *cuts),
        "unpaired": (SCORES, *cuts),
        "increased": (SCORES,),
        "between": (SCORES, DIRECTION, INCREASED, *cuts),
    }
    slices = [
        Slice(contrast=contrast, coding=coding, transform=transform, units=units, division=division)
        for contrast, choices in transforms.items()
        for division in (cells.arms if contrast == "between" else ("",))
        for transform, coding, units in product(choices, range(len(cells.codings)), kept)
    ]
    return Space(cells=cells, slices=tuple(slices), kept=kept, directions=directions)


def compared_space(
    cells: Cells, targets: list[Target], populations: dict[str, BoolArray], *, directions: bool = False
) -> Space:
    """Return the space of claims that compare arms; each claim brings its own division."""
    kept = _unit_choices(cells, targets, populations)
    cuts = tuple(CUT + level for level, _ in cells.cuts)
    contrasts: tuple[tuple[Contrast, tuple[str, ...]], ...] = (("between", (SCORES, *cuts)),)
    if cells.before is not None:
        contrasts = (("between", (SCORES, DIRECTION, INCREASED, *cuts)), ("after only", (SCORES, *cuts)))
    slices = [
        Slice(contrast=contrast, coding=coding, transform=transform, units=units)
        for contrast, transforms in contrasts
        for transform, coding, units in product(transforms, range(len(cells.codings)), kept)
    ]
    return Space(cells=cells, slices=tuple(slices), kept=kept, directions=directions)


def _unit_choices(cells: Cells, targets: list[Target], populations: dict[str, BoolArray]) -> dict[str, BoolArray]:
    """Return the choices of units that leave every claim some and differ from those before them."""
    found: dict[str, BoolArray] = {"": np.ones(cells.n, dtype=bool)}
    for title, keep in populations.items():
        name = f"only {title}"
        left = [int(np.count_nonzero(target.units & keep)) for target in targets]
        changed = any(np.any(target.units & ~keep) for target in targets)
        if min(left) >= 2 and changed and not any(np.array_equal(keep, other) for other in found.values()):
            found[name] = keep
    return found
