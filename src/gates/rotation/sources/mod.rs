//! The sources: a file each. A source lists keys with their dates, and never asks for a value.

mod aws;
mod aws_iam;
mod aws_secrets;
mod azure;
mod certificate;
mod environment;
mod gcp;
mod github;
mod gitlab;
mod kubernetes;
mod kubernetes_access;
mod sealed;
mod self_dating;
mod sops;
mod vault;

use super::ask::Asker;
use super::credential::Credential;
use super::locator::Target;
use super::options::Options;
use crate::gate::Context;
use crate::model::Trouble;
use crate::net::Tls;
use jiff::{SignedDuration, Timestamp};
pub(super) use sealed::short;
use std::collections::BTreeSet;

/// One look at one source: what is listed, and which keys of it matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) target: Target,
    pub(super) base_url: Option<String>,
    pub(super) region: Option<String>,
    /// Names of the keys that matter; all of them where it is `None`.
    pub(super) names: Option<BTreeSet<String>>,
    /// Whether it matters when a key was last used.
    pub(super) usage: bool,
    /// The time that counts as now.
    pub(super) now: Timestamp,
}

impl Request {
    /// Whether the key of that name matters.
    fn wants(&self, name: &str) -> bool {
        self.names.as_ref().is_none_or(|names| names.contains(name))
    }

    /// The server: as the configuration has it, else as the first set variable has it, else the usual one.
    fn base(&self, variables: &[&str], usual: &str) -> String {
        let configured = self.base_url.clone();
        configured.or_else(|| variables.iter().find_map(|name| crate::env::var(name))).unwrap_or_else(|| usual.to_owned())
    }
}

/// What a source gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) credentials: Vec<Credential>,
    /// What of it could not be looked at.
    pub(super) troubles: Vec<Trouble>,
    /// The provider's clock against the one here.
    pub(super) skew: Option<SignedDuration>,
}

/// Looks at a source. A source that could not be looked at has a trouble and no credentials.
pub(super) fn look(request: &Request, options: &Options, context: &Context<'_>) -> Listed {
    let mut listed = Listed::default();
    let result = match &request.target {
        Target::Env { variable } => environment::look(variable, context),
        Target::X509 { path } => certificate::look(path, context),
        Target::Sops { path } => sops::look(path, request, context),
        Target::Git { path } => sealed::look(path, request, context),
        Target::Manual => Ok(Vec::new()),
        _ => ask(request, options, &mut listed),
    };
    match result {
        Ok(credentials) => listed.credentials = credentials,
        Err(trouble) => listed.troubles.push(trouble),
    }
    listed
}

fn ask(request: &Request, options: &Options, listed: &mut Listed) -> Result<Vec<Credential>, Trouble> {
    let provider = match &request.target {
        Target::Github { .. } => github::PROVIDER,
        Target::Gitlab { .. } => gitlab::PROVIDER,
        Target::AwsIam { .. } => aws_iam::PROVIDER,
        Target::AwsSecretsManager { .. } => aws_secrets::SECRETS_MANAGER,
        Target::AwsSsm { .. } => aws_secrets::PARAMETER_STORE,
        Target::GcpServiceAccount { .. } => gcp::SERVICE_ACCOUNTS,
        Target::GcpSecretManager { .. } => gcp::SECRET_MANAGER,
        Target::AzureKeyVault { .. } => azure::PROVIDER,
        Target::Vault { .. } => vault::PROVIDER,
        _ => kubernetes::PROVIDER,
    };
    if let Target::Kubernetes { namespace } = &request.target {
        let access = kubernetes_access::access(request)?;
        let asker = Asker::new(provider, options, access.tls.clone())?;
        let result = kubernetes::list(&asker, &access, request, namespace);
        listed.skew = asker.skew();
        return result;
    }
    let asker = Asker::new(provider, options, Tls::default())?;
    let troubles = &mut listed.troubles;
    let result = match &request.target {
        Target::Github { scope, list } => github::list(&asker, request, scope, list),
        Target::Gitlab { scope, list } => gitlab::list(&asker, request, scope, list),
        Target::AwsIam { user } => aws_iam::list(&asker, request, user.as_deref(), troubles),
        Target::AwsSecretsManager { region } => aws_secrets::secrets(&asker, request, region.as_deref(), troubles),
        Target::AwsSsm { region } => aws_secrets::parameters(&asker, request, region.as_deref()),
        Target::GcpServiceAccount { project, account } => gcp::keys(&asker, request, project, account.as_deref(), troubles),
        Target::GcpSecretManager { project } => gcp::secrets(&asker, request, project, troubles),
        Target::AzureKeyVault { vault, list } => azure::list(&asker, request, vault, list, troubles),
        Target::Vault { mount, path, folder } => vault::list(&asker, request, mount, path, *folder, troubles),
        Target::Kubernetes { .. }
        | Target::Env { .. }
        | Target::X509 { .. }
        | Target::Sops { .. }
        | Target::Git { .. }
        | Target::Manual => Ok(Vec::new()),
    };
    listed.skew = asker.skew();
    result
}

/// Takes what went well, and keeps each distinct trouble of the rest.
fn settle<T>(result: Result<T, Trouble>, troubles: &mut Vec<Trouble>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(trouble) => {
            // A server in trouble would otherwise say so ten thousand times.
            if troubles.len() < MOST_TROUBLES && !troubles.contains(&trouble) {
                troubles.push(trouble);
            }
            None
        }
    }
}

/// Troubles of one source that are kept.
const MOST_TROUBLES: usize = 5;
