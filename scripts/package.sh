#!/usr/bin/env bash
# Makes the archive of a built golive: the binary, completions, the manual page, licences. The same binary gives the same bytes.
#
#   scripts/package.sh TARGET FOLDER [BINARY]
#
# Without BINARY, golive is built for TARGET first. Prints the archive's path. BINARY must run on this machine: it writes the completions
# and the manual page itself.
set -euo pipefail

cd "$(dirname "$0")/.."
if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo 'usage: scripts/package.sh TARGET FOLDER [BINARY]' >&2
    exit 2
fi
target=$1
folder=$2
binary=${3:-}

case $target in
    *-windows-*) suffix=.exe ;;
    *) suffix= ;;
esac
if [ -z "$binary" ]; then
    cargo build --locked --release --target "$target" --bin golive >&2
    binary=${CARGO_TARGET_DIR:-target}/$target/release/golive$suffix
fi

version=$(scripts/version.sh)
said=$("$binary" --version | tr -d '\r')
if [ "$said" != "golive $version" ]; then
    echo "package.sh: $binary says '$said', Cargo.toml says $version" >&2
    exit 1
fi

name=golive-$version-$target
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/$name/completions" "$folder"
cp "$binary" "$stage/$name/golive$suffix"
cp LICENSE-MIT LICENSE-APACHE README.md CHANGELOG.md "$stage/$name/"
"$binary" man > "$stage/$name/golive.1"
for shell in bash elvish fish powershell zsh; do
    "$binary" completions "$shell" > "$stage/$name/completions/golive.$shell"
done

python3 scripts/archive.py "$stage" "$name" "$folder/$name.tar.gz"
printf '%s\n' "$folder/$name.tar.gz"
