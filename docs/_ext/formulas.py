"""The formula of each method, in the notation of the page on methods, by its name (and what it takes)."""

_FLIPS = "each of the $2^m$ signs of the $m$ non-zero $d_i$ equally likely"
_LABELS = "each assignment of the arms to the units of a stratum equally likely"
_TABLES = "tables with the observed margins"
_SUP = r"largest over the common $\pi$"

# name: (statistic, null distribution)
FORMULAS: dict[str, tuple[str, str]] = {
    "sign": (r"$T = \#\{i : d_i > 0\}$", r"$T \sim \mathrm{Bin}(m, \tfrac{1}{2})$, $m = \#\{d_i \neq 0\}$"),
    "signed-rank": (r"$W = \sum_{d_i > 0} R_i$, $R_i$ the midrank of $|d_i|$", _FLIPS),
    "permutation pairs": (r"$T = \sum_i d_i$", _FLIPS),
    "mcnemar": (r"$b$ of the $b + c$ that changed", r"$b \sim \mathrm{Bin}(b + c, \tfrac{1}{2})$"),
    "mcnemar-chi2": (r"$z = \frac{b - c}{\sqrt{b + c}}$", r"$\mathrm{N}(0, 1)$, so that $z^2 \sim \chi^2_1$"),
    "mcnemar-chi2-corrected": (
        r"$z = \frac{|b - c| - 1}{\sqrt{b + c}}$, with the sign of $b - c$",
        r"$\mathrm{N}(0, 1)$, so that $z^2 \sim \chi^2_1$",
    ),
    "mcnemar-unconditional": (
        r"$z = \frac{b - c}{\sqrt{b + c}}$",
        r"largest over the proportion of pairs that change",
    ),
    "marginal-homogeneity": (r"$T = \sum_{j,k} (v_k - v_j)\, n_{jk}$", _FLIPS),
    "stuart-maxwell": (
        r"$\mathbf{d}^{T} \mathbf{V}^{-1} \mathbf{d}$, $d_j = n_{j\cdot} - n_{\cdot j}$, "
        r"$V_{jj} = n_{j\cdot} + n_{\cdot j} - 2 n_{jj}$, $V_{jk} = -(n_{jk} + n_{kj})$",
        "each pair's two readings exchanged or not, equally likely",
    ),
    "bhapkar": (
        r"$\frac{S}{1 - S / N}$, $S$ of Stuart–Maxwell",
        "as Stuart–Maxwell's, of which it is a rising function",
    ),
    "rank-sum": (r"$W = \sum_{i \in 1} R_i$", _LABELS),
    "van-elteren": (r"$T = \sum_s \frac{1}{N_s + 1} \sum_{i \in 1,s} R_{si}$", _LABELS),
    "permutation arms": (r"$T = \sum_{i \in 1} y_i$", _LABELS),
    "normal-scores": (r"$T = \sum_{i \in 1} \Phi^{-1}\!\left(\frac{R_i}{N + 1}\right)$", _LABELS),
    "savage": (r"$T = \sum_{i \in 1} \left( \sum_{j=1}^{R_i} \frac{1}{N - j + 1} - 1 \right)$", _LABELS),
    "log-rank": (
        r"$T = \sum_{i \in 1} \left( \sum_{t \le t_i} \frac{e_t}{n_t} - \delta_i \right)$, $e_t$ events among $n_t$ at "
        r"risk, $\delta_i = 1$ for an event",
        _LABELS,
    ),
    "ansari-bradley": (r"$T = \sum_{i \in 1} \min(R_i,\, N + 1 - R_i)$", _LABELS),
    "klotz": (r"$T = \sum_{i \in 1} \Phi^{-1}\!\left(\frac{R_i}{N + 1}\right)^2$", _LABELS),
    "mood": (r"$T = \sum_{i \in 1} \left(R_i - \frac{N + 1}{2}\right)^2$", _LABELS),
    "squared-ranks": (r"$T = \sum_{i \in 1} R(|y_i - \bar y_{\mathrm{arm}}|)^2$", _LABELS),
    "brunner-munzel": (
        r"$\frac{\bar R_1 - \bar R_2}{N \sqrt{s_1^2 / (n_1 n_2^2) + s_2^2 / (n_2 n_1^2)}}$, $s_j^2$ the variance of "
        r"overall less within-arm ranks",
        _LABELS,
    ),
    "kruskal-wallis": (
        r"$H = \frac{12}{N(N + 1)} \sum_j n_j \left(\bar R_j - \frac{N + 1}{2}\right)^2$, divided by the correction "
        r"for ties",
        _LABELS,
    ),
    "kruskal-wallis table": (r"$H$ of the rows, columns as tied outcomes", _TABLES),
    "one-way-permutation": (
        r"$(N - 1) \frac{\sum_j n_j (\bar y_j - \bar y)^2}{\sum_i (y_i - \bar y)^2}$",
        _LABELS,
    ),
    "jonckheere-terpstra": (
        r"$J = \sum_{j < k} \left( \#\{y_j < y_k\} + \tfrac{1}{2} \#\{y_j = y_k\} \right)$",
        _LABELS,
    ),
    "jonckheere-terpstra table": (r"$J$ of the rows, columns as ordered outcomes", _TABLES),
    "linear-by-linear": (r"$T = \sum_{j,k} u_j v_k n_{jk}$", _LABELS),
    "cochran-armitage": (r"$T = \sum_i x_i y_i$, $y_i = 1$ for an event", _LABELS),
    "friedman": (
        r"$\frac{12}{b k (k + 1)} \sum_j R_j^2 - 3 b (k + 1)$, $R_j$ the sum of ranks within $b$ blocks, corrected for "
        r"ties",
        "each order of the arms within a block equally likely",
    ),
    "cochran-q": (
        r"$\frac{(k - 1)\left(k \sum_j G_j^2 - (\sum_j G_j)^2\right)}{k \sum_i L_i - \sum_i L_i^2}$, $G_j$ events of "
        r"an arm, $L_i$ of a block",
        "each order of the arms within a block equally likely",
    ),
    "page": (r"$L = \sum_j j\, R_j$", "each order of the arms within a block equally likely"),
    "spearman": (r"$T = \sum_i R(x_i)\, R(y_i)$", "each pairing of the $x$ with the $y$ equally likely"),
    "kendall": (
        r"$S = \sum_{i < j} \mathrm{sign}(x_i - x_j)\, \mathrm{sign}(y_i - y_j)$",
        "each pairing of the $x$ with the $y$ equally likely",
    ),
    "fisher": (
        r"$P(n_{11}) = \frac{\binom{n_{1\cdot}}{n_{11}} \binom{n_{2\cdot}}{n_{21}}}{\binom{N}{n_{\cdot 1}}}$",
        _TABLES,
    ),
    "boschloo": (r"Fisher's $p$", _SUP),
    "boschloo-mid-p": (r"Fisher's mid-p", _SUP),
    "z-pooled": (
        r"$z = \frac{\hat\pi_1 - \hat\pi_2}{\sqrt{\hat\pi (1 - \hat\pi)(1/n_1 + 1/n_2)}}$",
        _SUP,
    ),
    "z-unpooled": (
        r"$z = \frac{\hat\pi_1 - \hat\pi_2}{\sqrt{\hat\pi_1 (1 - \hat\pi_1)/n_1 + \hat\pi_2 (1 - \hat\pi_2)/n_2}}$",
        _SUP,
    ),
    "santner-snell": (r"$\hat\pi_1 - \hat\pi_2$", _SUP),
    "berger-boos": (
        r"pooled $z$",
        r"$\sup_{\pi \in C} P_\pi(\ldots) + \gamma$, $C$ a $1 - \gamma$ interval for $\pi$, $\gamma = 0.001$",
    ),
    "cmh": (r"$T = \sum_s n_{11s}$", "tables with the observed margins in every stratum"),
    "zelen": (
        r"$\prod_s P(n_{11s})$",
        r"tables with the observed margins and the observed $\sum_s n_{11s}$",
    ),
    "freeman-halton": (r"$P \propto \prod_{j,k} \frac{1}{n_{jk}!}$", _TABLES),
    "pearson-exact": (r"$X^2 = \sum_{j,k} \frac{(n_{jk} - e_{jk})^2}{e_{jk}}$", _TABLES),
    "likelihood-ratio-exact": (r"$G^2 = 2 \sum_{j,k} n_{jk} \log \frac{n_{jk}}{e_{jk}}$", _TABLES),
    "chi2": (r"$X^2 = \sum_{j,k} \frac{(n_{jk} - e_{jk})^2}{e_{jk}}$", r"$\chi^2_{(r-1)(c-1)}$"),
    "chi2-corrected": (r"$\sum_{j,k} \frac{(|n_{jk} - e_{jk}| - \tfrac{1}{2})^2}{e_{jk}}$", r"$\chi^2_1$"),
    "clopper-pearson": (r"$x$ of $n$", r"$\mathrm{Bin}(n, \pi_0)$, twice the smaller tail"),
    "blaker": (
        r"$\gamma(x) = \min\{P(X \le x), P(X \ge x)\}$",
        r"$\mathrm{Bin}(n, \pi_0)$, $p = P\{\gamma(X) \le \gamma(x)\}$",
    ),
    "mid-p": (r"$x$ of $n$", r"$\mathrm{Bin}(n, \pi_0)$, half of $P(X = x)$ in each tail"),
    "wilson": (r"$z = \frac{x - n\pi_0}{\sqrt{n \pi_0 (1 - \pi_0)}}$", r"$\mathrm{N}(0, 1)$"),
    "jeffreys": (r"posterior $\mathrm{Beta}(x + \tfrac{1}{2},\, n - x + \tfrac{1}{2})$", "none: no p value"),
    "paired-t": (r"$t = \frac{\bar d}{s_d / \sqrt{n}}$", r"$t_{n-1}$"),
    "student-t": (r"$t = \frac{\bar y_1 - \bar y_2}{s \sqrt{1/n_1 + 1/n_2}}$", r"$t_{n_1 + n_2 - 2}$"),
    "welch-t": (
        r"$t = \frac{\bar y_1 - \bar y_2}{\sqrt{s_1^2/n_1 + s_2^2/n_2}}$",
        r"$t$ with Welch–Satterthwaite degrees of freedom",
    ),
}


def formula(name: str, takes: str) -> tuple[str, str]:
    """Return the statistic and the null distribution of a method; KeyError where the table lacks one."""
    return FORMULAS.get(f"{name} {takes}") or FORMULAS[name]
