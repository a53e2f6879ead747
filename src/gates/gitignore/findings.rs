//! Findings, each built from one thing that was seen.

use super::ask::Views;
use super::doors::Door;
use super::family::Families;
use super::gaps::{Cause, Gap};
use super::ignore_file::IgnoreFile;
use super::inventory::{Named, is_test_data};
use super::look::{HiddenTemplate, Inert, Seen};
use super::words::{list, names, paths, places};
use crate::git::{IgnoreRule, Touched};
use crate::model::{Finding, Fingerprint, Origin, Place, Severity, Snippet};
use crate::text::{LineColumn, RepoPath, one_line};
use bstr::ByteSlice as _;

/// Tracked secrets of one family with a finding each; the rest is counted.
const MOST_TRACKED: usize = 20;
/// Widest snippet, in characters.
const WIDTH: usize = 160;
/// The root's ignore file.
const ROOT_FILE: &str = ".gitignore";

/// What findings are built from.
#[derive(Clone, Copy)]
pub(super) struct Findings<'run> {
    pub(super) families: &'run Families,
    pub(super) seen: &'run Seen,
}

impl Findings<'_> {
    /// All of them but those of history.
    pub(super) fn all(&self) -> Vec<Finding> {
        let seen = self.seen;
        let mut found: Vec<Finding> = seen.gaps.iter().filter(|gap| !is_quiet(gap)).map(|gap| self.gap(gap)).collect();
        found.extend(self.quiet());
        found.extend(seen.inert.iter().map(|inert| self.inert(inert)));
        found.extend(seen.templates.iter().map(|hidden| self.template(hidden)));
        found.extend(seen.doors.iter().map(|door| self.door(door)));
        found.extend(self.tracked());
        found.extend(self.dead());
        found
    }

    /// A file that a commit once held.
    pub(super) fn history(&self, family: usize, touched: Touched) -> Finding {
        let title = self.families.get(family).map_or("", |family| family.title.as_str());
        let mut finding = finding("secret-in-history", Severity::Warning, touched.path.as_bytes());
        finding.message = format!("{} is in history, though no longer tracked ({title})", touched.path);
        finding.help =
            String::from("whoever has the repository has the value: rotate it; rewriting history (git filter-repo) does not call it back");
        finding.place = Some(place(touched.path, 1, 0));
        finding.notes.push(format!("last added or changed in {} on {}", short(&touched.commit), touched.date));
        finding.origin = Origin::Commit { id: touched.commit, author: touched.author, date: touched.date };
        finding
    }

    fn door(&self, door: &Door) -> Finding {
        let of = |secret: &super::doors::Secret| {
            let severity = self.families.get(secret.family).map_or(Severity::Error, |family| family.present);
            if door.doubtful || is_test_data(&secret.path) { severity.min(Severity::Warning) } else { severity }
        };
        let severity = door.secrets.iter().map(of).max().unwrap_or(Severity::Warning);
        let identity = [door.path.as_bytes().as_bytes(), door.before.as_bytes()].join(&0);
        let mut built = finding(door.way.rule(), severity, &identity);
        let listed = list(&paths(door.secrets.iter().map(|secret| &secret.path)));
        built.message = one_line(&format!("{}{listed}{}", door.before, door.after)).into_owned();
        built.help.clone_from(&door.help);
        built.place = Some(place(door.path.clone(), door.line, 0));
        built
    }

    fn quiet(&self) -> Option<Finding> {
        let quiet = self.seen.gaps.iter().filter(|gap| is_quiet(gap));
        let titles: Vec<String> = quiet.flat_map(|gap| self.titles(gap)).collect();
        if titles.is_empty() {
            return None;
        }
        let mut finding = finding("secret-not-ignored", Severity::Note, b"other families");
        finding.message = format!("no rule covers {}", titles.join(", "));
        finding.help = String::from("nothing of the kind is here; add rules for what this project may come to hold");
        Some(finding)
    }

    fn titles(&self, gap: &Gap) -> Vec<String> {
        gap.families.iter().filter_map(|at| self.families.get(*at)).map(|family| family.title.clone()).collect()
    }

    fn gap(&self, gap: &Gap) -> Finding {
        let wanted: Vec<String> =
            gap.families.iter().filter_map(|at| self.families.get(*at)).flat_map(|family| family.rules.clone()).collect();
        let named = names(gap.probes.iter());
        let what = list(&named);
        let (is, it) = if named.len() == 1 { ("is", "it") } else { ("are", "them") };
        let places = places(&gap.probes, &self.seen.inventory);
        let rule = gap.cause.rule().map(identity).unwrap_or_default();
        let identity = [self.titles(gap).join(",").as_bytes(), rule.as_slice()].join(&0);
        let mut built = finding(gap.cause_word(), gap.severity, &identity);
        match &gap.cause {
            Cause::Missing => {
                built.message = format!("{what} would be committed: no rule ignores {it}{places}");
                built.help = if wanted.is_empty() {
                    "add the name to .gitignore, or move the file out of the repository".to_owned()
                } else {
                    format!("add {} to .gitignore (`golive gitignore --fix` does, and proves it)", wanted.join(", "))
                };
                built.place = self.root_file();
            }
            Cause::Undone(rule) => {
                built.message = format!("`{}` frees {what}{places}", pattern(rule));
                built.help =
                    String::from("narrow the negation, or repeat the rule below it: the last match wins (`golive gitignore --fix` does)");
                self.point(&mut built, rule);
                built.notes.extend(gap.beaten.as_ref().map(|(path, line)| format!("without it, {path}:{line} would ignore {what}")));
            }
            Cause::OnlyHere(rule) => {
                built.message = format!("{what} {is} ignored on this machine only, by {rule} (`{}`)", pattern(rule));
                built.help = String::from("put the rule into .gitignore: nobody else has that file");
                self.point(&mut built, rule);
            }
            Cause::CaseOnly(rule) => {
                built.message = format!("`{}` covers {what} only where case does not count (macOS, Windows)", pattern(rule));
                built.help = String::from("on Linux, write both: for example `*.[kK][eE][yY]`");
                self.point(&mut built, rule);
            }
        }
        self.add_notes(gap, &mut built);
        built
    }

    fn add_notes(&self, gap: &Gap, finding: &mut Finding) {
        let present = paths(gap.present());
        if !present.is_empty() {
            finding.notes.push(format!(
                "{} there now: the next `git add .` takes {} up",
                list(&present) + if present.len() == 1 { " is" } else { " are" },
                if present.len() == 1 { "it" } else { "them" }
            ));
        }
        if matches!(gap.cause, Cause::Missing | Cause::OnlyHere(_) | Cause::CaseOnly(_)) {
            let meant = self.seen.dead.iter().filter(|dead| {
                dead.meant
                    .iter()
                    .any(|name| gap.families.iter().any(|family| self.families.of(super::name::literal(name).as_bytes()) == Some(*family)))
            });
            finding.notes.extend(meant.map(|dead| format!("{}:{} was likely meant to: {}", dead.path, dead.line, dead.reason)));
        }
    }

    /// The root's ignore file, where there is one.
    fn root_file(&self) -> Option<Place> {
        let root = RepoPath::new(ROOT_FILE);
        self.seen.files.iter().any(|file| file.path == root).then(|| place(root, 1, 0))
    }

    fn file(&self, rule: &IgnoreRule) -> Option<&IgnoreFile> {
        self.seen.files.iter().find(|file| file.path == rule.source)
    }

    /// Points the finding at a rule's line, and shows the line.
    fn point(&self, finding: &mut Finding, rule: &IgnoreRule) {
        if rule.source.as_bytes().starts_with(b"/") {
            return;
        }
        let text = self.file(rule).and_then(|file| file.line(rule.line)).map(shown);
        let text = text.unwrap_or_else(|| pattern(rule));
        finding.place = Some(place(rule.source.clone(), rule.line, text.chars().count()));
        finding.snippet = Some(Snippet { highlight: 0..text.len(), text });
    }

    fn tracked(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (at, family) in self.families.all().iter().enumerate() {
            let tracked: Vec<&Named> = self.seen.tracked.iter().filter(|named| named.family == at).collect();
            for named in tracked.iter().take(MOST_TRACKED) {
                let severity = if is_test_data(&named.path) { family.present.min(Severity::Warning) } else { family.present };
                let mut built = finding("secret-tracked", severity, named.path.as_bytes());
                let quoted = shell_word(&named.path);
                if family.harmless {
                    built.message = format!("{} is tracked ({})", named.path, family.title);
                    built.help = format!("git rm --cached -- {quoted}, and ignore it");
                } else {
                    built.message = format!("{} is tracked: everyone with the repository has it ({})", named.path, family.title);
                    built.help = format!(
                        "git rm --cached -- {quoted} (`golive gitignore --fix --untrack` does), then rotate what it holds: history keeps the value"
                    );
                }
                built.place = Some(place(named.path.clone(), 1, 0));
                built.origin = Origin::Index;
                if let Some(rule) = self.seen.answers.of(&named.path).and_then(Views::rule).filter(|rule| !rule.is_negated()) {
                    built.notes.push(format!("{rule} (`{}`) matches it, which does nothing for a tracked file", pattern(rule)));
                }
                found.push(built);
            }
            if tracked.len() > MOST_TRACKED {
                let mut built = finding("secret-tracked", family.present, family.id.as_bytes());
                built.message = format!("{} more of {} are tracked", tracked.len() - MOST_TRACKED, family.title);
                built.help = String::from("allow test data by path in golive.toml ([gitignore] allow), untrack the rest");
                found.push(built);
            }
        }
        found
    }

    fn inert(&self, inert: &Inert) -> Finding {
        let mut built = finding("tracked-though-ignored", Severity::Warning, &identity(&inert.rule));
        let listed = list(&paths(inert.paths.iter()));
        built.message = format!("`{}` does nothing for {listed}: what is tracked stays tracked", pattern(&inert.rule));
        let first = inert.paths.first().map(shell_word).unwrap_or_default();
        built.help = format!("git rm --cached -- {first} where it should not be tracked, or free it with a `!` line where it should");
        self.point(&mut built, &inert.rule);
        built
    }

    fn template(&self, hidden: &HiddenTemplate) -> Finding {
        let severity = if hidden.matters { Severity::Warning } else { Severity::Note };
        let mut built = finding("template-ignored", severity, &identity(&hidden.rule));
        let listed = list(&paths(hidden.paths.iter()));
        built.message = format!("`{}` keeps {listed} from being committed", pattern(&hidden.rule));
        let name = hidden.paths.first().map(|path| String::from_utf8_lossy(path.file_name()).into_owned()).unwrap_or_default();
        built.help = format!("free the template below that line: !{name}");
        self.point(&mut built, &hidden.rule);
        built
    }

    fn dead(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for dead in &self.seen.dead {
            let file = self.seen.files.iter().find(|file| file.path == dead.path);
            let text = file.and_then(|file| file.line(dead.line)).map(shown).unwrap_or_default();
            let mut built = finding("dead-rule", Severity::Warning, &[dead.path.as_bytes().as_bytes(), text.as_bytes()].join(&0));
            built.message = format!("this rule does nothing: {}", dead.reason);
            built.help.clone_from(&dead.help);
            built.place = Some(place(dead.path.clone(), dead.line, text.chars().count()));
            if !text.is_empty() {
                built.snippet = Some(Snippet { highlight: 0..text.len(), text });
            }
            found.push(built);
        }
        found
    }
}

