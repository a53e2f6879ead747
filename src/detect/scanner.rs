//! The passes over one text, and what they find.

use super::anchors::Anchors;
use super::candidate::{Candidate, Specificity, Spelled, settle};
use super::generic;
use super::kind::FileKind;
use super::known_files::KnownFile;
use super::named::NamedRules;
use super::pattern::PatternRule;
use super::rule::Detector;
use super::ruleset::RuleSet;
use super::surroundings::Surroundings;
use super::syntax::{Assignment, Tie};
use super::{
    assignment, basic, command_line, command_search, decode, escapes, explained, joined, jwt, known_files, marks, mention, pem, positional,
    runs, structure, table, uri,
};
use crate::model::Severity;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Encodings within encodings that are looked through.
const MOST_LAYERS: usize = 3;
/// How far behind the start of a candidate the literal may stand by which it is found, in bytes.
const ANCHOR_BEHIND: usize = 128;

/// Rules, ready to run over text. Shared between threads.
#[derive(Debug)]
pub struct Scanner {
    rules: Arc<RuleSet>,
    patterns: BTreeMap<usize, PatternRule>,
    named: NamedRules,
    detectors: BTreeMap<Detector, usize>,
    anchors: Anchors,
}

impl Scanner {
    /// Takes a set of rules; what they need is built when text first asks for it.
    pub fn new(rules: impl Into<Arc<RuleSet>>) -> Self {
        let rules: Arc<RuleSet> = rules.into();
        let all = || rules.rules().iter().enumerate();
        let patterns = all()
            .filter(|(_, rule)| rule.pattern.is_some() && !rule.anchors.is_empty())
            .map(|(index, rule)| (index, PatternRule::new(index, rule)))
            .collect();
        let named = NamedRules::new(all());
        let detectors = all().filter_map(|(index, rule)| Some((rule.detector?, index))).collect();
        let anchors = Anchors::new(all());
        Self { rules, patterns, named, detectors, anchors }
    }

    /// The rules.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// What in `text` is likely a secret, in order of place; no two share a byte.
    pub fn scan(&self, text: &[u8], around: Surroundings) -> Vec<Candidate> {
        self.scan_up_to(text, text.len(), around)
    }

    /// As [`Self::scan`]. What starts at `end` or behind it is not wanted, and may be missing.
    pub fn scan_up_to(&self, text: &[u8], end: usize, around: Surroundings) -> Vec<Candidate> {
        self.scan_to_depth(text, end, around, MOST_LAYERS)
    }

    fn scan_to_depth(&self, text: &[u8], end: usize, around: Surroundings, layers: usize) -> Vec<Candidate> {
        let end = text.len().min(end.saturating_add(ANCHOR_BEHIND));
        let mut found = Vec::new();
        runs::for_each(text, end, |run, has_digit| {
            if has_digit {
                self.scan_run(text, &run, around, layers, &mut found);
            } else {
                self.anchors.for_each_at_boundary(text, &run, |hit, rules| self.patterns_at(text, &hit, rules, &mut found));
            }
        });
        self.anchors.for_each_anywhere(text.get(..end).unwrap_or_default(), |hit, rules| {
            self.structure_at(text, hit.start, &mut found);
            self.patterns_at(text, &hit, rules, &mut found);
        });
        if !matches!(around.kind, FileKind::Lock | FileKind::Table) && memchr::memchr(0, text).is_none() {
            assignment::for_each(text, end, around.kind, |assignment| self.judge(text, &assignment, around, &mut found));
        }
        let marks = marks::find(text.get(..end).unwrap_or_default());
        command_search::for_each(text, &marks.dashes, |start| self.commands_at(text, start, &mut found));
        let cells = match around.kind {
            FileKind::Table => table::cells(text),
            FileKind::Prose => table::markdown_cells(text),
            _ => Vec::new(),
        };
        for cell in cells {
            let assignment = Assignment { name: cell.name, value: cell.value, quoted: true, tie: Tie::Assigned };
            self.judge(text, &assignment, around, &mut found);
        }
        for (index, search) in self.rules.searches() {
            if let Some(rule) = self.rules.get(*index) {
                search.find(*index, rule, text, &mut found);
            }
        }
        if layers > 0 {
            self.escaped(text, &marks.escapes, around, layers - 1, &mut found);
        }
        for credential in known_files::read(text, around.known) {
            found.extend(self.structure(credential.detector, credential.secret.clone(), credential.secret));
        }
        settle(found)
    }

