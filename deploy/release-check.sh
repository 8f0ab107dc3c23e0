#!/usr/bin/env bash
# Whether the files of a release are whole, and every program in them starts and says the release's version.
#   release-check.sh [FOLDER]    default target/release; needs a Java 25, and Helm to look into the chart
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "${1:-$root/target/release}"
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

fail() {
  echo "release-check.sh: $1" >&2
  exit 1
}

sha256sum --check --strict --quiet SHA256SUMS || fail 'a file is not the one that SHA256SUMS names'
for file in *; do
  case $file in
    SHA256SUMS | SHA256SUMS.*) ;;
    *) cut -c67- SHA256SUMS | grep -Fxq -- "$file" || fail "SHA256SUMS does not name $file" ;;
  esac
done
chart=$(echo pgwalstreams-chart-*.tgz)
version=${chart#pgwalstreams-chart-}
version=${version%.tgz}

# What a program says of its version is all that it says: a warning would be one at every call.
says() {
  local what=$1 said
  shift
  said=$("$@" 2>&1) || fail "$what does not start: $said"
  case $said in
    *$'\n'*) fail "$what says more than its version: $said" ;;
    *" $version" | *" $version ("*) echo "starts   $what: $said" ;;
    *) fail "$what says '$said', and is of $version" ;;
  esac
}

for part in operator worker; do
  image=pgwalstreams-$part-$version-image.tar
  mapfile -t command < <("$root/images/unpack.sh" "$image" "$room/$part")
  says "$image" "${command[@]}" version
done
for bill in *-sbom.json; do
  grep -Eq '"specVersion" ?: ?"1\.6"' "$bill" || fail "$bill is no CycloneDX 1.6"
done
tar -xzf "pgwalstreams-worker-$version.tar.gz" -C "$room"
says "pgwalstreams-worker-$version.tar.gz" "$room/pgwalstreams-worker-$version/bin/pgwalstreams-worker" version
tar -xzf "kubectl-walstream-$version.tar.gz" -C "$room"
says "kubectl-walstream-$version.tar.gz" "$room/kubectl-walstream-$version/kubectl-walstream" --version

if helm=$(command -v helm); then
  "$helm" lint --strict "$chart" > "$room/lint" || fail "$(cat "$room/lint")"
  "$helm" template any "$chart" --kube-version 1.30.0 > "$room/objects"
  for part in operator worker; do
    grep -Fq "pgwalstreams/$part:$version\"" "$room/objects" || fail "$chart does not run pgwalstreams/$part:$version"
  done
  echo "renders  $chart"
else
  echo "not looked into: $chart, for there is no helm" >&2
fi
