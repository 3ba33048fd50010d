"""The catalogue: every method the package knows, in one tuple a reader can see."""

from biomarker_stats.methods.fisher import FISHER
from biomarker_stats.methods.mcnemar import MCNEMAR
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.paired import PAIRED
from biomarker_stats.methods.proportion import PROPORTION
from biomarker_stats.methods.student import STUDENT
from biomarker_stats.methods.two_arms import TWO_ARMS

CATALOGUE: tuple[Method, ...] = (
    *PAIRED,
    *MCNEMAR,
    *TWO_ARMS,
    *FISHER,
    *PROPORTION,
    *STUDENT,
)
