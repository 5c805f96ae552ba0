#!/usr/bin/env python3
"""plot.py [RESULTS.tsv [OUT.svg]]

Draws the table that bench.py --record appends to: a small chart for each figure that the project is judged by,
from commit to commit; the arrow says which way is better. A figure that depends on the machine is drawn as its ratio to the floor of the same run.
"""
import html, os, sys

HERE = os.path.dirname(os.path.abspath(__file__))
# What is drawn: name in the table, unit that tells figures of one name apart, whether the ratio, title, less is better.
CHARTS = [
    ("index anew", "MB/s", True, "Indexing: times MeCab's time", True),
    ("index on disk", "MB", True, "Index on disk: times the text", True),
    ("indexer, peak memory", "MB", False, "Indexer, peak MB", True),
    ("mixed uncached, 16 connections", "q/s", True, "Answers uncached: of a bare server's", False),
    ("cached, 16 connections", "q/s", True, "Answers cached: of a bare server's", False),
    ("mixed, 16 connections, facets off", "ms p99", False, "16 connections: p99 ms", True),
    ("daemon, peak memory", "MB", False, "Daemon, peak MB", True),
    ("start to first answer", "ms", False, "Start to first answer, ms", True),
]
WIDTH, HEIGHT, COLUMNS, MARGIN = 300, 150, 2, 34
COLOURS = ["#0b63a5", "#b3541e", "#4b7a2b", "#7a3b8f"]


def read(path):
    """Rows of the table, and its commits in order."""
    with open(path, encoding="utf-8") as f:
        names = f.readline().rstrip("\n").split("\t")
        rows = [dict(zip(names, line.rstrip("\n").split("\t"))) for line in f if line.strip()]
    return rows, list(dict.fromkeys(r["commit"] for r in rows))


def chart(rows, commits, what, unit, ratio, title, less):
    """One chart as SVG, its origin at its own corner."""
    lines = {}
    for r in rows:
        value = r["ratio" if ratio else "value"]
        if r["what"] == what and r["unit"] == unit and value:
            lines.setdefault(r["corpus"], {})[r["commit"]] = float(value)
    top = max((v for line in lines.values() for v in line.values()), default=1) * 1.1 or 1
    step = (WIDTH - 2 * MARGIN) / max(1, len(commits) - 1)
    out = ['<text x="8" y="18" class="title">%s</text>' % html.escape(title + (" ↓" if less else " ↑"))]
    base = HEIGHT - 24
    out.append('<path d="M%d 28V%dH%d" class="axis"/>' % (MARGIN, base, WIDTH - 8))
    out.append('<text x="%d" y="34" class="small" text-anchor="end">%.3g</text><text x="%d" y="%d" class="small" text-anchor="end">0</text>' % (MARGIN - 3, top, MARGIN - 3, base))
    for i, commit in enumerate(commits):
        if i in (0, len(commits) - 1):
            out.append('<text x="%.1f" y="%d" class="small" text-anchor="%s">%s</text>' % (MARGIN + i * step, HEIGHT - 10, "start" if i == 0 else "end", html.escape(commit)))
    for n, (corpus, line) in enumerate(sorted(lines.items())):
        colour = COLOURS[n % len(COLOURS)]
        points = [(MARGIN + commits.index(c) * step, base - (base - 30) * v / top, v) for c, v in line.items()]
        out.append('<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>' % (" ".join("%.1f,%.1f" % p[:2] for p in points), colour))
        for x, y, v in points:
            out.append('<circle cx="%.1f" cy="%.1f" r="3" fill="%s"><title>%s: %g</title></circle>' % (x, y, colour, html.escape(corpus), v))
        x, y, v = points[-1]
        out.append('<text x="%.1f" y="%.1f" class="small" fill="%s" text-anchor="end">%.3g</text>' % (x, y - 6, colour, v))
    return "".join(out)


def main():
    table = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "results.tsv")
    target = sys.argv[2] if len(sys.argv) > 2 else os.path.splitext(table)[0] + ".svg"
    rows, commits = read(table)
    lines = (len(CHARTS) + COLUMNS - 1) // COLUMNS
    with open(target, "w", encoding="utf-8") as f:
        f.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif">\n' % (WIDTH * COLUMNS, HEIGHT * lines))
        f.write("<style>.title{font-size:12px;font-weight:bold}.small{font-size:9px}.axis{fill:none;stroke:#777}</style>\n")
        f.write('<rect width="100%" height="100%" fill="white"/>\n')
        for i, c in enumerate(CHARTS):
            f.write('<g transform="translate(%d %d)">%s</g>\n' % (WIDTH * (i % COLUMNS), HEIGHT * (i // COLUMNS), chart(rows, commits, *c)))
        f.write("</svg>\n")


if __name__ == "__main__":
    main()
