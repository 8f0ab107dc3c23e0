#!/usr/bin/env python3
"""Draws what a terminal showed, as SVG.

    terminal-svg.py TITLE < shown.txt > shown.svg                        all of it
    terminal-svg.py TITLE COMMAND < typed.txt > shown.svg                that command, and what it printed
    terminal-svg.py TITLE COMMAND FIRST < typed.txt > shown.svg          of that, what begins with the line FIRST

A line that begins with "$ " is a command, and is drawn in another colour. Lines that are longer than 160 characters
are cut. Each line is told its length, so that columns stand below each other in any font."""
import re
import sys
from xml.sax.saxutils import escape

COLUMN, LINE, MARGIN, BAR, LONGEST = 8.4, 19, 16, 32, 160
PAPER, TEXT, COMMAND, FRAME, TITLE = "#0f172a", "#e2e8f0", "#7dd3fc", "#334155", "#94a3b8"


def text(x, y, fill, content, length=None):
    stretched = f' textLength="{length:.1f}"' if length else ""
    return f'<text x="{x:.1f}" y="{y}" fill="{fill}" xml:space="preserve"{stretched}>{escape(content)}</text>'


def drawn(title, lines):
    width = 2 * MARGIN + COLUMN * max(len(line) for line in [*lines, " " * 8 + title])
    height = BAR + 2 * MARGIN + LINE * len(lines)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" viewBox="0 0 {width:.0f} {height}" '
        'font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14">'
    )
    yield f"<title>{escape(title)}</title>"
    yield f'<rect width="{width:.0f}" height="{height}" rx="8" fill="{PAPER}" stroke="{FRAME}"/>'
    for at in range(3):
        yield f'<circle cx="{MARGIN + 4 + 18 * at}" cy="{BAR // 2 + 2}" r="5" fill="{FRAME}"/>'
    yield text(MARGIN + 64, BAR // 2 + 7, TITLE, title)
    for number, line in enumerate(lines, 1):
        if line:
            colour = COMMAND if line.startswith("$ ") else TEXT
            yield text(MARGIN, BAR + MARGIN + LINE * number - 6, colour, line, COLUMN * len(line))
    yield "</svg>"


def part(lines, command, first=None):
    begin = lines.index("$ " + command)
    end = next((at for at in range(begin + 1, len(lines)) if lines[at].startswith("$ ")), len(lines))
    shown = lines[begin + 1 : end]
    if first:
        shown = ["…", *shown[shown.index(first) :]]
    return [lines[begin], *shown]


def main():
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    # What a terminal does with its escape sequences is not drawn.
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", sys.stdin.read())
    lines = [line.rstrip().expandtabs() for line in plain.split("\n")]
    lines = part(lines, *sys.argv[2:]) if len(sys.argv) > 2 else lines
    while not lines[-1]:
        lines.pop()
    print("\n".join(drawn(sys.argv[1], [line if len(line) <= LONGEST else line[: LONGEST - 1] + "…" for line in lines])))


main()
