//! Whether a file that is named like a secret holds one: first bytes before blame.

use super::family::ContentTest;
use bstr::ByteSlice as _;

/// How much of a file is looked at, in bytes. Keys and tokens are small, and what marks a file as encrypted stands at its start or,
/// for SOPS, at the end of a small file.
pub(super) const LOOKED_AT: usize = 256 * 1024;

/// Files of this many bytes or more are no keys, whatever they are called.
const TOO_LARGE_FOR_A_KEY: usize = LOOKED_AT;

/// Whether `bytes`, the start of a file of that kind, hold something to keep secret. In doubt they do.
pub(super) fn is_secret(test: ContentTest, name: &[u8], bytes: &[u8]) -> bool {
    if bytes.trim_ascii().is_empty() || is_encrypted(bytes) {
        return false;
    }
    match test {
        ContentTest::Any => true,
        ContentTest::Key => !is_public(bytes) && !is_document(bytes) && bytes.len() < TOO_LARGE_FOR_A_KEY,
        ContentTest::PrivateKey => has_private_key(bytes),
        ContentTest::Assignments => has_value(bytes),
        ContentTest::CloudJson => has_cloud_secret(bytes),
        ContentTest::Kubeconfig => lines(bytes).any(|line| value_of(line, &["client-key-data", "token", "password", "id-token"])),
        ContentTest::Token => has_token(name, bytes),
    }
}

/// Encrypted at rest, or only a pointer to the content: fine to commit.
/// git-crypt, ansible-vault, age (C2SP), `OpenPGP` (RFC 9580), Git LFS, openssl enc, SOPS, Bitnami sealed secrets.
fn is_encrypted(bytes: &[u8]) -> bool {
    const STARTS: &[&[u8]] = &[
        b"\0GITCRYPT\0",
        b"$ANSIBLE_VAULT;",
        b"age-encryption.org/v1",
        b"-----BEGIN AGE ENCRYPTED FILE-----",
        b"-----BEGIN PGP MESSAGE-----",
        b"version https://git-lfs.github.com/spec/v1",
        b"Salted__",
        b"U2FsdGVkX1",
    ];
    let start = bytes.trim_ascii_start();
    STARTS.iter().any(|mark| bytes.starts_with(mark) || start.starts_with(mark))
        || is_sops(bytes)
        || bytes.contains_str("kind: SealedSecret")
}

/// SOPS keeps its own record in the file, under `sops` in YAML and JSON, as `sops_…` in dotenv and `[sops]` in INI.
fn is_sops(bytes: &[u8]) -> bool {
    let record = ["\nsops:", "\"sops\":", "\nsops_version=", "\n[sops]", "\nsops_mac="].iter().any(|mark| bytes.contains_str(mark));
    record && bytes.contains_str("ENC[")
}

fn has_private_key(bytes: &[u8]) -> bool {
    bytes.contains_str("PRIVATE KEY-----") || bytes.contains_str("PRIVATE KEY BLOCK-----") || bytes.contains_str("PuTTY-User-Key-File-")
}

fn is_public(bytes: &[u8]) -> bool {
    const MARKS: &[&str] = &[
        "-----BEGIN CERTIFICATE",
        "-----BEGIN TRUSTED CERTIFICATE",
        "-----BEGIN PUBLIC KEY",
        "-----BEGIN RSA PUBLIC KEY",
        "-----BEGIN PGP PUBLIC KEY",
        "-----BEGIN X509 CRL",
        "-----BEGIN DH PARAMETERS",
        "---- BEGIN SSH2 PUBLIC KEY",
    ];
    const SSH: &[&str] =
        &["ssh-rsa AAAA", "ssh-ed25519 AAAA", "ecdsa-sha2-", "sk-ssh-ed25519", "ssh-dss AAAA", "untrusted comment: minisign public"];
    if has_private_key(bytes) {
        return false;
    }
    // A binary `OpenPGP` public key starts with a packet of tag 6, in the old form with a one-, two- or four-octet length, or the new.
    let openpgp = matches!(bytes.first(), Some(0x98..=0x9b | 0xc6)) && bytes.get(1).is_some() && bytes.contains(&0);
    openpgp
        || MARKS.iter().any(|mark| bytes.contains_str(mark))
        || SSH.iter().any(|mark| bytes.trim_ascii_start().starts_with(mark.as_bytes()))
}

/// Other things that end in `.key`: Keynote presentations (ZIP), property lists, pages.
fn is_document(bytes: &[u8]) -> bool {
    const STARTS: &[&[u8]] = &[b"PK\x03\x04", b"bplist", b"<?xml", b"<!DOCTYPE", b"<html", b"%PDF"];
    STARTS.iter().any(|start| bytes.starts_with(start))
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.lines().map(<[u8]>::trim_ascii).filter(|line| !line.is_empty() && !line.starts_with(b"#"))
}

