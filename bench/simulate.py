#!/usr/bin/env python3
"""simulate.py FOLDER [--seed N] [--replicates N]: weekly counts with known outbreaks, for `make bench-detect`.

The design of Noufaily et al. 2013 (doi:10.1002/sim.5595), as Bedubourg and Le Strat 2017 compared methods on it:
  log mu(t) = theta + beta t [trend] + sum over j = 1..m of g1 cos(2 pi j t / 52) + g2 sin(2 pi j t / 52)
  y(t) negative binomial with mean mu(t) and variance phi mu(t); Poisson where phi is 1
7 sets of parameters x trend no, yes x m 0, 1, 2 harmonics = 42 scenarios; 624 weeks: 1-312 training, 313-575
baseline with 4 outbreaks of size factor k1 (0 or 5), 576-624 with one of factor k2, drawn from 1..10. An outbreak
of factor k has Poisson(k sd) cases, sd that of the series without outbreaks, spread over the weeks after its start
by floor(lognormal(0, 0.5)). Writes series-k1_0.csv.gz and series-k1_5.csv.gz; the same seed gives the same bytes."""
import argparse
import gzip
import math
import pathlib
import random
import statistics

# theta, beta, g1, g2, phi
SETS = [(0.1, 0.0025, 0.6, 0.6, 1.5), (-2, 0.005, 0.1, 0.3, 2), (1.5, 0.003, 0.2, -0.4, 1), (0.5, 0.002, 0.5, 0.5, 5),
        (2.5, 0.001, 1, 0.1, 3), (3.75, 0.001, 0.1, -0.1, 1.1), (5, 0.0001, 0.05, 0.01, 1.2)]
WEEKS, BASELINE, CURRENT = 624, 313, 576


def poisson(rng, mean):
    """Exact, by the product of uniforms in steps of 30, so that exp() never underflows."""
    n = 0
    while mean > 0:
        step = min(mean, 30.0)
        limit, product = math.exp(-step), rng.random()
        while product > limit:
            n += 1
            product *= rng.random()
        mean -= step
    return n


def count(rng, mean, phi):
    """A negative binomial is a Poisson whose mean is gamma distributed, shape mean / (phi - 1)."""
    return poisson(rng, rng.gammavariate(mean / (phi - 1), phi - 1) if phi > 1 else mean)


def outbreak(rng, start, last, size):
    """Cases of each week (from 1) of an outbreak that starts in `start`; what falls after `last` is not seen."""
    cases = [0] * (WEEKS + 1)
    for _ in range(size):
        week = start + math.floor(rng.lognormvariate(0, 0.5))
        if week <= last:
            cases[week] += 1
    return cases


def scenarios():
    for i, (theta, beta, g1, g2, phi) in enumerate(SETS):
        for trend in (0, 1):
            for m in (0, 1, 2):
                yield 6 * i + 3 * trend + m + 1, (theta, beta * trend, g1, g2, phi, m)


def replicate(rng, k1, theta, beta, g1, g2, phi, m):
    """k2, then rows of t, baseline, with past outbreaks, observed, current cases, past cases."""
    baseline = []
    for t in range(1, WEEKS + 1):
        season = sum(g1 * math.cos(2 * math.pi * j * t / 52) + g2 * math.sin(2 * math.pi * j * t / 52)
                     for j in range(1, m + 1))
        baseline.append(count(rng, math.exp(theta + beta * t + season), phi))
    sd = statistics.stdev(baseline)
    past = [0] * (WEEKS + 1)
    for _ in range(4 if k1 else 0):
        start = rng.randrange(BASELINE, CURRENT)
        past = [a + b for a, b in zip(past, outbreak(rng, start, CURRENT - 1, poisson(rng, k1 * sd)))]
    k2 = rng.randint(1, 10)
    now = outbreak(rng, rng.randrange(CURRENT, WEEKS + 1), WEEKS, poisson(rng, k2 * sd))
    rows = [(t, b, b + past[t], b + past[t] + now[t], now[t], past[t]) for t, b in enumerate(baseline, 1)]
    return k2, rows


def main():
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("folder", type=pathlib.Path)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--replicates", type=int, default=20)
    args = args.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    for k1 in (0, 5):
        lines = ["scenario,rep,k2,t,baseline,with_past,observed,current_outbreak_cases,past_outbreak_cases"]
        for scenario, parameters in scenarios():
            for rep in range(1, args.replicates + 1):
                k2, rows = replicate(random.Random(f"{args.seed}/{k1}/{scenario}/{rep}"), k1, *parameters)
                lines += [f"{scenario},{rep},{k2}," + ",".join(map(str, row)) for row in rows]
        with open(args.folder / f"series-k1_{k1}.csv.gz", "wb") as f, gzip.GzipFile("", "wb", fileobj=f, mtime=0) as g:
            g.write(("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    main()
