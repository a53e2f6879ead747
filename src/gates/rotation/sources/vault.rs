//! Vault and `OpenBao`: metadata of the KV secrets engine, version 2. Values live under another path, which is never asked for.

use super::super::ask::{Asker, Provider, text};
use super::super::credential::{Credential, Status};
use super::super::when::When;
use super::{Request, settle};
use crate::env;
use crate::model::Trouble;
use crate::net::{self, ErrorKind};
use jiff::Timestamp;
use serde_json::Value;

/// Folders that are listed at most.
const MOST_FOLDERS: usize = 5_000;

pub(super) const PROVIDER: Provider = Provider {
    title: "Vault",
    variables: &["VAULT_TOKEN", "BAO_TOKEN"],
    rights: "a policy with read and list on MOUNT/metadata/*, and nothing on MOUNT/data",
};

/// What every request has in common.
struct Server<'run> {
    asker: &'run Asker,
    base: String,
    token: String,
    namespace: Option<String>,
    mount: &'run str,
}

pub(super) fn list(
    asker: &Asker,
    request: &Request,
    mount: &str,
    path: &[String],
    folder: bool,
    troubles: &mut Vec<Trouble>,
) -> Result<Vec<Credential>, Trouble> {
    let token = asker.credential()?;
    let base = request.base(&["VAULT_ADDR", "BAO_ADDR"], "");
    if base.is_empty() {
        return Err(Trouble::new("Vault was not asked: VAULT_ADDR is not set", "set VAULT_ADDR to the server's address"));
    }
    let namespace = env::var("VAULT_NAMESPACE").or_else(|| env::var("BAO_NAMESPACE"));
    let server = Server { asker, base, token, namespace, mount };
    let names = if folder { server.below(&path.join("/"))? } else { vec![path.join("/")] };
    let requests = names.iter().map(|name| server.metadata(name, false)).collect::<Result<Vec<_>, _>>()?;
    let mut credentials = Vec::new();
    for (name, result) in names.iter().zip(asker.raw(requests)) {
        let result = match result.and_then(net::Response::success) {
            Ok(response) => {
                asker.json(&response).and_then(|value| read(name, &value, request.now).ok_or_else(|| asker.garbage(response.asked())))
            }
            Err(error) if error.kind == ErrorKind::Status(404) => Err(server.explain(&error)),
            Err(error) => Err(asker.trouble(&error)),
        };
        credentials.extend(settle(result, troubles));
    }
    Ok(credentials)
}

impl Server<'_> {
    fn request(&self, segments: &[&str], list: bool) -> Result<net::Request, Trouble> {
        let query: &[(&str, &str)] = if list { &[("list", "true")] } else { &[] };
        let url = self.asker.url(&self.base, segments, query)?;
        let mut request = net::Request::get(url).header("x-vault-token", self.token.clone()).header("x-vault-request", "true");
        if let Some(namespace) = &self.namespace {
            request = request.header("x-vault-namespace", namespace.clone());
        }
        Ok(request)
    }

    fn metadata(&self, path: &str, list: bool) -> Result<net::Request, Trouble> {
        let segments: Vec<&str> =
            ["v1", self.mount, "metadata"].into_iter().chain(path.split('/').filter(|part| !part.is_empty())).collect();
        self.request(&segments, list)
    }

    /// Every secret below a folder.
    fn below(&self, folder: &str) -> Result<Vec<String>, Trouble> {
        let mut secrets = Vec::new();
        let (mut wave, mut listed) = (vec![folder.to_owned()], 0);
        while !wave.is_empty() {
            listed += wave.len();
            if listed > MOST_FOLDERS {
                let help = "name the folders one by one in the configuration";
                return Err(Trouble::new(format!("Vault: there are more than {MOST_FOLDERS} folders below {}/{folder}", self.mount), help));
            }
            let requests = wave.iter().map(|path| self.metadata(path, true)).collect::<Result<Vec<_>, _>>()?;
            let mut deeper = Vec::new();
            for (path, result) in wave.iter().zip(self.asker.raw(requests)) {
                let response = match result {
                    // An empty folder is not there.
                    Ok(response) if response.status == 404 && wave.len() > 1 => continue,
                    Ok(response) if response.status == 404 => match response.success() {
                        Err(error) if self.version()? == Some(2) => {
                            drop(error);
                            continue;
                        }
                        Err(error) => return Err(self.explain(&error)),
                        Ok(_) => continue,
                    },
                    other => other.and_then(net::Response::success).map_err(|error| self.asker.trouble(&error))?,
                };
                let value = self.asker.json(&response)?;
                let keys = value.pointer("/data/keys").and_then(Value::as_array).ok_or_else(|| self.asker.garbage(response.asked()))?;
                for key in keys.iter().filter_map(Value::as_str) {
                    let full = if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") };
                    match full.strip_suffix('/') {
                        Some(folder) => deeper.push(folder.to_owned()),
                        None => secrets.push(full),
                    }
                }
            }
            wave = deeper;
        }
        secrets.sort();
        secrets.dedup();
        Ok(secrets)
    }

    /// The version of the engine, if the server says.
    fn version(&self) -> Result<Option<u64>, Trouble> {
        let request = self.request(&["v1", "sys", "internal", "ui", "mounts", self.mount], false)?;
        let response = self.asker.raw(vec![request]).pop().and_then(Result::ok).filter(|response| response.status == 200);
        let value = response.and_then(|response| serde_json::from_slice::<Value>(&response.body).ok());
        let data = value.as_ref().and_then(|value| value.get("data"));
        // Engines of version 1 have no options at all.
        let version = data.map(|data| data.pointer("/options/version").and_then(Value::as_str).unwrap_or("1"));
        Ok(version.and_then(|version| version.parse().ok()))
    }

    /// Why nothing is found.
    fn explain(&self, error: &net::Error) -> Trouble {
        match self.version() {
            Ok(Some(1)) => Trouble::new(
                format!("Vault: the engine at {} is KV version 1, which keeps no dates", self.mount),
                "keep the date by hand (source = \"manual\" with last-rotated), or move to version 2 (vault kv enable-versioning)",
            ),
            _ => self.asker.trouble(error),
        }
    }
}

/// The version that is valid now.
fn read(name: &str, value: &Value, now: Timestamp) -> Option<Credential> {
    let data = value.get("data")?;
    let current = data.get("current_version").and_then(Value::as_u64)?;
    let Some(version) = data.get("versions")?.get(current.to_string()) else {
        let mut credential = Credential::provided(name, "current_version", None);
        credential.status = Status::Destroyed;
        return Some(credential);
    };
    let made = When::parse(text(version, "created_time")?)?;
    // When the metadata changed says nothing about the value; when its version was made does.
    let mut credential = Credential::provided(name, "versions[current].created_time", Some(made));
    let deleted = text(version, "deletion_time").and_then(When::parse);
    match deleted {
        _ if version.get("destroyed") == Some(&Value::Bool(true)) => credential.status = Status::Destroyed,
        Some(at) if at.at <= now => credential.status = Status::Destroyed,
        later => credential.expires = later,
    }
    if let Some(owner) = data.get("custom_metadata").and_then(|metadata| text(metadata, "owner")) {
        credential.notes.push(format!("its owner, as Vault has it: {owner}"));
    }
    Some(credential)
}
