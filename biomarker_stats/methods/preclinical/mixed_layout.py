"""What a linear mixed model needs of the data: each mouse rotated so that its random effects meet few rows.

For mouse i, y = Xβ + Zb + e with b ~ N(0, D) and e ~ N(0, σ²). A QR decomposition Z = QR turns its readings into q rows
that hold all of b, with covariance RDR' + σ²I, and into rows of pure error. The sums over the second kind never
change, so one evaluation of the likelihood costs q × q matrices, one a mouse, however many readings there are.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Random = Literal["intercept and slope", "intercept and slope, uncorrelated", "intercept", "slope"]
RANDOM: tuple[Random, ...] = ("intercept and slope", "intercept and slope, uncorrelated", "intercept", "slope")


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Rotated data of m mice: q random effects each, p fixed effects, c = p + 1 columns (X, then y).

    ``root`` holds R, shape (m, q, q); ``between`` Q'[X y], shape (m, q, c); ``within`` the cross-products of the other
    rows, shape (c, c), on ``n_within`` rows more than m·q (negative where mice have fewer than q readings). ``basis``
    holds one symmetric q × q matrix a parameter of D, shape (k, q, q); ``free`` the entries of D's lower Cholesky
    factor that may differ from 0. ``n`` counts readings.
    """

    root: FloatArray
    between: FloatArray
    within: FloatArray
    n: int
    n_within: int
    basis: FloatArray
    free: tuple[tuple[int, int], ...]

    @property
    def n_mice(self) -> int:
        """Mice in the model."""
        return len(self.root)

    @property
    def n_fixed(self) -> int:
        """Columns of X."""
        return int(self.between.shape[2]) - 1


def lay_out(
    fixed: FloatArray, random: FloatArray, outcome: FloatArray, mouse: NDArray[np.int64], kind: Random
) -> Layout:
    """Rotate the readings: ``fixed`` (n, p), ``random`` (n, q), ``outcome`` (n,), ``mouse`` codes 0 … m−1."""
    q, n_mice = random.shape[1], int(mouse.max()) + 1
    counts = np.bincount(mouse, minlength=n_mice)
    order = np.argsort(mouse, kind="stable")
    place = np.arange(len(mouse)) - np.repeat(np.cumsum(counts) - counts, counts)
    columns = np.column_stack([fixed, outcome])[order]
    padded = np.zeros((n_mice, max(int(counts.max()), q), q + columns.shape[1]))
    padded[mouse[order], place] = np.column_stack([random[order], columns])
    basis_of, root = np.linalg.qr(padded[:, :, :q])
    between = basis_of.transpose(0, 2, 1) @ padded[:, :, q:]
    flat = between.reshape(-1, columns.shape[1])
    basis, free = _parameters(q, kind)
    return Layout(
        root=root,
        between=between,
        within=columns.T @ columns - flat.T @ flat,
        n=len(outcome),
        n_within=len(outcome) - n_mice * q,
        basis=basis,
        free=free,
    )


def _parameters(q: int, kind: Random) -> tuple[FloatArray, tuple[tuple[int, int], ...]]:
    """Return the symmetric matrices that D is a sum of, and the free entries of its Cholesky factor."""
    pairs = [(i, j) for j in range(q) for i in range(j, q)]
    if kind == "intercept and slope, uncorrelated":
        pairs = [(i, i) for i in range(q)]
    basis = np.zeros((len(pairs), q, q))
    for k, (i, j) in enumerate(pairs):
        basis[k, i, j] = basis[k, j, i] = 1.0
    return basis, tuple(pairs)
