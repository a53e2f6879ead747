//! What stands behind the colon of a source, for each kind.

use crate::text::nearest;

/// What a source lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// A key in an environment variable.
    Env {
        /// The variable.
        variable: String,
    },
    /// A certificate in the repository.
    X509 {
        /// Its file.
        path: String,
    },
    /// A file encrypted with SOPS.
    Sops {
        /// The file.
        path: String,
    },
    /// A file that is encrypted or sealed in whatever way; git has its date.
    Git {
        /// The file.
        path: String,
    },
    /// GitHub.
    Github {
        /// Path of the repository or organisation in the API.
        scope: Vec<String>,
        /// Path of the list below it.
        list: Vec<String>,
    },
    /// GitLab.
    Gitlab {
        /// Path of the project or group in the API; empty for the caller's own tokens.
        scope: Vec<String>,
        /// Name of the list.
        list: &'static str,
    },
    /// Access keys of AWS IAM.
    AwsIam {
        /// The user; all of them where it is `None`.
        user: Option<String>,
    },
    /// AWS Secrets Manager.
    AwsSecretsManager {
        /// The region, if it was named.
        region: Option<String>,
    },
    /// Secure strings of the AWS parameter store.
    AwsSsm {
        /// The region, if it was named.
        region: Option<String>,
    },
    /// Keys of GCP service accounts.
    GcpServiceAccount {
        /// The project.
        project: String,
        /// The account; all of them where it is `None`.
        account: Option<String>,
    },
    /// GCP Secret Manager.
    GcpSecretManager {
        /// The project.
        project: String,
    },
    /// Azure Key Vault.
    AzureKeyVault {
        /// The vault.
        vault: String,
        /// `secrets`, `keys` or `certificates`.
        list: &'static str,
    },
    /// Vault or `OpenBao`, KV version 2.
    Vault {
        /// Where the engine is mounted.
        mount: String,
        /// The secret, or the folder.
        path: Vec<String>,
        /// Whether it is a folder.
        folder: bool,
    },
    /// Kubernetes.
    Kubernetes {
        /// The namespace.
        namespace: String,
    },
    /// A date kept by hand.
    Manual,
}

/// Every kind, and how what stands behind it is written.
const KINDS: &[(&str, &str)] = &[
    ("env", "env:VARIABLE"),
    ("x509", "x509:path/to/cert.pem"),
    ("sops", "sops:path/to/file.enc.yaml[#key.in.it]"),
    ("git", "git:path/to/file[#KEY]"),
    ("github", "github:OWNER/REPO[/actions|dependabot|codespaces|agents|keys|environments/ENV][#NAME], or github:orgs/ORG/…"),
    ("gitlab", "gitlab:GROUP/PROJECT[/-/access_tokens|deploy_tokens|deploy_keys][#NAME], gitlab:groups/GROUP, or gitlab:personal"),
    ("aws-iam", "aws-iam or aws-iam:user/NAME"),
    ("aws-secretsmanager", "aws-secretsmanager:[REGION][#NAME]"),
    ("aws-ssm", "aws-ssm:[REGION][#NAME]"),
    ("gcp-service-account", "gcp-service-account:PROJECT[/EMAIL][#KEY]"),
    ("gcp-secret-manager", "gcp-secret-manager:PROJECT[#NAME]"),
    ("azure-keyvault", "azure-keyvault:VAULT[/secrets|keys|certificates][#NAME]"),
    ("vault", "vault:MOUNT/path/to/secret, or vault:MOUNT/folder/ for all below it"),
    ("kubernetes", "kubernetes:NAMESPACE[/SECRET[#KEY]]"),
    ("manual", "manual, with last-rotated beside it"),
];

/// Other names of the same kinds.
const ALIASES: &[(&str, &str)] = &[
    ("github-actions", "github"),
    ("openbao", "vault"),
    ("gcp-sa", "gcp-service-account"),
    ("gcp-secretmanager", "gcp-secret-manager"),
    ("azure-key-vault", "azure-keyvault"),
    ("k8s", "kubernetes"),
    ("aws-secrets-manager", "aws-secretsmanager"),
];

/// The names of all kinds.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(kind, _)| *kind)
}

/// The kind of that name or alias.
pub(super) fn kind(name: &str) -> Option<&'static str> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, kind)| kind);
    kinds().find(|kind| *kind == name)
}