/// Notes about names that no rule covers are said in one sentence: they matter once such a file is there.
fn is_quiet(gap: &Gap) -> bool {
    gap.severity == Severity::Note && gap.cause == Cause::Missing
}

impl Cause {
    fn rule(&self) -> Option<&IgnoreRule> {
        match self {
            Self::Missing => None,
            Self::Undone(rule) | Self::OnlyHere(rule) | Self::CaseOnly(rule) => Some(rule),
        }
    }
}

impl Gap {
    /// The rule id of its finding.
    fn cause_word(&self) -> &'static str {
        match self.cause {
            Cause::Missing => "secret-not-ignored",
            Cause::Undone(_) => "rule-undone",
            Cause::OnlyHere(_) => "only-ignored-here",
            Cause::CaseOnly(_) => "case-sensitive-rule",
        }
    }
}

fn finding(rule: &str, severity: Severity, identity: &[u8]) -> Finding {
    Finding {
        rule_id: rule.to_owned(),
        severity,
        message: String::new(),
        help: String::new(),
        place: None,
        also: Vec::new(),
        snippet: None,
        fingerprint: Fingerprint::new(rule, identity),
        origin: Origin::WorkTree,
        notes: Vec::new(),
        tool: None,
        new: None,
        validation: None,
    }
}

/// A rule without its line number, so that lines above it may come and go.
fn identity(rule: &IgnoreRule) -> Vec<u8> {
    [rule.source.as_bytes().as_bytes(), rule.pattern.as_slice()].join(&0)
}

fn place(path: RepoPath, line: u32, width: usize) -> Place {
    let end = u32::try_from(width).unwrap_or(u32::MAX).saturating_add(1);
    Place { path: Some(path), start: LineColumn { line, column: 1 }, end: LineColumn { line, column: end } }
}

pub(super) fn pattern(rule: &IgnoreRule) -> String {
    one_line(&rule.pattern.to_str_lossy()).into_owned()
}

/// A line of an ignore file, cut to a readable width.
fn shown(line: &[u8]) -> String {
    line.to_str_lossy().chars().take(WIDTH).collect()
}

fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}

/// A path as one word of a shell's command line.
fn shell_word(path: &RepoPath) -> String {
    let text = path.to_string();
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/-+@".contains(&byte));
    if plain { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
