//! Expressions that are tried on whole texts: rules that somebody wrote elsewhere, and those that hold no literal to look for.

use super::candidate::{Candidate, Specificity};
use super::entropy;
use super::pattern::PatternRule;
use super::rule::Rule;
use aho_corasick::AhoCorasick;
use regex::bytes::{Captures, Match, Regex, RegexBuilder};

/// Largest compiled expression, in bytes.
const LARGEST: usize = 4 << 20;
/// Longest expression, in bytes.
const LONGEST: usize = 16 << 10;

/// Which part of a match is the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The group named `secret`, or all of it.
    Named,
    /// The first group that takes part, or all of it.
    FirstGroup,
    /// A group by its number.
    Group(usize),
}

/// An expression, and when it is tried.
#[derive(Debug, Clone)]
pub struct Search {
    regex: Regex,
    part: Part,
    keywords: Option<AhoCorasick>,
    /// Whether golive's own doubts about a value count: boundaries, dummies, words near by.
    doubts: bool,
}

impl Search {
    /// An expression as golive's own rules have it.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn new(pattern: &str) -> Result<Self, String> {
        Ok(Self { regex: bounded(pattern)?, part: Part::Named, keywords: None, doubts: true })
    }

    /// An expression of another scanner: tried where a text holds one of `keywords` in any case, or always where there are none; what it
    /// matches is taken as it is.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn foreign(pattern: &str, part: Part, keywords: &[String]) -> Result<Self, String> {
        let keywords = match keywords {
            [] => None,
            words => Some(AhoCorasick::builder().ascii_case_insensitive(true).build(words).map_err(|error| format!("keywords: {error}"))?),
        };
        Ok(Self { regex: bounded(pattern)?, part, keywords, doubts: false })
    }

    /// Adds every match in `text`.
    pub(super) fn find(&self, index: usize, rule: &Rule, text: &[u8], found: &mut Vec<Candidate>) {
        if self.keywords.as_ref().is_some_and(|keywords| !keywords.is_match(text)) {
            return;
        }
        for captures in self.regex.captures_iter(text) {
            let Some(whole) = captures.get(0) else { continue };
            let secret = self.secret(&captures).unwrap_or(whole);
            if secret.is_empty() {
                continue;
            }
            if self.doubts {
                found.extend(PatternRule::new(index, rule).judge(rule, text, whole.range(), secret.range()));
            } else if rule.min_entropy <= 0.0 || entropy::bits_per_byte(secret.as_bytes()) > rule.min_entropy {
                found.push(Candidate {
                    rule: index,
                    whole: whole.range(),
                    secret: secret.range(),
                    severity: rule.severity,
                    notes: Vec::new(),
                    spelled: None,
                    specificity: Specificity::Format,
                });
            }
        }
    }

    fn secret<'text>(&self, captures: &Captures<'text>) -> Option<Match<'text>> {
        match self.part {
            Part::Named => captures.name("secret"),
            Part::FirstGroup => captures.iter().skip(1).flatten().find(|group| !group.is_empty()),
            Part::Group(number) => captures.get(number),
        }
    }
}

/// Compiles an expression within bounds: it is somebody else's.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn bounded(pattern: &str) -> Result<Regex, String> {
    if pattern.len() > LONGEST {
        return Err(format!("the expression is longer than {} KiB", LONGEST >> 10));
    }
    RegexBuilder::new(pattern).size_limit(LARGEST).dfa_size_limit(LARGEST).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => format!("compiled, the expression is larger than {} MiB", LARGEST >> 20),
        // The last line says what is wrong; those above show where, in several lines.
        other => other.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Part, Search, bounded};
    use crate::detect::{Rule, RuleSet, Scanner, Surroundings};

    fn rule(id: &str) -> Rule {
        let text = format!("id = \"{id}\"\ntitle = \"t\"\naccess = \"a\"\nrevoke = \"r\"\nmin-entropy = 2.0\n");
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn a_foreign_expression_needs_its_keyword_and_its_entropy() {
        let search = Search::foreign("acme([a-z0-9]{8})", Part::FirstGroup, &["Token".to_owned()]).unwrap();
        let scanner = Scanner::new(RuleSet::new(Vec::new()).unwrap().with(rule("acme"), Some(search)).unwrap());
        let found = |text: &str| {
            let found = scanner.scan(text.as_bytes(), Surroundings::of(None, 0));
            found.into_iter().map(|candidate| text[candidate.secret].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(found("my TOKEN: acmeq7w8e9r0"), ["q7w8e9r0"]);
        assert_eq!(found("my word: acmeq7w8e9r0"), Vec::<String>::new());
        assert_eq!(found("token acmeaaaaaaaa"), Vec::<String>::new());
    }

    #[test]
    fn expressions_are_bounded() {
        assert!(bounded("(?:a{1000}){1000}").unwrap_err().contains("MiB"));
        assert!(bounded(&"a".repeat(20_000)).unwrap_err().contains("KiB"));
        assert!(bounded("a(b").is_err());
    }
}
