//! Why something that looks like a secret was not taken for one.

use super::candidate::Candidate;
use super::names::{Meaning, meaning};
use super::pattern::{LINES_NEAR, is_left_boundary, is_near, is_right_boundary, of_bytes};
use super::placeholder::{is_dummy_token, is_placeholder, is_reference};
use super::rule::Rule;
use super::ruleset::RuleSet;
use super::surroundings::Surroundings;
use super::{assignment, entropy};
use bstr::ByteSlice as _;
use std::ops::Range;

/// Shorter anchors stand in too many words to say anything.
const SHORTEST: usize = 3;
/// Most near misses that are told: a text may hold thousands.
const MOST: usize = 50;

/// A place where a rule looked, and why it left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// The rule; `None` where no rule knows the value by its form.
    pub rule: Option<String>,
    /// Where. Nothing of it may be shown: it may be a secret after all.
    pub at: Range<usize>,
    /// A sentence that quotes nothing of the text but the rule's own literal and the name of what is assigned.
    pub reason: String,
}

/// What of `text` came near to being found, apart from `found`.
pub fn near_misses(rules: &RuleSet, text: &[u8], around: Surroundings, found: &[Candidate]) -> Vec<NearMiss> {
    let mut near = Vec::new();
    let free = |at: &Range<usize>| found.iter().all(|known| known.whole.end <= at.start || at.end <= known.whole.start);
    for rule in rules.rules() {
        let Some(pattern) = &rule.pattern else { continue };
        for anchor in rule.anchors.iter().filter(|anchor| anchor.len() >= SHORTEST) {
            for start in text.find_iter(anchor).take(MOST) {
                let at = start..start + anchor.len();
                if free(&at) && near.len() < MOST {
                    near.push(NearMiss { rule: Some(rule.id.clone()), reason: at_anchor(rule, pattern, anchor, text, &at), at });
                }
            }
        }
    }
    assignment::for_each(text, text.len(), around.kind, |assignment| {
        let (Some(name), Some(value)) = (text.get(assignment.name.clone()), text.get(assignment.value.clone())) else { return };
        if meaning(name) != Meaning::Nothing && free(&assignment.value) && near.len() < MOST {
            let reason = format!("what is assigned to {} {}", name.to_str_lossy(), of_value(value));
            near.push(NearMiss { rule: None, at: assignment.value.clone(), reason });
        }
    });
    near
}

fn at_anchor(rule: &Rule, pattern: &str, anchor: &str, text: &[u8], at: &Range<usize>) -> String {
    let stands = format!("`{anchor}` stands there");
    let Some(regex) = of_bytes(pattern) else { return stands };
    let Some(captures) = regex.captures_iter(text).find(|captures| captures.get(0).is_some_and(|whole| whole.range().contains(&at.start)))
    else {
        return format!("{stands}, and what is round it does not match the rule's pattern");
    };
    let Some(whole) = captures.get(0) else { return stands };
    let secret = captures.name("secret").unwrap_or(whole);
    let bits = entropy::bits_per_byte(secret.as_bytes());
    if is_dummy_token(secret.as_bytes()) {
        format!("{stands}, and it is a dummy: it repeats itself, counts up, or holds a word such as example")
    } else if bits < rule.min_entropy {
        format!("{stands}, and it is not random enough: {bits:.2} bits a character, where the rule asks for {}", rule.min_entropy)
    } else if !rule.require.iter().all(|class| class.occurs_in(secret.as_bytes())) {
        format!("{stands}, and it lacks a kind of character that the rule asks for")
    } else if (rule.boundary.left() && !is_left_boundary(text, whole.start()))
        || (rule.boundary.right() && !is_right_boundary(text, whole.end()))
    {
        format!("{stands}, and it is part of a longer word")
    } else if !is_near(rule, text, &whole.range()) {
        format!("{stands}, and none of these words is within {LINES_NEAR} lines: {}", rule.near.join(", "))
    } else {
        format!("{stands}, and it is too short or covered by another rule")
    }
}

fn of_value(value: &[u8]) -> &'static str {
    if is_reference(value) {
        "is a reference to where a secret is"
    } else if is_placeholder(value) {
        "is a placeholder"
    } else if value.len() < 4 {
        "is too short to be a secret"
    } else {
        "does not look like a secret: it is not random enough, or plainly something else"
    }
}

#[cfg(test)]
mod tests {
    use super::near_misses;
    use crate::detect::{RuleSet, Scanner, Surroundings, example};

    #[test]
    fn every_doubt_has_its_sentence() {
        let scanner = Scanner::new(RuleSet::embedded().unwrap());
        let around = Surroundings::of(Some(b"a.env"), 0);
        for (template, rule, reason) in [
            ("ghp_{alnum*12}", Some("github-pat"), "does not match"),
            ("ghp_{x*36}", Some("github-pat"), "dummy"),
            ("ghp_{alnum*30}{crc32-base62}x", Some("github-pat"), "longer word"),
            ("password = changeme", None, "placeholder"),
            ("password = ${PASSWORD}", None, "reference"),
        ] {
            let text = example::expand(template, 3);
            let found = scanner.scan(text.as_bytes(), around);
            let near = near_misses(scanner.rules(), text.as_bytes(), around, &found);
            assert!(near.iter().any(|near| near.rule.as_deref() == rule && near.reason.contains(reason)), "{template} {near:?}");
        }
    }
}