    fn scan_run(&self, text: &[u8], run: &Range<usize>, around: Surroundings, layers: usize, found: &mut Vec<Candidate>) {
        let mut may_be_jwt = false;
        self.anchors.for_each_in_run(text, run.clone(), |hit, rules| {
            may_be_jwt |= text.get(hit.clone()) == Some(b"eyJ");
            self.patterns_at(text, &hit, rules, found);
        });
        if may_be_jwt {
            jwt::find(text, run.clone(), |range, token| found.extend(self.jwt(range, &token, around)));
        }
        if !matches!(around.kind, FileKind::Lock | FileKind::Table) {
            found.extend(self.mentioned(text, run, around));
        }
        if layers > 0 {
            self.scan_layers(text, run, around, layers - 1, found);
        }
    }

    /// A value that a word beside it gives away.
    fn mentioned(&self, text: &[u8], run: &Range<usize>, around: Surroundings) -> Option<Candidate> {
        let mention = mention::read(text, run)?;
        let whole = mention.word.start..mention.value.end;
        if let Some(rule) = self.named.beside(mention.head(text), text.get(mention.word.clone())?, text.get(mention.value.clone())?) {
            let severity = self.rules.get(rule)?.severity;
            return Some(Candidate {
                rule,
                whole,
                secret: mention.value,
                severity,
                notes: Vec::new(),
                spelled: None,
                specificity: Specificity::Named,
            });
        }
        let detector = mention::judge(text, &mention).filter(|_| !around.test_data || around.kind != FileKind::Code)?;
        let candidate = self.structure(detector, whole, mention.value)?;
        Some(Candidate { specificity: Specificity::Generic, ..candidate })
    }

    /// What stands encoded in a run, or is put together from it and its neighbours.
    fn scan_layers(&self, text: &[u8], run: &Range<usize>, around: Surroundings, layers: usize, found: &mut Vec<Candidate>) {
        let inside = Surroundings { kind: FileKind::Unknown, known: KnownFile::None, ..around };
        for decoded in decode::in_run(text, run) {
            for mut candidate in self.scan_to_depth(&decoded.text, decoded.text.len(), inside, layers) {
                let note = format!("it stands in {}", decoded.encoding);
                candidate.notes.push(note);
                let spelled = Spelled::of(&candidate, &decoded.text);
                found.push(Candidate { whole: decoded.range.clone(), secret: decoded.range.clone(), spelled, ..candidate });
            }
        }
        if let Some(joined) = joined::around(text, run) {
            for mut candidate in self.scan_to_depth(&joined.text, joined.text.len(), inside, 0) {
                if candidate.specificity < Specificity::Structure || !joined.crosses(&candidate.secret) {
                    continue;
                }
                let (Some(whole), Some(secret)) = (joined.locate(&candidate.whole), joined.locate(&candidate.secret)) else { continue };
                candidate.notes.push("it is put together from several string literals".to_owned());
                let spelled = Spelled::of(&candidate, &joined.text);
                found.push(Candidate { whole, secret, spelled, ..candidate });
            }
        }
    }

    /// What is spelled in escapes. What stands as it is in the same line is found without them.
    fn escaped(&self, text: &[u8], starts: &[usize], around: Surroundings, layers: usize, found: &mut Vec<Candidate>) {
        escapes::for_each(text, starts, |line| {
            for mut candidate in self.scan_to_depth(&line.text, line.text.len(), around, layers) {
                let (Some(whole), Some(secret)) = (line.locate(&candidate.whole), line.locate(&candidate.secret)) else { continue };
                if secret.len() > candidate.secret.len() {
                    candidate.notes.push("it is spelled in escapes".to_owned());
                    let spelled = Spelled::of(&candidate, &line.text);
                    found.push(Candidate { whole, secret, spelled, ..candidate });
                }
            }
        });
    }

