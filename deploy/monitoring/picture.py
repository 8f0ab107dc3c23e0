#!/usr/bin/env python3
"""Draws panels of the dashboard as SVG, of what a Prometheus answers to their queries. docs/guide/monitoring.md shows one.

    picture.py http://127.0.0.1:9090 default/shop FROM TO > docs/guide/monitoring.svg      (seconds since 1970)
"""
import json, math, pathlib, sys, urllib.parse, urllib.request
from xml.sax.saxutils import escape

PROMETHEUS, WALSTREAM, FROM, TO = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
SECTION = "WalStream $walstream"
STEP = max(1, round((TO - FROM) / 160))
WIDTH, HEIGHT, GAP, LEFT, TOP, BOTTOM = 520, 224, 16, 66, 34, 64
COLORS = ["#2f7ed8", "#e0752d", "#3f9b4f", "#a352cc", "#c4162a", "#8a7400", "#0a8ea0", "#6b6b6b", "#d44a9a"]


def panels():
    dashboard = json.loads((pathlib.Path(__file__).parent / "grafana/pgwalstreams.json").read_text())
    inside = False
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            inside = panel["title"] == SECTION
        elif inside and panel["type"] == "timeseries":
            yield panel


def ask(target):
    text = target["expr"].replace("$__rate_interval", "20s").replace("($namespace)", ".*").replace("$walstream", WALSTREAM)
    query = urllib.parse.urlencode({"query": text, "start": FROM, "end": TO, "step": STEP})
    with urllib.request.urlopen(f"{PROMETHEUS}/api/v1/query_range?{query}") as answer:
        for found in json.load(answer)["data"]["result"]:
            name = target.get("legendFormat", "")
            for label, value in found["metric"].items():
                name = name.replace("{{" + label + "}}", value)
            points = [(float(at), float(value)) for at, value in found["values"]]
            yield name, [(at, value) for at, value in points if math.isfinite(value)]


def number(value, unit):
    if unit == "s":
        return f"{value * 1000:.3g} ms" if 0 < value < 1 else f"{value:.3g} s"
    base, units = (1024, ["", "Ki", "Mi", "Gi", "Ti"]) if unit in ("bytes", "Bps") else (1000, ["", "k", "M", "G", "T"])
    power = 0
    while value >= base and power < 4:
        value, power = value / base, power + 1
    return f"{value:.3g} {units[power]}{'B' if base == 1024 else ''}{'/s' if unit == 'Bps' else ''}".strip()


def nice(top, unit):
    """A round number above, half of which is round too."""
    if top <= 0:
        return 1
    scale = 1024 ** math.floor(math.log(top, 1024)) if unit in ("bytes", "Bps") else 10 ** math.floor(math.log10(top))
    return next(step * scale for step in (1, 2, 4, 6, 10, 20, 40, 60, 100, 200, 400, 600, 1000, 2000) if step * scale >= top)


def stacked(series):
    below = {}
    for name, points in series:
        points = [(at, value + below.get(at, 0)) for at, value in points]
        below.update(points)
        yield name, points


def draw(panel, left, top):
    unit = panel["fieldConfig"]["defaults"]["unit"]
    series = [one for target in panel["targets"] for one in ask(target) if one[1]]
    if "stacking" in panel["fieldConfig"]["defaults"]["custom"]:
        series = list(stacked(series))
    high = nice(max((value for _, points in series for _, value in points), default=0), unit)
    x = lambda at: left + LEFT + (at - FROM) / (TO - FROM) * (WIDTH - LEFT - 10)
    y = lambda value: top + TOP + (1 - value / high) * (HEIGHT - TOP - BOTTOM)
    yield f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="3" fill="#fff" stroke="#d8d9da"/>'
    yield f'<text x="{left + 12}" y="{top + 20}" font-weight="bold">{escape(panel["title"])}</text>'
    for part in (0, 0.5, 1):
        at = y(high * part)
        yield f'<line x1="{left + LEFT}" x2="{left + WIDTH - 10}" y1="{at:.1f}" y2="{at:.1f}" stroke="#eceded"/>'
        yield f'<text x="{left + LEFT - 6}" y="{at + 4:.1f}" text-anchor="end" fill="#666">{number(high * part, unit)}</text>'
    for minute in range(0, int((TO - FROM) / 60) + 1):
        yield f'<text x="{x(FROM + minute * 60):.1f}" y="{top + HEIGHT - 48}" text-anchor="middle" fill="#666">{minute} min</text>'
    at, line_at = left + 12, top + HEIGHT - 27
    for index, (name, points) in enumerate(series):
        color, line, last = COLORS[index % len(COLORS)], "", None
        for time, value in points:
            line += f"{'M' if last is None or time - last > 1.5 * STEP else 'L'}{x(time):.1f} {y(max(value, 0)):.1f}"
            last = time
        yield f'<path d="{line}" fill="none" stroke="{color}" stroke-width="1.5"/>'
        if at + 20 + 6.2 * len(name) > left + WIDTH:
            at, line_at = left + 12, line_at + 16
        yield f'<rect x="{at:.0f}" y="{line_at - 5}" width="10" height="3" fill="{color}"/>'
        yield f'<text x="{at + 14:.0f}" y="{line_at}">{escape(name)}</text>'
        at += 26 + 6.2 * len(name)


def main():
    drawn = []
    for index, panel in enumerate(panels()):
        row, column = divmod(index, 2)
        drawn += draw(panel, GAP + column * (WIDTH + GAP), GAP + row * (HEIGHT + GAP))
        height = GAP + (row + 1) * (HEIGHT + GAP)
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH + 3 * GAP} {height}" font-family="sans-serif" font-size="11">')
    print(f'<rect width="100%" height="100%" fill="#f4f5f5"/>')
    print("\n".join(drawn))
    print("</svg>")


main()
