#!/usr/bin/env bash
# Builds with the newest dependencies that Cargo.toml allows, as pre-commit does, in a copy: Cargo.lock here stays as it is.
set -euo pipefail

cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git archive HEAD | tar -x -C "$copy"
rm "$copy/Cargo.lock"
target_dir=${CARGO_TARGET_DIR:-$PWD/target}
cd "$copy"
CARGO_TARGET_DIR=$target_dir cargo check --bin golive
