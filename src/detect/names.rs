//! What the name of a variable, key or element says about its value.

use hashbrown::HashSet;
use std::sync::LazyLock;

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A password that a person may have chosen.
    Password,
    /// A password typed a second time (`password_confirmation`): the value, or a text that asks for it.
    PasswordAgain,
    /// A key, token or other secret that a machine made.
    Secret,
    /// Could be either a credential or a plain key: only a value that is clearly random counts.
    Weak,
    /// Something about a credential (its name, its address, its length), or nothing to do with one.
    Nothing,
}

/// Words after which a name is about a credential and not the credential: `token_url`, `password_field`, `secret_name`.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "id", "ids", "name", "names", "url", "uri", "urls", "endpoint", "host", "path", "paths", "file", "files", "filename", "dir",
    "folder", "location", "length", "len", "size", "count", "counts", "min", "max", "limit", "total", "type", "types", "kind", "class",
    "label", "title", "placeholder", "prompt", "message", "messages", "error", "errors", "err", "hint", "text", "description", "desc",
    "help", "doc", "docs", "regex", "regexp", "pattern", "format", "template", "header", "headers", "field", "fields", "column",
    "param", "params", "parameter", "prefix", "suffix", "separator", "env", "var", "variable", "ref", "reference", "version",
    "versions", "algorithm", "algo", "alg", "method", "mode", "expiry", "expires", "expiration", "expire", "expired", "ttl", "lifetime",
    "timeout", "age", "date", "time", "timestamp", "at", "created", "updated", "enabled", "disabled", "required", "optional", "valid",
    "invalid", "policy", "policies", "rule", "rules", "strength", "schema", "spec", "selector", "store", "storage", "manager",
    "provider", "service", "server", "client", "factory", "handler", "callback", "function", "fn", "arn", "issuer", "audience", "scope",
    "scopes", "usage", "index", "idx", "position", "order", "status", "state", "action", "event", "events", "button", "input", "form",
    "page", "screen", "view", "icon", "color", "colour", "width", "height", "style", "css", "link", "href", "src", "alias", "domain",
    "group", "groups", "role", "roles", "user", "username", "email", "owner", "account", "map", "list", "set", "array", "values",
    "keys", "tokens", "hash", "hashed", "hasher", "digest", "checksum", "fingerprint", "sha", "sha1", "sha256", "sha512", "md5",
    "thumbprint", "attempts", "retries", "change", "changed", "reset", "forgot", "confirm", "confirmation", "repeat", "mismatch",
    "match", "verify", "validator", "validation", "check", "test", "tests", "example", "examples", "sample", "default", "public", "pub",
    "ring", "board", "stroke", "press", "down", "up", "code", "codes", "word", "words", "frame", "point", "board", "bits", "rotation",
    "interval", "period", "region", "zone", "prefixes", "usages", "exists", "missing", "present", "needed", "supported", "allowed",
    "cache", "pool", "builder", "parser", "stream", "reader", "writer", "scheme", "flow", "grant", "comparator", "extractor",
    "transform", "func", "property", "properties",
];

/// Words before `key` that make it something else than a credential: `primary_key`, `foreign key`, `cache-key`.
#[rustfmt::skip]
const NO_KEY_AFTER: &[&str] = &[
    "public", "pub", "primary", "foreign", "partition", "sort", "cache", "index", "hash", "range", "composite", "unique", "object",
    "row", "map", "dict", "translation", "i18n", "message", "lookup", "group", "routing", "config", "registry", "idempotency",
    "publishable", "site", "column", "field", "json", "xml", "yaml", "attr", "attribute", "data", "event", "metric", "sorting", "shift",
    "ctrl", "alt", "meta", "arrow", "enter", "escape", "hot", "short", "left", "right", "up", "down", "home", "end", "delete",
    "function", "next", "last", "first", "current", "parent", "child", "root", "min", "max", "num", "n", "no", "by", "per", "of", "for",
    "to", "from", "page", "s3", "bucket", "blob", "file", "kms", "known", "answer", "question", "etag", "dedup", "deduplication", "tag",
    "label", "annotation", "feature", "flag", "setting", "preference", "state", "context", "react", "query", "sql", "aggregate",
    "recaptcha", "captcha", "search", "timeout", "second", "order", "invoice", "verifying", "verify", "verification",
];

