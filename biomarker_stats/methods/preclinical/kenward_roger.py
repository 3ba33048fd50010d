"""Kenward and Roger's covariance of fixed effects and degrees of freedom, for one contrast.

Reference: Kenward MG, Roger JH (1997), Biometrics 53:983-997, equations 4-8; as in the R package pbkrtest (Halekoh U,
Højsgaard S, 2014, J Stat Softw 59(9)), the covariance V being linear in its parameters.
"""

from dataclasses import dataclass

import numpy as np

from biomarker_stats.methods.preclinical.mixed_layout import FloatArray
from biomarker_stats.methods.preclinical.mixed_likelihood import Restricted


@dataclass(frozen=True, slots=True, eq=False)
class AdjustedCovariance:
    """Φ and its small-sample correction Φ_A, with W, the covariance of the parameters, and P_r = −X'V⁻¹GᵣV⁻¹X."""

    plain: FloatArray
    adjusted: FloatArray
    parameters: FloatArray
    sensitivity: FloatArray

    def contrast(self, weights: FloatArray) -> tuple[float, float, float]:
        """Return (standard error, degrees of freedom, standard error without correction) of weights'β."""
        variance = float(weights @ self.plain @ weights)
        corrected = float(weights @ self.adjusted @ weights)
        image = self.plain @ weights
        derivative = image @ self.sensitivity @ image / variance
        a = float(derivative @ self.parameters @ derivative)  # A1 = A2 for one contrast
        return float(np.sqrt(max(corrected, 0.0))), _freedom(a), float(np.sqrt(variance))


def _freedom(a: float) -> float:
    """Return the denominator degrees of freedom for q = 1 and A1 = A2 = a (equations 6-8).

    >>> round(_freedom(2 / 20), 10)  # one variance on 20 degrees of freedom
    20.0
    """
    b = 7 * a / 2
    g = -3 * a / (3 * a) if a > 0 else -1.0
    scale = 3 + 2 * (1 - g)
    c1, c2, c3 = g / scale, (1 - g) / scale, (3 - g) / scale
    numerator = 1 + c1 * b
    ratio = (1 - a) / (1 - c2 * b) if abs(1 - c2 * b) > 1e-14 else 1.0
    rho = ratio**2 * (0.0 if abs(numerator) < 1e-10 else numerator) / (1 - c3 * b)
    return float(np.inf) if rho == 1 else 4 + 3 / (rho - 1)


def adjusted_covariance(at: Restricted) -> AdjustedCovariance:
    """Return Kenward and Roger's covariance at a fit: Φ_A = Φ + 2Φ{Σ Wᵣₛ(Qᵣₛ − PᵣΦPₛ)}Φ."""
    p = len(at.beta)
    first, second = at.first[:, :p, :p], at.second[:, :, :p, :p]
    information = at.expected_information()
    small = np.abs(np.linalg.eigvalsh(information)).min() <= 1e-10
    parameters = 2 * (np.linalg.pinv(information) if small else np.linalg.inv(information))
    inner = second - first[:, None] @ at.phi @ first[None]
    middle = np.einsum("rs,rsij->ij", parameters, inner)
    middle = (middle + middle.T) / 2
    adjusted = at.phi + 2 * at.phi @ middle @ at.phi
    return AdjustedCovariance(
        plain=at.phi, adjusted=adjusted, parameters=np.asarray(parameters, dtype=np.float64), sensitivity=-first
    )
