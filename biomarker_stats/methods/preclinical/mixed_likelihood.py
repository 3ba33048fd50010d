"""The restricted likelihood of a linear mixed model, its gradient and Hessian, in the parameters of the covariance.

V = Σᵣ γᵣ Gᵣ is linear in γ (the entries of D, then σ²); P = V⁻¹ − V⁻¹XΦX'V⁻¹ with Φ = (X'V⁻¹X)⁻¹. Everything below is
a sum over mice of q × q algebra (``mixed_layout``). References: Patterson HD, Thompson R (1971), Biometrika 58:545-554;
Gilmour AR, Thompson R, Cullis BR (1995), Biometrics 51:1440-1450 (average information).
"""

import math
from dataclasses import dataclass

import numpy as np

from biomarker_stats.methods.preclinical.mixed_layout import FloatArray, Layout


@dataclass(frozen=True, slots=True, eq=False)
class Restricted:
    """−2 log restricted likelihood at one γ, with what its derivatives and Kenward–Roger's formulas are made of.

    ``first[r]`` = W'V⁻¹GᵣV⁻¹W and ``second[r, s]`` = W'V⁻¹GᵣV⁻¹GₛV⁻¹W for W = [X y]; ``traces[r]`` = tr(V⁻¹Gᵣ) and
    ``cross[r, s]`` = tr(V⁻¹GᵣV⁻¹Gₛ); ``phi`` = Φ, ``beta`` the fixed effects.
    """

    criterion: float
    phi: FloatArray
    beta: FloatArray
    first: FloatArray
    second: FloatArray
    traces: FloatArray
    cross: FloatArray

    def gradient(self) -> FloatArray:
        """∂criterion/∂γᵣ = tr(PGᵣ) − y'PGᵣPy."""
        p = len(self.beta)
        residual = np.append(-self.beta, 1.0)
        quadratic = residual @ self.first @ residual
        lost = np.einsum("ij,rji->r", self.phi, self.first[:, :p, :p])
        return np.asarray(self.traces - lost - quadratic)

    def expected_information(self) -> FloatArray:
        """tr(PGᵣPGₛ), twice the expected information of γ."""
        p = len(self.beta)
        within_phi = self.phi @ self.first[:, :p, :p]
        once = np.einsum("ij,rsji->rs", self.phi, self.second[:, :, :p, :p])
        twice = np.einsum("rij,sji->rs", within_phi, within_phi)
        return np.asarray(self.cross - once - once.T + twice)

    def hessian(self) -> FloatArray:
        """∂²criterion/∂γᵣ∂γₛ = 2y'PGᵣPGₛPy − tr(PGᵣPGₛ)."""
        p = len(self.beta)
        residual = np.append(-self.beta, 1.0)
        ends = (self.first @ residual)[:, :p]
        average = residual @ self.second @ residual
        average = (average + average.T) / 2 - ends @ self.phi @ ends.T
        return np.asarray(2 * average - self.expected_information())


def criterion(layout: Layout, covariance: FloatArray, variance: float) -> float:
    """Return −2 log restricted likelihood for D = ``covariance`` and σ² = ``variance``; infinite where undefined."""
    between = layout.root @ covariance @ layout.root.transpose(0, 2, 1)
    between[:, range(between.shape[1]), range(between.shape[1])] += variance
    sign, logs = np.linalg.slogdet(between)
    if not (sign > 0).all() or variance <= 0:
        return math.inf
    c = layout.n_fixed + 1
    solved = np.linalg.solve(between, layout.between)
    total = layout.between.reshape(-1, c).T @ solved.reshape(-1, c) + layout.within / variance
    return _from_total(layout, total, float(logs.sum()), variance)[0]


def _from_total(
    layout: Layout, total: FloatArray, logs: float, variance: float
) -> tuple[float, FloatArray, FloatArray]:
    p = layout.n_fixed
    sign, log_fixed = np.linalg.slogdet(total[:p, :p])
    if sign <= 0:
        return math.inf, total[:p, :p], total[:p, p]
    phi = np.linalg.inv(total[:p, :p])
    beta = phi @ total[:p, p]
    squares = float(total[p, p] - total[:p, p] @ beta)
    constant = (layout.n - p) * math.log(2 * math.pi) + layout.n_within * math.log(variance)
    return constant + logs + float(log_fixed) + squares, phi.astype(np.float64), beta


def restricted(layout: Layout, covariance: FloatArray, variance: float) -> Restricted:
    """Return the restricted likelihood and its parts for D = ``covariance`` (q, q) and σ² = ``variance``."""
    c, q = layout.n_fixed + 1, layout.root.shape[1]
    root_t = layout.root.transpose(0, 2, 1)
    eye = np.broadcast_to(np.eye(q), (1, layout.n_mice, q, q))
    g = np.concatenate([layout.root @ layout.basis[:, None] @ root_t, eye])
    inverse = np.linalg.inv((layout.root @ covariance @ root_t) + variance * eye[0])
    logs = -float(np.linalg.slogdet(inverse)[1].sum())
    t = inverse @ layout.between
    gt = g @ t
    agt = inverse @ gt
    ag = inverse @ g
    k = len(g)
    flat_t, flat_gt, flat_agt = t.reshape(-1, c), gt.reshape(k, -1, c), agt.reshape(k, -1, c)
    first = flat_t.T @ flat_gt
    second = flat_gt.transpose(0, 2, 1)[:, None] @ flat_agt[None]
    traces = np.trace(ag, axis1=2, axis2=3).sum(axis=1)
    cross = ag.reshape(k, -1) @ ag.transpose(0, 1, 3, 2).reshape(k, -1).T
    first[-1] += layout.within / variance**2
    second[-1, -1] += layout.within / variance**3
    traces[-1] += layout.n_within / variance
    cross[-1, -1] += layout.n_within / variance**2
    total = layout.between.reshape(-1, c).T @ flat_t + layout.within / variance
    value, phi, beta = _from_total(layout, total, logs, variance)
    return Restricted(criterion=value, phi=phi, beta=beta, first=first, second=second, traces=traces, cross=cross)
