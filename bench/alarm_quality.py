#!/usr/bin/env python3
"""alarm_quality.py [OPTIONS] DATA_DIR RULES.yaml... LABELS.csv: how good are alarms, against what truly was?

The program itself takes the figures, runs the rules and says what they raised; here it is only counted. DATA_DIR has
regions.csv, indicators.csv and figures (--figures). LABELS.csv is region_code,period,event as alarm_labels.py writes
it. The rules of the first file are the single streams that the others are compared with.

  right      an alert raised (its `since`) from LEAD periods before the first period of an event to its last one
  wrong      an alert raised in any other period of which the truth is known
  precision  right / (right + wrong)               recall  events met by an alert / events
  delay      periods from the first of an event to the first right alert, median over the events found
  false      wrong alerts a region and year of known periods

Options are chosen in one half of the regions and told in the other: --split is the column whose texts, in order, fall
to the two halves in turn. Of the single streams the one with the largest F1 is chosen; of every other file the rule with
the fewest false alarms of those with a recall within 2 points and a delay no later. --delays asks the same of alarms that
come early enough: of the single streams with at most such a delay, and a recall within 2 points of what one of them
reaches, the one with the fewest false alarms. Intervals are bootstraps over
regions, or over what shares --cluster."""
import argparse
import bisect
import collections
import csv
import datetime
import gzip
import json
import math
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

WITHIN = 0.02  # of recall: what still counts as equal
YEAR = {"W": 365.25 / 7, "M": 12, "Q": 4, "D": 365.25, "Y": 1}
MEASURES = ("precision", "recall", "delay", "false")


def table(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") if str(path).endswith(".gz") else open(
            path, encoding="utf-8", newline="") as f:
        yield from csv.DictReader(f)


# --- the program ---

class Program:
    """A workspace with the figures of some regions and the rules."""

    def __init__(self, path, folder, now):
        self.path, self.dir = os.path.abspath(path), os.path.join(folder, "ws")
        self.env = {**os.environ, "YIXIAN_NOW": now, "LC_ALL": "C"}
        self.run("init", "--test-clock", self.dir, at=False)

    def run(self, *words, at=True):
        done = subprocess.run([self.path, *(["-C", self.dir] if at else []), *map(str, words)], capture_output=True,
                              text=True, encoding="utf-8", env=self.env, check=False)
        if done.returncode:
            sys.exit(f"yixian {' '.join(map(str, words))}: {done.stderr.strip()}")
        return done.stdout

    def alerts(self):
        """[(rule, region, since)] of all that was ever raised; the table, as --json seeks evidence for each."""
        found = []
        for line in self.run("alerts", "--all").splitlines():
            m = re.match(r"(\S+) .*?\s(\S+) v\d+(?:, \S+)?\s.*?\s\d+\s+(\d{4}\S*)\s+\d{4}\S*\s+(?:open|\d{4})", line)
            if m:
                found.append((m[2], m[1], m[3]))
        return found

    def correlations(self, rule):
        """Lines on how the streams of a rule hang together in quiet periods."""
        for c in json.loads(self.run("rules", rule, "--json"))[0]["quiet_correlation"]:
            value = "-" if c["correlation"] is None else f"{c['correlation']:.2f}"
            yield (f"| {c['first']} | {c['second']} | {'one group' if c['same_group'] else 'independent'} | {value} | "
                   f"{c['lag']} | {c['periods']} |")

    def replayed(self, rules, first, last):
        """The same as it would have been raised on Sundays, by what was known then: (rule, region, day)."""
        out = json.loads(self.run("replay", "--rule", rules, "--from", first, "--to", last, "--json"))
        return [(a["rule"], a["region"], a["raised"]) for a in out["alerts"]]


def week_or_month(day, like):
    """The week or month that holds a day, written as `like` is."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}" if "W" in like else f"{day:%Y-%m}"


def first_day(period):
    if "W" in period:
        return datetime.date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
    return datetime.date.fromisoformat(period + "-01")


def one_of_each(regions, column, have):
    """The regions that are kept: of those that share a source the first that has figures."""
    kept, seen = set(), set()
    for code in sorted(have):
        source = regions[code].get(column) if column and code in regions else None
        if code in regions and (not source or source not in seen):
            kept.add(code)
            seen.add(source)
    return kept


def rule_names(path):
    """Names under `rules:`, by the program's own rules of indentation: what is indented least there."""
    names, inside, width = [], False, None
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if re.match(r"\S", line) and not line.startswith("#"):
            inside = line.startswith("rules:")
        m = re.match(r"( +)([^\s:#]+):", line)
        if inside and m:
            width = width or len(m[1])
            if len(m[1]) == width:
                names.append(m[2])
    return names


