//! Rules of a repository's own, in the fields of the embedded ones, and checked as those are.

use super::options::{Level, Options};
use crate::detect::{Boundary, Charset, Check, Rule, RuleSet, Scanner, Search, Surroundings, bounded, example, required_literals};
use crate::model::Severity;
use crate::text::nearest;
use serde::Deserialize;

/// A rule of one's own.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CustomRule {
    /// Its name: lower-case words with dashes, as no other rule's.
    pub id: String,
    /// What it finds, as a finding's message.
    pub title: String,
    /// Regular expression that the secret, or its group `secret`, matches.
    #[serde(default)]
    pub pattern: Option<String>,
    /// Literals of which every match holds one; found in the expression where they are left out.
    #[serde(default)]
    pub anchors: Vec<String>,
    /// For values that only their name tells: words of the name or near it.
    #[serde(default)]
    pub vendor: Vec<String>,
    /// Words that the name must hold besides.
    #[serde(default)]
    pub words: Vec<String>,
    /// Regular expression for the whole value that is assigned to such a name.
    #[serde(default)]
    pub value: Option<String>,
    /// Lower-case words of which one must stand within three lines.
    #[serde(default)]
    pub near: Vec<String>,
    /// Sides of a match that must not touch another word character: `both`, `left`, `right` or `none`.
    #[serde(default)]
    pub boundary: Option<BoundaryName>,
    /// Least Shannon entropy of the secret, in bits a character.
    #[serde(default)]
    pub min_entropy: f64,
    /// Classes of characters that the secret must hold.
    #[serde(default)]
    pub require: Vec<CharsetName>,
    /// Checksum that tells a real one: `crc32-base62`, `crc32-hex`, `base64`, `jwt`.
    #[serde(default)]
    pub check: Option<CheckName>,
    /// How bad a find is; an error where it is left out.
    #[serde(default)]
    pub severity: Option<Level>,
    /// What somebody who finds it can do.
    #[serde(default)]
    pub access: Option<String>,
    /// How to revoke it.
    #[serde(default)]
    pub revoke: Option<String>,
    /// Rule of the identifier that it belongs to: found near each other, the two are one finding.
    #[serde(default)]
    pub pairs_with: Option<String>,
    /// At least two texts in which it must be found; `{alnum*30}` stands for 30 such characters.
    pub examples: Vec<String>,
    /// At least two texts in which it must not be found.
    pub near_misses: Vec<String>,
}

/// See [`Boundary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum BoundaryName {
    Both,
    Left,
    Right,
    None,
}

/// See [`Charset`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CharsetName {
    Digit,
    Lower,
    Upper,
    Letter,
}

/// See [`Check`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CheckName {
    #[serde(rename = "crc32-base62")]
    Crc32Base62,
    #[serde(rename = "crc32-hex")]
    Crc32Hex,
    Base64,
    Jwt,
}

/// A mistake in the settings, and the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionMistake {
    /// Keys and, as numbers, positions in lists.
    pub keys: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl CustomRule {
    /// The rule as the scanner takes it.
    pub(super) fn rule(&self) -> Rule {
        let severity = self.severity.and_then(Level::severity).unwrap_or(Severity::Error);
        let plain = Rule::named(&self.id, &self.title, severity);
        let anchors = match &self.pattern {
            Some(pattern) if self.anchors.is_empty() => required_literals(pattern),
            _ => self.anchors.clone(),
        };
        Rule {
            access: self.access.clone().unwrap_or(plain.access.clone()),
            revoke: self.revoke.clone().unwrap_or(plain.revoke.clone()),
            pattern: self.pattern.clone(),
            anchors,
            vendor: self.vendor.clone(),
            words: self.words.clone(),
            value: self.value.clone(),
            near: self.near.clone(),
            boundary: match self.boundary {
                None | Some(BoundaryName::Both) => Boundary::Both,
                Some(BoundaryName::Left) => Boundary::Left,
                Some(BoundaryName::Right) => Boundary::Right,
                Some(BoundaryName::None) => Boundary::None,
            },
            min_entropy: self.min_entropy,
            require: self.require.iter().map(|class| class.charset()).collect(),
            check: self.check.map(|check| match check {
                CheckName::Crc32Base62 => Check::Crc32Base62,
                CheckName::Crc32Hex => Check::Crc32Hex,
                CheckName::Base64 => Check::Base64,
                CheckName::Jwt => Check::Jwt,
            }),
            pairs_with: self.pairs_with.clone(),
            ..plain
        }
    }

    /// Its expression, where there is no literal to look for.
    pub(super) fn search(&self) -> Option<Search> {
        let pattern = self.pattern.as_deref().filter(|pattern| self.anchors.is_empty() && required_literals(pattern).is_empty())?;
        Search::new(pattern).ok()
    }
}

impl CharsetName {
    fn charset(self) -> Charset {
        match self {
            Self::Digit => Charset::Digit,
            Self::Lower => Charset::Lower,
            Self::Upper => Charset::Upper,
            Self::Letter => Charset::Letter,
        }
    }
}

