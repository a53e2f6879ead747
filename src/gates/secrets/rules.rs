//! The rules of a run: those that come with golive, a repository's own, and other scanners', as the settings leave them.

use super::foreign::Foreign;
use super::options::{Level, Options};
use crate::detect::RuleSet;
use regex::bytes::Regex;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rules, and what besides the scanner decides of some of them.
#[derive(Debug)]
pub struct Rules {
    /// For the scanner.
    pub set: Arc<RuleSet>,
    /// Where rules look that look only in some files, by id.
    pub(super) paths: BTreeMap<String, Regex>,
    /// Rules that find files by their path alone: id, title, path.
    pub(super) by_path: Vec<(String, String, Regex)>,
    /// What other scanners' files say besides.
    pub(super) foreign: Foreign,
}

impl Rules {
    /// The rules that `options` ask for.
    ///
    /// # Errors
    /// A sentence, where golive's own rules cannot be read.
    pub fn new(options: &Options) -> Result<Self, String> {
        let mut set = RuleSet::embedded().map_err(|error| error.to_string())?;
        let mut foreign = Foreign::read(&options.foreign);
        let mut paths = BTreeMap::new();
        let mut by_path = Vec::new();
        let mut off = Vec::new();
        for custom in &options.rule {
            off.extend((custom.severity == Some(Level::Off)).then(|| custom.id.clone()));
            set = set.with(custom.rule(), custom.search()).map_err(|error| error.to_string())?;
        }
        for found in std::mem::take(&mut foreign.rules) {
            let mut rule = found.rule;
            // Both rules stand: golive's own is not taken away by another of its name.
            if set.by_id(&rule.id).is_some() {
                rule.id = format!("gitleaks-{}", rule.id);
            }
            match (found.search, found.path) {
                (Some(search), path) => {
                    paths.extend(path.map(|path| (rule.id.clone(), path)));
                    set = set.with(rule, Some(search)).map_err(|error| error.to_string())?;
                }
                (None, Some(path)) => by_path.push((rule.id, rule.title, path)),
                (None, None) => {}
            }
        }
        let known = |id: &str| set.by_id(id).is_some() || by_path.iter().any(|(known, _, _)| known == id);
        off.extend(foreign.disabled(&known));
        foreign.check_targets(&known);
        // Most settings leave the rules as they are.
        let leave = off.is_empty() && options.rules.is_empty();
        let set = if leave {
            set
        } else {
            set.changed(|rule| {
                if off.contains(&rule.id) {
                    return false;
                }
                match options.rules.get(&rule.id) {
                    None => true,
                    Some(level) => level.severity().is_some_and(|severity| {
                        rule.severity = severity;
                        true
                    }),
                }
            })
        };
        by_path.retain(|(id, _, _)| options.rules.get(id) != Some(&Level::Off));
        Ok(Self { set: Arc::new(set), paths, by_path, foreign })
    }

    /// Whether there is a rule of that name, or one that golive reports by itself.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.set.by_id(id).is_some() || self.by_path.iter().any(|(known, _, _)| known == id)
    }

    /// Whether `rule` looks at files of that path.
    pub(super) fn looks_at(&self, rule: &str, path: Option<&[u8]>) -> bool {
        self.paths.get(rule).is_none_or(|wanted| path.is_some_and(|path| wanted.is_match(path)))
    }

    /// A digest of everything that decides whether a text is clean: another one, and what was clean must be looked at again.
    pub fn digest(options: &Options) -> [u8; 32] {
        use sha2::Digest as _;
        let mut digest = sha2::Sha256::new();
        digest.update(env!("CARGO_PKG_VERSION").as_bytes());
        digest.update(RuleSet::embedded_text());
        digest.update(format!("{:?} {:?} {:?}", options.rule, options.rules, options.foreign).as_bytes());
        digest.finalize().into()
    }
}
