"""The catalogue: one file a family of tests, and the public calls that run them.

The package and the public call ``bs.methods()`` share a name, and importing a submodule makes Python bind that name to
the package. So the package itself can be called.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class _CallablePackage(ModuleType):
    """A package that, when called, returns the catalogue as a DataFrame."""

    def __call__(self) -> "pd.DataFrame":
        from biomarker_stats.methods.entry import methods

        return methods()


sys.modules[__name__].__class__ = _CallablePackage
