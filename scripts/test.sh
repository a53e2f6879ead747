#!/usr/bin/env bash
# Runs all tests, after installing the programs they need. Uses cargo-nextest where it is installed; closes with cargo test's line
# either way. Arguments go to the runner.
set -euo pipefail

cd "$(dirname "$0")/.."
scripts/test-tools.sh
scripts/test-tools-lint.sh
scripts/test-tools-coverage.sh

if ! cargo nextest --version >/dev/null 2>&1; then
    exec cargo test --locked "$@"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
cargo nextest run --locked --no-fail-fast "$@" 2>&1 | tee "$log" || status=$?

# "Summary [  9.1s] 118 tests run: 117 passed (2 slow), 1 failed, 0 skipped" in the words of cargo test.
count() {
    sed -n 's/^ *Summary .* run: //p' "$log" | tail -n 1 | sed -n "s/.*\b\([0-9][0-9]*\) $1.*/\1/p"
}
passed=$(count passed)
failed=$(count failed)
timed_out=$(count 'timed out')
skipped=$(count skipped)
word=ok
[ "$status" -eq 0 ] || word=FAILED
echo "test result: $word. ${passed:-0} passed; $((${failed:-0} + ${timed_out:-0})) failed; ${skipped:-0} ignored"
exit "$status"
