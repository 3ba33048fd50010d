"""The restricted likelihood against dense matrices written out from its definition, and its derivatives against
differences; Kenward and Roger's formulas against the same, term by term."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize

from biomarker_stats.methods.preclinical.kenward_roger import adjusted_covariance
from biomarker_stats.methods.preclinical.mixed_fit import maximise
from biomarker_stats.methods.preclinical.mixed_layout import RANDOM, Layout, Random, lay_out
from biomarker_stats.methods.preclinical.mixed_likelihood import criterion, restricted

Array = NDArray[np.float64]


def example(kind: Random, seed: int = 5) -> tuple[Layout, Array, Array, Array, NDArray[np.int64]]:
    """Two arms of 3 mice with 1 to 5 readings each, rows shuffled."""
    generator = np.random.default_rng(seed)
    counts = [5, 1, 4, 2, 5, 3]
    mouse = np.repeat(np.arange(6), counts)
    day = np.concatenate([np.linspace(0, 1, count) + 0.01 * k for k, count in enumerate(counts)])
    arm = (mouse >= 3).astype(float)
    fixed = np.column_stack([1 - arm, arm, (1 - arm) * day, arm * day])
    effects = {"intercept": np.ones(len(day)), "slope": day}
    random = np.column_stack([effects[name] for name in effects if name in kind])
    y = 5 + day + generator.normal(0, 0.5, 6)[mouse] + generator.normal(0, 0.5, 6)[mouse] * day
    y = y + generator.normal(0, 0.2, len(day))
    order = generator.permutation(len(day))
    fixed, random, y, mouse = fixed[order], random[order], y[order], mouse[order]
    return lay_out(fixed, random, y, mouse, kind), fixed, random, y, mouse


def parts(layout: Layout, random: Array, mouse: NDArray[np.int64]) -> list[Array]:
    """The matrices Gᵣ that V is a sum of, dense."""
    same = mouse[:, None] == mouse[None]
    return [np.where(same, random @ basis @ random.T, 0.0) for basis in layout.basis] + [np.eye(len(mouse))]


def dense(v: Array, x: Array, y: Array) -> tuple[float, Array, Array]:
    """−2 log restricted likelihood (Patterson and Thompson 1971), Φ and P."""
    inverse = np.linalg.inv(v)
    phi = np.linalg.inv(x.T @ inverse @ x)
    p = inverse - inverse @ x @ phi @ x.T @ inverse
    logs = np.linalg.slogdet(v)[1] - np.linalg.slogdet(phi)[1]
    return float((len(y) - x.shape[1]) * math.log(2 * math.pi) + logs + y @ p @ y), phi, p


@pytest.mark.parametrize("kind", RANDOM)
def test_likelihood_and_derivatives(kind: Random) -> None:
    layout, x, z, y, mouse = example(kind)
    gammas = {"intercept and slope": [0.3, -0.05, 0.2, 0.04], "intercept and slope, uncorrelated": [0.3, 0.2, 0.04]}
    gamma = np.array(gammas.get(kind, [0.3, 0.04]))
    g = parts(layout, z, mouse)
    v = sum(weight * matrix for weight, matrix in zip(gamma, g, strict=True))
    value, phi, p = dense(v, x, y)
    covariance = np.einsum("r,rij->ij", gamma[:-1], layout.basis)
    found = restricted(layout, covariance, gamma[-1])
    assert found.criterion == pytest.approx(value, abs=1e-9)
    assert criterion(layout, covariance, gamma[-1]) == pytest.approx(value, abs=1e-9)
    assert found.phi == pytest.approx(phi, abs=1e-10)
    gradient = [np.trace(p @ one) - y @ p @ one @ p @ y for one in g]
    assert found.gradient() == pytest.approx(np.array(gradient), abs=1e-8)
    information = [[np.trace(p @ one @ p @ two) for two in g] for one in g]
    assert found.expected_information() == pytest.approx(np.array(information), rel=1e-8)
    second = [[2 * y @ p @ one @ p @ two @ p @ y - np.trace(p @ one @ p @ two) for two in g] for one in g]
    assert found.hessian() == pytest.approx(np.array(second), rel=1e-8)


@pytest.mark.parametrize("kind", RANDOM)
def test_kenward_roger_term_by_term(kind: Random) -> None:
    """Φ_A = Φ + 2Φ{Σ Wᵣₛ(Qᵣₛ − PᵣΦPₛ)}Φ and, for one contrast, m from A₁ = A₂ (Kenward and Roger 1997, eqs 4-8)."""
    layout, x, z, _, mouse = example(kind)
    best = maximise(layout)
    g = parts(layout, z, mouse)
    gamma = [float((best.covariance * b).sum() / (b * b).sum()) for b in layout.basis] + [best.variance]
    v = sum(weight * matrix for weight, matrix in zip(gamma, g, strict=True))
    inverse = np.linalg.inv(v)
    phi = np.linalg.inv(x.T @ inverse @ x)
    first = [-x.T @ inverse @ one @ inverse @ x for one in g]
    second = [[x.T @ inverse @ one @ inverse @ two @ inverse @ x for two in g] for one in g]
    k = range(len(g))
    traces = [[np.trace(inverse @ g[r] @ inverse @ g[s]) for s in k] for r in k]
    twice = [
        [traces[r][s] - 2 * np.trace(phi @ second[r][s]) + np.trace(phi @ first[r] @ phi @ first[s]) for s in k]
        for r in k
    ]
    w = 2 * np.linalg.inv(np.array(twice))
    middle = sum(w[r, s] * (second[r][s] - first[r] @ phi @ first[s]) for r in k for s in k)
    adjusted = phi + 2 * phi @ middle @ phi
    found = adjusted_covariance(best.at)
    assert found.adjusted == pytest.approx(adjusted, rel=1e-6)
    weights = np.array([0.0, 0.0, -1.0, 1.0])
    theta = np.outer(weights, weights) / (weights @ phi @ weights)
    a = sum(
        w[r, s] * np.trace(theta @ phi @ first[r] @ phi) * np.trace(theta @ phi @ first[s] @ phi) for r in k for s in k
    )
    b = 7 * a / 2
    c1, c2, c3 = -1 / 7, 2 / 7, 4 / 7
    mean, spread = 1 / (1 - a), 2 * (1 + c1 * b) / ((1 - c2 * b) ** 2 * (1 - c3 * b))
    rho = spread / (2 * mean**2)
    error, freedom, _ = found.contrast(weights)
    assert error == pytest.approx(math.sqrt(weights @ adjusted @ weights), rel=1e-6)
    assert freedom == pytest.approx(4 + 3 / (rho - 1), rel=1e-6)


@pytest.mark.parametrize("kind", RANDOM)
@pytest.mark.parametrize("seed", range(12))
def test_no_general_optimiser_finds_a_higher_likelihood(kind: Random, seed: int) -> None:
    layout, *_ = example(kind, seed)
    best = maximise(layout)
    q = layout.root.shape[1]

    def objective(values: Array) -> float:
        factor = np.zeros((q, q))
        for (i, j), value in zip(layout.free, values[:-1], strict=True):
            factor[i, j] = value
        return criterion(layout, factor @ factor.T, math.exp(values[-1]))

    starts = np.random.default_rng(seed).normal(0, 0.5, size=(6, len(layout.free) + 1)) - np.array(
        [0.0] * len(layout.free) + [3.0]
    )
    lowest = min(minimize(objective, start, method="Nelder-Mead", options={"maxiter": 2000}).fun for start in starts)
    assert best.converged
    assert best.at.criterion <= lowest + 1e-6


def test_readings_on_a_line_have_no_likelihood() -> None:
    day = np.tile([0.0, 0.5, 1.0], 4)
    mouse = np.repeat(np.arange(4), 3)
    random = np.column_stack([np.ones(12), day])
    layout = lay_out(random, random, mouse + (mouse + 1) * day, mouse, "intercept and slope")
    with pytest.raises(ZeroDivisionError):
        maximise(layout)
