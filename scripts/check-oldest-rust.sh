#!/usr/bin/env bash
# Builds with the oldest Rust that Cargo.toml promises (rust-version).
set -euo pipefail

cd "$(dirname "$0")/.."
rust=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
rustup toolchain install "$rust" --profile minimal
cargo "+$rust" check --locked --bin golive