/// Whether an assignment gives something a value; text without a single assignment is one value.
fn has_value(bytes: &[u8]) -> bool {
    let mut assignments = 0;
    for line in lines(bytes) {
        let line = line.strip_prefix(b"export ").unwrap_or(line);
        let Some(at) = line.find_byteset(b"=:") else { continue };
        assignments += 1;
        let name = line.get(..at).unwrap_or_default().trim_ascii();
        let public = name.to_ascii_uppercase().starts_with(b"DOTENV_PUBLIC_KEY");
        if !public && is_value(line.get(at + 1..).unwrap_or_default()) {
            return true;
        }
    }
    assignments == 0 && lines(bytes).next().is_some()
}

/// Whether `line` gives one of `names` a value.
fn value_of(line: &[u8], names: &[&str]) -> bool {
    let Some(at) = line.find_byteset(b"=: ") else { return false };
    let name = line.get(..at).unwrap_or_default().trim_with(|character| matches!(character, '"' | '\'' | ' ' | '-'));
    let value = line.get(at..).unwrap_or_default().trim_start_with(|character| matches!(character, '=' | ':' | ' '));
    names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted.as_bytes())) && is_value(value)
}

/// Whether the text right of `=` or `:` is a value, and not a blank, a placeholder, a reference or ciphertext.
fn is_value(text: &[u8]) -> bool {
    const EMPTY: &[&[u8]] = &[b"", b"null", b"none", b"nil", b"{", b"[", b"{}", b"[]", b"|", b">", b"|-", b"~"];
    const STARTS: &[&str] = &[
        "$",
        "%(",
        "{{",
        "<",
        "your",
        "change",
        "replace",
        "xxx",
        "example",
        "todo",
        "***",
        "...",
        "placeholder",
        "dummy",
        "insert",
        "encrypted:",
        "enc[",
        "env:",
        "fixme",
        "!vault",
    ];
    let text = text.split_str(" #").next().unwrap_or_default();
    let text = text.trim_ascii().trim_with(|character| matches!(character, '"' | '\'' | '`' | ',' | ';'));
    let lower = text.to_ascii_lowercase();
    !EMPTY.contains(&lower.as_slice()) && !STARTS.iter().any(|start| lower.starts_with(start.as_bytes()))
}

fn has_cloud_secret(bytes: &[u8]) -> bool {
    const KEYS: &[&str] =
        &["private_key", "client_secret", "refresh_token", "access_token", "secret_access_key", "aws_secret_access_key", "secretaccesskey"];
    match serde_json::from_slice::<serde_json::Value>(bytes) {
        Ok(value) => names_secret(&value, KEYS),
        Err(_) => KEYS.iter().any(|key| bytes.contains_str(format!("\"{key}\""))),
    }
}

/// `serde_json` refuses documents nested deeper than 128, so this ends.
fn names_secret(value: &serde_json::Value, keys: &[&str]) -> bool {
    match value {
        serde_json::Value::Object(map) => map.iter().any(|(name, value)| {
            let named = keys.contains(&name.to_ascii_lowercase().as_str());
            (named && value.as_str().is_some_and(|text| is_value(text.as_bytes()))) || names_secret(value, keys)
        }),
        serde_json::Value::Array(values) => values.iter().any(|value| names_secret(value, keys)),
        _ => false,
    }
}

/// Files that exist to hold a password are secret as soon as they hold anything; the others where a line gives a token its value.
fn has_token(name: &[u8], bytes: &[u8]) -> bool {
    const NAMES: &[&str] = &[
        "_authtoken",
        "_auth",
        "_password",
        "password",
        "passwd",
        "token",
        "secret",
        "npmauthtoken",
        "npmauthident",
        "aws_secret_access_key",
        "secret_key",
        "auth",
        "cleartextpassword",
        "access_token",
        "http-basic",
        "github-oauth",
        "github.com",
        "master",
        "index-url",
        "value",
        "extra-index-url",
        "gs_oauth2_refresh_token",
        "rubygems_api_key",
    ];
    if matches!(name, b".pgpass" | b".git-credentials" | b".htpasswd" | b".passwd-s3fs" | b".vault_pass") {
        return lines(bytes).next().is_some();
    }
    lines(bytes).any(|line| {
        // `//registry/:_authToken=…`, `machine x login y password z`, `"auth": "…"`.
        let words: Vec<&[u8]> = line.split(|byte| b" \t=:\"',{}".contains(byte)).filter(|word| !word.is_empty()).collect();
        words.iter().zip(words.iter().skip(1)).any(|(word, next)| {
            let named = NAMES.iter().any(|name| word.eq_ignore_ascii_case(name.as_bytes()));
            let url = word.ends_with(b"index-url") || word.eq_ignore_ascii_case(b"value");
            named && !url && is_value(next) && !next.eq_ignore_ascii_case(b"key")
        }) || line.find("://").and_then(|at| line.get(at + 3..)).is_some_and(has_login)
    })
}

