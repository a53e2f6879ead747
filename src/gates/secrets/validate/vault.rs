//! Values on their way from the look to the question.

use super::provider::table;
use crate::detect::Candidate;
use crate::model::Finding;
use std::collections::BTreeMap;

/// Longer values are not sent: they are no token.
const LONGEST: usize = 4096;

/// A value. It has neither `Debug` nor `Display`, and is read by what makes a request alone.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Secret(String);

impl Secret {
    /// The value of a candidate, where it is one that can be sent: visible ASCII.
    fn of(candidate: &Candidate, text: &[u8]) -> Option<Self> {
        let bytes = match &candidate.spelled {
            Some(spelled) => spelled.bytes(),
            None => text.get(candidate.secret.clone())?,
        };
        let fits = !bytes.is_empty() && bytes.len() <= LONGEST && bytes.iter().all(u8::is_ascii_graphic);
        fits.then(|| String::from_utf8(bytes.to_vec()).ok().map(Self)).flatten()
    }

    /// The value, for a request.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

/// A credential, and the identifier it was found with.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Held {
    pub(super) secret: Secret,
    pub(super) id: Option<Secret>,
}

/// The values that providers are asked about, by the fingerprint of their finding.
#[derive(Default)]
pub(in super::super) struct Vault(BTreeMap<String, Held>);

impl Vault {
    /// Keeps a value, if there is somebody to ask about it.
    pub(in super::super) fn hold(&mut self, finding: &Finding, candidate: &Candidate, text: &[u8]) {
        let is_known = table().as_ref().is_ok_and(|table| table.of_rule(&finding.rule_id).is_some());
        if let (true, Some(secret)) = (is_known, Secret::of(candidate, text)) {
            self.0.entry(finding.fingerprint.as_str().to_owned()).or_insert(Held { secret, id: None });
        }
    }

    /// Keeps the identifier that goes with a value; the first that is found.
    pub(in super::super) fn hold_identifier(&mut self, finding: &Finding, identifier: &Candidate, text: &[u8]) {
        if let Some(held) = self.0.get_mut(finding.fingerprint.as_str())
            && held.id.is_none()
        {
            held.id = Secret::of(identifier, text);
        }
    }

    pub(super) fn get(&self, finding: &Finding) -> Option<&Held> {
        self.0.get(finding.fingerprint.as_str())
    }
}
