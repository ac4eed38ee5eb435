# Rscript reference.R: writes tail.csv, share.csv, wilson.csv and quiet.csv beside itself.
# tail: quiet p-values at the quantiles (i - 1/2) / n of a law whose -ln p is generalised Pareto; the fit by
# L-moments (mean and half of Gini's mean difference), another way to the same estimator.
sample_of <- function(n, shape, scale) {
  u <- (seq_len(n) - 0.5) / n
  exp(-if (shape == 0) -scale * log(u) else scale * (u^-shape - 1) / shape)
}
rows <- list()
for (case in list(c(200, 0, 1), c(1000, 0, 2), c(1000, 0.3, 1), c(5000, 0.1, 0.7), c(400, -0.4, 1))) {
  p <- sample_of(case[1], case[2], case[3])
  n <- length(p)
  m <- n %/% 10
  x <- -log(p[1:m]) + log(p[m + 1])
  l1 <- mean(x)
  l2 <- sum(abs(outer(x, x, "-"))) / (m * (m - 1)) / 2
  shape <- 2 - l1 / l2
  scale <- (1 - shape) * l1
  if (shape <= 0) { shape <- 0; scale <- l1 }
  scale <- scale + shape * x[10]
  for (ratio in c(0.9, 0.1, 1e-3)) {
    at <- p[10] * ratio
    beyond <- -log(ratio) / scale
    share <- 10 / (n + 1) * if (shape > 0) (1 + shape * beyond)^(-1 / shape) else exp(-beyond)
    rows[[length(rows) + 1]] <- data.frame(n = n, law_shape = case[2], law_scale = case[3], shape, scale, p = at, share)
  }
}
write <- function(x, file) write.csv(format(x, digits = 15, trim = TRUE, justify = "none"), file, row.names = FALSE, quote = FALSE)
write(do.call(rbind, rows), "tail.csv")

p <- c(0.001, 0.6, 0.008, 0.039, NA, 0.041, 0.042, 0.06, 0.0001, 0.074, 0.205, 0.212, 0.216, 0.9, 0.5, 0.008)
write(data.frame(p, bh = p.adjust(p, "BH"), by = p.adjust(p, "BY")), "share.csv")

w <- expand.grid(k = c(0, 1, 3, 7, 20), n = c(1, 10, 16, 20, 30, 1000))
w <- w[w$k <= w$n, ]
ends <- suppressWarnings(t(mapply(function(k, n) prop.test(k, n, correct = FALSE)$conf.int, w$k, w$n)))
write(data.frame(w, low = ends[, 1], high = ends[, 2]), "wilson.csv")

# two regions of 20 weeks, quiet where q is 1; correlation at lag 1 of the normal scores less their region's means
a <- round((seq_len(40) * 7919) %% 101 / 101 + 0.002, 4)
b <- round((c(3, seq_len(39)) * 7919 + (seq_len(40) * 31) %% 23) %% 101 / 101 + 0.003, 4)
q <- as.integer(seq_len(40) %% 9 != 0)
region <- rep(1:2, each = 20)
r <- sapply(0:3, function(lag) {
  x <- y <- c()
  for (g in 1:2) {
    at <- which(region == g)
    i <- at[seq_len(20 - lag)]; j <- i + lag
    keep <- q[i] == 1 & q[j] == 1
    u <- -qnorm(a[i][keep]); v <- -qnorm(b[j][keep])
    x <- c(x, u - mean(u)); y <- c(y, v - mean(v))
  }
  c(length(x), cor(x, y))
})
write(data.frame(region, a, b, quiet = q, lag = c(which.max(r[2, ]) - 1, rep(NA, 39)), pairs = c(r[1, which.max(r[2, ])], rep(NA, 39)), r = c(max(r[2, ]), rep(NA, 39))), "quiet.csv")
print(r)
