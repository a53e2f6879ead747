#!/usr/bin/env bash
# First step of the action: brings a golive to the runner, and hands its path on as a step output.
#
#   GOLIVE_INSTALL   release, source or path
#   GOLIVE_PATH      the file, with path
#
# A release is compared with the checksums in this very commit, so that who pins the action's commit pins the bytes that run. Where
# there is no checksum for it, it is not run.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
manifest=$here/Cargo.toml
sums=$here/hooks/SHA256SUMS
output=${GITHUB_OUTPUT:-/dev/stdout}
temporary=${RUNNER_TEMP:-${TMPDIR:-/tmp}}
install=${GOLIVE_INSTALL:-release}

# What a manifest has at a key of its first table.
value() {
    sed -n "s/^$1 = \"\([^\"]*\)\".*/\1/p" "$manifest" | head -n 1
}

# The outputs of the action are set whatever happens. The message is this script's own; inputs are only quoted where they were checked.
fail() {
    printf 'exit-code=2\noutcome=error\nfindings=0\n' >>"$output"
    printf '::error title=golive could not be installed::%s\n' "$1"
    exit 2
}

# Hands on the path of a golive that runs. The path is a line of its own between words that nobody can foresee.
hand_on() {
    [ -f "$1" ] || fail 'there is no file where golive should be: see the inputs install and path'
    [ -x "$1" ] || chmod +x "$1" || fail 'golive is no file that can be run'
    local delimiter
    delimiter=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf 'path<<%s\n%s\n%s\n' "$delimiter" "$1" "$delimiter" >>"$output"
    printf 'version=%s\n' "$version" >>"$output"
}

# Rust's name of this machine.
target() {
    local machine
    case $(uname -m) in
        x86_64 | amd64) machine=x86_64 ;;
        aarch64 | arm64) machine=aarch64 ;;
        *) fail 'there is no release for this processor: set install: source' ;;
    esac
    case $(uname -s) in
        Linux)
            if ldd --version 2>&1 | grep -qi musl; then
                echo "$machine-unknown-linux-musl"
            else
                echo "$machine-unknown-linux-gnu"
            fi
            ;;
        Darwin) echo "$machine-apple-darwin" ;;
        MINGW* | MSYS* | CYGWIN*)
            [ "$machine" = x86_64 ] || fail 'there is no release for this processor: set install: source'
            echo x86_64-pc-windows-msvc
            ;;
        *) fail 'there is no release for this system: set install: source' ;;
    esac
}

sum_of() {
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum <"$1" | cut -d ' ' -f 1
    elif command -v shasum >/dev/null 2>&1; then
        shasum -a 256 <"$1" | cut -d ' ' -f 1
    else
        fail 'there is neither sha256sum nor shasum to compare checksums with'
    fi
}

from_release() {
    local target archive expected actual folder url protocol
    target=$(target)
    archive=golive-$version-$target.tar.gz
    expected=
    if [ -f "$sums" ]; then
        expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$sums")
    fi
    case $expected in
        *[!0-9a-f]* | '') fail "this commit has no checksum for $archive: use a released version of the action, or install: source" ;;
    esac
    [ "${#expected}" -eq 64 ] || fail "this commit has no single checksum for $archive"

    case ${GITHUB_ACTION_REPOSITORY:-} in
        *[!0-9A-Za-z._/-]* | '') url=$(value repository) ;;
        *) url=https://github.com/$GITHUB_ACTION_REPOSITORY ;;
    esac
    url=${url%.git}/releases/download/v$version
    protocol='=https'
    # Where the releases are on this machine already. A file is trusted no more than a download: the checksum decides.
    case ${GOLIVE_RELEASE_URL:-} in
        file://*) url=$GOLIVE_RELEASE_URL protocol='=file' ;;
    esac

    folder=$(mktemp -d "$temporary/golive-install-XXXXXX")
    curl --proto "$protocol" --tlsv1.2 --fail --silent --show-error --location --retry 5 --max-time 300 --output "$folder/$archive" -- "$url/$archive" ||
        fail "$archive could not be downloaded"
    actual=$(sum_of "$folder/$archive")
    [ "$actual" = "$expected" ] || fail "checksum mismatch for $archive: it is $actual, and this commit says $expected"
    tar -xzf "$folder/$archive" -C "$folder" || fail "$archive could not be unpacked"
    # In the archive golive stands in a folder of the archive's name, or alone.
    for found in "$folder"/golive{,.exe} "$folder/golive-$version-$target"/golive{,.exe}; do
        if [ -f "$found" ]; then
            hand_on "$found"
            return
        fi
    done
    fail "$archive holds no golive"
}

from_source() {
    command -v cargo >/dev/null 2>&1 || fail 'install: source needs cargo, and there is none on PATH'
    cargo install --locked --quiet --path "$here" --root "$temporary/golive-source" --bin golive 1>&2 || fail 'golive could not be built: see the log'
    if [ -f "$temporary/golive-source/bin/golive.exe" ]; then
        hand_on "$temporary/golive-source/bin/golive.exe"
    else
        hand_on "$temporary/golive-source/bin/golive"
    fi
}

version=$(value version)
case $version in
    '' | *[!0-9A-Za-z.+-]*) fail 'the version in Cargo.toml of the action cannot be read' ;;
esac

case $install in
    release) from_release ;;
    source) from_source ;;
    path)
        [ -n "${GOLIVE_PATH:-}" ] || fail 'install: path needs the input path'
        case $GOLIVE_PATH in
            /* | [A-Za-z]:[\\/]*) hand_on "$GOLIVE_PATH" ;;
            *) hand_on "${GITHUB_WORKSPACE:-$PWD}/$GOLIVE_PATH" ;;
        esac
        ;;
    *) fail 'the input install may be release, source or path' ;;
esac
