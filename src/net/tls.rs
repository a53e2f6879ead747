//! Whom to trust.

use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls_platform_verifier::Verifier;
use std::path::Path;
use std::sync::Arc;

/// TLS with the system's authorities, and those in the file that `SSL_CERT_FILE` names.
pub(super) fn config() -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let extra = match crate::env::var_os(crate::env::SSL_CERT_FILE) {
        Some(path) => certificates(Path::new(&path))?,
        None => Vec::new(),
    };
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&provider))
        .map_err(|error| format!("the authorities that the system trusts could not be read: {error}"))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
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
