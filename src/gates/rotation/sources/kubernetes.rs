//! Kubernetes: metadata of Secrets. The list is asked for as `PartialObjectMetadataList`, which holds no data.

use super::super::ask::{Asker, Provider, text};
use super::super::credential::{Credential, Grade};
use super::super::when::When;
use super::Request;
use super::kubernetes_access::Access;
use crate::model::Trouble;
use crate::net;
use serde_json::Value;
use std::collections::BTreeMap;

/// Secrets a page.
const PAGE: &str = "500";

pub(super) const PROVIDER: Provider = Provider {
    title: "Kubernetes",
    variables: &["KUBERNETES_TOKEN", "KUBECONFIG"],
    rights: "list on secrets in the namespace; golive asks for their metadata only, but there is no smaller right",
};

pub(super) fn list(asker: &Asker, access: &Access, request: &Request, namespace: &str) -> Result<Vec<Credential>, Trouble> {
    let first = asker.url(&access.server, &["api", "v1", "namespaces", namespace, "secrets"], &[("limit", PAGE)])?;
    let ask = |url: &str| {
        let request = net::Request::get(url).header("accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        match &access.token {
            Some(token) => request.bearer(token),
            None => request,
        }
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
