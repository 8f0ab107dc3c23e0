#!/usr/bin/env bash
# Every jar of an image stands in its bill of materials.
#   sbom-check.sh LIB-FOLDER SBOM.json
set -euo pipefail
missing=0 count=0
for jar in "$1"/*.jar; do
  name=$(basename "$jar" .jar)
  # ARTIFACT-VERSION: the version begins at the first digit behind a dash.
  purl=$(sed -E 's/-([0-9])/@\1/' <<< "$name")
  count=$((count + 1))
  if ! grep -Eq "\"purl\" ?: ?\"pkg:maven/[^/\"]+/${purl//./\\.}[?\"]" "$2"; then
    echo "not in $2: $name" >&2
    missing=1
  fi
done
[ "$count" -gt 0 ] || { echo "no jars in $1" >&2; exit 1; }
[ "$missing" = 0 ] || exit 1
echo "$2: all $count jars"