# --- counting ---

class Truth:
    """What truly was in one region: known periods, and events [first, last, doubtful] as numbers of periods."""

    def __init__(self):
        self.known, self.events = set(), {}

    def add(self, t, event):
        self.known.add(t)
        for name in filter(None, event.split("+")):
            e = self.events.setdefault(name.lstrip("?"), [t, t, name.startswith("?")])
            e[1] = t


def read_truth(path, kept):
    rows = [(r["region_code"], r["period"], r["event"]) for r in table(path) if r["region_code"] in kept]
    periods = sorted({p for _, p, _ in rows})
    number = {p: t for t, p in enumerate(periods)}
    truth = collections.defaultdict(Truth)
    for region, period, event in sorted(rows):
        truth[region].add(number[period], event)
    return periods, number, truth


class Count:
    """Counts of one rule in one region."""
    __slots__ = ("right", "wrong", "events", "found", "known", "delays")

    def __init__(self, truth, raised, lead, first, last):
        """raised: numbers of periods. Alerts outside first..last are not looked at; nor are events that a window of
        `lead` before them would leave."""
        near = [(e[0] - lead, e[1], e[2] or e[0] - lead < first or e[0] > last) for e in truth.events.values()]
        asked = [(a + lead, a, b) for a, b, out in near if not out]
        raised = [t for t in raised if first <= t <= last and t in truth.known]
        self.known = sum(first <= t <= last for t in truth.known)
        self.events, self.delays, self.right, self.wrong = len(asked), [], 0, 0
        for t in raised:
            if any(a <= t <= b for _, a, b in asked):
                self.right += 1
            elif not any(a <= t <= b for a, b, _ in near):
                self.wrong += 1
        for onset, a, b in asked:
            met = [t for t in raised if a <= t <= b]
            if met:
                self.delays.append(min(met) - onset)
        self.found = len(self.delays)


