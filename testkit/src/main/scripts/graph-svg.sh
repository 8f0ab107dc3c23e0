#!/usr/bin/env bash
# Draws a graph of Graphviz as SVG that can be read on light and on dark paper.
#   graph-svg.sh docs/architecture.dot > docs/architecture.svg
# The drawing names the checksum of its source: a test sees when one was changed without the other.
set -euo pipefail
command -v dot > /dev/null || { echo 'Graphviz is needed: apt-get install graphviz, or https://graphviz.org/download' >&2; exit 1; }
style() {
  cat << 'END'
<style>
  .graph > polygon { fill: #ffffff; stroke: #d0d7de; }
  text { fill: #1f2328; font-family: ui-sans-serif, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; }
  .node path, .node polygon, .node polyline { fill: #f6f8fa; stroke: #6e7781; }
  .ours path, .ours polygon { fill: #ddf4ff; stroke: #0969da; stroke-width: 1.6; }
  .document polygon, .document polyline { fill: #fff8c5; stroke: #9a6700; }
  .edge path { stroke: #6e7781; } .edge polygon { fill: #6e7781; stroke: #6e7781; }
  .flow path { stroke: #0969da; stroke-width: 2; } .flow polygon { fill: #0969da; stroke: #0969da; }
  .sets path { stroke-dasharray: 5 3; }
  .word text { fill: #57606a; }
  @media (prefers-color-scheme: dark) {
    .graph > polygon { fill: #0d1117; stroke: #30363d; }
    text { fill: #e6edf3; }
    .node path, .node polygon, .node polyline { fill: #161b22; stroke: #8b949e; }
    .ours path, .ours polygon { fill: #0c2d6b; stroke: #58a6ff; }
    .document polygon, .document polyline { fill: #3b2e00; stroke: #d29922; }
    .edge path { stroke: #8b949e; } .edge polygon { fill: #8b949e; stroke: #8b949e; }
    .flow path { stroke: #58a6ff; } .flow polygon { fill: #58a6ff; stroke: #58a6ff; }
    .word text { fill: #8b949e; }
  }
</style>
END
}
echo "<!-- drawn of $(basename "$1"), sha256 $(sha256sum < "$1" | cut -d' ' -f1), by make picture -->"
svg=$(dot -Tsvg "$1" | sed -e '1,/^<svg/{/^<svg/!d}' -e '/^<!--/d')
graph='<g id="graph0"'
printf '%s' "${svg%%"$graph"*}"
style
printf '%s\n' "$graph${svg#*"$graph"}"
