//! Requests to AWS, signed (AWS Signature Version 4).

use super::Request;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{PayloadChecksumKind, SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use std::time::SystemTime;

/// A key of AWS, to sign with. It has no `Debug`.
pub struct AwsKey(Identity);

impl AwsKey {
    /// A key id, its secret, and the session token of a temporary one.
    pub fn new(id: String, secret: String, token: Option<String>) -> Self {
        Self(Credentials::new(id, secret, token, None, "golive").into())
    }

    /// The headers that sign `request` for a service in a region; `accept` is not signed. `None` where the request is malformed.
    pub fn signature(&self, request: &Request, service: &str, region: &str) -> Option<Vec<(String, String)>> {
        let mut settings = SigningSettings::default();
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        let parameters = v4::SigningParams::builder()
            .identity(&self.0)
            .region(region)
            .name(service)
            .time(SystemTime::now())
            .settings(settings)
            .build()
            .ok()?;
        let headers = request.headers.iter().filter(|(name, _)| name != "accept").map(|(name, value)| (name.as_str(), value.as_str()));
        let signable = SignableRequest::new(request.method.word(), &request.url, headers, SignableBody::Bytes(&request.body)).ok()?;
        let (instructions, _) = sign(signable, &parameters.into()).ok()?.into_parts();
        let headers = instructions.headers();
        Some(headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}
