//! Passphrases: words drawn from a list and put in a row (Diceware). Names of resources are written just so, but of the words of their trade.

/// Fewest words.
const FEWEST: usize = 4;

/// Words that names of resources, settings and sentences are made of; a passphrase of drawn words hardly ever has one.
#[rustfmt::skip]
const TRADE: &[&str] = &[
    "a", "access", "account", "accounts", "action", "actions", "add", "admin", "agent", "all", "alert", "alerts", "an", "and", "api", "app", "application", "apps", "are", "as", "at", "audit",
    "auth", "authentication", "authorization", "aws", "azure", "backend", "backup", "base", "be", "bot", "bucket", "build", "by", "cache", "cert", "certs", "certificate", "change", "chart", "check",
    "ci", "client", "cluster", "code", "com", "config", "configuration", "connection", "container", "controller", "cookie", "core", "create", "cred", "creds", "credential", "credentials", "cert", "custom",
    "daemon", "data", "database", "db", "default", "delete", "deploy", "deployment", "dev", "develop", "disable", "dns", "docker", "does", "email", "empty", "enable", "encrypted", "encryption", "endpoint",
    "enter", "env", "error", "event", "events", "export", "exporter", "external", "field", "file", "files", "first", "for", "from", "frontend", "function", "gateway", "generated", "get", "git", "github",
    "gitlab", "global", "google", "grafana", "group", "has", "hash", "have", "helm", "host", "http", "https", "id", "identity", "image", "images", "in", "ingress", "input", "internal", "invalid", "io",
    "is", "it", "job", "json", "jwt", "key", "keys", "kube", "kubernetes", "label", "lambda", "ldap", "list", "local", "log", "login", "logs", "long", "mail", "main", "manage", "manager", "master", "message",
    "metrics", "missing", "mongo", "monitoring", "must", "my", "mysql", "name", "namespace", "new", "nginx", "no", "node", "none", "not", "oauth", "object", "of", "old", "on", "only", "operator", "or", "org",
    "page", "param", "pass", "passphrase", "password", "path", "permission", "plain", "please", "policy", "pool", "port", "postgres", "postgresql", "private", "prod", "production", "project", "prometheus",
    "provider", "proxy", "public", "put", "query", "queue", "rabbitmq", "read", "redis", "registry", "release", "repo", "repository", "request", "required", "reset", "resource", "response", "role", "root",
    "rotate", "run", "runner", "sample", "schema", "scope", "secret", "secrets", "security", "server", "service", "services", "session", "set", "setting", "settings", "shared", "should", "sign", "signing",
    "site", "smtp", "some", "source", "spec", "ssh", "ssl", "stack", "staging", "state", "storage", "store", "string", "system", "table", "task", "team", "temp", "template", "test", "testing", "text", "that",
    "the", "this", "tls", "to", "token", "tokens", "type", "under", "update", "url", "use", "user", "username", "users", "valid", "validation", "value", "values", "vault", "verify", "version", "view", "volume",
    "was", "web", "webhook", "when", "with", "worker", "workflow", "write", "x", "yaml", "you", "your",
];

/// Whether the value is four words or more, of three to ten letters, between signs of one kind, and none of them a word of the trade.
pub(super) fn is_passphrase(value: &[u8]) -> bool {
    if !(16..=100).contains(&value.len()) {
        return false;
    }
    let Some(separator) = value.iter().copied().find(|byte| !byte.is_ascii_alphabetic()) else { return false };
    if !matches!(separator, b'-' | b'.' | b'_' | b' ') {
        return false;
    }
    let spaced = separator == b' ';
    let mut count = 0;
    let all = value.split(|byte| *byte == separator).all(|word| {
        count += 1;
        // A sentence has short words, and a capital.
        is_drawn_word(word) && (!spaced || (word.len() >= 4 && word.iter().all(u8::is_ascii_lowercase)))
    });
    all && count >= FEWEST
}

fn is_drawn_word(word: &[u8]) -> bool {
    let lower = word.to_ascii_lowercase();
    let tail_is_lower = word.iter().skip(1).all(u8::is_ascii_lowercase);
    (3..=10).contains(&word.len())
        && word.first().is_some_and(u8::is_ascii_alphabetic)
        && tail_is_lower
        && !TRADE.iter().any(|known| known.as_bytes() == lower)
}

#[cfg(test)]
mod tests {
    use super::is_passphrase;

    #[test]
    fn words_in_a_row_are_told_from_names_of_resources() {
        for value in [
            "walnut-dolphin-jacket-ember",
            "timber.urchin.picnic.biscuit",
            "Orchid_Glacier_Maple_Tundra",
            "pirate beacon falcon harbor guitar",
        ] {
            assert!(is_passphrase(value.as_bytes()), "{value}");
        }
        for value in [
            "my-release-postgres-tls",
            "prometheus-stack-grafana-admin",
            "enter the new password here",
            "walnut-dolphin-jacket",
            "config.db.primary.password",
            "com.acme.shop.orders",
            "getValueFromHeader",
        ] {
            assert!(!is_passphrase(value.as_bytes()), "{value}");
        }
    }
}
