#!/bin/sh
# Lays Prometheus' promtool into the cache, for the tests of the alert rules; nothing to do where it is on the PATH.
# It comes from Debian's package, as apt finds it.
set -eu
cache=${PGWALSTREAMS_CACHE:-$HOME/.cache/pgwalstreams}/prometheus
if [ -x "$cache/promtool" ] || command -v promtool > /dev/null; then
  exit 0
fi
if ! command -v apt-get > /dev/null; then
  echo 'promtool is needed: install Prometheus (https://prometheus.io/download) and put its promtool on the PATH' >&2
  exit 1
fi
mkdir -p "$(dirname "$cache")"
fresh=$(mktemp -d "$cache.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
cd "$fresh"
download() { apt-get -qq -o APT::Sandbox::User="$(id -un)" download prometheus; }
download 2> /dev/null || { apt-get -qq update && download; }
dpkg-deb -x prometheus_*.deb unpacked
unpacked/usr/bin/promtool --version > /dev/null
# Another one may have been faster.
mv -T unpacked/usr/bin "$cache" 2> /dev/null || [ -x "$cache/promtool" ]
