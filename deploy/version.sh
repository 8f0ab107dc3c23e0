#!/usr/bin/env bash
# Puts another version into every place that names one: version.sh 0.1.0, version.sh 0.2.0-SNAPSHOT.
# A version without -SNAPSHOT is a release: what is unreleased in CHANGELOG.md becomes its section. DATE: default today.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1-}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] ||
  { echo "version.sh VERSION: a semantic version, as 0.1.0, 0.1.0-rc.1 or 0.2.0-SNAPSHOT" >&2; exit 2; }
present=$(sed -n '/<artifactId>pgwalstreams<\/artifactId>/{n;s/.*<version>\(.*\)<\/version>.*/\1/p;q}' pom.xml)
[ -n "$present" ] || { echo "pom.xml names no version" >&2; exit 1; }
case $version in
  *-SNAPSHOT) ;;
  *)
    unreleased=$(sed -n '/^## Unreleased$/,/^## [^U]/p' CHANGELOG.md | grep -c '^- ' || true)
    [ "$unreleased" -gt 0 ] || { echo "CHANGELOG.md has nothing under Unreleased" >&2; exit 1; }
    ;;
esac

old=${present//./\\.}
# The project's own artifacts and images only: a library may have the same version.
sed -i "/<artifactId>pgwalstreams<\/artifactId>/{n;s|<version>$old</version>|<version>$version</version>|}" pom.xml ./*/pom.xml
grep -rlE "pgwalstreams/(operator|worker):$old" Makefile deploy |
  xargs sed -i -E "s%(pgwalstreams/(operator|worker):)$old%\1$version%"
sed -i -E "s/^(version|appVersion): $old\$/\1: $version/" deploy/helm/pgwalstreams/Chart.yaml
case $version in
  *-SNAPSHOT) ;;
  *) sed -i "s|^## Unreleased\$|## Unreleased\n\n## $version - ${DATE:-$(date -u +%F)}|" CHANGELOG.md ;;
esac
echo "$present -> $version"
