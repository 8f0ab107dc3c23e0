#!/usr/bin/env bash
# Builds and runs a program, and does both again after each change of a source.
#   rerun.sh BUILD RUN FOLDER...
# BUILD and RUN are commands of a shell; the sources are all files in the folders but those of a folder named target.
# While it does not build, nothing runs: the program's files are the build's.
set -euo pipefail
build=$1 run=$2
shift 2

mark=$(mktemp)
child=
stop() {
  if [ -n "$child" ]; then
    kill -- -"$child" 2> /dev/null || true
    wait "$child" 2> /dev/null || true
    child=
  fi
}
trap 'stop; rm -f "$mark"' EXIT
trap 'exit 143' INT TERM

changed() {
  [ -n "$(find "$@" -name target -prune -o -type f -newer "$mark" -print -quit)" ]
}

while true; do
  touch "$mark"
  if bash -c "$build"; then
    echo 'rerun: built, running'
    setsid bash -c "exec $run" & # a group of its own, which ends as a whole
    child=$!
  else
    echo 'rerun: it does not build; waiting for the next change' >&2
  fi
  until changed "$@"; do sleep 1; done
  echo 'rerun: a source has changed'
  stop
done
