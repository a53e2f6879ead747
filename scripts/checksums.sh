#!/bin/sh
# Writes SHA256SUMS of all files in a folder, sorted by name, and reads it back.
#
#   scripts/checksums.sh FOLDER
set -eu

cd "${1:?usage: scripts/checksums.sh FOLDER}"
rm -f SHA256SUMS
sums=$(LC_ALL=C find . -maxdepth 1 -type f | sed 's|^\./||' | LC_ALL=C sort | while IFS= read -r file; do sha256sum "$file"; done)
if [ -z "$sums" ]; then
    echo "checksums.sh: there is no file in $1" >&2
    exit 1
fi
printf '%s\n' "$sums" > SHA256SUMS
sha256sum --check --strict --quiet SHA256SUMS
