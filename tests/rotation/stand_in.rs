//! Providers, as their documents describe them, with the keys that a test gives them.

use crate::support::{Asked, Reply};
use serde_json::{Value, json};

/// A key that a provider has.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) name: String,
    /// RFC 3339, whole seconds, UTC.
    pub(crate) made: String,
    pub(crate) disabled: bool,
}

/// One provider.
pub(crate) struct Provider {
    pub(crate) kind: &'static str,
    /// What stands behind the colon.
    pub(crate) at: &'static str,
    /// Where one key of the list can be named.
    pub(crate) environment: &'static [(&'static str, &'static str)],
    pub(crate) answer: fn(&Asked, &[Key]) -> Reply,
    /// Whether it can say that a key is disabled.
    pub(crate) disables: bool,
    /// Whether two keys stand for each other.
    pub(crate) pairs: bool,
    /// Whether the next page is named by its address.
    pub(crate) links: bool,
}

/// Stands in the environment for every credential; no output may hold it.
pub(crate) const CANARY: &str = "c4n4ryT0k3nV4lue";
/// Keys a page.
const PAGE: usize = 100;

const AWS: &[(&str, &str)] = &[("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", CANARY), ("AWS_REGION", "eu-west-1")];
const GCP: &[(&str, &str)] = &[("GOOGLE_OAUTH_ACCESS_TOKEN", CANARY)];

/// The first of [`PROVIDERS`] are one list of each; then come other lists of the same.
pub(crate) const DISTINCT: usize = 11;

pub(crate) const PROVIDERS: &[Provider] = &[
    Provider {
        kind: "github",
        at: "acme/shop",
        environment: &[("GITHUB_TOKEN", CANARY)],
        answer: github,
        disables: false,
        pairs: false,
        links: true,
    },
    Provider {
        kind: "github",
        at: "acme/shop/keys",
        environment: &[("GITHUB_TOKEN", CANARY)],
        answer: deploy_keys,
        disables: true,
        pairs: false,
        links: true,
    },
    Provider {
        kind: "gitlab",
        at: "acme/shop",
        environment: &[("GITLAB_TOKEN", CANARY)],
        answer: gitlab,
        disables: true,
        pairs: true,
        links: true,
    },
    Provider { kind: "aws-iam", at: "", environment: AWS, answer: iam, disables: true, pairs: true, links: false },
    Provider { kind: "aws-secretsmanager", at: "", environment: AWS, answer: secrets_manager, disables: false, pairs: false, links: false },
    Provider { kind: "aws-ssm", at: "", environment: AWS, answer: parameter_store, disables: false, pairs: false, links: false },
    Provider {
        kind: "gcp-service-account",
        at: "p1/ci@p1.example",
        environment: GCP,
        answer: service_account,
        disables: true,
        pairs: true,
        links: false,
    },
    Provider { kind: "gcp-secret-manager", at: "p1", environment: GCP, answer: gcp_secrets, disables: true, pairs: false, links: false },
    Provider {
        kind: "azure-keyvault",
        at: "kv1",
        environment: &[("AZURE_ACCESS_TOKEN", CANARY)],
        answer: azure,
        disables: true,
        pairs: false,
        links: true,
    },
    Provider {
        kind: "vault",
        at: "secret/",
        environment: &[("VAULT_TOKEN", CANARY)],
        answer: vault,
        disables: false,
        pairs: false,
        links: false,
    },
    Provider {
        kind: "kubernetes",
        at: "default",
        environment: &[("KUBERNETES_TOKEN", CANARY)],
        answer: kubernetes,
        disables: false,
        pairs: false,
        links: false,
    },
    Provider {
        kind: "github",
        at: "acme/shop/dependabot",
        environment: &[("GITHUB_TOKEN", CANARY)],
        answer: github,
        disables: false,
        pairs: false,
        links: true,
    },
    Provider {
        kind: "github",
        at: "acme/shop/environments/production",
        environment: &[("GITHUB_TOKEN", CANARY)],
        answer: github,
        disables: false,
        pairs: false,
        links: true,
    },
    Provider {
        kind: "github",
        at: "orgs/acme/actions",
        environment: &[("GITHUB_TOKEN", CANARY)],
        answer: github,
        disables: false,
        pairs: false,
        links: true,
    },
    Provider {
        kind: "gitlab",
        at: "groups/acme",
        environment: &[("GITLAB_TOKEN", CANARY)],
        answer: gitlab,
        disables: true,
        pairs: true,
        links: true,
    },
    Provider {
        kind: "gitlab",
        at: "personal",
        environment: &[("GITLAB_TOKEN", CANARY)],
        answer: gitlab,
        disables: true,
        pairs: true,
        links: true,
    },
    Provider {
        kind: "gitlab",
        at: "acme/shop/-/deploy_keys",
        environment: &[("GITLAB_TOKEN", CANARY)],
        answer: gitlab_deploy_keys,
        disables: false,
        pairs: false,
        links: true,
    },
    Provider {
        kind: "azure-keyvault",
        at: "kv1/keys",
        environment: &[("AZURE_ACCESS_TOKEN", CANARY)],
        answer: azure,
        disables: true,
        pairs: false,
        links: true,
    },
    Provider {
        kind: "azure-keyvault",
        at: "kv1/certificates",
        environment: &[("AZURE_ACCESS_TOKEN", CANARY)],
        answer: azure,
        disables: true,
        pairs: false,
        links: true,
    },
];

