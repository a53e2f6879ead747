#!/usr/bin/env bash
# Builds a wheel that holds the golive binary, so that `pip install` and `language: python` hooks need no Rust toolchain.
#
#   scripts/wheel.sh FOLDER [PROFILE [ARGUMENT..]]
#
# ARGUMENTs go to maturin: --target, --compatibility. maturin must be on PATH (or in MATURIN).
set -euo pipefail

cd "$(dirname "$0")/.."
folder=$(mkdir -p "${1:?usage: scripts/wheel.sh FOLDER [PROFILE [ARGUMENT..]]}" && cd "$1" && pwd)
profile=${2:-release}
shift $(($# > 1 ? 2 : 1))
target_dir=${CARGO_TARGET_DIR:-$PWD/target}
cd packaging/python
CARGO_TARGET_DIR=$target_dir "${MATURIN:-maturin}" build --locked --profile "$profile" --out "$folder" "$@"
