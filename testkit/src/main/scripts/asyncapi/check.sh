#!/bin/sh
# Lets AsyncAPI's own parser read the document that is named. Without npm it says so, and in CI fails.
set -eu
document=$(realpath "$1")
cd "$(dirname "$0")"
if ! npm --version >/dev/null 2>&1; then
  echo 'asyncapi: not checked: install Node.js 22 or newer with npm, https://nodejs.org' >&2
  [ "${CI:-}" != true ] || exit 1
  exit 0
fi
npm ci --silent --no-audit --no-fund
node check.mjs "$document"
