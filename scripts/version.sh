#!/bin/sh
# Prints the version in Cargo.toml. With a tag, also sees to it that tag, version and changelog are in step: the tag is v and the version,
# and the changelog has a dated heading for it.
#
#   scripts/version.sh [TAG]
set -eu

cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
if [ $# -gt 0 ]; then
    if [ "$1" != "v$version" ]; then
        echo "version.sh: the tag is $1, and Cargo.toml says $version" >&2
        exit 1
    fi
    if ! grep -Eq "^## \[$(printf '%s' "$version" | sed 's/\./\\./g')\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md; then
        echo "version.sh: CHANGELOG.md has no heading '## [$version] - YYYY-MM-DD'" >&2
        exit 1
    fi
fi
printf '%s\n' "$version"
