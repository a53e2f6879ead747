#!/bin/sh
# Prints what CHANGELOG.md says of a version; fails where it says nothing.
#
#   scripts/notes.sh VERSION
set -eu

cd "$(dirname "$0")/.."
awk -v heading="## [$1]" '
    index($0, "## [") == 1 { inside = index($0, heading) == 1; next }
    inside && /^\[/ { next }
    inside { print; if (NF) said = 1 }
    END { exit !said }
' CHANGELOG.md
