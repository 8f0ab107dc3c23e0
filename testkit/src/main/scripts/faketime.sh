#!/bin/sh
# Lays libfaketime into the cache, for clocks that jump in the chaos.
set -eu
if ! command -v apt-get > /dev/null; then
  echo 'not there: libfaketime, without which no clock jumps in the chaos; install it' >&2
  exit 0
fi
exec "$(dirname "$0")/from-apt.sh" libfaketime 'usr/lib/*/faketime' faketime libfaketimeMT.so.1