/// The kind, what is listed, and the name of the one key that is meant.
pub(super) fn parse(word: &str, at: &str) -> Result<(&'static str, Target, Option<String>), String> {
    let Some(kind) = kind(word) else {
        let near = nearest(word, kinds()).map(|near| format!("did you mean {near}? ")).unwrap_or_default();
        return Err(format!("there is no kind of source named {word}; {near}The kinds are {}", kinds().collect::<Vec<_>>().join(", ")));
    };
    let form = KINDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, form)| form);
    if at.chars().any(char::is_control) {
        return Err(format!("a source is written without control characters, as {form}"));
    }
    let (place, name) = match at.split_once('#') {
        Some((place, name)) if !name.is_empty() => (place, Some(name.to_owned())),
        Some(_) => return Err(format!("the name after # is missing; it is written as {form}")),
        None => (at, None),
    };
    let (target, name) = target(kind, place, name).map_err(|why| {
        if why.is_empty() { format!("a source of this kind is written as {form}") } else { format!("{why}; it is written as {form}") }
    })?;
    Ok((kind, target, name))
}

type Parsed = Result<(Target, Option<String>), String>;

fn target(kind: &str, at: &str, name: Option<String>) -> Parsed {
    let nothing = String::new;
    let parts: Vec<&str> = at.split('/').collect();
    let named = !at.is_empty() && parts.iter().all(|part| !part.is_empty() && !matches!(*part, "." | ".."));
    let target = match kind {
        "env" if named && parts.len() == 1 && name.is_none() && !at.contains('=') => Target::Env { variable: at.to_owned() },
        "x509" if name.is_none() => Target::X509 { path: file(at)? },
        "sops" => Target::Sops { path: file(at)? },
        "git" => Target::Git { path: file(at)? },
        "github" if named => github(&parts)?,
        "gitlab" if named => gitlab(at)?,
        "aws-iam" if name.is_none() => match parts.as_slice() {
            [""] => Target::AwsIam { user: None },
            ["user", user] if !user.is_empty() => Target::AwsIam { user: Some((*user).to_owned()) },
            _ => return Err(nothing()),
        },
        "aws-secretsmanager" | "aws-ssm" => {
            if !at.chars().all(|character| character.is_ascii_alphanumeric() || character == '-') {
                return Err(format!("{at} is no region: a secret's name stands after #"));
            }
            let region = (!at.is_empty()).then(|| at.to_owned());
            if kind == "aws-ssm" { Target::AwsSsm { region } } else { Target::AwsSecretsManager { region } }
        }
        "gcp-service-account" => match parts.as_slice() {
            [project] if named => Target::GcpServiceAccount { project: (*project).to_owned(), account: None },
            [project, account] if named => {
                Target::GcpServiceAccount { project: (*project).to_owned(), account: Some((*account).to_owned()) }
            }
            _ => return Err(nothing()),
        },
        "gcp-secret-manager" if named && parts.len() == 1 => Target::GcpSecretManager { project: at.to_owned() },
        "azure-keyvault" => azure(&parts)?,
        "vault" => vault(at, name.is_some())?,
        "kubernetes" => return kubernetes(&parts, name),
        "manual" if at.is_empty() && name.is_none() => Target::Manual,
        _ => return Err(nothing()),
    };
    Ok((target, name))
}

/// A path of the repository.
fn file(at: &str) -> Result<String, String> {
    let parts: Vec<&str> = at.trim_start_matches("./").split('/').collect();
    if at.is_empty() || parts.iter().any(|part| matches!(*part, "" | "." | "..")) || at.contains('\\') {
        return Err("the file is a path of the repository, from its root".to_owned());
    }
    Ok(parts.join("/"))
}

