#!/usr/bin/env python3
"""alarm_plot.py TITLE < TSV > SVG: the --tsv of alarm_quality.py as a picture: false alarms against recall of every rule.

Filled: half of the events were told of at most one period late. Large, with a name: chosen."""
import math
import sys
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 470, 60, 20, 20, 50
LOW, HIGH = 0.05, 2.2  # false alarms a region and year, on a log scale
WORST, BEST = 0.5, 0.95  # recall; what lies outside stands at the edge
COLOURS = ("#777777", "#205081", "#2e7d32", "#7b3fa0", "#b3401e")


def x(rate):
    return LEFT + (math.log(min(max(rate, LOW), HIGH)) - math.log(LOW)) / (math.log(HIGH) - math.log(LOW)) * (WIDTH - LEFT - RIGHT)


def y(recall):
    return HEIGHT - BOTTOM - (min(max(recall, WORST), BEST) - WORST) / (BEST - WORST) * (HEIGHT - TOP - BOTTOM)


def place(boxes, px, py, text):
    """Where a label stands free of the others: (x, y, anchor)."""
    width = 6.2 * len(text)
    for dy in (4, -16, -30, -44, -58, -72, 28, 42, 56, 70, 84, 98, 112):
        for dx, anchor, left in ((9, "start", px + 9), (-9, "end", px - 9 - width)):
            box = (left, py + dy - 10, left + width, py + dy + 2)
            if box[0] < LEFT or box[2] > WIDTH or any(
                    box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes):
                continue
            boxes.append(box)
            return px + dx, py + dy, anchor
    return px + 9, py + 4, "start"


def dot(px, py, radius, colour, filled):
    return (f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{radius}" stroke="{colour}" '
            f'fill="{colour if filled else "white"}" fill-opacity="{0.75 if filled else 0.6}"/>')


def frame(title):
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11">',
           f"<title>{escape(title)}</title>", f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for rate in (0.05, 0.1, 0.2, 0.5, 1, 2):
        out.append(f'<line x1="{x(rate):.1f}" x2="{x(rate):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>'
                   f'<text x="{x(rate):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{rate:g}</text>')
    for recall in (0.5, 0.6, 0.7, 0.8, 0.9):
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(recall):.1f}" y2="{y(recall):.1f}" stroke="#ddd"/>'
                   f'<text x="{LEFT - 8}" y="{y(recall) + 4:.1f}" text-anchor="end">{recall:.1f}</text>')
    out.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 12}" text-anchor="middle">'
               "false alarms a region and year (log)</text>"
               f'<text x="14" y="{HEIGHT / 2}" transform="rotate(-90 14 {HEIGHT / 2})" text-anchor="middle">recall</text>')
    return out


def main():
    rows = []
    for line in sys.stdin:
        name, rule, chosen, _, recall, delay, false = line.rstrip("\n").split("\t")
        rows.append((name, rule, chosen == "1", float(recall), float(delay), float(false)))
    names = list(dict.fromkeys(r[0] for r in rows))
    colour = {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(names)}
    out = frame(sys.argv[1])
    boxes = [(x(r[5]) - 6, y(r[3]) - 6, x(r[5]) + 6, y(r[3]) + 6) for r in rows if r[2]]
    for name, _, chosen, recall, delay, false in sorted(rows, key=lambda r: r[2]):
        out.append(dot(x(false), y(recall), 6 if chosen else 3, colour[name], delay <= 1))
    for name, rule, chosen, recall, _, false in sorted(rows, key=lambda r: -r[3]):
        if chosen:
            lx, ly, anchor = place(boxes, x(false), y(recall), rule)
            out.append(f'<line x1="{x(false):.1f}" y1="{y(recall):.1f}" x2="{lx:.1f}" y2="{ly - 4:.1f}" stroke="{colour[name]}"/>'
                       f'<text x="{lx:.1f}" y="{ly:.1f}" text-anchor="{anchor}" fill="{colour[name]}" stroke="white" '
                       f'stroke-width="3" paint-order="stroke">{escape(rule)}</text>')
    for i, name in enumerate(names):
        out.append(dot(LEFT + 16, HEIGHT - BOTTOM - 14 - 16 * (len(names) - 1 - i), 4, colour[name], True) +
                   f'<text x="{LEFT + 26}" y="{HEIGHT - BOTTOM - 10 - 16 * (len(names) - 1 - i)}" fill="{colour[name]}">'
                   f"{escape(name)}</text>")
    print("\n".join(out + ["</svg>"]))


main()
