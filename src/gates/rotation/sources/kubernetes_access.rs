//! How a Kubernetes API is reached: variables, a kubeconfig, or the account of the pod that golive runs in.

use super::super::ask::text;
use super::Request;
use super::kubernetes::PROVIDER;
use crate::env;
use crate::model::Trouble;
use crate::net::{Identity, Tls};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Where a pod finds the token and the authority of its account (kubernetes.io, "Accessing the Kubernetes API from a Pod").
const ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// A server, who asks it, and whom it is to be.
pub(super) struct Access {
    pub(super) server: String,
    /// None where a client certificate says who asks.
    pub(super) token: Option<String>,
    pub(super) tls: Tls,
}

/// The files that `KUBECONFIG` names, the first of which counts most, each with its folder.
struct Configs(Vec<(Value, PathBuf)>);

/// The server and the sign-in.
pub(super) fn access(request: &Request) -> Result<Access, Trouble> {
    let server = request.base_url.clone().or_else(|| env::var("KUBERNETES_SERVER"));
    let token = env::var("KUBERNETES_TOKEN").map(|token| token.trim().to_owned());
    if let (Some(server), Some(token)) = (&server, &token) {
        return Ok(Access { server: server.clone(), token: Some(token.clone()), tls: Tls::default() });
    }
    if let Some(paths) = env::var_os("KUBECONFIG") {
        let paths: Vec<PathBuf> = std::env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()).collect();
        let found = Configs::read(&paths).and_then(|configs| configs.current(server, token));
        return found.map_err(|why| {
            Trouble::new(
                format!("Kubernetes was not asked: the file that KUBECONFIG names {why}"),
                "golive uses the current context with a token, a token file or a client certificate; for other ways to sign in, set \
                 KUBERNETES_SERVER and KUBERNETES_TOKEN (kubectl create token ACCOUNT gives one)",
            )
        });
    }
    if let Some(host) = env::var("KUBERNETES_SERVICE_HOST") {
        let port = env::var("KUBERNETES_SERVICE_PORT").unwrap_or_else(|| "443".to_owned());
        return in_cluster(&host, &port, Path::new(ACCOUNT)).map_err(|why| {
            Trouble::new(
                format!("Kubernetes was not asked: this is a pod, and {why}"),
                "set automountServiceAccountToken: true for the pod, or name a kubeconfig in KUBECONFIG",
            )
        });
    }
    Err(Trouble::new(
        "Kubernetes was not asked: neither KUBECONFIG nor KUBERNETES_SERVER and KUBERNETES_TOKEN are set, and this is no pod",
        format!("name a kubeconfig of an account with the least rights: {}", PROVIDER.rights),
    ))
}

/// As the account of this pod.
fn in_cluster(host: &str, port: &str, account: &Path) -> Result<Access, String> {
    let read =
        |name: &str| std::fs::read(account.join(name)).map_err(|error| format!("{} cannot be read: {error}", account.join(name).display()));
    let token = String::from_utf8(read("token")?).map_err(|_error| "the token of its account is no text".to_owned())?;
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let tls = Tls { authorities: Some(read("ca.crt")?), identity: None };
    Ok(Access { server: format!("https://{host}:{port}"), token: Some(token.trim().to_owned()), tls })
}

impl Configs {
    fn read(paths: &[PathBuf]) -> Result<Self, String> {
        let mut found = Vec::new();
        for path in paths {
            let content = match std::fs::read_to_string(path) {
                // Of several, some may not be there.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound && paths.len() > 1 => continue,
                read => read.map_err(|_error| "cannot be read".to_owned())?,
            };
            let config: Value = serde_saphyr::from_str(&content).map_err(|_error| "is no YAML".to_owned())?;
            found.push((config, path.parent().unwrap_or(Path::new("")).to_path_buf()));
        }
        if found.is_empty() { Err("cannot be read".to_owned()) } else { Ok(Self(found)) }
    }

    /// The entry of a list, and the folder of its file.
    fn named(&self, list: &str, name: &str, of: &str) -> Option<(&Value, &Path)> {
        self.0.iter().find_map(|(config, folder)| {
            let entries = config.get(list)?.as_array()?;
            let entry = entries.iter().find(|entry| text(entry, "name") == Some(name))?;
            Some((entry.get(of)?, folder.as_path()))
        })
    }

