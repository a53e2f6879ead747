//! Kubernetes over TLS: whom golive trusts, and how it signs in.

use super::stand_in::{CANARY, Key, PROVIDERS, Provider};
use crate::support::{Repo, Run, Server};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use std::sync::Arc;

const NOW: &str = "2026-11-25T00:00:00Z";
const FRESH: &str = "2026-11-01T00:00:00Z";

fn provider() -> &'static Provider {
    PROVIDERS.iter().find(|provider| provider.kind == "kubernetes").unwrap()
}

/// An authority with a server and a client, and another authority: certificates and keys as PEM files beside the repository.
fn certificates() -> Repo {
    let repo = Repo::new();
    repo.write("golive.toml", "[[rotation.key]]\nname = \"all\"\nsource = \"kubernetes:default\"\n");
    repo.write("../server.ext", "subjectAltName=IP:127.0.0.1\n").write("../client.ext", "extendedKeyUsage=clientAuth\n");
    let openssl = |arguments: &str| {
        repo.run("openssl").args(arguments.split(' ')).finish().exits(0);
    };
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    for authority in ["ca", "other"] {
        openssl(&format!("req -x509 {key} -keyout ../{authority}.key -out ../{authority}.pem -subj /CN={authority} -days 30"));
    }
    for name in ["server", "client"] {
        openssl(&format!("req {key} -keyout ../{name}.key -out ../{name}.csr -subj /CN={name}"));
        openssl(&format!(
            "x509 -req -in ../{name}.csr -CA ../ca.pem -CAkey ../ca.key -CAcreateserial -out ../{name}.pem -days 30 -extfile ../{name}.ext"
        ));
    }
    repo
}

fn server(repo: &Repo, wants_client: bool) -> Server {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let certificate = CertificateDer::from_pem_file(repo.path("../server.pem")).unwrap();
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().unwrap();
    let builder = if wants_client {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(repo.path("../ca.pem")).unwrap()).unwrap();
        builder.with_client_cert_verifier(WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap())
    } else {
        builder.with_no_client_auth()
    };
    let key = PrivateKeyDer::from_pem_file(repo.path("../server.key")).unwrap();
    let answer = self::provider().answer;
    let keys = [Key { name: "A".to_owned(), made: FRESH.to_owned(), disabled: false }];
    Server::tls(builder.with_single_cert(vec![certificate], key).unwrap(), move |asked| answer(asked, &keys))
}

fn look(repo: &Repo, server: &Server, cluster: &str, user: &str) -> Run {
    let config = format!(
        "current-context: c\ncontexts: [{{ name: c, context: {{ cluster: k, user: u }} }}]\n\
         clusters: [{{ name: k, cluster: {{ server: \"{}\", {cluster} }} }}]\nusers: [{{ name: u, user: {{ {user} }} }}]\n",
        server.base
    );
    repo.write("../kube/config", config);
    repo.golive_with().args(["rotation", "--now", NOW]).env("KUBECONFIG", repo.path("../kube/config")).finish()
}

/// What stands in a file, in base64.
fn data(repo: &Repo, name: &str) -> String {
    STANDARD.encode(std::fs::read(repo.path("..").join(name)).unwrap())
}

#[test]
fn only_the_authority_of_the_kubeconfig_is_trusted() {
    let repo = certificates();
    let server = server(&repo, false);
    let token = format!("token: {CANARY}");
    look(&repo, &server, "certificate-authority: ../ca.pem", &token).exits(0).never_says(CANARY);
    look(&repo, &server, &format!("certificate-authority-data: {}", data(&repo, "ca.pem")), &token).exits(0);
    let sent = server.asked().len();
    for cluster in ["certificate-authority: ../other.pem", "extensions: []", "insecure-skip-tls-verify: true"] {
        look(&repo, &server, cluster, &token).exits(2).says("Kubernetes").never_says(CANARY);
    }
    assert_eq!(server.asked().len(), sent, "a server that nobody vouches for was sent a request");
}

#[test]
fn a_client_certificate_signs_in() {
    let repo = certificates();
    let server = server(&repo, true);
    let cluster = "certificate-authority: ../ca.pem";
    let (certificate, key) = (data(&repo, "client.pem"), data(&repo, "client.key"));
    let user = format!("client-certificate-data: {certificate}, client-key-data: {key}");
    look(&repo, &server, cluster, &user).exits(0).never_says(&key[..40]);
    look(&repo, &server, cluster, "client-certificate: ../client.pem, client-key: ../client.key").exits(0);
    assert!(server.asked().iter().all(|asked| asked.header("authorization").is_empty()));
    // A token alone is not what this server asks for; a key of another certificate is said before anything is sent.
    look(&repo, &server, cluster, &format!("token: {CANARY}")).exits(2).never_says(CANARY);
    let run = look(&repo, &server, cluster, "client-certificate: ../client.pem, client-key: ../other.key");
    run.exits(2).says("do not go together");
    let run = look(&repo, &server, cluster, "client-certificate: ../client.pem, client-key: ../client.csr");
    run.exits(2).says("no private key");
}

#[test]
fn outside_of_a_pod_and_without_settings_the_ways_are_named() {
    let repo = Repo::new();
    repo.write("golive.toml", "[[rotation.key]]\nname = \"all\"\nsource = \"kubernetes:default\"\n");
    repo.golive(["rotation", "--now", NOW]).exits(2).says("neither KUBECONFIG nor KUBERNETES_SERVER");
    let pod = repo.golive_with().args(["rotation", "--now", NOW]).env("KUBERNETES_SERVICE_HOST", "127.0.0.1").finish();
    pod.exits(2).says("this is a pod, and /var/run/secrets/kubernetes.io/serviceaccount/token cannot be read");
}
