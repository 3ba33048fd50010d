# Peers in R, timed inside R: Rscript peers.R <case file>.
# The case file holds "task <name>" and one line a variable: its name and its numbers. First comes one line a peer,
# name|exact or other|answer|note, or name|missing, and "ready"; then each number read makes that peer do one run (as many
# calls as fill a tenth of a second) and answers with the seconds a call took. "peer:" starts every line that counts.

fields <- strsplit(readLines(commandArgs(trailingOnly = TRUE)[1]), " ", fixed = TRUE)
given <- setNames(lapply(fields, function(f) f[-1]), vapply(fields, function(f) f[1], ""))
data <- lapply(given[setdiff(names(given), "task")], as.numeric)

here <- function(package) suppressWarnings(suppressMessages(requireNamespace(package, quietly = TRUE)))
peer <- function(name, package, call, kind = "exact", note = "") {
  list(name = name, package = package, call = call, kind = kind, note = note)
}

# Each task returns its peers; a peer's call returns one number.
tasks <- list(
  signed_rank = function(x) list(
    peer("exactRankTests", "exactRankTests", function() exactRankTests::wilcox.exact(x$d, exact = TRUE)$p.value),
    peer("coin", "coin", function() {
      zero <- numeric(length(x$d))
      as.numeric(coin::pvalue(coin::wilcoxsign_test(x$d ~ zero, distribution = "exact", zero.method = "Wilcoxon")))
    })
  ),
  # Many small tests, one row of pairs each: the answer is the sum of the p values.
  many_signed_rank = function(x) {
    rows <- matrix(x$d, ncol = x$pairs, byrow = TRUE)
    each <- function(i) exactRankTests::wilcox.exact(rows[i, ], exact = TRUE)$p.value
    list(peer("exactRankTests, a loop", "exactRankTests", function() sum(vapply(seq_len(nrow(rows)), each, 0))))
  },
  many_permutation = function(x) {
    rows <- matrix(x$d, ncol = x$pairs, byrow = TRUE)
    each <- function(i) exactRankTests::perm.test(rows[i, ], exact = TRUE)$p.value
    list(peer("exactRankTests, a loop", "exactRankTests", function() sum(vapply(seq_len(nrow(rows)), each, 0))))
  },
  # Step-down maxT over all sign flips: the answer is the sum of the adjusted p values.
  max_t = function(x) {
    rows <- matrix(x$d, ncol = x$pairs, byrow = TRUE)
    wide <- matrix(0, nrow(rows), 2 * ncol(rows))
    wide[, seq(2, ncol(wide), 2)] <- rows
    label <- rep(0:1, ncol(rows))
    list(peer("multtest", "multtest", function() sum(multtest::mt.maxT(wide, label, test = "pairt", B = 0)$adjp)))
  },
  rank_sum = function(x) {
    arm <- factor(x$arm)
    list(
      peer("exactRankTests", "exactRankTests", function() {
        exactRankTests::wilcox.exact(x$y[x$arm == 0], x$y[x$arm == 1], exact = TRUE)$p.value
      }),
      peer("coin", "coin", function() as.numeric(coin::pvalue(coin::wilcox_test(x$y ~ arm, distribution = "exact"))))
    )
  },
  stratified_rank_sum = function(x) {
    arm <- factor(x$arm)
    stratum <- factor(x$stratum)
    list(peer("coin", "coin", function() {
      as.numeric(coin::pvalue(coin::wilcox_test(x$y ~ arm | stratum, distribution = "exact")))
    }))
  },
  cmh = function(x) {
    counts <- array(x$counts, c(2, 2, length(x$counts) / 4))
    list(
      peer("base R mantelhaen.test", "stats", function() mantelhaen.test(counts, exact = TRUE)$p.value),
      peer("coin", "coin", function() {
        as.numeric(coin::pvalue(coin::cmh_test(as.table(counts), distribution = "exact")))
      }, kind = "other", note = "orders tables by their distance from the mean")
    )
  },
  boschloo = function(x) {
    counts <- matrix(x$counts, 2, byrow = TRUE)
    list(peer("Exact", "Exact", function() {
      Exact::exact.test(counts, alternative = "greater", method = "boschloo", model = "Binomial", to.plot = FALSE)$p.value
    }, kind = "other", note = "a grid is not a supremum"))
  },
  unconditional_interval = function(x) list(peer("exact2x2", "exact2x2", function() {
    exact2x2::boschloo(x$counts[1], x$counts[1] + x$counts[2], x$counts[3], x$counts[3] + x$counts[4],
                       parmtype = "difference", conf.int = TRUE)$conf.int[1]
  }, kind = "other")),
  fisher_power = function(x) list(
    peer("Exact", "Exact", function() sum(vapply(x$sizes, function(n) {
      Exact::power.exact.test(x$p[1], x$p[2], n, n, alternative = "two.sided", method = "fisher")$power
    }, 0))),
    peer("base R stand-in, fisher.test", "stats", note = "a loop over all tables", call = function() sum(vapply(x$sizes, function(n) {
      first <- dbinom(0:n, n, x$p[1])
      second <- dbinom(0:n, n, x$p[2])
      power <- 0
      for (a in 0:n) for (b in 0:n) {
        p <- fisher.test(matrix(c(a, b, n - a, n - b), 2), conf.int = FALSE)$p.value
        if (p <= 0.05) power <- power + first[a + 1] * second[b + 1]
      }
      power
    }, 0))),
    peer("base R stand-in, vectorised", "stats", note = "dhyper and dbinom", call = function() sum(vapply(x$sizes, function(n) {
      power <- 0
      for (k in 0:(2 * n)) {
        a <- max(0, k - n):min(n, k)
        atom <- dhyper(a, n, n, k)
        ordered <- sort(atom)
        p <- cumsum(ordered)[findInterval(atom * (1 + 1e-7), ordered)]
        power <- power + sum((dbinom(a, n, x$p[1]) * dbinom(k - a, n, x$p[2]))[p <= 0.05])
      }
      power
    }, 0)))
  ),
  # McNemar's exact test at each size: the answer is the sum of the powers.
  mcnemar_power = function(x) list(
    peer("base R stand-in, vectorised", "stats", note = "pbinom and dbinom", call = function() sum(vapply(x$sizes, function(n) {
      discordant <- x$up + x$down
      given <- vapply(0:n, function(m) {
        up <- 0:m
        p <- 2 * pbinom(pmin(up, m - up), m, 0.5)
        sum(dbinom(up, m, x$up / discordant)[p <= 0.05])
      }, 0)
      sum(given * dbinom(0:n, n, discordant))
    }, 0)))
  ),
  boschloo_power = function(x) list(
    peer("Exact", "Exact", function() sum(vapply(x$sizes, function(n) {
      Exact::power.exact.test(x$p[1], x$p[2], n, n, alternative = "two.sided", method = "boschloo")$power
    }, 0)))
  ),
  # Four arms of mice, log volume on day: the answer is the Kenward-Roger p of control - A - B + combination.
  mixed_model = function(x) {
    d <- data.frame(mouse = factor(x$mouse), arm = factor(x$arm), day = x$day, y = x$y)
    fit <- function() suppressMessages(lme4::lmer(
      y ~ 0 + arm + arm:day + (1 + day | mouse), data = d, control = lme4::lmerControl(optimizer = "bobyqa")
    ))
    list(
      peer("lme4 + pbkrtest", "pbkrtest", function() {
        found <- pbkrtest::KRmodcomp(fit(), matrix(c(0, 0, 0, 0, 1, -1, -1, 1), 1))
        found$stats$p.value
      }),
      peer("lme4 alone", "lme4", function() as.numeric(lme4::REMLcrit(fit())), kind = "other", note = "no p value")
    )
  },
  # Several r × c tables, one after the other: the answer is the sum of the p values.
  freeman_halton = function(x) {
    cells <- x$rows * x$columns
    tables <- lapply(split(x$counts, (seq_along(x$counts) - 1) %/% cells), matrix, nrow = x$rows, byrow = TRUE)
    each <- function(one) fisher.test(one, workspace = 2e8)$p.value
    list(peer("base R fisher.test", "stats", function() sum(vapply(tables, each, 0))))
  }
)

say <- function(...) {
  cat("peer:", paste(..., sep = "|"), "\n", sep = "")
  flush(stdout())
}
timed <- function(call, repeats) {
  sink(nullfile()) # multtest tells its progress
  on.exit(sink())
  suppressWarnings(system.time(for (i in seq_len(repeats)) call())[["elapsed"]] / repeats)
}

peers <- Filter(function(one) {
  if (!here(one$package)) say(one$name, "missing")
  here(one$package)
}, tasks[[given$task]](data))
repeats <- vapply(peers, function(one) {
  sink(nullfile())
  answer <- suppressWarnings(one$call())
  sink()
  say(one$name, one$kind, format(answer, digits = 17), one$note)
  once <- timed(one$call, 1)
  if (once < 0.1) once <- timed(one$call, 3) # by now it is compiled
  max(1, ceiling(0.1 / max(once, 1e-5)))
}, 0)
say("ready")

wanted <- file("stdin", "r")
while (length(line <- readLines(wanted, n = 1)) == 1) {
  k <- as.integer(line)
  say(format(timed(peers[[k]]$call, repeats[k]), digits = 8))
}
