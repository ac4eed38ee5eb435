#!/usr/bin/env python3
"""alarm_labels.py us|us-trend|us-covid|de DIR > LABELS.csv: when something truly began, region by region, for alarm_quality.py.

region_code,period,event: one row for each period of which the truth is known. event is empty in a quiet period, else
the number of the event that the period belongs to; with ? before it the event is too doubtful to be asked for, and
alarms near it are neither right nor wrong. docs/alarm-quality.md says why the truths are as they are."""
import collections
import csv
import gzip
import pathlib
import sys

HIGH = {"Moderate", "High", "Very High"}
KNOWN = {"Increasing", "No Change", "Decreasing"}
GAP = 4     # runs with fewer other weeks between them are one event
RISING = 2  # an event has so many weeks labelled Increasing, else it is doubtful


def joined(runs):
    """Runs [first, last] less than GAP apart made one."""
    out = []
    for first, last in runs:
        if out and first - out[-1][1] <= GAP:
            out[-1][1] = last
        else:
            out.append([first, last])
    return out


def runs(flags):
    """[first, last] of each stretch of true ones."""
    out = []
    for t, flag in enumerate(flags):
        if flag and t and flags[t - 1]:
            out[-1][1] = t
        elif flag:
            out.append([t, t])
    return out


def label_events(labels):
    """Events of one region from its [(trend, level)], None where not known: [first, last, doubtful].

    A week is bad if its level is at least Moderate and its trend is not Decreasing. An event is a stretch of bad
    weeks, stretches less than GAP weeks apart being one; it begins with the first week in it that is Increasing.
    Without such a week it is none, with fewer than RISING it is doubtful."""
    bad = [x is not None and x[1] in HIGH and x[0] != "Decreasing" for x in labels]
    found = []
    for first, last in joined(runs(bad)):
        rising = [t for t in range(first, last + 1) if bad[t] and labels[t][0] == "Increasing"]
        if rising:
            found.append((rising[0], last, len(rising) < RISING))
    return found


def trend_events(labels):
    """The same in another way, to see how much hangs on it: an event is a run of Increasing weeks, of whatever level,
    RISING of them at least Moderate; it begins with its first week. With fewer it is doubtful."""
    up = [x is not None and x[0] == "Increasing" for x in labels]
    found = []
    for first, last in runs(up):
        high = sum(labels[t][1] in HIGH for t in range(first, last + 1))
        if high:
            found.append((first, last, high < RISING))
    return found


def us(folder, indicator, events):
    """CDC's own labels of emergency department visits."""
    seen = collections.defaultdict(dict)
    with gzip.open(folder / "nssp_labels.csv.gz", "rt", newline="") as f:
        for r in csv.DictReader(f):
            if r["indicator"] == indicator:
                seen[r["region_code"]][r["period"]] = (r["trend"], r["level"]) if r["trend"] in KNOWN else None
    weeks = sorted({w for of in seen.values() for w in of})
    for region, of in sorted(seen.items()):
        labels = [of.get(w) for w in weeks]
        yield region, [w for w, x in zip(weeks, labels) if x], [
            (weeks[a], weeks[b], doubtful) for a, b, doubtful in events(labels)]


SEASON_WEEKS, SHARE = 3, 0.10


def season_events(weeks, values):
    """One season in hindsight: it begins with the first of SEASON_WEEKS weeks running in which the stream passes SHARE
    of the season's later peak, and ends with the peak. Weeks before the stream first lies under that share are none."""
    peak = max(range(len(values)), key=lambda t: values[t])
    limit = SHARE * values[peak]
    above = [v > limit for v in values]
    low = next((t for t in range(peak) if not above[t]), None)
    for t in range(peak + 1 if low is None else low, peak + 1):
        if all(above[t:t + SEASON_WEEKS]) and t + SEASON_WEEKS <= len(values):
            return [(weeks[t], weeks[peak], False)]
    return []


def de(folder):
    """Seasons of influenza and of RSV, August to July, in the 61 weeks that all streams have."""
    values = collections.defaultdict(dict)
    with open(folder / "resp_weekly.csv", newline="") as f:
        for r in csv.DictReader(f):
            if r["value"]:
                values[r["region_code"], r["indicator"]][r["period"]] = float(r["value"])
    for region in sorted({k[0] for k in values}):
        if region == "DE00" or (region, "rsv_cases") not in values:
            continue
        weeks = sorted(values[region, "rsv_cases"])
        found = []
        for indicator in ("rsv_cases", "flu_cases"):
            season = [w for w in weeks if w <= "2024-W30"]
            found += season_events(season, [values[region, indicator].get(w, 0.0) for w in season])
        yield region, weeks, found


TRUTHS = {
    "us": lambda folder: us(folder, "ed_pct_ari", label_events),
    "us-trend": lambda folder: us(folder, "ed_pct_ari", trend_events),
    "us-covid": lambda folder: us(folder, "ed_pct_covid", label_events),
    "de": de,
}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in TRUTHS:
        sys.exit(__doc__)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["region_code", "period", "event"])
    for region, weeks, events in TRUTHS[sys.argv[1]](pathlib.Path(sys.argv[2])):
        for w in weeks:
            at = [f"{'?' if doubtful else ''}{n}" for n, (first, last, doubtful) in enumerate(events, 1)
                  if first <= w <= last]
            out.writerow([region, w, "+".join(at)])


if __name__ == "__main__":
    main()
