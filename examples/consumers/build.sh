#!/bin/sh
# Builds the consumers of the languages that are installed, and prints their names. Says what to install for the others, and in CI
# fails then.
set -eu
cd "$(dirname "$0")"
built=java
missing=

lacks() {
  echo "consumers: the one in $1 is left out: install $2" >&2
  missing="$missing $1"
}

mvn -q -B -ntp ${MVN_ARGS:-} -f java/pom.xml package >&2

if go version >/dev/null 2>&1; then
  (cd go && go vet ./... && go build -o target/consumer .) >&2
  built=$built,go
else
  lacks Go 'Go 1.26 or newer, https://go.dev/dl'
fi

if python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  [ -x python/target/venv/bin/python ] || python3 -m venv python/target/venv >&2
  python/target/venv/bin/pip install -q --disable-pip-version-check -r python/requirements.txt >&2
  built=$built,python
else
  lacks Python 'Python 3.10 or newer with venv (Debian: python3-venv)'
fi

if node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1; then
  (cd typescript && npm ci --silent --no-audit --no-fund && npm run --silent build) >&2
  built=$built,typescript
else
  lacks TypeScript 'Node.js 22 or newer with npm, https://nodejs.org'
fi

[ -z "$missing" ] || [ "${CI:-}" != true ] || exit 1
echo "$built"
