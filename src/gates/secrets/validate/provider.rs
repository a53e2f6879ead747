//! The table of providers, as `providers.toml` has it.

use super::vault::Held;
use crate::net::Method;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("providers.toml");

/// The providers, read when they are first asked for; as an error, why they cannot be read.
pub(super) fn table() -> &'static Result<Table, String> {
    static READ: OnceLock<Result<Table, String>> = OnceLock::new();
    READ.get_or_init(|| Table::read(TABLE))
}

/// All providers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    pub(super) provider: Vec<Provider>,
    #[serde(skip)]
    by_rule: BTreeMap<String, usize>,
}

impl Table {
    fn read(text: &str) -> Result<Self, String> {
        let mut table: Self =
            toml::from_str(text).map_err(|error| format!("the table of providers cannot be read: {}", error.message()))?;
        let rules = table.provider.iter().enumerate().flat_map(|(at, provider)| provider.rules.iter().map(move |rule| (rule.clone(), at)));
        table.by_rule = rules.collect();
        Ok(table)
    }

    /// Whom to ask about what a rule finds.
    pub(super) fn of_rule(&self, id: &str) -> Option<&Provider> {
        self.provider.get(*self.by_rule.get(id)?)
    }
}

/// One provider; the head of `providers.toml` says what each key is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Provider {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) rules: Vec<String>,
    pub(super) base: Vec<String>,
    pub(super) path: String,
    #[serde(default)]
    pub(super) method: Way,
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) query: BTreeMap<String, String>,
    pub(super) basic: Option<String>,
    pub(super) body: Option<String>,
    pub(super) sign: Option<Signature>,
    pub(super) active: Vec<Sign>,
    pub(super) inactive: Vec<Sign>,
    #[serde(default)]
    pub(super) elsewhere: bool,
    pub(super) source: String,
}

impl Provider {
    /// Whether it can be asked about a credential with what was found of it.
    pub(super) fn is_complete(&self, held: &Held) -> bool {
        let texts = || self.headers.values().chain(self.query.values()).chain(&self.basic).chain([&self.path]);
        let wants = self.sign.is_some() || texts().any(|text| text.contains("{id}"));
        held.id.is_some() || !wants
    }
}

/// The methods that are used.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Way {
    #[default]
    Get,
    Post,
}

impl Way {
    pub(super) fn method(self) -> Method {
        match self {
            Self::Get => Method::Get,
            Self::Post => Method::Post,
        }
    }
}

/// How a request is signed.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Signature {
    Aws,
}

/// What an answer must be to say something. Everything that is given must hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sign {
    pub(super) status: u16,
    /// A JSON pointer (RFC 6901) to something that is there and not null.
    pub(super) json: Option<String>,
    /// The text of what `json` points to.
    pub(super) is: Option<String>,
    /// A part of the body.
    pub(super) text: Option<String>,
}

impl Sign {
    /// Whether an answer is this one.
    pub(super) fn fits(&self, status: u16, body: &[u8]) -> bool {
        status == self.status
            && self.json.as_ref().is_none_or(|at| self.points(at, body))
            && self.text.as_ref().is_none_or(|part| memchr::memmem::find(body, part.as_bytes()).is_some())
    }

    fn points(&self, at: &str, body: &[u8]) -> bool {
        let Ok(document) = serde_json::from_slice::<serde_json::Value>(body) else { return false };
        let Some(found) = document.pointer(at).filter(|found| !found.is_null()) else { return false };
        match (&self.is, found) {
            (None, _) => true,
            (Some(wanted), serde_json::Value::String(text)) => text == wanted,
            (Some(wanted), serde_json::Value::Bool(flag)) => wanted == if *flag { "true" } else { "false" },
            (Some(wanted), serde_json::Value::Number(number)) => number.as_u64().is_some_and(|number| wanted.parse() == Ok(number)),
            (Some(_), _) => false,
        }
    }
}
