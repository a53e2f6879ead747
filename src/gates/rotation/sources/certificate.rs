//! X.509 certificates in the repository, PEM or DER (RFC 5280).

use super::super::credential::Credential;
use super::super::in_tree::InTree;
use super::super::when::When;
use crate::gate::Context;
use crate::model::Trouble;
use crate::text::one_line;
use x509_cert::Certificate;
use x509_cert::der::{Decode as _, DecodePem as _};

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

pub(super) fn look(path: &str, context: &Context<'_>) -> Result<Vec<Credential>, Trouble> {
    let file = InTree::read(path, context)?;
    let (mut credential, line) = read(path, &file.bytes).ok_or_else(|| {
        Trouble::new(format!("{} holds no certificate that can be read", one_line(path)), "name a file with a PEM or DER certificate")
    })?;
    credential.place = Some(file.place(line));
    Ok(vec![credential])
}

/// The certificate of a file, and the line it begins on. Of a bundle, the one that signed none of the others.
pub(super) fn read(name: &str, bytes: &[u8]) -> Option<(Credential, usize)> {
    let found = all(bytes);
    let issues = |candidate: &Certificate| {
        let subject = candidate.tbs_certificate().subject();
        found.iter().any(|(other, _)| {
            other != candidate && other.tbs_certificate().issuer() == subject && other.tbs_certificate().subject() != subject
        })
    };
    let (leaf, line) = found.iter().find(|(certificate, _)| !issues(certificate)).or_else(|| found.first())?;
    let validity = leaf.tbs_certificate().validity();
    let point = |time: x509_cert::time::Time| When::from_second(i64::try_from(time.to_unix_duration().as_secs()).ok()?);
    let mut credential = Credential::provided(name, "notBefore", Some(point(validity.not_before)?));
    credential.expires = Some(point(validity.not_after)?);
    if found.len() > 1 {
        credential.notes.push(format!("the end of a chain of {} certificates", found.len()));
    }
    Some((credential, *line))
}

fn all(bytes: &[u8]) -> Vec<(Certificate, usize)> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Certificate::from_der(bytes).ok().map(|certificate| (certificate, 0)).into_iter().collect();
    };
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        let Some(length) = rest.get(start..).and_then(|block| block.find(END)) else { break };
        let (from, to) = (start, start + length + END.len());
        let line = text.len() - rest.len() + from;
        let line = text.get(..line).map_or(0, |before| before.matches('\n').count() + 1);
        if let Some(certificate) = rest.get(from..to).and_then(|block| Certificate::from_pem(block.replace('\r', "").as_bytes()).ok()) {
            found.push((certificate, line));
        }
        rest = rest.get(to..).unwrap_or_default();
    }
    found
}
