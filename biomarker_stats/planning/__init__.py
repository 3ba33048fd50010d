"""Planning the next study: exact power, sample size, two-stage designs, screening yield.

``bs.plan`` is the public face: :mod:`biomarker_stats.planning.plan`.
"""

from biomarker_stats.planning import plan as plan

__all__ = ["plan"]
