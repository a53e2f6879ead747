//! Values that only their name, or a vendor's name near by, explains.

use super::entropy;
use super::likeness::Likeness;
use super::names::{squash, words};
use super::other_values::is_plainly_something_else;
use super::pattern::of_bytes;
use super::placeholder::{is_placeholder, is_reference};
use super::rule::Rule;
use super::syntax::Assignment;
use aho_corasick::{AhoCorasick, MatchKind};
use regex::bytes::Regex;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Shorter vendor names are only looked for as whole words of the assigned name: `dd` stands in many a line.
const SHORTEST_NEARBY: usize = 4;
/// How far above an assignment a vendor's name may stand.
const LINES_ABOVE: usize = 3;
/// And at most so many bytes, so that minified text costs no more.
const BYTES_ABOVE: usize = 320;
/// What the name of a credential holds, where a rule does not say.
const ANY_CREDENTIAL: &[&str] = &["key", "token", "secret", "password", "passwd", "pwd", "credential", "auth", "pat"];

/// The rules that go by vendors' names.
#[derive(Debug, Default)]
pub(super) struct NamedRules {
    /// Whole vendor words, to indices into `rules`.
    by_word: BTreeMap<String, Vec<usize>>,
    rules: Vec<NamedRule>,
    nearby: OnceLock<Option<(AhoCorasick, Vec<Vec<usize>>)>>,
}

/// A vendor's name that leads to a rule.
#[derive(Debug, Clone, Copy)]
struct Vendor {
    /// Position in [`NamedRules::rules`].
    rule: usize,
    letters: usize,
    in_name: bool,
}

#[derive(Debug)]
struct NamedRule {
    index: usize,
    value: String,
    words: Vec<String>,
    vendors: Vec<String>,
    min_entropy: f64,
    require: Vec<super::rule::Charset>,
    random: bool,
    regex: OnceLock<Option<Regex>>,
}

impl NamedRules {
    /// Takes the named ones of `rules`.
    pub(super) fn new<'rule>(rules: impl IntoIterator<Item = (usize, &'rule Rule)>) -> Self {
        let mut named = Self::default();
        for (index, rule) in rules {
            let Some(value) = &rule.value else { continue };
            let position = named.rules.len();
            named.rules.push(NamedRule {
                index,
                value: value.clone(),
                vendors: rule.vendor.iter().map(|vendor| squash(vendor.as_bytes())).collect(),
                words: rule.words.iter().map(|word| squash(word.as_bytes())).collect(),
                min_entropy: rule.min_entropy,
                require: rule.require.clone(),
                random: rule.random,
                regex: OnceLock::new(),
            });
            for vendor in &rule.vendor {
                named.by_word.entry(squash(vendor.as_bytes())).or_default().push(position);
            }
        }
        named
    }

    /// The rule that explains `value`, if one does: a vendor in the name itself before one near by, then the most telling words.
    pub(super) fn find(&self, text: &[u8], assignment: &Assignment) -> Option<usize> {
        let name = text.get(assignment.name.clone())?;
        let value = text.get(assignment.value.clone())?;
        if value.len() < 8 || is_reference(value) || is_placeholder(value) {
            return None;
        }
        let squashed = squash(name);
        let mut vendors: Vec<Vendor> = self.vendors_in_name(name, &squashed);
        vendors.extend(self.vendors_above(text, assignment.name.start));
        self.best(&vendors, &squashed, value)
    }

    /// The rule for a value that stands right beside `word`: a vendor's name (`plivo 'k3J9…'`), or what its credential is called, with the
    /// vendor's name in it or in `head`, the line before it (`plivo token - 'k3J9…'`).
    pub(super) fn beside(&self, head: &[u8], word: &[u8], value: &[u8]) -> Option<usize> {
        let squashed = squash(word);
        // `MixpanelUtils("k3J9…")`: what takes a vendor's key is named after it.
        if word.ends_with(b"(") {
            // What pages start up with is sent to every browser.
            let public = [&b"init("[..], b"initialize(", b"Pusher("].iter().any(|end| word.ends_with(end));
            let good = !public && !is_reference(value) && !is_placeholder(value) && Likeness::of(value).is_random();
            let vendors = if good { self.mentioned(word, true) } else { Vec::new() };
            let rules = vendors.iter().filter_map(|vendor| Some((vendor.letters, self.rules.get(vendor.rule)?)));
            let fitting = rules.filter(|(_, rule)| rule.takes(value));
            return fitting
                .max_by_key(|(letters, rule)| (!rule.random, *letters, std::cmp::Reverse(rule.index)))
                .map(|(_, rule)| rule.index);
        }
        let is_vendor = is_telling_alone(&squashed) && self.by_word.contains_key(&squashed);
        let is_noun = ["key", "token", "secret", "access", "private", "password", "credential"].iter().any(|noun| squashed.ends_with(noun));
        if !(is_vendor || is_noun) || is_reference(value) || is_placeholder(value) || !Likeness::of(value).is_random() {
            return None;
        }
        let mut vendors = self.vendors_in_name(word, &squashed);
        if is_noun {
            vendors.extend(self.mentioned(head, false));
        }
        self.best(&vendors, &squashed, value)
    }

    /// Of the rules that `vendors` lead to, the one that explains most: a vendor in the name before one near by, then more letters.
    fn best(&self, vendors: &[Vendor], name: &str, value: &[u8]) -> Option<usize> {
        vendors
            .iter()
            .filter_map(|vendor| Some((vendor, self.rules.get(vendor.rule)?)))
            .filter_map(|(vendor, rule)| {
                Some(((rule.vendor_rank(vendor), rule.telling_words(name).or_else(|| rule.is_named(name, value))?), rule))
            })
            .filter(|(_, rule)| rule.takes(value))
            .max_by_key(|(telling, rule)| (!rule.random, *telling, std::cmp::Reverse(rule.index)))
            .map(|(_, rule)| rule.index)
    }

    fn vendors_in_name(&self, name: &[u8], squashed: &str) -> Vec<Vendor> {
        let mut positions: Vec<Vendor> = words(name)
            .iter()
            .filter_map(|word| {
                let rules = self
                    .by_word
                    .get(word)
                    .or_else(|| self.by_word.get(word.trim_end_matches(|character: char| character.is_ascii_digit())))?;
                Some(rules.iter().map(|rule| Vendor { rule: *rule, letters: word.len(), in_name: true }))
            })
            .flatten()
            .collect();
        positions.extend(self.mentioned(squashed.as_bytes(), true));
        positions
    }

    fn vendors_above(&self, text: &[u8], start: usize) -> Vec<Vendor> {
        let window = text.get(start.saturating_sub(BYTES_ABOVE)..start).unwrap_or_default();
        let from = memchr::memrchr_iter(b'\n', window).nth(LINES_ABOVE).map_or(0, |newline| newline + 1);
        self.mentioned(window.get(from..).unwrap_or_default(), false)
    }

    /// Rules whose vendor is mentioned anywhere in `text`, long names only.
    fn mentioned(&self, text: &[u8], in_name: bool) -> Vec<Vendor> {
        let nearby = self.nearby.get_or_init(|| {
            let (names, rules): (Vec<&String>, Vec<Vec<usize>>) =
                self.by_word.iter().filter(|(word, _)| word.len() >= SHORTEST_NEARBY).map(|(word, rules)| (word, rules.clone())).unzip();
            let searcher = AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(names).ok()?;
            Some((searcher, rules))
        });
        let Some((searcher, rules)) = nearby else { return Vec::new() };
        searcher
            .find_overlapping_iter(text)
            .filter_map(|hit| {
                Some(rules.get(hit.pattern().as_usize())?.iter().map(move |rule| Vendor { rule: *rule, letters: hit.len(), in_name }))
            })
            .flatten()
            .collect()
    }
}

