#!/bin/sh
# Lays Prometheus' promtool into the cache, for the tests of the alert rules; nothing to do where it is on the PATH.
set -eu
! command -v promtool > /dev/null || exit 0
if ! command -v apt-get > /dev/null; then
  echo 'promtool is needed: install Prometheus (https://prometheus.io/download) and put its promtool on the PATH' >&2
  exit 1
fi
exec "$(dirname "$0")/from-apt.sh" prometheus usr/bin prometheus promtool
