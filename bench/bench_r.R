# bench_r.R SERIES.csv METHODS.csv FOLDER - R's surveillance on the same series, for bench_r.py.
#
# SERIES.csv: series, t, observed, of weeks. METHODS.csv: name; what (of `run` below); series, how many of them;
# from, the first t that it sees; first and last t to judge; control, an R list. Writes FOLDER/NAME.csv - series,
# t, upperbound, alarm - and prints, one line a method, its name and the microseconds of processor time a judged
# period: of passes over all series until half a second is spent, the best. What a pass gets is made before:
# series as sts or disProg objects.
suppressMessages(library(surveillance))

args <- commandArgs(trailingOnly = TRUE)
data <- read.csv(args[1])
methods <- read.csv(args[2], colClasses = c(name = "character", what = "character", control = "character"))
spend <- 0.5

# What is said of mu0 in one word on our side.
in_control <- list(S1 = list(S = 1, trend = FALSE), S1trend = list(S = 1, trend = TRUE))

plain <- function(f) function(s, control) {
    if (is.character(control$mu0)) control$mu0 <- in_control[[control$mu0]]
    r <- f(s$sts, control = control)
    list(upperbound = upperbound(r)[, 1], alarm = alarms(r)[, 1])
}
old <- function(f) function(s, control) {
    r <- f(s$old, control = control)
    list(upperbound = r$upperbound[, 1], alarm = r$alarm[, 1])
}

run <- list(farringtonFlexible = plain(farringtonFlexible), farrington = plain(farrington), earsC = plain(earsC),
            bayes = plain(bayes), rki = plain(rki), cusum = plain(cusum), glrpois = plain(glrpois),
            glrnb = plain(glrnb), outbreakP = plain(outbreakP), cdc = old(algo.cdc),
            # the limit is looked for too, as on our side: the mean of the weeks before, to one decimal
            rogerson = old(function(s, control) {
                mean_before <- round(max(mean(s$observed[seq_len(control$range[1] - 1)]), 0.1), 1)
                limits <- hValues(theta0 = mean_before, ARL0 = control$ARL0, s = control$s, distr = "poisson")
                algo.rogerson(s, control = c(control, list(theta0t = rep(mean_before, length(control$range)),
                                                           hValues = limits$hValues, distribution = "poisson")))
            }))

observed <- split(data$observed, data$series)

used <- function() sum(proc.time()[c("user.self", "sys.self")])

for (i in seq_len(nrow(methods))) {
    row <- methods[i, ]
    f <- run[[row$what]]
    some <- lapply(observed[seq_len(row$series)], function(x) {
        s <- sts(x[row$from:length(x)], start = c(2001, row$from), frequency = 52)
        list(sts = s, old = sts2disProg(s))
    })
    weeks <- row$first:row$last
    control <- c(list(range = weeks - row$from + 1), eval(parse(text = row$control)))
    judged <- length(weeks) * length(some)
    one_pass <- function() suppressMessages(lapply(some, f, control = control))
    best <- Inf
    all <- 0
    passes <- 1 # at a time, for the clock has steps of a millisecond
    sink(nullfile()) # some of them print
    while (all < spend) {
        from <- used()
        for (k in seq_len(passes)) found <- one_pass()
        took <- used() - from
        if (took < 0.1) {
            passes <- 2 * passes
            next
        }
        best <- min(best, took / passes)
        all <- all + took
    }
    sink()
    rows <- do.call(rbind, lapply(seq_along(found), function(k) data.frame(
        series = k, t = weeks, upperbound = sprintf("%.17g", found[[k]]$upperbound),
        alarm = as.integer(found[[k]]$alarm))))
    write.csv(rows, file.path(args[3], paste0(row$name, ".csv")), row.names = FALSE, quote = FALSE)
    cat(row$name, format(best / judged * 1e6, digits = 6), "\n")
}