    fn patterns_at(&self, text: &[u8], hit: &Range<usize>, rules: &[usize], found: &mut Vec<Candidate>) {
        for index in rules {
            let known = found
                .iter()
                .rev()
                .take(8)
                .any(|known| known.rule == *index && known.whole.start <= hit.start && hit.end <= known.whole.end);
            if known {
                continue;
            }
            if let (Some(pattern), Some(rule)) = (self.patterns.get(index), self.rules.get(*index)) {
                found.extend(pattern.at(rule, text, hit.clone()));
            }
        }
    }

    /// Credentials whose structure is read by code, where one of its literals stands at `at`.
    fn structure_at(&self, text: &[u8], at: usize, found: &mut Vec<Candidate>) {
        let rest = text.get(at..).unwrap_or_default();
        if rest.starts_with(b"://") {
            if let Some(credential) = uri::read(text, at) {
                found.extend(self.structure(credential.detector, credential.whole, credential.secret));
            }
        } else if rest.starts_with(b"-----BEGIN ") {
            if let Some(key) = pem::read(text, at) {
                let detector = if key.label.starts_with("PGP") { Detector::PgpPrivateKey } else { Detector::PrivateKey };
                let found_key = self.structure(detector, key.range.clone(), key.range.clone());
                let found_key = found_key.or_else(|| self.structure(Detector::PrivateKey, key.range.clone(), key.range));
                found.extend(found_key.map(|candidate| Candidate { specificity: Specificity::Checked, ..candidate }));
            }
        } else if let Some(credential) = basic::read(text, at) {
            found.extend(self.structure(credential.detector, credential.whole, credential.secret));
        } else if let Some(credential) = structure::read(text, at) {
            found.extend(self.structure(credential.detector, credential.whole, credential.secret));
        } else if let Some((whole, secret)) = positional::read(text, at) {
            found.extend(self.structure(Detector::Password, whole, secret));
        } else {
            self.commands_at(text, at, found);
        }
    }

    /// Credentials on the command line whose program stands at `at`.
    fn commands_at(&self, text: &[u8], at: usize, found: &mut Vec<Candidate>) {
        let credentials = command_line::read(text, at).into_iter();
        found.extend(credentials.filter_map(|credential| self.structure(Detector::CommandLine, credential.whole, credential.secret)));
    }

    fn structure(&self, detector: Detector, whole: Range<usize>, secret: Range<usize>) -> Option<Candidate> {
        let rule = *self.detectors.get(&detector)?;
        let severity = self.rules.get(rule)?.severity;
        Some(Candidate { rule, whole, secret, severity, notes: Vec::new(), spelled: None, specificity: Specificity::Structure })
    }

    fn jwt(&self, range: Range<usize>, token: &jwt::Jwt, around: Surroundings) -> Option<Candidate> {
        let claim = |name: &str| token.payload.get(name);
        let text = |name: &str| claim(name).and_then(|value| value.as_str()).unwrap_or_default();
        // The token that jwt.io shows, and everybody copies; the one of RFC 7519, 3.1.
        if (text("name") == "John Doe" && text("sub") == "1234567890") || claim("http://example.com/is_root").is_some() {
            return None;
        }
        let is_maintainx = text("sub") == "REST_API_AUTH";
        let detector = if is_maintainx { Detector::MaintainxKey } else { Detector::Jwt };
        let mut candidate = self.structure(detector, range.clone(), range)?;
        candidate.specificity = if is_maintainx { Specificity::Checked } else { Specificity::Structure };
        if token.algorithm.eq_ignore_ascii_case("none") {
            candidate.severity = Severity::Note;
            candidate.notes.push("it is not signed (alg: none)".to_owned());
        } else if text("role") == "anon" {
            candidate.severity = Severity::Note;
            candidate.notes.push("its role is anon: meant to be public".to_owned());
        } else if let Some(expiry) = claim("exp").and_then(serde_json::Value::as_i64)
            && expiry < around.now
        {
            candidate.severity = Severity::Warning;
            let when = jiff::Timestamp::from_second(expiry).map(|when| when.to_string()).unwrap_or_default();
            candidate.notes.push(format!("it expired at {when}"));
        }
        Some(candidate)
    }