fn words(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

fn github(parts: &[&str]) -> Result<Target, String> {
    let secrets = |product: &str| words(&[product, "secrets"]);
    let (scope, rest) = match parts {
        ["orgs", org, rest @ ..] => (words(&["orgs", org]), rest),
        [owner, repository, rest @ ..] => (words(&["repos", owner, repository]), rest),
        _ => return Err(String::new()),
    };
    let organisation = scope.first().is_some_and(|word| word == "orgs");
    let list = match rest {
        [] | ["actions"] => secrets("actions"),
        [product @ ("dependabot" | "codespaces" | "agents")] => secrets(product),
        ["keys"] if !organisation => words(&["keys"]),
        ["organization-secrets"] if !organisation => words(&["actions", "organization-secrets"]),
        ["environments", environment] if !organisation => words(&["environments", environment, "secrets"]),
        ["personal-access-tokens"] if organisation => words(&["personal-access-tokens"]),
        _ => return Err(format!("there is no list {}", rest.join("/"))),
    };
    Ok(Target::Github { scope, list })
}

fn gitlab(at: &str) -> Result<Target, String> {
    let (place, list) = at.split_once("/-/").unwrap_or((at, "access_tokens"));
    let list = match list {
        "access_tokens" => "access_tokens",
        "deploy_tokens" => "deploy_tokens",
        "deploy_keys" => "deploy_keys",
        "variables" => {
            return Err(
                "GitLab's CI variables have no date, and listing them returns their values, so they are not asked for: keep the date by \
                 hand, with source = \"manual\" and last-rotated"
                    .to_owned(),
            );
        }
        other => return Err(format!("there is no list {other}")),
    };
    let scope = match place.split_once('/') {
        _ if place == "personal" && list == "access_tokens" => Vec::new(),
        Some(("groups", group)) if list == "deploy_keys" => return Err(format!("the group {group} has no deploy keys")),
        Some(("groups", group)) => words(&["groups", group]),
        Some(_) => words(&["projects", place]),
        None if place.chars().all(|character| character.is_ascii_digit()) => words(&["projects", place]),
        None => return Err(format!("{place} is no project")),
    };
    Ok(Target::Gitlab { scope, list })
}

fn azure(parts: &[&str]) -> Result<Target, String> {
    let (vault, list) = match parts {
        [vault] | [vault, "secrets"] => (vault, "secrets"),
        [vault, "keys"] => (vault, "keys"),
        [vault, "certificates"] => (vault, "certificates"),
        _ => return Err(String::new()),
    };
    // It becomes part of a host's name.
    if vault.is_empty() || !vault.chars().all(|character| character.is_ascii_alphanumeric() || character == '-') {
        return Err(format!("{vault} is no name of a vault"));
    }
    Ok(Target::AzureKeyVault { vault: (*vault).to_owned(), list })
}

fn vault(at: &str, named: bool) -> Result<Target, String> {
    let folder = at.ends_with('/');
    let parts: Vec<&str> = at.trim_end_matches('/').split('/').collect();
    match parts.as_slice() {
        [mount, path @ ..] if (folder || !path.is_empty()) && !named && !parts.iter().any(|part| matches!(*part, "" | "." | "..")) => {
            Ok(Target::Vault { mount: (*mount).to_owned(), path: words(path), folder })
        }
        _ if named => Err("Vault dates a secret as a whole, and not each of its keys".to_owned()),
        _ => Err(String::new()),
    }
}

fn kubernetes(parts: &[&str], key: Option<String>) -> Parsed {
    let word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'));
    match (parts, key) {
        ([namespace], None) if word(namespace) => Ok((Target::Kubernetes { namespace: (*namespace).to_owned() }, None)),
        ([namespace, secret], key) if word(namespace) && word(secret) => {
            let name = key.map_or_else(|| format!("{secret}/"), |key| format!("{secret}/{key}"));
            Ok((Target::Kubernetes { namespace: (*namespace).to_owned() }, Some(name)))
        }
        _ => Err(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Target, kinds, parse};

    #[test]
    fn every_kind_is_written_as_it_says() {
        for (kind, at) in [
            ("env", "A"),
            ("x509", "certs/a.pem"),
            ("sops", "./a.enc.yaml#b.c"),
            ("git", ".env.vault"),
            ("github", "o/r/environments/prod#A"),
            ("gitlab", "a/b/c/-/deploy_tokens#x"),
            ("aws-iam", "user/ci"),
            ("aws-secretsmanager", "eu-west-1#a/b"),
            ("aws-ssm", "#/a/b"),
            ("gcp-service-account", "p/ci@p.iam.gserviceaccount.com"),
            ("gcp-secret-manager", "p#x"),
            ("azure-keyvault", "v/keys#x"),
            ("vault", "secret/a/b"),
            ("kubernetes", "default/app#token"),
            ("manual", ""),
        ] {
            assert_eq!(parse(kind, at).unwrap().0, kind, "{kind}:{at}");
        }
        assert_eq!(kinds().count(), 15);
        assert_eq!(parse("openbao", "kv/").unwrap().1, Target::Vault { mount: "kv".into(), path: vec![], folder: true });
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_a_reason() {
        for (kind, at, said) in [
            ("gitlab", "a/b/-/variables", "return"),
            ("githib", "a/b", "did you mean github?"),
            ("x509", "/etc/ssl/cert.pem", "path of the repository"),
            ("git", "../x", "path of the repository"),
            ("azure-keyvault", "evil.example/x#", "missing"),
            ("azure-keyvault", "evil.example", "no name of a vault"),
            ("aws-secretsmanager", "prod/db", "after #"),
            ("vault", "secret/../sys", "written as"),
            ("github", "o", "written as"),
            ("env", "", "written as"),
            ("manual", "x", "written as"),
        ] {
            let error = parse(kind, at).unwrap_err();
            assert!(error.contains(said), "{kind}:{at}: {error}");
        }
    }
}
