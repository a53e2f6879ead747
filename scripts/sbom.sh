#!/usr/bin/env bash
# Writes a bill of materials (CycloneDX, JSON) of what the binary is built from, as golive.cdx.json in FOLDER. The tool is built from its
# locked source, so that no prebuilt program of others is trusted.
#
#   scripts/sbom.sh FOLDER
set -euo pipefail

cd "$(dirname "$0")/.."
folder=${1:?usage: scripts/sbom.sh FOLDER}
version=0.5.9
mkdir -p "$folder"

if [ "$(cargo cyclonedx --version 2>/dev/null || true)" != "cargo-cyclonedx-cyclonedx $version" ]; then
    tools=$(mktemp -d)
    trap 'rm -rf "$tools"' EXIT
    cargo install --quiet --locked --version "$version" --root "$tools" cargo-cyclonedx
    PATH=$tools/bin:$PATH
fi
cargo cyclonedx --format json --spec-version 1.5 --no-build-deps --override-filename golive.cdx
mv golive.cdx.json "$folder/golive.cdx.json"
grep -q '"bomFormat": *"CycloneDX"' "$folder/golive.cdx.json"