/// Words before `token` that make it something else: `next_token` turns a page, `eos_token` ends a sentence.
#[rustfmt::skip]
const NO_TOKEN_AFTER: &[&str] = &[
    "next", "page", "pagination", "continuation", "cursor", "sync", "start", "stop", "eos", "bos", "pad", "unk", "mask", "cls", "sep",
    "special", "end", "current", "previous", "prev", "last", "first", "lookahead", "peek", "public", "csrf", "xsrf", "authenticity", "cancellation",
    "cancel", "resume", "change", "client", "design", "color", "string", "keyword", "identifier", "operator", "punctuation", "comment",
    "number", "eof", "eol", "newline",
];

/// Words with which a name is about text for people, or a digest, wherever they stand: `LABEL_PASSWORD`, `ROOT_PASSWORD_SHA256_HEX`.
#[rustfmt::skip]
const ABOUT_ANYWHERE: &[&str] = &[
    "public", "hash", "hashed", "encrypted", "encoded", "tokenizer", "csrfmiddlewaretoken", "label", "lbl", "placeholder", "tooltip", "title", "sha1", "sha256",
    "sha512", "md5", "bcrypt", "argon2", "fake", "dummy", "bogus", "wrong", "invalid", "incorrect", "malformed", "mismatched", "matching",
    "nonexistent", "unmatched",
];

/// Splits `dbPassword2`, `DB_PASSWORD`, `db.pass-word` into lower-case words; digits stay with the word before them.
pub(super) fn words(name: &[u8]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut previous = 0_u8;
    let mut bytes = name.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        let next_is_lower = bytes.peek().is_some_and(u8::is_ascii_lowercase);
        let starts = byte.is_ascii_uppercase() && (previous.is_ascii_lowercase() || (!previous.is_ascii_lowercase() && next_is_lower));
        if (starts || !byte.is_ascii_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte.to_ascii_lowercase()));
        }
        previous = byte;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// All letters and digits of a name, lower-case, run together: `DB_Pass-Word` is `dbpassword`.
pub(super) fn squash(name: &[u8]) -> String {
    name.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// [`ABOUT`], to be asked for each name there is.
static ABOUT_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| ABOUT.iter().copied().collect());

/// What a name says about its value.
pub(super) fn meaning(name: &[u8]) -> Meaning {
    meaning_of(&words(name))
}

/// As [`meaning`], of the name's [`words`].
pub(super) fn meaning_of(words: &[String]) -> Meaning {
    let Some(last) = words.last() else { return Meaning::Nothing };
    let last = last.trim_end_matches(|character: char| character.is_ascii_digit());
    let before = words.iter().rev().nth(1).map_or("", String::as_str);
    // Environments and numbers after the noun do not change it: `password_prod`, `api_key_v2`.
    if matches!(
        last,
        "" | "prod"
            | "production"
            | "staging"
            | "dev"
            | "live"
            | "v"
            | "old"
            | "new"
            | "base"
            | "value"
            | "string"
            | "b64"
            | "base64"
            | "hex"
    ) && words.len() > 1
    {
        return meaning_of(words.get(..words.len() - 1).unwrap_or_default());
    }
    if is_again(last, before) {
        let password = meaning_of(words.get(..words.len() - 1).unwrap_or_default()) == Meaning::Password;
        return if password { Meaning::PasswordAgain } else { Meaning::Nothing };
    }
    let is_action = words.first().is_some_and(|first| matches!(first.as_str(), "change" | "reset" | "forgot")) && words.len() == 2;
    if ABOUT_SET.contains(last) || (is_action && last == "password") {
        return Meaning::Nothing;
    }
    // Four words for one thing: `wpa2-pre-shared-key`.
    if last == "key" && before == "shared" && words.iter().any(|word| word == "pre") {
        return Meaning::Password;
    }
    // What stands beside a hash is public with it; what an application mixes into its own is not (`hash_salt`, `AUTH_SALT`).
    if last == "salt" && words.len() == 1 {
        return Meaning::Nothing;
    }
    let salted = last == "salt";
    // Next.js calls so what it sends to browsers; that does not make a password public.
    let told = match words {
        [next, public, rest @ ..]
            if next == "next" && public == "public" && rest.iter().any(|word| matches!(word.as_str(), "admin" | "secret" | "password")) =>
        {
            rest
        }
        all => all,
    };
    if salted && matches!(before, "password" | "security" | "session" | "cookie" | "auth") {
        return Meaning::Secret;
    }
    if !salted && says_that_it_is_none(told) {
        return Meaning::Nothing;
    }
    // `X-Internal-Auth`, `$http_x_auth`: headers of requests.
    let is_header = words.first().is_some_and(|first| first == "x") || words.iter().take(2).map(String::as_str).eq(["http", "x"]);
    if is_header && last == "auth" {
        return Meaning::Secret;
    }
    let said = noun(last, before);
    // `FIIX_KEY`, `klaviyoAuth`, `elevenlabs.sdk.key`: whose it is says what it opens.
    let plain = said == Meaning::Weak && (last.ends_with("key") || last == "auth");
    if plain && super::vendors::are_among(words.get(..words.len() - 1).unwrap_or_default()) {
        return Meaning::Secret;
    }
    said
}

