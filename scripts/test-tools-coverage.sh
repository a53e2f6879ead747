#!/bin/sh
# Installs the test runners that measure coverage, at exact versions, into target/test-tools/coverage. Does nothing where they are there
# already. coverage.py comes with scripts/test-tools.sh.
set -eu

cd "$(dirname "$0")/.."

tools=target/test-tools/coverage
stamp=$(cksum < tests/fixtures/coverage-tools/package-lock.json)

# The stamp is written last: an installation that was broken off is begun again.
if [ -f "$tools/stamp" ] && [ "$(cat "$tools/stamp")" = "$stamp" ]; then
    exit 0
fi

echo "installing test runners into $tools" >&2
rm -rf "$tools"
mkdir -p "$tools/npm"
cp tests/fixtures/coverage-tools/package.json tests/fixtures/coverage-tools/package-lock.json "$tools/npm/"
# None of them needs its scripts.
npm ci --prefix "$tools/npm" --no-audit --no-fund --silent --ignore-scripts
printf '%s\n' "$stamp" > "$tools/stamp"
