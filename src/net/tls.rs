//! Whom to trust, and who asks.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use std::path::Path;
use std::sync::Arc;

/// Other settings of TLS than the usual ones.
#[derive(Debug, Clone, Default)]
pub struct Tls {
    /// The only authorities to trust, as PEM, instead of the system's.
    pub authorities: Option<Vec<u8>>,
    /// Who the client is.
    pub identity: Option<Identity>,
}

/// A client's certificate and its private key.
#[derive(Clone)]
pub struct Identity {
    /// The certificate and those above it, as PEM.
    pub certificates: Vec<u8>,
    /// The key, as PEM.
    pub key: Vec<u8>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Identity(…)")
    }
}

/// TLS with the authorities that are asked for; else with the system's, and those in the file that `SSL_CERT_FILE` names.
pub(super) fn config(tls: &Tls) -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match &tls.authorities {
        Some(pem) => only(pem, &provider)?,
        None => system(&provider)?,
    };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let Some(Identity { certificates, key }) = &tls.identity else { return Ok(builder.with_no_client_auth()) };
    let chain = all(CertificateDer::pem_slice_iter(certificates)).map_err(|why| format!("the client certificate {why}"))?;
    // What is wrong with a key is not said in its words.
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_error| "the client key is no private key in PEM".to_owned())?;
    builder.with_client_auth_cert(chain, key).map_err(|_error| "the client certificate and the client key do not go together".to_owned())
}

fn system(provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let extra = match crate::env::var_os(crate::env::SSL_CERT_FILE) {
        Some(path) => certificates(Path::new(&path))?,
        None => Vec::new(),
    };
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(provider))
        .map_err(|error| format!("the authorities that the system trusts could not be read: {error}"))?;
    Ok(Arc::new(verifier))
}

fn only(pem: &[u8], provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in all(CertificateDer::pem_slice_iter(pem)).map_err(|why| format!("the certificate authority {why}"))? {
        roots.add(certificate).map_err(|error| format!("the certificate authority cannot be used: {error}"))?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build();
    Ok(verifier.map_err(|error| format!("the certificate authority cannot be used: {error}"))?)
}

fn all<E: std::fmt::Display>(
    found: impl Iterator<Item = Result<CertificateDer<'static>, E>>,
) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> = found.collect();
    let found = found.map_err(|error| format!("cannot be read: {error}"))?;
    if found.is_empty() { Err("holds no certificate".to_owned()) } else { Ok(found) }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let shown = crate::text::one_line(&path.display().to_string()).into_owned();
    let failed = |error: &dyn std::fmt::Display| format!("SSL_CERT_FILE: {shown} could not be read: {error}");
    let found = CertificateDer::pem_file_iter(path).map_err(|error| failed(&error))?;
    let found: Result<Vec<_>, _> = found.collect();
    let found = found.map_err(|error| failed(&error))?;
    if found.is_empty() {
        return Err(format!("SSL_CERT_FILE: {shown} holds no certificate"));
    }
    Ok(found)
}
