"""The catalogue: every method the package knows, in one tuple a reader can see."""

from biomarker_stats.methods.association import ASSOCIATION
from biomarker_stats.methods.brunner_munzel import BRUNNER_MUNZEL
from biomarker_stats.methods.chi_square import CHI_SQUARE
from biomarker_stats.methods.contingency import CONTINGENCY
from biomarker_stats.methods.fisher import FISHER
from biomarker_stats.methods.k_arms import K_ARMS
from biomarker_stats.methods.marginal_homogeneity import MARGINAL_HOMOGENEITY
from biomarker_stats.methods.mcnemar import MCNEMAR
from biomarker_stats.methods.method import Method
from biomarker_stats.methods.ordered import ORDERED
from biomarker_stats.methods.ordered_tables import ORDERED_TABLES
from biomarker_stats.methods.paired import PAIRED
from biomarker_stats.methods.proportion import PROPORTION
from biomarker_stats.methods.repeated import REPEATED
from biomarker_stats.methods.scale_tests import SCALE_TESTS
from biomarker_stats.methods.score_tests import SCORE_TESTS
from biomarker_stats.methods.strata_of_tables import STRATA
from biomarker_stats.methods.student import STUDENT
from biomarker_stats.methods.two_arms import TWO_ARMS
from biomarker_stats.methods.unconditional import UNCONDITIONAL

CATALOGUE: tuple[Method, ...] = (
    *PAIRED,
    *MCNEMAR,
    *MARGINAL_HOMOGENEITY,
    *TWO_ARMS,
    *SCORE_TESTS,
    *SCALE_TESTS,
    *BRUNNER_MUNZEL,
    *K_ARMS,
    *ORDERED,
    *REPEATED,
    *ASSOCIATION,
    *FISHER,
    *UNCONDITIONAL,
    *STRATA,
    *CONTINGENCY,
    *ORDERED_TABLES,
    *CHI_SQUARE,
    *PROPORTION,
    *STUDENT,
)