impl Options {
    /// Looks for mistakes that only the rules show: expressions that cannot be read, examples that are not found, names of rules that there
    /// are none of.
    ///
    /// # Errors
    /// The first mistake.
    pub fn check(&self) -> Result<(), OptionMistake> {
        if self.rule.is_empty() && self.rules.is_empty() {
            return Ok(());
        }
        let embedded = RuleSet::embedded().map_err(|error| mistake(&[], error.to_string(), "this is a bug in golive's own rules"))?;
        for (number, rule) in self.rule.iter().enumerate() {
            let at = |key: &str| vec!["rule".to_owned(), number.to_string(), key.to_owned()];
            let is_taken = embedded.by_id(&rule.id).is_some() || self.rule.iter().take(number).any(|other| other.id == rule.id);
            check_fields(rule, is_taken, &at)?;
            let known = |id: &String| embedded.by_id(id).is_some() || self.rule.iter().any(|other| other.id == *id);
            if let Some(id) = rule.pairs_with.as_ref().filter(|id| !known(id)) {
                return Err(unknown_rule(&at("pairs-with"), id, &embedded, &self.rule));
            }
            check_examples(rule, number)?;
        }
        let foreign = super::foreign::Foreign::read(&self.foreign);
        for id in self.rules.keys() {
            let known = embedded.by_id(id).is_some()
                || self.rule.iter().any(|rule| rule.id == *id)
                || foreign.rules.iter().any(|rule| rule.rule.id == *id);
            if !known {
                return Err(unknown_rule(&["rules".to_owned(), id.clone()], id, &embedded, &self.rule));
            }
        }
        Ok(())
    }
}

fn mistake(keys: &[String], message: impl Into<String>, help: impl Into<String>) -> OptionMistake {
    let keys = std::iter::once("secrets".to_owned()).chain(keys.iter().cloned()).collect();
    OptionMistake { keys, message: message.into(), help: help.into() }
}

fn unknown_rule(keys: &[String], id: &str, embedded: &RuleSet, own: &[CustomRule]) -> OptionMistake {
    let names = embedded.rules().iter().map(|rule| rule.id.as_str()).chain(own.iter().map(|rule| rule.id.as_str()));
    let help = match nearest(id, names) {
        Some(near) => format!("did you mean {near}? `golive secrets rules` lists them"),
        None => "`golive secrets rules` lists them".to_owned(),
    };
    mistake(keys, format!("there is no rule named {id}"), help)
}

fn check_fields(rule: &CustomRule, is_taken: bool, at: &dyn Fn(&str) -> Vec<String>) -> Result<(), OptionMistake> {
    let is_name = !rule.id.is_empty() && rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_name {
        return Err(mistake(&at("id"), "a rule's id is lower-case letters, digits and dashes", "for example acme-api-key"));
    }
    if is_taken {
        let help = format!("give it another name; to change a rule that comes with golive: [secrets.rules] \"{}\" = \"off\"", rule.id);
        return Err(mistake(&at("id"), format!("there are two rules named {}", rule.id), help));
    }
    if rule.pattern.is_some() == rule.value.is_some() {
        let message = format!("rule {} needs a pattern or a value, and not both", rule.id);
        return Err(mistake(&at("id"), message, "pattern = 'acme_[a-z0-9]{20}'"));
    }
    if rule.value.is_some() && rule.vendor.is_empty() {
        return Err(mistake(&at("value"), "a value needs a name to stand behind", "name it: vendor = [\"acme\"]"));
    }
    for (key, expression) in [("pattern", &rule.pattern), ("value", &rule.value)] {
        if let Some(expression) = expression
            && let Err(message) = bounded(expression)
        {
            return Err(mistake(
                &at(key),
                format!("{key} is no expression that can be used: {message}"),
                "the syntax is that of Rust's regex crate: no look-around, no back-references",
            ));
        }
    }
    if let Some(short) = rule.anchors.iter().find(|anchor| anchor.len() < 2) {
        return Err(mistake(
            &at("anchors"),
            format!("the anchor {short:?} is shorter than two bytes"),
            "leave anchors out: they are found in the pattern",
        ));
    }
    Ok(())
}

/// Times that an example is made up anew.
const SEEDS: u64 = 3;

fn check_examples(rule: &CustomRule, number: usize) -> Result<(), OptionMistake> {
    let alone = RuleSet::new(Vec::new()).and_then(|set| set.with(rule.rule(), rule.search()));
    let scanner = Scanner::new(alone.map_err(|error| mistake(&[], error.to_string(), ""))?);
    let found = |template: &str, seed: u64| !scanner.scan(example::expand(template, seed).as_bytes(), Surroundings::of(None, 0)).is_empty();
    for (key, list, wanted) in [("examples", &rule.examples, true), ("near-misses", &rule.near_misses, false)] {
        let at = |position: usize| ["rule".to_owned(), number.to_string(), key.to_owned(), position.to_string()];
        if list.len() < 2 {
            let what = if wanted { "texts that it must find" } else { "texts that look alike and that it must not find" };
            let keys = at(0);
            let keys = keys.get(..3).unwrap_or_default();
            return Err(mistake(
                keys,
                format!("rule {} has fewer than two {key}", rule.id),
                format!("give two {what}; {{alnum*20}} stands for 20 letters and digits"),
            ));
        }
        for (position, template) in list.iter().enumerate() {
            if (0..SEEDS).any(|seed| found(template, seed) != wanted) {
                let (message, help) = if wanted {
                    (format!("example {} of rule {} is not found by it", position + 1, rule.id), reasons(rule))
                } else {
                    (
                        format!("near miss {} of rule {} is found by it", position + 1, rule.id),
                        "make the expression narrower, or give it a min-entropy".to_owned(),
                    )
                };
                return Err(mistake(&at(position), message, help));
            }
        }
    }
    Ok(())
}

/// What may keep an example from being found.
fn reasons(rule: &CustomRule) -> String {
    let mut reasons = vec!["the expression must match it".to_owned()];
    if rule.min_entropy > 0.0 {
        reasons.push(format!("the secret must have {} bits a character", rule.min_entropy));
    }
    if !rule.anchors.is_empty() {
        reasons.push("it must hold an anchor".to_owned());
    }
    if rule.boundary.is_none() {
        reasons.push("it must not touch other word characters (boundary = \"none\" lifts that)".to_owned());
    }
    reasons.push("dummies such as 12345678 or xxxxx are never found".to_owned());
    reasons.join("; ")
}