/// The page that begins at the number in `from`, and where the next one begins.
fn page(keys: &[Key], from: Option<String>) -> (&[Key], Option<usize>) {
    let from: usize = from.map_or(0, |from| from.parse().unwrap());
    let to = (from + PAGE).min(keys.len());
    (&keys[from..to], (to < keys.len()).then_some(to))
}

fn link(reply: Reply, asked: &Asked, next: Option<usize>) -> Reply {
    match next {
        Some(next) => {
            let address = format!("http://{}{}?from={next}", asked.header("host"), asked.path());
            reply.header("link", format!("<{address}>; rel=\"next\", <{address}>; rel=\"last\""))
        }
        None => reply,
    }
}

fn unknown(asked: &Asked) -> Reply {
    Reply::new(404, format!("{{\"message\":\"no route {} {CANARY}\"}}", asked.target))
}

fn github(asked: &Asked, keys: &[Key]) -> Reply {
    assert_eq!(asked.header("authorization"), format!("Bearer {CANARY}"));
    let paths = [
        "/repos/acme/shop/actions/secrets",
        "/repos/acme/shop/dependabot/secrets",
        "/repos/acme/shop/environments/production/secrets",
        "/orgs/acme/actions/secrets",
    ];
    if !paths.contains(&asked.path()) {
        return unknown(asked);
    }
    let (rows, next) = page(keys, asked.parameter("from"));
    let rows: Vec<Value> =
        rows.iter().map(|key| json!({ "name": key.name, "created_at": "2019-08-10T14:59:22Z", "updated_at": key.made })).collect();
    link(Reply::json(&json!({ "total_count": keys.len(), "secrets": rows })), asked, next)
}

fn deploy_keys(asked: &Asked, keys: &[Key]) -> Reply {
    if asked.path() != "/repos/acme/shop/keys" {
        return unknown(asked);
    }
    let (rows, next) = page(keys, asked.parameter("from"));
    let row = |key: &Key| json!({ "id": 1, "key": CANARY, "title": key.name, "created_at": key.made, "last_used": null, "read_only": true, "enabled": !key.disabled });
    link(Reply::json(&rows.iter().map(row).collect()), asked, next)
}

fn gitlab(asked: &Asked, keys: &[Key]) -> Reply {
    assert_eq!(asked.header("private-token"), CANARY);
    if !["/projects/acme%2Fshop/access_tokens", "/groups/acme/access_tokens", "/personal_access_tokens"].contains(&asked.path()) {
        return unknown(asked);
    }
    let (rows, next) = page(keys, asked.parameter("from"));
    let row = |key: &Key| {
        json!({ "id": 1, "name": key.name, "revoked": key.disabled, "active": !key.disabled, "created_at": key.made.replace('Z', ".123Z"),
                "expires_at": "2099-01-01", "last_used_at": null, "scopes": ["api"] })
    };
    link(Reply::json(&rows.iter().map(row).collect()), asked, next)
}

fn gitlab_deploy_keys(asked: &Asked, keys: &[Key]) -> Reply {
    if asked.path() != "/projects/acme%2Fshop/deploy_keys" {
        return unknown(asked);
    }
    let (rows, next) = page(keys, asked.parameter("from"));
    let row =
        |key: &Key| json!({ "id": 1, "title": key.name, "key": CANARY, "created_at": key.made, "expires_at": null, "can_push": false });
    link(Reply::json(&rows.iter().map(row).collect()), asked, next)
}

