# References for the growth analyses: Rscript invivo.R [data.csv ...] > out.json
# Without arguments it simulates three SIMULATED data sets (seeded), writes them beside itself and fits them; with
# arguments it fits those files (columns mouse, arm, day, tumor_volume). lme4 fits by REML with bobyqa, pbkrtest gives
# Kenward and Roger's covariance and degrees of freedom. Made with R 4.2.2, lme4 1.1-31, pbkrtest 0.5.2, survival 3.5-3,
# jsonlite 1.8.4.
suppressMessages({library(lme4); library(pbkrtest); library(survival); library(jsonlite)})
ARMS <- c("Control", "DrugA", "DrugB", "Combination")

simulate <- function(seed, mice, days, limit = Inf, slope_sd = 0.02) {
  set.seed(seed)
  slope <- c(Control = 0.12, DrugA = 0.09, DrugB = 0.08, Combination = 0.03)
  rows <- list(); number <- 0
  for (arm in ARMS) for (k in seq_len(mice[[arm]])) {
    number <- number + 1
    b0 <- rnorm(1, 0, 0.25); b1 <- rnorm(1, 0, slope_sd)
    volume <- round(exp(5 + b0 + (slope[[arm]] + b1) * days + rnorm(length(days), 0, 0.15)), 1)
    last <- which(volume > limit)
    seen <- if (length(last)) seq_len(last[1]) else seq_along(days)   # sacrificed once past the limit
    rows[[number]] <- data.frame(mouse = number, arm = arm, day = days[seen], tumor_volume = volume[seen])
  }
  do.call(rbind, rows)
}

fit_one <- function(data, random) {
  formula <- as.formula(paste("log(tumor_volume) ~ 0 + arm + arm:day +", random))
  control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 2e-9, maxfun = 1e5))
  fit <- suppressMessages(suppressWarnings(lmer(formula, data = data, REML = TRUE, control = control)))
  names_fixed <- names(fixef(fit))
  contrast <- function(weights) {
    L <- numeric(length(names_fixed)); names(L) <- names_fixed
    L[paste0("arm", names(weights), ":day")] <- weights
    found <- KRmodcomp(fit, matrix(L, 1))
    se <- sqrt(as.numeric(L %*% vcovAdj(fit) %*% L)); est <- sum(L * fixef(fit))
    df <- found$stats$ddf
    list(est = est, se = se, df = df, p = 2 * pt(-abs(est / se), df))
  }
  bliss <- contrast(c(Control = 1, DrugA = -1, DrugB = -1, Combination = 1))
  sds <- as.data.frame(VarCorr(fit))
  list(optimizer = "bobyqa", REML_crit = as.numeric(REMLcrit(fit)), singular = isSingular(fit),
       sd = setNames(as.list(sds$sdcor), paste(sds$grp, sds$var1, sds$var2, sep = "_")),
       fixef = as.list(fixef(fit)),
       Bliss_contrast = list(est = bliss$est, se_KR = bliss$se, df_KR = bliss$df, p_KR = bliss$p),
       combo_vs_A_KR = contrast(c(Combination = 1, DrugA = -1)),
       combo_vs_B_KR = contrast(c(Combination = 1, DrugB = -1)))
}

slopes <- function(data) {
  each <- do.call(rbind, lapply(split(data, data$mouse), function(d) {
    data.frame(arm = as.character(d$arm[1]),
               slope = if (nrow(d) > 1) coef(lm(log(tumor_volume) ~ day, d))[[2]] else NA)
  }))
  each <- each[!is.na(each$slope), ]
  mean_of <- sapply(ARMS, function(a) mean(each$slope[each$arm == a]))
  var_of <- sapply(ARMS, function(a) var(each$slope[each$arm == a]))
  n <- sapply(ARMS, function(a) sum(each$arm == a))
  est <- sum(c(1, -1, -1, 1) * mean_of)
  interval <- function(se, df) list(se = se, df = df, t = est / se, p = 2 * pt(-abs(est / se), df),
                                    lwr = est - qt(0.975, df) * se, upr = est + qt(0.975, df) * se)
  pooled <- sum((n - 1) * var_of) / sum(n - 1)
  list(arm_mean = as.list(mean_of), arm_sd = as.list(sqrt(var_of)), n = as.list(n), estimate = est,
       pooled = interval(sqrt(pooled * sum(1 / n)), sum(n - 1)),
       welch = interval(sqrt(sum(var_of / n)), sum(var_of / n)^2 / sum((var_of / n)^2 / (n - 1))))
}

# Kaplan-Meier medians of the time to the first reading of at least `threshold`, censored at the last reading.
medians <- function(data, threshold) {
  each <- do.call(rbind, lapply(split(data, data$mouse), function(d) {
    over <- which(d$tumor_volume >= threshold)
    data.frame(arm = as.character(d$arm[1]), event = length(over) > 0,
               time = (if (length(over)) d$day[over[1]] else max(d$day)) - min(data$day))
  }))
  found <- summary(survfit(Surv(time, event) ~ arm, each))$table[, "median"]
  list(threshold = threshold, median = as.list(setNames(found, sub("arm=", "", names(found)))))
}

case <- function(data, id, file) {
  data$arm <- factor(data$arm, levels = ARMS); data$mouse <- factor(data$mouse)
  data <- data[data$tumor_volume > 0, ]
  random <- c("(1+day|mouse)", "(1|mouse)", "(1+day||mouse)", "(0+day|mouse)")
  list(id = id, data = file, kr_reference = setNames(lapply(random, function(r) fit_one(data, r)), random),
       summary_measure_slope = slopes(data), time_to_volume = medians(data, 300))
}

files <- commandArgs(trailingOnly = TRUE)
if (length(files) == 0) {
  here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1]))
  balanced <- simulate(20080311, list(Control = 8, DrugA = 8, DrugB = 8, Combination = 8), seq(0, 20, 2))
  dropout <- simulate(4242, list(Control = 4, DrugA = 5, DrugB = 6, Combination = 4), c(0, 3, 7, 10, 14, 18), 700)
  singular <- simulate(23, list(Control = 4, DrugA = 4, DrugB = 5, Combination = 6), c(0, 4, 8, 12), slope_sd = 0)
  write.csv(singular, file.path(here, "invivo_simulated_singular.csv"), row.names = FALSE, quote = FALSE)
  write.csv(balanced, file.path(here, "invivo_simulated.csv"), row.names = FALSE, quote = FALSE)
  write.csv(dropout, file.path(here, "invivo_simulated_dropout.csv"), row.names = FALSE, quote = FALSE)
  cases <- list(case(balanced, "simulated", "invivo_simulated.csv"),
                case(dropout, "simulated_dropout", "invivo_simulated_dropout.csv"),
                case(singular, "simulated_singular", "invivo_simulated_singular.csv"))
} else {
  cases <- lapply(files, function(f) case(read.csv(f), sub(".csv", "", basename(f)), basename(f)))
}
about <- paste("SIMULATED data (invivo.R, seeded) fitted in R", getRversion(), "by lme4", packageVersion("lme4"),
               "and pbkrtest", packageVersion("pbkrtest"))
if (length(files)) about <- sub("SIMULATED data \\(invivo.R, seeded\\)", "data", about)
cat(toJSON(list(about = about, cases = cases), auto_unbox = TRUE, digits = NA, pretty = TRUE), "\n")