/// `user:password@host` at the start of what follows a URL's scheme.
fn has_login(rest: &[u8]) -> bool {
    let authority = rest.split(|byte| b"/ \"'".contains(byte)).next().unwrap_or_default();
    let login = authority.rfind_byte(b'@').and_then(|at| authority.get(..at));
    login.and_then(|login| login.split_once_str(":")).is_some_and(|(_, password)| is_value(password))
}

#[cfg(test)]
mod tests {
    use super::is_secret;
    use crate::gates::gitignore::family::ContentTest;

    /// Put together here, so that no scanner takes this file for a key.
    fn pem(kind: &str) -> String {
        format!("-----{} {kind}-----\nAAAA\n", "BEGIN")
    }

    fn check(test: ContentTest, name: &str, content: &str, secret: bool) {
        assert_eq!(is_secret(test, name.as_bytes(), content.as_bytes()), secret, "{name}: {content:?}");
    }

    #[test]
    fn keys_and_their_public_halves_are_told_apart() {
        for (kind, secret) in [
            ("RSA PRIVATE KEY", true),
            ("ENCRYPTED PRIVATE KEY", true),
            ("CERTIFICATE", false),
            ("PUBLIC KEY", false),
            ("PGP PUBLIC KEY BLOCK", false),
        ] {
            check(ContentTest::Key, "a.key", &pem(kind), secret);
            check(ContentTest::PrivateKey, "a.pem", &pem(kind), secret);
        }
        check(ContentTest::PrivateKey, "a.pem", &(pem("CERTIFICATE") + &pem("PRIVATE KEY")), true);
        check(ContentTest::Key, "slides.key", "PK\x03\x04zip", false);
        check(ContentTest::Key, "a.key", "0123456789abcdef", true);
        check(ContentTest::Key, "a.key", "", false);
    }

    #[test]
    fn encrypted_files_may_be_committed() {
        for text in [
            "\0GITCRYPT\0abc",
            "$ANSIBLE_VAULT;1.1;AES256\n61",
            "age-encryption.org/v1\n-> X25519",
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
            "A=ENC[AES256_GCM,data:x]\nsops_version=3.9\n",
            "a: ENC[AES256_GCM,data:x]\nsops:\n  mac: ENC[x]\n",
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n",
        ] {
            check(ContentTest::Any, "x", text, false);
        }
        check(ContentTest::Any, "x", "plain", true);
    }

    #[test]
    fn assignments_need_a_value() {
        for (text, secret) in [
            ("A=\nB=''\n", false),
            ("A=encrypted:BDx\nDOTENV_PUBLIC_KEY=\"03ab\"\n", false),
            ("A=encrypted:BDx\nB=plain\n", true),
            ("A=${B}\n# C=d\n", false),
            ("API_KEY=changeme\n", false),
            ("API_KEY=s3cr3t # real\n", true),
            ("password\n", true),
            ("db:\n  password: hunter2\n", true),
        ] {
            check(ContentTest::Assignments, ".env", text, secret);
        }
    }

    #[test]
    fn tool_files_need_a_token() {
        for (name, text, secret) in [
            (".npmrc", "registry=https://r.example/\nengine-strict=true\n", false),
            (".npmrc", "//r.example/:_authToken=${NPM_TOKEN}\n", false),
            (".npmrc", "//r.example/:_authToken=npm_abc\n", true),
            (".netrc", "machine h login u password p\n", true),
            (".pypirc", "[pypi]\nusername = __token__\npassword = pypi-x\n", true),
            ("pip.conf", "[global]\nindex-url = https://u:p@h/simple\n", true),
            ("pip.conf", "[global]\nindex-url = https://h/simple\n", false),
            ("auth.json", "{\"http-basic\": {}}", false),
        ] {
            check(ContentTest::Token, name, text, secret);
        }
        check(ContentTest::CloudJson, "credentials.json", "{\"installed\": {\"client_secret\": \"x1\"}}", true);
        check(ContentTest::CloudJson, "credentials.json", "{\"installed\": {\"client_secret\": \"<yours>\"}}", false);
        check(ContentTest::Kubeconfig, "kubeconfig", "users:\n- user:\n    token: abc\n", true);
        check(ContentTest::Kubeconfig, "kubeconfig", "clusters: []\n", false);
    }
}
