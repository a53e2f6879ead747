//! A key in an environment variable, which tells its own date. The value stays here.

use super::super::credential::Credential;
use super::super::in_tree;
use super::self_dating;
use crate::env;
use crate::gate::Context;
use crate::model::Trouble;

pub(super) fn look(variable: &str, context: &Context<'_>) -> Result<Vec<Credential>, Trouble> {
    let value = env::var(variable).ok_or_else(|| {
        Trouble::new(
            format!("{variable} is not set"),
            "set it to the key as the service has it (in CI: from a secret); golive decodes its date and keeps the value to itself",
        )
    })?;
    let mut credential = self_dating::read(variable, value.trim()).ok_or_else(|| {
        Trouble::new(
            format!("the value of {variable} does not tell when it was made"),
            "golive reads JSON Web Tokens, certificates, Azure shared access signatures, presigned URLs and age identities; for others, \
             name the provider as the source, or keep the date by hand (source = \"manual\" with last-rotated)",
        )
    })?;
    credential.exposed = in_tree::find(value.trim().as_bytes(), context);
    Ok(vec![credential])
}