/// Whether the plain `key` at `name` is one of those that GitHub hands out for secrets to be encrypted with: its number stands beside it.
pub(super) fn is_numbered_key(text: &[u8], name: &std::ops::Range<usize>) -> bool {
    text.get(name.clone()) == Some(b"key")
        && text
            .get(name.start.saturating_sub(48)..text.len().min(name.end + 80))
            .is_some_and(|around| memchr::memmem::find(around, b"key_id").is_some())
}

/// Whether one of the words of a name says that its value is a digest, a text or a fake.
pub(super) fn says_that_it_is_none(words: &[String]) -> bool {
    words.iter().any(|word| ABOUT_ANYWHERE.contains(&word.as_str()))
}

/// `password_confirmation`, `passwordRepeat`: the password once more.
fn is_again(last: &str, before: &str) -> bool {
    matches!(last, "confirmation" | "confirm" | "repeat" | "again")
        && matches!(before, "password" | "passwd" | "pass" | "pwd" | "passphrase")
}

/// `smtppass`, `vpnpass`: run together, as settings of Unix programs are; not `bypass` and `compass`.
fn is_pass_of_something(word: &str) -> bool {
    const WORDS: &[&str] =
        &["by", "com", "encom", "tres", "sur", "over", "under", "im", "multi", "single", "two", "first", "render", "one", "last"];
    let of = |end: &str| word.strip_suffix(end).is_some_and(|head| head.len() >= 2 && !WORDS.contains(&head));
    of("pass") || (of("pwd") && !matches!(word, "getpwd" | "oldpwd" | "syspwd"))
}

