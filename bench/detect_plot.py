#!/usr/bin/env python3
"""detect_plot.py < TEXT > SVG: what `make bench-detect` printed, as a picture: false alarms against F1 (k1 = 5)."""
import math
import re
import sys
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 60, 20, 20, 50
LOW, HIGH, F1_TOP = 0.0005, 0.6, 0.6  # of the false alarm rate (log) and of F1


def rows(text):
    """(label, FPR, F1, se) of the last table that has no R in it."""
    for line in text.split("k1 = 5")[1].splitlines()[2:]:
        found = re.match(r"(\S.*?)\s{2,}([\d. ]+)$", line)
        if found:
            v = [float(x) for x in found[2].split()]
            yield found[1], v[0], v[7], v[8]


def x(rate):
    return LEFT + (math.log(max(rate, LOW)) - math.log(LOW)) / (math.log(HIGH) - math.log(LOW)) * (WIDTH - LEFT - RIGHT)


def y(f1):
    return HEIGHT - BOTTOM - f1 / F1_TOP * (HEIGHT - TOP - BOTTOM)


def place(boxes, px, py, text):
    """Where a label stands free of the others: (x, y, anchor)."""
    width = 6.2 * len(text)
    for dy in (4, -6, 14, -16, 24, -26, 34):
        for dx, anchor, left in ((8, "start", px + 8), (-8, "end", px - 8 - width)):
            box = (left, py + dy - 10, left + width, py + dy + 2)
            if box[0] < LEFT or box[2] > WIDTH or any(
                    box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes):
                continue
            boxes.append(box)
            return px + dx, py + dy, anchor
    return px + 8, py + 4, "start"


def main():
    boxes = []
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11">',
           "<title>False alarm rate against F1 of every detector</title>",
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for rate in (0.001, 0.01, 0.1, 0.5):
        out.append(f'<line x1="{x(rate):.1f}" x2="{x(rate):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>'
                   f'<text x="{x(rate):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{rate:.1%}</text>')
    for f1 in (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(f1):.1f}" y2="{y(f1):.1f}" stroke="#ddd"/>'
                   f'<text x="{LEFT - 8}" y="{y(f1) + 4:.1f}" text-anchor="end">{f1:.1f}</text>')
    out.append(f'<text x="{(LEFT + WIDTH) / 2}" y="{HEIGHT - 12}" text-anchor="middle">false alarms in quiet weeks (log)</text>'
               f'<text x="14" y="{HEIGHT / 2}" transform="rotate(-90 14 {HEIGHT / 2})" text-anchor="middle">F1</text>')
    for label, rate, f1, se in rows(sys.stdin.read()):
        ours = label.startswith("Ours")
        colour = "#b3401e" if ours else "#205081"
        name = escape(re.sub(r" +", " ", re.sub(r"\(noPeriods.*?\)|[()]|a=\.\d+|k=\S+|h=\S+|c=5|S=1|,", " ", label)).strip())
        shape = (f'<path d="M{x(rate):.1f} {y(f1) - 6:.1f}l6 10h-12z" fill="{colour}"/>' if ours
                 else f'<circle cx="{x(rate):.1f}" cy="{y(f1):.1f}" r="3.5" fill="{colour}"/>')
        lx, ly, anchor = place(boxes, x(rate), y(f1), name)
        out.append(f'<line x1="{x(rate):.1f}" x2="{x(rate):.1f}" y1="{y(f1 - 2 * se):.1f}" y2="{y(f1 + 2 * se):.1f}" stroke="{colour}"/>'
                   f'{shape}<text x="{lx:.1f}" y="{ly:.1f}" text-anchor="{anchor}" fill="{colour}">{name}</text>')
    print("\n".join(out + ["</svg>"]))


main()