    /// What the current context says. Variables win.
    fn current(&self, server: Option<String>, token: Option<String>) -> Result<Access, String> {
        let missing = || "has no current context with a server and a way to sign in".to_owned();
        let context = self.0.iter().find_map(|(config, _)| text(config, "current-context")).ok_or_else(missing)?;
        let (context, _) = self.named("contexts", context, "context").ok_or_else(missing)?;
        let cluster = text(context, "cluster").and_then(|name| self.named("clusters", name, "cluster")).ok_or_else(missing)?;
        let user = text(context, "user").and_then(|name| self.named("users", name, "user")).ok_or_else(missing)?;
        if cluster.0.get("insecure-skip-tls-verify").and_then(Value::as_bool) == Some(true) {
            return Err("says insecure-skip-tls-verify: anybody could be the server, and golive sends no sign-in to it".to_owned());
        }
        for odd in ["tls-server-name", "proxy-url"] {
            if text(cluster.0, odd).is_some() {
                return Err(format!("sets {odd} for the cluster, which golive does not know"));
            }
        }
        let authorities = part(cluster, "certificate-authority")?;
        let identity = match (part(user, "client-certificate")?, part(user, "client-key")?) {
            (Some(certificates), Some(key)) => Some(Identity { certificates, key }),
            (None, None) => None,
            _ => return Err("has only one of client-certificate and client-key".to_owned()),
        };
        let token = match (token, text(user.0, "token"), text(user.0, "tokenFile")) {
            (Some(token), ..) => Some(token),
            (None, Some(token), _) => Some(token.trim().to_owned()),
            (None, None, Some(file)) => {
                let read = std::fs::read_to_string(user.1.join(file));
                Some(read.map_err(|_error| "names a tokenFile that cannot be read".to_owned())?.trim().to_owned())
            }
            (None, None, None) => None,
        };
        let server = server.or_else(|| text(cluster.0, "server").map(str::to_owned)).ok_or_else(missing)?;
        if token.is_none() && identity.is_none() {
            let program = ["exec", "auth-provider"].iter().find(|name| user.0.get(**name).is_some());
            return Err(program.map_or_else(missing, |name| format!("signs in with a program ({name}), and golive starts none")));
        }
        Ok(Access { server, token, tls: Tls { authorities, identity } })
    }
}

/// What a key holds in base64, or the file that it names.
fn part((entry, folder): (&Value, &Path), name: &str) -> Result<Option<Vec<u8>>, String> {
    if let Some(data) = text(entry, &format!("{name}-data")) {
        return STANDARD.decode(data.trim()).map(Some).map_err(|_error| format!("has no base64 in {name}-data"));
    }
    let Some(file) = text(entry, name) else { return Ok(None) };
    std::fs::read(folder.join(file)).map(Some).map_err(|_error| format!("names a {name} that cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::{Configs, in_cluster};
    use serde_json::json;
    use std::path::PathBuf;

    #[test]
    fn a_pod_signs_in_as_its_account() {
        let account = tempfile::tempdir().unwrap();
        assert!(in_cluster("10.0.0.1", "443", account.path()).err().unwrap().contains("token cannot be read"));
        std::fs::write(account.path().join("token"), "t\n").unwrap();
        assert!(in_cluster("10.0.0.1", "443", account.path()).err().unwrap().contains("ca.crt cannot be read"));
        std::fs::write(account.path().join("ca.crt"), "pem").unwrap();
        let access = in_cluster("10.0.0.1", "443", account.path()).ok().unwrap();
        assert_eq!((access.server.as_str(), access.token.as_deref()), ("https://10.0.0.1:443", Some("t")));
        assert_eq!(access.tls.authorities.as_deref(), Some(b"pem".as_slice()));
        assert_eq!(in_cluster("fd00::1", "6443", account.path()).ok().unwrap().server, "https://[fd00::1]:6443");
    }

    #[test]
    fn a_kubeconfig_says_what_golive_cannot_do() {
        let with = |cluster: serde_json::Value, user: serde_json::Value| {
            let config = json!({
                "current-context": "c",
                "contexts": [{ "name": "c", "context": { "cluster": "k", "user": "u" } }],
                "clusters": [{ "name": "k", "cluster": cluster }],
                "users": [{ "name": "u", "user": user }],
            });
            Configs(vec![(config, PathBuf::new())]).current(None, None)
        };
        let server = json!({ "server": "https://k" });
        let token = json!({ "token": "t" });
        assert_eq!(with(server.clone(), token.clone()).ok().unwrap().token.as_deref(), Some("t"));
        for (cluster, user, said) in [
            (json!({ "server": "https://k", "insecure-skip-tls-verify": true }), token.clone(), "insecure-skip-tls-verify"),
            (json!({ "server": "https://k", "tls-server-name": "x" }), token.clone(), "tls-server-name"),
            (json!({ "server": "https://k", "certificate-authority-data": "?" }), token.clone(), "no base64 in certificate-authority-data"),
            (
                json!({ "server": "https://k", "certificate-authority": "/nowhere/ca" }),
                token.clone(),
                "certificate-authority that cannot be read",
            ),
            (server.clone(), json!({ "client-certificate-data": "AAAA" }), "only one of client-certificate and client-key"),
            (server.clone(), json!({ "exec": { "command": "x" } }), "signs in with a program (exec)"),
            (server.clone(), json!({}), "a way to sign in"),
            (json!({}), token, "a way to sign in"),
        ] {
            let why = with(cluster, user).err().unwrap();
            assert!(why.contains(said), "{why}");
        }
    }

    #[test]
    fn of_several_files_the_first_that_says_it_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("a"), "current-context: c\nusers: [{ name: u, user: { tokenFile: t } }]\n").unwrap();
        std::fs::write(path("t"), "first\n").unwrap();
        std::fs::write(
            path("b"),
            "current-context: d\ncontexts: [{ name: c, context: { cluster: k, user: u } }]\nclusters: [{ name: k, cluster: { server: https://k } }]\nusers: [{ name: u, user: { token: second } }]\n",
        )
        .unwrap();
        let access = Configs::read(&[path("a"), path("none"), path("b")]).unwrap().current(None, None).ok().unwrap();
        assert_eq!((access.server.as_str(), access.token.as_deref()), ("https://k", Some("first")));
        assert!(Configs::read(&[path("none")]).is_err());
    }
}