fn noun(last: &str, before: &str) -> Meaning {
    #[rustfmt::skip]
    const PASSWORD: &[&str] = &[
        "password", "passwd", "pwd", "passphrase", "pass", "passwort", "passcode", "psw", "pswd", "passw", "motdepasse", "kennwort", "userpass", "dbpass", "pw", "psk",
        "contrasena", "senha", "passe", "sshpass", "smtppass", "ftppass", "rootpass", "adminpass", "mysqlpass", "redispass", "mailpass", "authtok", "bindpw",
        "rootpw", "dbpw", "userpw", "adminpw", "ftppw", "mysqlpw", "smtppw", "sqlpw", "mailpw", "remotepass", "presharedkey", "passwordd", "passwordo", "passwords",
    ];
    #[rustfmt::skip]
    const SECRET: &[&str] = &[
        "secret", "secrets", "apikey", "apitoken", "accesskey", "secretkey", "authtoken", "accesstoken", "privatekey", "clientsecret",
        "credential", "credentials", "creds", "cred", "authkey", "token", "bearer", "pat", "apisecret", "appsecret", "signingkey",
        "encryptionkey", "masterkey", "refreshtoken", "sessiontoken", "authorization", "webhooksecret", "jwtsecret",
        "licensekey", "pepper", "mnemonic", "appkey", "fernetkey", "sharedkey", "servicekey", "adminkey", "hashsalt", "passwordsalt", "passkey", "setcookie", "storagekey", "repotoken",
    ];
    if PASSWORD.iter().any(|noun| last == *noun || (noun.len() >= 6 && last.ends_with(noun))) || is_pass_of_something(last) {
        return Meaning::Password;
    }
    let compound = last.strip_suffix("key").is_some_and(|head| NO_KEY_AFTER.contains(&head));
    if compound || (last == "key" && NO_KEY_AFTER.contains(&before)) || (last == "token" && NO_TOKEN_AFTER.contains(&before)) {
        return Meaning::Nothing;
    }
    if last == "credentials" && before == "bind" {
        return Meaning::Password;
    }
    if matches!(last, "seed" | "pin" | "otp" | "cookie" | "sid" | "sessionid" | "session" | "salt" | "auth" | "signature" | "pat") {
        return Meaning::Weak;
    }
    if SECRET.iter().any(|noun| last == *noun || (noun.len() >= 6 && last.ends_with(noun))) {
        return Meaning::Secret;
    }
    if last == "key" || last.ends_with("key") {
        #[rustfmt::skip]
        const SECRET_BEFORE: &[&str] = &[
            "api", "access", "secret", "private", "auth", "oauth", "oauth2", "signing", "sign", "encryption", "encrypt", "crypto", "master", "app",
            "application", "service", "server", "admin", "account", "license", "shared", "hmac", "aes", "jwt", "session", "client",
            "webhook", "token", "security", "storage", "deploy", "consumer", "subscription", "instrumentation", "integration", "cipher", "cookie", "transport", "device", "login", "signature", "read",
            "write", "user", "host", "validation", "decryption", "function", "fernet", "logged", "nonce", "registration", "bot", "hook",
        ];
        return if SECRET_BEFORE.contains(&before) { Meaning::Secret } else { Meaning::Weak };
    }
    Meaning::Nothing
}

#[cfg(test)]
mod tests {
    use super::{Meaning, meaning, words};

    #[test]
    fn names_split_in_every_style() {
        assert_eq!(words(b"dbPasswordV2"), ["db", "password", "v2"]);
        assert_eq!(words(b"AWS_SECRET-access.key"), ["aws", "secret", "access", "key"]);
        assert_eq!(words(b"HTTPAuthToken"), ["http", "auth", "token"]);
    }

    #[test]
    fn the_last_word_decides() {
        for (name, expected) in [
            ("DB_PASSWORD", Meaning::Password),
            ("spring.datasource.password", Meaning::Password),
            ("mysqlPassword", Meaning::Password),
            ("password_prod", Meaning::Password),
            ("api_key", Meaning::Secret),
            ("clientSecret", Meaning::Secret),
            ("token", Meaning::Secret),
            ("x-api-key", Meaning::Secret),
            ("FIIX_KEY", Meaning::Secret),
            ("ElevenLabsSdkKey", Meaning::Secret),
            ("flutterwaveAuth", Meaning::Secret),
            ("algolia_search_key", Meaning::Nothing),
            ("entry_key", Meaning::Weak),
            ("primary_key", Meaning::Nothing),
            ("password_field", Meaning::Nothing),
            ("secretName", Meaning::Nothing),
            ("max_tokens", Meaning::Nothing),
            ("token_url", Meaning::Nothing),
            ("public_key", Meaning::Nothing),
            ("keyboard", Meaning::Nothing),
            ("key", Meaning::Weak),
            ("password_confirmation", Meaning::PasswordAgain),
            ("passwordRepeat", Meaning::PasswordAgain),
            ("token_confirmation", Meaning::Nothing),
            ("LABEL_CURRENT_PASSWORD", Meaning::Nothing),
            ("fakeSecret", Meaning::Nothing),
            ("nonMatchingToken", Meaning::Nothing),
            ("INVALID_PASSWORD", Meaning::Nothing),
            ("wpa2-pre-shared-key", Meaning::Password),
            ("smtppass", Meaning::Password),
            ("bypass", Meaning::Nothing),
            ("salt", Meaning::Nothing),
            ("change_password", Meaning::Nothing),
            ("reset_password_token", Meaning::Secret),
            ("GRAYLOG_SHA256_PASSWORD", Meaning::Nothing),
        ] {
            assert_eq!(meaning(name.as_bytes()), expected, "{name}");
        }
    }
}