fn iam(asked: &Asked, keys: &[Key]) -> Reply {
    assert!(asked.header("authorization").contains("/us-east-1/iam/aws4_request"), "{}", asked.header("authorization"));
    let reply = |action: &str, inner: String| {
        let body = format!(
            "<{action}Response xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><{action}Result>{inner}</{action}Result></{action}Response>"
        );
        Reply::new(200, body).header("content-type", "text/xml")
    };
    match asked.parameter("Action").unwrap().as_str() {
        "ListUsers" => reply("ListUsers", "<Users><member><UserName>ci</UserName></member></Users><IsTruncated>false</IsTruncated>".into()),
        "ListAccessKeys" => {
            let (rows, next) = page(keys, asked.parameter("Marker").map(|marker| marker.replace("m&", "")));
            let member = |key: &Key| {
                let status = if key.disabled { "Inactive" } else { "Active" };
                format!(
                    "<member><UserName>ci</UserName><AccessKeyId>{}</AccessKeyId><Status>{status}</Status><CreateDate>{}</CreateDate></member>",
                    key.name, key.made
                )
            };
            let marker = next.map(|next| format!("<Marker>m&amp;{next}</Marker>")).unwrap_or_default();
            let members: String = rows.iter().map(member).collect();
            let more = next.is_some();
            reply("ListAccessKeys", format!("<AccessKeyMetadata>{members}</AccessKeyMetadata><IsTruncated>{more}</IsTruncated>{marker}"))
        }
        _ => Reply::new(403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"),
    }
}

fn body(asked: &Asked) -> Value {
    serde_json::from_str(&asked.body).unwrap()
}

fn token(asked: &Asked) -> Option<String> {
    body(asked)["NextToken"].as_str().map(str::to_owned)
}

fn seconds(key: &Key) -> i64 {
    key.made.parse::<jiff::Timestamp>().unwrap().as_second()
}

fn secrets_manager(asked: &Asked, keys: &[Key]) -> Reply {
    assert!(asked.header("authorization").contains("/eu-west-1/secretsmanager/aws4_request"));
    match asked.header("x-amz-target") {
        "secretsmanager.ListSecrets" => {
            let (rows, next) = page(keys, token(asked));
            // A changed description moves this date, and says nothing.
            let row = |key: &Key| json!({ "Name": key.name, "ARN": format!("arn:{}", key.name), "LastChangedDate": 1_795_000_000.5, "CreatedDate": 1.5e9 });
            Reply::json(&json!({ "SecretList": rows.iter().map(row).collect::<Vec<_>>(), "NextToken": next.map(|next| next.to_string()) }))
        }
        "secretsmanager.ListSecretVersionIds" => {
            let name = body(asked)["SecretId"].as_str().unwrap().replace("arn:", "");
            let key = keys.iter().find(|key| key.name == name).unwrap();
            let made = seconds(key) as f64 + 0.25;
            Reply::json(&json!({ "Versions": [
                { "VersionId": "1", "VersionStages": ["AWSPREVIOUS"], "CreatedDate": 1.4e9 },
                { "VersionId": "2", "VersionStages": ["AWSCURRENT"], "CreatedDate": made },
            ] }))
        }
        other => panic!("{other} was asked for"),
    }
}

fn parameter_store(asked: &Asked, keys: &[Key]) -> Reply {
    assert_eq!(asked.header("x-amz-target"), "AmazonSSM.DescribeParameters");
    let (rows, next) = page(keys, token(asked));
    let row = |key: &Key| json!({ "Name": key.name, "Type": "SecureString", "LastModifiedDate": seconds(key) as f64 });
    Reply::json(&json!({ "Parameters": rows.iter().map(row).collect::<Vec<_>>(), "NextToken": next.map(|next| next.to_string()) }))
}

#[expect(clippy::needless_pass_by_value, reason = "as the other makers of pages")]
fn google(rows: Vec<Value>, field: &str, next: Option<usize>) -> Reply {
    // An empty list has no field, as with every list of Google's APIs.
    let mut answer = if rows.is_empty() { json!({}) } else { json!({ field: rows }) };
    if let Some(next) = next {
        answer["nextPageToken"] = next.to_string().into();
    }
    Reply::json(&answer)
}

fn service_account(asked: &Asked, keys: &[Key]) -> Reply {
    if asked.path() != "/v1/projects/p1/serviceAccounts/ci@p1.example/keys" {
        return unknown(asked);
    }
    assert_eq!(asked.parameter("keyTypes").as_deref(), Some("USER_MANAGED"));
    let (rows, next) = page(keys, asked.parameter("pageToken"));
    let row = |key: &Key| {
        let name = format!("projects/p1/serviceAccounts/ci@p1.example/keys/{}", key.name);
        json!({ "name": name, "validAfterTime": key.made.replace('Z', ".000-00:00"), "validBeforeTime": "9999-12-31T23:59:59Z", "disabled": key.disabled,
                "keyOrigin": "GOOGLE_PROVIDED" })
    };
    google(rows.iter().map(row).collect(), "keys", next)
}

fn gcp_secrets(asked: &Asked, keys: &[Key]) -> Reply {
    if asked.path() == "/v1/projects/p1/secrets" {
        let (rows, next) = page(keys, asked.parameter("pageToken"));
        let row = |key: &Key| {
            let rotation = json!({ "nextRotationTime": "2099-01-01T00:00:00Z" });
            json!({ "name": format!("projects/1/secrets/{}", key.name), "createTime": "2019-01-01T00:00:00Z", "rotation": rotation })
        };
        return google(rows.iter().map(row).collect(), "secrets", next);
    }
    let name = asked.path().strip_prefix("/v1/projects/p1/secrets/").unwrap().strip_suffix("/versions").unwrap();
    let key = keys.iter().find(|key| key.name == name).unwrap();
    let version = |state: &str, made: &str| json!({ "name": "projects/1/secrets/x/versions/1", "state": state, "createTime": made });
    let mut rows = vec![version("DISABLED", "2099-01-01T00:00:00Z")];
    if !key.disabled {
        rows.extend([version("ENABLED", "2019-01-01T00:00:00Z"), version("ENABLED", &key.made)]);
    }
    google(rows, "versions", None)
}

fn azure(asked: &Asked, keys: &[Key]) -> Reply {
    assert_eq!(asked.parameter("api-version").as_deref(), Some("7.4"));
    let base = format!("http://{}", asked.header("host"));
    let list = asked.path().trim_start_matches('/').split('/').next().unwrap().to_owned();
    // Keys are named by `kid`, the others by `id`.
    let id = if list == "keys" { "kid" } else { "id" };
    if asked.path() == format!("/{list}") {
        let (rows, next) = page(keys, asked.parameter("from"));
        let row = |key: &Key| json!({ id: format!("{base}/{list}/{}", key.name), "attributes": { "updated": 1_795_000_000 } });
        let next = next.map(|next| format!("{base}/{list}?api-version=7.4&from={next}"));
        return Reply::json(&json!({ "value": rows.iter().map(row).collect::<Vec<_>>(), "nextLink": next }));
    }
    let name = asked.path().strip_prefix(&format!("/{list}/")).unwrap().strip_suffix("/versions").unwrap();
    let key = keys.iter().find(|key| key.name == name).unwrap();
    let version = |enabled: bool, created: i64| json!({ id: format!("{base}/{list}/{name}/v"), "attributes": { "enabled": enabled, "created": created, "updated": 1_795_000_000 } });
    let rows = [version(false, seconds(key) + 1), version(!key.disabled, seconds(key)), version(!key.disabled, 1_400_000_000)];
    Reply::json(&json!({ "value": rows, "nextLink": null }))
}

fn vault(asked: &Asked, keys: &[Key]) -> Reply {
    assert_eq!(asked.header("x-vault-token"), CANARY);
    if asked.path() == "/v1/sys/internal/ui/mounts/secret" {
        return Reply::json(&json!({ "data": { "type": "kv", "options": { "version": "2" } } }));
    }
    if asked.path() == "/v1/secret/metadata" {
        assert_eq!(asked.parameter("list").as_deref(), Some("true"));
        // What is not there and what is empty are the same.
        return match keys {
            [] => Reply::new(404, "{\"errors\":[]}"),
            keys => Reply::json(&json!({ "data": { "keys": keys.iter().map(|key| &key.name).collect::<Vec<_>>() } })),
        };
    }
    let Some(key) = asked.path().strip_prefix("/v1/secret/metadata/").and_then(|name| keys.iter().find(|key| key.name == name)) else {
        return unknown(asked);
    };
    let version = |made: &str, destroyed: bool| json!({ "created_time": made, "deletion_time": "", "destroyed": destroyed });
    Reply::json(&json!({ "data": {
        "created_time": "2019-01-01T00:00:00Z", "updated_time": "2026-11-24T00:00:00Z", "current_version": 2, "custom_metadata": null,
        "versions": { "1": version("2019-01-01T00:00:00Z", false), "2": version(&key.made.replace('Z', ".123456789Z"), key.disabled) },
    } }))
}

fn kubernetes(asked: &Asked, keys: &[Key]) -> Reply {
    assert_eq!(asked.header("accept"), "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    if asked.path() != "/api/v1/namespaces/default/secrets" {
        return unknown(asked);
    }
    let (rows, next) = page(keys, asked.parameter("continue"));
    let item = |key: &Key| {
        let fields = |manager: &str, time: &str, fields: Value| json!({ "manager": manager, "operation": "Update", "time": time, "fieldsV1": fields });
        json!({ "metadata": { "name": key.name, "creationTimestamp": "2019-01-01T00:00:00Z", "managedFields": [
            fields("labels", "2026-11-24T00:00:00Z", json!({ "f:metadata": { "f:labels": {} } })),
            fields("kubectl", &key.made, json!({ "f:data": { ".": {}, "f:token": {} }, "f:type": {} })),
        ] } })
    };
    let next = next.map_or_else(String::new, |next| next.to_string());
    let items: Vec<Value> = rows.iter().map(item).collect();
    Reply::json(&json!({ "kind": "PartialObjectMetadataList", "metadata": { "continue": next }, "items": items }))
}