def median(counted):
    """Of a Counter of whole numbers."""
    values = sorted(counted)
    n = sum(counted.values())
    if not n:
        return math.nan
    at, ends = 0, []
    for v in values:
        at += counted[v]
        ends.append(at)
    return (values[bisect.bisect_left(ends, (n + 1) // 2)] + values[bisect.bisect_left(ends, n // 2 + 1)]) / 2


def measure(counts, year):
    """Of the counts of some regions."""
    right, wrong, events, found, known = (sum(getattr(c, k) for c in counts)
                                          for k in ("right", "wrong", "events", "found", "known"))
    delays = collections.Counter()
    for c in counts:
        for d in c.delays:
            delays[d] += 1
    return dict(precision=right / (right + wrong) if right + wrong else math.nan,
                recall=found / events if events else math.nan, delay=median(delays),
                false=wrong / known * year if known else math.nan,
                right=right, wrong=wrong, events=events, found=found, years=known / year)


def f1(m):
    p, r = m["precision"], m["recall"]
    return 2 * p * r / (p + r) if p + r > 0 else 0.0


def interval(values):
    values = sorted(v for v in values if not math.isnan(v))
    if not values:
        return math.nan, math.nan
    n = len(values)
    return values[int(0.025 * (n - 1))], values[math.ceil(0.975 * (n - 1))]


def bootstrap(rows, clusters, year, times, seed):
    """For each draw of clusters the measures of each rule: rows {rule: {region: Count}}."""
    rng = random.Random(seed)
    names = sorted(clusters)
    for _ in range(times):
        regions = [r for c in rng.choices(names, k=len(names)) for r in clusters[c]]
        yield {rule: measure([of[r] for r in regions], year) for rule, of in rows.items()}


# --- what to choose, and what to tell ---

def choose(files, measured, delay=None):
    """{file: rule} by what was measured in the half that is for choosing; None: no single stream is so early."""
    names = list(files)
    early = [r for r in files[names[0]] if delay is None or measured[r]["delay"] <= delay]
    if not early:
        return None
    most = max(measured[r]["recall"] for r in early)
    single = (max(early, key=lambda r: f1(measured[r])) if delay is None else
              min((r for r in early if measured[r]["recall"] >= most - WITHIN), key=lambda r: measured[r]["false"]))
    best = measured[single]
    picked = {names[0]: single}
    for name in names[1:]:
        fit = [r for r in files[name]
               if measured[r]["recall"] >= best["recall"] - WITHIN and measured[r]["delay"] <= best["delay"]]
        picked[name] = (min(fit, key=lambda r: measured[r]["false"]) if fit else
                        max(files[name], key=lambda r: f1(measured[r])))
    return picked


def cell(value, low=None, high=None, digits=2):
    text = "-" if math.isnan(value) else f"{value:.{digits}f}"
    return text if low is None else f"{text} ({low:.{digits}f} to {high:.{digits}f})"


def row(rule, m, draws=None):
    cells = []
    for key, digits in zip(MEASURES, (2, 2, 1, 2)):
        low, high = interval([d[rule][key] for d in draws]) if draws else (None, None)
        cells.append(cell(m[key], low, high, digits))
    return f"| {rule} | {m['right']} | {m['wrong']} | {m['found']} of {m['events']} | " + " | ".join(cells) + " |"


HEAD = ("| rule | right | wrong | events found | precision | recall | median delay | false a region and year |\n"
        "|---|---|---|---|---|---|---|---|")


def goal(single, rule, m, draws):
    """Is `rule` as good as `single` at half the false alarms?"""
    a, b = m[single], m[rule]
    less = interval([d[rule]["false"] / d[single]["false"] for d in draws if d[single]["false"]])
    recall = interval([d[rule]["recall"] - d[single]["recall"] for d in draws])
    delay = interval([d[rule]["delay"] - d[single]["delay"] for d in draws])
    met = b["recall"] >= a["recall"] - WITHIN, b["delay"] <= a["delay"], b["wrong"] <= a["wrong"] / 2
    said = [f"{rule} beside {single}:",
            f"recall {100 * (b['recall'] - a['recall']):+.1f} points ({100 * recall[0]:+.1f} to {100 * recall[1]:+.1f}),",
            f"delay {b['delay'] - a['delay']:+.1f} periods ({delay[0]:+.1f} to {delay[1]:+.1f}),",
            f"{b['false'] / a['false']:.2f} times its false alarms ({less[0]:.2f} to {less[1]:.2f}):" if a["wrong"] else
            f"{b['wrong']} false alarms against none:",
            "goal met" if all(met) else "goal not met: " + ", ".join(
                what for what, ok in zip(("recall", "delay", "false alarms"), met) if not ok)]
    return " ".join(said)


def arguments():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("data")
    a.add_argument("rules", nargs="+")
    a.add_argument("labels")
    a.add_argument("--yixian", default="build/yixian")
    a.add_argument("--figures", default="figures.csv.gz", help="files of DATA_DIR, separated by commas")
    a.add_argument("--same-source", metavar="COLUMN", help="regions that share its text count once")
    a.add_argument("--level", help="only regions of this level")
    a.add_argument("--lead", type=int, default=4, help="periods by which an alert may precede its event (4)")
    a.add_argument("--from", dest="first", metavar="PERIOD", help="first period that is looked at")
    a.add_argument("--to", dest="last", metavar="PERIOD")
    a.add_argument("--split", metavar="COLUMN", help="without it all is told of all regions, chosen on the same")
    a.add_argument("--delays", default="", metavar="N,N", help="tell it of rules with at most such a delay too")
    a.add_argument("--cluster", metavar="COLUMN")
    a.add_argument("--times", type=int, default=1000, help="of the bootstrap")
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--half", choices=("test", "choose"), default="test", help="which half is told (test)")
    a.add_argument("--known", choices=("now", "then"), default="now",
                   help="then: replayed as known on each Sunday, from the weeks or months --from to --to; an alert counts in "
                   "the period that holds the day on which it was raised")
    a.add_argument("--correlations", default="", metavar="RULE,RULE", help="print how their streams hang together")
    a.add_argument("--tsv", metavar="FILE", help="all rules, for the plot")
    return a.parse_args()


def halves(regions, kept, column):
    """(those for choosing, those to tell of)."""
    if not column:
        return kept, kept
    number = {text: i for i, text in enumerate(sorted({regions[r][column] for r in kept}))}
    return tuple({r for r in kept if number[regions[r][column]] % 2 == side} for side in (0, 1))


def run_rules(a, regions, folder):
    """(the program, the regions that are kept, its alerts)."""
    data = pathlib.Path(a.data)
    files = [data / f for f in a.figures.split(",")]
    right_level = {c for c, r in regions.items() if not a.level or r["level"] == a.level}
    have = {r["region_code"] for f in files for r in table(f)} & right_level
    kept = one_of_each(regions, a.same_source, have)
    program = Program(a.yixian, folder, "2030-01-01T00:00:00Z")
    for kind in ("regions", "indicators"):
        program.run("load", kind, data / f"{kind}.csv")
    for f in files:
        some = os.path.join(folder, "figures.csv")
        with open(some, "w", encoding="utf-8", newline="") as out:
            w = None
            for r in table(f):
                if r["region_code"] not in kept or not r["value"]:
                    continue
                w = w or csv.DictWriter(out, r.keys(), lineterminator="\n")
                if out.tell() == 0:
                    w.writeheader()
                w.writerow(r)
        program.run("take", some)
    program.run("load", "rules", *a.rules)
    if a.known == "now":
        return program, kept, program.alerts()
    to = first_day(a.last) + datetime.timedelta(days=31)
    return program, kept, [(rule, region, week_or_month(datetime.date.fromisoformat(day), a.first)) for f in a.rules
                  for rule, region, day in program.replayed(f, first_day(a.first), to)]


def tell(a, picks, files, m, draws):
    """The tables of what was chosen, then of all rules."""
    for delay, picked in picks:
        print("Chosen of each file, by F1:" if delay is None else f"Chosen of each file, delay at most {delay}:")
        print("\n" + HEAD)
        for rule in dict.fromkeys(picked.values()):
            print(row(rule, m[rule], draws))
        print()
        single, *others = dict.fromkeys(picked.values())
        for rule in others:
            print("- " + goal(single, rule, m, draws or [m]))
        print()
    for name, of in files.items():
        print(f"All of {name}.yaml:\n\n{HEAD}")
        for rule in of:
            print(row(rule, m[rule]))
        print()
    if a.tsv:
        with open(a.tsv, "w", encoding="utf-8", newline="\n") as out:
            for name, of in files.items():
                for rule in of:
                    chosen = int(any(rule == picked[name] for _, picked in picks))
                    print(name, rule, chosen, *(m[rule][k] for k in MEASURES), sep="\t", file=out)


def judge(a, regions, program, kept, alerts):
    periods, number, truth = read_truth(a.labels, kept)
    first = bisect.bisect_left(periods, a.first) if a.first else 0
    last = bisect.bisect_right(periods, a.last) - 1 if a.last else len(periods) - 1
    year = YEAR[re.sub(r"[^A-Z]", "", periods[0])[:1] or ("Y", "M", "D")[periods[0].count("-")]]
    raised = collections.defaultdict(list)
    for rule, region, since in alerts:
        if since in number:
            raised[rule, region].append(number[since])
    files = {pathlib.Path(f).stem: rule_names(f) for f in a.rules}
    counts = {rule: {r: Count(truth[r], raised[rule, r], a.lead, first, last) for r in truth}
              for names in files.values() for rule in names}
    choosing, told = halves(regions, set(truth), a.split)
    before = {rule: measure([of[r] for r in choosing], year) for rule, of in counts.items()}
    delays = [None] + [int(d) for d in a.delays.split(",") if d]
    picks = [(d, picked) for d in delays for picked in [choose(files, before, d)] if picked]
    if a.half == "choose":
        told = choosing
    m = {rule: measure([of[r] for r in told], year) for rule, of in counts.items()}
    any_rule = next(iter(m.values()))
    print(f"{len(choosing)} regions to choose in, {len(told)} told of: {any_rule['events']} events in "
          f"{any_rule['years']:.0f} region-years, {periods[first]} to {periods[last]}, lead {a.lead}\n")
    for rule in filter(None, a.correlations.split(",")):
        print(f"Streams of {rule} in quiet periods:\n\n| first | second | declared | correlation | lag | region-periods |\n"
              "|---|---|---|---|---|---|")
        print(*program.correlations(rule), sep="\n", end="\n\n")
    clusters = collections.defaultdict(list)
    for r in sorted(told):
        clusters[regions[r][a.cluster] if a.cluster else r].append(r)
    some = {rule: counts[rule] for _, picked in picks for rule in picked.values()}
    tell(a, picks, files, m, list(bootstrap(some, clusters, year, a.times, a.seed)) if a.times else None)


def main():
    a = arguments()
    regions = {r["code"]: r for r in table(pathlib.Path(a.data) / "regions.csv")}
    with tempfile.TemporaryDirectory(prefix="yx-quality-") as folder:
        judge(a, regions, *run_rules(a, regions, folder))


if __name__ == "__main__":
    main()