/// Vendors' names that are also the names of ids, hosts, projects and everything else around their products.
#[rustfmt::skip]
const TOO_COMMON: &[&str] = &[
    "azure", "amazon", "google", "github", "gitlab", "docker", "kubernetes", "microsoft", "bootstrap", "storage", "vault", "tenant", "microsoftonline",
    "hashicorp", "cloudflare", "facebook", "twitter", "linkedin", "slack", "discord", "firebase", "stripe", "paypal", "apple", "oracle", "elastic",
    "redis", "postgres", "mysql", "mongodb", "rabbitmq", "kafka", "consul", "nomad", "terraform", "jenkins", "sentry", "grafana",
];

/// Whether a vendor's name alone, without a word for a credential, tells what a value is.
fn is_telling_alone(name: &str) -> bool {
    name.len() >= SHORTEST_NEARBY && !name.ends_with("id") && !TOO_COMMON.contains(&name)
}

impl NamedRule {
    /// How sure the vendor is. A "vendor" that is a word for the credential itself (`secret access key`) is none.
    fn vendor_rank(&self, vendor: &Vendor) -> (bool, usize) {
        let is_word = self.words.iter().any(|word| {
            word.len() >= vendor.letters && self.vendors.iter().any(|name| name.len() == vendor.letters && word.contains(name.as_str()))
        });
        if is_word { (false, 0) } else { (vendor.in_name, vendor.letters) }
    }

    /// How much of the name its words explain; `None` where the name holds none of them.
    fn telling_words(&self, name: &str) -> Option<usize> {
        if self.words.is_empty() {
            return ANY_CREDENTIAL.iter().any(|word| name.contains(word)).then_some(0);
        }
        self.words.iter().filter(|word| name.contains(word.as_str())).map(String::len).max()
    }

    /// `plivo = "k3J9…"`: the vendor's name and nothing else, with a value that looks like chance.
    fn is_named(&self, name: &str, value: &[u8]) -> Option<usize> {
        let is_vendor = is_telling_alone(name) && self.vendors.iter().any(|vendor| vendor == name);
        (is_vendor && value.len() >= 16 && Likeness::of(value).is_random()).then_some(0)
    }

    fn takes(&self, value: &[u8]) -> bool {
        let regex = self.regex.get_or_init(|| of_bytes(&format!(r"\A(?:{})\z", self.value)));
        regex.as_ref().is_some_and(|regex| regex.is_match(value))
            && entropy::bits_per_byte(value) >= self.min_entropy
            && (!self.random || (Likeness::of(value).is_random() && !is_plainly_something_else(value)))
            && self.require.iter().all(|class| class.occurs_in(value))
    }
}
