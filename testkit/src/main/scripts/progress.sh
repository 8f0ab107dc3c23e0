#!/usr/bin/env bash
# Runs Maven and says how far it is: a line for each module, and for what takes long in it, with the time so far.
# Errors are shown whole, as they come. All that Maven says is written into a file.
#   progress.sh LOG COMMAND...
set -euo pipefail
log=$1
shift
mkdir -p "$(dirname "$log")"

say() {
  printf '%3d:%02d  %-8s%s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$1" "$2"
}

building='^\[INFO\] Building (.*) [^ ]+ +(\[[0-9]+/[0-9]+\])$'
alone='^\[INFO\] Building ([^:]*) [^ ]+$'
compiling='^\[INFO\] Compiling ([0-9]+ source files?) '
results='^\[[A-Z]+\] (Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+)$'

progress() {
  local line failing=
  while IFS= read -r line || [ -n "$line" ]; do
    # What follows an error without a mark of its own belongs to it: a stack trace, a line of the source.
    case $line in
      '[ERROR]'* | '[FATAL]'*) failing=yes ;;
      '[INFO]'* | '[WARNING]'*) failing= ;;
    esac
    if [ -n "$failing" ]; then
      printf '%s\n' "$line"
    elif [[ $line =~ $building ]]; then
      say "${BASH_REMATCH[2]}" "${BASH_REMATCH[1]}"
    elif [[ $line =~ $alone ]]; then
      say '' "${BASH_REMATCH[1]}"
    elif [[ $line =~ $compiling ]]; then
      say '' "  compiling ${BASH_REMATCH[1]}"
    elif [[ $line == '[INFO]  T E S T S' ]]; then
      say '' '  testing'
    elif [[ $line =~ $results ]]; then
      say '' "  ${BASH_REMATCH[1]}"
    fi
  done
}

status=0
"$@" 2>&1 | tee "$log" | progress || status=${PIPESTATUS[0]}
if [ "$status" -ne 0 ]; then
  # What does not even start has no mark.
  grep -qE '^\[(ERROR|FATAL)\]' "$log" || tail -n 30 "$log" >&2
  echo "failed with status $status; all that was said is in $log" >&2
fi
exit "$status"
