//! Where the date of a key comes from, as the configuration says it: `kind:locator#NAME`.

use super::locator::{self, Target};
use crate::net;
use serde::de::{Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// A source, and the one key of it that is meant, if not all are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRef {
    /// As it is written, for reports.
    pub(super) text: String,
    /// The kind, as reports and `--source` name it.
    pub(super) kind: &'static str,
    /// What is listed.
    pub(super) target: Target,
    /// The key of the list that is meant; all of them where it is `None`.
    pub(super) name: Option<String>,
    /// The server, instead of the one of the kind.
    pub(super) base_url: Option<String>,
    /// The region, for AWS.
    pub(super) region: Option<String>,
}

impl Default for SourceRef {
    fn default() -> Self {
        Self { text: "manual".to_owned(), kind: "manual", target: Target::Manual, name: None, base_url: None, region: None }
    }
}

#[cfg(test)]
impl schemars::JsonSchema for SourceRef {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Source".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let table = generator.subschema_for::<Table>();
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, table] })
    }
}

/// A source written as a table.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    /// `env`, `x509`, `sops`, `git`, `github`, `gitlab`, `aws-iam`, `aws-secretsmanager`, `aws-ssm`, `gcp-service-account`,
    /// `gcp-secret-manager`, `azure-keyvault`, `vault`, `kubernetes` or `manual`.
    kind: String,
    /// What stands behind the colon in the short form.
    #[serde(default)]
    at: String,
    /// The server's address, instead of the usual one.
    base_url: Option<String>,
    /// The AWS region, instead of the one that `AWS_REGION` names.
    region: Option<String>,
}

impl SourceRef {
    /// The key in an environment variable.
    pub(super) fn environment(variable: &str) -> Self {
        let target = Target::Env { variable: variable.to_owned() };
        Self { text: format!("env:{variable}"), kind: "env", target, name: None, base_url: None, region: None }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let (kind, at) = text.split_once(':').unwrap_or((text, ""));
        Self::of(kind, at)
    }

    fn of(kind: &str, at: &str) -> Result<Self, String> {
        let (kind, target, name) = locator::parse(kind, at)?;
        let text = if at.is_empty() { kind.to_owned() } else { format!("{kind}:{at}") };
        Ok(Self { text, kind, target, name, base_url: None, region: None })
    }

    fn of_table(table: Table) -> Result<Self, String> {
        let mut source = Self::of(&table.kind, &table.at)?;
        if let Some(base) = &table.base_url {
            net::url(base, &[], &[]).map_err(|_error| {
                "base-url is an address such as https://ghe.example.org/api/v3, without a user: credentials come from the environment"
                    .to_owned()
            })?;
        }
        let word = |text: &String| text.chars().all(|character| character.is_ascii_alphanumeric() || character == '-') && !text.is_empty();
        if table.region.as_ref().is_some_and(|region| !word(region)) {
            return Err("region is a word such as eu-central-1".to_owned());
        }
        (source.base_url, source.region) = (table.base_url, table.region);
        Ok(source)
    }
}

impl<'de> Deserialize<'de> for SourceRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl<'de> Visitor<'de> for Written {
            type Value = SourceRef;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a source such as \"env:NAME\" or \"github:owner/repo#NAME\", or a table with kind and at")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<SourceRef, E> {
                SourceRef::parse(text).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SourceRef, A::Error> {
                let table = Table::deserialize(MapAccessDeserializer::new(map))?;
                SourceRef::of_table(table).map_err(A::Error::custom)
            }
        }
        deserializer.deserialize_any(Written)
    }
}
