//! One run of a SARIF log: what its results refer to.

use crate::formats::diagnostics::build::{place, until};
use crate::formats::diagnostics::json::{list, number, text, words};
use crate::formats::diagnostics::model::Place;
use crate::formats::diagnostics::path;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many bases may stand on each other.
const BASES: usize = 8;

/// A run.
pub(super) struct Run<'v> {
    /// The run itself.
    pub(super) value: &'v Value,
    rules: BTreeMap<String, &'v Value>,
}

impl<'v> Run<'v> {
    /// Looks up the rules of a run.
    pub(super) fn new(value: &'v Value) -> Self {
        let mut rules = BTreeMap::new();
        let extensions = list(value, "/tool/extensions").iter().flat_map(|extension| list(extension, "/rules"));
        for rule in list(value, "/tool/driver/rules").iter().chain(extensions) {
            if let Some(id) = text(rule, "/id") {
                rules.entry(id).or_insert(rule);
            }
        }
        for old in ["/rules", "/resources/rules"] {
            for (id, rule) in value.pointer(old).and_then(Value::as_object).into_iter().flatten() {
                rules.entry(id.clone()).or_insert(rule);
            }
        }
        Self { value, rules }
    }

    /// The tool's name; lower case where it is one word, as its command is.
    pub(super) fn tool(&self) -> Option<String> {
        let name = text(self.value, "/tool/driver/name").or_else(|| text(self.value, "/tool/name"))?;
        Some(if name.contains(' ') { name } else { name.to_ascii_lowercase() })
    }

    /// The id and the description of a result's rule.
    pub(super) fn rule(&self, result: &Value) -> (Option<String>, Option<&'v Value>) {
        let index = number(result, "/rule/index").or_else(|| number(result, "/ruleIndex"));
        let component = result.pointer("/rule/toolComponent");
        let rules = match component.and_then(|component| number(component, "/index")) {
            Some(extension) => self.extension(extension),
            None => component.and_then(|component| text(component, "/name")).map_or_else(
                || list(self.value, "/tool/driver/rules"),
                |name| {
                    let extensions = list(self.value, "/tool/extensions");
                    let named = extensions.iter().find(|extension| text(extension, "/name").as_deref() == Some(&name));
                    named.map_or_else(|| list(self.value, "/tool/driver/rules"), |extension| list(extension, "/rules"))
                },
            ),
        };
        let indexed = index.and_then(|index| rules.get(usize::try_from(index).ok()?));
        let id = text(result, "/ruleId").or_else(|| text(result, "/rule/id")).or_else(|| indexed.and_then(|rule| text(rule, "/id")));
        let named = id.as_ref().and_then(|id| {
            // `CA1000/1` is a case of the rule `CA1000`.
            self.rules.get(id).or_else(|| self.rules.get(id.split('/').next()?)).copied()
        });
        (id, indexed.or(named))
    }

    fn extension(&self, index: u32) -> &'v [Value] {
        let extension = usize::try_from(index).ok().and_then(|index| list(self.value, "/tool/extensions").get(index));
        extension.map_or(&[], |extension| list(extension, "/rules"))
    }

    /// What a result or a notification says.
    pub(super) fn message(&self, holder: &Value, rule: Option<&Value>) -> String {
        let message = holder.get("message").unwrap_or(&Value::Null);
        if let Some(said) = message.as_str().map(str::to_owned).or_else(|| text(message, "/text")) {
            return fill(&said, list(message, "/arguments"));
        }
        let id = text(message, "/id").or_else(|| text(message, "/messageId"));
        let strings = rule.and_then(|rule| rule.get("messageStrings")).and_then(Value::as_object);
        let globals = self.value.pointer("/tool/driver/globalMessageStrings").and_then(Value::as_object);
        let template = id.as_ref().and_then(|id| {
            let found = strings.and_then(|strings| strings.get(id)).or_else(|| globals?.get(id))?;
            found.as_str().map(str::to_owned).or_else(|| text(found, "/text"))
        });
        match template {
            Some(template) => fill(&template, list(message, "/arguments")),
            None => text(message, "/markdown")
                .or_else(|| rule.and_then(|rule| text(rule, "/shortDescription/text").or_else(|| text(rule, "/fullDescription/text"))))
                .unwrap_or_default(),
        }
    }

    /// The place of a location.
    pub(super) fn place(&self, location: &Value) -> Option<Place> {
        // 1.0.0 has `resultFile` and `analysisTarget`, with the region in them.
        let physical = ["physicalLocation", "resultFile", "analysisTarget"].iter().find_map(|key| location.get(key))?;
        let file = self.path(physical.get("artifactLocation").or_else(|| physical.get("fileLocation")).unwrap_or(physical))?;
        let start = place(&file, number(physical, "/region/startLine"), number(physical, "/region/startColumn"));
        let end_line = number(physical, "/region/endLine").or_else(|| number(physical, "/region/startLine"));
        let end_column = number(physical, "/region/endColumn");
        until(start, end_line.filter(|_| end_column.is_some() || physical.pointer("/region/endLine").is_some()), end_column)
    }

    fn path(&self, artifact: &Value) -> Option<String> {
        let listed = || {
            number(artifact, "/index").and_then(|index| list(self.value, "/artifacts").get(usize::try_from(index).ok()?)?.get("location"))
        };
        let (uri, holder) = match text(artifact, "/uri") {
            Some(uri) => (uri, artifact),
            None => listed().and_then(|location| Some((text(location, "/uri")?, location)))?,
        };
        let own = path::from_reference(&uri);
        if uri.contains("://") || own.starts_with('/') {
            return Some(own);
        }
        let base = self.base(&words(holder, "/uriBaseId"), BASES);
        Some(if base.is_empty() { own } else { format!("{}/{own}", base.trim_end_matches('/')) })
    }

    /// The path that a base's name stands for; empty where the log does not tell.
    fn base(&self, name: &str, left: usize) -> String {
        let Some(base) = self.value.get("originalUriBaseIds").and_then(|bases| bases.get(name)).filter(|_| left > 0) else {
            return String::new();
        };
        let uri = base.as_str().map(str::to_owned).or_else(|| text(base, "/uri")).unwrap_or_default();
        let own = path::from_reference(&uri);
        if uri.contains("://") || own.starts_with('/') {
            return own;
        }
        let below = self.base(&words(base, "/uriBaseId"), left - 1);
        if below.is_empty() { own } else { format!("{}/{own}", below.trim_end_matches('/')) }
    }
}

/// Puts arguments where `{0}` stands; `{{` is a brace.
fn fill(template: &str, arguments: &[Value]) -> String {
    let mut filled = template.to_owned();
    for (at, argument) in arguments.iter().enumerate() {
        filled = filled.replace(&format!("{{{at}}}"), argument.as_str().unwrap_or_default());
    }
    filled
}
