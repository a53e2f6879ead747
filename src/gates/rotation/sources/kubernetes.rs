//! Kubernetes: metadata of Secrets. The list is asked for as `PartialObjectMetadataList`, which holds no data.

use super::super::ask::{Asker, Provider, text};
use super::super::credential::{Credential, Grade};
use super::super::when::When;
use super::Request;
use crate::env;
use crate::model::Trouble;
use crate::net;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Secrets a page.
const PAGE: &str = "500";

pub(super) const PROVIDER: Provider = Provider {
    title: "Kubernetes",
    variables: &["KUBERNETES_TOKEN", "KUBECONFIG"],
    rights: "list on secrets in the namespace; golive asks for their metadata only, but there is no smaller right",
};

/// A server and who asks it.
struct Access {
    server: String,
    token: String,
}

pub(super) fn list(asker: &Asker, request: &Request, namespace: &str) -> Result<Vec<Credential>, Trouble> {
    let access = access(request)?;
    let first = asker.url(&access.server, &["api", "v1", "namespaces", namespace, "secrets"], &[("limit", PAGE)])?;
    let ask = |url: &str| {
        net::Request::get(url).bearer(&access.token).header("accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1")
    };
    let mut credentials = Vec::new();
    asker.pages(first.clone(), ask, |response, page| {
        let items = page.get("items").and_then(Value::as_array).filter(|_| text(page, "kind") == Some("PartialObjectMetadataList"));
        for item in items.ok_or_else(|| asker.garbage(response.asked()))? {
            let found = read(item).ok_or_else(|| asker.garbage(response.asked()))?;
            credentials.extend(found.into_iter().filter(|credential| wanted(request, &credential.name)));
        }
        match page.get("metadata").and_then(|metadata| text(metadata, "continue")) {
            Some(token) => {
                let segments = ["api", "v1", "namespaces", namespace, "secrets"];
                Ok(Some(asker.url(&access.server, &segments, &[("limit", PAGE), ("continue", token)])?))
            }
            None => Ok(None),
        }
    })?;
    Ok(credentials)
}

/// A name that ends with a slash means every key of that Secret.
fn wanted(request: &Request, name: &str) -> bool {
    let secret = name.split_once('/').map_or_else(|| format!("{name}/"), |(secret, _)| format!("{secret}/"));
    request.wants(name) || request.wants(&secret)
}

/// A key for every key of the Secret whose change somebody manages; else the Secret as a whole, by when it was made.
fn read(item: &Value) -> Option<Vec<Credential>> {
    let metadata = item.get("metadata")?;
    let secret = text(metadata, "name")?;
    let created = When::parse(text(metadata, "creationTimestamp")?)?;
    let mut newest: BTreeMap<&str, When> = BTreeMap::new();
    for entry in metadata.get("managedFields").and_then(Value::as_array).into_iter().flatten() {
        let Some(time) = text(entry, "time").and_then(When::parse) else { continue };
        let fields = entry.get("fieldsV1");
        let data = ["f:data", "f:stringData"].into_iter().filter_map(|name| fields.and_then(|fields| fields.get(name)?.as_object()));
        for key in data.flat_map(serde_json::Map::keys).filter_map(|key| key.strip_prefix("f:")) {
            let known = newest.entry(key).or_insert(time);
            *known = time.max(*known);
        }
    }
    let inferred = |name: String, field, made| {
        // Whoever manages a key's field moves its time with any other field they change: the key may be older, and is not younger.
        Credential { grade: Grade::Inferred, ..Credential::provided(name, field, Some(made)) }
    };
    if newest.is_empty() {
        return Some(vec![inferred(secret.to_owned(), "creationTimestamp", created)]);
    }
    Some(newest.into_iter().map(|(key, time)| inferred(format!("{secret}/{key}"), "managedFields of f:data", time)).collect())
}

/// The server and the token: from the environment, or from the file that `KUBECONFIG` names.
fn access(request: &Request) -> Result<Access, Trouble> {
    let server = request.base_url.clone().or_else(|| env::var("KUBERNETES_SERVER"));
    let token = env::var("KUBERNETES_TOKEN");
    if let (Some(server), Some(token)) = (&server, &token) {
        return Ok(Access { server: server.clone(), token: token.trim().to_owned() });
    }
    let Some(path) = env::var_os("KUBECONFIG") else {
        return Err(Trouble::new(
            "Kubernetes was not asked: neither KUBECONFIG nor KUBERNETES_SERVER and KUBERNETES_TOKEN are set",
            format!("name a kubeconfig with a server and a token, of an account with the least rights: {}", PROVIDER.rights),
        ));
    };
    let failed = |why: &str| {
        Trouble::new(
            format!("Kubernetes was not asked: the file that KUBECONFIG names {why}"),
            "golive uses the server and the token of its current context; for other ways to sign in, set KUBERNETES_SERVER and \
             KUBERNETES_TOKEN (kubectl create token ACCOUNT gives one)",
        )
    };
    let content = std::fs::read_to_string(&path).map_err(|_error| failed("cannot be read"))?;
    let config: Value = serde_saphyr::from_str(&content).map_err(|_error| failed("is no YAML"))?;
    let (from_file, token_of_file) =
        current(&config, Path::new(&path)).ok_or_else(|| failed("has no current context with a server and a token"))?;
    Ok(Access { server: server.unwrap_or(from_file), token: token.unwrap_or(token_of_file).trim().to_owned() })
}

/// The server and the token of a kubeconfig's current context; a file with the token is named from the kubeconfig's folder.
fn current(config: &Value, path: &Path) -> Option<(String, String)> {
    let named = |list: &str, name: &str| {
        let entries = config.get(list)?.as_array()?;
        entries.iter().find(|entry| text(entry, "name") == Some(name))
    };
    let context = named("contexts", text(config, "current-context")?)?.get("context")?;
    let server = text(named("clusters", text(context, "cluster")?)?.get("cluster")?, "server")?;
    let user = named("users", text(context, "user")?)?.get("user")?;
    let token = match (text(user, "token"), text(user, "tokenFile")) {
        (Some(token), _) => token.to_owned(),
        (None, Some(file)) => std::fs::read_to_string(path.parent()?.join(file)).ok()?,
        (None, None) => return None,
    };
    Some((server.to_owned(), token))
}