    fn judge(&self, text: &[u8], assignment: &Assignment, around: Surroundings, found: &mut Vec<Candidate>) {
        let (Some(name), Some(value)) = (text.get(assignment.name.clone()), text.get(assignment.value.clone())) else { return };
        let whole = assignment.name.start..assignment.value.end;
        let secret = assignment.value.clone();
        if let Some(index) = self.named.find(text, assignment)
            && let Some(rule) = self.rules.get(index)
        {
            let severity = rule.severity;
            found.push(Candidate {
                rule: index,
                whole,
                secret,
                severity,
                notes: Vec::new(),
                spelled: None,
                specificity: Specificity::Named,
            });
            return;
        }
        let context = generic::Surroundings { test_data: around.test_data, lenient: around.known == KnownFile::Connections };
        let explained = || explained::is_key(text, &assignment.name);
        if let Some(detector) = generic::judge(name, value, assignment, context, explained) {
            let candidate = self.structure(detector, whole, secret);
            found.extend(candidate.map(|candidate| Candidate { specificity: Specificity::Generic, ..candidate }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Scanner;
    use crate::detect::{RuleSet, Surroundings, example};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static SCANNER: LazyLock<Scanner> = LazyLock::new(|| Scanner::new(RuleSet::embedded().unwrap()));

    /// Pieces that lead into every reader of structure, to be torn apart and put together.
    const PIECES: &[&str] = &[
        "password",
        "api_key",
        "\"",
        "'",
        "=",
        ": ",
        "://",
        "user:",
        "@",
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----END RSA PRIVATE KEY-----",
        "eyJ",
        ".",
        "ghp_",
        "{alnum*36}",
        "{hex*40}",
        "{b64*64}",
        "\n",
        "\\n",
        "%41",
        "<password>",
        "</password>",
        "curl -u ",
        "Basic ",
        "Bearer ",
        "{\"kty\":",
        "}",
        "(",
        ")",
        "[",
        "\\",
        "ñ",
        "\0",
        "name: ",
        "value: ",
        "@tcp(",
        "\"auth\":",
        "SetBasicAuth(",
        ", ",
        "${",
        "${X:-",
        "/*",
        "#",
        "`",
        "PuTTY-User-Key-File-2: x",
        "+ ",
        "AKIA",
        "sk_live_",
    ];

    fn hostile() -> impl Strategy<Value = Vec<u8>> {
        let piece = (0..PIECES.len(), any::<u64>()).prop_map(|(at, seed)| example::expand(PIECES[at], seed).into_bytes());
        let noise = proptest::collection::vec(any::<u8>(), 0..12);
        proptest::collection::vec(prop_oneof![4 => piece, 1 => noise], 0..40).prop_map(|parts| parts.concat())
    }

    proptest! {
        /// Whatever the text: no panic, and candidates in order, within the text, none sharing a byte with another.
        #[test]
        fn any_text_can_be_scanned(text in hostile(), path in prop_oneof![Just("a.py"), Just(".env"), Just("a.csv"), Just(".netrc"), Just("a.md"), Just("a.xml"), Just("x/config/master.key")]) {
            let found = SCANNER.scan(&text, Surroundings::of(Some(path.as_bytes()), 0));
            for candidate in &found {
                prop_assert!(candidate.secret.start < candidate.secret.end && candidate.secret.end <= text.len());
                prop_assert!(candidate.whole.start <= candidate.secret.start);
            }
            for pair in found.windows(2) {
                prop_assert!(pair[0].secret.end <= pair[1].secret.start);
            }
        }
    }
}
