#!/usr/bin/env bash
# Installs what a release is built with on a fresh machine: Rust for TARGET, a C compiler for musl where that is needed, maturin.
#
#   scripts/toolchain.sh TARGET
set -euo pipefail

target=${1:?usage: scripts/toolchain.sh TARGET}
rust=1.95.0
maturin=1.16.0

rustup toolchain install "$rust" --profile minimal --target "$target"
rustup default "$rust"
case $target in
    *-linux-musl)
        sudo apt-get update --quiet
        sudo apt-get install --quiet --yes --no-install-recommends musl-tools
        ;;
esac
if [ -n "${GITHUB_PATH:-}" ]; then
    python3 -m venv "$RUNNER_TEMP/maturin"
    bin=$RUNNER_TEMP/maturin/bin
    [ -d "$bin" ] || bin=$RUNNER_TEMP/maturin/Scripts
    "$bin/python" -m pip install --quiet --disable-pip-version-check "maturin==$maturin"
    printf '%s\n' "$bin" >> "$GITHUB_PATH"
fi
