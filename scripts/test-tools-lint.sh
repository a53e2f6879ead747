#!/bin/sh
# Installs the linters and type checkers that tests run, at exact versions, into target/test-tools/lint. Does nothing where they are
# there already.
set -eu

cd "$(dirname "$0")/.."

packages='ruff==0.17.6 mypy==2.4.1 flake8==7.5.0'
tools=target/test-tools/lint
stamp="$packages $(cksum < tests/fixtures/lint-tools/package-lock.json)"

# The stamp is written last: an installation that was broken off is begun again.
if [ -f "$tools/stamp" ] && [ "$(cat "$tools/stamp")" = "$stamp" ]; then
    exit 0
fi

echo "installing linters into $tools" >&2
rm -rf "$tools"
mkdir -p "$tools/npm"
cp tests/fixtures/lint-tools/package.json tests/fixtures/lint-tools/package-lock.json "$tools/npm/"
npm ci --prefix "$tools/npm" --no-audit --no-fund --silent
python3 -m venv "$tools/venv"
# Word splitting is meant: a package a word.
# shellcheck disable=SC2086
"$tools/venv/bin/python3" -m pip install --quiet --disable-pip-version-check $packages
printf '%s\n' "$stamp" > "$tools/stamp"
